using System.Text;
using Salus.Design;
using Salus.Documentation.Scribe;
using Salus.Language.Findings;
using Salus.Language.Grounding;
using Salus.Language.Vocabularies;

namespace Salus.Tests.Documentation.Scribe.Checks;

public sealed class ClaimJudgeTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("salus-judge");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public void A_believed_claim_has_no_fault_and_a_flagged_one_says_why()
    {
        foreach (var statement in (string[])["She denies fever.", "She reports fever.", "The patient takes warfarin 5 mg daily.", "She has a cough.", "The lungs are not clear.", "Her father has a cough."])
            foreach (var claim in Checker().Check(statement))
            {
                var (opinion, judged) = (ClaimJudge.Embedded.Of(claim), ClaimJudge.Embedded.Judge(claim));
                Assert.Equal(opinion.IsFlagged, judged.Verdict is not Verdict.Supported);
                Assert.Equal(opinion.IsFlagged, !judged.Faults.IsEmpty);
                Assert.Equal(opinion.IsFlagged, opinion.Objection is not null);
                Assert.True(opinion.IsFlagged || opinion.Chance < ClaimJudge.Embedded.Limit);
            }
    }

    [Fact]
    public void What_nobody_named_stays_flagged_whatever_the_weights_say() =>
        Assert.All(["The patient takes warfarin 5 mg daily.", "She reports gallstones.", "She has had a cough for 9 days."], s => Assert.True(ClaimJudge.Embedded.Of(Assert.Single(Checker().Check(s))).IsFlagged));

    [Fact]
    public void A_lie_is_less_believed_than_the_truth()
    {
        Assert.True(ChanceOf("She reports fever.") > ChanceOf("She denies fever."));
        Assert.True(ChanceOf("She has had a cough for 2 years.") > ChanceOf("She has had a cough for 2 days."));
        Assert.True(ChanceOf("She takes warfarin.") > ChanceOf("She takes honey."));
    }

    [Fact]
    public async Task Learns_the_same_judge_from_the_same_data_and_reads_it_back()
    {
        var data = Data(visits: 12);
        var (one, two) = (File("one.json"), File("two.json"));
        await new JudgeLearner().LearnAsync(data, one, new Progress<EvaluationProgress>(), TestContext.Current.CancellationToken);
        await new JudgeLearner().LearnAsync(data, two, new Progress<EvaluationProgress>(), TestContext.Current.CancellationToken);
        Assert.Equal(await System.IO.File.ReadAllTextAsync(one.FullName, TestContext.Current.CancellationToken), await System.IO.File.ReadAllTextAsync(two.FullName, TestContext.Current.CancellationToken));
        var judge = ClaimJudge.Read(one);
        judge.Write(two);
        var again = ClaimJudge.Read(two);
        var claim = Assert.Single(Checker().Check("She reports fever."));
        Assert.Equal(judge.Of(claim), again.Of(claim));
        Assert.StartsWith("train.csv sha256:", Assert.Single(judge.Sources), StringComparison.Ordinal);
        Assert.Contains("cross-validated: ACI-BENCH: false alarms", judge.Figures.Keys);
    }

    [Fact]
    public async Task Holds_no_word_of_the_notes()
    {
        var learned = File("judge.json");
        await new JudgeLearner().LearnAsync(Data(visits: 12), learned, new Progress<EvaluationProgress>(), TestContext.Current.CancellationToken);
        var text = await System.IO.File.ReadAllTextAsync(learned.FullName, TestContext.Current.CancellationToken);
        Assert.DoesNotContain("honey", text, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("cough", text, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"kind":"salus-claim-judge","version":99,"columns":[]}""")]
    [InlineData("""{"kind":"salus-sections-learned","version":1}""")]
    public void Refuses_a_file_that_is_no_judge(string text)
    {
        var file = File("wrong.json");
        System.IO.File.WriteAllText(file.FullName, text);
        var problem = Assert.Throws<TranscriptException>(() => ClaimJudge.Read(file));
        Assert.Contains("salus learn checker", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Refuses_data_without_sentences()
    {
        System.IO.File.WriteAllText(Path.Combine(folder.FullName, "train.csv"), "encounter_id,dialogue,note\na,[doctor] hello,PLAN\n");
        await Assert.ThrowsAsync<TranscriptException>(() => new JudgeLearner().LearnAsync(folder, File("judge.json"), new Progress<EvaluationProgress>(), TestContext.Current.CancellationToken));
    }

    [Fact]
    public void Measures_have_a_name_each()
    {
        var claim = Assert.Single(Checker().Check("She denies fever on the left and takes warfarin 5 mg since last week."));
        Assert.Equal(ClaimMeasures.Names.Length, claim.Measures.Values.Length);
        Assert.Equal(ClaimMeasures.Names.Length, ClaimMeasures.Names.Distinct(StringComparer.Ordinal).Count());
    }

    private static double ChanceOf(string statement) => ClaimJudge.Embedded.Of(Assert.Single(Checker().Check(statement))).Chance;

    private static ClaimChecker Checker() => new(
        [
            new Passage(SpeakerRole.Clinician, "how are you today ?"),
            new Passage(SpeakerRole.Patient, "i have had a cough for two days . i take honey for it ."),
            new Passage(SpeakerRole.Clinician, "any fever or chills ?"),
            new Passage(SpeakerRole.Patient, "no , no fever ."),
            new Passage(SpeakerRole.Clinician, "your lungs sound clear ."),
        ], Vocabulary.Embedded);

    private FileInfo File(string name) => new(Path.Combine(folder.FullName, name));

    private DirectoryInfo Data(int visits)
    {
        var csv = new StringBuilder("encounter_id,dialogue,note\n");
        for (var visit = 0; visit < visits; visit++)
            csv.Append(System.Globalization.CultureInfo.InvariantCulture, $"v{visit},\"[doctor] any fever ?\n[patient] no , just a cough for {visit + 2} days . i take honey .\",\"HISTORY\n\nThe patient reports a cough for {visit + 2} days. She denies any fever today. She takes honey for the cough.\"\n");
        System.IO.File.WriteAllText(Path.Combine(folder.FullName, "train.csv"), csv.ToString());
        return folder;
    }
}
