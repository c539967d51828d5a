using System.Collections.Immutable;
using Salus.Language.Identifiers.Names;

namespace Salus.Language.Identifiers.Learned;

/// <summary>
/// Learns a <see cref="TagModel"/> from texts whose identifiers are marked: stochastic gradients of the likelihood with a rate for each weight
/// (AdaGrad, Duchi, Hazan and Singer 2011) and a pull towards zero. Texts are seen once for each call of <see cref="See"/>, in the caller's order; the same calls give the same
/// model. Of the letters of a marked word the model is made to see less than there is, so that it learns the places in which names stand and not the names.
/// </summary>
public sealed class TagLearner
{
    /// <summary>Of a hundred signs.</summary>
    private const ulong Hidden = 15;
    private const float Rate = 0.08f;
    private const float Pull = 2e-6f;
    private const float Start = 1e-2f;
    private const int Tags = TagModel.Tags;

    private readonly float[] weights = new float[TagModel.Rows * TagModel.Width];
    private readonly float[] transitions = new float[Tags * Tags];
    private readonly TagChain chain;
    private readonly float[] squares = new float[TagModel.Rows * TagModel.Width];
    private readonly float[] transitionSquares = new float[Tags * Tags];
    private readonly int[] signs = new int[WordSigns.Most * WordSigns.LongestStretch];
    private readonly int[] counts = new int[WordSigns.LongestStretch];
    private readonly float[] scores = new float[WordSigns.LongestStretch * Tags];
    private readonly float[] chances = new float[WordSigns.LongestStretch * Tags];
    private readonly float[] forward = new float[WordSigns.LongestStretch * Tags];
    private readonly float[] backward = new float[WordSigns.LongestStretch * Tags];
    private readonly float[] pairs = new float[Tags * Tags];
    private ulong draws = 1;

    public TagLearner() => chain = new(transitions);

    /// <summary>What was learned up to now.</summary>
    public TagModel Model => TagModel.Of(weights, transitions);

    /// <summary>Prepares a text once for being seen several times.</summary>
    /// <param name="marked">What identifies somebody in it, in positions of the text.</param>
    /// <param name="found">What other detectors found.</param>
    public static LearningText Prepare(string text, IReadOnlyCollection<(TextSpan Span, WordTag Tag)> marked, IReadOnlyCollection<IdentifierSpan> found)
    {
        var reading = new ContextReading(IdentifierText.Of(text).Reading);
        var tags = new WordTag[reading.Count];
        var place = 0;
        foreach (var (span, tag) in marked.OrderBy(m => m.Span.Start))
        {
            while (place < tags.Length && reading.Words[place].End <= span.Start)
                place++;
            for (var i = place; i < tags.Length && reading.Words[i].Start < span.End; i++)
                tags[i] = tag;
        }
        return new(new WordSigns(reading, found), tags);
    }

    /// <summary>One step for every stretch of words of a text. Returns the negative logarithm of the likelihood.</summary>
    public double See(LearningText text)
    {
        var loss = 0.0;
        foreach (var (first, end) in text.Signs.Stretches)
            loss += See(text, first, end);
        return loss;
    }

    private double See(LearningText text, int first, int end)
    {
        var words = end - first;
        for (var i = 0; i < words; i++)
        {
            var own = signs.AsSpan(i * WordSigns.Most, WordSigns.Most);
            counts[i] = text.Signs.Of(first + i, own);
            counts[i] = Thinned(own[..counts[i]], text.Tags[first + i] != WordTag.Outside);
            Score(own[..counts[i]], scores.AsSpan(i * Tags, Tags));
        }
        scores.AsSpan(0, words * Tags).CopyTo(chances);
        chain.Chances(chances.AsSpan(0, words * Tags), forward.AsSpan(0, words * Tags), backward.AsSpan(0, words * Tags));
        var loss = 0.0;
        for (var i = 0; i < words; i++)
        {
            var truth = (int)text.Tags[first + i];
            var chance = chances.AsSpan(i * Tags, Tags);
            loss -= Math.Log(Math.Max(1e-9, chance[truth]));
            foreach (var sign in signs.AsSpan(i * WordSigns.Most, counts[i]))
            {
                var row = (sign & (TagModel.Rows - 1)) * TagModel.Width;
                for (var tag = 0; tag < Tags; tag++)
                    Step(weights, squares, row + tag, chance[tag] - (tag == truth ? 1 : 0));
            }
        }
        for (var i = 1; i < words; i++)
        {
            var truth = ((int)text.Tags[first + i - 1] * Tags) + (int)text.Tags[first + i];
            chain.Pairs(forward.AsSpan((i - 1) * Tags, Tags), backward.AsSpan(i * Tags, Tags), scores.AsSpan(i * Tags, Tags), pairs);
            for (var pair = 0; pair < pairs.Length; pair++)
                Step(transitions, transitionSquares, pair, pairs[pair] - (pair == truth ? 1 : 0));
        }
        chain.Refresh();
        return loss;
    }

    private void Score(ReadOnlySpan<int> own, Span<float> sums)
    {
        sums.Clear();
        foreach (var sign in own)
        {
            var row = weights.AsSpan((sign & (TagModel.Rows - 1)) * TagModel.Width, Tags);
            for (var tag = 0; tag < Tags; tag++)
                sums[tag] += row[tag];
        }
    }

    private static void Step(float[] weights, float[] squares, int at, float slope)
    {
        var pulled = slope + (Pull * weights[at]);
        squares[at] += pulled * pulled;
        weights[at] -= Rate * pulled / MathF.Sqrt(squares[at] + Start);
    }

    /// <summary>Hides signs by chance (dropout), those made of the word itself more often where it is marked.</summary>
    private int Thinned(Span<int> own, bool isMarked)
    {
        var hidesWord = isMarked && Draw() % 3 != 0;
        var kept = 0;
        for (var i = 0; i < own.Length; i++)
        {
            if ((!hidesWord || !WordSigns.IsOfWord(i)) && Draw() % 100 >= Hidden)
                own[kept++] = own[i];
        }
        return kept;
    }

    /// <summary>SplitMix64 (Steele, Lea and Flood 2014).</summary>
    private ulong Draw()
    {
        draws += 0x9E3779B97F4A7C15;
        var z = (draws ^ (draws >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}

/// <summary>A text made ready by <see cref="TagLearner.Prepare"/>.</summary>
public sealed class LearningText
{
    internal LearningText(WordSigns signs, WordTag[] tags) => (Signs, Tags) = (signs, tags);

    internal WordSigns Signs { get; }

    internal WordTag[] Tags { get; }
}
