using System.Globalization;
using Salus.Fhir.Units;

namespace Salus.Conformance.Fhir;

/// <summary>Conversions of care by the npm package <c>@lhncbc/ucum-lhc</c>: a second reading of UCUM.</summary>
public sealed class UcumPeerTests(ITestOutputHelper output)
{
    private static readonly (string Value, string From, string To)[] Conversions =
    [
        ("72.5", "kg", "[lb_av]"), ("5.9", "[ft_i]", "cm"), ("98.6", "[degF]", "Cel"), ("36.6", "Cel", "K"), ("120", "mm[Hg]", "kPa"), ("100", "mg/dL", "g/L"),
        ("4.5", "10*6/uL", "10*12/L"), ("7", "g/dL", "g/L"), ("2", "[oz_av]", "g"), ("1", "[cup_us]", "mL"), ("3", "[tsp_us]", "mL"), ("15", "[Cal]", "kJ"), ("1.2", "mg/kg/h", "ug/kg/min"),
        ("60", "mL/min/{1.73_m2}", "mL/s/{1.73_m2}"), ("1", "a", "d"), ("2", "mo", "wk"), ("30", "deg", "rad"), ("5", "cm[H2O]", "mm[Hg]"), ("9", "Gy", "rad"), ("1", "atm", "Pa"), ("8", "U/L", "kat/L"),
        ("3", "[sft_i]", "m2"), ("2.5", "[gal_us]", "L"), ("1", "meq/L", "eq/L"), ("50", "%", "[ppth]"), ("1", "t", "kg"), ("12", "[pt_us]", "L"), ("1e3", "ng/mL", "ug/L"), ("1", "kg", "m"), ("1", "L", "Cel"), ("1", "xyz", "m"),
    ];

    [Fact]
    public async Task A_second_implementation_converts_alike()
    {
        var file = Path.GetTempFileName();
        string[] theirs;
        try
        {
            await File.WriteAllLinesAsync(file, Conversions.Select(c => $"{c.Value}\t{c.From}\t{c.To}"), TestContext.Current.CancellationToken);
            theirs = await Peers.RunAsync("ucum.mjs", file);
        }
        finally
        {
            File.Delete(file);
        }
        Assert.Equal(Conversions.Length, theirs.Length);
        var differences = Conversions.Zip(theirs).Where(pair => !Alike(pair.First, pair.Second)).Select(pair => $"{pair.First}: theirs {pair.Second}").ToList();
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Conversions.Length - differences.Count} of {Conversions.Length} conversions alike"));
        Assert.Empty(differences);
    }

    private static bool Alike((string Value, string From, string To) conversion, string theirs)
    {
        try
        {
            var ours = Ucum.Convert(ExactNumber.Parse(conversion.Value)!.Value, conversion.From, conversion.To).ToDouble();
            return double.TryParse(theirs, CultureInfo.InvariantCulture, out var their) && Math.Abs(ours - their) <= 1e-9 * Math.Abs(their);
        }
        catch (UcumException)
        {
            return theirs is "refused";
        }
    }
}
