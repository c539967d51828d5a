using FsCheck;
using FsCheck.Fluent;
using Salus.Documentation.VisitSummaries;
using Salus.Language.Models;
using Salus.Language.Vocabularies;
using Salus.Trust;
using Salus.Writing;

namespace Salus.Tests.Documentation.VisitSummaries;

public sealed class VisitSummaryTests
{
    private const string Note = """
        HISTORY OF PRESENT ILLNESS

        The patient reports that she has had a cough for 2 weeks. She denies fever, chills, night sweats, weight loss, or hemoptysis.

        MEDICATIONS

        Lisinopril 20 mg once a day.

        RESULTS

        Chest x-ray on March 3 demonstrates no evidence of pneumonia.

        ASSESSMENT AND PLAN

        • Medical Treatment: We will stop lisinopril 20 mg and start losartan 50 mg once a day.
        • Patient Education: Call us if the cough worsens.
        The patient will follow up in 4 weeks.
        """;

    private static readonly SummaryWriter writer = new(new ModelWriter(ChatModels.None(TimeProvider.System), TimeProvider.System), Vocabulary.Embedded, TimeProvider.System);
    private static readonly SummaryCheck check = new(Vocabulary.Embedded);

    [Fact]
    public async Task Speaks_to_the_patient_and_keeps_doses_dates_and_denials()
    {
        var (draft, sources) = await WriteAsync(Note);
        var text = string.Join('\n', draft.Statements.Select(s => s.Text));
        Assert.Contains("You told us that you have had a cough for 2 weeks.", text, StringComparison.Ordinal);
        Assert.Contains("said no to", text, StringComparison.Ordinal);
        Assert.Contains("losartan 50 mg", text, StringComparison.Ordinal);
        Assert.Contains("March 3", text, StringComparison.Ordinal);
        Assert.Contains("4 weeks", text, StringComparison.Ordinal);
        Assert.DoesNotContain("patient", text, StringComparison.OrdinalIgnoreCase);
        Assert.True(SummaryWriter.GradeOf(draft.Statements) <= SummaryWriter.MostGrade);
        Assert.Empty((await Inspection.RunAsync(draft, sources, [check, new EvidenceCheck()], TestContext.Current.CancellationToken)).OpenBlocking);
    }

    [Fact]
    public async Task Puts_medicines_next_steps_and_help_where_they_are_looked_for()
    {
        var (draft, _) = await WriteAsync(Note);
        Assert.Contains(draft.Statements, s => s.Section == SummaryWriter.Medicines && s.Text.Contains("losartan", StringComparison.Ordinal));
        Assert.Contains(draft.Statements, s => s.Section == SummaryWriter.Next && s.Text.Contains("4 weeks", StringComparison.Ordinal));
        Assert.Contains(draft.Statements, s => s.Section == SummaryWriter.Help && s.Text.Contains("cough", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("losartan 50 mg", "losartan 5 mg", "the number 5")]
    [InlineData("said no to", "told us about", "what was denied")]
    [InlineData("losartan", "atenolol", "the medicine")]
    public async Task Finds_what_an_edit_changed(string from, string to, string told)
    {
        var (draft, sources) = await WriteAsync(Note);
        var changed = draft with { Statements = [.. draft.Statements.Select(s => s with { Text = s.Text.Replace(from, to, StringComparison.Ordinal) })] };
        Assert.Contains((await Inspection.RunAsync(changed, sources, [check], TestContext.Current.CancellationToken)).OpenBlocking, f => f.Message.Contains(told, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Finds_a_dose_that_was_dropped_and_not_listed()
    {
        var (draft, sources) = await WriteAsync(Note);
        var dropped = draft with { Statements = [.. draft.Statements.Where(s => !s.Text.Contains("losartan", StringComparison.Ordinal))] };
        Assert.Contains((await Inspection.RunAsync(dropped, sources, [check], TestContext.Current.CancellationToken)).OpenBlocking, f => f.Message.Contains("neither in the summary nor listed", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_is_too_hard_is_listed_and_never_lost()
    {
        const string Hard = "Immunohistochemistry demonstrated heterogeneous cytokeratin expression in 45 % of transitional epithelial neoplasia specimens, necessitating multidisciplinary interventional consideration.";
        var (draft, sources) = await WriteAsync("RESULTS\n\n" + Hard);
        Assert.True(SummaryWriter.GradeOf(draft.Statements) <= SummaryWriter.MostGrade);
        Assert.Contains(draft.Omitted, o => o.Text == Hard);
        Assert.Empty((await Inspection.RunAsync(draft, sources, [check], TestContext.Current.CancellationToken)).OpenBlocking);
    }

    [Fact]
    public async Task Whose_mother_it_is_stays_clear()
    {
        var (draft, _) = await WriteAsync("FAMILY HISTORY\n\nThe patient's mother had a stroke. Her mother says that she is well.");
        Assert.Contains(draft.Statements, s => s.Text == "Your mother had a stroke.");
        Assert.DoesNotContain(draft.Statements, s => s.Text.Contains("you are well", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public void Any_text_gives_a_summary_within_the_grade() => Prop.ForAll<string>(text =>
    {
        var note = SummarySource.Of(text ?? "", "note");
        var written = writer.WriteAsync(note, SummaryRules.Embedded, embeddedOnly: true, CancellationToken.None).GetAwaiter().GetResult();
        return SummaryWriter.GradeOf(written.Draft.Statements) <= SummaryWriter.MostGrade;
    }).QuickCheckThrowOnFailure();

    private static async Task<(Draft Draft, Sources Sources)> WriteAsync(string text)
    {
        var written = await writer.WriteAsync(SummarySource.Of(text, "note"), SummaryRules.Embedded, embeddedOnly: false, TestContext.Current.CancellationToken);
        return (written.Draft, written.Sources);
    }
}
