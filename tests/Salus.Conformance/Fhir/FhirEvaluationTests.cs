using Salus.Design;
using Salus.Workbench.Evaluation;

namespace Salus.Conformance.Fhir;

/// <summary>What <c>salus evaluate fhir</c> measures on the public suites, held to its bars.</summary>
public sealed class FhirEvaluationTests(ITestOutputHelper output)
{
    [Fact]
    public async Task Every_suite_reaches_its_bar()
    {
        var report = await new FhirEvaluation().RunAsync(PublicData.Folder("fhir"), new EvaluationOptions(null, null, null), new Progress<EvaluationProgress>(), TestContext.Current.CancellationToken);
        foreach (var metric in report.Metrics)
            output.WriteLine(FormattableString.Invariant($"{metric.Name}: {metric.Value:0.##} {metric.Unit}"));
        foreach (var (metric, cases) in report.Failed)
            output.WriteLine($"{metric}: {string.Join("\n  ", cases)}");
        Assert.Contains(report.Metrics, m => m.Name == "Validator agreement on errors");
        Assert.DoesNotContain(report.Metrics, m => m.Value < m.AtLeast);
    }
}
