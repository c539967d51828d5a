using System.Collections.Immutable;
using System.Globalization;

namespace Salus.Fhir.Validation;

/// <summary>How much an issue matters, worst first.</summary>
public enum IssueSeverity
{
    /// <summary>Nothing more could be checked.</summary>
    Fatal,

    /// <summary>The content breaks a rule.</summary>
    Error,

    /// <summary>Allowed, but probably not meant, or not possible to check.</summary>
    Warning,
    Information,
}

/// <summary>Something that a validator found.</summary>
/// <param name="Code">Of http://hl7.org/fhir/issue-type, for example <c>structure</c>, <c>value</c>, <c>code-invalid</c>.</param>
/// <param name="Location">FHIRPath of the element, for example <c>Patient.name[0].family</c>.</param>
/// <param name="Rule">A stable key: of an invariant its own (<c>obs-6</c>), else a word such as <c>cardinality</c>.</param>
/// <param name="Message">What is wrong and what to do. It may quote what the resource holds: show it to those who may see the resource.</param>
/// <param name="Position">In the text it was read from; null for a resource that was built.</param>
public sealed record ValidationIssue(IssueSeverity Severity, string Code, string Location, string Rule, string Message, FhirPosition? Position = null)
{
    public bool IsError => Severity is IssueSeverity.Fatal or IssueSeverity.Error;

    public override string ToString() =>
        $"{Severity.ToString().ToLowerInvariant()}: {Location}{(Position is { } at ? $" ({at})" : "")}: {Message} [{Rule}]";
}

public static class ValidationIssues
{
    private const string LineUrl = "http://hl7.org/fhir/StructureDefinition/operationoutcome-issue-line";
    private const string ColumnUrl = "http://hl7.org/fhir/StructureDefinition/operationoutcome-issue-col";

    /// <summary>The answer of <c>$validate</c>. No issues give one that says so, as R4 demands at least one.</summary>
    public static FhirNode ToOperationOutcome(this IEnumerable<ValidationIssue> issues)
    {
        var nodes = issues.Select(Node).ToImmutableArray();
        return FhirNode.Resource("OperationOutcome", ("issue", FhirNode.List(nodes.IsEmpty
            ? [FhirNode.Object(("severity", "information"), ("code", "informational"), ("details", FhirNode.Object(("text", "No problems were found."))))]
            : nodes.Select(n => (FhirElement)n))));
    }

    private static FhirNode Node(ValidationIssue issue) => FhirNode.Object(
        ("extension", FhirNode.List(issue.Position is { } at ? [Place(LineUrl, at.Line), Place(ColumnUrl, at.Column)] : [])),
        ("severity", issue.Severity.ToString().ToLowerInvariant()),
        ("code", issue.Code),
        ("details", FhirNode.Object(
            ("coding", FhirNode.List(FhirNode.Object(("code", issue.Rule)))),
            ("text", issue.Message))),
        ("expression", FhirNode.List(issue.Location)));

    private static FhirElement Place(string url, long count) =>
        FhirNode.Object(("url", url), ("valueInteger", FhirElement.Number(count.ToString(CultureInfo.InvariantCulture))));
}
