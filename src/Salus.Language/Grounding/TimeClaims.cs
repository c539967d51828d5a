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
    private const int Reach = 3;

    /// <summary>Words of a claim and the words that may stand for them in the sources.</summary>
    private static readonly ImmutableArray<(string[] Claim, string[] Sources, bool Near)> Words =
    [
        (["yesterday"], ["yesterday", "night", "day", "ago"], false),
        (["tomorrow"], ["tomorrow"], false),
        (["last", "year"], ["year", "2019", "2020", "2021", "2022", "2023", "2024", "annual", "january", "february", "march", "april", "june", "july", "august", "september", "october", "november", "december"], true),
        (["last", "month"], ["month", "week", "ago"], true),
        (["last", "week"], ["week", "day", "ago", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "weekend"], true),
        (["last", "night"], ["night", "yesterday", "evening"], true),
        (["this", "morning"], ["morning", "today", "woke"], true),
        (["next", "month"], ["month"], true),
        (["next", "week"], ["week"], true),
        (["years", "ago"], ["year", "ago", "kid", "child", "teen", "college", "school", "young"], true),
        (["new", "onset"], ["new", "start", "began", "sudden"], true),
        (["new-onset"], ["new", "start", "began", "sudden"], true),
        (["previously"], ["previous", "before", "ago", "use", "last", "past", "had", "prior", "year", "history", "was", "were", "did"], true),
        (["resolved"], ["resolve", "gone", "away", "stop", "better", "went", "clear", "heal", "no", "not", "subsid", "improve", "last"], true),
        (["weekly"], ["week", "weekly"], true),
        (["monthly"], ["month", "monthly"], true),
        (["yearly"], ["year", "yearly", "annual"], true),
        (["annually"], ["year", "yearly", "annual", "annually"], true),
        (["hourly"], ["hour", "hourly"], true),
        (["nightly"], ["night", "nightly", "bed", "bedtime", "sleep"], true),
    ];

    private static readonly FrozenSet<string> Names = "january february march april june july august september october november december monday tuesday wednesday thursday friday saturday sunday".Split(' ').ToFrozenSet(StringComparer.Ordinal);

    public static IEnumerable<Fault> Faults(Claim claim)
    {
        var tokens = claim.Reading.Tokens;
        for (var index = 0; index < tokens.Length; index++)
        {
            if (Names.Contains(tokens[index].Norm) && claim.Sources.Words(Stemmer.Stem(tokens[index].Norm)).Count == 0)
                yield return claim.Fault(FaultKind.Date, FaultWeight.NotFound, tokens[index].Span);
            foreach (var (words, sources, near) in Words)
            {
                if (!Follows(tokens, index, words))
                    continue;
                var span = TextSpan.FromBounds(tokens[index].Span.Start, tokens[index + words.Length - 1].Span.End);
                if (!sources.Any(s => claim.Sources.Words(Stemmer.Stem(s)).Any(p => !near || claim.SharesWordNear(p.Passage, Reach, span))))
                    yield return claim.Fault(FaultKind.Date, FaultWeight.NotFound, span);
            }
        }
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
