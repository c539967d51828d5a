using Salus.Language.Findings;
using Salus.Language.Grounding;
using Salus.Language.Vocabularies;

namespace Salus.Tests.Language;

public sealed class ClaimCheckerTests
{
    private static readonly ClaimChecker Checker = new(
    [
        new Passage(SpeakerRole.Clinician, "hi paula what brings you in today"),
        new Passage(SpeakerRole.Patient, "my right knee has been hurting for about three weeks since i fell off my bike and i have been taking ibuprofen four hundred milligrams twice a day"),
        new Passage(SpeakerRole.Clinician, "okay any numbness or fever ?"),
        new Passage(SpeakerRole.Patient, "no , but it does swell up in the evening ."),
        new Passage(SpeakerRole.Clinician, "does the ibuprofen help ?"),
        new Passage(SpeakerRole.Patient, "it does not help much . my mother had gout so i was worried about that"),
        new Passage(SpeakerRole.Clinician, "i am going to order an x-ray of the knee and start naproxen five hundred milligrams"),
        new Passage(SpeakerRole.Note, "The patient is a 47-year-old female."),
        new Passage(SpeakerRole.Note, ClaimChecker.NameFact + "Paula Weiss."),
    ],
    Vocabulary.Embedded);

    [Theory]
    [InlineData("The patient is a 47-year-old female with right knee pain for 3 weeks after a fall from her bike.")]
    [InlineData("She takes ibuprofen 400 mg twice daily.")]
    [InlineData("She denies numbness or fever.")]
    [InlineData("Ibuprofen does not help much.")]
    [InlineData("Her mother had gout.")]
    [InlineData("Start naproxen 500 mg.")]
    [InlineData("All questions were answered.")]
    public void Lets_what_was_said_pass(string claim) => Assert.Empty(Checker.Check(claim).SelectMany(c => c.Faults));

    [Theory]
    [InlineData("She takes warfarin 400 mg twice daily.", FaultKind.Drug)]
    [InlineData("She takes ibuprofen 800 mg twice daily.", FaultKind.Number)]
    [InlineData("Right knee pain for 3 months after a fall from her bike.", FaultKind.Unit)]
    [InlineData("Left knee pain after a fall from her bike.", FaultKind.Side)]
    [InlineData("She reports fever.", FaultKind.Polarity)]
    [InlineData("Ibuprofen helps.", FaultKind.Polarity)]
    [InlineData("Her father had gout.", FaultKind.Experiencer)]
    [InlineData("She has gout.", FaultKind.Experiencer)]
    [InlineData("He takes ibuprofen 400 mg.", FaultKind.Experiencer)]
    [InlineData("Ms. Delgado takes ibuprofen 400 mg.", FaultKind.Experiencer)]
    [InlineData("She reports chest pain.", FaultKind.NotNamed)]
    [InlineData("Right knee pain since Tuesday.", FaultKind.Date)]
    [InlineData("She works nights at a bakery and breeds greyhounds.", FaultKind.Unsaid)]
    public void Catches_the_lie(string claim, FaultKind kind) => Assert.Contains(Checker.Check(claim).SelectMany(c => c.Faults), f => f.Kind == kind);

    [Fact]
    public void Says_where_the_fault_stands_and_what_was_said()
    {
        const string Text = "Knee pain after a fall. She reports fever.";
        var claim = Checker.Check(Text)[1];
        var fault = Assert.Single(claim.Faults);
        Assert.Equal(Verdict.Contradicted, claim.Verdict);
        Assert.Equal("fever", fault.Claim.In(Text));
        Assert.Equal("denied", fault.Said);
        Assert.Equal(2, fault.Passage);
    }

    [Fact]
    public void Accepts_the_same_amount_in_another_unit()
    {
        var checker = new ClaimChecker([new Passage(SpeakerRole.Patient, "i take one gram of metformin and it has been two weeks")], Vocabulary.Embedded);
        Assert.Empty(checker.Check("Metformin 1000 mg.").SelectMany(c => c.Faults));
        Assert.Empty(checker.Check("Metformin for 14 days.").SelectMany(c => c.Faults));
        Assert.NotEmpty(checker.Check("Metformin 100 mg.").SelectMany(c => c.Faults));
    }

    [Theory]
    [InlineData("")]
    [InlineData("   \n\n ")]
    [InlineData("...")]
    public void Finds_no_claim_where_there_is_none(string text) => Assert.Empty(Checker.Check(text));

    [Fact]
    public void Supports_nothing_without_sources()
    {
        var checker = new ClaimChecker([], Vocabulary.Embedded);
        Assert.Equal(Verdict.NotFound, Assert.Single(checker.Check("She takes ibuprofen 400 mg for knee pain.")).Verdict);
    }
}
