using System.Collections.Frozen;
using System.Globalization;
using Salus.Language.Text;
using Salus.Language.Written;

namespace Salus.Language.Grounding;

/// <summary>What the words around a number make of it.</summary>
/// <param name="IsFine">Nothing more need be asked of it.</param>
/// <param name="Instead">What is said in its place; null when the number cannot be, whatever is said.</param>
internal sealed record NumberRole(bool IsFine, NumberPlace? Instead);

/// <summary>
/// Numbers whose words say what they are: a grade of a closed scale, one of two things that are counted, a kind of a disease.
/// A scale has an end whoever speaks ("6+ edema", "12 out of 10"), and what is counted is compared with the count of the same thing.
/// </summary>
internal static class NumberRoles
{
    private const double SameMatter = 0.4;
    private const int TimeReach = 6;
    private const int MostViews = 6;
    private const int MostPluses = 4;
    private const int HighestBackwards = 60;

    /// <summary>Words that number what follows, and the highest number each can take.</summary>
    private static readonly FrozenDictionary<string, int> Labels = new Dictionary<string, int>(StringComparer.Ordinal) { ["type"] = 2, ["stage"] = 5, ["grade"] = 6, ["class"] = 4 }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly FrozenSet<string> NoThings = "out of to or and per mg mcg time day week month year hour minute night more as in at on for with the a an is was are by from percent point".Split(' ').ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Null when its words do not settle it.</summary>
    public static NumberRole? Of(Claim claim, NumberSaid number)
    {
        var reading = claim.Reading;
        var first = reading.TokenAt(number.Span.Start);
        var next = reading.TokenAt(number.Span.End);
        var after = next < reading.Tokens.Length ? reading.Tokens[next].Norm : "";
        if (after is "scale" or "extremities" || number.Span.In(reading.Text) is "x3" or "24/7")
            return new NumberRole(true, null);
        if (after is "quadrants")
            return new NumberRole(number.Value == 4, null);
        if (number.Unit == "+" || after == "+" && !reading.Tokens[next].SpaceBefore)
            return number.Value > MostPluses ? new NumberRole(false, null) : null;
        if (IsBackwards(reading, first))
            return new NumberRole(false, null);
        if (Measure(reading, number) is { Shape: MeasureShape.Ratio, Second: { } second } ratio)
            return Ratio(claim, ratio.Value, second, ratio.Unit, number);
        if (first > 0 && Labels.TryGetValue(reading.Tokens[first - 1].Norm, out var highest))
            return Labelled(claim, number, reading.Tokens[first - 1].Norm, highest);
        return after.Length > 3 && number.Unit.Length == 0 && reading.Tokens[next].IsWord && !NoThings.Contains(after) ? Counted(claim, number, after) : null;
    }

    /// <summary>Half of a pressure or a score is no rate, dose or duration.</summary>
    public static bool IsHalfOfAnother(Claim claim, NumberSaid number, NumberPlace place) =>
        number.Unit is not ("" or "mmHg" or "%" or "+") && !AreEqual(place.Number.Unit, number.Unit) && place.Number.Span.In(claim.Sources.Readings[place.Passage].Text).Contains('/', StringComparison.Ordinal);

    /// <summary>"See you in 2 weeks" is no support for "2 weeks ago", nor are "2 views".</summary>
    public static bool IsOfOtherTime(Claim claim, NumberSaid number, NumberPlace place)
    {
        if (number.Unit is not ("day" or "week" or "month" or "year"))
            return false;
        if (place.Number.Unit.Length == 0 && CountsAThing(claim.Sources.Readings[place.Passage], place.Number))
            return true;
        var claimed = DirectionOf(claim.Reading, number.Span);
        return claimed != 0 && DirectionOf(claim.Sources.Readings[place.Passage], place.Number.Span) is var said && said != 0 && said != claimed;
    }

    /// <summary>"4 views", "three lumps": the word after the number says what there are so many of.</summary>
    private static bool CountsAThing(Reading reading, NumberSaid number) =>
        reading.TokenAt(number.Span.End) is var next && next < reading.Tokens.Length && reading.Tokens[next].IsWord && !NoThings.Contains(reading.Tokens[next].Norm) && WordWeights.Of(reading.Tokens[next].Norm) > 0.3;

    /// <summary>1 when the words beside a span of time place it ahead, -1 when they place it behind, 0 when they do not say.</summary>
    private static int DirectionOf(Reading reading, TextSpan span)
    {
        var (first, next) = (reading.TokenAt(span.Start), reading.TokenAt(span.End));
        for (var index = next; index < Math.Min(reading.Tokens.Length, next + 3); index++)
            if (reading.Tokens[index].Norm is "ago" or "prior" or "back" or "earlier")
                return -1;
        for (var index = first - 1; index >= Math.Max(0, first - TimeReach); index--)
            switch (reading.Tokens[index].Norm)
            {
                case "past" or "last" or "began" or "started" or "since" or "previous":
                    return -1;
                case "see" or "return" or "follow" or "followup" or "next" or "recheck" or "back" or "again" or "visit" or "appointment":
                    return 1;
                case "." or "?" or ";":
                    return 0;
            }
        return 0;
    }

    private static bool AreEqual(string a, string b) => string.Equals(a, b, StringComparison.OrdinalIgnoreCase);

