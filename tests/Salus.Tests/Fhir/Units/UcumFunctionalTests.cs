using Salus.Design;
using Salus.Workbench.Evaluation;

namespace Salus.Tests.Fhir.Units;

/// <summary>Own cases in the format of UCUM's functional tests, through the same reader that <c>salus evaluate fhir</c> uses.</summary>
public sealed class UcumFunctionalTests
{
    private const string Good = """
        <ucumTests>
          <validation>
            <case id="v1" unit="mg/kg/d" valid="true"/> <case id="v2" unit="10*6/uL" valid="true"/> <case id="v3" unit="U/L{37Cel}" valid="true"/>
            <case id="v4" unit="milligram" valid="false" reason="a word"/> <case id="v5" unit="mg//L" valid="false"/> <case id="v6" unit="[IU]/24.h" valid="true"/>
            <case id="v7" unit="ml/min/{1.73_m2}" valid="true"/> <case id="v8" unit="Kg" valid="false"/>
          </validation>
          <displayNameGeneration>
            <case id="d1" unit="ug/mL" display="(microgram) / (milliliter)"/> <case id="d2" unit="cm3" display="(centimeter ^ 3)"/> <case id="d3" unit="/h" display=" / (hour)"/>
          </displayNameGeneration>
          <conversion>
            <case id="c1" value="2.50" srcUnit="[lb_av]" dstUnit="kg" outcome="1.13"/> <case id="c2" value="5.5" srcUnit="mmol/L" dstUnit="mol/m3" outcome="5.5"/>
            <case id="c3" value="101.3" srcUnit="[degF]" dstUnit="Cel" outcome="38.5"/> <case id="c4" value="1" srcUnit="u" dstUnit="g" outcome="1.6605402e-24"/>
            <case id="c5" value="6" srcUnit="[ft_i]" dstUnit="m" outcome="1.8288"/> <case id="c6" value="1e10" srcUnit="nm" dstUnit="m" outcome="10"/>
          </conversion>
          <multiplication><case id="m1" v1="3" u1="dm" v2="4" u2="dm" vRes="0.12" uRes="m2"/></multiplication>
          <division><case id="q1" v1="90" u1="km" v2="2" u2="h" vRes="12.5" uRes="m/s"/></division>
        </ucumTests>
        """;

    [Fact]
    public async Task Every_case_passes() => Assert.Empty(await FailuresAsync(Good));

    [Theory]
    [InlineData("<validation><case id=\"x\" unit=\"mg\" valid=\"false\"/></validation>", "accepted")]
    [InlineData("<conversion><case id=\"x\" value=\"1\" srcUnit=\"[in_i]\" dstUnit=\"cm\" outcome=\"2.55\"/></conversion>", "2.54 instead of 2.55")]
    [InlineData("<conversion><case id=\"x\" value=\"1\" srcUnit=\"kg\" dstUnit=\"cm\" outcome=\"1\"/></conversion>", "cannot be converted")]
    [InlineData("<displayNameGeneration><case id=\"x\" unit=\"m\" display=\"(metre)\"/></displayNameGeneration>", "instead of")]
    [InlineData("<multiplication><case id=\"x\" v1=\"2\" u1=\"m\" v2=\"2\" u2=\"m\" vRes=\"4\" uRes=\"m3\"/></multiplication>", "cannot be converted")]
    public async Task A_wrong_answer_is_noticed(string group, string why) =>
        Assert.Contains(why, Assert.Single(await FailuresAsync($"<ucumTests>{group}</ucumTests>")), StringComparison.Ordinal);

    private static async Task<IReadOnlyList<string>> FailuresAsync(string tests)
    {
        var folder = Directory.CreateTempSubdirectory("salus-ucum-");
        try
        {
            await File.WriteAllTextAsync(Path.Combine(folder.FullName, "UcumFunctionalTests.xml"), tests, TestContext.Current.CancellationToken);
            var report = await new FhirEvaluation().RunAsync(folder, new EvaluationOptions(null, null, null), new Progress<EvaluationProgress>(), TestContext.Current.CancellationToken);
            return report.Failed["UCUM functional tests"];
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
