using System.Globalization;
using Salus.Language.Findings;
using Salus.Language.Grounding;
using Salus.Language.Vocabularies;

namespace Salus.Tests.Language;

/// <summary>Numbers, units, sides and how often, each against an invented visit that says the same figures of several things.</summary>
public sealed class NumberClaimTests
{
    private static readonly ClaimChecker Checker = new(
    [
        new Passage(SpeakerRole.Clinician, "how long has the right shoulder been hurting ?"),
        new Passage(SpeakerRole.Patient, "it started about two months ago , i counted three lumps on my arm , the pain is a seven out of ten"),
        new Passage(SpeakerRole.Clinician, "and your type two diabetes , you take metformin five hundred twice a day ?"),
        new Passage(SpeakerRole.Patient, "yes every day , and i walk six times a week"),
        new Passage(SpeakerRole.Clinician, "on your heart exam i hear a grade two out of six murmur , blood pressure is one thirty over eighty , heart rate is seventy two , and one plus edema in the legs , bowel sounds are normal"),
        new Passage(SpeakerRole.Clinician, "we took four views of the right shoulder . i will see you back in four weeks and recheck the sugar in six months"),
    ],
    Vocabulary.Embedded);

    [Theory]
    [InlineData("The shoulder pain began 2 months ago.")]
    [InlineData("He counted 3 lumps on the arm.")]
    [InlineData("Pain is rated 7 out of 10.")]
    [InlineData("He has type 2 diabetes and takes metformin 500 mg twice daily.")]
    [InlineData("Heart: grade 2/6 murmur.")]
    [InlineData("Blood pressure 130/80 mmHg, heart rate 72 bpm.")]
    [InlineData("1+ edema of the legs.")]
    [InlineData("4 views of the right shoulder were taken.")]
    [InlineData("Follow up in 4 weeks.")]
    [InlineData("Bowel sounds in all 4 quadrants.")]
    [InlineData("He walks 6 times a week.")]
    public void Lets_figures_pass_that_were_said_of_the_same_thing(string claim) => Assert.Empty(Faults(claim));

    [Theory]
    [InlineData("The shoulder pain began 4 weeks ago.")]
    [InlineData("He counted 6 lumps on the arm.")]
    [InlineData("Pain is rated 17 out of 10.")]
    [InlineData("He has type 4 diabetes.")]
    [InlineData("Heart: grade 4/6 murmur.")]
    [InlineData("Heart rate 130 bpm.")]
    [InlineData("6+ edema of the legs.")]
    [InlineData("2 views of the right shoulder were taken.")]
    [InlineData("Bowel sounds in all 8 quadrants.")]
    [InlineData("Edema for 4-4 weeks.")]
    [InlineData("He takes metformin 500 mcg twice daily.")]
    public void Catches_a_figure_that_was_said_of_something_else(string claim) => Assert.Contains(Faults(claim), f => f.Kind is FaultKind.Number or FaultKind.Unit);

    [Fact]
    public void Tells_what_was_counted_instead()
    {
        var fault = Assert.Single(Faults("He counted 6 lumps on the arm."));
        Assert.Equal((FaultWeight.Contradicted, "3", 1), (fault.Weight, fault.Said, fault.Passage));
    }

    [Fact]
    public void Reads_no_range_into_a_pressure_or_a_score()
    {
        foreach (var high in Enumerable.Range(60, 20))
            Assert.DoesNotContain(new ClaimChecker([new Passage(SpeakerRole.Patient, string.Create(CultureInfo.InvariantCulture, $"my pressure was {high + 50} over {high}"))], Vocabulary.Embedded)
                .Check(string.Create(CultureInfo.InvariantCulture, $"Pressure was {high + 50}-{high}.")).SelectMany(c => c.Faults), f => f.Kind is FaultKind.Number);
    }

    private static List<Fault> Faults(string claim) => [.. Checker.Check(claim).SelectMany(c => c.Faults)];
}
