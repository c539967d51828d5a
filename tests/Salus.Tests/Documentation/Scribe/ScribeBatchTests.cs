using System.Text.Json;
using Salus.Documentation.Scribe;

namespace Salus.Tests.Documentation.Scribe;

public sealed class ScribeBatchTests
{
    [Fact]
    public async Task Notes_come_in_the_order_of_the_visits_and_a_bad_row_does_not_stop_the_others()
    {
        var file = await FileOf(
            "encounter_id,dialogue\n"
            + string.Concat(Enumerable.Range(1, 12).Select(i => i == 5 ? "v5,\"\"\n" : $"v{i},\"[doctor] what brings you in ?\n[patient] i have had back pain for {i} weeks .\"\n")));

        var notes = await new ScribeBatch(new NoteWriter(TimeProvider.System), []).RunAsync(VisitBatch.ReadAsync(file, TestContext.Current.CancellationToken), new ScribeOptions(), TestContext.Current.CancellationToken).ToListAsync(TestContext.Current.CancellationToken);

        Assert.Equal(Enumerable.Range(1, 12).Select(i => $"v{i}"), notes.Select(n => n.EncounterId));
        Assert.Equal("v5", Assert.Single(notes, n => n.Error is not null).EncounterId);
    }

    [Fact]
    public async Task A_line_has_the_agreed_names_and_evidence_that_points_into_the_turn()
    {
        var file = await FileOf("encounter_id,dialogue\nv1,\"[doctor] what brings you in ?\n[patient] i have had back pain for two weeks .\"\n");
        var notes = await new ScribeBatch(new NoteWriter(TimeProvider.System), []).RunAsync(VisitBatch.ReadAsync(file, TestContext.Current.CancellationToken), new ScribeOptions(), TestContext.Current.CancellationToken).ToListAsync(TestContext.Current.CancellationToken);

        using var line = JsonDocument.Parse(JsonSerializer.Serialize(Assert.Single(notes), ScribeBatch.Json));
        var root = line.RootElement;
        Assert.Equal(["encounter_id", "note", "statements", "findings", "omitted", "seconds"], root.EnumerateObject().Select(p => p.Name).Where(n => n != "error"));
        var evidence = root.GetProperty("statements")[0].GetProperty("evidence")[0];
        const string turn = "i have had back pain for two weeks .";
        Assert.Equal(1, evidence.GetProperty("turn").GetInt32());
        Assert.Equal(evidence.GetProperty("quote").GetString(), turn.Substring(evidence.GetProperty("start").GetInt32(), evidence.GetProperty("length").GetInt32()));
    }

    internal static async Task<FileInfo> FileOf(string csv)
    {
        var folder = Directory.CreateTempSubdirectory("salus-scribe-");
        var file = new FileInfo(Path.Combine(folder.FullName, "train.csv"));
        await File.WriteAllTextAsync(file.FullName, csv, TestContext.Current.CancellationToken);
        return file;
    }
}
