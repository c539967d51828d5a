using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Globalization;

namespace Salus.Language.Identifiers.Known;

/// <summary>The numbers and month names that a date is written with, from one place of a text on.</summary>
internal sealed class WrittenDate
{
    private const int MostPieces = 3;
    private const int MostReadings = 8;
    private const int WidestGap = 6;

    private static readonly FrozenDictionary<string, int> Months = new string[]
    {
        "january jan januar janvier enero gennaio janeiro januari ene gen jänner janner", "february feb februar fevrier febrero febbraio fevereiro februari fev", "march mar marz maerz mars marzo marco maart mrz",
        "april apr avril abril aprile avr abr", "may mai mayo maggio maio mei mag", "june jun juni juin junio giugno junho giu", "july jul juli juillet julio luglio julho lug",
        "august aug aout agosto augustus ago", "september sep sept septembre septiembre settembre setembro set", "october oct oktober okt octobre octubre ottobre outubro ott out", "november nov novembre noviembre novembro",
        "december dec dezember dez decembre diciembre dicembre dezembro dic",
    }.SelectMany((names, i) => names.Split(' ').Select(name => (name, i + 1))).ToFrozenDictionary(pair => pair.name, pair => pair.Item2, StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, int> Ordinals = "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth thirtieth"
        .Split(' ').Select((name, i) => (name, i == 20 ? 30 : i + 1)).ToFrozenDictionary(pair => pair.name, pair => pair.Item2, StringComparer.Ordinal);

    private static readonly FrozenSet<string> Fillers = FrozenSet.Create(StringComparer.Ordinal, "of", "de", "del", "the", "day", "st", "nd", "rd", "th", "er", "di", "do", "in", "year", "t");

    private static readonly string[] BirthWords = ["born", "birth", "dob", "d.o.b", "bday", "geb", "naci", "né", "nata", "nato"];

    private readonly FoldedWord word = new();
    private readonly Piece[] pieces = new Piece[MostPieces];
    private int count;

    private readonly record struct Piece(int Value, int Digits, int Start, int End)
    {
        /// <summary>Of a month's name and of an ordinal word.</summary>
        public const int OfMonth = -1;

        public const int OfOrdinal = -2;

        public bool IsMonth => Digits == OfMonth;

        public bool IsDay => Value is >= 1 and <= 31 && Digits is 1 or 2 or OfOrdinal;

        public bool IsYear => Digits is 4 or 2;
    }

    /// <summary>Hashes of the words that a date may begin with.</summary>
    public static readonly ImmutableArray<ulong> Openers = [.. Months.Keys.Concat(Ordinals.Keys).Append("twenty").Append("thirty").Select(w => WordHash.Of(w))];

    /// <summary>Every day that a whole value may mean.</summary>
    public static IEnumerable<(int Year, int Month, int Day)> Readings(string value)
    {
        var read = new WrittenDate();
        var first = new FoldedWord();
        var start = 0;
        while (start < value.Length && !FoldedWord.IsPart(value[start]))
            start++;
        if (start == value.Length)
            return [];
        first.Read(value, start);
        if (first is { IsNumber: true, Length: >= 8 } && value.AsSpan(start, 8).IndexOfAnyExceptInRange('0', '9') < 0)
        {
            var stamp = value.Substring(start, 8);
            return DateOnly.TryParseExact(stamp, "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? [(day.Year, day.Month, day.Day)] : [];
        }
        read.Gather(value, first);
        var days = new (int Year, int Month, int Day, int End)[MostReadings];
        return [.. days.Take(read.Days(days)).Where(d => d.Year > 99).Select(d => (d.Year, d.Month, d.Day)).Distinct()];
    }

    /// <summary>A known date that begins here.</summary>
    public KnownMatch? Read(DateIndex index, string text, FoldedWord first)
    {
        if (first is { IsNumber: true, Length: 3 or 5 or 7 or > 8 })
            return null;
        Gather(text, first);
        if (count == 0 || count == 1 && pieces[0].Digits < 6)
            return null;
        Span<(int Year, int Month, int Day, int End)> days = stackalloc (int, int, int, int)[MostReadings];
        foreach (var (year, month, day, end) in days[..Days(days)])
        {
            if (index.Day(year, month, day) is { } known)
                return new(TextSpan.FromBounds(first.Start, end), IdentifierClass.Date, known, 1);
        }
        if (count < 2)
            return null;
        var (one, two) = (pieces[0], pieces[1]);
        if (one.IsMonth != two.IsMonth && (one.IsMonth ? two : one) is { IsDay: true } dayPiece && index.DayOfYear(one.IsMonth ? one.Value : two.Value, dayPiece.Value) is { } ofYear)
            return new(TextSpan.FromBounds(first.Start, two.End), IdentifierClass.Date, ofYear, 0.95);
        if ((one.IsMonth || one is { Digits: 2, Value: >= 1 and <= 12 } && text[one.End] is '/' or '-') && two is { Digits: 4 } && index.Month(two.Value, one.Value) is { } inMonth)
            return new(TextSpan.FromBounds(first.Start, two.End), IdentifierClass.Date, inMonth, 0.95);
        if (one is { Digits: 4 } && two is { Digits: 2, Value: >= 1 and <= 12 } && text[one.End] == '-' && index.Month(one.Value, two.Value) is { } monthOfYear)
            return new(TextSpan.FromBounds(first.Start, two.End), IdentifierClass.Date, monthOfYear, 0.95);
        if (one.IsDay && two.IsDay && text[one.End] is '/' or '-' or '.' && (index.DayOfYear(one.Value, two.Value) ?? index.DayOfYear(two.Value, one.Value)) is { } numeric && SpeaksOfBirth(text, first.Start))
            return new(TextSpan.FromBounds(first.Start, two.End), IdentifierClass.Date, numeric, 0.9);
        return null;
    }

    private static bool SpeaksOfBirth(string text, int start)
    {
        var around = text[Math.Max(0, start - 30)..Math.Min(text.Length, start + 30)];
        return Array.Exists(BirthWords, w => around.Contains(w, StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>Years, months and days of the pieces in every order in use, with where the date ends; a year may be of two digits.</summary>
    private int Days(Span<(int Year, int Month, int Day, int End)> days)
    {
        var found = 0;
        var (one, two, three) = (pieces[0], pieces[1], pieces[2]);
        if (one.Digits is 8 or 6)
        {
            var (whole, end, century) = (one.Value, one.End, one.Digits == 8 ? 10000 : 100);
            days[found++] = (whole / 10000, whole / 100 % 100, whole % 100, end);
            days[found++] = (whole % century, whole / century / 100, whole / century % 100, end);
            days[found++] = (whole % century, whole / century % 100, whole / century / 100, end);
        }
        if (count < 3)
            return found;
        if (one.Digits is 4 or 2)
        {
            if (three.IsDay && (two.IsMonth || two.IsDay))
                days[found++] = (one.Value, two.Value, three.Value, three.End);
            if (one.Digits == 4 && two.IsDay && three.IsDay)
                days[found++] = (one.Value, three.Value, two.Value, three.End);
        }
        if (!three.IsYear)
            return found;
        if (one.IsMonth && two.IsDay)
        {
            days[found++] = (three.Value, one.Value, two.Value, three.End);
        }
        else if (two.IsMonth && one.IsDay)
        {
            days[found++] = (three.Value, two.Value, one.Value, three.End);
        }
        else if (one.IsDay && two.IsDay)
        {
            days[found++] = (three.Value, one.Value, two.Value, three.End);
            days[found++] = (three.Value, two.Value, one.Value, three.End);
        }
        return found;
    }

    private void Gather(string text, FoldedWord first)
    {
        count = 0;
        var at = first.Start;
        var tens = 0;
        var tensStart = 0;
        while (count < MostPieces && at >= 0)
        {
            word.Read(text, at);
            var start = at;
            if (word.IsNumber)
            {
                if (word.Length > 8)
                    return;
                pieces[count++] = new(int.Parse(word.Letters, NumberStyles.None, CultureInfo.InvariantCulture), word.Length, start, word.End);
            }
            else
            {
                var letters = new string(word.Letters);
                if (Months.TryGetValue(letters, out var month))
                    pieces[count++] = new(month, Piece.OfMonth, start, word.End);
                else if (Ordinals.TryGetValue(letters, out var ordinal))
                    pieces[count++] = new(tens + ordinal, Piece.OfOrdinal, tens > 0 ? tensStart : start, word.End);
                else if (letters is "twenty" or "thirty")
                    (tens, tensStart) = (letters is "twenty" ? 20 : 30, start);
                else if (count == 0 || !Fillers.Contains(letters))
                    return;
                if (letters is not ("twenty" or "thirty"))
                    tens = 0;
            }
            at = Next(text, word.End);
        }
    }

    private static int Next(string text, int end)
    {
        var at = end;
        while (at < text.Length && at - end < WidestGap && !FoldedWord.IsPart(text[at]))
        {
            if (text[at] is not (' ' or '\t' or '\r' or '\n' or '.' or ',' or '/' or '-' or '\'' or '_' or '\u2013' or '(' or ')' or ':' or '\\'))
                return -1;
            at++;
        }
        return at < text.Length && FoldedWord.IsPart(text[at]) ? at : -1;
    }
}
