using Salus.Fhir.Validation;
using static Salus.Tests.Fhir.Validation.Checking;

namespace Salus.Tests.Fhir.Validation;

/// <summary>Profiles written as differences only, so that snapshots are made on the way.</summary>
public sealed class ProfileRulesTests
{
    private static readonly ValidationOptions asked = new() { Profiles = ["http://clinic.test/profile"] };

    private static string Profile(string type, params string[] elements) => $$"""
        {"resourceType":"StructureDefinition","url":"http://clinic.test/profile","name":"Test","status":"draft","kind":"resource","abstract":false,
        "type":"{{type}}","baseDefinition":"http://hl7.org/fhir/StructureDefinition/{{type}}","derivation":"constraint","differential":{"element":[{"id":"{{type}}","path":"{{type}}"},{{string.Join(",", elements)}}] } }
        """;

    [Fact]
    public void Demands_what_a_profile_makes_required()
    {
        var profile = Profile("Patient", """{"id":"Patient.birthDate","path":"Patient.birthDate","min":1}""");
        Assert.Equal(["cardinality Patient"], Errors("""{"resourceType":"Patient","active":true}""", asked, profile));
        IsValid("""{"resourceType":"Patient","birthDate":"1950"}""", asked, profile);
    }

    [Fact]
    public void Takes_profiles_from_meta()
    {
        var profile = Profile("Patient", """{"id":"Patient.birthDate","path":"Patient.birthDate","max":"0"}""");
        Assert.Equal(["cardinality Patient"], Errors("""{"resourceType":"Patient","meta":{"profile":["http://clinic.test/profile"]},"birthDate":"1950"}""", null, profile));
    }

    [Fact]
    public void Says_that_a_profile_is_not_loaded_and_goes_on() => Assert.Contains(
        Issues("""{"resourceType":"Patient","meta":{"profile":["http://clinic.test/other"]}}"""), i => i is { Rule: "unknown-profile", Severity: IssueSeverity.Warning });

    [Fact]
    public void Reaches_into_data_types_for_fixed_values_and_patterns()
    {
        var profile = Profile("Patient",
            """{"id":"Patient.name.use","path":"Patient.name.use","fixedCode":"official"}""",
            """{"id":"Patient.maritalStatus","path":"Patient.maritalStatus","patternCodeableConcept":{"coding":[{"code":"M"}]}}""");
        Assert.Equal(["fixed Patient.name[0].use"], Errors("""{"resourceType":"Patient","name":[{"use":"usual","family":"Ek"}]}""", asked, profile));
        Assert.Equal(["pattern Patient.maritalStatus"], Errors("""{"resourceType":"Patient","maritalStatus":{"text":"married"}}""", asked, profile));
        IsValid("""{"resourceType":"Patient","maritalStatus":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v3-MaritalStatus","code":"M"}],"text":"married"}}""", asked, profile);
    }

    [Fact]
    public void Keeps_to_limits_of_values_and_lengths()
    {
        var profile = Profile("Observation", """{"id":"Observation.value[x]","path":"Observation.value[x]","type":[{"code":"integer"}],"minValueInteger":1,"maxValueInteger":5}""");
        Assert.Equal(["max-value Observation.value.ofType(integer)"], Errors(Observation("\"valueInteger\":6"), asked, profile));
        Assert.Equal(["min-value Observation.value.ofType(integer)"], Errors(Observation("\"valueInteger\":0"), asked, profile));
        Assert.Equal(["type Observation.value.ofType(string)"], Errors(Observation("\"valueString\":\"3\""), asked, profile));
        IsValid(Observation("\"valueInteger\":3"), asked, profile);
    }

    [Fact]
    public void Evaluates_the_invariants_of_a_profile()
    {
        var profile = Profile("Patient", """{"id":"Patient.name","path":"Patient.name","constraint":[{"key":"clinic-1","severity":"error","human":"A name has a family name","expression":"family.exists()"}]}""");
        Assert.Equal(["clinic-1 Patient.name[0]"], Errors("""{"resourceType":"Patient","name":[{"text":"Ada"}]}""", asked, profile));
    }

