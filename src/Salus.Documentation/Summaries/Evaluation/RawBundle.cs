using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Salus.Fhir;
using Salus.Trust;

namespace Salus.Documentation.Summaries;

/// <summary>
/// A FHIR transaction bundle of one patient as plain JSON: the truth that summaries are held against, read by nothing that writes them.
/// Also makes the chart that they are written from.
/// </summary>
internal sealed partial class RawBundle : IDisposable
{
    private static readonly string[] dates = ["effectiveDateTime", "authoredOn", "recordedDate", "period.end", "period.start", "performedPeriod.end"];

    private readonly JsonDocument json;
    private readonly Dictionary<string, JsonElement> resources = new(StringComparer.Ordinal);

    private RawBundle(JsonDocument json) => this.json = json;

    /// <exception cref="SummaryCallException">It is no bundle with one patient.</exception>
    public static async Task<RawBundle> ReadAsync(FileInfo file, CancellationToken cancel)
    {
        var text = await File.ReadAllTextAsync(file.FullName, cancel);
        using var first = JsonDocument.Parse(text);
        var types = first.RootElement.GetProperty("entry").EnumerateArray().Select(e => (Url: e.TryGetProperty("fullUrl", out var url) ? url.GetString() ?? "" : "", Resource: e.GetProperty("resource")))
            .Where(e => e.Resource.TryGetProperty("id", out _)).DistinctBy(e => e.Url, StringComparer.Ordinal).ToDictionary(e => e.Url, e => $"{e.Resource.GetProperty("resourceType").GetString()}/{e.Resource.GetProperty("id").GetString()}", StringComparer.Ordinal);
        var linked = UuidReference().Replace(text, m => types.TryGetValue(m.Groups["uuid"].Value, out var to) ? $"\"reference\": \"{to}\"" : m.Value);
        var raw = new RawBundle(JsonDocument.Parse(linked));
        foreach (var entry in raw.json.RootElement.GetProperty("entry").EnumerateArray())
            if (entry.GetProperty("resource") is var resource && resource.TryGetProperty("id", out var id))
                raw.resources[$"{resource.GetProperty("resourceType").GetString()}/{id.GetString()}"] = resource;
        return raw.Of("Patient").Take(2).Count() == 1 ? raw : throw new SummaryCallException($"{file.Name} is no bundle of one patient.");
    }

    public IEnumerable<JsonElement> Of(string type) => resources.Where(r => r.Key.StartsWith(type + "/", StringComparison.Ordinal)).Select(r => r.Value);

    public JsonElement? Find(string name) => resources.TryGetValue(name, out var found) ? found : null;

    public Chart ToChart() => Chart.Of(new PatientId(Text(Of("Patient").First(), "id")!), resources.Select(r => FhirNode.Parse(r.Value.GetRawText()))
        .Select(n => new RecordVersion(new ResourceName(n.ResourceType!, n.Id!), 1, VersionAct.Create, DateTimeOffset.UnixEpoch, "evaluation", Sha256.Of(n.ToUtf8()), null, n)));

    /// <summary>The last day on which anything was recorded.</summary>
    public DateTimeOffset LastDay() => resources.Values.SelectMany(r => dates.Select(p => Date(r, p))).OfType<DateTimeOffset>().Max().AddDays(1);

    /// <summary>A primitive below a path of names, first of every list; null when it is not there.</summary>
    public static string? Text(JsonElement resource, string path)
    {
        foreach (var name in path.Split('.'))
        {
            if (resource.ValueKind is JsonValueKind.Array && resource.GetArrayLength() > 0)
                resource = resource[0];
            if (resource.ValueKind is not JsonValueKind.Object || !resource.TryGetProperty(name, out resource))
                return null;
        }
        return resource.ValueKind switch { JsonValueKind.String => resource.GetString(), JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => resource.GetRawText(), _ => null };
    }

    public static DateTimeOffset? Date(JsonElement resource, string path) =>
        Text(resource, path) is { } text && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date) ? date : null;

    /// <summary>The words of a concept: its text, else the display of its first code.</summary>
    public static string? Name(JsonElement resource, string concept) => Text(resource, concept + ".text") ?? Text(resource, concept + ".coding.display");

    /// <summary>A FHIRPath of the kind that evidence uses, walked over the JSON without our FHIRPath.</summary>
    public static string? At(JsonElement resource, string path)
    {
        foreach (var step in path.Split('.').Skip(1))
        {
            var (name, index) = step.Split('[') is [var n, var i] ? (n, int.Parse(i.TrimEnd(']'), CultureInfo.InvariantCulture)) : (step, 0);
            if (resource.ValueKind is JsonValueKind.Array)
                resource = resource[0];
            if (resource.ValueKind is not JsonValueKind.Object)
                return null;
            // A choice is written with its type behind the name.
            if (!resource.TryGetProperty(name, out var next) && !resource.EnumerateObject().Where(p => p.Name.StartsWith(name, StringComparison.Ordinal) && p.Name.Length > name.Length && char.IsAsciiLetterUpper(p.Name[name.Length])).Select(p => p.Value).Take(1).Any())
                return null;
            resource = next.ValueKind is not JsonValueKind.Undefined ? next : resource.EnumerateObject().First(p => p.Name.StartsWith(name, StringComparison.Ordinal) && p.Name.Length > name.Length && char.IsAsciiLetterUpper(p.Name[name.Length])).Value;
            if (resource.ValueKind is JsonValueKind.Array && step.Contains('[', StringComparison.Ordinal))
                resource = index < resource.GetArrayLength() ? resource[index] : default;
        }
        return resource.ValueKind switch { JsonValueKind.String => resource.GetString(), JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => resource.GetRawText(), _ => null };
    }

    public void Dispose() => json.Dispose();

    [GeneratedRegex("\"reference\":\\s*\"(?<uuid>urn:uuid:[^\"]+)\"", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex UuidReference();
}
