using System.Collections.Frozen;
using Salus.Language.Findings;
using Salus.Language.Written;

namespace Salus.Language.Medications;

/// <summary>How a drug is taken, as read from the words around it, with the token ranges that say so.</summary>
internal sealed class Regimen
{
    private const int LongestRegimen = 26;

    private static readonly FrozenSet<string> DoseUnits = Set("mg mcg g mL mEq IU unit puff tablet capsule drop spray patch teaspoon tablespoon % mg/mL mg/kg mmol");

    private static readonly FrozenSet<string> Forms = Set(
        "tablet pill capsule inhaler cream ointment patch spray drop injection shot syrup solution suspension powder gel lotion suppository nebulizer lozenge gummy pen vial infusion");

    private static readonly (string[] Words, string Route)[] Routes =
    [
        (["by", "mouth"], "oral"), (["orally"], "oral"), (["oral"], "oral"), (["po"], "oral"), (["p", ".", "o"], "oral"), (["subcutaneously"], "subcutaneous"), (["subcutaneous"], "subcutaneous"), (["subq"], "subcutaneous"), (["under", "the", "skin"], "subcutaneous"),
        (["intravenously"], "intravenous"), (["intravenous"], "intravenous"), (["iv"], "intravenous"), (["intramuscularly"], "intramuscular"), (["intramuscular"], "intramuscular"), (["topically"], "topical"), (["topical"], "topical"),
        (["inhaled"], "inhaled"), (["sublingual"], "sublingual"), (["under", "the", "tongue"], "sublingual"), (["rectally"], "rectal"), (["vaginally"], "vaginal"), (["intranasal"], "nasal"), (["eye", "drop"], "ophthalmic"), (["ear", "drop"], "otic"),
    ];

    private static readonly (string[] Words, string Frequency)[] Frequencies =
    [
        (["every", "other", "day"], "every other day"), (["every", "day"], "daily"), (["each", "day"], "daily"), (["a", "day"], "daily"), (["per", "day"], "daily"), (["daily"], "daily"), (["once", "daily"], "daily"), (["qd"], "daily"), (["twice", "daily"], "twice daily"), (["bid"], "twice daily"), (["b", ".", "i", ".", "d"], "twice daily"),
        (["tid"], "3 times daily"), (["t", ".", "i", ".", "d"], "3 times daily"), (["qid"], "4 times daily"), (["weekly"], "weekly"), (["twice", "weekly"], "twice weekly"), (["every", "week"], "weekly"), (["a", "week"], "weekly"), (["monthly"], "monthly"), (["every", "month"], "monthly"),
        (["nightly"], "nightly"), (["every", "night"], "nightly"), (["qhs"], "at bedtime"), (["at", "bedtime"], "at bedtime"), (["before", "bed"], "at bedtime"), (["at", "night"], "at night"), (["every", "morning"], "every morning"), (["in", "the", "morning"], "in the morning"), (["every", "evening"], "every evening"), (["in", "the", "evening"], "in the evening"),
        (["as", "needed"], "as needed"), (["when", "needed"], "as needed"), (["prn"], "as needed"), (["if", "needed"], "as needed"), (["with", "meals"], "with meals"), (["with", "food"], "with food"), (["before", "meals"], "before meals"), (["after", "meals"], "after meals"), (["with", "breakfast"], "with breakfast"), (["with", "dinner"], "with dinner"),
    ];

    public Measure? Dose { get; private set; }

    public string? Form { get; private set; }

    public string? Route { get; private set; }

    public string? Frequency { get; private set; }

    public string? Duration { get; private set; }

    public List<(int First, int End)> Cues { get; } = [];

    public bool IsEmpty => Dose is null && Form is null && Route is null && Frequency is null && Duration is null;

    /// <summary>Reads the words from <paramref name="end"/> of the drug on, and those just before it for the dose.</summary>
    /// <param name="from">No earlier than this: the drug before owns what precedes.</param>
    /// <param name="to">No further than this: the next drug owns what follows.</param>
    public static Regimen Read(SentenceReading sentence, int first, int end, int from, int to)
    {
        var regimen = new Regimen();
        to = Math.Min(to, end + LongestRegimen);
        regimen.ReadDose(sentence, first, end, from, to);
        regimen.ReadForm(sentence, Math.Max(from, first - 3), first, end, to);
        regimen.ReadRoute(sentence, end, to);
        regimen.ReadFrequency(sentence, Math.Max(from, first - 3), to);
        regimen.ReadDuration(sentence, end, to);
        return regimen;
    }

