using Salus.Language.Text;

namespace Salus.Language.Grounding;

/// <summary>Where each content word of a claim is said, passage by passage, so that the context of many places is cheap to ask for.</summary>
internal sealed class ClaimPlaces
{
    private const int TokensBeside = 10;

    private readonly Claim claim;
    private readonly bool[,] said;
    private readonly double[] weights;

    public ClaimPlaces(Claim claim)
    {
        this.claim = claim;
        Count = claim.Sources.Readings.Length;
        said = new bool[claim.Words.Length, Count];
        weights = new double[claim.Words.Length];
        for (var word = 0; word < claim.Words.Length; word++)
        {
            weights[word] = PolarityClaims.IsCue(claim.Reading.Tokens[claim.Words[word].Token].Norm) ? 0 : claim.Words[word].Weight;
            foreach (var place in claim.Words[word].Places)
                said[word, place.Passage] = true;
        }
    }

    /// <summary>Number of passages.</summary>
    public int Count { get; }

    /// <summary>Share of the claim's other content, by weight, that is said from <paramref name="reach"/> passages before to as many after; 1 when it has no other.</summary>
    public double Context(int passage, int reach, TextSpan except)
    {
        var (all, near) = (0.0, 0.0);
        var (from, to) = (Math.Max(0, passage - reach), Math.Min(Count - 1, passage + reach));
        for (var word = 0; word < weights.Length; word++)
        {
            if (weights[word] <= 0 || claim.Reading.Tokens[claim.Words[word].Token].Span.Overlaps(except))
                continue;
            all += weights[word];
            for (var index = from; index <= to; index++)
                if (said[word, index])
                {
                    near += weights[word];
                    break;
                }
        }
        return all <= 0 ? 1 : near / all;
    }

    /// <summary>Best share of the claim's content that a run of passages holds.</summary>
    public double Best(int length)
    {
        var total = weights.Sum();
        if (total <= 0 || Count == 0)
            return 1;
        var best = 0.0;
        for (var start = 0; start < Math.Max(1, Count - length + 1); start++)
        {
            var sum = 0.0;
            for (var word = 0; word < weights.Length; word++)
                for (var index = start; index < Math.Min(Count, start + length); index++)
                    if (said[word, index])
                    {
                        sum += weights[word];
                        break;
                    }
            best = Math.Max(best, sum);
        }
        return best / total;
    }

    /// <summary>Share of the claim's other content words that stand within a few tokens of a place.</summary>
    public double Beside(WordPlace at, TextSpan except)
    {
        var (all, near) = (0.0, 0.0);
        for (var word = 0; word < weights.Length; word++)
        {
            if (weights[word] <= 0 || claim.Reading.Tokens[claim.Words[word].Token].Span.Overlaps(except))
                continue;
            all += weights[word];
            if (said[word, at.Passage] && claim.Words[word].Places.Any(p => p.Passage == at.Passage && Math.Abs(p.Token - at.Token) <= TokensBeside))
                near += weights[word];
        }
        return all <= 0 ? 1 : near / all;
    }
}
