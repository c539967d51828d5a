using Salus.Fhir.Validation;
using static Salus.Tests.Fhir.Validation.Checking;

namespace Salus.Tests.Fhir.Validation;

public sealed class TerminologyTests
{
    private const string Fruits = """
        {"resourceType":"CodeSystem","url":"http://clinic.test/fruits","status":"active","content":"complete","property":[{"code":"sour","type":"boolean"}],
        "concept":[{"code":"citrus","concept":[{"code":"lemon","display":"Lemon","property":[{"code":"sour","valueBoolean":true}]},{"code":"orange","display":"Orange"}]},{"code":"apple","display":"Apple"}]}
        """;

    private static string ValueSet(string compose) => $$"""{"resourceType":"ValueSet","url":"http://clinic.test/allowed","status":"active","compose":{{compose}}}""";

    private static string Coded(string code) => Observation($$"""
        "valueCodeableConcept":{"coding":[{"system":"http://clinic.test/fruits","code":"{{code}}"}]}
        """);

    private const string Profile = """
        {"resourceType":"StructureDefinition","url":"http://clinic.test/fruit","name":"Fruit","status":"draft","kind":"resource","abstract":false,"type":"Observation",
        "baseDefinition":"http://hl7.org/fhir/StructureDefinition/Observation","derivation":"constraint","differential":{"element":[{"id":"Observation","path":"Observation"},
        {"id":"Observation.value[x]","path":"Observation.value[x]","type":[{"code":"CodeableConcept"}],"binding":{"strength":"required","valueSet":"http://clinic.test/allowed"}}]}}
        """;

    [Theory]
    [InlineData("""{"include":[{"system":"http://clinic.test/fruits"}]}""", "apple", true)]
    [InlineData("""{"include":[{"system":"http://clinic.test/fruits","concept":[{"code":"apple"}]}]}""", "lemon", false)]
    [InlineData("""{"include":[{"system":"http://clinic.test/fruits","filter":[{"property":"concept","op":"is-a","value":"citrus"}]}]}""", "citrus", true)]
    [InlineData("""{"include":[{"system":"http://clinic.test/fruits","filter":[{"property":"concept","op":"descendent-of","value":"citrus"}]}]}""", "citrus", false)]
    [InlineData("""{"include":[{"system":"http://clinic.test/fruits","filter":[{"property":"concept","op":"descendent-of","value":"citrus"}]}]}""", "orange", true)]
    [InlineData("""{"include":[{"system":"http://clinic.test/fruits","filter":[{"property":"concept","op":"is-not-a","value":"citrus"}]}]}""", "lemon", false)]
    [InlineData("""{"include":[{"system":"http://clinic.test/fruits","filter":[{"property":"sour","op":"=","value":"true"}]}]}""", "lemon", true)]
    [InlineData("""{"include":[{"system":"http://clinic.test/fruits","filter":[{"property":"sour","op":"exists","value":"true"}]}]}""", "orange", false)]
    [InlineData("""{"include":[{"system":"http://clinic.test/fruits","filter":[{"property":"code","op":"regex","value":"a.*"}]}]}""", "apple", true)]
    [InlineData("""{"include":[{"system":"http://clinic.test/fruits","filter":[{"property":"code","op":"in","value":"lemon,apple"}]}]}""", "orange", false)]
    [InlineData("""{"include":[{"system":"http://clinic.test/fruits"}],"exclude":[{"system":"http://clinic.test/fruits","concept":[{"code":"apple"}]}]}""", "apple", false)]
    public void Tests_membership_by_the_composition_of_a_value_set(string compose, string code, bool isIn) =>
        Assert.Equal(isIn ? [] : ["binding Observation.value.ofType(CodeableConcept)"], Errors(Coded(code), new() { Profiles = ["http://clinic.test/fruit"] }, Fruits, ValueSet(compose), Profile));

