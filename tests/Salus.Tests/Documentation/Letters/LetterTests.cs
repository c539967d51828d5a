using System.Collections.Immutable;
using Salus.Documentation.Letters;
using Salus.Trust;
using Salus.Writing;
using static Salus.Tests.Documentation.Summaries.WrittenChart;

namespace Salus.Tests.Documentation.Letters;

public sealed class LetterTests
{
    private static readonly Chart full = Of(Warfarin, Penicillin, Stay, Potassium("k1", "2026-01-01", 4.4m), Potassium("k2", "2026-02-03", 5.9m),
        Drug("s1", "Amlodipine 5 mg tablet", "active", "2026-02-04"), Drug("s2", "Ibuprofen 400 mg tablet", "stopped", "2025-01-01", "2026-02-03"),
        """{"resourceType":"Condition","id":"c1","clinicalStatus":{"coding":[{"code":"active"}]},"code":{"text":"Asthma"},"onsetDateTime":"2014-03-01","subject":{"reference":"Patient/p1"}}""");

    [Theory]
    [InlineData(LetterKind.Referral)]
    [InlineData(LetterKind.Discharge)]
    [InlineData(LetterKind.DischargeInstructions)]
    [InlineData(LetterKind.Appeal)]
    [InlineData(LetterKind.WorkNote)]
    [InlineData(LetterKind.SchoolNote)]
    public async Task Every_kind_passes_the_checks_that_read_it(LetterKind kind)
    {
        var written = Write(kind);

        Assert.NotEmpty(written.Draft.Statements);
        Assert.All(written.Draft.Statements, s => Assert.NotEmpty(s.Evidence));
        Assert.Empty((await CheckAsync(written.Draft, written.Sources)).Where(f => f.Severity is not Severity.Note).Select(f => $"{f.Message} | {(f.Statement is { } at ? written.Draft.Statements[at].Text : "")}"));
    }

    [Fact]
    public void A_referral_keeps_the_question_and_greets_the_reader()
    {
        var written = Write(LetterKind.Referral);

        Assert.Equal(["Is this angina?"], In(written, "question"));
        Assert.Contains("Dear Dr. Lind,", In(written, "letter"));
        Assert.Contains("Chest pain on exertion.", In(written, "reason"));
        Assert.Contains(In(written, "medication"), t => t.StartsWith("Warfarin", StringComparison.Ordinal));
    }

    [Fact]
    public void Without_a_reader_the_letter_says_that_one_is_missing() =>
        Assert.Contains(Writer().Write(new LetterRequest(LetterKind.Referral, full, At)).Draft.Omitted, o => o.Text == "Addressee");

    [Theory]
    [InlineData("New: Amlodipine")]
    [InlineData("Stopped: Ibuprofen")]
    [InlineData("As before: Warfarin")]
    public void Instructions_say_what_became_of_each_medicine(string begin) =>
        Assert.Contains(In(Write(LetterKind.DischargeInstructions), "medication"), t => t.StartsWith(begin, StringComparison.Ordinal));

    [Fact]
    public void Instructions_read_at_grade_six_and_keep_the_dose()
    {
        var written = Write(LetterKind.DischargeInstructions);

        Assert.True(LetterCheckGrade(written) <= 6);
        Assert.Contains(In(written, "medication"), t => t.Contains("one tablet daily", StringComparison.Ordinal));
    }

    [Fact]
    public void An_appeal_answers_from_the_record_and_lists_what_it_does_not_answer()
    {
        var written = Write(LetterKind.Appeal);

        Assert.Contains(written.Draft.Statements, s => s.Section == "answers" && s.Text.StartsWith("Warfarin", StringComparison.Ordinal) && s.Group!.Contains("trial of warfarin", StringComparison.Ordinal));
        Assert.Equal(["Evidence of zanubrutinib treatment is required."], In(written, "open"));
    }

    [Fact]
    public void An_appeal_without_a_denial_is_refused() =>
        Assert.Contains("give the insurer's text", Assert.Throws<LetterCallException>(() => Writer().Write(new LetterRequest(LetterKind.Appeal, full, At))).Message, StringComparison.Ordinal);

