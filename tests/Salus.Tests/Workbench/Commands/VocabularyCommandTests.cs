using System.Text.Json;

namespace Salus.Tests.Workbench.Commands;

public sealed class VocabularyCommandTests : IDisposable
{
    private readonly Terminal salus = new();

    public void Dispose() => salus.Dispose();

    private async Task<string> FileAsync(string name, string content)
    {
        var file = salus.File(name);
        await File.WriteAllTextAsync(file, content, TestContext.Current.CancellationToken);
        return file;
    }

    private Task<string> ListAsync() => FileAsync("house.tsv", "code\tterm\tsynonyms\nH1\tacute frobnitis\tsore frob\n");

    [Fact]
    public async Task A_list_that_was_added_is_listed_and_named_in_drafts_until_it_is_removed()
    {
        var added = await salus.RunAsync("vocabulary", "add", await ListAsync(), "--name", "house", "--system", "urn:house", "--kind", "disorder");
        Assert.Equal((0, ""), (added.Code, added.Error));
        Assert.Contains("1 concepts, 2 terms", added.Out, StringComparison.Ordinal);
        using var listed = JsonDocument.Parse((await salus.RunAsync("vocabulary", "list", "--json")).Out);
        var digest = listed.RootElement[0].GetProperty("sourceDigest").GetString()!;
        Assert.Equal(64, digest.Length);

        var visit = await FileAsync("visit.txt", "Doctor: Good morning, what brings you in?\nPatient: I have had acute frobnitis for three weeks.\nDoctor: Any fever?\nPatient: No.\n");
        await salus.RunAsync("lantern orbit gravel\n", ["users", "add", "ada", "--name", "Dr. Ada Marsh", "--role", "clinician", "--password-stdin"]);
        Assert.Equal(0, (await salus.RunAsync("scribe", visit, "--submit")).Code);
        var draft = (await salus.RunAsync("drafts", "show", "latest", "--json")).Out;
        Assert.Contains("vocabulary house", draft, StringComparison.Ordinal);
        Assert.Contains(digest, draft, StringComparison.Ordinal);
        Assert.Contains("frobnitis", draft, StringComparison.Ordinal);

        Assert.Equal(0, (await salus.RunAsync("vocabulary", "remove", "house")).Code);
        Assert.Equal("[]", (await salus.RunAsync("vocabulary", "list", "--json")).Out.Trim());
    }

    [Fact]
    public async Task A_check_knows_the_words_of_the_house()
    {
        var (visit, note) = (await FileAsync("visit.txt", "Doctor: Any sore frob?\nPatient: No, none at all.\n"), await FileAsync("note.txt", "The patient reports acute frobnitis."));
        Assert.DoesNotContain("'acute frobnitis' was", (await salus.RunAsync("check", note, "--source", visit)).Out, StringComparison.Ordinal);
        await salus.RunAsync("vocabulary", "add", await ListAsync(), "--name", "house", "--system", "urn:house", "--kind", "disorder");
        Assert.Contains("'acute frobnitis' was denied", (await salus.RunAsync("check", note, "--source", visit)).Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_broken_list_is_not_kept()
    {
        var broken = await FileAsync("broken.tsv", "code\tterm\nH1\tone\nH1\ttwo\n");
        foreach (var act in (string[])["add", "check"])
        {
            var call = await salus.RunAsync("vocabulary", act, broken, "--system", "urn:house", "--kind", "finding");
            Assert.Equal(1, call.Code);
            Assert.Contains("broken.tsv, line 3", call.Error, StringComparison.Ordinal);
        }

        Assert.Equal("[]", (await salus.RunAsync("vocabulary", "list", "--json")).Out.Trim());
    }

    [Fact]
    public async Task Wrong_calls_say_what_is_wrong()
    {
        var list = await ListAsync();
        Assert.Contains("no kind of concept", (await salus.RunAsync("vocabulary", "add", list, "--kind", "thing")).Error, StringComparison.Ordinal);
        Assert.Contains("is no name for a list", (await salus.RunAsync("vocabulary", "add", list, "--name", "../x", "--system", "urn:house", "--kind", "finding")).Error, StringComparison.Ordinal);
        Assert.Contains("There is no file", (await salus.RunAsync("vocabulary", "add", list + "x")).Error, StringComparison.Ordinal);
        Assert.Contains("There is no list 'y'", (await salus.RunAsync("vocabulary", "remove", "y")).Error, StringComparison.Ordinal);
        await FileAsync("latin.tsv", "");
        await File.WriteAllBytesAsync(salus.File("latin.tsv"), [.. "code\tterm\nA\tcaf"u8, 0xE9, (byte)'\n'], TestContext.Current.CancellationToken);
        Assert.Contains("is not UTF-8", (await salus.RunAsync("vocabulary", "check", salus.File("latin.tsv"), "--system", "urn:house", "--kind", "finding")).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_damaged_list_says_so_and_can_be_removed()
    {
        await salus.RunAsync("vocabulary", "add", await ListAsync(), "--name", "house", "--system", "urn:house", "--kind", "disorder");
        await File.WriteAllTextAsync(Path.Combine(salus.Home.FullName, "vocabularies", "house.terms"), "no list", TestContext.Current.CancellationToken);
        var call = await salus.RunAsync("vocabulary", "list");
        Assert.Equal(1, call.Code);
        Assert.Contains("house.terms", call.Error, StringComparison.Ordinal);
        Assert.Equal(0, (await salus.RunAsync("vocabulary", "remove", "house")).Code);
    }
}
