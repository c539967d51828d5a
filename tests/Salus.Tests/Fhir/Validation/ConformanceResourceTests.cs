using static Salus.Tests.Fhir.Validation.Checking;

namespace Salus.Tests.Fhir.Validation;

/// <summary>Profiles, maps, measures and statements that contradict what they build on.</summary>
public sealed class ConformanceResourceTests
{
    private static string Profile(string elements, string type = "Patient") => $$"""
        {"resourceType":"StructureDefinition","url":"http://clinic.test/profile","name":"Test","status":"draft","kind":"resource","abstract":false,
        "type":"{{type}}","baseDefinition":"http://hl7.org/fhir/StructureDefinition/Patient","derivation":"constraint","differential":{"element":[{"id":"Patient","path":"Patient"},{{elements}}]} }
        """;

    private const string Element = "StructureDefinition.differential.element[1]";

    [Theory]
    [InlineData("""{"id":"Patient.name","path":"Patient.name","min":1}""", null)]
    [InlineData("""{"id":"Patient.birthDate","path":"Patient.birthDate","max":"2"}""", "profile-count " + Element)]
    [InlineData("""{"id":"Patient.birthDate","path":"Patient.birthDate","type":[{"code":"string"}]}""", "profile-type " + Element)]
    [InlineData("""{"id":"Patient.deceased[x]","path":"Patient.deceased[x]","type":[{"code":"boolean"}]}""", null)]
    [InlineData("""{"id":"Patient.link.other","path":"Patient.link.other","min":0}""", "profile-count " + Element)]
    [InlineData("""{"id":"Patient.name","path":"Patient.name","slicing":{"discriminator":[{"type":"value","path":"colour"}],"rules":"open"}}""", "profile-discriminator " + Element + ".slicing.discriminator[0]")]
    [InlineData("""{"id":"Patient.photograph","path":"Patient.photograph","min":1}""", "profile-snapshot StructureDefinition")]
    public void A_profile_narrows_its_base(string element, string? error) => Assert.Equal(error is null ? [] : [error], Errors(Profile(element)));

    [Fact]
    public void Elements_of_a_profile_stand_in_the_order_of_the_base() => Assert.Equal(
        ["profile-order StructureDefinition.differential.element[2]"],
        Errors(Profile("""{"id":"Patient.birthDate","path":"Patient.birthDate","min":1},{"id":"Patient.name","path":"Patient.name","min":1}""")));

    [Fact]
    public void Slices_start_the_order_again() => IsValid(Profile("""
        {"id":"Patient.name","path":"Patient.name","slicing":{"discriminator":[{"type":"value","path":"use"}],"rules":"open"}},
        {"id":"Patient.name:a","path":"Patient.name","sliceName":"a"},{"id":"Patient.name:a.family","path":"Patient.name.family","min":1},
        {"id":"Patient.name:b","path":"Patient.name","sliceName":"b"},{"id":"Patient.name:b.use","path":"Patient.name.use","fixedCode":"usual"}
        """));

    [Fact]
    public void Refuses_two_elements_of_one_id() => HasErrors(
        """{"resourceType":"Patient","name":[{"id":"a","family":"Ek"},{"id":"a","family":"Ask"}]}""", "duplicate-id Patient.name[1]");

    [Fact]
    public void Maps_codes_that_exist() => HasErrors("""
        {"resourceType":"ConceptMap","url":"http://clinic.test/m","name":"M","status":"draft","group":[{"source":"http://hl7.org/fhir/administrative-gender","target":"http://clinic.test/own",
        "element":[{"code":"male","target":[{"code":"M","equivalence":"equivalent"}]},{"code":"man","target":[{"code":"M","equivalence":"equivalent"}]}]}]}
        """, "map-code ConceptMap.group[0].element[1]");

    [Fact]
    public void Compares_search_parameters_with_their_definitions() => HasErrors("""
        {"resourceType":"CapabilityStatement","status":"draft","date":"2024-05-01","kind":"requirements","description":"x","fhirVersion":"4.0.1","format":["json"],"rest":[{"mode":"server","resource":[{"type":"Patient","searchParam":[{"name":"birthdate","type":"string"}]}]}]}
        """, "capability-search CapabilityStatement.rest[0].resource[0].searchParam[0]");

    [Theory]
    [InlineData("composite", "Patient.name", "search-composite SearchParameter")]
    [InlineData("string", "Patient.name.", "search-expression SearchParameter.expression")]
    [InlineData("string", "Encounter.status", "search-expression SearchParameter.expression")]
    public void Refuses_search_parameters_that_cannot_be_searched_by(string type, string expression, string error) => HasErrors($$"""
        {"resourceType":"SearchParameter","url":"http://clinic.test/s","name":"S","status":"draft","description":"x","code":"x","base":["Patient"],"type":"{{type}}","expression":"{{expression}}"}
        """, error);

    private const string Measure = """
        {"resourceType":"Measure","url":"http://clinic.test/measure","name":"M","status":"draft","scoring":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/measure-scoring","code":"proportion"}]},
        "group":[{"population":[{"code":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/measure-population","code":"numerator"}]},"criteria":{"language":"text/fhirpath","expression":"true"}}]}]}
        """;

    [Theory]
    [InlineData("numerator", "\"measureScore\":{\"value\":0.5},", null)]
    [InlineData("denominator", "\"measureScore\":{\"value\":0.5},", "measure-code MeasureReport.group[0].population[0]")]
    [InlineData("numerator", "\"measureScore\":{\"value\":1.5},", "measure-score MeasureReport.group[0].measureScore")]
    [InlineData("numerator", "", "measure-score MeasureReport.group[0]")]
    public void Compares_a_report_with_its_measure(string population, string score, string? error)
    {
        var errors = Errors($$"""
            {"resourceType":"MeasureReport","status":"complete","type":"summary","measure":"http://clinic.test/measure","period":{"start":"2024","end":"2025"},"group":[{ {{score}}
            "population":[{"count":3,"code":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/measure-population","code":"{{population}}"}]} }]}]}
            """, null, Measure);
        Assert.Equal(error, errors.FirstOrDefault());
    }
}
