using System.Globalization;
using Salus.Fhir;

namespace Salus.Workbench.Exchange;

/// <summary>Something an import could not take, or took without a part of it: which file, where in it, and what to do.</summary>
/// <param name="Position">Line of a text file, row of a table, element of a document; counted from 1.</param>
/// <param name="Place">Inside the line: a field (<c>PID-3</c>), a column, an element path; null when all of it is meant.</param>
/// <param name="Text">Names codes, columns and elements; never a patient's data.</param>
public sealed record ImportProblem(string File, long Position, ImportSeverity Severity, string? Place, string Text)
{
    /// <summary>As a line of an error file: an OperationOutcome whose diagnostics say where.</summary>
    public FhirNode ToOutcome() => FhirNode.Resource("OperationOutcome",
        ("issue", FhirNode.List(FhirNode.Object(
            ("severity", Severity.ToString().ToLowerInvariant()),
            ("code", Severity switch { ImportSeverity.Error => "invalid", ImportSeverity.Warning => "incomplete", _ => "informational" }),
            ("details", FhirNode.Object(("text", Text))),
            ("diagnostics", string.Create(CultureInfo.InvariantCulture, $"{File}, line {Position}")),
            ("expression", FhirNode.List(Place))))));

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{File}, line {Position}{(Place is null ? "" : $", {Place}")}: {Text}");
}

public enum ImportSeverity
{
    /// <summary>Not taken.</summary>
    Error,

    /// <summary>Taken without something that a reader will miss.</summary>
    Warning,

    /// <summary>Taken; a part of it stands in the original alone.</summary>
    Information,
}
