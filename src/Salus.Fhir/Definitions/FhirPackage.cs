using System.Collections.Immutable;
using System.Formats.Tar;
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
            using var tar = new TarReader(gzip);
            return Read(tar);
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException)
        {
            throw new FormatException($"This is not a FHIR package, which is a gzipped tar archive: {e.Message}", e);
        }
    }

    private static FhirPackage Read(TarReader tar)
    {
        var resources = ImmutableArray.CreateBuilder<FhirNode>();
        var skipped = ImmutableArray.CreateBuilder<string>();
        FhirPackageManifest? manifest = null;
        var files = 0;
        var bytes = 0L;
        while (tar.GetNextEntry() is { } entry)
        {
            if (entry.EntryType is not (TarEntryType.RegularFile or TarEntryType.V7RegularFile) || entry.DataStream is not { } data)
                continue;
            bytes += entry.Length;
            if (++files > MostFiles || bytes > MostBytes)
                throw new FormatException($"The package has more than {MostFiles} files or {MostBytes >> 20} MiB; load the parts that are needed.");
            var parts = entry.Name.Split('/');
            var isTop = parts is ["package", _] || parts is [".", "package", _];
            if (!isTop || !entry.Name.EndsWith(".json", StringComparison.Ordinal) || parts[^1] is ".index.json" or "ig-r4.json")
                continue;
            if (entry.Length > MostBytesOfAFile)
            {
                skipped.Add($"{entry.Name}: larger than {MostBytesOfAFile >> 20} MiB");
                continue;
            }
            var content = new byte[entry.Length];
            data.ReadExactly(content);
            if (parts[^1] is "package.json")
                manifest = FhirPackageManifest.Read(content);
            else
                Add(entry.Name, content, resources, skipped);
        }
        return manifest is null
            ? throw new FormatException("The archive has no package/package.json, so it is not a FHIR package.")
            : new FhirPackage(manifest.Name, manifest.Version, manifest.Dependencies, resources.ToImmutable(), skipped.ToImmutable());
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
