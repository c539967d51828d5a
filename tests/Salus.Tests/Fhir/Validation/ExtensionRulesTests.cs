using Salus.Fhir.Validation;
using static Salus.Tests.Fhir.Validation.Checking;

namespace Salus.Tests.Fhir.Validation;

public sealed class ExtensionRulesTests
{
    private static string Definition(string context, string more = "") => $$"""
        {"resourceType":"StructureDefinition","url":"http://clinic.test/ext","name":"Ext","status":"draft","kind":"complex-type","abstract":false,"type":"Extension",
        "context":[{"type":"element","expression":"{{context}}"}],"baseDefinition":"http://hl7.org/fhir/StructureDefinition/Extension","derivation":"constraint",
        "differential":{"element":[{"id":"Extension","path":"Extension"},{"id":"Extension.url","path":"Extension.url","fixedUri":"http://clinic.test/ext"},
        {"id":"Extension.value[x]","path":"Extension.value[x]","min":1,"type":[{"code":"boolean"}]}{{more}}]} }
        """;

    private const string OnPatient = """{"resourceType":"Patient","extension":[{"url":"http://clinic.test/ext","valueBoolean":true}]}""";
    private const string OnName = """{"resourceType":"Patient","name":[{"family":"Ek","extension":[{"url":"http://clinic.test/ext","valueBoolean":true}]}]}""";

    [Theory]
    [InlineData("Patient", true, false)]
    [InlineData("DomainResource", true, false)]
    [InlineData("HumanName", false, true)]
    [InlineData("Patient.name", false, true)]
    [InlineData("Element", true, true)]
    [InlineData("Observation", false, false)]
    public void Allows_an_extension_only_where_its_definition_does(string context, bool onPatient, bool onName)
    {
        Assert.Equal(onPatient ? [] : ["extension-context Patient.extension[0]"], Errors(OnPatient, null, Definition(context)));
        Assert.Equal(onName ? [] : ["extension-context Patient.name[0].extension[0]"], Errors(OnName, null, Definition(context)));
    }

    [Fact]
    public void Follows_content_references_to_the_context() => IsValid(
        """{"resourceType":"Questionnaire","status":"draft","item":[{"linkId":"1","type":"group","item":[{"linkId":"1.1","type":"string","extension":[{"url":"http://clinic.test/ext","valueBoolean":true}]}]}]}""",
        null, Definition("Questionnaire.item"));

    [Fact]
    public void Wants_the_type_of_value_that_the_definition_allows() => Assert.Contains("type Patient.extension[0].value.ofType(string)",
        Errors("""{"resourceType":"Patient","extension":[{"url":"http://clinic.test/ext","valueString":"yes"}]}""", null, Definition("Patient")));

    [Fact]
    public void Has_either_a_value_or_parts()
    {
        HasErrors("""{"resourceType":"Patient","extension":[{"url":"http://other.test/ext"}]}""", "ext-1 Patient.extension[0]");
        HasErrors("""{"resourceType":"Patient","extension":[{"valueBoolean":true}]}""", "extension-url Patient.extension[0]");
    }

    [Fact]
    public void Treats_unknown_extensions_as_the_caller_wants()
    {
        const string patient = """{"resourceType":"Patient","extension":[{"url":"http://other.test/ext","valueBoolean":true}]}""";
        Assert.Equal(IssueSeverity.Warning, Assert.Single(Issues(patient)).Severity);
        Assert.Equal(["extension-unknown Patient.extension[0]"], Errors(patient, new() { UnknownExtensions = IssueSeverity.Error }));
    }

    [Fact]
    public void Keeps_modifiers_where_readers_look_for_them()
    {
        var modifier = Definition("Patient").Replace("""{"id":"Extension","path":"Extension"}""", """{"id":"Extension","path":"Extension","isModifier":true,"isModifierReason":"negates"}""", StringComparison.Ordinal);
        Assert.Equal(["extension-modifier Patient.extension[0]"], Errors(OnPatient, null, modifier));
        IsValid(OnPatient.Replace("\"extension\"", "\"modifierExtension\"", StringComparison.Ordinal), null, modifier);
    }

    [Fact]
    public void Knows_the_parts_of_complex_extensions() => HasErrors(
        """{"resourceType":"Patient","extension":[{"url":"http://hl7.org/fhir/StructureDefinition/patient-animal","extension":[{"url":"species","valueCodeableConcept":{"text":"dog"}},{"url":"colour","valueString":"brown"}]}]}""",
        "extension-part Patient.extension[0].extension[1]");
}
