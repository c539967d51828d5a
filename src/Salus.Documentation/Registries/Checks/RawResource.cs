using System.Globalization;
using System.Text.Json;
using Salus.Fhir.Resources;
using Salus.Trust;

namespace Salus.Documentation.Registries;

/// <summary>
/// A source's own bytes, read without any of the machinery that filled in the form: plain JSON, walked by names and indexes.
/// The second pair of eyes of <see cref="RegistryCheck"/>.
/// </summary>
internal sealed class RawResource : IDisposable
{
    private readonly JsonDocument json;

    private RawResource(JsonDocument json) => this.json = json;

    /// <summary>Null when the source is no JSON object.</summary>
    public static RawResource? Of(Source source)
    {
        try
        {
            var read = JsonDocument.Parse(source.Original.AsMemory());
            if (read.RootElement.ValueKind is JsonValueKind.Object)
                return new RawResource(read);
            read.Dispose();
            return null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public string Type => json.RootElement.TryGetProperty("resourceType", out var type) ? type.ToString() : "";

    public void Dispose() => json.Dispose();

    /// <summary>The value at a path of names with optional indexes; null when there is none. A choice such as <c>value</c> finds <c>valueQuantity</c>.</summary>
    public string? At(string path)
    {
        IEnumerable<JsonElement> at = [json.RootElement];
        var steps = path.Split('.');
        foreach (var step in steps.Skip(string.Equals(steps[0], Type, StringComparison.Ordinal) ? 1 : 0))
        {
            var open = step.IndexOf('[', StringComparison.Ordinal);
            var name = open < 0 ? step : step[..open];
            var below = at.SelectMany(e => Children(e, name));
            if (open >= 0)
            {
                if (!int.TryParse(step.AsSpan(open + 1, step.Length - open - 2), NumberStyles.None, CultureInfo.InvariantCulture, out var index))
                    return null;
                below = below.Skip(index).Take(1);
            }
            at = [.. below];
        }
        foreach (var found in at)
        {
            var value = found.ValueKind is JsonValueKind.Object && found.TryGetProperty("start", out var start) ? start : found;
            if (value.ValueKind is JsonValueKind.String)
                return value.GetString();
            if (value.ValueKind is JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False)
                return value.GetRawText();
        }
        return null;
    }

    /// <summary>The value beside another: the unit of a number, the system of a code.</summary>
    public string? Beside(string path, string name) => path.LastIndexOf('.') is > 0 and var dot ? At($"{path[..dot]}.{name}") : null;

    /// <summary>The first and last day that a date may mean; null when it is none.</summary>
    public (DateOnly First, DateOnly Last, string Text)? DateAt(string path) =>
        FhirDate.TryParse(At(path), out var date) ? (date.Day, DateOnly.FromDateTime(date.End.AddTicks(-1).DateTime), date.Text) : null;

    private static IEnumerable<JsonElement> Children(JsonElement at, string name)
    {
        if (at.ValueKind is not JsonValueKind.Object)
            yield break;
        foreach (var property in at.EnumerateObject())
        {
            if (!property.Name.StartsWith(name, StringComparison.Ordinal) || (property.Name.Length > name.Length && !char.IsAsciiLetterUpper(property.Name[name.Length])))
                continue;
            // A name that goes on with a capital is a choice only when the plain name is not there.
            if (property.Name.Length > name.Length && at.TryGetProperty(name, out _))
                continue;
            if (property.Value.ValueKind is JsonValueKind.Array)
            {
                foreach (var item in property.Value.EnumerateArray())
                    yield return item;
            }
            else
            {
                yield return property.Value;
            }
        }
    }
}
