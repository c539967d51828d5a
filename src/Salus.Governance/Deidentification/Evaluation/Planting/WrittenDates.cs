using System.Collections.Immutable;
using System.Globalization;
using Salus.Language.Identifiers;
using Salus.Learning;

namespace Salus.Governance.Deidentification.Evaluation;

/// <summary>Days as people and programs write them.</summary>
public static class WrittenDates
{
    private static readonly ImmutableArray<string> inHeaders = ["M/d/yyyy", "MM/dd/yyyy", "MM/dd/yy", "d/M/yy", "dd.MM.yyyy", "d.M.yy", "yyyy-MM-dd", "yyyy/MM/dd", "MM-dd-yyyy", "dd-MMM-yyyy", "dd MMM yyyy", "ddMMMyyyy", "MMMM d, yyyy", "MMM d, yyyy", "MMM. d, yyyy", "d MMMM yyyy", "yyyyMMdd"];
    private static readonly ImmutableArray<string> inProse = ["M/d/yyyy", "MM/dd/yyyy", "M/d/yy", "yyyy-MM-dd", "dd-MMM-yyyy", "MMMM d, yyyy", "MMMM d yyyy", "MMM d, yyyy", "d MMMM yyyy", "d MMM yyyy", "MMMM d", "d MMMM", "MMM d", "M/d", "MMMM#, yyyy", "MMMM#", "#MMMM yyyy", "the # of MMMM", "MM/yyyy", "MMMM yyyy", "MMM yyyy", "MMMM of yyyy", "MMM '@", "MMMM"];

    public static string InHeader(DateOnly day, SeededRandom random) => day.ToString(random.Pick(inHeaders), CultureInfo.InvariantCulture);

    public static string InProse(DateOnly day, SeededRandom random)
    {
        var ordinal = Ordinal(day.Day);
        return random.Pick(inProse) switch
        {
            "MMMM#, yyyy" => string.Create(CultureInfo.InvariantCulture, $"{day:MMMM} {ordinal}, {day:yyyy}"),
            "MMMM#" => string.Create(CultureInfo.InvariantCulture, $"{day:MMMM} {ordinal}"),
            "#MMMM yyyy" => string.Create(CultureInfo.InvariantCulture, $"{ordinal} {day:MMMM yyyy}"),
            "the # of MMMM" => string.Create(CultureInfo.InvariantCulture, $"{ordinal} of {day:MMMM}"),
            "MMMM of yyyy" => string.Create(CultureInfo.InvariantCulture, $"{day:MMMM} of {day:yyyy}"),
            "MMM '@" => string.Create(CultureInfo.InvariantCulture, $"{day:MMM} '{day:yy}"),
            "M/d" => string.Create(CultureInfo.InvariantCulture, $"{day.Month}/{day.Day}"),
            var form => day.ToString(form, CultureInfo.InvariantCulture),
        };
    }

    /// <summary>As somebody says it aloud: no figures with strokes.</summary>
    public static string Spoken(DateOnly day, SeededRandom random) => random.NextInt(6) switch
    {
        0 => string.Create(CultureInfo.InvariantCulture, $"{day:MMMM} {Ordinal(day.Day)}"),
        1 => string.Create(CultureInfo.InvariantCulture, $"{Ordinal(day.Day)} of {day:MMMM}"),
        2 => string.Create(CultureInfo.InvariantCulture, $"{day:MMMM} {Ordinal(day.Day)}, {day:yyyy}"),
        3 => string.Create(CultureInfo.InvariantCulture, $"{day:MMMM} {OrdinalWord(day.Day)}"),
        4 => string.Create(CultureInfo.InvariantCulture, $"{day:MMMM} {day.Day}"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{day:MMMM yyyy}"),
    };

    public static (string Written, IdentifierClass Class, bool MayStay) Age(int years, SeededRandom random)
    {
        var written = random.Chance(0.15) ? Words(years) : years.ToString(CultureInfo.InvariantCulture);
        return (written, years > 89 ? IdentifierClass.OldAge : IdentifierClass.Age, years <= 89);
    }

    public static string Ordinal(int day) => string.Create(CultureInfo.InvariantCulture, $"{day}{(day % 10, day / 10) switch { (1, not 1) => "st", (2, not 1) => "nd", (3, not 1) => "rd", _ => "th" }}");

    private static readonly ImmutableArray<string> units = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"];
    private static readonly ImmutableArray<string> tens = ["", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];
    private static readonly ImmutableArray<string> ordinals = ["", "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh", "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth", "eighteenth", "nineteenth", "twentieth"];

    public static string Words(int years) => years switch
    {
        < 20 => units[years],
        < 100 => years % 10 == 0 ? tens[years / 10] : $"{tens[years / 10]}-{units[years % 10]}",
        100 => "one hundred",
        _ => $"one hundred and {Words(years - 100)}",
    };

    private static string OrdinalWord(int day) => day switch { <= 20 => ordinals[day], 30 => "thirtieth", _ => $"{tens[day / 10]}-{ordinals[day % 10]}" };
}
