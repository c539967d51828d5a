using Salus.Writing;

namespace Salus.Tests.Writing.Charts;

public sealed class ChartWordsTests
{
    [Theory]
    [InlineData("Viral sinusitis (disorder)", "Viral sinusitis")]
    [InlineData("Leukocytes [#/\u200bvolume] in Blood by Automated count", "Leukocytes in Blood")]
    [InlineData("Hemoglobin A1c/Hemoglobin.total in Blood", "Hemoglobin A1c")]
    [InlineData("Pain (left)", "Pain (left)")]
    public void Takes_from_a_name_only_what_is_for_machines(string name, string plain) => Assert.Equal(plain, ChartWords.Plain(name));

    [Theory]
    [InlineData("mm[Hg]", "mmHg")]
    [InlineData("{score}", "")]
    [InlineData("10*9/L", "×10^9/L")]
    [InlineData("mg/dL", "mg/dL")]
    public void Writes_units_as_people_do_and_so_that_they_can_be_printed(string ucum, string unit)
    {
        Assert.Equal(unit, ChartWords.Unit(ucum));
        // The built-in fonts of a PDF hold Latin-1, and no higher superscripts.
        Assert.All(unit, c => Assert.True(c < 256));
    }

    [Theory]
    [InlineData("21.340593018", "21.3")]
    [InlineData("0.0412345678", "0.0412")]
    [InlineData("139.98765432", "140")]
    [InlineData("7.35", "7.35")]
    [InlineData("-2.4567891234", "-2.46")]
    public void Rounds_only_numbers_with_more_digits_than_a_measurement_has(string written, string shown) =>
        Assert.Equal(shown, ChartWords.Number(ChartWords.Rounded(decimal.Parse(written, System.Globalization.CultureInfo.InvariantCulture))));
}
