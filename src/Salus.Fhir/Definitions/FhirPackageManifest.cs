using System.Collections.Immutable;
using System.Text.Json;

namespace Salus.Fhir.Definitions;

/// <summary>The parts of <c>package.json</c> that say what a package is and needs.</summary>
internal sealed record FhirPackageManifest(string Name, string Version, ImmutableSortedDictionary<string, string> Dependencies)
{
    /// <exception cref="FormatException">It is not JSON, or has no name.</exception>
    public static FhirPackageManifest Read(ReadOnlyMemory<byte> json)
    {
        try
        {
            using var document = UnicodeJson.Parse(json.Span.StartsWith("\uFEFF"u8) ? json[3..] : json);
            var root = document.RootElement;
            if (root.ValueKind is not JsonValueKind.Object || Text(root, "name") is not { } name)
                throw new FormatException("The package.json has no name.");
            var needs = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
            if (root.TryGetProperty("dependencies", out var listed) && listed.ValueKind is JsonValueKind.Object)
            {
                foreach (var one in listed.EnumerateObject())
                    needs[one.Name] = one.Value.ValueKind is JsonValueKind.String ? one.Value.GetString()! : "";
            }
            return new FhirPackageManifest(name, Text(root, "version") ?? "", needs.ToImmutable());
        }
        catch (JsonException e)
        {
            throw new FormatException($"The package.json cannot be read: {e.Message}", e);
        }
    }

    private static string? Text(JsonElement root, string name) =>
        root.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String ? value.GetString() : null;
}
