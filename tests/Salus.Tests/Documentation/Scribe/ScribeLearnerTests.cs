using Salus.Design;
using Salus.Documentation.Scribe;

namespace Salus.Tests.Documentation.Scribe;

public sealed class ScribeLearnerTests
{
    private static readonly string Csv = "encounter_id,dialogue,note\n" + string.Concat(Enumerable.Range(1, 10).Select(i =>
        $"v{i},\"[doctor] what brings you in ?\n[patient] i have had back pain for {i} weeks . i like marmalade on toast every day .\n[doctor] any numbness ?\n[patient] no .\n[doctor] let me go over my assessment and plan . i'm going to order an x-ray of the back .\",\"CHIEF COMPLAINT\n\nBack pain.\n\nPLAN\n\nUnrepeatable words zebra{i}. We will order an x-ray of the back.\"\n"));

    [Fact]
    public async Task Learning_twice_gives_the_same_file_and_no_sentence_of_a_note_is_in_it()
    {
        var data = await ScribeBatchTests.FileOf(Csv);
        var first = await LearnAsync(data, "first.json");
        var second = await LearnAsync(data, "second.json");

        Assert.Equal(first, second);
        Assert.DoesNotContain("zebra", first, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("Unrepeatable", first, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task What_was_learned_chooses_among_supported_statements_and_is_named_in_the_provenance()
    {
        var data = await ScribeBatchTests.FileOf(Csv);
        await LearnAsync(data, "learned.json");
        var learned = LearnedScribe.Read(new FileInfo(Path.Combine(data.DirectoryName!, "learned.json")));

        Assert.Equal(10, learned.Visits);
        Assert.Equal(1, learned.Sections["cc"].Share);
        var (_, draft) = NoteWriterTests.Write("[doctor] what brings you in ?\n[patient] i have had neck pain for two days .", new ScribeOptions { Learned = learned });
        Assert.Equal(learned.Digest.ToString(), draft.Origin.Parameters["learned"]);
        Assert.All(draft.Statements, s => Assert.NotEmpty(s.Evidence));
    }

    [Fact]
    public async Task A_file_of_something_else_is_refused_with_what_to_do()
    {
        var file = await ScribeBatchTests.FileOf("{\"kind\":\"recipe\"}");

        var refusal = Assert.Throws<TranscriptException>(() => LearnedScribe.Read(file));

        Assert.Contains("salus learn scribe", refusal.Message, StringComparison.Ordinal);
    }

    private static async Task<string> LearnAsync(FileInfo data, string name)
    {
        var learned = new FileInfo(Path.Combine(data.DirectoryName!, name));
        await new ScribeLearner(new NoteWriter(TimeProvider.System)).LearnAsync(data.Directory!, learned, new Progress<EvaluationProgress>(), TestContext.Current.CancellationToken);
        return await File.ReadAllTextAsync(learned.FullName, TestContext.Current.CancellationToken);
    }
}
