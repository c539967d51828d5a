using System.Runtime.CompilerServices;
namespace Salus.Language.Identifiers.Learned;

/// <summary>The passes over a stretch of words that make chances of tags from the scores of single words and of neighbours.</summary>
internal sealed class TagChain
{
    private const int Tags = TagModel.Tags;

    private readonly float[] transitions;
    private readonly float[] exponentials = new float[Tags * Tags];

    /// <param name="transitions">From a tag to the next; kept, and read again by <see cref="Refresh"/>.</param>
    public TagChain(float[] transitions)
    {
        this.transitions = transitions;
        Refresh();
    }

    public void Refresh()
    {
        for (var i = 0; i < exponentials.Length; i++)
            exponentials[i] = MathF.Exp(transitions[i]);
    }

    /// <summary>Chances of every tag of every word of one stretch, by the forward and backward passes.</summary>
    /// <param name="scores">Tags of the first word, of the second, and so on; holds the chances afterwards.</param>
    /// <param name="forward">As long as <paramref name="scores"/>; what is in it is lost.</param>
    /// <param name="backward">As long as <paramref name="scores"/>; what is in it is lost.</param>
    [MethodImpl(EveryWord.Passes)]
    public void Chances(Span<float> scores, Span<float> forward, Span<float> backward)
    {
        var words = scores.Length / Tags;
        for (var i = 0; i < words; i++)
            Raise(scores.Slice(i * Tags, Tags));
        for (var i = 0; i < words; i++)
        {
            var own = forward.Slice(i * Tags, Tags);
            for (var tag = 0; tag < Tags; tag++)
            {
                var reached = i == 0 ? exponentials[tag] : 0f;
                for (var from = 0; i > 0 && from < Tags; from++)
                    reached += forward[((i - 1) * Tags) + from] * exponentials[(from * Tags) + tag];
                own[tag] = reached * scores[(i * Tags) + tag];
            }
            Norm(own);
        }
        for (var i = words - 1; i >= 0; i--)
        {
            var own = backward.Slice(i * Tags, Tags);
            for (var tag = 0; tag < Tags; tag++)
            {
                var reached = i == words - 1 ? exponentials[tag * Tags] : 0f;
                for (var to = 0; i < words - 1 && to < Tags; to++)
                    reached += backward[((i + 1) * Tags) + to] * scores[((i + 1) * Tags) + to] * exponentials[(tag * Tags) + to];
                own[tag] = reached;
            }
            Norm(own);
        }
        for (var at = 0; at < scores.Length; at++)
            scores[at] = forward[at] * backward[at];
        for (var i = 0; i < words; i++)
            Norm(scores.Slice(i * Tags, Tags));
    }

    /// <summary>Chances of each pair of tags of two neighbours, after <see cref="Chances"/>.</summary>
    /// <param name="first">Of the forward pass.</param>
    /// <param name="second">Of the backward pass.</param>
    /// <param name="scores">Of the second word, before the passes; lost.</param>
    public void Pairs(ReadOnlySpan<float> first, ReadOnlySpan<float> second, Span<float> scores, Span<float> pairs)
    {
        Raise(scores);
        for (var from = 0; from < Tags; from++)
        {
            for (var to = 0; to < Tags; to++)
                pairs[(from * Tags) + to] = first[from] * exponentials[(from * Tags) + to] * scores[to] * second[to];
        }
        Norm(pairs);
    }

    [MethodImpl(EveryWord.Passes)]
    private static void Raise(Span<float> scores)
    {
        var most = scores[0];
        foreach (var score in scores[1..])
            most = Math.Max(most, score);
        foreach (ref var score in scores)
            score = MathF.Exp(score - most);
    }

    [MethodImpl(EveryWord.Passes)]
    private static void Norm(Span<float> chances)
    {
        var sum = 0f;
        foreach (var chance in chances)
            sum += chance;
        var by = sum > 0 ? 1 / sum : 0;
        foreach (ref var chance in chances)
            chance *= by;
    }
}
