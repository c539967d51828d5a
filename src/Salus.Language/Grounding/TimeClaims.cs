using System.Collections.Frozen;
using System.Collections.Immutable;
using Salus.Language.Text;

namespace Salus.Language.Grounding;

/// <summary>
/// When and how often: months, weekdays and words such as "yesterday" must be said; so must how often, unless it is every day;
/// what is placed long ago, newly begun or gone must be said so.
/// </summary>
internal static class TimeClaims
{
    private const int Reach = 2;

    /// <summary>Phrases of a claim and the phrases that may stand for them in the sources, near the claim's other words.</summary>
    private static readonly ImmutableArray<(string[] Claim, string[] Sources)> Phrases =
    [
        Phrase("yesterday", "yesterday|last night|day ago|other day"),
        Phrase("tomorrow", "tomorrow|next day"),
        Phrase("last year", "last year|past year|year ago|years ago|year before|annual|physical|previous"),
        Phrase("last month", "last month|past month|month ago|months ago|weeks ago|month"),
        Phrase("last week", "last week|past week|week ago|days ago|weekend|monday|tuesday|wednesday|thursday|friday|saturday|sunday|week"),
        Phrase("last night", "last night|at night|yesterday|night"),
        Phrase("next month", "next month|a month|one month|4 weeks|month"),
        Phrase("next week", "next week|a week|one week|week"),
        Phrase("years ago", "years ago|year ago|years back|when i was|as a kid|as a child|in college|high school|long time|used to|years"),
        Phrase("weeks ago", "weeks ago|week ago|weeks|week|month"),
        Phrase("months ago", "months ago|month ago|months|month"),
        Phrase("days ago", "days ago|day ago|days|yesterday|week|monday|tuesday|wednesday|thursday|friday|saturday|sunday|weekend|other day"),
        Phrase("new - onset", "new|started|sudden|just began|began"),
        Phrase("new onset", "new|started|sudden|just began|began|any"),
        Phrase("resolved", "resolve|gone|away|stop|better|went|clear|heal|no|not|subside|improve|last"),
        Phrase("nightly", "night|nightly|bed|bedtime|sleep"),
    ];

    /// <summary>Words that exclude each other: one that nobody says beside the matter of which the other is said is wrong.</summary>
    private static readonly ImmutableArray<(string Claim, string Said)> Opposites = [("acute", "chronic"), ("chronic", "acute")];

    private static readonly FrozenDictionary<string, string> Every = new Dictionary<string, string>(StringComparer.Ordinal) { ["weekly"] = "week", ["monthly"] = "month", ["yearly"] = "year", ["annually"] = "year", ["hourly"] = "hour" }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly FrozenSet<string> Names = "january february march april june july august september october november december monday tuesday wednesday thursday friday saturday sunday".Split(' ').ToFrozenSet(StringComparer.Ordinal);

    public static IEnumerable<Fault> Faults(Claim claim)
    {
        var tokens = claim.Reading.Tokens;
        for (var index = 0; index < tokens.Length; index++)
        {
            if (Names.Contains(tokens[index].Norm) && claim.Sources.Words(Stemmer.Stem(tokens[index].Norm)).Count == 0)
                yield return claim.Fault(FaultKind.Date, FaultWeight.NotFound, tokens[index].Span);
            if (Every.TryGetValue(tokens[index].Norm, out var unit) && !IsSaidEvery(claim, tokens[index], unit))
                yield return claim.Fault(FaultKind.Date, FaultWeight.NotFound, tokens[index].Span);
            foreach (var (words, sources) in Phrases)
            {
                // "5 days ago" is a number with its unit.
                if (!Follows(tokens, index, words) || words[^1] == "ago" && index > 0 && tokens[index - 1].Kind is TokenKind.Number)
                    continue;
                var span = TextSpan.FromBounds(tokens[index].Span.Start, tokens[index + words.Length - 1].Span.End);
                if (!Array.Exists(sources, s => IsSaid(claim, s, span)))
                    yield return claim.Fault(FaultKind.Date, FaultWeight.NotFound, span);
            }
            foreach (var (word, said) in Opposites)
                if (tokens[index].Norm == word && claim.Sources.Words(Stemmer.Stem(word)).Count == 0 && claim.Sources.Words(said).FirstOrDefault(p => claim.SharesWordNear(p.Passage, 0, tokens[index].Span)) is { } other && claim.Sources.Words(said).Any(p => claim.SharesWordNear(p.Passage, 0, tokens[index].Span)))
                    yield return claim.Fault(FaultKind.Date, FaultWeight.Contradicted, tokens[index].Span, said, other.Passage);
        }
    }

    private static (string[] Claim, string[] Sources) Phrase(string claim, string sources) => (claim.Split(' '), sources.Split('|'));

    /// <summary>The phrase, in any inflection, near something else that the claim says.</summary>
    private static bool IsSaid(Claim claim, string phrase, TextSpan except)
    {
        var words = phrase.Split(' ');
        foreach (var place in claim.Sources.Words(Stemmer.Stem(words[0])))
        {
            var tokens = claim.Sources.Readings[place.Passage].Tokens;
            if (place.Token + words.Length <= tokens.Length && Enumerable.Range(1, words.Length - 1).All(i => Stemmer.Stem(tokens[place.Token + i].Norm) == Stemmer.Stem(words[i])) && claim.SharesWordNear(place.Passage, Reach, except))
                return true;
        }
        return false;
    }

    /// <summary>"Weekly", "once a week", "every week", "two times per week", where the claim's matter is spoken of.</summary>
    private static bool IsSaidEvery(Claim claim, Token adverb, string unit)
    {
        if (claim.Sources.Words(Stemmer.Stem(adverb.Norm)).Any(p => claim.SharesWordNear(p.Passage, Reach, adverb.Span)))
            return true;
        foreach (var place in claim.Sources.Words(Stemmer.Stem(unit)))
        {
            var tokens = claim.Sources.Readings[place.Passage].Tokens;
            if (place.Token > 0 && tokens[place.Token - 1].Norm is "a" or "per" or "every" or "each" or "the" or "other" or "one" && claim.SharesWordNear(place.Passage, 1, adverb.Span))
                return true;
        }
        return false;
    }

    private static bool Follows(ImmutableArray<Token> tokens, int index, string[] words)
    {
        if (index + words.Length > tokens.Length)
            return false;
        for (var i = 0; i < words.Length; i++)
            if (tokens[index + i].Norm != words[i])
                return false;
        return true;
    }
}
