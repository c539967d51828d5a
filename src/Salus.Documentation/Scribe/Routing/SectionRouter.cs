using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Globalization;
using Salus.Language.Text;
using Salus.Language.Vocabularies;

namespace Salus.Documentation.Scribe;

/// <summary>
/// Says to which section of a note a stretch of conversation belongs, by the twenty headers of MTS-Dialog. Without learning, cue words
/// that speak for a section are counted; with it, the weights a site's own labelled stretches taught.
/// </summary>
public sealed class SectionRouter
{
    private static readonly Lazy<SectionRouter> LazyDefault = new(() => new SectionRouter(learned: null));
    private static readonly Lazy<ImmutableArray<(string Header, double Weight, FrozenSet<string> Cues)>> Cues = new(ReadCues);

    private readonly LearnedSections? learned;

    private SectionRouter(LearnedSections? learned) => this.learned = learned;

    /// <summary>As it comes: cue words only.</summary>
    public static SectionRouter Default => LazyDefault.Value;

    public static SectionRouter With(LearnedSections learned) => new(learned);

    /// <summary>The header that fits best.</summary>
    public string HeaderOf(Transcript transcript)
    {
        ArgumentNullException.ThrowIfNull(transcript);
        return learned?.HeaderOf(SectionFeatures.Of(transcript)) ?? ByCues(transcript).OrderByDescending(s => s.Value).ThenBy(s => s.Key, StringComparer.Ordinal).First().Key;
    }

    /// <summary>How strongly the cues speak for each header.</summary>
    private static Dictionary<string, double> ByCues(Transcript transcript)
    {
        var said = new HashSet<string>(StringComparer.Ordinal) { "*" };
        foreach (var turn in transcript.Turns)
        {
            var words = Tokenizer.Tokenize(turn.Text).Where(t => t.IsWord).Select(t => t.Norm).ToArray();
            for (var i = 0; i < words.Length; i++)
                for (var length = 1; length <= 4 && i + length <= words.Length; length++)
                    said.Add(string.Join(' ', words, i, length));
        }
        var scores = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (var (header, weight, cues) in Cues.Value)
            scores[header] = scores.GetValueOrDefault(header) + weight * cues.Count(said.Contains);
        return scores;
    }

    private static ImmutableArray<(string, double, FrozenSet<string>)> ReadCues()
    {
        using var reader = new StreamReader(ScribeData.Open("section-cues.tsv"));
        var cues = ImmutableArray.CreateBuilder<(string, double, FrozenSet<string>)>();
        while (reader.ReadLine() is { } line)
            if (line.Length > 0 && line[0] != '#' && line.Split('\t') is [var header, var weight, var words] && header != "header")
                cues.Add((header, double.Parse(weight, NumberStyles.Float, CultureInfo.InvariantCulture), words.Split('|').ToFrozenSet(StringComparer.Ordinal)));
        return cues.ToImmutable();
    }
}

/// <summary>
/// What a stretch of conversation is told apart by, with how often it is there; the first letter names a group: <c>w</c> words and pairs,
/// <c>s</c> the same with who says them and what comes first, <c>c</c> pieces of words, <c>k</c> concepts, their kinds and the length.
/// </summary>
internal static class SectionFeatures
{
    private const int ShortestPiece = 3;
    private const int LongestPiece = 5;
    private const int FirstTurns = 2;

    public static Dictionary<string, int> Of(Transcript transcript)
    {
        var features = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var (index, turn) in transcript.Turns.Index())
        {
            var who = turn.Speaker is Speaker.Doctor ? 'D' : 'P';
            var tokens = Tokenizer.Tokenize(turn.Text);
            var words = tokens.Where(t => t.Kind is not TokenKind.Punctuation).Select(t => t.Kind is TokenKind.Number ? "#" : Stemmer.Stem(t.Norm)).ToArray();
            for (var i = 0; i < words.Length; i++)
            {
                Add("w", words[i]);
                Add("s", who + words[i]);
                if (index < FirstTurns)
                    Add("s", $"first:{who}{words[i]}");
                if (i + 1 < words.Length)
                {
                    Add("w", $"{words[i]}_{words[i + 1]}");
                    Add("s", $"{who}{words[i]}_{words[i + 1]}");
                }
                var bounded = $"<{words[i]}>";
                for (var length = ShortestPiece; length <= LongestPiece; length++)
                    for (var at = 0; at + length <= bounded.Length; at++)
                        Add("c", bounded.Substring(at, length));
            }
            foreach (var mention in Vocabulary.Embedded.Matcher.Find(turn.Text, tokens))
            {
                Add("k", $"{who}kind:{mention.Concept.Kind}");
                Add("k", $"{who}id:{mention.Concept.Id}");
                Add("k", $"{who}system:{mention.Concept.System}");
            }
        }
        Add("k", string.Create(CultureInfo.InvariantCulture, $"turns:{(int)Math.Log2(1 + transcript.Turns.Length)}"));
        Add("k", string.Create(CultureInfo.InvariantCulture, $"length:{(int)Math.Log2(1 + transcript.Turns.Sum(t => t.Text.Length) / 40.0)}"));
        return features;

        void Add(string group, string feature) => features[group + feature] = features.GetValueOrDefault(group + feature) + 1;
    }
}
