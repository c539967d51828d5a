using Salus.Design;
using Salus.Documentation.Scribe;

namespace Salus.Conformance.Documentation;

public sealed class GroundingConformanceTests
{
    /// <summary>Floors under the figures of evaluation/grounding.md: falling below one is a step back, whatever the bar above it.</summary>
    [Fact]
    public async Task The_checker_keeps_its_floor_on_ACI_BENCH()
    {
        var report = await new GroundingEvaluation().RunAsync(PublicData.Folder("aci-bench"), new EvaluationOptions(null, null, null), new Progress<EvaluationProgress>(), TestContext.Current.CancellationToken);
        Assert.InRange(ValueOf("false alarms"), 0, 6);
        Assert.InRange(ValueOf("other drug"), 99, 100);
        Assert.InRange(ValueOf("other number"), 85, 100);
        Assert.InRange(ValueOf("other side"), 90, 100);
        Assert.InRange(ValueOf("polarity turned"), 60, 100);
        Assert.InRange(ValueOf("other person"), 90, 100);
        Assert.InRange(ValueOf("sentence of another visit"), 65, 100);

        double ValueOf(string what) => report.Metrics.First(m => m.Name.Contains(what, StringComparison.Ordinal)).Value;
    }
}
