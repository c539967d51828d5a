using System.Text;
using Salus.Design;
using Salus.Documentation.Scribe;

namespace Salus.Tests.Documentation.Scribe;

public sealed class SectionRouterTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("salus-sections");

    public void Dispose() => folder.Delete(recursive: true);

    [Theory]
    [InlineData("Doctor: Any allergies?\nPatient: Yes, penicillin gives me hives.", "ALLERGY")]
    [InlineData("Doctor: Have you had any surgeries?\nPatient: They removed my appendix.", "PASTSURGICAL")]
    [InlineData("Doctor: Do you smoke or drink alcohol?\nPatient: No. I live with my wife.", "FAM/SOCHX")]
    [InlineData("Doctor: Are your immunizations up to date?\nPatient: I had my flu shot.", "IMMUNIZATIONS")]
    public void Cue_words_name_the_section(string dialogue, string header) => Assert.Equal(header, SectionRouter.Default.HeaderOf(Read(dialogue)));

    [Fact]
    public async Task Learns_a_sites_own_habit_and_reads_it_back()
    {
        var csv = new StringBuilder("ID,section_header,section_text,dialogue\n");
        for (var i = 0; i < 12; i++)
            csv.Append(System.Globalization.CultureInfo.InvariantCulture, $"{i},{(i % 2 == 0 ? "GARDEN" : "KITCHEN")},x,\"Doctor: {(i % 2 == 0 ? "and the tomato plants" : "and the copper kettle")}\nPatient: fine\"\n");
        var cancel = TestContext.Current.CancellationToken;
        await File.WriteAllTextAsync(Path.Combine(folder.FullName, "MTS-train.csv"), csv.ToString(), cancel);
        var (one, two) = (new FileInfo(Path.Combine(folder.FullName, "one.json")), new FileInfo(Path.Combine(folder.FullName, "two.json")));
        await new SectionLearner().LearnAsync(folder, one, new Progress<EvaluationProgress>(), cancel);
        await new SectionLearner().LearnAsync(folder, two, new Progress<EvaluationProgress>(), cancel);
        Assert.Equal(await File.ReadAllBytesAsync(one.FullName, cancel), await File.ReadAllBytesAsync(two.FullName, cancel));
        var router = SectionRouter.With(LearnedSections.Read(one));
        Assert.Equal("KITCHEN", router.HeaderOf(Read("Doctor: where is the copper kettle\nPatient: there")));
        Assert.Equal("GARDEN", router.HeaderOf(Read("Doctor: how are the tomato plants\nPatient: green")));
    }

    [Fact]
    public async Task The_score_counts_headers_and_the_words_of_the_summaries()
    {
        await File.WriteAllTextAsync(Path.Combine(folder.FullName, "MTS-valid.csv"), "ID,section_header,section_text,dialogue\n1,ALLERGY,Penicillin.,\"Doctor: Any allergies?\nPatient: Yes, penicillin gives me hives.\"\n2,LABS,zebra,\"Doctor: Do you smoke or drink alcohol?\nPatient: No. I live with my wife.\"\n", TestContext.Current.CancellationToken);

        var report = await new SectionEvaluation().RunAsync(folder, new EvaluationOptions(null, null, null), new Progress<EvaluationProgress>(), TestContext.Current.CancellationToken);

        Assert.Equal(50, report.Metrics[0].Value);
        Assert.InRange(report.Metrics.Single(m => m.Name == "summary ROUGE-1 F1").Value, 0.01, 0.5);
    }

    [Fact]
    public void A_file_that_was_not_learned_is_refused()
    {
        var file = new FileInfo(Path.Combine(folder.FullName, "other.json"));
        File.WriteAllText(file.FullName, "{\"kind\":\"something\"}");
        Assert.Contains("salus learn sections", Assert.Throws<TranscriptException>(() => LearnedSections.Read(file)).Message, StringComparison.Ordinal);
    }

    private static Transcript Read(string dialogue) => TranscriptReader.Read(new TranscriptFile("stretch", [.. Encoding.UTF8.GetBytes(dialogue)]));
}
