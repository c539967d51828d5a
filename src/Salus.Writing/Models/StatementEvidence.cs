using System.Collections.Immutable;
using Salus.Language.Findings;
using Salus.Language.Grounding;
using Salus.Language.Text;
using Salus.Language.Vocabularies;
using Salus.Trust;

namespace Salus.Writing;

/// <summary>
/// Finds the words a model's statement rests on. The pieces it names are looked at first, then whatever of the material speaks of the same;
/// where nothing does, there is no evidence, and the evidence check says so.
/// </summary>
internal sealed class StatementEvidence(WritingTask task)
{
    /// <summary>Of a named piece, at least so much of the statement's content must be in its words.</summary>
    private const double LeastShare = 0.15;

    /// <summary>Without a named piece, at least so much of the statement must stand close together.</summary>
    private const double LeastSupport = 0.5;

    private const int MostPieces = 4;
    private const int ShortText = 160;

    private readonly Lazy<ClaimChecker> checker = new(() => new ClaimChecker(task.Material.Select(m => m.Passage).Concat(task.Known.Select(k => k.Passage)), task.Vocabulary));

    public ImmutableArray<Evidence> Of(AnsweredStatement statement)
    {
        var stems = Stems(statement.Text);
        var named = statement.Cited.Select(c => c - 1).Where(c => c >= 0 && c < task.Material.Length && Share(stems, task.Material[c].Text) >= LeastShare).ToArray();
        var pieces = named.Length > 0 ? named : BorneOut(statement) is { Length: > 0 } worded ? worded : Found(statement.Text);
        return [.. OfThePerson(statement.Text), .. pieces.Take(MostPieces).SelectMany(p => WithQuestion(p, stems)).Distinct().Order().SelectMany(p => Places(task.Material[p], stems))];
    }

    /// <summary>The named pieces where they bear the statement out in other words: "let's see you back in a week".</summary>
    private int[] BorneOut(AnsweredStatement statement)
    {
        var named = statement.Cited.Select(c => c - 1).Where(c => c >= 0 && c < task.Material.Length).Take(MostPieces).ToArray();
        return named.Length > 0 && checker.Value.Unproven(statement.Text, named).IsEmpty ? named : [];
    }

    /// <summary>An answer alone says little: the question before it comes along where the statement uses its words.</summary>
    private IEnumerable<int> WithQuestion(int piece, HashSet<string> stems)
    {
        if (piece > 0 && task.Material[piece] is { Kind: MaterialKind.Turn } answer && task.Material[piece - 1] is { Kind: MaterialKind.Turn } asked && asked.Passage.Speaker != answer.Passage.Speaker
            && (asked.Passage.Speaker is SpeakerRole.Clinician || asked.Text.Contains('?', StringComparison.Ordinal)) && Stems(asked.Text).Except(Stems(answer.Text), StringComparer.Ordinal).Any(stems.Contains))
            yield return piece - 1;
        yield return piece;
    }

    private int[] Found(string text) =>
        [.. checker.Value.Check(text).Where(c => c.Support >= LeastSupport).SelectMany(c => c.Evidence.Take(2)).Where(p => p < task.Material.Length).Distinct()];

    /// <summary>The evidence of a piece; of a long quote, the sentences that share words with the statement.</summary>
    private static IEnumerable<Evidence> Places(Material piece, HashSet<string> stems)
    {
        if (piece.Text.Length == 0)
            return [];
        if (piece.Text.Length <= ShortText || piece.Evidence is not [Quote whole] || whole.Text != piece.Text)
            return piece.Evidence;
        var spans = SentenceSplitter.Spoken(piece.Text).Where(s => Stems(s.In(piece.Text)).Overlaps(stems)).ToArray();
        return spans.Length == 0 ? piece.Evidence : spans.Select(s => whole with { Start = s.Start, Length = s.Length, Text = s.In(piece.Text) });
    }

    /// <summary>What is known of the patient and the statement repeats: name, age or sex.</summary>
    private IEnumerable<Evidence> OfThePerson(string text)
    {
        var words = Tokenizer.Tokenize(text).Select(t => t.Norm).ToHashSet(StringComparer.Ordinal);
        foreach (var element in task.Known.SelectMany(k => k.Evidence).OfType<Element>())
        {
            if (element.Path is "Patient.gender" ? words.Contains(element.Value) || element.Value is "female" && words.Overlaps(["woman", "girl", "lady"]) || element.Value is "male" && words.Overlaps(["man", "boy", "gentleman"])
                : element.Path.StartsWith("Patient.name", StringComparison.Ordinal) ? Tokenizer.Tokenize(element.Value).Any(t => t.IsWord && t.Norm.Length > 2 && words.Contains(t.Norm))
                : SpeaksOfAge(text, words) && task.Known.Any(k => k.Evidence.Contains(element) && Digits(k.Text) is { Length: > 0 } age && (words.Contains(age) || text.Contains(age + "-", StringComparison.Ordinal))))
                yield return element;
        }
    }

    private static bool SpeaksOfAge(string text, HashSet<string> words) => words.Contains("year") || words.Contains("years") || text.Contains("year-old", StringComparison.OrdinalIgnoreCase);

    private static string Digits(string text) => string.Concat(text.Where(char.IsAsciiDigit));

    private static double Share(HashSet<string> stems, string text) => stems.Count == 0 ? 1 : (double)stems.Count(Stems(text).Contains) / stems.Count;

    internal static HashSet<string> Stems(string text) =>
        Tokenizer.Tokenize(text).Where(t => t.IsWord && t.Norm.Length > 2 && !CommonWords.Contains(t.Norm) || t.Norm.Length > 0 && char.IsAsciiDigit(t.Norm[0])).Select(t => Stemmer.Stem(t.Norm)).ToHashSet(StringComparer.Ordinal);
}
