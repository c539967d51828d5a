using Salus.Benchmarks;

var benches = new Dictionary<string, Func<BenchCall, Task<IReadOnlyList<Figure>>>>(StringComparer.Ordinal)
{
    ["scribe"] = ScribeBench.RunAsync,
    ["scribe-live"] = ScribeLiveBench.RunAsync,
    ["model-stream"] = ModelStreamBench.RunAsync,
    ["findings"] = FindingsBench.RunAsync,
    ["batch"] = BatchBench.RunAsync,
    ["retrieval"] = RetrievalBench.RunAsync,
    ["startup"] = StartupBench.RunAsync,
    ["pages"] = PagesBench.RunAsync,
    ["fhirpath"] = FhirPathBench.RunAsync,
    ["fhir-json"] = FhirJsonBench.RunAsync,
    ["deidentify"] = DeidentifyBench.RunAsync,
    ["neural"] = NeuralBench.RunAsync,
    ["record"] = RecordBench.RunAsync,
    ["record-million"] = RecordBench.RunMillionAsync,
    ["boosting"] = BoostingBench.RunAsync,
    ["synth-trees"] = SynthBench.RunTreesAsync,
    ["synth-copula"] = SynthBench.RunCopulaAsync,
    ["synth-copula-long"] = SynthBench.RunLongAsync,
};

if (BenchCall.Parse(args, benches.Keys) is not { } call)
{
    Console.Error.WriteLine($"""
        Usage: Salus.Benchmarks [{string.Join(" | ", benches.Keys)}]... [--cores N] [--out report.json]
        Without names all run. The table goes to the standard output as Markdown. See bench/README.md.
        """);
    return 2;
}
var figures = new List<Figure>();
foreach (var name in call.Names)
{
    Console.Error.WriteLine($"{name} ...");
    figures.AddRange(await benches[name](call));
}
Report.WriteMarkdown(Console.Out, figures);
if (call.Out is not null)
    Report.WriteJson(call.Out, figures, call.Cores);
return figures.TrueForAll(f => f.Reached ?? true) ? 0 : 1;
