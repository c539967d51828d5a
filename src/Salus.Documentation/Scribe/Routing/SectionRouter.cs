using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Globalization;
using Salus.Language.Text;

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
        var cues = ByCues(transcript);
        return learned?.HeaderOf(SectionFeatures.Of(transcript), cues) ?? cues.OrderByDescending(s => s.Value).ThenBy(s => s.Key, StringComparer.Ordinal).First().Key;
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

/// <summary>What a stretch of conversation is told apart by: its words and pairs of words, who says them, and what is said first.</summary>
internal static class SectionFeatures
{
    public static HashSet<string> Of(Transcript transcript)
    {
        var features = new HashSet<string>(StringComparer.Ordinal);
        var opened = false;
        var length = 0;
        foreach (var turn in transcript.Turns)
        {
            var who = turn.Speaker is Speaker.Doctor ? 'D' : 'P';
            var words = Tokenizer.Tokenize(turn.Text).Where(t => t.Kind is not TokenKind.Punctuation).Select(t => t.Kind is TokenKind.Number ? "#" : Stemmer.Stem(t.Norm)).ToArray();
            length += turn.Text.Length;
            for (var i = 0; i < words.Length; i++)
            {
                Add(words[i]);
                if (i + 1 < words.Length)
                    Add(words[i] + "_" + words[i + 1]);
            }
            opened |= who == 'D';

            void Add(string word)
            {
                features.Add(word);
                features.Add(who + ":" + word);
                if (who == 'D' && !opened)
                    features.Add("first:" + word);
            }
        }
        features.Add(string.Create(CultureInfo.InvariantCulture, $"turns:{transcript.Turns.Length switch { <= 2 => transcript.Turns.Length, <= 4 => 4, <= 8 => 8, <= 16 => 16, _ => 32 }}"));
        features.Add(string.Create(CultureInfo.InvariantCulture, $"length:{(int)Math.Log2(1 + length / 40.0)}"));
        return features;
    }
}
