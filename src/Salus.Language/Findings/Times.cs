using System.Collections.Frozen;
using System.Collections.Immutable;
using Salus.Language.Written;

namespace Salus.Language.Findings;

/// <summary>Durations and beginnings: "for five weeks", "three days ago", "since labor day", "last night", "in March 2020".</summary>
internal static class Times
{
    private static readonly FrozenSet<string> Units = Set("minute hour day week month year night morning decade");

    private static readonly FrozenSet<string> Vague = Set("a an couple few several many some of past last the about around approximately maybe probably almost over nearly roughly like or to");

    private static readonly FrozenSet<string> Stops = Set(". , ? ! ; and but so when i my he she it they we you because which that then - is was has");

    private static readonly FrozenSet<string> Ongoing = Set("start started starts begin began begun since ongoing constant still worsening been noticed onset developed");

    private static readonly FrozenSet<string> Past = Set("had was were did went got took saw underwent broke fractured tore injured fell hospitalized diagnosed");

    /// <param name="IsAgo">A point of time that lies behind.</param>
    public readonly record struct Phrase(string? Onset, string? Duration, int First, int End, bool IsAgo);

    /// <summary>The first duration and the first beginning named in the sentence.</summary>
    public static (Phrase? Onset, Phrase? Duration) In(SentenceReading sentence) => Choose(sentence, _ => true);

    /// <summary>Those that belong to the finding: in its clause, or opening the sentence ("for the last three days you have had …").</summary>
    public static (Phrase? Onset, Phrase? Duration) Of(SentenceReading sentence, int first, int end) =>
        Choose(sentence, phrase => phrase.First <= sentence.First + 4 || !IsApart(sentence.Turn, phrase.End <= first ? phrase.End : end, phrase.End <= first ? first : phrase.First));

    private static (Phrase? Onset, Phrase? Duration) Choose(SentenceReading sentence, Func<Phrase, bool> belongs)
    {
        Phrase? onset = null, duration = null;
        foreach (var phrase in sentence.Times)
        {
            if (!belongs(phrase))
                continue;
            if (phrase.Onset is not null)
                onset ??= phrase;
            else
                duration ??= phrase;
        }

        return (onset, duration);
    }

    /// <summary>All phrases of time in the sentence, in order.</summary>
    public static ImmutableArray<Phrase> All(SentenceReading sentence)
    {
        var phrases = ImmutableArray.CreateBuilder<Phrase>();
        for (var i = sentence.First; i < sentence.End; i++)
        {
            if (At(sentence, i) is not { } phrase)
                continue;
            phrases.Add(phrase);
            i = phrase.End - 1;
        }

        return phrases.DrainToImmutable();
    }

    private static bool IsApart(Reading turn, int from, int to)
    {
        for (var i = from; i < to; i++)
        {
            if (turn.Word(i) is "but" or ";" or "because" or "which" or "i" or "he" or "she" or "we" or "you" or "they")
                return true;
        }

        return false;
    }

    /// <summary>The finding happened at a point in the past and nothing says that it goes on.</summary>
    public static bool IsPastEvent(SentenceReading sentence, Phrase onset, int first)
    {
        if (!onset.IsAgo)
            return false;
        var past = false;
        for (var i = sentence.First; i < sentence.End; i++)
        {
            if (Ongoing.Contains(sentence.Turn.Word(i)))
                return false;
            past |= i < first && Past.Contains(sentence.Turn.Word(i));
        }

        return past;
    }

    /// <summary>The duration or beginning that starts at the token.</summary>
    public static Phrase? At(SentenceReading sentence, int i)
    {
        var turn = sentence.Turn;
        var word = turn.Word(i);
        switch (word)
        {
            case "since":
                var end = i + 1;
                while (end < sentence.End && end < i + 6 && (!Stops.Contains(turn.Word(end)) || IsSinceClause(turn, i, end)))
                    end++;
                return end > i + 1 && turn.Word(i + 1) is not ("then" or "i" or "it" or "we" or "he" or "she" or "you") || IsSinceClause(turn, i, i + 1) && end > i + 2 ? Point(turn, i, end, isAgo: false) : null;
            case "yesterday":
                return Point(turn, i, turn.Word(i + 1) is "morning" or "evening" or "afternoon" or "night" ? i + 2 : i + 1, isAgo: true);
            case "last" when turn.Word(i + 1) is "night" or "week" or "month" or "year" or "summer" or "winter" or "spring" or "fall" or "weekend" or "monday" or "tuesday" or "wednesday" or "thursday" or "friday" or "saturday" or "sunday":
                return Point(turn, i, i + 2, isAgo: true);
            case "this" when turn.Word(i + 1) is "morning" or "afternoon" or "week" or "weekend":
                return Point(turn, i, i + 2, isAgo: false);
            case "in" or "on" when SpokenDates.IsMonth(turn.Word(i + 1)) || IsYear(turn.Word(i + 1)):
                return Point(turn, i, DateEnd(turn, i + 1), isAgo: true);
            default:
                return Amount(sentence, i);
        }
    }