    [Fact]
    public void Slices_by_value()
    {
        var profile = Profile("Patient",
            """{"id":"Patient.identifier","path":"Patient.identifier","slicing":{"discriminator":[{"type":"value","path":"system"}],"rules":"closed"}}""",
            """{"id":"Patient.identifier:record","path":"Patient.identifier","sliceName":"record","min":1,"max":"1"}""",
            """{"id":"Patient.identifier:record.system","path":"Patient.identifier.system","min":1,"fixedUri":"http://clinic.test/record"}""",
            """{"id":"Patient.identifier:record.value","path":"Patient.identifier.value","min":1}""");
        IsValid("""{"resourceType":"Patient","identifier":[{"system":"http://clinic.test/record","value":"7"}]}""", asked, profile);
        Assert.Equal(["cardinality Patient.identifier[0]"], Errors("""{"resourceType":"Patient","identifier":[{"system":"http://clinic.test/record","use":"usual"}]}""", asked, profile));
        Assert.Equal(["slice-closed Patient.identifier[0]", "slice-cardinality Patient"], Errors("""{"resourceType":"Patient","identifier":[{"system":"http://clinic.test/other","value":"7"}]}""", asked, profile)
            .Where(e => !e.StartsWith("cardinality", StringComparison.Ordinal)));
    }

    [Fact]
    public void Slices_by_type_and_by_existence()
    {
        var byType = Profile("Observation",
            """{"id":"Observation.value[x]","path":"Observation.value[x]","slicing":{"discriminator":[{"type":"type","path":"$this"}],"rules":"open"}}""",
            """{"id":"Observation.value[x]:valueQuantity","path":"Observation.value[x]","sliceName":"valueQuantity","type":[{"code":"Quantity"}]}""",
            """{"id":"Observation.value[x]:valueQuantity.unit","path":"Observation.value[x].unit","min":1}""");
        Assert.Equal(["cardinality Observation.value.ofType(Quantity)"], Errors(Observation("\"valueQuantity\":{\"value\":1}"), asked, byType));
        IsValid(Observation("\"valueString\":\"strong\""), asked, byType);
        var byExistence = Profile("Patient",
            """{"id":"Patient.telecom","path":"Patient.telecom","slicing":{"discriminator":[{"type":"exists","path":"period"}],"rules":"open"}}""",
            """{"id":"Patient.telecom:old","path":"Patient.telecom","sliceName":"old","max":"1"}""",
            """{"id":"Patient.telecom:old.period","path":"Patient.telecom.period","min":1}""");
        Assert.Equal(["slice-cardinality Patient"], Errors("""{"resourceType":"Patient","telecom":[{"value":"1","system":"phone","period":{"start":"2001"}},{"value":"2","system":"phone","period":{"start":"2002"}}]}""", asked, byExistence));
    }

    [Fact]
    public void Understands_the_short_form_of_a_choice()
    {
        var profile = Profile("Observation", """{"id":"Observation.valueQuantity","path":"Observation.valueQuantity","min":0}""", """{"id":"Observation.valueQuantity.unit","path":"Observation.valueQuantity.unit","min":1}""");
        Assert.Equal(["cardinality Observation.value.ofType(Quantity)"], Errors(Observation("\"valueQuantity\":{\"value\":1}"), asked, profile));
    }

    [Fact]
    public void Finds_slices_of_differences_without_ids()
    {
        var profile = Profile("Patient",
            """{"path":"Patient.identifier","slicing":{"discriminator":[{"type":"value","path":"system"}],"rules":"open"}}""",
            """{"path":"Patient.identifier","sliceName":"record","min":1}""",
            """{"path":"Patient.identifier.system","min":1,"fixedUri":"http://clinic.test/record"}""");
        Assert.Equal(["slice-cardinality Patient"], Errors("""{"resourceType":"Patient","identifier":[{"system":"http://clinic.test/other","value":"7"}]}""", asked, profile));
    }

    [Fact]
    public void Demands_the_profile_of_a_vital_sign_by_its_code() =>
        Assert.Contains(Errors("""{"resourceType":"Observation","status":"final","code":{"coding":[{"system":"http://loinc.org","code":"8867-4"}]},"valueString":"fast"}"""), e => e.StartsWith("slice-cardinality", StringComparison.Ordinal));

    [Fact]
    public void Refuses_a_profile_of_another_type()
    {
        var profile = Profile("Patient", """{"id":"Patient.name","path":"Patient.name","min":1}""");
        Assert.Equal(["profile-type Observation"], Errors(Observation("\"valueInteger\":1"), asked, profile));
    }
}
