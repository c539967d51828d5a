using System.Collections.Frozen;
using System.Globalization;
using System.Text;

namespace Salus.Governance.Deidentification;

/// <summary>
/// Dates as people write them: <c>March 3rd, 2024</c>, <c>3/4/24</c>, <c>03-MAR-2024</c>, <c>Mon, May 3</c>, <c>mayo de 2023</c>, <c>March 3-5</c>, <c>3/4 - 3/6/2024</c>. What is
/// put in their place is written the same way: order, separators, leading zeros, abbreviations, capitals, ordinals.
/// </summary>
internal static class WrittenDate
{
    private enum Role
    {
        Between,
        Number,
        Month,
        Weekday,
    }

    private readonly record struct Piece(Role Role, int Start, int Length, int Value, string Form);

    // Languages by rows, each: twelve months or seven weekdays from Monday; "long/short" where a short form is in use.
    private static readonly string[] monthRows =
    [
        "january/jan february/feb march/mar april/apr may june/jun july/jul august/aug september/sep october/oct november/nov december/dec",
        "january/jan february/febr march/mar april/apr may june/jun july/jul august/aug september/sept october/oct november/nov december/dec",
        "enero/ene febrero/feb marzo/mar abril/abr mayo/may junio/jun julio/jul agosto/ago septiembre/sep octubre/oct noviembre/nov diciembre/dic",
        "januar/jan februar/feb märz/mär april/apr mai juni/jun juli/jul august/aug september/sep oktober/okt november/nov dezember/dez",
        "janvier/janv février/févr mars avril/avr mai juin juillet/juil août septembre/sept octobre/oct novembre/nov décembre/déc",
        "gennaio/gen febbraio/feb marzo/mar aprile/apr maggio/mag giugno/giu luglio/lug agosto/ago settembre/set ottobre/ott novembre/nov dicembre/dic",
        "janeiro/jan fevereiro/fev março/mar abril/abr maio/mai junho/jun julho/jul agosto/ago setembro/set outubro/out novembro/nov dezembro/dez",
    ];

    private static readonly string[] weekdayRows =
    [
        "monday/mon tuesday/tue wednesday/wed thursday/thu friday/fri saturday/sat sunday/sun",
        "monday/mon tuesday/tues wednesday/weds thursday/thurs friday/fri saturday/sat sunday/sun",
        "monday/mon tuesday/tues wednesday/wed thursday/thur friday/fri saturday/sat sunday/sun",
        "lunes/lun martes/mar miércoles/mié jueves/jue viernes/vie sábado/sáb domingo/dom",
        "montag/mo dienstag/di mittwoch/mi donnerstag/do freitag/fr samstag/sa sonntag/so",
        "lundi mardi mercredi jeudi vendredi samedi dimanche",
        "lunedì martedì mercoledì giovedì venerdì sabato domenica",
    ];