    /// <summary>The measure a number is part of.</summary>
    private static Measure? Measure(Reading reading, NumberSaid number) => reading.Measures.FirstOrDefault(m => m.Span == number.Span)?.Measure;

    /// <summary>"6-4 weeks", "10-7/10": what joins two numbers runs upwards. Pressures and identifiers are written so too, and are higher or longer.</summary>
    private static bool IsBackwards(Reading reading, int first)
    {
        var tokens = reading.Tokens;
        if (first + 2 >= tokens.Length || !TryValue(tokens[first].Norm, out var low) || low >= HighestBackwards || tokens[first + 1].Norm != "-" || tokens[first + 1].SpaceBefore || tokens[first + 2].Kind is not TokenKind.Number || tokens[first + 2].SpaceBefore)
            return false;
        if (first > 0 && !tokens[first].SpaceBefore && tokens[first - 1].Norm is not "(" || first + 3 < tokens.Length && (tokens[first + 3].Norm == "-" || tokens[first + 3].Kind is TokenKind.Number))
            return false;
        var upper = tokens[first + 2].Norm;
        var slash = upper.IndexOf('/', StringComparison.Ordinal);
        return TryValue(slash > 0 ? upper[..slash] : upper, out var high) && high <= low;
    }

    private static bool TryValue(string text, out decimal value) => decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out value);

    /// <summary>
    /// A ratio, a score or a pressure: said as such, or its parts said in one passage. Of a score only the grade may be said ("my pain is a seven");
    /// another grade of the same scale beside the claim's words speaks against it, and so does a scale that nobody uses.
    /// </summary>
    private static NumberRole? Ratio(Claim claim, decimal value, decimal of, string unit, NumberSaid number)
    {
        if (unit is "mm" or "cm")
            return number.Span.In(claim.Reading.Text).Length > 5 ? new NumberRole(false, null) : null;
        var values = claim.Sources.Numbers(value);
        if (values.Any(p => Ends(claim.Sources, p, of)))
            return new NumberRole(true, null);
        if (value == of && of is 4 or 5)
            return new NumberRole(true, null);
        if (of is 4 or 5 or 6 or 10)
        {
            if (value > of)
                return new NumberRole(false, null);
            var others = claim.Sources.Numbers(of).Where(p => p.Number.Span.In(claim.Sources.Readings[p.Passage].Text).Contains('/', StringComparison.Ordinal)).ToArray();
            if (of is 6 && others.Length > 0)
                return new NumberRole(false, others[0]);
            return null;
        }
        var scale = values.Select(p => p.Number.Span.In(claim.Sources.Readings[p.Passage].Text)).FirstOrDefault(t => t.Contains('/', StringComparison.Ordinal));
        return scale is not null && values.First(p => p.Number.Span.In(claim.Sources.Readings[p.Passage].Text) == scale) is { } said ? new NumberRole(false, said) : null;
    }

    /// <summary>The ratio at this place ends in <paramref name="of"/>, or the other part is said near it.</summary>
    private static bool Ends(SourceIndex sources, NumberPlace place, decimal of) =>
        sources.Numbers(of).Any(o => o.Passage == place.Passage && o.Number.Span.Start >= place.Number.Span.Start && o.Number.Span.Start - place.Number.Span.End <= 12);

    /// <summary>"Type 4 diabetes", "stage 7": said with another number, or higher than there are.</summary>
    private static NumberRole? Labelled(Claim claim, NumberSaid number, string label, int highest)
    {
        if (number.Value > highest)
            return new NumberRole(false, null);
        NumberPlace? other = null;
        foreach (var place in claim.Sources.Words(Stemmer.Stem(label)))
            foreach (var said in Following(claim.Sources, place))
            {
                if (said.Number.Value == number.Value)
                    return new NumberRole(true, null);
                if (claim.ContextBeside(place.Passage, said.Number.Span, number.Span) >= SameMatter)
                    other ??= said;
            }
        return other is null ? null : new NumberRole(false, other);
    }

    /// <summary>"2 bumps", "4 views": of the same thing another count is said, and this one is not.</summary>
    private static NumberRole? Counted(Claim claim, NumberSaid number, string thing)
    {
        NumberPlace? other = null;
        foreach (var place in claim.Sources.Words(Stemmer.Stem(thing)))
            foreach (var said in Preceding(claim.Sources, place))
            {
                if (said.Number.Value == number.Value)
                    return new NumberRole(true, null);
                other ??= said;
            }
        return other is not null ? new NumberRole(false, other) : thing is "view" or "views" ? new NumberRole(number.Value is >= 1 and <= MostViews, null) : null;
    }

    private static IEnumerable<NumberPlace> Following(SourceIndex sources, WordPlace place) => Around(sources, place, 1, 2);

    private static IEnumerable<NumberPlace> Preceding(SourceIndex sources, WordPlace place) => Around(sources, place, -2, -1);

    private static IEnumerable<NumberPlace> Around(SourceIndex sources, WordPlace place, int from, int to)
    {
        var reading = sources.Readings[place.Passage];
        var (first, last) = (place.Token + from, place.Token + to);
        if (last < 0 || first >= reading.Tokens.Length)
            return [];
        var (start, end) = (reading.Tokens[Math.Max(0, first)].Span.Start, reading.Tokens[Math.Min(reading.Tokens.Length - 1, last)].Span.End);
        return sources.NumbersIn(place.Passage).Where(n => n.Number.Span.Start >= start && n.Number.Span.End <= end);
    }
}
