using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using Salus.Governance.Deidentification;

namespace Salus.Tests.Governance.Deidentification.Replacing;

public sealed class DateShiftTests
{
    private static readonly Subject ann = new("ann");

    private static Replacer Replacer(string dates = "") =>
        new(DeidentificationPolicy.Read($"name: ours\nversion: \"1\"\nbased-on: safe-harbor\n{dates}", "ours.yaml"), ReleaseKey.FromSeed(3));

    private static DateOnly Day(string iso) => DateOnly.ParseExact(iso, "yyyy-MM-dd", CultureInfo.InvariantCulture);

    [Fact]
    public void Keeps_every_interval_within_a_subject_over_leap_years_too()
    {
        var replacer = Replacer();
        Prop.ForAll(Gen.Choose(0, 80_000).ToArbitrary(), Gen.Choose(0, 80_000).ToArbitrary(), Gen.Choose(0, 500).ToArbitrary(), (a, b, person) =>
        {
            var subject = new Subject($"p{person}");
            var (x, y) = (new DateOnly(1880, 1, 1).AddDays(a), new DateOnly(1880, 1, 1).AddDays(b));
            var (u, v) = (Day(replacer.Shift($"{x:yyyy-MM-dd}", subject)!), Day(replacer.Shift($"{y:yyyy-MM-dd}", subject)!));
            return u.DayNumber - v.DayNumber == x.DayNumber - y.DayNumber && u < x && x.DayNumber - u.DayNumber <= 365;
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Keeps_weekdays_where_the_policy_says_so()
    {
        var replacer = Replacer("dates: {days: 30, keep-weekday: true}");
        for (var i = 0; i < 200; i++)
            Assert.Contains(replacer.DaysOf(new($"{i}")), new[] { -7, -14, -21, -28 });
    }

    [Theory]
    [InlineData("2024-03-05T23:59:60.123+05:30", "T23:59:60.123+05:30")]
    [InlineData("20240305235900.1234-0500", "235900.1234-0500")]
    [InlineData("2024-03-05 08:15", " 08:15")]
    public void Leaves_the_clock_and_the_offset(string date, string end)
    {
        var shifted = Replacer().Shift(date, ann);
        Assert.EndsWith(end, shifted, StringComparison.Ordinal);
        Assert.NotEqual(date, shifted);
        Assert.Equal(date.Length, shifted!.Length);
    }

    [Theory]
    [InlineData("March 5, 2024", "MMMM d, yyyy")]
    [InlineData("05 Mar 2024", "dd MMM yyyy")]
    [InlineData("05-MAR-2024", "dd-MMM-yyyy")]
    [InlineData("3/5/2024", "M/d/yyyy")]
    [InlineData("03/05/24", "MM/dd/yy")]
    [InlineData("2024/03/05", "yyyy/MM/dd")]
    [InlineData("Tuesday, March 5, 2024", "dddd, MMMM d, yyyy")]
    [InlineData("20240305", "yyyyMMdd")]
    public void Writes_a_date_as_it_was_written(string date, string form)
    {
        var expected = new DateOnly(2024, 3, 5).AddDays(Replacer().DaysOf(ann)).ToString(form, CultureInfo.InvariantCulture);
        Assert.Equal(expected, Replacer().Shift(date, ann), ignoreCase: true);
        Assert.Equal(date.Any(char.IsLower), Replacer().Shift(date, ann)!.Any(char.IsLower));
    }

    [Theory]
    [InlineData("March 3rd", @"^[A-Z][a-z]+ \d{1,2}(st|nd|rd|th)$")]
    [InlineData("the 3rd of March", @"^the \d{1,2}(st|nd|rd|th) of [A-Z][a-z]+$")]
    [InlineData("5/3", @"^\d{1,2}/\d{1,2}$")]
    [InlineData("May 2023", @"^[A-Z][a-z]+ 202[23]$")]
    [InlineData("3 de mayo de 2023", @"^\d{1,2} de [a-z]+ de 202[23]$")]
    [InlineData("3. März 2023", @"^\d{1,2}\. [A-Z]\w+ 202[23]$")]
    [InlineData("3/4/23 - 3/6/23", @"^\d+/\d+/2[23] - \d+/\d+/2[23]$")]
    [InlineData("Feb 29", @"^[A-Z][a-z]+ \d{1,2}$")]
    [InlineData("2023-05", @"^202[23]-\d\d$")]
    [InlineData("2023", @"^202[23]$")]
    public void Shifts_what_lacks_a_year_or_a_day(string date, string shape) => Assert.Matches(shape, Replacer().Shift(date, ann));

    [Fact]
    public void Keeps_both_ends_of_a_range_of_days()
    {
        for (var i = 0; i < 60; i++)
        {
            var subject = new Subject($"{i}");
            var start = new DateOnly(2023, 3, 3).AddDays(Replacer().DaysOf(subject));
            var end = start.AddDays(2);
            var range = Replacer().Shift("March 3-5, 2023", subject)!;
            Assert.StartsWith(start.ToString("MMMM d-", CultureInfo.InvariantCulture), range, StringComparison.Ordinal);
            Assert.EndsWith(end.ToString(" yyyy", CultureInfo.InvariantCulture), range, StringComparison.Ordinal);
            Assert.Contains(start.Month == end.Month ? $"-{end.Day}," : end.ToString("-MMMM d,", CultureInfo.InvariantCulture), range, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("last spring")]
    [InlineData("2023-02-30")]
    [InlineData("13/13/2023")]
    [InlineData("0001-01-01")]
    [InlineData("")]
    [InlineData("Christmas")]
    public void Says_when_it_cannot_read_a_date(string date) => Assert.Null(Replacer().Shift(date, ann));

    [Fact]
    public void Writes_the_year_alone_for_the_letter_of_the_law() =>
        Assert.Equal(["2024", "2024", "1998", "2024", null], new[] { "2024-03-05", "March 5, 2024", "3/5/98", "20240305", "May 3" }.Select(d => Replacer("dates: {write: year}").Shift(d, ann)));

    [Fact]
    public void Reads_the_day_first_where_the_policy_says_so()
    {
        var (us, eu) = (Replacer(), Replacer("dates: {order: day-first}"));
        Assert.Equal(new DateOnly(2024, 3, 5).AddDays(us.DaysOf(ann)).ToString("M/d/yyyy", CultureInfo.InvariantCulture), us.Shift("3/5/2024", ann));
        Assert.Equal(new DateOnly(2024, 5, 3).AddDays(eu.DaysOf(ann)).ToString("d/M/yyyy", CultureInfo.InvariantCulture), eu.Shift("3/5/2024", ann));
    }
}
