using System.Formats.Tar;
using System.IO.Compression;
using System.Text;
using Salus.Fhir.Definitions;

namespace Salus.Tests.Fhir.Validation;

public sealed class FhirPackageTests
{
    private static MemoryStream Pack(params (string Name, string Content)[] files)
    {
        var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        using (var tar = new TarWriter(gzip))
        {
            foreach (var (name, content) in files)
                tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(Encoding.UTF8.GetBytes(content)) });
        }
        packed.Position = 0;
        return packed;
    }

    [Fact]
    public void Reads_resources_and_what_the_package_needs()
    {
        using var packed = Pack(
            ("package/package.json", """{"name":"clinic.test","version":"1.2.0","dependencies":{"hl7.fhir.r4.core":"4.0.1"}}"""),
            ("package/ValueSet-v.json", """{"resourceType":"ValueSet","url":"http://clinic.test/v","status":"active"}"""),
            ("package/notes.json", """{"not":"a resource"}"""),
            ("package/example/Patient-p.json", """{"resourceType":"Patient"}"""));
        var package = FhirPackage.Read(packed);
        Assert.Equal(("clinic.test", "1.2.0"), (package.Name, package.Version));
        Assert.Equal("4.0.1", package.Dependencies["hl7.fhir.r4.core"]);
        Assert.Equal("ValueSet", Assert.Single(package.Resources).ResourceType);
        Assert.StartsWith("package/notes.json", Assert.Single(package.Skipped), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(TarEntryFormat.Ustar)]
    [InlineData(TarEntryFormat.Gnu)]
    [InlineData(TarEntryFormat.Pax)]
    [InlineData(TarEntryFormat.V7)]
    public void Reads_every_kind_of_tar(TarEntryFormat format)
    {
        var longName = "package/ValueSet-" + new string('v', format is TarEntryFormat.Gnu or TarEntryFormat.Pax ? 150 : 60) + ".json";
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        using (var tar = new TarWriter(gzip, format))
        {
            foreach (var (name, content) in new[] { (longName, """{"resourceType":"ValueSet"}""" + new string(' ', 20_000)), ("package/package.json", """{"name":"a","version":"1"}""") })
            {
                var data = new MemoryStream(Encoding.UTF8.GetBytes(content));
                tar.WriteEntry(format switch
                {
                    TarEntryFormat.Ustar => new UstarTarEntry(TarEntryType.RegularFile, name) { DataStream = data },
                    TarEntryFormat.Gnu => new GnuTarEntry(TarEntryType.RegularFile, name) { DataStream = data },
                    TarEntryFormat.V7 => new V7TarEntry(TarEntryType.V7RegularFile, name) { DataStream = data },
                    _ => new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = data },
                });
            }
        }
        packed.Position = 0;
        Assert.Equal("ValueSet", Assert.Single(FhirPackage.Read(packed).Resources).ResourceType);
    }

    [Fact]
    public void A_header_that_claims_a_gigabyte_costs_nothing()
    {
        var header = new byte[512];
        "package/package.json"u8.CopyTo(header);
        "07777777777\0"u8.CopyTo(header.AsSpan(124));
        header[156] = (byte)'x';
        Encoding.ASCII.GetBytes(Convert.ToString(header.Sum(b => b) + (8 * ' '), 8).PadLeft(6, '0') + "\0 ").CopyTo(header.AsSpan(148));
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
            gzip.Write(header);
        packed.Position = 0;
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Throws<FormatException>(() => FhirPackage.Read(packed));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
    }

    [Fact]
    public void Refuses_other_files_with_the_reason()
    {
        using var text = new MemoryStream("no archive"u8.ToArray());
        Assert.Throws<FormatException>(() => FhirPackage.Read(text));
        using var empty = Pack(("other/file.json", "{}"));
        Assert.Contains("package.json", Assert.Throws<FormatException>(() => FhirPackage.Read(empty)).Message, StringComparison.Ordinal);
        using var broken = Pack(("package/package.json", "{"));
        Assert.Throws<FormatException>(() => FhirPackage.Read(broken));
    }
}
