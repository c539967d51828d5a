using System.Collections.Immutable;
using System.IO.Compression;

namespace Salus.Fhir.Definitions;

/// <summary>
/// A package of conformance resources as FHIR publishes them (https://hl7.org/fhir/packages.html): a gzipped tar with
/// <c>package/package.json</c> and one JSON file for each resource.
/// </summary>
/// <param name="Dependencies">Name to version of the packages it builds on; they are not loaded with it.</param>
/// <param name="Skipped">Files that are not FHIR resources, with the reason.</param>
public sealed record FhirPackage(string Name, string Version, ImmutableSortedDictionary<string, string> Dependencies, ImmutableArray<FhirNode> Resources, ImmutableArray<string> Skipped)
{
    private const int MostFiles = 50_000;
    private const long MostBytes = 1L << 30;
    private const int MostBytesOfAFile = 32 << 20;

    /// <summary>Reads at most 50,000 files and 1 GiB unpacked. The stream stays open.</summary>
    /// <exception cref="FormatException">It is no such package, or it is over the limits.</exception>
    public static FhirPackage Read(Stream tgz)
    {
        try
        {
            using var gzip = new GZipStream(tgz, CompressionMode.Decompress, leaveOpen: true);
            return Files(gzip);
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException)
        {
            throw new FormatException($"This is not a FHIR package, which is a gzipped tar archive: {e.Message}", e);
        }
    }

    private static FhirPackage Files(Stream tar)
    {
        var resources = ImmutableArray.CreateBuilder<FhirNode>();
        var skipped = ImmutableArray.CreateBuilder<string>();
        FhirPackageManifest? manifest = null;
        var files = 0;
        foreach (var file in TarFiles.Read(tar, (name, length) => IsContent(name) && length <= MostBytesOfAFile, MostBytes))
        {
            if (++files > MostFiles)
                throw new FormatException($"The package has more than {MostFiles} files; load the parts that are needed.");
            if (!IsContent(file.Name))
                continue;
            if (file.Content is null)
                skipped.Add($"{Excerpt.Of(file.Name)}: larger than {MostBytesOfAFile >> 20} MiB");
            else if (file.Name.EndsWith("/package.json", StringComparison.Ordinal))
                manifest = FhirPackageManifest.Read(file.Content);
            else
                Add(Excerpt.Of(file.Name), file.Content, resources, skipped);
        }
        return manifest is null
            ? throw new FormatException("The archive has no package/package.json, so it is not a FHIR package.")
            : new FhirPackage(manifest.Name, manifest.Version, manifest.Dependencies, resources.ToImmutable(), skipped.ToImmutable());
    }

    /// <summary>Directly below <c>package</c>; what lies deeper are examples and other material.</summary>
    private static bool IsContent(string name)
    {
        var parts = name.Split('/');
        return parts is (["package", _] or [".", "package", _]) && parts[^1].EndsWith(".json", StringComparison.Ordinal) && parts[^1] is not (".index.json" or "ig-r4.json");
    }

    private static void Add(string name, byte[] content, ImmutableArray<FhirNode>.Builder resources, ImmutableArray<string>.Builder skipped)
    {
        try
        {
            resources.Add(FhirNode.Parse(content));
        }
        catch (FhirFormatException e)
        {
            skipped.Add($"{name}: {e.Message}");
        }
    }
}