    [Fact]
    public void A_value_set_that_names_itself_ends()
    {
        var self = ValueSet("""{"include":[{"valueSet":["http://clinic.test/allowed"]}]}""");
        IsValid(Coded("apple"), new() { Profiles = ["http://clinic.test/fruit"] }, Fruits, self, Profile);
    }

    [Fact]
    public void Knows_which_codes_a_complete_code_system_has() =>
        Assert.Equal(["unknown-code Observation.value.ofType(CodeableConcept).coding[0].code"], Errors(Coded("pear"), null, Fruits));

    [Fact]
    public void Says_what_a_code_is_really_called()
    {
        var issue = Assert.Single(Issues(Observation("""
            "valueCodeableConcept":{"coding":[{"system":"http://clinic.test/fruits","code":"lemon","display":"Orange"}]}
            """), new() { WrongDisplays = IssueSeverity.Error }, Fruits));
        Assert.Equal("display", issue.Rule);
        Assert.Contains("'Lemon'", issue.Message, StringComparison.Ordinal);
        IsValid(Observation("""
            "valueCodeableConcept":{"coding":[{"system":"http://clinic.test/fruits","code":"lemon","display":"  lemon"}]}
            """), new() { WrongDisplays = IssueSeverity.Error }, Fruits);
    }

    [Fact]
    public void Takes_other_names_from_supplements()
    {
        const string german = """
            {"resourceType":"CodeSystem","url":"http://clinic.test/german","status":"active","content":"supplement","supplements":"http://clinic.test/fruits","concept":[{"code":"lemon","designation":[{"language":"de","value":"Zitrone"}]}]}
            """;
        const string coding = """
            "valueCodeableConcept":{"coding":[{"system":"http://clinic.test/fruits","code":"lemon","display":"Zitrone"}]}
            """;
        Assert.Equal(["display Observation.value.ofType(CodeableConcept).coding[0].display"], Errors(Observation(coding), new() { WrongDisplays = IssueSeverity.Error }, Fruits));
        IsValid(Observation(coding), new() { WrongDisplays = IssueSeverity.Error }, Fruits, german);
    }

    [Theory]
    [InlineData("mm[Hg]", true)]
    [InlineData("mmHg", false)]
    public void Checks_units_by_the_rules_of_UCUM(string unit, bool isValid) => Assert.Equal(isValid, !Errors(Observation($$"""
        "valueQuantity":{"value":1,"system":"http://unitsofmeasure.org","code":"{{unit}}"}
        """)).Any());

    [Theory]
    [InlineData("de-CH", true)]
    [InlineData("Deutsch", false)]
    public void Checks_languages_by_their_form(string language, bool isValid) =>
        Assert.Equal(isValid, !Issues($$"""{"resourceType":"Patient","language":"{{language}}","active":true}""").Any(i => i.Rule is "binding" && i.IsError));

    [Theory]
    [InlineData("<< 404684003 |Clinical finding|", true)]
    [InlineData("404684003 : 363698007 = << 39057004", true)]
    [InlineData("(< 19829001 OR < 301867009) MINUS ^ 700043003", true)]
    [InlineData("234234 << 234234", false)]
    [InlineData("<< finding", false)]
    [InlineData("(< 19829001", false)]
    public void Reads_the_form_of_expression_constraints(string constraint, bool isValid) => Assert.Equal(isValid, Ecl(constraint) is 0);

    private static int Ecl(string constraint) => Errors($$"""
        {"resourceType":"ValueSet","url":"http://clinic.test/v","name":"V","status":"draft","compose":{"include":[{"system":"http://snomed.info/sct","filter":[{"property":"constraint","op":"=","value":"{{constraint}}"}]}]} }
        """).Count();

    [Fact]
    public void Counts_the_concepts_of_a_complete_code_system() => Assert.Equal(["code-count CodeSystem.count"], Errors(
        """{"resourceType":"CodeSystem","url":"http://clinic.test/c","name":"C","status":"draft","content":"complete","count":3,"concept":[{"code":"a"}]}"""));
}
