using Salus.Design;
using Salus.Documentation.Scribe;
using Salus.Trust;
using Salus.Writing;

namespace Salus.Tests.Documentation.Scribe.Evaluation;

public sealed class ScoredNotesTests
{
    private const string Knee = "[doctor] any fever or cough ?\n[patient] no .\n[patient] my knee has been swollen for two weeks and i take twenty milligrams of lisinopril .";

    [Theory]
    [InlineData("Reports cough. Denies fever, chills, or nausea.", "cough+ fever- chills- nausea-")]
    [InlineData("No fever, but he has a cough.", "fever- cough+")]
    [InlineData("No change in the cough. Nausea: none.", "cough+ nausea-")]
    [InlineData("diarrhea no", "diarrhea-")]
    [InlineData("If there is fever, call us.", "fever?")]
    public void A_written_finding_is_present_absent_or_open(string text, string expected) =>
        Assert.Equal(expected, string.Join(' ', StatedFindings.In(text).Select(Shown)));

    [Theory]
    [InlineData("[doctor] any fever ?\n[patient] no .", "fever-")]
    [InlineData("[doctor] have you had any cough\n[patient] um yeah a little", "cough+")]
    [InlineData("[doctor] any fever or cough ?\n[patient] yes .", "fever? cough?")]
    [InlineData("[doctor] any fever ?\n[patient] well it was hot on tuesday .", "fever?")]
    [InlineData("[doctor] so you have a cough . any fever ?\n[patient] no .", "cough+ fever-")]
    public void What_is_asked_is_as_the_patient_answers(string said, string expected) =>
        Assert.Equal(expected, string.Join(' ', StatedFindings.In(Heard(said).Transcript.Turns, 0).Select(Shown)));

    [Fact]
    public void A_statement_agrees_when_the_cited_words_name_the_finding_with_its_polarity()
    {
        var (visit, draft) = NoteWriterTests.Write(Knee);
        var turn = visit.Transcript.Turns[0].Text;
        var cited = new Quote("transcript", 0, 0, turn.Length, turn);
        var disagreeing = new List<string>();

        var score = PolarityScore.Of(draft with { Statements = [new Statement("ros", "Denies fever.", [cited]), new Statement("ros", "Reports cough.", [cited]), new Statement("ros", "Denies nausea.", [cited])] }, visit.Transcript.Turns, disagreeing);

        Assert.Equal(new PolarityScore(Stated: 3, Compared: 2, Agreeing: 1), score);
        Assert.StartsWith("Reports cough.", Assert.Single(disagreeing), StringComparison.Ordinal);
    }

    [Fact]
    public void A_note_of_any_system_is_counted_against_the_whole_conversation()
    {
        const string note = "HISTORY\n\nThe knee has been swollen for 2 weeks. She takes 40 mg of lisinopril. She reports a cough now.\nRecent colonoscopy revealed diverticulosis and polyps.\nEars, nose and throat: Denies nausea.";

        var score = TextScore.Of(note, Heard(Knee));

        Assert.Equal(new TextScore(Sentences: 5, Foreign: 1, Numbers: 2, NumbersSupported: 1, Units: 2, UnitsSupported: 2, Drugs: 1, DrugsSupported: 1, Findings: 2, FindingsAgreeing: 1), score);
    }

    [Theory]
    [InlineData("two.csv", "id,note\nv1,\"Knee pain.\"\nzz,\"Other.\"\n")]
    [InlineData("two.jsonl", "{\"encounter_id\":\"v1\",\"note\":\"Knee pain.\"}\n\n{\"id\":\"zz\",\"note\":\"Other.\"}\n")]
    public async Task Outputs_of_another_system_are_matched_by_id_and_stand_beside_ours(string name, string outputs)
    {
        var data = await ScribeBatchTests.FileOf("encounter_id,dialogue,note\nv1,\"[patient] my knee hurts .\",\"Knee pain.\"\nv2,\"[patient] my back hurts .\",\"Back pain.\"\n");
        var theirs = new FileInfo(Path.Combine(data.DirectoryName!, "outputs-" + name));
        await File.WriteAllTextAsync(theirs.FullName, outputs, TestContext.Current.CancellationToken);

        var report = await new ScribeEvaluation(new NoteWriter(TimeProvider.System), []).RunAsync(data.Directory!, new EvaluationOptions(null, "train", theirs), new Progress<EvaluationProgress>(), TestContext.Current.CancellationToken);

        Assert.Equal(50, Value(report, "visits with a note"));
        Assert.Equal(1, Value(report, "notes of no visit here"));
        Assert.Equal(50, Value(report, "ROUGE-1 F1"));
        Assert.Contains(report.Metrics, m => m.Name == "ours: ROUGE-1 F1");
    }

    [Theory]
    [InlineData("id,note\nv1,a\nv1,b\n", "second note for 'v1'")]
    [InlineData("id,text\nv1,a\n", "column 'note' is missing")]
    public async Task Outputs_that_cannot_be_matched_are_refused_with_the_reason(string csv, string reason)
    {
        var file = await ScribeBatchTests.FileOf(csv);

        var refusal = await Assert.ThrowsAsync<TranscriptException>(() => OtherNotes.ReadAsync(file, TestContext.Current.CancellationToken));

        Assert.Contains(reason, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_number_is_new_when_people_wrote_it_in_no_form() =>
        Assert.Equal(["50"], TranscriptPair.NewNumbers("Takes 15 mg twice, for 2 days, then 50 mg.", Heard("[patient] fifteen milligrams twice for 2 days .")));

    [Fact]
    public void A_year_of_two_digits_is_the_same_date() =>
        Assert.Equal(["1950"], TranscriptPair.NewNumbers("Seen on 3/4/2021, born 1950.", Heard("[doctor] seen on 03/4/21 .")));

    [Fact]
    public async Task A_recognisers_transcript_is_paired_with_peoples_by_the_reference_note()
    {
        var official = await ScribeBatchTests.FileOf("encounter_id,dialogue,note\nD1,\"[patient] fifteen .\",\"First note.\"\nD2,\"[patient] sixty .\",\"Second note.\"\nD3,\"[patient] nobody heard this .\",\"Third note.\"\n");
        var folder = official.Directory!.CreateSubdirectory("src_experiment_data");
        await File.WriteAllTextAsync(Path.Combine(folder.FullName, "train_x_asr.csv"), "id,dialogue,note\nA1,\"[patient] fifty .\",\"First note.\"\n", TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(Path.Combine(folder.FullName, "train_y_asrcorr.csv"), "id,dialogue,note\nA2,\"[patient] sixteen .\",\"Second note.\"\n", TestContext.Current.CancellationToken);

        var pairs = await TranscriptPair.ReadAsync(official.Directory!, "train", TestContext.Current.CancellationToken);

        Assert.Equal([("fifty .", "fifteen ."), ("sixty .", "sixteen .")], pairs.Select(p => (p.Heard.Transcript.Turns[0].Text, p.Written.Transcript.Turns[0].Text)));
    }

    private static string Shown(StatedFinding finding) => finding.Concept.Name + finding.Polarity switch { StatedPolarity.Affirmed => "+", StatedPolarity.Negated => "-", _ => "?" };

    private static double Value(EvaluationReport report, string metric) => report.Metrics.Single(m => m.Name == metric).Value;

    private static Visit Heard(string said) => NoteWriterTests.Write(said).Visit;
}
