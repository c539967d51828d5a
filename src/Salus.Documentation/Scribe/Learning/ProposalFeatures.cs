using System.Collections.Immutable;
using Salus.Language.Vocabularies;
using Salus.Learning;

namespace Salus.Documentation.Scribe;

/// <summary>
/// What the ranker sees of each proposal of a visit. Numbers only: how it came about, where it was said, how much of it was said,
/// and how the site's notes use its words. Never a word itself.
/// </summary>
internal static class ProposalFeatures
{
    private static readonly ImmutableArray<string> SectionKeys = ["cc", "hpi", "pmh", "psh", "fh", "sh", "medications", "allergies", "ros", "vitals", "exam", "results", "assessment-plan", "orders", "followup"];
    private static readonly ImmutableArray<string> LabelKeys = ["reasoning", "treatment", "testing", "referral", "education", "exam"];

    /// <summary>By column; a file learned with other columns is of another version.</summary>
    public static ImmutableArray<string> Names { get; } =
    [
        "section", "label", "from a phrase", "score of the writer", "words", "position", "phase", "speaker", "covered", "covered by one clause", "notes with the phrase", "slots",
        "clauses", "digits", "likely words", "least likely word", "likely pairs", "least likely pair", "said words", "asked", "template", "leans", "concepts", "drugs", "negates", "said again", "proposals alike", "clauses in visit",
        "likely own words", "drug in clause", "plan cues", "small talk", "symptom cues", "exam cues", "result cues", "medication cues", "history cues", "turn length", "proposals of clause", "kind", "by its words",
    ];

    /// <summary>Each proposal as the note would write it.</summary>
    public static ImmutableArray<string> TextsOf(WrittenVisit written)
    {
        var finish = new Finish(written.Reading);
        return [.. written.Proposals.Select(finish.Sentence)];
    }

    /// <param name="texts">From <see cref="TextsOf"/>.</param>
    /// <param name="byWords">For each proposal, what <see cref="WordRanker"/> says of it.</param>
    /// <param name="ownNote">The terms of the visit's own note, while learning.</param>
    public static FeatureTable Of(WrittenVisit written, ImmutableArray<string> texts, double[] byWords, WordUse use, HashSet<string>? ownNote)
    {
        var reading = written.Reading;
        var spoken = WordUse.Said(reading);
        var said = WordUse.Terms(spoken);
        var times = spoken.CountBy(t => t, StringComparer.Ordinal).ToDictionary(t => t.Key, t => t.Value, StringComparer.Ordinal);
        var tokens = texts.Select(Rouge.Tokens).ToArray();
        var content = tokens.Select(t => t.Where(w => !PhraseBook.Frame.Contains(w)).ToHashSet(StringComparer.Ordinal)).ToArray();
        var perClause = written.Proposals.SelectMany(p => p.From.Select(c => c.Index)).CountBy(i => i).ToDictionary();
        var ownSaid = ownNote is null ? null : said;
        var table = new FeatureTable(written.Proposals.Length, Names.Length);
        for (var i = 0; i < written.Proposals.Length; i++)
            Fill(table.Row(i), i);
        return table;

        void Fill(Span<float> row, int i)
        {
            var proposal = written.Proposals[i];
            var first = proposal.From.IsEmpty ? null : proposal.From[0];
            var words = tokens[i].Select(t => use.Likely(t, said.Contains(t), ownNote, ownSaid)).DefaultIfEmpty(0).ToArray();
            var own = tokens[i].Where(t => !PhraseBook.Frame.Contains(t)).Select(t => use.Likely(t, said.Contains(t), ownNote, ownSaid)).DefaultIfEmpty(0).ToArray();
            var pairs = tokens[i].Zip(tokens[i].Skip(1), (a, b) => a + " " + b).Select(t => use.Likely(t, said.Contains(t), ownNote, ownSaid)).DefaultIfEmpty(0).ToArray();
            var cues = first is null ? default : reading.CuesOf(first);
            var column = 0;
            ReadOnlySpan<double> values =
            [
                SectionKeys.IndexOf(proposal.Section), proposal.Label is null ? -1 : LabelKeys.IndexOf(proposal.Label), proposal.Phrase is null ? 0 : 1, proposal.Phrase is null ? proposal.Score : double.NaN, tokens[i].Count,
                first is null ? double.NaN : (double)first.Index / Math.Max(1, reading.Clauses.Length), first is null ? double.NaN : (int)reading.PhaseOf(first), first is null ? double.NaN : (int)first.Speaker,
                proposal.Phrase?.Covered ?? 1, proposal.Phrase?.BestClause ?? 1, proposal.Phrase is null ? double.NaN : proposal.Phrase.Template.Phrase.Notes - (proposal.Phrase.IsOwn ? 1 : 0), proposal.Phrase?.Template.Slots.Length ?? 0,
                proposal.From.Length, tokens[i].Count(t => char.IsAsciiDigit(t[0])), words.Average(), words.Min(), pairs.Average(), pairs.Min(),
                (double)tokens[i].Count(said.Contains) / Math.Max(1, tokens[i].Count), proposal.From.Any(c => c.IsQuestion) ? 1 : 0, proposal.Fixed ? 1 : 0, proposal.Leans ? 1 : 0,
                proposal.From.Sum(c => reading.ConceptsOf(c).Length), proposal.From.Sum(c => reading.CountOf(c, ConceptKind.Drug)), PhraseBook.Negation().IsMatch(proposal.Text) ? 1 : 0,
                content[i].Count == 0 ? 0 : content[i].Average(t => (double)times.GetValueOrDefault(t)), Alike(i), reading.Clauses.Length,
                own.Average(), reading.Vocabulary.Matcher.Find(proposal.Text).Length, cues["plan"], cues["small-talk"], cues["symptom"], cues["exam"], cues["results"], cues["medications"], cues["history"],
                first?.Length ?? 0, first is null ? 0 : perClause.GetValueOrDefault(first.Index), (int)proposal.Kind, byWords[i],
            ];
            foreach (var value in values)
                row[column++] = (float)value;
        }

        int Alike(int i)
        {
            var count = 0;
            for (var j = 0; j < content.Length; j++)
                if (j != i && content[i].Count > 0 && content[j].Count > 0 && 2 * content[i].Count(content[j].Contains) >= Math.Max(content[i].Count, content[j].Count))
                    count++;
            return count;
        }
    }
}
