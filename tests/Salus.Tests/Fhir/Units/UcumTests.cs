using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using Salus.Fhir.Units;

namespace Salus.Tests.Fhir.Units;

public sealed class UcumTests
{
    [Theory]
    [InlineData("mg/dL")]
    [InlineData("10*3/uL")]
    [InlineData("mm[Hg]")]
    [InlineData("/min")]
    [InlineData("kg.m/s2")]
    [InlineData("mL/min/{1.73_m2}")]
    [InlineData("{score}")]
    [InlineData("(8.h){shift}")]
    [InlineData("[iU]/L")]
    [InlineData("k[IU]/L")]
    [InlineData("dB")]
    [InlineData("mCel")]
    [InlineData("B[10.nV]")]
    [InlineData("[m/s2/Hz^(1/2)]")]
    [InlineData("m+3")]
    [InlineData("1")]
    [InlineData("")]
    [InlineData("100.m")]
    [InlineData("%[slope]")]
    public void Accepts_what_UCUM_defines(string code) => Assert.True(Ucum.IsValid(code, out var reason), reason);

    [Theory]
    [InlineData("mgs", "no unit of UCUM")]
    [InlineData("MMOL", "no unit of UCUM")]
    [InlineData("m/", "before the end")]
    [InlineData("m//s", "begins no unit")]
    [InlineData("(m", "')'")]
    [InlineData("m)", "does not fit")]
    [InlineData("m{a", "'}'")]
    [InlineData("m{é}", "ASCII")]
    [InlineData("µg", "begins no unit")]
    [InlineData("{a}m", "does not fit")]
    [InlineData("k[in_i]", "no unit of UCUM")]
    [InlineData("mm[Hg", "']'")]
    [InlineData("m999999999", "exponent")]
    [InlineData("m 2", "does not fit")]
    public void Refuses_the_rest_and_says_why(string code, string why)
    {
        Assert.False(Ucum.IsValid(code, out var reason));
        Assert.Contains(why, reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("72.5", "kg", "g", "72500")]
    [InlineData("1", "[in_i]", "cm", "2.54")]
    [InlineData("100", "mg/dL", "g/L", "1")]
    [InlineData("98.6", "[degF]", "Cel", "37")]
    [InlineData("-40", "Cel", "[degF]", "-40")]
    [InlineData("0", "K", "Cel", "-273.15")]
    [InlineData("80", "[degRe]", "Cel", "100")]
    [InlineData("120", "mm[Hg]", "kPa", "15.99864")]
    [InlineData("1", "wk", "d", "7")]
    [InlineData("1", "[lb_av]", "g", "453.59237")]
    [InlineData("30", "dB", "1", "1000")]
    [InlineData("7", "[pH]", "mol/l", "0.0000001")]
    [InlineData("100", "%[slope]", "deg", "45")]
    [InlineData("1", "[IU]", "[iU]", "1")]
    [InlineData("1", "mol", "1", "602213670000000000000000")]
    [InlineData("3", "[ft_i]", "[yd_i]", "1")]
    [InlineData("1", "[yd_i]", "km", "0.0009144")]
    [InlineData("2", "Cel/min", "K/min", "2")]
    public void Converts(string value, string from, string to, string expected)
    {
        var result = Ucum.Convert(ExactNumber.Parse(value)!.Value, from, to);
        Assert.Equal(expected, result.ToString(12));
    }

    [Theory]
    [InlineData("kg", "m")]
    [InlineData("[iU]", "1")]
    [InlineData("[iU]", "[arb'U]")]
    [InlineData("mol", "g")]
    [InlineData("xyz", "g")]
    public void Refuses_to_convert_between_different_things(string from, string to)
    {
        Assert.Throws<UcumException>(() => Ucum.Convert(1m, from, to));
        Assert.False(Ucum.AreComparable(from, to));
        Assert.Null(Ucum.Compare(1, from, 1, to));
    }

    [Theory]
    [InlineData("m", "(meter)")]
    [InlineData("mg/dL", "(milligram) / (deciliter)")]
    [InlineData("m/s2", "(meter) / (second ^ 2)")]
    [InlineData("10*-6", "(the number ten for arbitrary powers ^ -6)")]
    [InlineData("kg.m", "(kilogram) * (meter)")]
    [InlineData("2.h", "2 * (hour)")]
    [InlineData("", "(unity)")]
    [InlineData("mol{creatinine}/L", "(mole) * 1 / (liter)")]
    [InlineData("/m", "/ (meter)")]
    public void Names_a_unit_in_words(string code, string words) => Assert.Equal(words, Ucum.Parse(code).Display);

    [Fact]
    public void Multiplies_and_divides_into_base_units()
    {
        var (area, unit) = Ucum.Multiply(ExactNumber.From(2.0m), "cm", ExactNumber.From(2.0m), "m");
        Assert.Equal(("0.04", "m2"), (area.ToString(), unit));
        var (speed, per) = Ucum.Divide(ExactNumber.From(9m), "km", ExactNumber.From(0.5m), "h");
        Assert.Equal(("5", "m.s-1"), (speed.ToString(), per));
        Assert.Equal("1", Ucum.Divide(ExactNumber.One, "mg/dL", ExactNumber.One, "g/L").Code);
        Assert.Throws<DivideByZeroException>(() => Ucum.Divide(ExactNumber.One, "m", ExactNumber.From(0m), "s"));
    }

    [Fact]
    public void There_and_back_gives_the_same_digits()
    {
        string[] codes = ["mg", "kg", "[lb_av]", "[oz_tr]", "[gr]", "t", "u", "Cel", "[degF]", "[degRe]", "K"];
        foreach (var from in codes)
        {
            foreach (var to in codes.Where(to => Ucum.AreComparable(from, to)))
            {
                var start = ExactNumber.Parse("36.6")!.Value;
                Assert.Equal(start, Ucum.Convert(Ucum.Convert(start, from, to), to, from));
            }
        }
    }

    [Fact]
    public void Every_unit_of_the_table_leads_to_base_units()
    {
        using var reader = new StreamReader(typeof(Ucum).Assembly.GetManifestResourceStream("Salus.Fhir.Units.ucum.tsv")!);
        var count = 0;
        while (reader.ReadLine() is { } line)
        {
            var cells = line.Split('\t');
            if (cells[0] is not ("base" or "unit"))
                continue;
            count++;
            var unit = Ucum.Parse(cells[1]);
            Assert.True(unit.Factor.Sign > 0, cells[1]);
            Assert.Equal(unit.CanonicalCode, Ucum.Parse(unit.CanonicalCode).CanonicalCode);
            if (cells[0] is "base" || cells[4].Contains('m', StringComparison.Ordinal))
                Assert.Equal(unit.CanonicalCode, Ucum.Parse("k" + cells[1]).CanonicalCode);
        }
        Assert.Equal(310, count);
    }

    [Fact]
    public void Any_text_is_a_unit_or_is_refused() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(3000),
        Prop.ForAll(
            Gen.ArrayOf(Gen.Elements("m", "k", "g", "[in_i]", "/", ".", "(", ")", "{", "}", "[", "]", "10*", "2", "-", "+3", "99", "%", "'", "Cel", "é", " ", "\0")).ToArbitrary(),
            parts =>
            {
                var code = string.Concat(parts);
                if (Ucum.IsValid(code, out var reason))
                    Assert.True(Ucum.AreComparable(code, Ucum.Parse(code).CanonicalCode));
                else
                    Assert.NotEmpty(reason!);
            }));

    [Theory]
    [InlineData("0.1", "0.1")]
    [InlineData("1e3", "1000")]
    [InlineData("-1.50e-2", "-0.015")]
    [InlineData("0", "0")]
    [InlineData("123456789012345678901234567890", "123456789012345678901234567900")]
    public void Writes_numbers_plainly(string text, string expected) => Assert.Equal(expected, ExactNumber.Parse(text)!.Value.ToString());

    [Fact]
    public void Rounds_only_what_has_no_end()
    {
        var third = ExactNumber.One / ExactNumber.From(3m);
        Assert.Equal("0.333", third.ToString(3));
        Assert.Equal("0.67", (third + third).ToString(2));
        Assert.Equal(0.3333333333333333333333333333m, third.ToDecimal());
        Assert.Null(ExactNumber.Parse("1e40")!.Value.ToDecimal());
        Assert.Null(ExactNumber.Parse("1e5000"));
        Assert.Equal(1d / 3, third.ToDouble(), 15);
        Assert.Equal("9.99", ExactNumber.From(9.99m).ToString(5));
        Assert.Equal("10", ExactNumber.From(9.99m).ToString(2).ToString(CultureInfo.InvariantCulture));
    }
}
