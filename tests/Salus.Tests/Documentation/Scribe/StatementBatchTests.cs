using Salus.Documentation.Scribe;

namespace Salus.Tests.Documentation.Scribe;

public sealed class StatementBatchTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("salus-statements");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public async Task Flags_what_the_dialogue_does_not_bear_out()
    {
        var verdicts = await CheckAsync("""
            id,dialogue,statement,gender,age,name
            a,"[doctor] any fever ?
            [patient] no , just a cough for two days",She denies fever.,female,31,Ida Roth
            b,"[doctor] any fever ?
            [patient] no , just a cough for two days",She reports fever.,female,31,Ida Roth
            c,"[doctor] any fever ?
            [patient] no , just a cough for two days",The patient is a 45-year-old female with a cough.,female,31,Ida Roth
            """);
        Assert.Equal([false, true, true], verdicts.Select(v => v.Flagged));
        Assert.Equal(("polarity", 0), (verdicts[1].Findings[0].Kind, verdicts[1].Findings[0].Turn));
    }

    [Fact]
    public async Task A_bad_row_tells_why_and_does_not_stop_the_others()
    {
        var verdicts = await CheckAsync("id,dialogue,statement\na,,He coughs.\nb,\"[doctor] any cough ?\n[patient] yes\",He has a cough.\n");
        Assert.Contains("dialogue is empty", verdicts[0].Error, StringComparison.Ordinal);
        Assert.Null(verdicts[1].Error);
    }

    [Fact]
    public async Task A_missing_column_is_told_by_name()
    {
        var problem = await Assert.ThrowsAsync<TranscriptException>(() => CheckAsync("id,dialogue\na,hello\n"));
        Assert.Contains("'statement'", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Asserts_each_concept_where_its_sentence_names_it()
    {
        var file = await WriteAsync("id,concept,sentence\n1,chest pain,Patient denies CHEST PAIN.\n2,asthma,Mother has asthma.\n3,stroke,History of stroke.\n4,rash,No fever.\n");
        var lines = new List<AssertionLine>();
        await foreach (var line in AssertionBatch.RunAsync(file, TestContext.Current.CancellationToken))
            lines.Add(line);
        Assert.True(lines[0].Negated);
        Assert.Equal("family", lines[1].Experiencer);
        Assert.True(lines[2].Historical);
        Assert.Contains("does not name", lines[3].Error, StringComparison.Ordinal);
    }

    private async Task<List<StatementVerdict>> CheckAsync(string csv)
    {
        var verdicts = new List<StatementVerdict>();
        await foreach (var verdict in StatementBatch.RunAsync(await WriteAsync(csv), Salus.Language.Vocabularies.Vocabulary.Embedded, TestContext.Current.CancellationToken))
            verdicts.Add(verdict);
        return verdicts;
    }

    private async Task<FileInfo> WriteAsync(string csv)
    {
        var file = new FileInfo(Path.Combine(folder.FullName, "rows.csv"));
        await File.WriteAllTextAsync(file.FullName, csv, TestContext.Current.CancellationToken);
        return file;
    }
}
