using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Globalization;
using Salus.Language.Findings;
using Salus.Language.Text;
using Salus.Language.Vocabularies;
using Salus.Language.Written;

namespace Salus.Language.Grounding;

/// <summary>Every number of a claim must be said, with its unit and about the same thing.</summary>
internal static class NumberClaims
{
    private const int Reach = 3;
    private const int DrugReach = 6;
    private const int DateLength = 24;
    private const double Margin = 0.35;

    /// <summary>Units that measure the same, and how many of the smallest one each holds.</summary>
    private static readonly FrozenDictionary<string, (string Kind, decimal Size)> Sizes = new Dictionary<string, (string, decimal)>(StringComparer.OrdinalIgnoreCase)
    {
        ["mcg"] = ("mass", 1), ["mg"] = ("mass", 1000), ["g"] = ("mass", 1_000_000), ["minute"] = ("time", 1), ["hour"] = ("time", 60), ["day"] = ("time", 1440), ["week"] = ("time", 10080), ["month"] = ("months", 1), ["year"] = ("months", 12),
        ["mm"] = ("length", 1), ["cm"] = ("length", 10),
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenSet<string> DoseUnits = new[] { "mg", "mcg", "g", "units", "unit", "IU", "mEq" }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    private static readonly ImmutableArray<string> Months = [.. CultureInfo.InvariantCulture.DateTimeFormat.MonthNames.Take(12).Select(m => m.ToLowerInvariant())];

    public static IEnumerable<Fault> Faults(Claim claim)
    {
        var dates = Dates(claim).ToImmutableArray();
        var judged = new HashSet<int>();
        foreach (var (span, isSaid) in dates)
            if (!isSaid)
                yield return claim.Fault(FaultKind.Date, FaultWeight.NotFound, span);
        foreach (var read in NumberReader.Read(claim.Reading))
        {
            var number = read.Unit.Length > 0 ? read : read with { Unit = MassAfter(claim.Reading, read) };
            if (IsPartOfName(claim.Reading, number) || dates.Any(d => d.Span.Overlaps(number.Span)) || !judged.Add(number.Span.Start) && claim.Reading.Measures.Any(m => m.Span == number.Span && m.Measure.Shape is MeasureShape.Ratio))
                continue;
            if (NumberRoles.Of(claim, number) is { } role)
            {
                if (!role.IsFine)
                    yield return role.Instead is { } said
                        ? claim.Fault(FaultKind.Number, FaultWeight.Contradicted, number.Span, said.Number.Span.In(claim.Sources.Readings[said.Passage].Text), said.Passage)
                        : claim.Fault(FaultKind.Number, FaultWeight.NotFound, number.Span);
                continue;
            }
            var same = claim.Sources.Numbers(number.Value);
            var fitting = same.Where(place => Fits(claim, number, place)).ToArray();
            if (fitting.Length > 0 && OtherSaid(claim, number, fitting) is { } instead)
                yield return claim.Fault(FaultKind.Number, FaultWeight.Contradicted, number.Span, instead.Number.Span.In(claim.Sources.Readings[instead.Passage].Text), instead.Passage);
            if (fitting.Length > 0 || Converted(claim, number))
                continue;
            if (same.Count == 0)
            {
                yield return Nearest(claim, number) is { } other
                    ? claim.Fault(FaultKind.Number, FaultWeight.Contradicted, number.Span, other.Number.Span.In(claim.Sources.Readings[other.Passage].Text), other.Passage)
                    : claim.Fault(FaultKind.Number, FaultWeight.NotFound, number.Span);
                continue;
            }
            var unit = same.Where(p => p.Number.Unit.Length > 0 && !AreEqual(p.Number.Unit, number.Unit)).ToArray();
            yield return number.Unit.Length > 0 && unit.Length > 0
                ? claim.Fault(FaultKind.Unit, FaultWeight.Contradicted, number.Span, unit[0].Number.Span.In(claim.Sources.Readings[unit[0].Passage].Text), unit[0].Passage)
                : claim.Fault(FaultKind.Number, FaultWeight.Elsewhere, number.Span, null, same[0].Passage);
        }
    }

    /// <summary>T12, B12, A1c, COVID-19, L4-L5, "2nd": digits of a name are no quantity.</summary>
    public static bool IsPartOfName(Reading reading, NumberSaid number)
    {
        var (start, end, text) = (number.Span.Start, number.Span.End, reading.Text);
        var token = reading.TokenAt(start);
        if (token > 0 && (reading.Tokens[token - 1].Norm is "covid" || reading.Tokens[token - 1].Norm is ":" && start > 0 && text[start - 1] == ':') || token > 1 && reading.Tokens[token - 1].Norm is "-" && reading.Tokens[token - 2].Norm is "covid")
            return true;
        if (start == 0)
            return end < text.Length && text[end] is '.' or ')';
        return char.IsLetter(text[start - 1]) || text[start - 1] == '-' && start > 1 && char.IsLetterOrDigit(text[start - 2]) && !reading.Measures.Any(m => m.Span == number.Span) || end < text.Length && char.IsLetter(text[end]) && number.Unit.Length == 0;
    }

    private static bool Fits(Claim claim, NumberSaid number, NumberPlace place)
    {
        var said = place.Number.Unit;
        if (NumberRoles.IsHalfOfAnother(claim, number, place) || NumberRoles.IsOfOtherTime(claim, number, place))
            return false;
        if (IsAge(claim.Reading, number) && IsSaidAge(claim.Sources, place))
            return true;
        if (number.Unit.Length > 0 && said.Length > 0)
            return AreEqual(said, number.Unit) && (!DoseUnits.Contains(number.Unit) || IsOfTheDrug(claim, number, place));
        if (DoseUnits.Contains(number.Unit))
            return (number.Unit is not ("g" or "mcg") || NamesUnit(claim, number.Unit, place.Passage)) && IsOfTheDrug(claim, number, place) && IsAboutTheSame(claim, number, place);
        if (number.Unit.Length > 0)
            return IsAboutTheSame(claim, number, place) && (!Sizes.TryGetValue(number.Unit, out var size) || size.Kind is not ("time" or "months") || IsAge(claim.Reading, number) || NamesUnit(claim, number.Unit, place.Passage));
        return IsAboutTheSame(claim, number, place);
    }

    /// <summary>Another number of the same unit stands beside what the claim says, and this one far from it.</summary>
    private static NumberPlace? OtherSaid(Claim claim, NumberSaid number, NumberPlace[] fitting)
    {
        if (number.Unit.Length == 0 || IsAge(claim.Reading, number))
            return null;
        var own = fitting.Max(f => claim.ContextBeside(f.Passage, f.Number.Span, number.Span));
        NumberPlace? best = null;
        var nearest = own + Margin;
        foreach (var value in claim.Sources.AllNumbers)
            foreach (var place in claim.Sources.Numbers(value))
                if ((value != number.Value && AreEqual(place.Number.Unit, number.Unit) || value == number.Value && AreOtherTimes(place.Number.Unit, number.Unit)) && char.IsAsciiDigit(claim.Sources.Readings[place.Passage].Text[place.Number.Span.Start]) && claim.ContextBeside(place.Passage, place.Number.Span, number.Span) is var beside && beside >= nearest)
                    (nearest, best) = (beside, place);
        return best;
    }

    private static bool AreOtherTimes(string a, string b) =>
        !AreEqual(a, b) && Sizes.TryGetValue(a, out var one) && Sizes.TryGetValue(b, out var other) && one.Kind is "time" or "months" && other.Kind is "time" or "months";

    /// <summary>A unit of mass that stands after the number though no measure was read: "500 g".</summary>
    public static string MassAfter(Reading reading, NumberSaid number) =>
        reading.TokenAt(number.Span.End) is var next && next < reading.Tokens.Length && reading.Tokens[next].Norm is "g" or "mcg" or "mg" or "gram" or "grams" ? reading.Tokens[next].Norm is "gram" or "grams" ? "g" : reading.Tokens[next].Norm : "";

    public static bool AreEqual(string a, string b) =>
        string.Equals(a, b, StringComparison.OrdinalIgnoreCase) || a is "units" or "unit" && b is "IU" || b is "units" or "unit" && a is "IU";

    /// <summary>Small and round numbers are said of many things; others speak for themselves.</summary>
    private static bool IsAboutTheSame(Claim claim, NumberSaid number, NumberPlace place) =>
        number.Value > 31 && number.Value % 10 != 0 && !(number.Unit.Length == 0 && number.Value is > 1900 and < 2100) || decimal.Truncate(number.Value) != number.Value || claim.SharesWordNear(place.Passage, Reach, number.Span) || claim.ContextBeside(place.Passage, place.Number.Span, number.Span) >= 0.5 || !claim.Words.Any(w => w.Weight > 0.3);

    /// <summary>The drug that the claim gives the dose to is spoken of near the number.</summary>
    private static bool IsOfTheDrug(Claim claim, NumberSaid number, NumberPlace place)
    {
        var drugs = claim.Reading.Mentions.Where(m => m.Concept.Kind is ConceptKind.Drug or ConceptKind.DrugClass).ToArray();
        if (drugs.Length == 0)
            return true;
        var owner = drugs.LastOrDefault(m => m.Span.End <= number.Span.Start) ?? drugs[0];
        var places = claim.Sources.Places(owner.Concept);
        return places.Count == 0 || places.Any(p => Math.Abs(p.Passage - place.Passage) <= DrugReach);
    }

    private static bool IsAge(Reading reading, NumberSaid number) =>
        number.Span.In(reading.Text).EndsWith("old", StringComparison.Ordinal) || reading.TokenAt(number.Span.End) is var next && next < reading.Tokens.Length && (reading.Tokens[next].Norm is "old" || next + 3 < reading.Tokens.Length && reading.Tokens[next].Norm is "-" && reading.Tokens[next + 3].Norm is "old");

    /// <summary>"I'm twenty six", "how old are you ?" "fifty two": an age without its unit.</summary>
    private static bool IsSaidAge(SourceIndex sources, NumberPlace place)
    {
        var tokens = sources.Readings[place.Passage].Tokens;
        var at = sources.Readings[place.Passage].TokenAt(place.Number.Span.Start);
        for (var index = Math.Max(0, at - 3); index < at; index++)
            if (tokens[index].Norm is "am" or "is" or "'s" or "age" or "aged" or "turned")
                return true;
        return place.Passage > 0 && sources.Readings[place.Passage - 1].Tokens.Any(t => t.Norm is "old" or "age");
    }

    private static bool NamesUnit(Claim claim, string unit, int passage)
    {
        for (var near = Math.Max(0, passage - 2); near <= Math.Min(claim.Sources.Readings.Length - 1, passage + 2); near++)
            if (claim.Sources.Readings[near].Tokens.Any(t => t.Norm.StartsWith(unit, StringComparison.Ordinal)))
                return true;
        return false;
    }

    /// <summary>The same amount in another unit: 1 g for 1000 mg, 14 days for 2 weeks, half a year for 6 months.</summary>
    private static bool Converted(Claim claim, NumberSaid number) => IsConverted(claim, number, null);

    /// <param name="within">The passages to look at; null for all.</param>
    public static bool IsConverted(Claim claim, NumberSaid number, IReadOnlySet<int>? within)
    {
        if (!Sizes.TryGetValue(number.Unit, out var size))
            return false;
        foreach (var (unit, other) in Sizes)
        {
            if (other.Kind != size.Kind || AreEqual(unit, number.Unit))
                continue;
            if (claim.Sources.Numbers(number.Value * size.Size / other.Size).Any(p => AreEqual(p.Number.Unit, unit) && (within is null || within.Contains(p.Passage))))
                return true;
        }
        return false;
    }

    /// <summary>
    /// Dates in figures: said when the month is named or given in figures, with its day where one is written.
    /// Years are rarely spoken, so one that no number of the sources contradicts is believed.
    /// </summary>
    private static IEnumerable<(TextSpan Span, bool IsSaid)> Dates(Claim claim)
    {
        foreach (var token in claim.Reading.Tokens)
        {
            if (token.Kind is not Text.TokenKind.Number || !token.Norm.Contains('/', StringComparison.Ordinal))
                continue;
            var parts = token.Norm.Split('/');
            if (parts.Length is < 2 or > 3 || !int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var month) || month is < 1 or > 12 || !int.TryParse(parts[^1], NumberStyles.None, CultureInfo.InvariantCulture, out var year) || parts.Length == 2 && year is < 1900 or > 2100)
                continue;
            var day = parts.Length == 3 && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var d) ? d : (int?)null;
            var months = claim.Sources.Words(Stemmer.Stem(Months[month - 1])).Select(p => (p.Passage, Start: claim.Sources.Readings[p.Passage].Tokens[p.Token].Span.Start))
                .Concat(claim.Sources.Numbers(month).Where(n => n.Number.Span.Length <= 2).Select(n => (n.Passage, n.Number.Span.Start))).ToArray();
            var named = months.Select(m => m.Passage).ToHashSet();
            var years = months.SelectMany(m => NumberReader.Read(claim.Sources.Readings[m.Passage]).Where(n => Math.Abs(n.Span.Start - m.Start) <= DateLength)).Select(n => n.Value).Where(v => v is > 1900 and < 2100).ToHashSet();
            // A visit that speaks of no date at all has its dates from elsewhere.
            yield return (token.Span, !claim.Sources.SpeaksOfDates || named.Count > 0 && (day is null || claim.Sources.Numbers(day.Value).Any(n => named.Contains(n.Passage))) && (years.Count == 0 || years.Contains(year) || parts[^1].Length < 4));
        }
    }

    /// <summary>What is said in the unit of the claim, near its words.</summary>
    private static NumberPlace? Nearest(Claim claim, NumberSaid number)
    {
        if (number.Unit.Length == 0)
            return null;
        foreach (var passage in claim.Coverage.Evidence)
            foreach (var said in NumberReader.Read(claim.Sources.Readings[passage]))
                if (AreEqual(said.Unit, number.Unit))
                    return new NumberPlace(passage, said);
        return null;
    }
}
