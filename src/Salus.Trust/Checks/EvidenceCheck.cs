using System.Runtime.CompilerServices;
using Salus.Fhir;
using Salus.Fhir.Paths;

namespace Salus.Trust;

/// <summary>
/// Every statement has evidence, every quote stands word for word where it points, every element holds the value it
/// claims, and engines attest nothing: only <see cref="Review"/> adds an attestation, in a revision with an editor.
/// Applies to every capability.
/// </summary>
public sealed class EvidenceCheck : ICheck
{
    public string Name => "evidence";

    public string Version => "1";

    public async IAsyncEnumerable<Finding> InspectAsync(Draft draft, Sources sources, [EnumeratorCancellation] CancellationToken cancel)
    {
        await Task.CompletedTask;
        for (var index = 0; index < draft.Statements.Length; index++)
        {
            cancel.ThrowIfCancellationRequested();
            var statement = draft.Statements[index];
            if (string.IsNullOrWhiteSpace(statement.Text))
                yield return Blocking("This statement is empty. Reject it or write what it should say.", index);
            if (statement.Evidence.IsDefaultOrEmpty)
                yield return Blocking("Nothing shows where this statement comes from. Reject it, or overrule with how you know it.", index);
            else
                foreach (var evidence in statement.Evidence)
                    if (Fault(evidence, draft, sources) is { } fault)
                        yield return Blocking(fault, index);
        }
        foreach (var input in draft.Origin.Inputs)
            if (sources.Find(input.Id) is { } source && source.Digest != input.Content)
                yield return Blocking($"The source '{input.Title}' is not the one this draft was made from: its content has changed.", null);
    }

    private static string? Fault(Evidence evidence, Draft draft, Sources sources)
    {
        if (evidence is Attestation)
            return draft.Origin.Editor is null ? "This statement claims that a person vouched for it, and nobody did." : null;
        if (sources.Find(evidence.Source) is not { } source)
            return $"This statement points to a source called '{evidence.Source}' that did not come with the draft.";
        return evidence switch
        {
            Quote quote when !sources.TryRead(quote, out _) =>
                $"This statement points to a place in '{source.Title}' that does not exist (part {quote.Segment + 1}).",
            Quote quote when sources.TryRead(quote, out var said) && !string.Equals(said, quote.Text, StringComparison.Ordinal) =>
                $"The words quoted for this statement are not what '{source.Title}' says there (part {quote.Segment + 1}).",
            Element element => FaultOf(element, source),
            _ => null,
        };
    }

    private static string? FaultOf(Element element, Source source)
    {
        try
        {
            var actual = FhirPath.Parse(element.Path).Select(FhirNode.Parse(source.Original.AsSpan())).FirstOrDefault(n => n.Value is not null)?.Value;
            return string.Equals(actual, element.Value, StringComparison.Ordinal)
                ? null
                : $"'{source.Title}' does not hold '{element.Value}' at {element.Path}.";
        }
        catch (FhirPathException)
        {
            return $"'{element.Path}' is not a place in '{source.Title}'.";
        }
        catch (FhirFormatException)
        {
            return $"'{source.Title}' cannot be read as FHIR, so {element.Path} cannot be checked.";
        }
    }

    private static Finding Blocking(string message, int? statement) => new("evidence", Severity.Blocking, message, statement);
}
