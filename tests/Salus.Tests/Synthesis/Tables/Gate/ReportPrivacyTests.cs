using Salus.Synthesis.Tables.Gate;
using Xunit;

namespace Salus.Tests.Synthesis.Tables.Gate;

public sealed class ReportPrivacyTests
{
    [Fact]
    public void Shows_no_level_or_step_that_fewer_than_five_people_have()
    {
        var report = ReleaseGate.Judge(InventedPatients.Of(200, 1), InventedPatients.Of(100, 2), InventedPatients.Of(200, 3), new GateOptions { Predicates = 20, AttackedRows = 50 }, cancel: TestContext.Current.CancellationToken);
        foreach (var margin in report.Margins)
            foreach (var (share, label) in margin.Real.Zip(margin.Labels))
                Assert.True(share == 0 || share * 200 >= GateReport.FewestPeople - 1e-9 || label.EndsWith("others", StringComparison.Ordinal), $"{margin.Column} {label} {share}");
    }
}
