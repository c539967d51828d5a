using System.Text;
using Salus.Fhir;
using Salus.Fhir.Patching;

namespace Salus.Tests.Fhir.Patching;

public sealed class JsonPatchTests
{
    private const string Patient = """{"resourceType":"Patient","id":"p","name":[{"family":"Roe","given":["A","B"]}],"multipleBirthInteger":2,"extension":[{"url":"u","valueDecimal":1.50}]}""";

    [Theory]
    [InlineData("""[{"op":"add","path":"/name/0/given/1","value":"X"}]""", "name.given", "A X B")]
    [InlineData("""[{"op":"add","path":"/name/0/given/-","value":"X"}]""", "name.given", "A B X")]
    [InlineData("""[{"op":"remove","path":"/name/0/given/0"}]""", "name.given", "B")]
    [InlineData("""[{"op":"replace","path":"/name/0/given/1","value":"X"}]""", "name.given", "A X")]
    [InlineData("""[{"op":"move","from":"/name/0/given/1","path":"/name/0/given/0"}]""", "name.given", "B A")]
    [InlineData("""[{"op":"copy","from":"/name/0/family","path":"/name/0/given/0"}]""", "name.given", "Roe A B")]
    [InlineData("""[{"op":"test","path":"/multipleBirthInteger","value":2},{"op":"add","path":"/gender","value":"other"}]""", "gender", "other")]
    public void Applies(string patch, string path, string expected) => Assert.Equal(expected, string.Join(' ', Apply(patch).Select(path).Select(n => n.Value)));

    [Fact]
    public void Leaves_the_digits_of_what_it_does_not_touch() => Assert.Equal("1.50", Apply("""[{"op":"add","path":"/active","value":true}]""").ValueAt("extension.valueDecimal"));

    [Theory]
    [InlineData("""[{"op":"add","path":"/name/0/given/7","value":"X"}]""")]
    [InlineData("""[{"op":"add","path":"/name/0/given/01","value":"X"}]""")]
    [InlineData("""[{"op":"replace","path":"/name/0/given/-","value":"X"}]""")]
    [InlineData("""[{"op":"remove","path":"/gender"}]""")]
    [InlineData("""[{"op":"replace","path":"/gender","value":"male"}]""")]
    [InlineData("""[{"op":"move","from":"/name","path":"/name/0/x"}]""")]
    [InlineData("""[{"op":"remove","path":""}]""")]
    [InlineData("""[{"op":"add","path":"active","value":true}]""")]
    [InlineData("""[{"op":"add","path":"/active"}]""")]
    [InlineData("""[{"op":"add","path":7,"value":true}]""")]
    [InlineData("""[{"op":"add","path":"/active","value":[[1]]}]""")]
    [InlineData("""[{"op":"replace","path":"/resourceType","value":"Observation"}]""")]
    [InlineData("""[{"op":"remove","path":"/id"}]""")]
    [InlineData("""[{"op":"replace","path":"","value":"x"}]""")]
    [InlineData("""[{"op":"spoil","path":"/id"}]""")]
    [InlineData("""[7]""")]
    [InlineData("""{"op":"remove"}""")]
    [InlineData("""[{"op":"add","op":"remove","path":"/x"}]""")]
    [InlineData("""[""")]
    public void Refuses(string patch) => Assert.Throws<FhirPatchException>(() => Apply(patch));

    [Fact]
    public void Tells_a_test_that_does_not_hold_from_a_wrong_patch()
    {
        Assert.True(Assert.Throws<FhirPatchException>(() => Apply("""[{"op":"test","path":"/id","value":"q"}]""")).IsTest);
        Assert.False(Assert.Throws<FhirPatchException>(() => Apply("""[{"op":"test","path":"/id"}]""")).IsTest);
    }

    private static FhirNode Apply(string patch) => JsonPatch.Parse(Encoding.UTF8.GetBytes(patch)).Apply(FhirNode.Parse(Patient));
}
