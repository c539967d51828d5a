using System.Collections.Immutable;
using System.Globalization;
using Salus.Language.Vocabularies;

namespace Salus.Documentation.Scribe;

/// <summary>What was said about health and is not in the note, with the reason, for the reviewer to look through.</summary>
internal static class Omissions
{
    /// <summary>More words that made no sentence would not be read. What a longer note would say is listed whole.</summary>
    private const int Most = 30;

    /// <param name="everything">What the note would say at full length.</param>
    public static IEnumerable<(string Text, string Reason, ImmutableArray<Clause> From)> Of(WrittenVisit written, IReadOnlyCollection<Proposal> chosen, IReadOnlyCollection<Proposal> everything, Finish finish)
    {
        var shortened = everything.Where(p => !p.From.IsEmpty && !chosen.Contains(p, ReferenceEqualityComparer.Instance))
            .Select(p => (Text: finish.Sentence(p), Reason: "Left out for the length chosen.", p.From));
        return shortened.Concat(Unused(written, [.. chosen, .. everything]).Select(o => (o.Text, o.Reason, From: ImmutableArray.Create(o.From)))).OrderBy(o => o.From[0].Index);
    }

    private static IEnumerable<(string Text, string Reason, Clause From)> Unused(WrittenVisit written, IReadOnlyCollection<Proposal> chosen)
    {
        var reading = written.Reading;
        var used = chosen.SelectMany(p => p.From).Select(c => c.Index).ToHashSet();
        var proposed = written.Proposals.SelectMany(p => p.From).Select(c => c.Index).ToHashSet();
        var said = reading.Clauses.Where(c => used.Contains(c.Index)).SelectMany(c => reading.ConceptsOf(c)).Select(m => m.Concept.Id).ToHashSet(StringComparer.Ordinal);
        var left = new List<(string Text, string Reason, Clause From, bool RedFlag)>();
        foreach (var clause in reading.Clauses)
        {
            if (used.Contains(clause.Index) || clause.IsQuestion || reading.CuesOf(clause).Has("small-talk"))
                continue;
            var news = reading.ConceptsOf(clause).Where(m => m.Concept.Kind is ConceptKind.Finding or ConceptKind.Disorder or ConceptKind.Drug or ConceptKind.Procedure or ConceptKind.Test && !said.Contains(m.Concept.Id)).ToArray();
            if (news.Length == 0)
                continue;
            said.UnionWith(news.Select(m => m.Concept.Id));
            var reason = proposed.Contains(clause.Index)
                ? "Left out to keep the section short."
                : reading.CuesOf(clause).Has("other-people") ? "It seems to be about another person." : "It could not be put into one clean sentence; please read it in the transcript.";
            var text = SpokenText(clause);
            left.Add((text, reason, clause, news.Any(m => m.Concept.Has("redflag"))));
        }
        return left.OrderByDescending(o => o.RedFlag).Take(Most).OrderBy(o => o.From.Index).Select(o => (o.Text, o.Reason, o.From));
    }

    private static string SpokenText(Clause clause)
    {
        var text = ReportedSpeech.Join(clause.Words.Select(w => w.Text));
        return text.Length == 0 ? text : char.ToUpper(text[0], CultureInfo.InvariantCulture) + text[1..];
    }
}
