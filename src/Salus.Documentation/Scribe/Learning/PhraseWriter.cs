using System.Collections.Immutable;

namespace Salus.Documentation.Scribe;

/// <summary>Adds to what the writer made of a visit the site's own phrases that the visit bears out.</summary>
internal static class PhraseWriter
{
    private const int MostWordsOfGroup = 6;

    /// <param name="may">By number of a phrase: whether it may be used, and whether it is this visit's own while learning.</param>
    public static WrittenVisit With(WrittenVisit written, PhraseBook book, Func<int, (bool May, bool Own)> may)
    {
        var reading = written.Reading;
        var proof = new PhraseProof(reading);
        var own = written.Proposals.Select(p => p.Text).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var added = ImmutableArray.CreateBuilder<Proposal>();
        foreach (var filled in new PhraseFiller(reading, book).Fill(i => may(i).May))
        {
            if (own.Contains(filled.Text) || !proof.Holds(filled))
                continue;
            own.Add(filled.Text);
            var phrase = filled.Template.Phrase;
            added.Add(new Proposal(phrase.Section, filled.Text, WithAnswers(filled.From, reading), 0)
            {
                Kind = ProposalKind.Phrased,
                Facts = filled.Facts,
                Label = phrase.Label,
                Group = GroupOf(phrase, filled, written),
                Phrase = filled with { IsOwn = may(filled.Number).Own },
            });
        }
        added.AddRange(Agreements(written, book, may, own));
        return written with { Proposals = written.Proposals.AddRange(added) };
    }

    /// <summary>Where the patient agreed with the plan, the site's own words for it; they rest on the agreement alone.</summary>
    private static IEnumerable<Proposal> Agreements(WrittenVisit written, PhraseBook book, Func<int, (bool May, bool Own)> may, HashSet<string> own)
    {
        if (written.Proposals.FirstOrDefault(p => p.Text == PlanComposer.Agreement) is not { } agreed)
            yield break;
        for (var i = 0; i < book.Templates.Length; i++)
        {
            var template = book.Templates[i];
            if (template.IsAgreement && may(i).May && own.Add(template.Phrase.Text))
                yield return agreed with { Text = template.Phrase.Text, Kind = ProposalKind.Phrased, Phrase = new FilledPhrase(i, template, template.Phrase.Text, agreed.From, [], 1, 1) { IsOwn = may(i).Own } };
        }
    }

    /// <summary>A question is no evidence without its answer.</summary>
    private static ImmutableArray<Clause> WithAnswers(ImmutableArray<Clause> from, VisitReading reading) =>
        [.. from.Concat(reading.Exchanges.Where(e => from.Any(c => c.Index == e.Question.Index)).Select(e => e.Answer[0])).DistinctBy(c => c.Index).OrderBy(c => c.Index)];

    /// <summary>In the plan, the problem that was spoken of at that place; in the examination, the heading of the phrase.</summary>
    private static string? GroupOf(LearnedPhrase phrase, FilledPhrase filled, WrittenVisit written)
    {
        if (phrase.Section is "exam" && phrase.Group is { } own && own.Split(' ').Length <= MostWordsOfGroup)
            return own;
        if (phrase.Section is not ("exam" or "assessment-plan"))
            return null;
        var at = filled.From[^1].Index;
        return written.Proposals.Where(p => p.Section == phrase.Section && p.Group is not null && !p.From.IsEmpty && p.Order <= at).MaxBy(p => p.Order)?.Group;
    }
}
