using Salus.Documentation.Scribe;

namespace Salus.Tests.Documentation.Scribe;

public sealed class ClauseProseTests
{
    private static readonly ClauseProse Prose = new(PatientReference.Female, new ReportedSpeech(PatientReference.Female));

    [Theory]
    [InlineData("i've been doing a lot of hiking", "the patient has been doing a lot of hiking")]
    [InlineData("went to the urgent care on friday and", "the patient went to the urgent care on friday")]
    [InlineData("taking my pills at night", "the patient reports taking her pills at night")]
    [InlineData("no fever or chills", "the patient reports no fever or chills")]
    [InlineData("and it does not hurt when i walk", "it does not hurt when the patient walks")]
    public void A_clause_of_the_patient_becomes_a_sentence_about_them(string said, string written) =>
        Assert.Equal(written, Prose.Patient(Clause(Speaker.Patient, said)));

    [Theory]
    [InlineData("she has had it too")]
    [InlineData("you feel it when you walk")]
    [InlineData("it goes away unless")]
    [InlineData("on the left side")]
    [InlineData("left knee pain")]
    [InlineData("diagnosed with asthma by the doctor here")]
    public void What_cannot_be_told_cleanly_is_not_written(string said) =>
        Assert.Null(Prose.Patient(Clause(Speaker.Patient, said)));

    [Theory]
    [InlineData("i know that you've had a stress test in march", "the patient has had a stress test in march")]
    [InlineData("dragon , ms lane is here for her knee", "ms lane is here for her knee")]
    [InlineData("your collateral ligaments are intact", "the patient's collateral ligaments are intact")]
    public void A_clause_of_the_doctor_speaks_of_the_patient(string said, string written) =>
        Assert.Equal(written, Prose.Doctor(Clause(Speaker.Doctor, said)));

    [Theory]
    [InlineData("let me take a look at your ankle")]
    [InlineData("do you have any questions for me")]
    public void Talk_about_the_visit_itself_is_not_written(string said) =>
        Assert.Null(Prose.Doctor(Clause(Speaker.Doctor, said)));

    [Fact]
    public void What_is_only_carried_over_is_not_written_without_a_learned_choice()
    {
        var (_, draft) = NoteWriterTests.Write("""
            [doctor] hello , what brings you in ?
            [patient] my knee hurts . i've been painting the garden fence with my neighbours .
            """);

        Assert.DoesNotContain(draft.Statements, s => s.Text.Contains("fence", StringComparison.Ordinal));
    }

    private static Clause Clause(Speaker speaker, string said) => TurnCleanup.Clauses([new Turn(speaker, "x", said)])[0];
}
