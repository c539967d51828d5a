using Salus.Documentation.Scribe;
using Salus.Trust;

namespace Salus.Tests.Documentation.Scribe;

public sealed class PlanAndOrderTests
{
    private const string Rest = "[doctor] okay .\n[doctor] let me do a quick physical exam . on your heart exam there is a murmur . your lungs are clear .\n[doctor] so let's talk about my assessment and plan . i'm going to order an x-ray of the chest .";

    [Theory]
    [InlineData("We will order an echocardiogram to see how the valve is", "Imaging: echocardiogram")]
    [InlineData("We will repeat the hemoglobin a1c in three months", "Laboratory: hemoglobin a1c")]
    [InlineData("We will refer the patient to physical therapy because her balance is poor", "Referral: physical therapy")]
    [InlineData("We will start the patient on some lasix, 20 milligrams a day", "Prescription: lasix, 20 milligrams a day")]
    [InlineData("We will increase the patient's lisinopril to 40 milligrams a day", "Medication change: increase lisinopril to 40 milligrams a day")]
    [InlineData("We could order an mri of the knee", null)]
    [InlineData("We will order an x-ray if it does not get better", null)]
    [InlineData("We will keep an eye on it", null)]
    public void An_order_is_taken_out_of_a_plan_entry_and_a_possibility_is_none(string entry, string? order) =>
        Assert.Equal(order, OrderProse.Of(entry));

    [Theory]
    [InlineData("blood pressure is one thirty over eighty heart rate of seventy two", "Blood pressure: 130/80;Heart rate: 72")]
    [InlineData("your temperature is ninety eight point six and your oxygen saturation is ninety seven percent on room air", "Temperature: 98.6;Oxygen saturation: 97%")]
    [InlineData("your blood pressure at home was one fifty over ninety", "")]
    [InlineData("your blood pressure should be below one thirty over eighty", "")]
    [InlineData("your heart rate is fine", "")]
    public void Vital_signs_are_the_numbers_said_right_after_their_names(string said, string measured) =>
        Assert.Equal(measured, string.Join(';', VitalSigns.In(said).Select(v => $"{v.Name}: {v.Value}")));

    [Fact]
    public void A_dose_said_without_a_unit_stays_without_one()
    {
        var (_, draft) = NoteWriterTests.Write("""
            [doctor] hello , what medications are you taking ?
            [patient] i take metoprolol , fifty , twice a day .
            """);

        var line = Assert.Single(draft.Statements, s => s.Section is "medications");
        Assert.Contains("50", line.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("mg", line.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_plan_entry_stands_under_the_problem_the_doctor_turned_to()
    {
        var (_, draft) = NoteWriterTests.Write("""
            [doctor] hello , what brings you in ?
            [patient] my knee hurts .
            [doctor] any numbness ?
            [patient] no .
            [doctor] are you taking anything for it ?
            [patient] i have been taking ibuprofen twice a day .
            [doctor] let me do a quick physical exam . on your knee exam there is some swelling .
            [doctor] so let's talk about my assessment and plan . for your knee pain i'm going to order an x-ray of the knee and then for your diabetes we'll increase the metformin to one thousand milligrams twice a day .
            [doctor] i want you to call me if the knee gets red or you have a fever .
            """);

        Assert.Equal("Diabetes", Assert.Single(draft.Statements, s => s.Text.Contains("metformin", StringComparison.OrdinalIgnoreCase) && s.Section is "assessment-plan").Group);
        Assert.Equal("Knee pain", Assert.Single(draft.Statements, s => s.Text.Contains("x-ray", StringComparison.OrdinalIgnoreCase) && s.Section is "assessment-plan").Group);
        Assert.Contains(draft.Statements, s => s.Section is "orders" && s.Text == "Imaging: x-ray of the knee.");
        Assert.All(draft.Statements.Where(s => s.Section is "orders"), s => Assert.NotEmpty(s.Evidence));
    }

    [Theory]
    [InlineData("how long have you had the cough ?", "about two weeks .", "The patient has had the cough for about 2 weeks.")]
    [InlineData("is the pain there all the time ?", "it's constant and it gets worse at night .", "The pain is constant and it gets worse at night.")]
    [InlineData("what have you taken for the pain ?", "some ibuprofen .", "The patient has taken some ibuprofen.")]
    [InlineData("how about fever or chills ?", "no .", "The patient denies fever or chills.")]
    public void A_question_for_a_detail_and_its_answer_make_one_statement(string asked, string answered, string written)
    {
        var (_, draft) = NoteWriterTests.Write($"[doctor] hello , what brings you in ?\n[patient] i have a cough and some chest pain .\n[doctor] {asked}\n[patient] {answered}\n{Rest}");

        var statement = Assert.Single(draft.Statements, s => s.Text == written);
        Assert.Equal(2, statement.Evidence.Length);
    }
}
