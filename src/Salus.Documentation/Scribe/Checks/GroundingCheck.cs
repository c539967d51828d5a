using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Salus.Language.Grounding;
using Salus.Language.Vocabularies;
using Salus.Trust;

namespace Salus.Documentation.Scribe.Checks;

/// <summary>
/// Numbers with units, drugs with doses, sides, dates, polarity and whose finding it is: each statement against the words
/// it cites. A statement that a person attests is theirs and is not compared.
/// </summary>
/// <param name="vocabulary">The words that findings and drugs are known by; null for those that come with Salus.</param>
public sealed class GroundingCheck(Vocabulary? vocabulary = null) : ICheck
{
    private readonly Vocabulary vocabulary = vocabulary ?? Vocabulary.Embedded;

    public string Name => "grounding";

    public string Version => "1";

    public ImmutableArray<string> Capabilities => ["scribe"];

    public async IAsyncEnumerable<Finding> InspectAsync(Draft draft, Sources sources, [EnumeratorCancellation] CancellationToken cancel)
    {
        await Task.CompletedTask;
        var read = ReadSources.Of(sources, vocabulary);
        for (var index = 0; index < draft.Statements.Length; index++)
        {
            cancel.ThrowIfCancellationRequested();
            var statement = draft.Statements[index];
            if (statement.Evidence.Any(e => e is Attestation))
                continue;
            foreach (var fault in read.Grounder.Compare(statement.Text, read.Cited(statement), ReadSources.Facts(statement, read.VisitAt ?? draft.Origin.At), statement.Section is "fh", statement.Section is "allergies"))
                yield return new Finding(NameOf(fault.Kind), SeverityOf(fault), MessageOf(fault, read), index)
                {
                    Evidence = fault.Passage is { } passage ? [read.QuoteOf(passage)] : [],
                    Start = fault.Claim.Start,
                    Length = fault.Claim.Length,
                };
        }
    }

    private static string NameOf(FaultKind kind) => kind switch
    {
        FaultKind.Number or FaultKind.Unit => "numbers",
        FaultKind.Drug or FaultKind.Dose or FaultKind.DrugAct or FaultKind.Allergen => "medications",
        FaultKind.Side => "side",
        FaultKind.Date => "dates",
        FaultKind.Polarity => "polarity",
        FaultKind.Experiencer => "whose-finding",
        _ => "not-said",
    };

    private static Severity SeverityOf(Fault fault) => (fault.Kind, fault.Weight) switch
    {
        (FaultKind.NotNamed, FaultWeight.Elsewhere) => Severity.Warning,
        (FaultKind.Date, not FaultWeight.Contradicted) => Severity.Warning,
        _ => Severity.Blocking,
    };

    private static string MessageOf(Fault fault, ReadSources read)
    {
        var place = fault.Passage is { } passage ? $" ({read.NameOf(passage)})" : "";
        return (fault.Kind, fault.Weight) switch
        {
            (FaultKind.Polarity, _) => $"The note and the conversation disagree about '{fault.Claimed}': it was {fault.Said}{place}.",
            (FaultKind.Experiencer, _) => $"'{fault.Claimed}' was said of somebody else: '{fault.Said}'{place}.",
            (FaultKind.Allergen, _) => $"'{fault.Claimed}' was named{place}, but not as an allergy.",
            (FaultKind.Dose, _) => $"The dose '{fault.Claimed}' was said of '{fault.Said}'{place}, not of this drug.",
            (FaultKind.DrugAct, _) => $"The note says '{fault.Claimed}'; the conversation says '{fault.Said}'{place}.",
            (_, FaultWeight.Contradicted) => $"The note says '{fault.Claimed}'; the cited words say '{fault.Said}'{place}.",
            (_, FaultWeight.Elsewhere) => $"'{fault.Claimed}' is not said where this statement points{(place.Length > 0 ? $"; it is said elsewhere{place}" : "")}.",
            _ => $"'{fault.Claimed}' was not said in this visit.",
        };
    }
}
