using System.Collections.Immutable;
using FsCheck;
using FsCheck.Fluent;
using Salus.Design;
using Salus.Documentation.Scribe;
using Salus.Language.Vocabularies;
using Salus.Language.Written;
using Salus.Trust;
using Salus.Writing;

namespace Salus.Tests.Documentation.Scribe;

public sealed class ScribeLearnerTests
{
    private static readonly string[] Drugs = ["lisinopril", "metformin", "gabapentin", "meloxicam", "atorvastatin"];
    private static readonly string[] Names = ["Ann Quill", "Bo Tarn", "Cy Ferro", "Di Moss", "Ed Lark", "Flo Wren", "Gil Stone", "Hal Birch", "Ida Reed", "Jo Pine"];

    private static readonly string Csv = "encounter_id,dialogue,note,name,gender,age\n" + string.Concat(Enumerable.Range(0, 10).Select(i =>
        $"v{i},\"{Talk(Drugs[i % 5], 10 * (i + 1), i + 2)}\",\"CHIEF COMPLAINT\n\nBack pain.\n\nHISTORY OF PRESENT ILLNESS\n\n{Names[i]} is a {30 + i}-year-old female. The patient has had back pain for {i + 2} weeks. She denies numbness.\n\nPLAN\n\nUnrepeatable words zebra{i}. We will increase her {Drugs[i % 5]} to {10 * (i + 1)} mg daily. We will order an x-ray of the back.\",{Names[i]},female,{30 + i}\n"));

    private static string Talk(string drug, int dose, int weeks) =>
        $"[doctor] what brings you in ?\n[patient] i have had back pain for {weeks} weeks . i like marmalade on toast every day .\n[doctor] any numbness ?\n[patient] no .\n[doctor] let me go over my assessment and plan . i want to increase your {drug} to {dose} milligrams daily . i'm going to order an x-ray of the back .";

    [Fact]
    public async Task Learning_twice_gives_the_same_file_without_names_rare_words_numbers_or_drugs()
    {
        var data = await ScribeBatchTests.FileOf(Csv);
        var first = await LearnAsync(data, "first.json");
        var second = await LearnAsync(data, "second.json");

        Assert.Equal(first, second);
        Assert.DoesNotContain("zebra", first, StringComparison.OrdinalIgnoreCase);
        var learned = Read(data, "first.json");
        Assert.NotEmpty(learned.Phrases);
        Assert.All(learned.Phrases, phrase =>
        {
            Assert.DoesNotContain(phrase.Text, char.IsAsciiDigit);
            Assert.DoesNotContain(Names.SelectMany(n => n.Split(' ')), name => phrase.Text.Contains(name, StringComparison.OrdinalIgnoreCase));
            Assert.DoesNotContain(Drugs, drug => phrase.Text.Contains(drug, StringComparison.OrdinalIgnoreCase));
        });
    }

    [Fact]
    public async Task Phrases_state_slots_section_and_how_many_patients_have_them()
    {
        var data = await ScribeBatchTests.FileOf(Csv);
        await LearnAsync(data, "learned.json");

        var phrase = Assert.Single(Read(data, "learned.json").Phrases, p => p.Text == "we will increase {possessive} {drug} to {dose} daily");

        Assert.Equal(("assessment-plan", 10), (phrase.Section, phrase.Notes));
        Assert.Equal([Slot.Possessive, Slot.Drug, Slot.Dose], phrase.Slots);
    }

    [Fact]
    public async Task What_was_learned_writes_with_the_words_of_the_visit_and_is_named_in_the_provenance()
    {
        var data = await ScribeBatchTests.FileOf(Csv);
        await LearnAsync(data, "learned.json");
        var learned = Read(data, "learned.json");

        Assert.Equal((10, 10), (learned.Visits, learned.Patients));
        Assert.Equal(1, learned.Sections["cc"].Share);
        var (visit, draft) = NoteWriterTests.Write(Talk("losartan", 75, 4), new ScribeOptions { Learned = learned });
        Assert.Equal(learned.Digest.ToString(), draft.Origin.Parameters["learned"]);
        Assert.All(draft.Statements, s => Assert.NotEmpty(s.Evidence));
        Assert.Contains(learned.Phrased(visit), p => p.Text.Contains("losartan to 75", StringComparison.Ordinal));
    }