    private static bool IsSinceClause(Reading turn, int since, int at) => turn.Word(since + 1) is "i" or "my" or "the" && at <= since + 2;

    /// <summary>"5 weeks", "a couple of days", "the past 2 weeks", with "ago" a point.</summary>
    private static Phrase? Amount(SentenceReading sentence, int i)
    {
        var turn = sentence.Turn;
        var at = i;
        while (at < sentence.End && at < i + 5 && (Vague.Contains(turn.Word(at)) || IsNumber(turn.Word(at))))
            at++;
        if (at == i || at >= sentence.End || !Counts(turn, i, at))
            return null;
        var hyphen = turn.Word(at) == "-" ? at + 1 : at;
        if (!Units.Contains(SpokenUnits.Singular(turn.Word(hyphen))) || turn.Word(hyphen + 1) is "old" or "-" && turn.Word(hyphen + 2) == "old")
            return null;
        var first = i;
        while (first < at && turn.Word(first) is "the" or "about" or "around" or "approximately" or "maybe" or "probably" or "like" or "of" or "or" or "to" or "over" or "past" or "last" or "almost" or "nearly" or "roughly")
            first++;
        if (first == at)
            first = at - 1;
        var end = hyphen + 1;
        if (turn.Follows(end, "and", "a", "half"))
            end += 3;
        if (turn.Word(end) is "ago" or "earlier" or "prior" or "back")
            return Point(turn, first, end + 1, isAgo: true);
        var introduced = turn.Word(i - 1) is "for" or "over" or "past" or "last" or "lasting" or "lasted" or "about" or "during" or "within" || turn.Word(i) is "past" or "last" or "the" && turn.Word(i + 1) is "past" or "last"
            || turn.Word(end) is "of" or "history" or "now" or "duration" || (turn.Word(end) is "or" && turn.Word(end + 1) == "so") || (hyphen > at && turn.Word(end) == "history");
        if (!introduced && !(i == sentence.First || turn.Word(i - 1) is "," or "been" or "so"))
            return null;
        if (turn.Word(i) is "a" or "an" && turn.Word(i + 1) is "day" or "week" or "month" or "year" or "night" or "morning" or "hour" && turn.Word(i - 1) is not ("for" or "about" or "over" or "lasting"))
            return null;
        return new Phrase(null, turn.Words(first, end), first, end, IsAgo: false);
    }

    /// <summary>Says how many, if only vaguely; "the day" does not.</summary>
    private static bool Counts(Reading turn, int from, int to)
    {
        for (var i = from; i < to; i++)
        {
            if (IsNumber(turn.Word(i)) || turn.Word(i) is "a" or "an" or "couple" or "few" or "several" or "many" or "past" or "last")
                return true;
        }

        return false;
    }

    private static Phrase Point(Reading turn, int first, int end, bool isAgo) => new(turn.Words(first, end), null, first, end, isAgo);

    private static int DateEnd(Reading turn, int i)
    {
        var end = i + 1;
        while (IsNumber(turn.Word(end)) || (turn.Word(end) is "," or "of" && IsYear(turn.Word(end + 1))))
            end++;
        return end;
    }

    private static bool IsNumber(string word) => word.Length > 0 && char.IsAsciiDigit(word[0]);

    private static bool IsYear(string word) => word.Length == 4 && (word.StartsWith("19", StringComparison.Ordinal) || word.StartsWith("20", StringComparison.Ordinal)) && word.All(char.IsAsciiDigit);

    private static FrozenSet<string> Set(string words) => words.Split(' ').ToFrozenSet(StringComparer.Ordinal);
}
