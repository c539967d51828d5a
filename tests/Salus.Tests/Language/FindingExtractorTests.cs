using System.Collections.Immutable;
using Salus.Language.Findings;

namespace Salus.Tests.Language;

public sealed class FindingExtractorTests
{
    private static ImmutableArray<ClinicalFinding> Talk(params string[] turns) =>
        FindingExtractor.Default.Extract([.. turns.Select(turn => turn.Split(": ", 2)).Select(parts => new Utterance(
            parts[0] switch { "D" => SpeakerRole.Clinician, "P" => SpeakerRole.Patient, "C" => SpeakerRole.Companion, _ => SpeakerRole.Note }, parts[1]))]);

    private static ClinicalFinding Only(string concept, params string[] turns) => Assert.Single(Talk(turns), finding => finding.Concept.Name == concept);

    [Theory]
    [InlineData("N: She denies chest pain, cough or fever.", "fever", Polarity.Negated)]
    [InlineData("N: No fever, but he has a cough.", "cough", Polarity.Affirmed)]
    [InlineData("P: i do n't have a fever", "fever", Polarity.Negated)]
    [InlineData("P: no , i have a headache", "headache", Polarity.Affirmed)]
    [InlineData("N: Pneumonia was ruled out.", "pneumonia", Polarity.Negated)]
    [InlineData("N: Cannot rule out pneumonia.", "pneumonia", Polarity.Possible)]
    [InlineData("D: this might be pneumonia .", "pneumonia", Polarity.Possible)]
    [InlineData("D: call me if you get a fever .", "fever", Polarity.Conditional)]
    [InlineData("P: i have not slept well with this headache", "headache", Polarity.Affirmed)]
    [InlineData("P: i can not walk because of the headache", "headache", Polarity.Affirmed)]
    [InlineData("P: the headache has not gone away", "headache", Polarity.Affirmed)]
    [InlineData("P: i can n't recall a fever or any kind of rash", "fever", Polarity.Negated)]
    [InlineData("P: cough no .", "cough", Polarity.Negated)]
    [InlineData("D: i do n't appreciate any murmur and your lungs are clear", "heart murmur", Polarity.Negated)]
    [InlineData("D: the negative straight leg raise is good .", "positive straight leg raise", Polarity.Negated)]
    [InlineData("N: No change in the cough.", "cough", Polarity.Affirmed)]
    public void Decides_polarity_from_the_words_around(string turn, string concept, Polarity polarity) =>
        Assert.Equal(polarity, Only(concept, turn).Polarity);

    [Fact]
    public void A_no_denies_everything_that_was_asked_and_is_cited_with_the_question()
    {
        var findings = Talk("D: any chest pain , shortness of breath ?", "P: no , nothing like that .");
        Assert.Equal(["chest pain", "shortness of breath"], findings.Select(finding => finding.Concept.Name));
        Assert.All(findings, finding => Assert.Equal(Polarity.Negated, finding.Polarity));
        Assert.All(findings, finding => Assert.Equal([0, 1], finding.Evidence.Select(span => span.Utterance).Distinct()));
    }

    [Fact]
    public void A_question_without_an_answer_is_no_finding() =>
        Assert.Empty(Talk("D: do you have any chest pain ?", "P: the bus was late ."));

    [Fact]
    public void Just_the_cough_affirms_the_cough_and_leaves_the_rest_open() =>
        Assert.Equal([("cough", Polarity.Affirmed)], Talk("D: any fever , chills ?", "P: just the cough .").Select(finding => (finding.Concept.Name, finding.Polarity)));

    [Theory]
    [InlineData("not really .", Polarity.Negated)]
    [InlineData("i don't think so .", Polarity.Negated)]
    [InlineData("nope .", Polarity.Negated)]
    [InlineData("not that i know of .", Polarity.Negated)]
    [InlineData("mm-hmm .", Polarity.Affirmed)]
    [InlineData("yeah , sometimes .", Polarity.Affirmed)]
    [InlineData("every once in a while .", Polarity.Affirmed)]
    [InlineData("yeah , no .", Polarity.Negated)]
    [InlineData("maybe .", Polarity.Possible)]
    [InlineData("i 'm not sure .", Polarity.Possible)]
    public void Understands_how_people_answer(string answer, Polarity polarity) =>
        Assert.Equal(polarity, Only("chest pain", "D: do you have any chest pain ?", "P: " + answer).Polarity);