    /// <summary>Phrases that a signed note might hold, dangerous ones among them.</summary>
    private static readonly ImmutableArray<LearnedPhrase> Dangerous =
    [
        .. new (string Section, string Text)[]
        {
            ("hpi", "{subject} denies {symptom}"), ("hpi", "the patient reports {symptom} for {duration}"), ("hpi", "{subject} denies taking any medications"), ("medications", "{drug} {dose} daily"), ("medications", "{drug}"),
            ("exam", "no {symptom}"), ("exam", "lungs are clear"), ("exam", "tenderness on the {side}"), ("results", "{test}: {number}"), ("results", "{test} is normal"), ("hpi", "{name} is a {age} {gender} with {disorder}"), ("hpi", "{title} has {disorder}"),
            ("assessment-plan", "we will increase {possessive} {drug} to {dose}"), ("assessment-plan", "continue {drug} {dose}"), ("assessment-plan", "we will order a {test}"), ("followup", "follow up in {duration}"), ("assessment-plan", "refer to {specialty}"), ("psh", "{procedure}"),
        }.Select(p => LearnedPhrase.Of(p.Section, p.Text, 3)),
    ];

    private static readonly string[] Said =
    [
        "[patient] i have had a cough for {0} weeks .", "[doctor] any fever ?\n[patient] no .", "[doctor] any chest pain ?\n[patient] yes , a little .", "[patient] i take {1} {2} milligrams every day .", "[patient] my mother has diabetes .",
        "[doctor] your blood pressure is {0} over 80 .", "[doctor] i want to increase your {1} to {2} milligrams .", "[doctor] let's order a chest x-ray .", "[doctor] your lungs are clear .", "[doctor] if you get a rash , stop the {1} .",
        "[patient] the pain is on my left side .", "[doctor] follow up in {0} months .", "[patient] i stopped the {1} .", "[doctor] we could try {1} .", "[doctor] you don't have any swelling .", "[patient] i had my appendix out {0} years ago .",
    ];

    [Fact]
    public async Task A_filled_phrase_holds_no_number_drug_or_finding_that_the_cited_words_do_not()
    {
        var learned = await WithAsync(Dangerous);
        var filled = 0;
        Prop.ForAll(ArbMap.Default.ArbFor<int>(), seed => { filled += HoldOnlyWhatWasSaid(learned, seed); }).Check(FsCheck.Config.QuickThrowOnFailure.WithMaxTest(100).WithReplay(20260101, 7));
        Assert.True(filled > 100, $"{filled} phrases were filled");
    }

    private static int HoldOnlyWhatWasSaid(LearnedScribe learned, int seed)
    {
        var random = new Random(seed);
        var lines = Enumerable.Range(0, 12).Select(_ => string.Format(System.Globalization.CultureInfo.InvariantCulture, Said[random.Next(Said.Length)], random.Next(2, 12), Drugs[random.Next(Drugs.Length)], 5 * random.Next(1, 20)));
        var phrased = learned.Phrased(VisitOf("[doctor] hello .\n" + string.Join('\n', lines))).ToArray();
        foreach (var statement in phrased)
        {
            var said = string.Join(" . ", statement.Evidence.Select(e => e is Quote quote ? quote.Text : ((Element)e).Value));
            var tokens = Rouge.Tokens(said).Concat(Rouge.Tokens(SpokenForm.ToWritten(said).Text)).ToHashSet(StringComparer.Ordinal);
            Assert.All(Rouge.Tokens(statement.Text).Where(t => char.IsAsciiDigit(t[0])), number => Assert.Contains(number, tokens));
            var named = Vocabulary.Embedded.Matcher.Find(said).Select(m => m.Concept.Id).ToHashSet(StringComparer.Ordinal);
            Assert.All(Vocabulary.Embedded.Matcher.Find(statement.Text).Where(m => m.Concept.Kind is ConceptKind.Drug or ConceptKind.Disorder or ConceptKind.Finding or ConceptKind.Test), m => Assert.Contains(m.Concept.Id, named));
            Assert.DoesNotContain(Names.SelectMany(n => n.Split(' ')), name => statement.Text.Contains(name, StringComparison.Ordinal));
        }
        return phrased.Length;
    }

    [Theory]
    [InlineData("[doctor] any fever ?\n[patient] yes , since monday .", "the patient denies {symptom}")]
    [InlineData("[patient] my mother has asthma .", "the patient has {disorder}")]
    [InlineData("[doctor] if you get a rash , call me .", "the patient has a {symptom}")]
    [InlineData("[doctor] i want to start lisinopril 10 milligrams .", "continue {drug} {dose}")]
    [InlineData("[patient] i have pain in my left knee .", "the patient has pain in the right knee")]
    [InlineData("[patient] i take metformin 500 milligrams .\n[doctor] and lisinopril 10 milligrams .", "metformin 10 mg")]
    [InlineData("[patient] i have no cough .", "the patient reports {symptom}")]
    [InlineData("[doctor] any cough ?\n[patient] let me think .", "the patient denies {symptom}")]
    [InlineData("[patient] i take metformin and lisinopril .", "the patient denies taking any current medications")]
    public async Task A_phrase_that_the_visit_does_not_bear_out_is_not_written(string talk, string text)
    {
        var learned = await WithAsync([LearnedPhrase.Of("hpi", text, 3), LearnedPhrase.Of("assessment-plan", text, 3)]);

        Assert.Empty(learned.Phrased(VisitOf("[doctor] hello .\n" + talk)));
    }