    private void ReadDose(SentenceReading sentence, int first, int end, int from, int to)
    {
        var turn = sentence.Turn;
        if (to <= from)
            return;
        var start = turn.Tokens[from].Span.Start;
        var measures = Measures.Find(turn.Text[start..turn.Tokens[to - 1].Span.End]);
        (Measure Measure, int First, int End)? best = null;
        foreach (var found in measures)
        {
            var (tokenFirst, tokenEnd) = Tokens(turn, from, to, found.Span.Start + start, found.Span.End + start);
            if (tokenEnd <= tokenFirst || (tokenFirst < end && tokenEnd > first))
                continue;
            var after = tokenFirst >= end;
            var bare = found.Measure.Unit.Length == 0;
            if (bare ? tokenFirst != end || !IsBareDose(turn, tokenEnd) : !DoseUnits.Contains(found.Measure.Unit))
                continue;
            if (!after && first - tokenEnd > 3)
                continue;
            var changed = best is { } known && known.First >= end && turn.Word(tokenFirst - 1) == "to" && tokenFirst - known.End <= 2;
            if (best is null || changed || (after && best.Value.First < first && tokenFirst - end <= 4))
                best = (found.Measure, tokenFirst, tokenEnd);
        }

        if (best is not { } dose)
            return;
        Dose = dose.Measure;
        Cues.Add((dose.First, dose.End));
    }

    /// <summary>"lisinopril 20": a strength without its unit, not "lisinopril 3 years ago".</summary>
    private static bool IsBareDose(Reading turn, int end) => SpokenUnits.Singular(turn.Word(end)) is not ("day" or "week" or "month" or "year" or "hour" or "time" or "times" or "minute" or "refill" or "/" or "-" or "to" or "or");

    private void ReadForm(SentenceReading sentence, int from, int first, int end, int to)
    {
        for (var i = from; i < Math.Min(to, end + 8); i++)
        {
            if ((i >= first && i < end) || !Forms.Contains(SpokenUnits.Singular(sentence.Turn.Word(i))))
                continue;
            Form = SpokenUnits.Singular(sentence.Turn.Word(i)) switch { "pill" => "tablet", "shot" => "injection", var form => form };
            Cues.Add((i, i + 1));
            return;
        }
    }

    private void ReadRoute(SentenceReading sentence, int end, int to)
    {
        for (var i = end; i < to; i++)
        {
            foreach (var (words, route) in Routes)
            {
                if (i + words.Length > to || !Matches(sentence.Turn, i, words))
                    continue;
                Route = route;
                Cues.Add((i, i + words.Length));
                return;
            }
        }
    }

    private void ReadFrequency(SentenceReading sentence, int from, int to)
    {
        var turn = sentence.Turn;
        for (var i = from; i < to; i++)
        {
            var (frequency, length) = FrequencyAt(turn, i, to);
            if (length == 0)
                continue;
            if (Frequency is null)
                Frequency = frequency;
            else if (!Frequency.Contains(frequency, StringComparison.Ordinal))
                Frequency += " " + frequency;
            Cues.Add((i, i + length));
            i += length - 1;
        }
    }

    private static (string Frequency, int Length) FrequencyAt(Reading turn, int i, int to)
    {
        if (turn.Word(i) == "every" && turn.Tokens[i + 1 < to ? i + 1 : i].Kind == Text.TokenKind.Number)
        {
            var unit = i + 2 < to && turn.Word(i + 2) is "to" or "-" or "or" ? i + 4 : i + 2;
            if (unit < to && SpokenUnits.Singular(turn.Word(unit)) is "hour" or "day" or "week" or "month")
                return (turn.Words(i, unit + 1).ToLowerInvariant(), unit + 1 - i);
        }

        if (turn.Tokens[i].Kind == Text.TokenKind.Number && turn.Word(i + 1) is "times" or "time" && turn.Word(i + 2) is "daily" or "weekly" && i + 2 < to)
            return (turn.Words(i, i + 3).ToLowerInvariant(), 3);
        var (frequency, length) = ("", 0);
        foreach (var (words, normal) in Frequencies)
        {
            if (words.Length > length && i + words.Length <= to && turn.Follows(i, words))
                (frequency, length) = (normal, words.Length);
        }

        return (frequency, length);
    }

    private void ReadDuration(SentenceReading sentence, int end, int to)
    {
        var turn = sentence.Turn;
        for (var i = end; i + 2 < to; i++)
        {
            if (turn.Word(i) is not ("for" or "x") || turn.Tokens[i + 1].Kind != Text.TokenKind.Number)
                continue;
            var unit = turn.Word(i + 2) is "to" or "-" or "or" && i + 4 < to ? i + 4 : turn.Word(i + 2) == "more" ? i + 3 : i + 2;
            if (unit >= to || SpokenUnits.Singular(turn.Word(unit)) is not ("day" or "week" or "month" or "year"))
                continue;
            Duration = turn.Words(i + 1, unit + 1);
            Cues.Add((i, unit + 1));
            return;
        }
    }

    private static bool Matches(Reading turn, int i, string[] words)
    {
        for (var k = 0; k < words.Length; k++)
        {
            if (SpokenUnits.Singular(turn.Word(i + k)) != words[k])
                return false;
        }

        return true;
    }

    private static (int First, int End) Tokens(Reading turn, int from, int to, int start, int end)
    {
        var first = from;
        while (first < to && turn.Tokens[first].Span.Start < start)
            first++;
        var last = first;
        while (last < to && turn.Tokens[last].Span.Start < end)
            last++;
        return (first, last);
    }

    private static FrozenSet<string> Set(string words) => words.Split(' ').ToFrozenSet(StringComparer.Ordinal);
}
