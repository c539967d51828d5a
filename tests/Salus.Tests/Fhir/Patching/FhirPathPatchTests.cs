using Salus.Writing;
using Salus.Fhir;
using Salus.Fhir.Patching;

namespace Salus.Tests.Fhir.Patching;

public sealed class FhirPathPatchTests
{
    private const string Patient = """{"resourceType":"Patient","id":"p","name":[{"use":"official","family":"Roe","given":["A","B","C"]},{"use":"nickname","text":"Jo"}],"birthDate":"1970-01-01","extension":[{"url":"u","valueString":"x"}]}""";

    [Theory]
    [InlineData("""{"type":"add","path":"Patient","name":"gender","valueCode":"other"}""", "gender", "other")]
    [InlineData("""{"type":"add","path":"Patient.name[0]","name":"given","valueString":"D"}""", "name[0].given", "A B C D")]
    [InlineData("""{"type":"add","path":"Patient","name":"deceased","valueBoolean":true}""", "deceasedBoolean", "true")]
    [InlineData("""{"type":"add","path":"Patient","name":"name","valueHumanName":{"text":"New"}}""", "name.text", "Jo New")]
    [InlineData("""{"type":"replace","path":"Patient.birthDate","valueDate":"1971"}""", "birthDate", "1971")]
    [InlineData("""{"type":"replace","path":"Patient.name.where(use = 'official').family","valueString":"Doe"}""", "name[0].family", "Doe")]
    [InlineData("""{"type":"delete","path":"Patient.name[0].given[1]"}""", "name[0].given", "A C")]
    [InlineData("""{"type":"delete","path":"Patient.gender"}""", "birthDate", "1970-01-01")]
    [InlineData("""{"type":"insert","path":"Patient.name[0].given","index":1,"valueString":"X"}""", "name[0].given", "A X B C")]
    [InlineData("""{"type":"move","path":"Patient.name[0].given","source":0,"destination":2}""", "name[0].given", "B C A")]
    [InlineData("""{"type":"replace","path":"Patient.extension[0].value","valueInteger":7}""", "extension.valueInteger", "7")]
    public void Applies(string operation, string path, string expected) => Assert.Equal(expected, string.Join(' ', Apply(operation).Select(path).Select(n => n.Value)));

    [Fact]
    public void Adds_an_element_that_has_no_type_of_its_own()
    {
        const string contact = """{"resourceType":"Parameters","parameter":[{"name":"operation","part":[{"name":"type","valueCode":"add"},{"name":"path","valueString":"Patient"},{"name":"name","valueString":"contact"},{"name":"value","part":[{"name":"name","valueHumanName":{"text":"a name"}},{"name":"gender","valueCode":"female"}]}]}]}""";
        var patched = FhirPathPatch.Parse(FhirNode.Parse(contact)).Apply(FhirNode.Parse(Patient));
        Assert.Contains("""
            "contact":[{"name":{"text":"a name"},"gender":"female"}]
            """.Trim(), patched.ToJson(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"type":"add","path":"Patient","name":"birthDate","valueDate":"1971"}""")]
    [InlineData("""{"type":"add","path":"Patient","name":"dragon","valueString":"x"}""")]
    [InlineData("""{"type":"add","path":"Patient.name","name":"given","valueString":"x"}""")]
    [InlineData("""{"type":"add","path":"Patient","valueString":"x"}""")]
    [InlineData("""{"type":"replace","path":"Patient.gender","valueCode":"male"}""")]
    [InlineData("""{"type":"replace","path":"Patient.id","valueId":"q"}""")]
    [InlineData("""{"type":"delete","path":"Patient.name"}""")]
    [InlineData("""{"type":"delete","path":"Patient"}""")]
    [InlineData("""{"type":"insert","path":"Patient.name[0].given","index":4,"valueString":"x"}""")]
    [InlineData("""{"type":"insert","path":"Patient.name[0].given[0]","index":0,"valueString":"x"}""")]
    [InlineData("""{"type":"insert","path":"Patient.photo","index":0,"valueString":"x"}""")]
    [InlineData("""{"type":"move","path":"Patient.name[0].given","source":0,"destination":3}""")]
    [InlineData("""{"type":"replace","path":"1 + 1","valueInteger":3}""")]
    [InlineData("""{"type":"replace","path":"Patient.(","valueInteger":3}""")]
    [InlineData("""{"type":"spoil","path":"Patient"}""")]
    [InlineData("""{"type":"replace","path":"Patient.birthDate"}""")]
    [InlineData("""{"type":"delete"}""")]
    public void Refuses(string operation) => Assert.Throws<FhirPatchException>(() => Apply(operation));

    [Theory]
    [InlineData("""{"resourceType":"Patient"}""")]
    [InlineData("""{"resourceType":"Parameters","parameter":[{"name":"surgery"}]}""")]
    public void Refuses_what_is_no_patch(string parameters) => Assert.Throws<FhirPatchException>(() => FhirPathPatch.Parse(FhirNode.Parse(parameters)));

    /// <summary>Written short here: the members of the object become the parts of the operation.</summary>
    private static FhirNode Apply(string operation)
    {
        var parts = System.Text.Json.Nodes.JsonNode.Parse(operation)!.AsObject().Select(member => member.Key switch
        {
            "type" or "path" or "name" => $$"""{"name":"{{member.Key}}","valueString":{{member.Value!.ToJsonString()}}}""",
            "index" or "source" or "destination" => $$"""{"name":"{{member.Key}}","valueInteger":{{member.Value!.ToJsonString()}}}""",
            _ => $$"""{"name":"value","{{member.Key}}":{{member.Value!.ToJsonString()}}}""",
        });
        var patch = $$$"""{"resourceType":"Parameters","parameter":[{"name":"operation","part":[{{{string.Join(',', parts)}}}]}]}""";
        return FhirPathPatch.Parse(FhirNode.Parse(patch)).Apply(FhirNode.Parse(Patient));
    }
}