    private static readonly FrozenSet<string> between = new[] { "of", "the", "de", "del", "den", "der", "le", "di", "do", "em", "on", "st", "nd", "rd", "th", "t", "z", "at" }.ToFrozenSet(StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, (int Value, string[] Row)> months = Table(monthRows);
    private static readonly FrozenDictionary<string, (int Value, string[] Row)> weekdays = Table(weekdayRows);

    private static FrozenDictionary<string, (int, string[])> Table(string[] rows)
    {
        var table = new Dictionary<string, (int, string[])>(StringComparer.Ordinal);
        foreach (var row in rows)
        {
            var words = row.Split(' ');
            for (var form = 0; form < 2; form++)
            {
                var forms = words.Select(w => w.Split('/') is { Length: 2 } both ? both[form] : w).ToArray();
                for (var i = 0; i < forms.Length; i++)
                    table.TryAdd(forms[i], (i, forms));
            }
        }
        return table.ToFrozenDictionary(StringComparer.Ordinal);
    }

    /// <returns>Null when it is not read as a date.</returns>
    public static string? Shift(string text, int by, bool dayFirst, int someYear)
    {
        if (Read(text) is not { } pieces)
            return null;
        if (One(text, pieces, by, dayFirst, someYear) is { } one)
            return one;
        return Several(text, pieces, by, dayFirst, someYear);
    }

    private static string? One(string text, List<Piece> pieces, int by, bool dayFirst, int someYear)
    {
        var marks = pieces.Where(p => p.Role is not Role.Between).ToList();
        var weekday = marks.Find(p => p.Role is Role.Weekday);
        if (weekday.Form is not null)
            marks.Remove(weekday);
        int year = -1, month = -1, day = -1;
        if (marks.FindIndex(m => m.Role is Role.Month) is >= 0 and var named)
        {
            month = named;
            var numbers = Enumerable.Range(0, marks.Count).Where(i => i != named).ToList();
            if (numbers.Any(i => marks[i].Role is not Role.Number) || numbers.Count > 2)
                return null;
            if (numbers.Count == 2)
                (day, year) = marks[numbers[0]].Length == 4 ? (numbers[1], numbers[0]) : (numbers[0], numbers[1]);
            else if (numbers.Count == 1)
                (day, year) = marks[numbers[0]].Length == 4 || AfterApostrophe(text, marks[numbers[0]]) ? (-1, numbers[0]) : (numbers[0], -1);
        }
        else if (marks.Count == 3 && marks.TrueForAll(m => m.Role is Role.Number))
        {
            (year, month, day) = marks[0].Length == 4 ? (0, 1, 2) : marks[2].Length is 4 or 2 ? Ordered(marks[0].Value, marks[1].Value, text, marks[0], dayFirst) : (-1, -1, -1);
        }
        else if (marks.Count == 2 && marks.TrueForAll(m => m.Role is Role.Number) && marks[1].Start - marks[0].Start - marks[0].Length == 1 && text[marks[1].Start - 1] is '/' or '-' or '.')
        {
            (year, month, day) = marks[1].Length == 4 ? (1, 0, -1) : marks[0].Length == 4 ? (0, 1, -1)
                : Ordered(marks[0].Value, marks[1].Value, text, marks[0], dayFirst) is var (_, m, d) ? (-1, m, d) : default;
        }
        if (month < 0 || (year >= 0 && marks[year].Length is not (2 or 4)) || (day >= 0 && marks[day].Length > 2))
            return null;
        var monthValue = marks[month].Role is Role.Month ? marks[month].Value + 1 : marks[month].Value;
        var yearValue = year < 0 ? someYear : marks[year].Length == 4 ? marks[year].Value : marks[year].Value + (marks[year].Value < 50 ? 2000 : 1900);
        if (year < 0 && monthValue == 2 && day >= 0 && marks[day].Value == 29)
            yearValue = 2024;
        int newYear, newMonth, newDay;
        if (day >= 0)
        {
            if (DateShift.Day(yearValue, monthValue, marks[day].Value, by) is not { } moved)
                return null;
            (newYear, newMonth, newDay) = (moved.Year, moved.Month, moved.Day);
        }
        else
        {
            if (DateShift.Month(yearValue, monthValue, by) is not var (y, m))
                return null;
            (newYear, newMonth, newDay) = (y, m, 0);
        }
        // Two digits where the original shows that it writes them.
        var digits = day >= 0 && marks[day].Length == 1 || marks[month].Role is Role.Number && marks[month].Length == 1
            || marks[month].Role is Role.Month && day >= 0 && marks[day].Value >= 10 ? "0" : "00";
        var written = new StringBuilder(text.Length + 8);
        foreach (var piece in pieces)
        {
            var said = text.AsSpan(piece.Start, piece.Length);
            if (weekday.Form is not null && piece == weekday)
                written.Append(Word(said, weekdays[piece.Form].Row[((piece.Value + by) % 7 + 7) % 7]));
            else if (piece == marks[month])
                written.Append(piece.Role is Role.Month ? Word(said, months[piece.Form].Row[newMonth - 1]) : newMonth.ToString(digits, CultureInfo.InvariantCulture));
            else if (year >= 0 && piece == marks[year])
                written.Append(piece.Length == 4 ? newYear.ToString("0000", CultureInfo.InvariantCulture) : (newYear % 100).ToString("00", CultureInfo.InvariantCulture));
            else if (day >= 0 && piece == marks[day])
                written.Append(newDay.ToString(digits, CultureInfo.InvariantCulture));
            else if (piece.Form is "st" or "nd" or "rd" or "th" && day >= 0 && piece.Start == marks[day].Start + marks[day].Length)
                written.Append(Word(said, Ordinal(newDay)));
            else
                written.Append(said);
        }
        return written.ToString();
    }

    /// <summary>Two dates or more in one: "March 3-5, 2024", "3/4 - 3/6/2024", "May and June 2023". What a later one says of month and year holds for the one before.</summary>
    private static string? Several(string text, List<Piece> pieces, int by, bool dayFirst, int someYear)
    {
        for (var i = 1; i + 1 < pieces.Count; i++)
        {
            if (pieces[i].Role is not Role.Between || !IsRange(text.AsSpan(pieces[i].Start, pieces[i].Length).Trim()))
                continue;
            var (left, right) = (text[..pieces[i].Start], text[(pieces[i].Start + pieces[i].Length)..]);
            var middle = text.Substring(pieces[i].Start, pieces[i].Length);
            if (Read(left) is not { } before || Read(right) is not { } after)
                continue;
            var year = YearIn(after) ?? YearIn(before) ?? someYear;
            if (One(left, before, by, dayFirst, year) is { } first && One(right, after, by, dayFirst, year) is { } second)
                return first + middle + second;
            // "March 3-5, 2024": the second day borrows the month.
            if (before.FindIndex(p => p.Role is Role.Month) is >= 0 and var m && after.Count > 0 && after[0].Role is Role.Number && after[0].Length <= 2)
            {
                var name = text.Substring(before[m].Start, before[m].Length);
                if (One(left, before, by, dayFirst, year) is { } from && One(name + " " + right, Read(name + " " + right) ?? [], by, dayFirst, year) is { } to)
                {
                    var start = from.AsSpan(before[m].Start).IndexOf(' ');
                    var sameMonth = start > 0 && to.StartsWith(from.AsSpan(before[m].Start, start), StringComparison.Ordinal);
                    return from + middle + (sameMonth ? to[(to.IndexOf(' ', StringComparison.Ordinal) + 1)..] : to);
                }
            }
        }
        return null;
    }

    private static int? YearIn(List<Piece> pieces) => pieces.Find(p => p.Role is Role.Number && p.Length == 4) is { Length: 4, Value: >= 1 and var year } ? year : null;

    private static bool IsRange(ReadOnlySpan<char> between) => between is "-" or "–" or "—" or "to" or "and" or "&" or "through" or "thru" or "until" or "till" or "or" or "bis" or "al" or "au" or "y" or "und";

    private static bool AfterApostrophe(string text, Piece number) => number.Length == 2 && number.Start > 0 && text[number.Start - 1] is '\'' or '’';

    private static (int Year, int Month, int Day) Ordered(int first, int second, string text, Piece firstPiece, bool dayFirst)
    {
        // A full stop between the numbers is the writing of countries that put the day first.
        var after = firstPiece.Start + firstPiece.Length;
        var dayLeads = first > 12 || (second <= 12 && (dayFirst || (after < text.Length && text[after] is '.')));
        return dayLeads ? (2, 1, 0) : (2, 0, 1);
    }

    private static List<Piece>? Read(string text)
    {
        var pieces = new List<Piece>();
        for (var i = 0; i < text.Length;)
        {
            var start = i;
            if (char.IsAsciiDigit(text[i]))
            {
                while (i < text.Length && char.IsAsciiDigit(text[i]))
                    i++;
                if (i - start > 4)
                    return null;
                pieces.Add(new(Role.Number, start, i - start, int.Parse(text.AsSpan(start, i - start), NumberStyles.None, CultureInfo.InvariantCulture), ""));
            }
            else if (char.IsLetter(text[i]))
            {
                while (i < text.Length && char.IsLetter(text[i]))
                    i++;
                var word = text[start..i].ToLowerInvariant();
                if (months.TryGetValue(word, out var month))
                    pieces.Add(new(Role.Month, start, i - start, month.Value, word));
                else if (weekdays.TryGetValue(word, out var weekday))
                    pieces.Add(new(Role.Weekday, start, i - start, weekday.Value, word));
                else if (between.Contains(word) || IsRange(word))
                    pieces.Add(new(Role.Between, start, i - start, 0, word));
                else
                    return null;
            }
            else
            {
                while (i < text.Length && !char.IsLetterOrDigit(text[i]))
                    i++;
                pieces.Add(new(Role.Between, start, i - start, 0, ""));
            }
        }
        return pieces;
    }

    private static string Word(ReadOnlySpan<char> like, string word)
    {
        var letters = like.Length > 1 && like.IndexOfAnyExceptInRange('A', 'Z') < 0;
        return letters ? word.ToUpperInvariant() : char.IsUpper(like[0]) ? string.Concat(word[..1].ToUpperInvariant(), word.AsSpan(1)) : word;
    }

    private static string Ordinal(int day) => (day % 10, day / 10) switch
    {
        (_, 1) => "th",
        (1, _) => "st",
        (2, _) => "nd",
        (3, _) => "rd",
        _ => "th",
    };
}
