using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.CompilerServices;
using Salus.Language.Vocabularies;
using Salus.Trust;

namespace Salus.Documentation.VisitSummaries;

/// <summary>
/// Counts both ways, whoever wrote the summary: what a statement says of numbers, dates, drugs, sides and denials stands in the words it points
/// at; and every such fact of the medicines and the plan is in the summary or listed as left out. The summary is not above grade six.
/// </summary>
public sealed class SummaryCheck(Vocabulary vocabulary) : ICheck
{
    public string Name => "visit-summary";

    public string Version => "1";

    public ImmutableArray<string> Capabilities => [VisitSummariesCapability.CapabilityName];

    public async IAsyncEnumerable<Finding> InspectAsync(Draft draft, Sources sources, [EnumeratorCancellation] CancellationToken cancel)
    {
        await Task.CompletedTask;
        if (SummaryWriter.GradeOf(draft.Statements) is var grade && grade > SummaryWriter.MostGrade)
            yield return new Finding(Name, Severity.Blocking, string.Create(CultureInfo.InvariantCulture, $"The summary reads at grade {grade:0.0}; at most {SummaryWriter.MostGrade:0} is allowed. Use shorter sentences and shorter words."), null);
        foreach (var (index, statement) in draft.Statements.Index())
        {
            cancel.ThrowIfCancellationRequested();
            if (statement.Evidence.Any(e => e is Attestation))
                continue;
            var cited = KeptFacts.Of(string.Join("\n", statement.Evidence.OfType<Quote>().Select(q => sources.TryRead(q, out var said) ? said : "")), vocabulary);
            if (KeptFacts.Of(statement.Text, vocabulary).Added(cited).FirstOrDefault() is { } added)
                yield return new Finding(Name, Severity.Blocking, $"This says {added}, which does not stand where it points.", index);
        }
        if (sources.FirstOrDefault(s => s.Id is not SummaryRules.SourceId && s.Segments.Length > 0) is not { } note)
            yield break;
        var told = draft.Statements.SelectMany(s => s.Evidence.OfType<Quote>().Where(q => q.Source == note.Id).Select(q => (q.Segment, q.Start, q.Length, s.Text)))
            .Concat(draft.Omitted.SelectMany(o => o.Evidence.OfType<Quote>().Where(q => q.Source == note.Id).Select(q => (q.Segment, q.Start, q.Length, q.Text)))).ToLookup(t => t.Segment);
        for (var segment = 0; segment < note.Segments.Length; segment++)
        {
            cancel.ThrowIfCancellationRequested();
            var said = KeptFacts.Of(string.Join("\n", told[segment].Select(t => t.Text)), vocabulary);
            if (said.Missing(KeptFacts.Of(note.Segments[segment].Text, vocabulary)).FirstOrDefault() is { } missing)
                yield return new Finding(Name, Severity.Blocking, $"Of “{Short(note.Segments[segment].Text)}” {missing} is neither in the summary nor listed as left out.", null)
                {
                    Evidence = [new Quote(note.Id, segment, 0, note.Segments[segment].Text.Length, note.Segments[segment].Text)],
                };
        }
    }

    private static string Short(string text) => text.Length <= 80 ? text : text[..80] + "…";
}
