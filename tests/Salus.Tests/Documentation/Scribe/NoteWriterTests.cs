using System.Text;
using Salus.Documentation.Scribe;
using Salus.Trust;

namespace Salus.Tests.Documentation.Scribe;

public sealed class NoteWriterTests
{
    private const string Knee = """
        [doctor] good morning . so what brings you in today ?
        [patient] i'm having some right knee pain . i twisted it playing tennis two weeks ago .
        [doctor] okay . any numbness or tingling ?
        [patient] no .
        [doctor] and are you taking anything for it ?
        [patient] i've been taking ibuprofen twice a day and it helps a little .
        [doctor] all right . let me do a quick physical exam . on your right knee exam , there is some swelling . i don't see any redness .
        [doctor] so let's talk about my assessment and plan . for your right knee pain , i think you have a sprain . i'm going to order an x-ray of the knee . i want you to keep icing it , and i'll see you back in two weeks .
        [patient] sounds good .
        """;

    [Fact]
    public void Every_statement_quotes_the_words_it_comes_from()
    {
        var (visit, draft) = Write(Knee);
        var sources = visit.ToSources();

        Assert.NotEmpty(draft.Statements);
        Assert.All(draft.Statements, statement =>
        {
            Assert.NotEmpty(statement.Evidence);
            Assert.All(statement.Evidence.OfType<Quote>(), quote => Assert.True(sources.TryRead(quote, out var said) && said == quote.Text));
        });
    }

    [Theory]
    [InlineData("[doctor] are you allergic to any medications ?\n[patient] yes , sulfa .", "Sulfa.")]
    [InlineData("[doctor] any allergies ?\n[patient] i'm allergic to penicillin .", "Penicillin.")]
    [InlineData("[doctor] is she allergic to anything ?\n[patient_guest] not that i know of . i'm allergic to penicillin . she's had amoxicillin before and was fine .", null)]
    [InlineData("[doctor] any allergies ?\n[patient] i carry an epipen and i take cetirizine every day in the spring .", null)]
    public void An_allergy_is_what_was_named_as_one_and_of_this_patient(string said, string? allergy)
    {
        var (_, draft) = Write("[doctor] hello there , what brings you in today ?\n[patient_guest] a cough since monday .\n" + said);
        Assert.Equal(allergy is null ? [] : [allergy], draft.Statements.Where(s => s.Section is "allergies" && !s.Text.Contains("denies", StringComparison.Ordinal)).Select(s => s.Text));
    }

    [Fact]
    public void A_visit_becomes_a_note_with_history_examination_and_plan()
    {
        var (_, draft) = Write(Knee);
        var note = DraftText.Plain(draft, draft.Statements);

        Assert.Contains("The patient twisted it playing tennis 2 weeks ago.", note, StringComparison.Ordinal);
        Assert.Contains("denies numbness or tingling", note, StringComparison.Ordinal);
        Assert.Contains("No redness.", note, StringComparison.Ordinal);
        Assert.Contains("We will order an x-ray of the knee.", note, StringComparison.Ordinal);
        Assert.Contains("The patient will follow up in 2 weeks.", note, StringComparison.Ordinal);
    }

    [Fact]
    public void Equal_visits_give_equal_statements()
    {
        var (_, first) = Write(Knee);
        var (_, second) = Write(Knee);

        Assert.Equal(first.Statements.Select(s => s.Key), second.Statements.Select(s => s.Key));
        Assert.Equal(first.Omitted.Select(o => o.Text), second.Omitted.Select(o => o.Text));
    }

    [Theory]
    [InlineData("soap")]
    [InlineData("uk-gp")]
    public void A_style_changes_words_and_headings_but_never_which_findings_stand_in_the_note(string style)
    {
        var (_, us) = Write(Knee);
        var (_, other) = Write(Knee, new ScribeOptions(style));

        Assert.Equal(us.Statements.Select(Evidence).Order(StringComparer.Ordinal), other.Statements.Select(Evidence).Order(StringComparer.Ordinal));
        Assert.NotEqual(us.Outline.Select(o => o.Title), other.Outline.Select(o => o.Title));
        Assert.All(other.Statements, s => Assert.Contains(other.Outline, o => o.Key == s.Section));

        static string Evidence(Statement statement) => string.Join(';', statement.Evidence.OfType<Quote>().Select(q => $"{q.Segment}:{q.Start}+{q.Length}"));
    }

    [Fact]
    public void An_unknown_style_is_refused_with_the_known_ones()
    {
        var refusal = Assert.Throws<ArgumentException>(() => Write(Knee, new ScribeOptions("haiku")));

        Assert.Contains("us-visit-note", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Facts_from_the_record_carry_the_record_as_evidence()
    {
        var (_, draft) = Write(Knee, patient: new VisitPatient("p1", "Ada Byrne", "female", 41));

        var first = draft.Statements.Single(s => s.Text.StartsWith("Ada Byrne is a 41-year-old female", StringComparison.Ordinal));
        Assert.Contains(first.Evidence.OfType<Element>(), e => e.Path == "Patient.gender" && e.Value == "female");
    }

    [Fact]
    public void Numbers_and_drugs_of_a_note_are_said_in_the_turns_it_quotes_however_the_turns_are_shuffled()
    {
        var lines = Knee.Split('\n');
        for (var seed = 0; seed < 25; seed++)
        {
            var shuffled = (string[])lines.Clone();
#pragma warning disable CA5394 // a seeded shuffle, not a secret
            new Random(seed).Shuffle(shuffled);
#pragma warning restore CA5394
            var (visit, draft) = Write(string.Join('\n', shuffled));
            var score = NoteScore.Of(draft, visit.ToSources());

            Assert.Equal(score.Statements, score.WithEvidence);
            Assert.Equal(score.Numbers, score.NumbersSupported);
            Assert.Equal(score.Drugs, score.DrugsSupported);
        }
    }

    internal static (Visit Visit, Draft Draft) Write(string transcript, ScribeOptions? options = null, VisitPatient? patient = null)
    {
        var visit = new Visit("v1", TranscriptReader.Read(new TranscriptFile("visit.txt", [.. Encoding.UTF8.GetBytes(transcript)])), patient);
        return (visit, new NoteWriter(TimeProvider.System).Write(visit, options ?? new ScribeOptions()));
    }
}
