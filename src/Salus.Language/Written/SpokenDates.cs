using System.Collections.Frozen;
using System.Globalization;

namespace Salus.Language.Written;

/// <summary>Calendar dates in words: <c>march fifth twenty twenty one</c>, <c>the fifth of march</c>, <c>october of 2020</c>.</summary>
internal static class SpokenDates
{
    private static readonly FrozenDictionary<string, string> Months = CultureInfo.InvariantCulture.DateTimeFormat.MonthNames
        .Where(name => name.Length > 0).ToFrozenDictionary(name => name.ToLowerInvariant(), StringComparer.Ordinal);

    public static bool IsMonth(string word) => Months.ContainsKey(word);

    public static bool TryRead(TokenReader tokens, int start, out string written, out int next)
    {
        if (Months.TryGetValue(tokens[start], out var month))
            return TryMonthFirst(tokens, start, month, out written, out next);
        var from = tokens[start] == "the" ? start + 1 : start;
        if (NumberReader.TryReadOrdinal(tokens, from, out var day, out next) && day <= 31 && tokens[next] == "of" && Months.TryGetValue(tokens[next + 1], out month))
        {
            next += 2;
            written = Date(tokens, month, day, ref next);
            return true;
        }

        (written, next) = ("", start);
        return false;
    }

    /// <summary>A year from 1900 to 2099, said as a year or written.</summary>
    public static bool TryReadYear(TokenReader tokens, int start, out string year, out int next)
    {
        (year, next) = ("", start);
        if (!NumberReader.TryRead(tokens, start, out var number) || !number.IsWhole || number.Value is < 1900 or > 2099 || number.Text.Contains(',', StringComparison.Ordinal))
            return false;
        (year, next) = (number.Text, number.Next);
        return true;
    }

    private static bool TryMonthFirst(TokenReader tokens, int start, string month, out string written, out int next)
    {
        (written, next) = ("", start);
        var after = start + 1;
        var the = tokens[after] == "the" ? after + 1 : after;
        if (NumberReader.TryReadOrdinal(tokens, the, out var day, out next) && day <= 31)
        {
            written = Date(tokens, month, day, ref next);
            return true;
        }

        if (NumberReader.TryRead(tokens, after, out var number) && number.IsWhole && number.Value is >= 1 and <= 31 && number.Form is not NumberForm.Pair)
        {
            next = number.Next;
            var text = Date(tokens, month, (int)number.Value, ref next);
            var dated = next > number.Next;
            if (dated || (number.Form == NumberForm.Digits && (month is not ("May" or "March") || char.IsUpper(tokens.Source[tokens.Tokens[start].Span.Start]))))
            {
                written = text;
                return true;
            }
        }

        var of = tokens[after] == "of" || tokens[after] == "," ? after + 1 : after;
        if (!TryReadYear(tokens, of, out var year, out next))
            return false;
        written = of > after && tokens[after] == "of" ? $"{month} of {year}" : $"{month} {year}";
        return true;
    }

    private static string Date(TokenReader tokens, string month, int day, ref int next)
    {
        var at = tokens[next] is "," or "of" ? next + 1 : next;
        if (!TryReadYear(tokens, at, out var year, out var afterYear))
            return string.Create(CultureInfo.InvariantCulture, $"{month} {day}");
        next = afterYear;
        return string.Create(CultureInfo.InvariantCulture, $"{month} {day}, {year}");
    }
}
