using Salus.Trust;
using Salus.Writing;

namespace Salus.Tests.Writing;

/// <summary>The checks of words over a chart: what it bears out passes, what it does not is blocked, whichever piece is cited.</summary>
public sealed class ChartGroundingTests
{
    [Theory]
    [InlineData(ChartSentenceKind.Problem, "diabetes", "She has had type 2 diabetes since 2014.")]
    [InlineData(ChartSentenceKind.Problem, "diabetes", "Type 2 diabetes, active since 2014-03-01.")]
    [InlineData(ChartSentenceKind.Problem, "Pneumonia", "She had pneumonia in 2019.")]
    [InlineData(ChartSentenceKind.Medication, "Metformin", "She takes metformin 500 mg twice daily.")]
    [InlineData(ChartSentenceKind.Medication, "Lisinopril", "Lisinopril 10 mg daily was stopped.")]
    [InlineData(ChartSentenceKind.Allergy, "Penicillin", "She is allergic to penicillin, which causes a rash.")]
    [InlineData(ChartSentenceKind.Result, "Creatinine", "Creatinine was 1.1 mg/dL on 20 February 2026, which is high.")]
    [InlineData(ChartSentenceKind.Procedure, "arthroscopy", "She had an arthroscopy of the left knee in 2018.")]
    [InlineData(ChartSentenceKind.Immunisation, "Influenza", "Influenza vaccine on 2025-10-11.")]
    [InlineData(ChartSentenceKind.Document, "chest pain", "She has no chest pain.")]
    [InlineData(ChartSentenceKind.Document, "effusion", "MRI of the left knee showed a small effusion.")]
    public async Task What_the_chart_bears_out_passes(ChartSentenceKind kind, string part, string statement) =>
        Assert.DoesNotContain(await FindingsAsync(kind, part, statement), f => f.Severity is Severity.Blocking);

    [Theory]
    [InlineData(ChartSentenceKind.Medication, "Metformin", "She takes metformin 850 mg twice daily.")]
    [InlineData(ChartSentenceKind.Medication, "Metformin", "She takes metformin 500 g twice daily.")]
    [InlineData(ChartSentenceKind.Medication, "Metformin", "She takes warfarin 500 mg twice daily.")]
    [InlineData(ChartSentenceKind.Result, "Creatinine", "Creatinine was 2.4 mg/dL on 20 February 2026.")]
    [InlineData(ChartSentenceKind.Result, "Creatinine", "Creatinine was 1.1 g/dL on 20 February 2026.")]
    [InlineData(ChartSentenceKind.Procedure, "arthroscopy", "She had an arthroscopy of the right knee in 2018.")]
    [InlineData(ChartSentenceKind.Allergy, "Penicillin", "She is allergic to sulfa.")]
    [InlineData(ChartSentenceKind.Problem, "diabetes", "She has no diabetes.")]
    [InlineData(ChartSentenceKind.Problem, "diabetes", "She has type 2 diabetes and heart failure.")]
    [InlineData(ChartSentenceKind.Document, "chest pain", "She has chest pain.")]
    [InlineData(ChartSentenceKind.Document, "effusion", "MRI of the right knee showed a small effusion.")]
    [InlineData(ChartSentenceKind.Document, "effusion", "Mr. Henderson's knee shows a small effusion.")]
    public async Task What_it_does_not_is_blocked(ChartSentenceKind kind, string part, string statement) =>
        Assert.Contains(await FindingsAsync(kind, part, statement), f => f.Severity is Severity.Blocking);

    [Theory]
    [InlineData(ChartSentenceKind.Allergy, "Penicillin", "She has no allergy to penicillin.")]
    [InlineData(ChartSentenceKind.Problem, "diabetes", "Her mother has type 2 diabetes.")]
    public async Task Of_a_model_even_more_is_blocked(ChartSentenceKind kind, string part, string lie) =>
        Assert.Contains(await FindingsAsync(kind, part, lie, "model house"), f => f.Severity is Severity.Blocking);

    private static async Task<IEnumerable<Finding>> FindingsAsync(ChartSentenceKind kind, string part, string statement, string? engine = null)
    {
        var draft = Drafted.Of(new Statement("all", statement, InventedChart.Says(kind, part).Evidence));
        if (engine is not null)
            draft = draft with { Origin = draft.Origin with { Engine = engine } };
        return (await Inspection.RunAsync(draft, InventedChart.Sources, [new EvidenceCheck(), new GroundingCheck(), new PersonCheck()], TestContext.Current.CancellationToken)).Findings;
    }
}
