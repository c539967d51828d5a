using System.Collections.Immutable;
using Salus.Documentation.Scribe;
using Salus.Documentation.Scribe.Checks;
using Salus.Language.Text;
using Salus.Language.Vocabularies;
using Salus.Trust;
using Salus.Writing;

namespace Salus.Tests.Documentation.Scribe;

public sealed class NoteStyleTests
{
    private const string Knee = """
        [doctor] hi ada . so what brings you in today ?
        [patient] i'm having right knee pain and some swelling . i twisted it two weeks ago and it still hurts when i walk . my mother has arthritis and she uses a cane .
        [doctor] any fever , chills , or numbness ?
        [patient] no .
        [doctor] do you have any allergies ?
        [patient] i'm allergic to penicillin .
        [doctor] what medications are you taking ?
        [patient] i take lisinopril twenty milligrams daily for my hypertension and metformin five hundred milligrams twice a day . i have type two diabetes .
        [doctor] let me examine you . your lungs are clear . on your right knee exam there is some edema . i don't see any erythema .
        [doctor] the x-ray of your right knee shows no fracture .
        [doctor] so my assessment and plan . for your right knee pain , i think you have a sprain . i'm going to prescribe meloxicam fifteen milligrams daily . i want you to ice it . i'm going to refer you to physical therapy . i'll see you back in two weeks .
        [patient] sounds good .
        """;

    private const string Breath = """
        [doctor] good morning , how can i help ?
        [patient] i've had dyspnea on exertion and palpitations for three months . i have not had any chest pain . i used to smoke but i quit five years ago .
        [doctor] any coughing up blood ?
        [patient] no .
        [doctor] does anything run in the family ?
        [patient] my father had a heart attack when he was sixty .
        [patient] i'm on warfarin five milligrams and i stopped taking the aspirin last week because i had epistaxis .
        [doctor] let me do a quick exam . your blood pressure is one forty over ninety . your heart rate is ninety two . on your heart exam i do hear a two out of six systolic ejection murmur . there is bilateral lower extremity edema .
        [doctor] so my assessment and plan . for your congestive heart failure , i'm going to start you on furosemide forty milligrams daily . i'm going to order an echocardiogram . call me if you have syncope . i'll see you back in one week .
        [patient] okay , that works for me .
        """;

    private static readonly VisitPatient Ada = new("p1", "Ada Byrne", "female", 54);

    public static TheoryData<string, string> StylesAndVisits()
    {
        var data = new TheoryData<string, string>();
        foreach (var style in NoteStyle.Embedded)
        {
            data.Add(style.Name, Knee);
            data.Add(style.Name, Breath);
        }
        return data;
    }

