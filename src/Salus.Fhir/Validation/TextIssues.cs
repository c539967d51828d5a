namespace Salus.Fhir.Validation;

/// <summary>Problems with the form of a text as issues.</summary>
internal static class TextIssues
{
    public static ValidationIssue From(FhirReadProblem problem, FhirNode? node)
    {
        var root = node?.ResourceType;
        var location = root is null ? problem.Path : problem.Path.Length == 0 || problem.Path.StartsWith(root, StringComparison.Ordinal) ? root : $"{root}.{problem.Path}";
        return new ValidationIssue(
            problem.Kind is FhirReadProblemKind.Unreadable ? IssueSeverity.Fatal : IssueSeverity.Error,
            problem.Kind is FhirReadProblemKind.Unreadable or FhirReadProblemKind.Comment ? "invalid" : "structure",
            location,
            $"text-{problem.Kind.ToString().ToLowerInvariant()}",
            problem.Reason,
            problem.Position);
    }
}
