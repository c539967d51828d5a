using System.Collections.Immutable;
using Salus.Language;
using Salus.Language.Grounding;
using Salus.Language.Text;
using Salus.Language.Vocabularies;
using Salus.Trust;

namespace Salus.Documentation.Scribe;

/// <summary>
/// Finds the words a model's statement rests on. The turns it names are looked at first, then whatever of the visit speaks of the same;
/// where nothing does, there is no evidence, and the evidence check says so.
/// </summary>
internal sealed class StatementEvidence(Visit visit)
{
    /// <summary>Of a named turn, at least so much of the statement's content must be in its words.</summary>
    private const double LeastShare = 0.15;

    /// <summary>Without a named turn, at least so much of the statement must be said close together.</summary>
    private const double LeastSupport = 0.5;

    private const int MostTurns = 4;
    private const int ShortTurn = 160;

    private readonly Lazy<ClaimChecker> checker = new(() => StatementCheck.CheckerOf(visit));

    public ImmutableArray<Evidence> Of(AnsweredStatement statement)
    {
        var stems = Stems(statement.Text);
        var named = statement.Turns.Select(t => t - 1).Where(t => t >= 0 && t < visit.Transcript.Turns.Length && Share(stems, visit.Transcript.Turns[t].Text) >= LeastShare).ToArray();
        var turns = named.Length > 0 ? named : Found(statement.Text);
        return [.. Facts(statement.Text), .. turns.Take(MostTurns).Order().SelectMany(t => Quotes(t, stems))];
    }

    private int[] Found(string text) =>
        [.. checker.Value.Check(text).Where(c => c.Support >= LeastSupport).SelectMany(c => c.Evidence.Take(2)).Where(p => p < visit.Transcript.Turns.Length).Distinct()];

    /// <summary>The sentences of a turn that share words with the statement; all of a short turn.</summary>
    private IEnumerable<Quote> Quotes(int turn, HashSet<string> stems)
    {
        var text = visit.Transcript.Turns[turn].Text;
        if (text.Length <= ShortTurn)
            return text.Length == 0 ? [] : [new Quote("transcript", turn, 0, text.Length, text)];
        var spans = SentenceSplitter.Spoken(text).Where(s => Stems(s.In(text)).Overlaps(stems)).ToArray();
        return spans.Length == 0 ? [new Quote("transcript", turn, 0, text.Length, text)] : spans.Select(s => new Quote("transcript", turn, s.Start, s.Length, s.In(text)));
    }

    /// <summary>What the record knows of the patient and the statement repeats.</summary>
    private IEnumerable<Evidence> Facts(string text)
    {
        if (visit.Patient is not { } patient)
            yield break;
        var words = Tokenizer.Tokenize(text).Select(t => t.Norm).ToHashSet(StringComparer.Ordinal);
        if (patient.Name is { } name && patient.NameEvidence is { } named && Tokenizer.Tokenize(name).Any(t => t.IsWord && t.Norm.Length > 2 && words.Contains(t.Norm)))
            yield return named;
        if (patient.AgeYears is { } age && patient.AgeEvidence is { } aged && text.Contains(age.ToString(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal) && (words.Contains("year") || words.Contains("years") || text.Contains("year-old", StringComparison.OrdinalIgnoreCase)))
            yield return aged;
        if (patient.GenderEvidence is { } gender && (words.Contains(gender.Value) || gender.Value is "female" && words.Overlaps(["woman", "girl", "lady"]) || gender.Value is "male" && words.Overlaps(["man", "boy", "gentleman"])))
            yield return gender;
    }

    private static double Share(HashSet<string> stems, string text) => stems.Count == 0 ? 1 : (double)stems.Count(Stems(text).Contains) / stems.Count;

    private static HashSet<string> Stems(string text) =>
        Tokenizer.Tokenize(text).Where(t => t.IsWord && t.Norm.Length > 2 && !CommonWords.Contains(t.Norm) || t.Norm.Length > 0 && char.IsAsciiDigit(t.Norm[0])).Select(t => Stemmer.Stem(t.Norm)).ToHashSet(StringComparer.Ordinal);
}