    [Fact]
    public void No_more_than_usual_is_there_but_not_more()
    {
        var finding = Only("fatigue", "D: any fatigue ?", "P: no more than usual .");
        Assert.Equal(Polarity.Affirmed, finding.Polarity);
        Assert.Equal("no more than usual", finding.Severity);
    }

    [Fact]
    public void No_with_an_exception_denies_all_but_the_exception()
    {
        var findings = Talk("D: any cough or fever ?", "P: no , just a headache .").ToDictionary(finding => finding.Concept.Name, finding => finding.Polarity);
        Assert.Equal(Polarity.Negated, findings["cough"]);
        Assert.Equal(Polarity.Negated, findings["fever"]);
        Assert.Equal(Polarity.Affirmed, findings["headache"]);
    }

    [Theory]
    [InlineData("mm-hmm .")]
    [InlineData("no .")]
    [InlineData("right .")]
    public void Agreeing_with_a_negative_question_denies(string answer) =>
        Assert.Equal(Polarity.Negated, Only("fever", "D: so no fever ?", "P: " + answer).Polarity);

    [Fact]
    public void The_answer_belongs_to_the_last_question() =>
        Assert.DoesNotContain(Talk("D: what might have caused the chest pain ? did you wake up with it ?", "P: no ."), finding => finding.Polarity == Polarity.Negated);

    [Fact]
    public void A_relative_keeps_the_illness()
    {
        var finding = Only("diabetes mellitus", "P: my mother has diabetes .");
        Assert.Equal(new Experiencer(ExperiencerKind.Family, "mother"), finding.Experiencer);
    }

    [Fact]
    public void What_a_relative_notices_stays_the_patients() =>
        Assert.Equal(ExperiencerKind.Patient, Only("cough", "P: my wife is worried about my cough .").Experiencer.Kind);

    [Fact]
    public void A_parent_speaks_of_the_patient() =>
        Assert.Equal(ExperiencerKind.Patient, Only("fever", "C: my son has a fever .").Experiencer.Kind);

    [Theory]
    [InlineData("N: History of pneumonia.", TimeFrame.Past)]
    [InlineData("P: i had pneumonia three years ago .", TimeFrame.Past)]
    [InlineData("P: the pneumonia has resolved .", TimeFrame.Resolved)]
    [InlineData("N: Two-day history of pneumonia.", TimeFrame.Current)]
    public void Places_a_finding_in_time(string turn, TimeFrame frame) =>
        Assert.Equal(frame, Only("pneumonia", turn).Time.Frame);

    [Fact]
    public void The_answer_to_how_long_is_the_duration_of_what_was_talked_about()
    {
        var finding = Only("cough", "P: i have a cough .", "D: how long has that been going on ?", "P: about five weeks .");
        Assert.Equal("5 weeks", finding.Time.Duration);
        Assert.Contains(finding.Evidence, span => span.Utterance == 2);
    }

    [Fact]
    public void Finds_side_site_severity_and_grade()
    {
        var pain = Only("pain", "P: i have severe pain in my left knee .");
        Assert.Equal((Side.Left, "severe", "knee"), (pain.Side, pain.Severity, pain.Site?.Name));
        Assert.Equal("3/6", Only("systolic ejection murmur", "D: i hear a three out of six systolic ejection murmur .").Severity);
    }

    [Fact]
    public void Right_now_is_no_side() =>
        Assert.Equal(Side.NotSaid, Only("headache", "P: i have a headache right now .").Side);

    [Fact]
    public void A_correction_changes_the_side() =>
        Assert.Equal(Side.Left, Only("knee pain", "D: you have right knee pain .", "P: actually it was the left one .").Side);

    [Fact]
    public void A_measured_value_keeps_number_and_unit()
    {
        var pressure = Only("blood pressure", "D: your blood pressure today is one thirty over eighty .");
        Assert.Equal((130m, 80m), (pressure.Measure!.Value, pressure.Measure.Second));
        Assert.Equal(45m, Only("ejection fraction", "D: the ejection fraction is forty five percent .").Measure!.Value);
    }

    [Fact]
    public void Reads_speech_without_marks()
    {
        var findings = Talk("D: okay so no fever i see that you have a cough do you have any chest pain", "P: no").ToDictionary(finding => finding.Concept.Name, finding => finding.Polarity);
        Assert.Equal(Polarity.Negated, findings["fever"]);
        Assert.Equal(Polarity.Affirmed, findings["cough"]);
        Assert.Equal(Polarity.Negated, findings["chest pain"]);
    }
}
