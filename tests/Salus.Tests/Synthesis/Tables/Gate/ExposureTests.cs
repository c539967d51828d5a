using Salus.Synthesis.Tables.Gate;
using Xunit;

namespace Salus.Tests.Synthesis.Tables.Gate;

public sealed class ExposureTests
{
    [Fact]
    public void Is_above_one_when_and_only_when_an_attack_fails_the_table()
    {
        Assert.Equal(0.5, Of(new("linkability", GateSection.Privacy, "", 0.02, 0, 0.05, 0.10, Verdict.Pass, "")).Exposure, 12);
        Assert.True(Of(new("linkability", GateSection.Privacy, "", 0.2, 0.15, 0.25, 0.10, Verdict.Fail, "")).Exposure > 2);
        Assert.True(Of(new("copies", GateSection.Privacy, "", 0.001, 0, 0.01, 0.001, Verdict.Fail, "")).Exposure > 1);
        Assert.Equal(0, Of(new("inference", GateSection.Privacy, "", 0.2, -0.2, 0.6, 0.10, Verdict.NotMeasurable, "")).Exposure);
        Assert.Equal(0, Of(new("discriminator", GateSection.Fidelity, "", 0.9, 0.8, 1, 0.75, Verdict.Warn, "")).Exposure);
    }

    [Fact]
    public void Lets_warnings_pass_and_a_failure_not()
    {
        Assert.True(Of(new Measure("quality", GateSection.Fidelity, "", 0.9, null, null, 0.95, Verdict.Warn, "")).Passes);
        Assert.False(Of(new Measure("copies", GateSection.Privacy, "", 0.9, null, null, 0.01, Verdict.Fail, "")).Passes);
    }

    private static GateReport Of(Measure measure) => new() { TrainRows = 1, ControlRows = 1, SyntheticRows = 1, Measures = [measure] };
}
