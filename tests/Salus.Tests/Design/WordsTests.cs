using System.Globalization;
using Salus.Design.Components;

namespace Salus.Tests.Design;

public sealed class WordsTests
{
    [Theory]
    [InlineData("2026-03-01", "2026-03-02", "1 day")]
    [InlineData("2026-02-01", "2026-03-02", "4 weeks")]
    [InlineData("2025-03-03", "2026-03-02", "11 months")]
    [InlineData("2024-03-02", "2026-03-02", "2 years")]
    [InlineData("1972-02-29", "2026-02-28", "53 years")]
    [InlineData("1972-02-29", "2026-03-01", "54 years")]
    [InlineData("2030-01-01", "2026-03-01", "")]
    public void Ages_are_told_in_the_unit_a_person_would_use(string born, string on, string age) =>
        Assert.Equal(age, Words.Age(DateOnly.Parse(born, CultureInfo.InvariantCulture), DateOnly.Parse(on, CultureInfo.InvariantCulture)));

    [Theory]
    [InlineData("77", "a", "77 years")]
    [InlineData("1", "d", "1 day")]
    [InlineData("60", "{points}", "60 points")]
    [InlineData("-3.2", "g/dL", "-3.2 g/dL")]
    [InlineData("0.5", "1", "0.5")]
    public void Computed_values_have_the_unit_a_person_would_write(string value, string unit, string amount) =>
        Assert.Equal(amount, Words.Amount(new Salus.Trust.Calculation("chart", "x", decimal.Parse(value, CultureInfo.InvariantCulture), unit)));
}
