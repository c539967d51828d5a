namespace Salus.Language.Written;

/// <summary>Numbers in their setting: pressures, scores, grades, ages, times of day, amounts with units, plain counts.</summary>
internal static class SpokenQuantities
{
    public static bool TryRead(TokenReader tokens, int start, out string written, out int next)
    {
        if (TryHalf(tokens, start, out written, out next) || TryBarePoint(tokens, start, out written, out next))
            return true;
        if (tokens.IsInnerHyphen(start - 1) && !NumberWords.IsNumberWord(tokens[start - 2]) && tokens.IsWord(start - 2))
            return false;
        if (!NumberReader.TryRead(tokens, start, out var number))
            return false;
        return TryRatio(tokens, start, number, out written, out next)
            || TryTime(tokens, start, number, out written, out next)
            || TryAge(tokens, number, out written, out next)
            || TryGrade(tokens, number, out written, out next)
            || TryMeasured(tokens, start, number, out written, out next)
            || TryCount(tokens, start, number, out written, out next);
    }

    /// <summary><c>half a tablet</c> is 0.5 tablet; <c>an hour and a half</c> 1.5 hours. Half an hour and "half of it" stay.</summary>
    private static bool TryHalf(TokenReader tokens, int start, out string written, out int next)
    {
        (written, next) = ("", start);
        if (tokens[start] == "half" && tokens[start + 1] is "a" && tokens[start + 2] is "tablet" or "pill" or "tab" or "pack" or "milligram" or "cup" or "capsule")
        {
            (written, next) = ("0.5", start + 2);
            return true;
        }

        if (tokens[start] is "a" or "an" or "one" && tokens.Follows(start + 2, "and", "a", "half") && tokens[start + 1] is "hour" or "day" or "week" or "month" or "year" or "pack" or "pill" or "tablet" or "mile" or "minute")
        {
            (written, next) = ($"1.5 {tokens[start + 1]}s", start + 5);
            return true;
        }

        return false;
    }

    /// <summary><c>point five milligrams</c>, <c>oh point five</c>; a bare point needs a unit, so "at this point five people" stays.</summary>
    private static bool TryBarePoint(TokenReader tokens, int start, out string written, out int next)
    {
        (written, next) = ("", start);
        var point = tokens[start] == "oh" ? start + 1 : start;
        if (tokens[point] != "point" || !NumberReader.TryReadDecimals(tokens, point + 1, out var digits, out next))
            return false;
        var unit = "";
        if (SpokenUnits.TryRead(tokens, next, out unit, out var afterUnit))
            next = afterUnit;
        else if (point == start)
            return false;
        written = Joined("0." + digits, unit);
        return true;
    }

    /// <summary><c>one thirty over eighty</c> 130/80, <c>three out of six</c> 3/6, <c>five over five</c> 5/5, <c>twenty twenty vision</c> 20/20.</summary>
    private static bool TryRatio(TokenReader tokens, int start, SpokenNumber first, out string written, out int next)
    {
        (written, next) = ("", start);
        if (first is { Form: NumberForm.Year, Value: 2020 } && tokens[first.Next] == "vision")
        {
            (written, next) = ("20/20", first.Next);
            return true;
        }

        if (first.Text == "24" && tokens[first.Next] == "seven" && first.Form != NumberForm.Digits)
        {
            (written, next) = ("24/7", first.Next + 1);
            return true;
        }

        var outOf = tokens.Follows(first.Next, "out", "of");
        var slash = tokens[first.Next] == "/" && tokens.Tokens[first.Next].SpaceBefore;
        if (!outOf && !slash && tokens[first.Next] != "over")
            return false;
        if (!first.IsWhole || !NumberReader.TryRead(tokens, first.Next + (outOf ? 2 : 1), out var second) || !second.IsWhole)
            return false;
        if (outOf ? !IsScore(tokens, first.Value, second) : !IsPressure(first.Value, second.Value) && !IsStrength(first.Value, second.Value) && !IsAcuity(first.Value, second.Value))
            return false;
        (written, next) = ($"{first.Text}/{second.Text}", second.Next);
        return true;
    }

    private static bool IsPressure(decimal systolic, decimal diastolic) => systolic is >= 60 and <= 280 && diastolic is >= 30 and <= 160 && systolic > diastolic;

    private static bool IsStrength(decimal first, decimal second) => second is 4 or 5 or 6 or 10 && first <= second;

    private static bool IsAcuity(decimal first, decimal second) => first == 20 && second is >= 10 and <= 400 && second % 5 == 0;

    private static bool IsScore(TokenReader tokens, decimal value, SpokenNumber most) =>
        most.Value is 4 or 5 or 6 or 10 or 15 or 30 && value <= most.Value && SpokenUnits.Singular(tokens[most.Next]) is not ("day" or "night" or "time" or "week" or "month" or "year" or "people");

    /// <summary><c>at two thirty</c>, <c>seven thirty pm</c>, <c>ten am</c>.</summary>
    private static bool TryTime(TokenReader tokens, int start, SpokenNumber number, out string written, out int next)
    {
        (written, next) = ("", start);
        var hour = number.Form == NumberForm.Pair ? decimal.Truncate(number.Value / 100) : number.Value;
        var minute = number.Form == NumberForm.Pair ? number.Value % 100 : -1;
        if (hour is < 1 or > 12 || !number.IsWhole || minute > 59 || number.Form is NumberForm.Compound)
            return false;
        next = number.Next;
        if (minute < 0 && number.Form == NumberForm.Simple && hour is 10 or 11 or 12 && NumberReader.TryRead(tokens, next, out var late) && late.IsWhole && late.Value is >= 10 and < 60 && tokens[start - 1] == "at")
            (minute, next) = (late.Value, late.Next);
        var clock = minute < 0 ? NumberReader.Format(hour) : string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{hour:0}:{minute:00}");
        if (HalfDay(tokens, next, out var half, out var after))
        {
            (written, next) = ($"{clock} {half}", after);
            return true;
        }

        if (minute < 0 || tokens[start - 1] is not ("at" or "until" or "till"))
            return false;
        written = clock;
        return true;
    }

