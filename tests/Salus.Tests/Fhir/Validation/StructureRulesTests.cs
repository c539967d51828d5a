using Salus.Fhir;
using Salus.Fhir.Validation;
using static Salus.Tests.Fhir.Validation.Checking;

namespace Salus.Tests.Fhir.Validation;

public sealed class StructureRulesTests
{
    [Fact]
    public void Finds_nothing_in_a_correct_patient() => IsValid(
        """{"resourceType":"Patient","id":"p-1","active":true,"name":[{"family":"Ek","given":["Ada"]}],"gender":"female","birthDate":"1950-02-28","deceasedBoolean":false}""");

    [Fact]
    public void Names_an_element_that_the_type_does_not_have() =>
        HasErrors("""{"resourceType":"Patient","birthday":"1950-02-28"}""", "unknown-element Patient.birthday");

    [Fact]
    public void Says_how_a_choice_is_written()
    {
        var issue = Assert.Single(Issues(Observation("\"value\":3")), i => i.IsError);
        Assert.Contains("valueQuantity", issue.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Asks_for_an_array_where_an_element_repeats_and_for_none_where_it_does_not()
    {
        HasErrors("""{"resourceType":"Patient","name":{"family":"Ek"}}""", "json-array Patient.name");
        HasErrors("""{"resourceType":"Patient","birthDate":["1950-02-28"]}""", "json-array Patient.birthDate[0]");
    }

    [Fact]
    public void Tells_objects_from_plain_values()
    {
        HasErrors("""{"resourceType":"Patient","birthDate":{"year":1950}}""", "json-kind Patient.birthDate");
        HasErrors("""{"resourceType":"Patient","maritalStatus":"married"}""", "json-kind Patient.maritalStatus");
        HasErrors("""{"resourceType":"Patient","active":"true"}""", "json-kind Patient.active");
    }

    [Fact]
    public void Counts_required_and_single_elements()
    {
        HasErrors("""{"resourceType":"Observation","status":"final"}""", "cardinality Observation");
        HasErrors(Observation("\"valueInteger\":1,\"valueString\":\"one\""), "cardinality Observation.value.ofType(integer)");
    }

    [Fact]
    public void Refuses_empty_elements() =>
        HasErrors("""{"resourceType":"Patient","name":[{}]}""", "ele-1 Patient.name[0]");

    [Fact]
    public void Evaluates_the_invariants_of_types_and_of_what_content_references_repeat()
    {
        HasErrors("""{"resourceType":"Patient","contact":[{"gender":"male"}]}""", "pat-1 Patient.contact[0]");
        HasErrors(
            """{"resourceType":"Questionnaire","status":"draft","item":[{"linkId":"1","type":"group","item":[{"linkId":"1.1","type":"group"}]}]}""",
            "que-1 Questionnaire.item[0].item[0]");
    }

    [Fact]
    public void Leaves_best_practice_out_unless_asked_for()
    {
        const string patient = """{"resourceType":"Patient","active":true}""";
        Assert.Empty(Issues(patient));
        Assert.Contains(Issues(patient, new ValidationOptions { BestPractice = IssueSeverity.Warning }), i => i is { Rule: "dom-6", Severity: IssueSeverity.Warning });
    }

    [Fact]
    public void Reports_an_unknown_resource_type_as_fatal()
    {
        var issue = Assert.Single(Issues("""{"resourceType":"Chicken","id":"1"}"""));
        Assert.Equal((IssueSeverity.Fatal, "resource-type"), (issue.Severity, issue.Rule));
    }

    [Fact]
    public void Says_where_in_the_text_a_problem_stands()
    {
        var issue = Assert.Single(Issues("{\"resourceType\":\"Patient\",\n  \"birthDate\": \"1950-02-30\"}"));
        Assert.Equal(new FhirPosition(2, 16), issue.Position);
    }

    [Fact]
    public void Turns_a_text_that_is_not_json_into_an_issue()
    {
        var issue = Assert.Single(Issues("{\"resourceType\":\"Patient\",\n\"name\":[}"));
        Assert.Equal(IssueSeverity.Fatal, issue.Severity);
        Assert.Equal(2, issue.Position?.Line);
    }

    [Fact]
    public void Checks_resources_in_bundles_and_contained_ones_by_their_own_type() => HasErrors(
        """{"resourceType":"Bundle","type":"collection","entry":[{"fullUrl":"urn:uuid:7b8c8b50-1d0e-4b7c-9d4e-0a1d2c3b4a59","resource":{"resourceType":"Patient","gender":"f"}}]}""",
        "binding Bundle.entry[0].resource.gender");

    [Fact]
    public void Stops_at_the_most_issues_it_may_report()
    {
        var names = string.Join(',', Enumerable.Repeat("""{"last":"Ek"}""", 100));
        Assert.Equal(10, Issues($$"""{"resourceType":"Patient","name":[{{names}}]}""", new ValidationOptions { MostIssues = 10 }).Count);
    }

    [Fact]
    public void Becomes_an_operation_outcome_that_is_valid_itself()
    {
        var outcome = Issues("{\"resourceType\":\"Patient\",\n\"birthDate\":\"1950-02-30\"}").ToOperationOutcome();
        Assert.Equal("error", outcome.ValueAt("OperationOutcome.issue[0].severity"));
        Assert.Equal("Patient.birthDate", outcome.ValueAt("OperationOutcome.issue[0].expression[0]"));
        Assert.Empty(Validator.R4.Validate(outcome).Where(i => i.IsError));
        Assert.Empty(Validator.R4.Validate(Array.Empty<ValidationIssue>().ToOperationOutcome()).Where(i => i.IsError));
    }
}
