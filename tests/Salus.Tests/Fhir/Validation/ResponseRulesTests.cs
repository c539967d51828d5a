using static Salus.Tests.Fhir.Validation.Checking;

namespace Salus.Tests.Fhir.Validation;

public sealed class ResponseRulesTests
{
    private static string Questionnaire(string items) =>
        $$"""{"resourceType":"Questionnaire","url":"http://clinic.test/q","name":"Q","status":"active","item":[{{items}}]}""";

    private static string Response(string items) =>
        $$"""{"resourceType":"QuestionnaireResponse","questionnaire":"http://clinic.test/q","status":"completed","item":[{{items}}]}""";

    private static void Check(string questions, string answers, params string[] errors) => Assert.Equal(errors, Errors(Response(answers), null, Questionnaire(questions)));

    private const string Item = "QuestionnaireResponse.item[0]";

    [Fact]
    public void Accepts_answers_that_fit() => Check(
        """{"linkId":"1","type":"integer","required":true},{"linkId":"2","type":"string"}""",
        """{"linkId":"1","answer":[{"valueInteger":3}]}""");

    [Fact]
    public void Finds_items_the_questionnaire_does_not_have() => Check("""{"linkId":"1","type":"string"}""", """{"linkId":"x","answer":[{"valueString":"a"}]}""", $"questionnaire-link {Item}");

    [Fact]
    public void Wants_required_answers_in_the_order_of_the_questions()
    {
        Check("""{"linkId":"1","type":"string","required":true}""", """{"linkId":"1"}""", $"questionnaire-required {Item}");
        Check("""{"linkId":"1","type":"string"},{"linkId":"2","type":"string"}""",
            """{"linkId":"2","answer":[{"valueString":"a"}]},{"linkId":"1","answer":[{"valueString":"a"}]}""", "questionnaire-order QuestionnaireResponse.item[1]");
    }

    [Theory]
    [InlineData("boolean", "\"valueInteger\":1", "integer")]
    [InlineData("decimal", "\"valueString\":\"1\"", "string")]
    [InlineData("quantity", "\"valueDecimal\":1.5", "decimal")]
    public void Wants_the_type_of_the_question(string type, string value, string got) => Check(
        $$"""{"linkId":"1","type":"{{type}}"}""", $$"""{"linkId":"1","answer":[{ {{value}} }]}""", $"questionnaire-type {Item}.answer[0].value.ofType({got})");

    [Fact]
    public void Takes_options_seriously()
    {
        const string choice = """{"linkId":"1","type":"choice","repeats":true,"answerOption":[{"valueCoding":{"code":"a"}},{"valueCoding":{"code":"none"},"extension":[{"url":"http://hl7.org/fhir/StructureDefinition/questionnaire-optionExclusive","valueBoolean":true}]}]}""";
        Check(choice, """{"linkId":"1","answer":[{"valueCoding":{"code":"a"}}]}""");
        Check(choice, """{"linkId":"1","answer":[{"valueCoding":{"code":"b"}}]}""", $"questionnaire-option {Item}.answer[0]");
        Check(choice, """{"linkId":"1","answer":[{"valueCoding":{"code":"a"}},{"valueCoding":{"code":"none"}}]}""", $"questionnaire-exclusive {Item}.answer[1]");
        Check(choice.Replace("\"choice\"", "\"open-choice\"", StringComparison.Ordinal), """{"linkId":"1","answer":[{"valueString":"other"}]}""");
    }

    [Fact]
    public void Keeps_to_limits() => Check(
        """{"linkId":"1","type":"integer","extension":[{"url":"http://hl7.org/fhir/StructureDefinition/maxValue","valueInteger":5}]},{"linkId":"2","type":"string","maxLength":2}""",
        """{"linkId":"1","answer":[{"valueInteger":6}]},{"linkId":"2","answer":[{"valueString":"abc"}]}""",
        $"questionnaire-max {Item}.answer[0].value.ofType(integer)", "questionnaire-length QuestionnaireResponse.item[1].answer[0].value.ofType(string)");

    [Fact]
    public void Leaves_disabled_questions_unanswered()
    {
        const string questions = """{"linkId":"1","type":"boolean"},{"linkId":"2","type":"string","required":true,"enableWhen":[{"question":"1","operator":"=","answerBoolean":true}]}""";
        Check(questions, """{"linkId":"1","answer":[{"valueBoolean":false}]}""");
        Check(questions, """{"linkId":"1","answer":[{"valueBoolean":true}]}""", "questionnaire-required QuestionnaireResponse");
        Check(questions, """{"linkId":"1","answer":[{"valueBoolean":false}]},{"linkId":"2","answer":[{"valueString":"a"}]}""", "questionnaire-disabled QuestionnaireResponse.item[1]");
    }

    [Fact]
    public void Refuses_conditions_that_cannot_work() => HasErrors(
        """{"resourceType":"Questionnaire","status":"draft","item":[{"linkId":"1","type":"string","enableWhen":[{"question":"1","operator":"exists","answerBoolean":true}]}]}""",
        "enable-when Questionnaire.item[0]");
}
