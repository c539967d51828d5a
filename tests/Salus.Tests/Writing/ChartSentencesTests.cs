using Salus.Trust;
using Salus.Writing;

namespace Salus.Tests.Writing;

public sealed class ChartSentencesTests
{
    [Theory]
    [InlineData("The patient is a 64-year-old female.")]
    [InlineData("The patient has Type 2 diabetes since March 1, 2014.")]
    [InlineData("The patient had Pneumonia in the past; it is resolved.")]
    [InlineData("The patient is allergic to Penicillin; it causes rash.")]
    [InlineData("The patient takes Metformin 500 mg twice daily since January 5, 2024.")]
    [InlineData("The patient took, and has stopped, Lisinopril 10 mg once daily since January 5, 2023.")]
    [InlineData("Creatinine was 1.1 mg/dL on February 20, 2026.")]
    [InlineData("The patient had Left knee arthroscopy on June 2, 2018.")]
    [InlineData("The patient was given Influenza vaccine on October 11, 2025.")]
    [InlineData("MRI of the left knee shows a small effusion.")]
    public void Every_kind_of_fact_is_a_sentence(string sentence) => Assert.Contains(InventedChart.Sentences, s => s.Sentence == sentence);

    [Fact]
    public void A_value_never_stands_without_its_unit_nor_a_flag_unsaid() =>
        Assert.Equal("Creatinine: 1.1 mg/dL (high) on 2026-02-20, range up to 1 mg/dL.", InventedChart.Says(ChartSentenceKind.Result, "Creatinine").Text);

    [Fact]
    public void What_is_over_is_not_current()
    {
        Assert.False(InventedChart.Says(ChartSentenceKind.Problem, "Pneumonia").Current);
        Assert.False(InventedChart.Says(ChartSentenceKind.Medication, "Lisinopril").Current);
        Assert.True(InventedChart.Says(ChartSentenceKind.Medication, "Metformin").Current);
    }

    [Fact]
    public async Task All_evidence_stands_where_it_points()
    {
        var draft = Drafted.Of([.. InventedChart.Sentences.Select(s => new Statement("all", s.Text, s.Evidence))]);
        var reviewed = await Inspection.RunAsync(draft, InventedChart.Sources, [new EvidenceCheck()], TestContext.Current.CancellationToken);
        Assert.Empty(reviewed.Findings);
        Assert.True(draft.Statements.Length > 10);
    }

    [Fact]
    public void Only_so_many_of_a_course_as_are_asked_for() =>
        Assert.DoesNotContain(ChartSentences.Of(InventedChart.Chart, InventedChart.At, newest: 0), s => s.Kind is ChartSentenceKind.Result);
}

/// <summary>Drafts for checks.</summary>
internal static class Drafted
{
    public static Draft Of(params Statement[] statements) => new(
        DraftId.New(TimeProvider.System), 1, "letters", new PatientId("p1"), [.. statements], [],
        new Provenance("test", "1", InventedChart.At, [.. InventedChart.Sources.Select(s => s.Reference)], System.Collections.Immutable.ImmutableSortedDictionary<string, string>.Empty))
    {
        Outline = [new DraftSection("all", "ALL", SectionLayout.List)],
    };
}
