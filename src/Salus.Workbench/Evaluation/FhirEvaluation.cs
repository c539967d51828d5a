using System.Collections.Immutable;
using System.Diagnostics;
using Salus.Design;

namespace Salus.Workbench.Evaluation;

/// <summary>
/// Scores the FHIR core on public suites, in a folder laid out as
/// <c>fhirpath/</c>, <c>validator/</c>, <c>hl7-test-cases/</c>, <c>ms-examples/</c>. A part whose data are not there is listed as absent.
/// </summary>
public sealed class FhirEvaluation : IEvaluation
{
    private readonly ImmutableArray<IFhirSuite> suites = [new FhirPathSuite(), new RoundTripSuite(), new ValidatorSuite(), new SqlOnFhirSuite(), new UcumSuite()];

    public string Name => "fhir";

    public string Description => "The FHIR core: FHIRPath, JSON and XML round trip, agreement with the reference validator, SQL on FHIR, units.";

    public async Task<EvaluationReport> RunAsync(DirectoryInfo data, EvaluationOptions options, IProgress<EvaluationProgress> progress, CancellationToken cancel)
    {
        var start = Stopwatch.GetTimestamp();
        var metrics = ImmutableArray.CreateBuilder<Metric>();
        var failed = new SortedDictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        var absent = new List<string>();
        var cases = 0;
        foreach (var (index, suite) in suites.Index())
        {
            progress.Report(new EvaluationProgress(index, suites.Length, suite.Name));
            var began = Stopwatch.GetTimestamp();
            var results = await Task.Run(() => suite.Run(data, cancel), cancel);
            if (results.IsEmpty)
            {
                absent.Add(suite.Name);
                continue;
            }
            cases += results[0].Cases.Length;
            foreach (var result in results)
            {
                metrics.Add(new Metric(result.Metric, result.Percent, "%", result.AtLeast));
                metrics.Add(new Metric($"{result.Metric}, cases", result.Cases.Length, "cases"));
                failed[result.Metric] = [.. result.Cases.Where(c => c.Problem is not null).Select(c => $"{c.Name}: {c.Problem}")];
            }
            metrics.Add(new Metric($"{suite.Name}, time", Stopwatch.GetElapsedTime(began).TotalSeconds, "s"));
        }
        progress.Report(new EvaluationProgress(suites.Length, suites.Length, "suites"));
        using var process = Process.GetCurrentProcess();
        var version = typeof(FhirEvaluation).Assembly.GetName().Version?.ToString(3) ?? "0";
        return new EvaluationReport(Name, version, cases, Stopwatch.GetElapsedTime(start).TotalSeconds, process.PeakWorkingSet64 / (1024.0 * 1024.0), metrics.ToImmutable())
        {
            Failed = failed,
            Absent = absent,
        };
    }
}
