using System.Text;
using Salus.Fhir;
using Salus.Fhir.Validation;

namespace Salus.Tests.Fhir.Validation;

/// <summary>Whatever a text holds, validation answers with issues, soon.</summary>
public sealed class HostileInputTests
{
    private const string Sample = """
        {"resourceType":"Bundle","type":"document","identifier":{"system":"urn:ietf:rfc:3986","value":"urn:uuid:5d1c2a3b-7e6f-4a5b-8c9d-0e1f2a3b4c5d"},"timestamp":"2024-05-01T10:00:00Z","entry":[
        {"fullUrl":"urn:uuid:0c2f5a4e-6f0b-4a9c-8a39-5b1f4f6d2e11","resource":{"resourceType":"Composition","status":"final","type":{"coding":[{"system":"http://loinc.org","code":"34133-9"}]},"date":"2024-05-01","title":"Note","author":[{"display":"Dr Ek"}],
        "text":{"status":"generated","div":"<div xmlns=\"http://www.w3.org/1999/xhtml\"><p id=\"a\">x</p></div>"},"contained":[{"resourceType":"Patient","id":"p"}],"subject":{"reference":"#p"}}},
        {"fullUrl":"urn:uuid:7b8c8b50-1d0e-4b7c-9d4e-0a1d2c3b4a59","resource":{"resourceType":"Observation","status":"final","code":{"text":"x"},"valueQuantity":{"value":1.50,"system":"http://unitsofmeasure.org","code":"mg"},"extension":[{"url":"http://x.test/e","valueString":"y"}]}}]}
        """;

    /// <summary>Bytes of a good resource changed at random places, with a seed that the name of the case shows.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Changed_bytes_give_issues_and_no_exception(int seed)
    {
        var random = new Random(seed);
        var good = Encoding.UTF8.GetBytes(Sample);
        for (var round = 0; round < 300; round++)
        {
            var bytes = (byte[])good.Clone();
            for (var change = random.Next(1, 6); change > 0; change--)
                bytes[random.Next(bytes.Length)] = (byte)"\"{}[],:0az#/<&\\ -.\u0001"[random.Next(19)];
            var issues = Validator.R4.Validate(FhirReading.Json(bytes), new ValidationOptions { MostIssues = 100 });
            Assert.All(issues, i => Assert.NotEqual("", i.Message));
        }
    }

    [Fact]
    public void Extensions_nested_to_the_limit_of_the_reader_are_checked()
    {
        var text = new StringBuilder("{\"resourceType\":\"Patient\"");
        for (var level = 0; level < 30; level++)
            text.Append(",\"extension\":[{\"url\":\"http://x.test/e\"");
        text.Append(",\"valueString\":\"deep\"");
        for (var level = 0; level < 30; level++)
            text.Append("}]");
        Assert.NotEmpty(Validator.R4.Validate(FhirReading.Json(Encoding.UTF8.GetBytes(text.Append('}').ToString()))));
    }

    [Fact]
    public void Contained_resources_that_point_at_each_other_end() => Assert.Empty(Checking.Errors("""
        {"resourceType":"Patient","contained":[{"resourceType":"Organization","id":"a","name":"A","partOf":{"reference":"#b"}},{"resourceType":"Organization","id":"b","name":"B","partOf":{"reference":"#a"}}],"managingOrganization":{"reference":"#a"}}
        """));

    [Fact]
    public void Ten_thousand_wrong_entries_cost_bounded_memory()
    {
        var names = string.Join(',', Enumerable.Repeat("""{"family":"","use":"none"}""", 10_000));
        var issues = Checking.Issues($$"""{"resourceType":"Patient","name":[{{names}}]}""");
        Assert.Equal(ValidationOptions.Default.MostIssues, issues.Count);
    }
}
