using System.Diagnostics;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Salus.Fhir;

namespace Salus.Benchmarks;

/// <summary>Bundles read into a tree and written again on one core, beside two foreign libraries that do the same to the same bytes in the same run.</summary>
internal static class FhirJsonBench
{
    private const int Rounds = 9;
    private const double Megabyte = 1e6;

    public static async Task<IReadOnlyList<Figure>> RunAsync(BenchCall call)
    {
        var bundles = Bundles();
        byte[][] compact = [.. bundles.Select(b => FhirNode.Parse(b).ToUtf8())];
        var bytes = bundles.Sum(b => (double)b.Length) / Megabyte;
        var speeds = new Dictionary<string, List<double>>(StringComparer.Ordinal);
        for (var round = 0; round < Rounds; round++)
        {
            Time("salus", b => FhirNode.Parse(b).ToUtf8());
            Time("salus, every value", b => Visit(FhirNode.Parse(b)).ToUtf8());
            Time("salus, compact", b => Visit(FhirNode.Parse(b)).ToUtf8(), compact);
            Time("json", b => Written(JsonNode.Parse(b)!));
            Time("json, every value", b => Written(Visit(JsonNode.Parse(b)!)));
            Time("xml", b => FhirNode.ParseXml(FhirNode.Parse(b).ToXml()), [.. bundles.Take(2)]);
        }
        var figures = new List<Figure>
        {
            Figure.AtLeast("fhir-json", $"{bundles.Count} bundles of {bytes / bundles.Count:0.0} MB parsed and written, one core", Median("salus"), "MB/s", 150),
            new("fhir-json", "the same, with every value read as text", Median("salus, every value"), "MB/s"),
            new("fhir-json", "against System.Text.Json nodes, parsed and written", Median("salus") / Median("json"), "ratio"),
            new("fhir-json", "against System.Text.Json nodes, with every value read", Median("salus, every value") / Median("json, every value"), "ratio"),
            new("fhir-json", "JSON to XML and back, JSON bytes", Median("xml"), "MB/s"),
        };
        if (await NodeAsync(compact) is { } node)
            figures.Add(new Figure("fhir-json", "against JSON.parse and JSON.stringify of Node, without white space, every value read", Median("salus, compact") / node, "ratio"));
        return figures;

        void Time(string what, Action<byte[]> act, IReadOnlyList<byte[]>? others = null)
        {
            var some = others ?? bundles;
            var start = Stopwatch.GetTimestamp();
            foreach (var bundle in some)
                act(bundle);
            var spent = Stopwatch.GetElapsedTime(start).TotalSeconds;
            if (!speeds.TryGetValue(what, out var known))
                speeds[what] = known = [];
            known.Add(some.Sum(b => (double)b.Length) / Megabyte / spent);
        }

        double Median(string what) => speeds[what].Order().ElementAt(speeds[what].Count / 2);
    }

    /// <summary>The Synthea bundles of the public data where they are; otherwise an invented one of the same shape and size.</summary>
    public static IReadOnlyList<byte[]> Bundles()
    {
        var data = Samples.PublicData();
        var folder = new DirectoryInfo(Path.Combine(data, "synthea-fhir"));
        return folder.Exists ? [.. folder.GetFiles("*.json").Select(f => File.ReadAllBytes(f.FullName))] : [Invented(entries: 600)];
    }

    private static byte[] Invented(int entries) =>
        FhirNode.Resource("Bundle", ("type", "transaction"), ("entry", FhirNode.List(Enumerable.Range(0, entries).Select(i => (FhirElement)FhirNode.Object(
            ("fullUrl", $"urn:uuid:00000000-0000-4000-8000-{i:D12}"),
            ("resource", FhirNode.Resource("Observation",
                ("id", $"00000000-0000-4000-8000-{i:D12}"),
                ("status", "final"),
                ("category", FhirNode.List(Datatypes.Concept("http://terminology.hl7.org/CodeSystem/observation-category", "vital-signs", "vital-signs"))),
                ("code", Datatypes.Concept("http://loinc.org", "8302-2", "Body height", "Body height")),
                ("subject", Datatypes.Reference("urn:uuid:00000000-0000-4000-8000-999999999999")),
                ("effectiveDateTime", $"20{i % 24:D2}-05-17T08:30:00.000+02:00"),
                ("valueQuantity", FhirNode.Object(("value", 150.25m + i), ("unit", "cm"), ("system", "http://unitsofmeasure.org"), ("code", "cm"))))),
            ("request", FhirNode.Object(("method", "POST"), ("url", "Observation"))))))))
        .ToUtf8(indented: true);

    private static FhirNode Visit(FhirNode node)
    {
        GC.KeepAlive(node.Value);
        foreach (var child in node.Children)
            Visit(child);
        return node;
    }

    private static JsonNode Visit(JsonNode node)
    {
        if (node is JsonObject properties)
        {
            foreach (var (_, value) in properties)
                Visit(value!);
        }
        else if (node is JsonArray items)
        {
            foreach (var item in items)
                Visit(item!);
        }
        else if (node.GetValueKind() is JsonValueKind.String)
        {
            GC.KeepAlive(node.GetValue<string>());
        }
        return node;
    }

    private static byte[] Written(JsonNode node)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
            node.WriteTo(writer);
        return stream.ToArray();
    }

    /// <summary>MB/s of Node over the same bytes, from a buffer to a buffer; null where it is not installed.</summary>
    private static async Task<double?> NodeAsync(byte[][] compact)
    {
        var file = Path.GetTempFileName();
        try
        {
            // One JSON document to a line, as Node has no reader of several files.
            await File.WriteAllBytesAsync(file, [.. compact.SelectMany(b => b.Append((byte)'\n'))]);
            using var node = new Process
            {
                StartInfo = new ProcessStartInfo("node", ["-e", """
                    const lines = []; const all = require('fs').readFileSync(process.argv[1]); let at = 0;
                    for (let end; (end = all.indexOf(10, at)) >= 0; at = end + 1) lines.push(all.subarray(at, end));
                    const speeds = [];
                    for (let round = 0; round < 9; round++) {
                      const start = process.hrtime.bigint();
                      for (const line of lines) Buffer.from(JSON.stringify(JSON.parse(line.toString('utf8'))), 'utf8');
                      speeds.push(all.length / 1e6 / (Number(process.hrtime.bigint() - start) / 1e9));
                    }
                    speeds.sort((a, b) => a - b); console.log(speeds[4]);
                    """, file])
                {
                    RedirectStandardOutput = true,
                    UseShellExecute = false,
                },
            };
            node.Start();
            var said = await node.StandardOutput.ReadToEndAsync();
            await node.WaitForExitAsync();
            return double.TryParse(said, NumberStyles.Float, CultureInfo.InvariantCulture, out var speed) ? speed : null;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
        finally
        {
            File.Delete(file);
        }
    }
}