    [Fact]
    public async Task A_note_for_work_holds_no_diagnosis_unless_somebody_asks_for_it()
    {
        const string text = "Off work until 9 March 2026. No running because of the asthma.";
        var least = Writer().Write(new LetterRequest(LetterKind.WorkNote, full, At) { To = "The employer", Text = text });
        var named = Writer().Write(new LetterRequest(LetterKind.WorkNote, full, At) { To = "The employer", Text = text, NameDiagnosis = true });

        Assert.Equal(["Off work until 9 March 2026."], In(least, "restrictions"));
        Assert.Contains(least.Draft.Omitted, o => o.Text.Contains("asthma", StringComparison.Ordinal));
        Assert.DoesNotContain(least.Draft.Statements, s => s.Text.Contains("1961", StringComparison.Ordinal));
        Assert.Contains("No running because of the asthma.", In(named, "restrictions"));

        var smuggled = least.Draft with { Statements = [.. least.Draft.Statements, .. named.Draft.Statements.Where(s => s.Text.Contains("asthma", StringComparison.Ordinal))] };
        Assert.Contains(await CheckAsync(smuggled, least.Sources), f => f.Check == "letter" && f.Severity is Severity.Blocking && f.Message.Contains("no diagnosis", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_change_of_medication_told_wrongly_blocks()
    {
        var written = Write(LetterKind.Discharge);
        var wrong = written.Draft with { Statements = [.. written.Draft.Statements.Select(s => s.Text.StartsWith("Amlodipine", StringComparison.Ordinal) ? s with { Group = "Unchanged" } : s)] };
        var silent = written.Draft with { Statements = [.. written.Draft.Statements.Where(s => !s.Text.Contains("Ibuprofen", StringComparison.Ordinal))] };

        Assert.Contains(await CheckAsync(wrong, written.Sources), f => f.Check == "letter" && f.Message.Contains("it was started", StringComparison.Ordinal));
        Assert.Contains(await CheckAsync(silent, written.Sources), f => f.Check == "letter" && f.Message.Contains("was stopped during the stay", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("2026-02-03", "2026-02-13", "13 February 2026 stands in no source")]
    [InlineData("Allergy to Penicillin", "Allergy to something", "active allergy")]
    public async Task Invented_days_and_missing_allergies_block(string said, string lie, string message)
    {
        var written = Write(LetterKind.Referral);
        ImmutableArray<Statement> statements = [.. written.Draft.Statements.Select(s => s with { Text = s.Text.Replace(said, lie, StringComparison.Ordinal) })];
        Assert.Contains(statements, s => s.Text.Contains(lie, StringComparison.Ordinal));

        Assert.Contains(await CheckAsync(written.Draft with { Statements = statements }, written.Sources), f => f.Check == "letter" && f.Severity is Severity.Blocking && f.Message.Contains(message, StringComparison.Ordinal));
    }

    private static Written Write(LetterKind kind) => Writer().Write(new LetterRequest(kind, full, At)
    {
        To = "Dr. Lind\n1 Mill Lane",
        From = "City clinic",
        Reason = kind.IsNote() ? null : "Chest pain on exertion. Is this angina?",
        Text = "Off work until 9 March 2026. Follow-up in the clinic in two weeks. Call us if the pain gets worse.",
        Denial = "The request was denied. A trial of warfarin must be shown. Evidence of zanubrutinib treatment is required.",
    });

    private static LetterComposer Writer() => new(new ModelWriter(Salus.Language.Models.ChatModels.None(TimeProvider.System), TimeProvider.System), TimeProvider.System);

    private static IEnumerable<string> In(Written written, string section) => written.Draft.Statements.Where(s => s.Section == section).Select(s => s.Text);

    private static double LetterCheckGrade(Written written) => LetterCheck.Grade(written.Draft, SourceChart.Of(written.Draft, written.Sources));

    private static async Task<ImmutableArray<Finding>> CheckAsync(Draft draft, Sources sources) =>
        (await Inspection.RunAsync(draft, sources, [new EvidenceCheck(), new GroundingCheck(), new PersonCheck(), new LetterCheck()], TestContext.Current.CancellationToken)).Findings;
}
