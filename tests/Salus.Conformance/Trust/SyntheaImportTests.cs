using Salus.Fhir.Search;
using Salus.Tests.Trust;
using Salus.Trust;

namespace Salus.Conformance.Trust;

/// <summary>The Synthea bundles come in without a fault; a second time and in another order they end in the same state.</summary>
public sealed class SyntheaImportTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task All_bundles_come_in_without_a_fault_twice_and_in_any_order_to_the_same_state()
    {
        var files = PublicData.Folder("synthea-fhir").GetFiles("*.json").OrderBy(f => f.Name, StringComparer.Ordinal).ToArray();
        Assert.NotEmpty(files);
        await using var desk = Desk.OnSqlite();
        var first = await ImportAsync(desk, files);
        Assert.Equal((0L, 0L, 0L), (first.Refused, first.Unanswered, first.Changed));
        var state = await StateAsync(desk);
        var second = await ImportAsync(desk, files);
        Assert.Equal((0L, 0L, first.Added + first.Unchanged), (second.Added, second.Changed, second.Unchanged));
        Assert.Equal(state, await StateAsync(desk));

        await using var other = Desk.OnSqlite();
        await ImportAsync(other, files.Reverse());
        Assert.Equal(state, await StateAsync(other));

        var patients = await desk.Record.SearchAsync(SearchQuery.Parse("Patient", "_total=accurate&_count=1"), Desk.Ada, Cancel);
        Assert.Equal(files.Length, patients.Total);
        var all = await desk.Record.EverythingAsync(new EverythingQuery(patients.Matches[0].Name.Id), Desk.Ada, Cancel);
        Assert.True(all!.Matches.Length > 10);
    }

    private static async Task<ImportSummary> ImportAsync(Desk desk, IEnumerable<FileInfo> files)
    {
        var faults = new List<ImportFault>();
        var summary = await desk.Record.ImportAsync(ItemsAsync(files), "synthea", new ImportOptions { Refused = faults.Add }, Cancel);
        Assert.True(faults.Count == 0, string.Join('\n', faults));
        return summary;
    }

    private static async IAsyncEnumerable<ImportItem> ItemsAsync(IEnumerable<FileInfo> files)
    {
        foreach (var file in files)
        {
            await using var stream = file.OpenRead();
            await foreach (var item in ImportReader.ReadAsync(stream, cancel: Cancel))
                yield return item;
        }
    }

    /// <summary>Every resource with its version and content, and how much the index holds of each kind.</summary>
    private static Task<List<string>> StateAsync(Desk desk) => desk.Database.ReadAsync(async t =>
    {
        var state = (await t.QueryAsync<string>("select type || '/' || id || '/' || version || ' ' || coalesce(content, '-') from resources order by type, id")).ToList();
        string[] tables = ["index_tokens", "index_texts", "index_strings", "index_dates", "index_quantities", "index_references", "index_uris", "compartments", "versions"];
        foreach (var table in tables)
            state.Add($"{table}: {(await t.ScalarAsync<long>($"select count(*) from {table}")).ToString(System.Globalization.CultureInfo.InvariantCulture)}");
        return state;
    }, Cancel);
}
