using System.Collections.Immutable;
using System.Globalization;

namespace Salus.Synthesis.Tables.Inference;

/// <summary>Decides in which form, or forms, the dates of a column are written.</summary>
internal static class DateColumns
{
    /// <summary>Pairs of places in <see cref="DateForm.Known"/>: the same with the day first and the month first.</summary>
    public static ImmutableArray<(int Day, int Month)> Ambiguous { get; } =
        [.. DateForm.Known.Select((form, at) => (Day: at, Month: IndexOf(Swapped(form.Pattern)))).Where(p => p.Month >= 0)];

    /// <param name="enough">Cells that must be read.</param>
    /// <returns>The forms, the one to write first; none when the column cannot be read as dates, and why.</returns>
    public static (ImmutableArray<DateForm> Forms, string? Trouble, string? Decision) Find(string name, ColumnProfile seen, bool? monthFirst, long enough)
    {
        var dates = seen.Dates;
        var best = -1;
        for (var i = 0; i < dates.Length; i++)
            if (dates[i] >= enough && (best < 0 || dates[i] > dates[best]))
                best = i;
        if (best >= 0)
            return Single(name, seen, best, monthFirst);
        // Several forms side by side: the commonest first, until all cells are read.
        var order = Enumerable.Range(0, dates.Length).Where(i => seen.Dates[i] > 0).OrderByDescending(i => seen.Dates[i]).ThenBy(i => i).ToList();
        foreach (var (day, month) in Ambiguous)
        {
            if (seen.Dates[day] == 0 || seen.Dates[month] == 0)
                continue;
            long onlyDay = Only(seen, day, month), onlyMonth = Only(seen, month, day);
            if (onlyDay > 0 && onlyMonth > 0)
                return ([], string.Create(CultureInfo.InvariantCulture, $"'{name}' holds dates that contradict each other: {onlyDay} cells can only be read with the day first ({DateForm.Known[day].Pattern}), {onlyMonth} only with the month first ({DateForm.Known[month].Pattern}). Which is 03/04 then? It is left out; write all dates in one form, best yyyy-MM-dd."), null);
            order.Remove(onlyDay > 0 || (onlyMonth == 0 && monthFirst is not true) ? month : day);
        }
        var chosen = new List<int>();
        foreach (var form in order)
        {
            if (Covered(seen, [.. chosen, form]) > Covered(seen, chosen))
                chosen.Add(form);
            if (Covered(seen, chosen) >= enough)
                break;
        }
        if (Covered(seen, chosen) < enough || !seen.IsExact)
            return ([], string.Create(CultureInfo.InvariantCulture, $"'{name}' holds dates in too many forms to be told apart. It is left out; write all dates in one form, best yyyy-MM-dd, or declare 'date_format'."), null);
        var forms = chosen.Select(c => DateForm.Known[c]).ToImmutableArray();
        var counts = string.Join(", ", chosen.Select(c => string.Create(CultureInfo.InvariantCulture, $"{seen.Dates[c]} as {DateForm.Known[c].Pattern}")));
        return (forms, null, string.Create(CultureInfo.InvariantCulture, $"'{name}' holds dates in {chosen.Count} forms ({counts}). Each is read in its form; what is drawn is written as {forms[0].Pattern}."));
    }

    private static (ImmutableArray<DateForm> Forms, string? Trouble, string? Decision) Single(string name, ColumnProfile seen, int best, bool? monthFirst)
    {
        foreach (var (day, month) in Ambiguous)
        {
            if (best != day && best != month)
                continue;
            if (seen.Dates[day] != seen.Dates[month])
                return ([DateForm.Known[best]], null, null);
            var chosen = monthFirst is true ? month : day;
            return ([DateForm.Known[chosen]], null, monthFirst is null
                ? $"'{name}' holds dates that can be read with the day or the month first: no day is above 12. They are taken as {DateForm.Known[chosen].Pattern}; declare 'date_format' if that is wrong. Drawn dates are valid in both readings."
                : $"'{name}' holds dates that can be read with the day or the month first; they are taken as {DateForm.Known[chosen].Pattern}, as in the other dates of the file.");
        }
        return ([DateForm.Known[best]], null, DateForm.Known[best].HasShortYear ? $"'{name}' holds years of two figures: 30 to 99 are taken as 19.., 00 to 29 as 20... Write the years with four figures if that is wrong." : null);
    }

    private static long Only(ColumnProfile seen, int form, int not) =>
        seen.Texts.Where(t => (t.Shape.Dates & (UInt128.One << form)) != 0 && (t.Shape.Dates & (UInt128.One << not)) == 0).Sum(t => t.Count);

    private static long Covered(ColumnProfile seen, List<int> forms)
    {
        var mask = UInt128.Zero;
        foreach (var form in forms)
            mask |= UInt128.One << form;
        return seen.Texts.Where(t => (t.Shape.Dates & mask) != 0).Sum(t => t.Count);
    }

    private static string Swapped(string pattern) =>
        pattern.StartsWith("dd/MM/", StringComparison.Ordinal) ? "MM/dd/" + pattern[6..]
        : pattern.StartsWith("dd-MM-", StringComparison.Ordinal) ? "MM-dd-" + pattern[6..]
        : pattern.StartsWith("d/M/", StringComparison.Ordinal) ? "M/d/" + pattern[4..] : "";

    private static int IndexOf(string pattern)
    {
        for (var i = 0; i < DateForm.Known.Length; i++)
            if (string.Equals(DateForm.Known[i].Pattern, pattern, StringComparison.Ordinal))
                return i;
        return -1;
    }
}
