using Salus.Fhir;
using Salus.Fhir.Validation;
using static Salus.Tests.Fhir.Validation.Checking;

namespace Salus.Tests.Fhir.Validation;

public sealed class ReferenceAndBundleTests
{
    private const string Ada = "urn:uuid:7b8c8b50-1d0e-4b7c-9d4e-0a1d2c3b4a59";
    private const string Note = "urn:uuid:0c2f5a4e-6f0b-4a9c-8a39-5b1f4f6d2e11";

    [Fact]
    public void Finds_what_is_contained()
    {
        IsValid(Observation("""
            "contained":[{"resourceType":"Patient","id":"p","active":true}],"subject":{"reference":"#p"}
            """));
        HasErrors(Observation("\"subject\":{\"reference\":\"#p\"}"), "ref-1 Observation.subject");
        HasErrors(Observation("\"contained\":[{\"resourceType\":\"Patient\",\"id\":\"p\",\"active\":true}]"), "dom-3 Observation.contained[0]");
    }

    [Fact]
    public void Allows_only_the_types_that_the_element_names()
    {
        HasErrors(Observation("\"subject\":{\"reference\":\"Organization/1\"}"), "reference-type Observation.subject");
        HasErrors(Observation("\"contained\":[{\"resourceType\":\"Organization\",\"id\":\"o\",\"name\":\"Ward\"}],\"subject\":{\"reference\":\"#o\"}"), "reference-type Observation.subject");
        IsValid(Observation("\"subject\":{\"reference\":\"http://ehr.test/fhir/Organization/1\"}"));
        Assert.Equal(["reference-type Observation.subject"], Errors(Observation("\"subject\":{\"reference\":\"http://ehr.test/fhir/Organization/1\"}"), new() { TrustRestReferences = true }));
    }

    [Fact]
    public void Asks_the_caller_for_what_is_elsewhere()
    {
        var options = new ValidationOptions { References = ReferenceChecks.ExistsAndType, Resolve = r => r is "Patient/1" ? FhirNode.Resource("Patient", ("id", "1")) : null };
        IsValid(Observation("\"subject\":{\"reference\":\"Patient/1\"}"), options);
    }

    private static string Document(string patientUrl, string subject, string more = "") => $$"""
        {"resourceType":"Bundle","type":"document","identifier":{"system":"urn:ietf:rfc:3986","value":"urn:uuid:5d1c2a3b-7e6f-4a5b-8c9d-0e1f2a3b4c5d"},"timestamp":"2024-05-01T10:00:00Z","entry":[
        {"fullUrl":"{{Note}}","resource":{"resourceType":"Composition","status":"final","type":{"text":"Note"},"date":"2024-05-01","title":"Note","author":[{"display":"Dr Ek"}],"subject":{"reference":"{{subject}}"} } },
        {"fullUrl":"{{patientUrl}}","resource":{"resourceType":"Patient","id":"1","active":true} }{{more}}]}
        """;

    [Fact]
    public void Accepts_a_document_whose_parts_hang_together() => IsValid(Document(Ada, Ada));

    [Fact]
    public void Wants_in_a_document_what_its_composition_refers_to()
    {
        var errors = Errors(Document(Ada, "Patient/1")).ToList();
        Assert.Contains("bundle-reference Bundle.entry[0].resource.subject", errors);
        Assert.Contains("bundle-unreachable Bundle.entry[1]", errors);
    }

    [Fact]
    public void Resolves_relative_references_by_the_base_of_the_full_url() => IsValid(
        """
        {"resourceType":"Bundle","type":"collection","entry":[
        {"fullUrl":"http://ehr.test/fhir/Observation/7","resource":{"resourceType":"Observation","id":"7","status":"final","code":{"text":"x"},"subject":{"reference":"Patient/1"}}},
        {"fullUrl":"http://ehr.test/fhir/Patient/1","resource":{"resourceType":"Patient","id":"1","active":true}}]}
        """);

    [Theory]
    [InlineData("Patient/1")]
    [InlineData("http://ehr.test/fhir/Patient/2")]
    public void Wants_full_urls_that_name_their_resource(string url) => Assert.Equal(["bundle-full-url Bundle.entry[0]"], Errors(
        $$"""{"resourceType":"Bundle","type":"collection","entry":[{"fullUrl":"{{url}}","resource":{"resourceType":"Patient","id":"1","active":true} }]}"""));

    [Fact]
    public void Judges_search_results()
    {
        var errors = Errors("""
            {"resourceType":"Bundle","type":"searchset","link":[{"relation":"self","url":"http://ehr.test/fhir/Patient?name=Ek"},{"relation":"self","url":"http://ehr.test/fhir/Patient"}],
            "entry":[{"fullUrl":"urn:uuid:7b8c8b50-1d0e-4b7c-9d4e-0a1d2c3b4a59","resource":{"resourceType":"Observation","status":"final","code":{"text":"x"}}}]}
            """).ToList();
        Assert.Equal(["bundle-link Bundle.link[1]", "search-id Bundle.entry[0].resource", "search-type Bundle.entry[0].resource"], errors);
    }

    [Fact]
    public void Checks_entries_against_the_profiles_of_the_caller() => Assert.Contains(
        Errors("""{"resourceType":"Bundle","type":"collection","entry":[{"fullUrl":"urn:uuid:7b8c8b50-1d0e-4b7c-9d4e-0a1d2c3b4a59","resource":{"resourceType":"Observation","status":"final","code":{"text":"x"}}}]}""",
            new() { BundleRules = [new BundleRule("Observation:0", "http://hl7.org/fhir/StructureDefinition/heartrate")] }),
        e => e.StartsWith("slice-cardinality", StringComparison.Ordinal));

    [Fact]
    public void A_correct_blood_pressure_is_correct() => IsValid("""
        {"resourceType":"Observation","status":"final","category":[{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/observation-category","code":"vital-signs"}]}],
        "code":{"coding":[{"system":"http://loinc.org","code":"85354-9"}]},"subject":{"reference":"Patient/1"},"effectiveDateTime":"2024-05-01","component":[
        {"code":{"coding":[{"system":"http://loinc.org","code":"8480-6"}]},"valueQuantity":{"value":120,"unit":"mmHg","system":"http://unitsofmeasure.org","code":"mm[Hg]"}},
        {"code":{"coding":[{"system":"http://loinc.org","code":"8462-4"}]},"valueQuantity":{"value":80,"unit":"mmHg","system":"http://unitsofmeasure.org","code":"mm[Hg]"}}]}
        """);
}