    [Theory]
    [InlineData("[patient] i have had a cough for 3 weeks .", "the patient reports {symptom} for {duration}", "the patient reports cough for 3 weeks")]
    [InlineData("[doctor] any fever ?\n[patient] no .", "there is no {symptom}", "there is no fever")]
    [InlineData("[patient] i take metformin 500 milligrams .", "takes {drug} {dose}", "takes metformin 500 mg")]
    public async Task A_phrase_that_the_visit_bears_out_is_written_with_its_words(string talk, string text, string written)
    {
        var learned = await WithAsync([LearnedPhrase.Of("hpi", text, 3)]);

        Assert.Contains(written, learned.Phrased(VisitOf("[doctor] hello .\n" + talk)).Select(p => p.Text));
    }

    [Fact]
    public async Task Pruning_takes_out_what_is_named_and_what_too_few_patients_have()
    {
        var data = await ScribeBatchTests.FileOf(Csv);
        await LearnAsync(data, "learned.json");
        var learned = Read(data, "learned.json");
        var one = learned.Phrases.First(p => p.Notes >= 3);

        Assert.DoesNotContain(learned.Without([one.Id], 1).Phrases, p => p.Id == one.Id);
        Assert.Equal(learned.Phrases.Length - 1, learned.Without([one.Id], 1).Phrases.Length);
        Assert.All(learned.Without([], 5).Phrases, p => Assert.True(p.Notes >= 5));
        Assert.Contains("nosuchid", Assert.Throws<ScribeCallException>(() => learned.Without(["nosuchid"], 1)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{\"kind\":\"recipe\"}", "line 1")]
    [InlineData("not json", "line 1")]
    [InlineData("", "")]
    public async Task A_file_of_something_else_is_refused_with_what_to_do(string content, string place)
    {
        var file = await ScribeBatchTests.FileOf(content);

        var refusal = Assert.Throws<TranscriptException>(() => LearnedScribe.Read(file));

        Assert.Contains("salus learn scribe", refusal.Message, StringComparison.Ordinal);
        Assert.Contains(place, refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"version\":2", "\"version\":1", "version 1")]
    [InlineData("{drug}", "{poison}", "id is not that of its text")]
    [InlineData("\"format\":\"boosted-trees\"", "\"format\":\"oak\"", "ranker")]
    [InlineData("\"keep\":", "\"keep\":-", "out of range")]
    [InlineData("\"likely words\"", "\"lucky words\"", "another version")]
    public async Task A_damaged_file_is_refused_with_what_is_wrong(string sound, string damaged, string reason)
    {
        var data = await ScribeBatchTests.FileOf(Csv);
        var text = await LearnAsync(data, "learned.json");
        var file = new FileInfo(Path.Combine(data.DirectoryName!, "damaged.json"));
        Assert.Contains(sound, text, StringComparison.Ordinal);
        await File.WriteAllTextAsync(file.FullName, text.Replace(sound, damaged, StringComparison.Ordinal), TestContext.Current.CancellationToken);

        Assert.Contains(reason, Assert.Throws<TranscriptException>(() => LearnedScribe.Read(file)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whoever_is_named_in_every_note_is_named_nowhere_in_the_file()
    {
        var data = await ScribeBatchTests.FileOf(Csv.Replace("what brings you in ?", "i'm doctor okonkwo , what brings you in ?", StringComparison.Ordinal).Replace("She denies numbness.", "She denies numbness. She was seen with Dr. Okonkwo today.", StringComparison.Ordinal));
        var learned = await LearnAsync(data, "learned.json");
        Assert.DoesNotContain("okonkwo", learned, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("denies", learned, StringComparison.Ordinal);
    }

    private static Visit VisitOf(string talk) => NoteWriterTests.Write(talk, new ScribeOptions()).Visit;

    private static async Task<LearnedScribe> WithAsync(ImmutableArray<LearnedPhrase> phrases)
    {
        var data = await ScribeBatchTests.FileOf(Csv);
        await LearnAsync(data, "learned.json");
        return Read(data, "learned.json") with { Phrases = phrases };
    }

    private static LearnedScribe Read(FileInfo data, string name) => LearnedScribe.Read(new FileInfo(Path.Combine(data.DirectoryName!, name)));

    private static async Task<string> LearnAsync(FileInfo data, string name)
    {
        var learned = new FileInfo(Path.Combine(data.DirectoryName!, name));
        await new ScribeLearner().LearnAsync(data.Directory!, learned, new Progress<EvaluationProgress>(), TestContext.Current.CancellationToken);
        return await File.ReadAllTextAsync(learned.FullName, TestContext.Current.CancellationToken);
    }
}
