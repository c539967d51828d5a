using System.Collections.Immutable;
using Salus.Language.Text;

namespace Salus.Language.Grounding;

/// <summary>A content word of a claim.</summary>
/// <param name="Weight">How much it says: words of every note say little.</param>
/// <param name="Places">Where the sources say it, in its own or a related form, or under another name of its concept.</param>
internal sealed record ContentWord(int Token, string Stem, double Weight, ImmutableArray<WordPlace> Places)
{
    public bool IsFound => !Places.IsEmpty;
}

/// <summary>One claim beside its sources.</summary>
internal sealed class Claim
{
    private const int LongestLabel = 7;
    private const int Beside = 12;

    private readonly Lazy<Coverage> coverage;

    public Claim(Reading reading, SourceIndex sources)
    {
        Reading = reading;
        Sources = sources;
        Words = [.. ContentWords()];
        coverage = new(() => Coverage.Of(this));
    }

    public Reading Reading { get; }

    public SourceIndex Sources { get; }

    public ImmutableArray<ContentWord> Words { get; }

    public Coverage Coverage => coverage.Value;

    public Fault Fault(FaultKind kind, FaultWeight weight, TextSpan span, string? said = null, int? passage = null) =>
        new(kind, weight, span.In(Reading.Text), Reading.Written.ToOriginal(span), said, passage);

    /// <summary>Passages near <paramref name="passage"/> that share a content word with the claim, other than the words in <paramref name="except"/>.</summary>
    public bool SharesWordNear(int passage, int reach, TextSpan except) =>
        Words.Any(w => w.Weight > 0.3 && !Reading.Tokens[w.Token].Span.Overlaps(except) && w.Places.Any(p => Math.Abs(p.Passage - passage) <= reach));

    /// <summary>What the claim says of something it names.</summary>
    public Stance StanceOf(TextSpan span) => StanceReader.Of(Reading, span, isWritten: true);

    /// <summary>
    /// Share of the claim's other content, by weight, that is said within a passage of <paramref name="passage"/>; 1 when it has no other.
    /// </summary>
    public double ContextAt(int passage, TextSpan except)
    {
        var (all, near) = (0.0, 0.0);
        foreach (var word in Words)
        {
            if (Reading.Tokens[word.Token].Span.Overlaps(except) || PolarityClaims.IsCue(Reading.Tokens[word.Token].Norm))
                continue;
            all += word.Weight;
            foreach (var place in word.Places)
                if (Math.Abs(place.Passage - passage) <= 1)
                {
                    near += word.Weight;
                    break;
                }
        }
        return all <= 0 ? 1 : near / all;
    }

    /// <summary>Share of the claim's other content, by weight, that stands within a few words of a place; half of it counts from the passages beside.</summary>
    public double ContextBeside(int passage, TextSpan at, TextSpan except)
    {
        var token = Sources.Readings[passage].TokenAt(at.Start);
        var (all, near) = (0.0, 0.0);
        foreach (var word in Words)
        {
            if (!word.IsFound || Reading.Tokens[word.Token].Span.Overlaps(except) || PolarityClaims.IsCue(Reading.Tokens[word.Token].Norm))
                continue;
            all += word.Weight;
            var best = 0.0;
            foreach (var place in word.Places)
                best = Math.Max(best, place.Passage == passage ? Math.Abs(place.Token - token) <= Beside ? 1 : 0.3 : Math.Abs(place.Passage - passage) == 1 ? 0.3 : 0);
            near += best * word.Weight;
        }
        return all <= 0 ? 1 : near / all;
    }

    private IEnumerable<ContentWord> ContentWords()
    {
        var tokens = Reading.Tokens;
        var mention = 0;
        var label = LabelEnd();
        for (var index = 0; index < tokens.Length; index++)
        {
            var token = tokens[index];
            if (!token.IsWord)
                continue;
            var weight = WordWeights.Of(token.Norm);
            if (weight <= 0 || index < label && weight < 0.5)
                continue;
            var stem = Stemmer.Stem(token.Norm);
            var places = Sources.Related(stem).ToHashSet();
            while (mention < Reading.Mentions.Length && Reading.Mentions[mention].Span.End <= token.Span.Start)
                mention++;
            if (mention < Reading.Mentions.Length && Reading.Mentions[mention].Span.Overlaps(token.Span))
                foreach (var place in Sources.Places(Reading.Mentions[mention].Concept))
                    places.Add(new WordPlace(place.Passage, Sources.Readings[place.Passage].TokenAt(place.Mention.Span.Start)));
            foreach (var synonym in WordWeights.Synonyms(stem))
                places.UnionWith(Sources.Words(synonym));
            yield return new ContentWord(index, stem, weight, [.. places.OrderBy(p => p.Passage).ThenBy(p => p.Token)]);
        }
    }

    /// <summary>A heading that opens the line ("Medical Reasoning:"): the token after its colon; 0 where there is none.</summary>
    private int LabelEnd()
    {
        for (var index = 1; index < Math.Min(Reading.Tokens.Length - 1, LongestLabel); index++)
            if (Reading.Tokens[index].Norm == ":")
                return index + 1;
        return 0;
    }
}
