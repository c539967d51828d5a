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
