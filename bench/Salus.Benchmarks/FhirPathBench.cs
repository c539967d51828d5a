using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Salus.Fhir;
using Salus.Fhir.Paths;

namespace Salus.Benchmarks;

/// <summary>
/// FHIRPath beside the npm package <c>fhirpath</c>, in one run: the same expressions on the same resource, each compiled once.
/// Processor time, not wall time, so that a busy machine changes both alike. Without Node only our own figures are given.
/// </summary>
internal static class FhirPathBench
{
    private const int Milliseconds = 150;
    private const int Rounds = 5;

    private static readonly string[] Expressions =
    [
        "name.given",
        "name.where(use = 'official').given.first()",
        "telecom.where(system = 'phone' and rank > 1).value",
        "name.all(family.exists() or given.exists())",
        "contact.all(name.exists() or telecom.exists() or address.exists() or organization.exists())",
        "contained.where((('#' + id in (%resource.descendants().reference)) or descendants().where(reference = '#').exists()).not()).trace('unmatched', id).empty()",
        "Patient.extension.where(url = 'http://example.org/eye').value",
        "Patient.generalPractitioner.where(reference.startsWith('Practitioner/')).reference",
        "birthDate <= today()",
        "address.line.join(', ')",
        "identifier.where(system.matches('^urn:')).value.distinct().count()",
        "(1 | 2 | 3).aggregate($this + $total, 0) = 6",
        "4 'g' = 4000 'mg'",
        "iif(gender = 'female', 'F', 'M') & '-' & birthDate.toString()",
    ];

    private const string Resource = """
        {"resourceType":"Patient","id":"p1","active":true,
         "contained":[{"resourceType":"Organization","id":"clinic","name":"North clinic"}],
         "extension":[{"url":"http://example.org/eye","valueCode":"green"},{"url":"http://example.org/hand","valueCode":"left"}],
         "identifier":[{"system":"urn:oid:1.2.3","value":"77"},{"system":"http://example.org/ids","value":"A-12"}],
         "name":[{"use":"official","family":"Okafor","given":["Ada","Marie"]},{"use":"nickname","given":["Addie"]}],
         "telecom":[{"system":"phone","value":"020 1","rank":2},{"system":"phone","value":"020 2","rank":1},{"system":"email","value":"a@example.org"}],
         "gender":"female","birthDate":"1980-03-09","address":[{"line":["1 Long Lane","Flat 3"],"city":"Leeds"}],
         "contact":[{"name":{"family":"Okafor"}},{"telecom":[{"system":"phone","value":"020 3"}]}],
         "managingOrganization":{"reference":"#clinic"},"generalPractitioner":[{"reference":"Practitioner/gp1"}]}
        """;

    public static async Task<IReadOnlyList<Figure>> RunAsync(BenchCall call)
    {
        var patient = FhirNode.Parse(Resource);
        var ours = Nanoseconds(patient);
        var figures = new List<Figure> { new("fhirpath", $"one evaluation, mean of {Expressions.Length} expressions", ours.Average(), "ns") };
        if (await ForeignAsync() is not { } theirs)
        {
            await Console.Error.WriteLineAsync("The foreign FHIRPath is not here (Node, and 'npm ci' in tests/peers): no ratio.");
            return figures;
        }
        figures.Add(Figure.AtLeast("fhirpath", "all expressions once, npm fhirpath's time against ours", theirs.Sum() / ours.Sum(), "ratio", 20));
        for (var i = 0; i < Expressions.Length; i++)
            figures.Add(new Figure("fhirpath", $"{ours[i]:0} ns: `{Expressions[i].Replace("|", "\\|", StringComparison.Ordinal)}`", theirs[i] / ours[i], "ratio"));
        return figures;
    }

    /// <summary>All are warmed up before the first is measured; the fastest of several rounds counts, because a busy machine only adds.</summary>
    private static double[] Nanoseconds(FhirNode resource)
    {
        var paths = Expressions.Select(FhirPath.Parse).ToArray();
        foreach (var path in paths)
            Repeat(path, resource, Milliseconds);
        return [.. paths.Select(path => Enumerable.Range(0, Rounds).Min(_ => Repeat(path, resource, Milliseconds)))];
    }

    private static double Repeat(FhirPath path, FhirNode resource, int milliseconds)
    {
        var start = Environment.CpuUsage.TotalTime;
        var rounds = 0;
        while ((Environment.CpuUsage.TotalTime - start).TotalMilliseconds < milliseconds)
        {
            for (var i = 0; i < 200; i++)
                path.Evaluate(resource);
            rounds += 200;
        }
        return (Environment.CpuUsage.TotalTime - start).TotalNanoseconds / rounds;
    }

    private static async Task<double[]?> ForeignAsync()
    {
        var folder = Peers();
        if (!Directory.Exists(Path.Combine(folder, "node_modules", "fhirpath")))
            return null;
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, JsonSerializer.Serialize(new { resource = JsonSerializer.Deserialize<JsonElement>(Resource), expressions = Expressions }));
            var start = new ProcessStartInfo("node", ["fhirpath.mjs", "time", file, Milliseconds.ToString(CultureInfo.InvariantCulture), Rounds.ToString(CultureInfo.InvariantCulture)]) { WorkingDirectory = folder, RedirectStandardOutput = true, UseShellExecute = false };
            using var node = Process.Start(start);
            if (node is null)
                return null;
            var lines = await node.StandardOutput.ReadToEndAsync();
            await node.WaitForExitAsync();
            var times = lines.Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(l => double.TryParse(l, CultureInfo.InvariantCulture, out _)).Select(l => double.Parse(l, CultureInfo.InvariantCulture)).ToArray();
            return times.Length == Expressions.Length ? times : null;
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

    private static string Peers()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Salus.slnx")))
            folder = folder.Parent ?? throw new DirectoryNotFoundException("The benchmarks run from a clone of the repository.");
        return Path.Combine(folder.FullName, "tests", "peers");
    }
}
