using Salus.Language.Findings;
using Salus.Language.Medications;

namespace Salus.Tests.Language;

public sealed class MedicationReaderTests
{
    private static MedicationSignature Only(string drug, params (SpeakerRole Role, string Text)[] turns) =>
        Assert.Single(MedicationReader.Default.Extract([.. turns.Select(turn => new Utterance(turn.Role, turn.Text))]), medication => medication.Drug.Name == drug);

    [Fact]
    public void Reads_the_whole_signature_from_speech()
    {
        var medication = Only("lisinopril", (SpeakerRole.Patient, "i take lisinopril twenty milligrams by mouth once a day for my blood pressure"));
        Assert.Equal(MedicationAct.Takes, medication.Act);
        Assert.Equal((20m, "mg"), (medication.Dose!.Value, medication.Dose.Unit));
        Assert.Equal(("oral", "daily", "blood pressure"), (medication.Route, medication.Frequency, medication.Indication));
    }

    [Theory]
    [InlineData("let 's start metformin 500 mg twice a day", MedicationAct.Start)]
    [InlineData("continue the metformin", MedicationAct.Continue)]
    [InlineData("i want to increase your metformin to 1000 mg", MedicationAct.Increase)]
    [InlineData("we will stop the metformin", MedicationAct.Stop)]
    [InlineData("order a refill of metformin", MedicationAct.Refill)]
    [InlineData("i want to put you on metformin", MedicationAct.Start)]
    [InlineData("he is allergic to metformin", MedicationAct.Allergic)]
    [InlineData("he is not taking metformin", MedicationAct.DoesNotTake)]
    [InlineData("he used to take metformin", MedicationAct.Took)]
    public void Tells_what_is_done(string said, MedicationAct act) =>
        Assert.Equal(act, Only("metformin", (SpeakerRole.Clinician, said)).Act);

    [Theory]
    [InlineData("yes i am", MedicationAct.Takes)]
    [InlineData("no", MedicationAct.DoesNotTake)]
    [InlineData("the weather is fine", MedicationAct.Mention)]
    public void A_question_counts_with_its_answer(string answer, MedicationAct act) =>
        Assert.Equal(act, Only("metformin", (SpeakerRole.Clinician, "are you taking your metformin ?"), (SpeakerRole.Patient, answer)).Act);

    [Fact]
    public void A_dose_in_the_next_breath_completes_the_drug()
    {
        var medication = Only("metformin", (SpeakerRole.Patient, "i take metformin ."), (SpeakerRole.Clinician, "what dose ?"), (SpeakerRole.Patient, "five hundred milligrams twice a day ."));
        Assert.Equal((500m, "twice daily"), (medication.Dose!.Value, medication.Frequency));
    }

    [Fact]
    public void A_changed_dose_is_the_new_one() =>
        Assert.Equal(40m, Only("furosemide", (SpeakerRole.Clinician, "we increase the lasix from 20 mg to 40 mg daily")).Dose!.Value);

    [Fact]
    public void A_misspelt_drug_is_recognised_and_an_ordinary_word_is_not()
    {
        Only("lisinopril", (SpeakerRole.Patient, "i take lisinoprill"));
        Assert.Empty(MedicationReader.Default.Extract([new Utterance(SpeakerRole.Patient, "i was aspiring to be a message therapist , honestly")]));
    }
}
