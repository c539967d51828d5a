using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Text;
using Salus.Fhir;
using Salus.Fhir.Resources;
using Salus.Trust;

namespace Salus.Documentation.Registries;

/// <summary>Charts from files, without a record: a FHIR Bundle for each patient, as JSON, as lines of NDJSON, or a folder of such files.</summary>
public static class PatientFiles
{
    private const int LargestLine = 64 << 20;

    /// <summary>In the order of file names.</summary>
    /// <exception cref="RegistryCallException">Something is no Bundle of one patient; the message says where.</exception>
    public static async IAsyncEnumerable<PatientChart> ReadAsync(string path, [EnumeratorCancellation] CancellationToken cancel)
    {
        var files = Directory.Exists(path) ? [.. Directory.EnumerateFiles(path).Where(f => f.EndsWith(".json", StringComparison.OrdinalIgnoreCase) || f.EndsWith(".ndjson", StringComparison.OrdinalIgnoreCase)).Order(StringComparer.Ordinal)]
            : File.Exists(path) ? new[] { path }
            : throw new RegistryCallException($"There is no file or folder {path}.");
        foreach (var file in files)
        {
            if (file.EndsWith(".json", StringComparison.OrdinalIgnoreCase))
            {
                yield return Read(await File.ReadAllBytesAsync(file, cancel), Path.GetFileName(file));
                continue;
            }
            var number = 0;
            await foreach (var line in File.ReadLinesAsync(file, cancel))
            {
                number++;
                if (line.Length > LargestLine)
                    throw new RegistryCallException(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Path.GetFileName(file)}, line {number}: longer than 64 million characters."));
                if (!string.IsNullOrWhiteSpace(line))
                    yield return Read(Encoding.UTF8.GetBytes(line), string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Path.GetFileName(file)}, line {number}"));
            }
        }
    }

    /// <exception cref="RegistryCallException">It is no Bundle of one patient.</exception>
    public static PatientChart Read(ReadOnlySpan<byte> json, string where)
    {
        FhirNode bundle;
        try
        {
            bundle = FhirNode.Parse(json);
        }
        catch (FhirFormatException wrong)
        {
            throw new RegistryCallException($"{where}: {wrong.Message}");
        }
        if (bundle.ResourceType is not "Bundle")
            throw new RegistryCallException($"{where}: a {bundle.ResourceType ?? "thing without resourceType"}, where a Bundle with everything about one patient was expected.");
        var versions = bundle.All("entry").Select(e => e["resource"]).OfType<FhirNode>().Where(r => r is { ResourceType: not null, Id: not null })
            .Select(r => new RecordVersion(new ResourceName(r.ResourceType!, r.Id!), 1, VersionAct.Create, DateTimeOffset.UnixEpoch, "file", null, null, r)).DistinctBy(v => v.Place, StringComparer.Ordinal).ToImmutableArray();
        var patients = versions.Where(v => v.Name.Type is "Patient").ToArray();
        return patients.Length == 1
            ? PatientChart.Of(Chart.Of(new PatientId(patients[0].Name.Id), versions))
            : throw new RegistryCallException($"{where}: the Bundle holds {(patients.Length == 0 ? "no" : "more than one")} Patient with an id; one was expected.");
    }
}
