using System.Globalization;
using Salus.Language.Vocabularies;

namespace Salus.Documentation.Scribe;

/// <summary>What was said about health and is not in the note, with the reason, for the reviewer to look through.</summary>
internal static class Omissions
{
    /// <summary>More would not be read.</summary>
    private const int Most = 30;

    public static IEnumerable<(string Text, string Reason, Clause From)> Of(WrittenVisit written, IReadOnlyCollection<Proposal> chosen)
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
