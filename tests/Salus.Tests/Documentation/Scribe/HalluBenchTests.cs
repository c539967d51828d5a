using Salus.Documentation.Scribe;

namespace Salus.Tests.Documentation.Scribe;

public sealed class HalluBenchTests
{
    private static readonly GroundedText[] Texts =
    [
        Text("one", "[doctor] your left knee ?\n[patient] yes", "HISTORY\n\nThe patient reports left knee pain for 3 weeks and takes ibuprofen 400 mg daily.\n• She denies fever and has no rash today."),
        Text("two", "[doctor] any cough ?\n[patient] a little", "The patient has had a cough since yesterday morning.\nHer mother has asthma and uses albuterol."),
    ];

    [Fact]
    public void Tells_every_kind_of_lie()
    {
        var kinds = new HalluBench(1).Sentences(Texts).Select(s => s.Kind).Distinct();
        Assert.Equal(Enum.GetValues<Perturbation>().Length + 1, kinds.Count());
    }

    [Theory]
    [InlineData(LieWording.Plain)]
    [InlineData(LieWording.Phrased)]
    public void Tells_polarity_person_time_and_inventions_in_other_words(LieWording wording)
    {
        var bench = new HalluBench(1).Sentences(Texts).Where(s => s.Kind is not null).Select(s => s.Text).ToHashSet(StringComparer.Ordinal);
        foreach (var kind in (Perturbation[])[Perturbation.Negation, Perturbation.Experiencer, Perturbation.Time, Perturbation.InventedFinding])
            Assert.Contains(Enumerable.Range(0, 5).SelectMany(seed => new HalluBench(seed, wording).Sentences(Texts)), s => s.Kind == kind && !bench.Contains(s.Text));
    }

    [Fact]
    public void A_lie_is_never_the_sentence_itself() =>
        Assert.All(Enumerable.Range(0, 20).SelectMany(seed => new HalluBench(seed).Sentences(Texts)).Where(s => s.Kind is not null), s => Assert.NotEqual(s.Original, s.Text, StringComparer.OrdinalIgnoreCase));

    [Fact]
    public void Equal_seeds_tell_equal_lies_whatever_else_is_there()
    {
        var alone = new HalluBench(7).Sentences(Texts).Where(s => s.Source.Id == "one" && s.Kind is not Perturbation.ForeignSentence).Select(s => s.Text);
        var among = new HalluBench(7).Sentences([.. Texts.Reverse(), Text("three", "[doctor] hello", "The patient was seen today for follow-up.")]).Where(s => s.Source.Id == "one" && s.Kind is not Perturbation.ForeignSentence).Select(s => s.Text);
        Assert.Equal(alone, among);
    }

    [Fact]
    public void Changes_one_thing()
    {
        var side = new HalluBench(3).Sentences(Texts).First(s => s.Kind is Perturbation.Side);
        Assert.Equal(side.Original.Replace("left", "right", StringComparison.Ordinal), side.Text);
    }

    [Fact]
    public void Headings_list_marks_and_fragments_are_no_sentences() =>
        Assert.Equal(["Knee pain got worse yesterday.", "Start physical therapy next week."], HalluBench.SentencesOf("ASSESSMENT AND PLAN\n\n• Knee pain got worse yesterday.\n1. Start physical therapy next week.\nMedications:\nNo fever."));

    private static GroundedText Text(string id, string dialogue, string text) =>
        new(id, new Visit(id, TranscriptReader.Read(new TranscriptFile(id, [.. System.Text.Encoding.UTF8.GetBytes(dialogue)]))), text);
}
