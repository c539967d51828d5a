using System.Globalization;

namespace Salus.Language.Identifiers.Known;

/// <summary>Known days, and how the words and numbers of a text are compared with them. A date whose order is open is known when either order is.</summary>
internal sealed class DateIndex
{
    private readonly Dictionary<(int Year, int Month, int Day), KnownIdentifier> days = [];
    private readonly Dictionary<(int Month, int Day), KnownIdentifier> daysOfYear = [];
    private readonly Dictionary<(int Year, int Month), KnownIdentifier> months = [];
    private readonly Dictionary<ulong, KnownIdentifier> years = [];

    public DateIndex(IEnumerable<KnownIdentifier> known)
    {
        foreach (var one in known)
        {
            if (!Add(one))
                Unread.Add(one);
        }
    }

    public bool IsEmpty => days.Count == 0 && months.Count == 0 && years.Count == 0;

    /// <summary>Values of no form known here; they are searched as they are.</summary>
    public List<KnownIdentifier> Unread { get; } = [];

    public IEnumerable<ulong> YearHashes => years.Keys;

    public KnownIdentifier? Year(ulong hash) => years.GetValueOrDefault(hash);

    /// <param name="year">Four digits, or two of any century.</param>
    public KnownIdentifier? Day(int year, int month, int day) => days.GetValueOrDefault((year, month, day));

    public KnownIdentifier? DayOfYear(int month, int day) => daysOfYear.GetValueOrDefault((month, day));

    public KnownIdentifier? Month(int year, int month) => months.GetValueOrDefault((year, month));

    private bool Add(KnownIdentifier known)
    {
        var value = known.Value.Trim();
        if (value.Length == 4 && int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out _))
        {
            years.TryAdd(WordHash.Of(value), known);
            return true;
        }
        if (!(value.Length == 8 && value.All(char.IsAsciiDigit)) && DateTime.TryParseExact(value, ["yyyy-MM", "yyyyMM", "MM/yyyy", "MMMM yyyy", "MMM yyyy"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var month))
        {
            AddMonth(month.Year, month.Month, known);
            return true;
        }
        var found = false;
        foreach (var (year, monthOfYear, day) in WrittenDate.Readings(value))
        {
            found = true;
            days.TryAdd((year, monthOfYear, day), known);
            if (year > 99)
                days.TryAdd((year % 100, monthOfYear, day), known);
            daysOfYear.TryAdd((monthOfYear, day), known);
            AddMonth(year, monthOfYear, known);
        }
        return found;
    }

    private void AddMonth(int year, int month, KnownIdentifier known)
    {
        months.TryAdd((year, month), known);
        if (year > 99)
            months.TryAdd((year % 100, month), known);
    }
}