    private static bool HalfDay(TokenReader tokens, int at, out string half, out int next)
    {
        (half, next) = ("", at);
        var dotted = tokens[at] is "a" or "p" && tokens[at + 1] == "." && tokens[at + 2] == "m" ? 3 : tokens[at] is "a" or "p" && tokens[at + 1] == "m" ? 2 : tokens[at] is "am" or "pm" ? 1 : 0;
        if (dotted == 0)
            return false;
        half = tokens[at][0] == 'a' ? "AM" : "PM";
        next = at + dotted;
        if (dotted == 3 && tokens[next] == "." && !tokens.Tokens[next].SpaceBefore)
            next++;
        return true;
    }

    private static bool TryAge(TokenReader tokens, SpokenNumber number, out string written, out int next)
    {
        var year = tokens.OverHyphen(number.Next);
        var old = tokens.Next(year);
        (written, next) = ("", old + 1);
        if (!number.IsWhole || number.Value is < 1 or > 120 || tokens[year] is not ("year" or "month" or "week" or "day") || tokens[old] != "old")
            return false;
        written = $"{number.Text}-{tokens[year]}-old";
        return true;
    }

    /// <summary><c>two plus edema</c> is 2+; a sum or "twenty plus years" is not a grade.</summary>
    private static bool TryGrade(TokenReader tokens, SpokenNumber number, out string written, out int next)
    {
        (written, next) = ("", number.Next + 1);
        if (!number.IsWhole || number.Value is < 0 or > 4 || tokens[number.Next] != "plus" || NumberReader.TryRead(tokens, next, out _)
            || SpokenUnits.Singular(tokens[next]) is "year" or "day" or "week" or "month" or "hour" or "time" or "a" or "the")
            return false;
        written = number.Text + "+";
        return true;
    }

    private static bool TryMeasured(TokenReader tokens, int start, SpokenNumber number, out string written, out int next)
    {
        (written, next) = ("", start);
        if (!SpokenUnits.TryRead(tokens, number.Next, out var unit, out next))
            return false;
        if (number.Form == NumberForm.Pair && IsTwoNumbers(tokens, number, next))
        {
            (written, next) = (NumberReader.Format(decimal.Truncate(number.Value / 100)), start + 1);
            return true;
        }

        written = Joined(number.Text, unit is "units" or "puffs" && number.Value == 1 ? unit[..^1] : unit);
        return true;
    }

    /// <summary><c>two twenty milligram tablets</c>: how many, then how strong.</summary>
    private static bool IsTwoNumbers(TokenReader tokens, SpokenNumber number, int afterUnit) =>
        number.Value >= 200 && SpokenUnits.Singular(tokens[afterUnit]) is "tablet" or "pill" or "capsule" or "tab" or "patch";

    private static bool TryCount(TokenReader tokens, int start, SpokenNumber number, out string written, out int next)
    {
        (written, next) = (number.Text, number.Next);
        if (number.Form == NumberForm.Digits)
            return false;
        var before = tokens[tokens.Previous(start)];
        if (number.Form == NumberForm.Pair)
        {
            // "six thirty" may be a time or 630: it stays as it was said, as a whole.
            if (number.Value >= 200 && !IsMeasurementContext(before) && SpokenUnits.Singular(tokens[next]) is not ("pound" or "lb" or "calorie"))
                written = tokens.Span(start, next).In(tokens.Source);
            return true;
        }

        if (number.Form != NumberForm.Simple)
            return true;
        if (tokens[next] is "of" && tokens[next + 1] is "us" or "them" or "you" or "those" or "these")
            return false;
        if (number.Value == 1)
            return IsOneACount(tokens, before, number.Next);
        return before is not ("the" or "those" or "these" or "us" or "or" or "you") || SpokenUnits.IsCountable(tokens[next]) || SpokenUnits.Singular(tokens[next]) == "day"
            || (before == "or" && NumberReader.TryRead(tokens, tokens.Previous(start) - 1, out var alternative) && alternative.Value > 1);
    }

    private static bool IsOneACount(TokenReader tokens, string before, int next)
    {
        if (before is "type" or "stage" or "grade" or "phase" or "class" or "category")
            return true;
        if (before is "that" or "this" or "which" or "the" or "other" or "another" or "each" or "every" or "first" or "last" or "new" or "old")
            return false;
        return SpokenUnits.IsCountable(tokens[next]) || (tokens[next] == "day" && (before is "for" or "in" or "about" or "past" || tokens[next + 1] == "ago"))
            || (tokens[next] is "to" or "or" && NumberReader.TryRead(tokens, next + 1, out var end) && end.Form == NumberForm.Simple && end.Value is >= 2 and <= 10 && SpokenUnits.IsCountable(tokens[end.Next]));
    }

    private static bool IsMeasurementContext(string before) =>
        before is "pressure" or "systolic" or "glucose" or "sugar" or "sugars" or "cholesterol" or "weight" or "weigh" or "weighed" or "rate" or "ldl" or "platelets" or "triglycerides";

    private static string Joined(string number, string unit) => unit switch
    {
        "" => number,
        "%" or "°F" or "°C" => number + unit,
        _ => number + " " + unit,
    };
}