    [Fact]
    public void Five_styles_come_with_Salus() =>
        Assert.Equal(["plain-language", "referral-letter", "soap", "uk-gp", "us-visit-note"], NoteStyle.Embedded.Select(s => s.Name).Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(StylesAndVisits))]
    public void Every_style_reads_back_the_findings_of_the_visit_note(string style, string transcript)
    {
        foreach (var length in Enum.GetValues<NoteLength>())
        {
            var us = StyleAgreement.ReadBackOf(Write(transcript, ScribeOptions.DefaultStyle, length), NoteStyle.Named(ScribeOptions.DefaultStyle));
            var other = StyleAgreement.ReadBackOf(Write(transcript, style, length), NoteStyle.Named(style));

            Assert.NotEmpty(us);
            Assert.Equal(us, other);
        }
    }

    [Theory]
    [MemberData(nameof(StylesAndVisits))]
    public async Task The_checks_find_no_more_in_any_style_than_in_the_visit_note(string style, string transcript)
    {
        var us = await FindingsAsync(transcript, ScribeOptions.DefaultStyle);
        var other = await FindingsAsync(transcript, style);

        Assert.Equal(us.Count(f => f.Severity is Severity.Blocking), other.Count(f => f.Severity is Severity.Blocking));
        Assert.DoesNotContain(other, f => f.Check is "person" or "numbers" or "medications");
    }

    [Theory]
    [MemberData(nameof(StylesAndVisits))]
    public void Every_word_of_evidence_stands_behind_a_statement_of_every_style(string style, string transcript) =>
        Assert.Equal(Quotes(Write(transcript, ScribeOptions.DefaultStyle)), Quotes(Write(transcript, style)));

    [Theory]
    [InlineData(Knee)]
    [InlineData(Breath)]
    public void A_letter_to_the_patient_asks_no_more_than_six_years_of_school_and_speaks_to_them(string transcript)
    {
        var draft = Write(transcript, "plain-language");
        var text = DraftText.Plain(draft, draft.Statements);

        Assert.InRange(ReadingGrade.Of(text), 0, 6);
        Assert.DoesNotContain("the patient", text, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("You ", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_letter_to_the_patient_uses_everyday_words_and_keeps_names_doses_and_denials()
    {
        var draft = Write(Knee, "plain-language");
        var text = DraftText.Plain(draft, draft.Statements);

        Assert.Contains("high blood pressure (hypertension)", text, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("You told us that you have no fever, chills, or numbness.", text, StringComparison.Ordinal);
        Assert.Contains("We will prescribe meloxicam 15 mg daily.", text, StringComparison.Ordinal);
        Assert.Contains("Please ice it.", text, StringComparison.Ordinal);
        Assert.Contains("Please come back in 2 weeks.", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_referral_letter_thanks_with_what_the_record_gives_and_asks_first()
    {
        var draft = Write(Knee, "referral-letter");
        var first = draft.Statements[0];

        Assert.StartsWith("Thank you for seeing Ada Byrne, a 54-year-old woman who presents with ", first.Text, StringComparison.Ordinal);
        Assert.Contains(first.Evidence.OfType<Element>(), e => e.Path == "Patient.gender");
        Assert.Contains(draft.Statements, s => s.Section is "cc" && s.Text.Contains("physical therapy", StringComparison.Ordinal));
        Assert.Contains(draft.Statements, s => s.Text.StartsWith("Her current medicines are lisinopril 20 mg", StringComparison.Ordinal));
    }

    [Fact]
    public void A_referral_letter_knows_nothing_that_the_record_does_not()
    {
        var (_, draft) = NoteWriterTests.Write(Knee, new ScribeOptions("referral-letter"));

        Assert.StartsWith("Thank you for seeing this patient with ", draft.Statements[0].Text, StringComparison.Ordinal);
        Assert.DoesNotContain(draft.Statements, s => s.Text.Contains("woman", StringComparison.Ordinal));
    }

    [Fact]
    public void A_British_GP_reads_the_usual_shorthand()
    {
        var text = string.Join('\n', Write(Knee, "uk-gp").Statements.Select(s => s.Text));

        Assert.Contains("No fever, chills, or numbness.", text, StringComparison.Ordinal);
        Assert.Contains("Rx meloxicam 15 mg OD.", text, StringComparison.Ordinal);
        Assert.Contains("Metformin 500 mg BD.", text, StringComparison.Ordinal);
        Assert.Contains("R/V in 2 wks.", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("The patient takes her pills daily.", "i take my pills daily", "You take your pills daily.")]
    [InlineData("The patient's knee hurts when she walks.", "my knee hurts when i walk", "Your knee hurts when you walk.")]
    [InlineData("The patient has a cough and is tired.", "i have a cough and i'm tired", "You have a cough and are tired.")]
    [InlineData("The patient's mother has asthma and she uses an inhaler.", "my mother has asthma and she uses an inhaler", "Your mother has asthma and she uses an inhaler.")]
    [InlineData("The patient told her that she hurt herself.", "i told her that i hurt myself", "You told her that you hurt yourself.")]
    [InlineData("We will start the patient on metformin.", "we'll start you on metformin", "We will start you on metformin.")]
    [InlineData("I think the patient has a sprain.", "i think you have a sprain", "I think you have a sprain.")]
    [InlineData("The patient still does not sleep.", "i still don't sleep", "You still do not sleep.")]
    [InlineData("The patient denies fever or chills.", "any fever or chills no", "You told us that you have no fever or chills.")]
    [InlineData("The patient denies drinking alcohol.", "are you drinking any alcohol no", "You said no to drinking alcohol.")]
    [InlineData("We will give the patient drops.", "we'll give you drops", "We will give you drops.")]
    public void Speaks_to_the_patient_and_leaves_others_in_the_third_person(string about, string said, string to) =>
        Assert.Equal(to, new SecondPerson(PatientReference.Female).Write(about, said.Split(' '), byCompanion: false));

    [Fact]
    public void Everyday_words_mean_what_the_medical_ones_do()
    {
        var wrong = PlainWords.Known
            .Select(row => (row.Term, row.Plain, Meant: Findings(row.Term), Read: Findings(row.Plain)))
            .Where(row => row.Meant.Count > 0 && !row.Meant.SetEquals(row.Read))
            .Select(row => $"{row.Term} ({string.Join(' ', row.Meant)}) -> {row.Plain} ({string.Join(' ', row.Read)})");

        Assert.True(!wrong.Any(), string.Join("\n", wrong));

        static ImmutableHashSet<string> Findings(string text) =>
            [.. Vocabulary.Embedded.Matcher.Find(text).Where(m => m.Concept.Kind is ConceptKind.Finding or ConceptKind.Disorder or ConceptKind.Drug or ConceptKind.Exam or ConceptKind.Test).Select(m => m.Concept.Id)];
    }

    private static Draft Write(string transcript, string style, NoteLength length = NoteLength.Standard) => NoteWriterTests.Write(transcript, new ScribeOptions(style) { Length = length }, Ada).Draft;

    private static ImmutableSortedSet<string> Quotes(Draft draft) => [.. draft.Statements.SelectMany(s => s.Evidence.OfType<Quote>()).Select(q => $"{q.Segment}:{q.Start}+{q.Length}")];

    private static async Task<ImmutableArray<Finding>> FindingsAsync(string transcript, string style)
    {
        var (visit, draft) = NoteWriterTests.Write(transcript, new ScribeOptions(style), Ada);
        var reviewed = await Inspection.RunAsync(draft, visit.ToSources(), [new GroundingCheck(), new PersonCheck(), new ConsistencyCheck(), new RedFlagCheck()], TestContext.Current.CancellationToken);
        return reviewed.Findings;
    }
}
