using Salus.Fhir.Cda;

namespace Salus.Conformance.Fhir;

/// <summary>HL7's own CDA documents: everything they hold is read, kept and referred to.</summary>
public sealed class CdaConformanceTests
{
    [Fact]
    public void Published_documents_become_resources_that_hang_together()
    {
        var folder = Path.Combine(PublicData.Folder("fhir").FullName, "hl7-test-cases", "validator", "cda");
        Assert.SkipUnless(Directory.Exists(folder), "The CDA documents of HL7's test cases are not in this copy of the public data.");
        var documents = 0;
        foreach (var file in Directory.GetFiles(folder, "*.xml"))
        {
            var bytes = File.ReadAllBytes(file);
            CdaMapped read;
            try
            {
                read = CdaDocument.Read(bytes);
            }
            catch (CdaFormatException e)
            {
                // Definitions of CDA classes lie beside the documents.
                Assert.DoesNotContain("well-formed", e.Message, StringComparison.Ordinal);
                continue;
            }
            documents++;
            var places = read.Resources.Select(r => $"{r.ResourceType}/{r.Id}").ToHashSet();
            Assert.Equal(read.Resources.Length, places.Count);
            Assert.All(read.Resources.SelectMany(r => r.Places()).Where(p => p.Node.Name == "reference"), p => Assert.Contains(p.Node.Value!, places));
            Assert.Single(read.Resources, r => r.ResourceType == "Composition");
            Assert.Equal(bytes, Convert.FromBase64String(read.Resources.Single(r => r.ResourceType == "Binary")["data"]!.Value!));
            Assert.Equal(read.Resources, CdaDocument.Read(bytes).Resources);
        }
        Assert.True(documents > 0, "None of the files is a ClinicalDocument that names its patient.");
    }
}
