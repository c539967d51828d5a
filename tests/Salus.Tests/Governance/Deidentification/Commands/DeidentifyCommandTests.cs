using System.Text.Json;
using Salus.Tests.Samples;
using Salus.Tests.Workbench.Commands;

namespace Salus.Tests.Governance.Deidentification.Commands;

/// <summary>Files come in by the command line and leave signed, or not at all.</summary>
public sealed class DeidentifyCommandTests : IDisposable
{
    private static readonly string[] secrets = ["Ferreira", "Rosalind", "Inês", "00482915", "77 Quarry", "44321", "330-555-01", "5550163", "Okonjo", "Lakemoor", "LAKEMOOR", "03/12/2024", "PK774120A", "BSP-3392", "Adeyemi", "Hartwell"];

    private readonly Terminal salus = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => salus.Dispose();

    private static string Samples => Path.Combine(SampleVisitTests.Visits.Parent!.FullName, "deidentification");

    [Fact]
    public async Task A_folder_waits_inside_until_somebody_looked_at_its_documents_and_signed()
    {
        await salus.RunAsync("lantern orbit gravel\n", ["users", "add", "ruth", "--name", "Ruth", "--role", "researcher", "--password-stdin"]);
        await salus.RunAsync("lantern orbit gravel\n", ["users", "add", "stella", "--name", "Stella", "--role", "data-steward", "--password-stdin"]);

        var made = await salus.RunAsync("deidentify", "files", Samples, "--as", "ruth", "--json");
        Assert.Equal((0, 0), (made.Code, made.Error.Split('\n').Count(l => l.Contains("Ferreira", StringComparison.Ordinal))));
        using var said = JsonDocument.Parse(made.Out);
        var draft = said.RootElement.GetProperty("draft").GetString()!;
        Assert.Equal(4, said.RootElement.GetProperty("report").GetProperty("kinds").EnumerateArray().Sum(k => k.GetProperty("files").GetInt32()));

        var early = await salus.RunAsync("deidentify", "release", draft, "--out", salus.File("out"), "--as", "stella");
        Assert.Equal(1, early.Code);
        Assert.False(Directory.Exists(salus.File("out")));

        using var shown = JsonDocument.Parse((await salus.RunAsync("drafts", "show", draft, "--as", "stella", "--json")).Out);
        var blocking = shown.RootElement.GetProperty("findings").EnumerateArray().Where(f => f.GetProperty("severity").GetString() is "blocking").Select(f => f.GetRawText()).ToArray();
        Assert.Contains(blocking, f => f.Contains("review", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task Nothing_is_written_outside_without_review_unless_it_is_said()
    {
        var refused = await salus.RunAsync("deidentify", "text", Path.Combine(Samples, "letter.txt"), salus.File("clean.txt"));
        Assert.Equal(2, refused.Code);
        Assert.Contains("--unreviewed", refused.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(salus.File("clean.txt")));

        var written = await salus.RunAsync("deidentify", "text", Path.Combine(Samples, "letter.txt"), salus.File("clean.txt"), "--unreviewed", "--known", Path.Combine(Samples, "patient.json"));
        Assert.Equal(0, written.Code);
        var clean = await File.ReadAllTextAsync(salus.File("clean.txt"), Cancel);
        // An invented name may be one of a person of whom only another file tells.
        var told = await File.ReadAllTextAsync(Path.Combine(Samples, "letter.txt"), Cancel) + await File.ReadAllTextAsync(Path.Combine(Samples, "patient.json"), Cancel);
        Assert.All(secrets.Where(s => told.Contains(s, StringComparison.Ordinal)), s => Assert.DoesNotContain(s, clean + written.Out + written.Error, StringComparison.Ordinal));
        Assert.All(["Parkinson's disease", "Wilson's disease", "138/72 mmHg", "strength 5/5", "Babinski", "25/100 mg", "lisinopril 10 mg", "TSH 2.1 mIU/L"], kept => Assert.Contains(kept, clean, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Files_that_belong_together_stay_together()
    {
        var written = await salus.RunAsync("deidentify", "files", Samples, salus.File("clean"), "--unreviewed");
        Assert.Equal((0, 4), (written.Code, Directory.GetFiles(salus.File("clean")).Length));
        var files = Directory.GetFiles(salus.File("clean")).ToDictionary(f => Path.GetExtension(f), File.ReadAllText, StringComparer.Ordinal);
        Assert.All(files.Values, text => Assert.All(secrets, s => Assert.DoesNotContain(s, text, StringComparison.Ordinal)));
        Assert.All(files.Keys, ending => Assert.Contains(ending, (string[])[".txt", ".json", ".hl7", ".csv"], StringComparer.Ordinal));
        using var bundle = JsonDocument.Parse(files[".json"]);
        var patient = bundle.RootElement.GetProperty("entry")[0];
        var observation = bundle.RootElement.GetProperty("entry")[1].GetProperty("resource");
        Assert.Equal(patient.GetProperty("fullUrl").GetString(), observation.GetProperty("subject").GetProperty("reference").GetString());
        Assert.Equal("2.1", observation.GetProperty("valueQuantity").GetProperty("value").GetRawText());
        var family = patient.GetProperty("resource").GetProperty("name")[0].GetProperty("family").GetString()!;
        Assert.Contains(family, files[".txt"], StringComparison.Ordinal);
        Assert.Contains(family, files[".hl7"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Spans_of_many_texts_come_back_line_by_line()
    {
        await File.WriteAllLinesAsync(salus.File("docs.jsonl"),
        [
            """{"id":"a","text":"Dr. May saw her on May 3, 2021; call 330-555-0142."}""",
            """{"id":"b","text":"wanjiru came back.","known":[{"class":"name","value":"Wanjiru Kamau"}]}""",
            "{\"id\":\"c\"}",
            "not json",
        ], Cancel);
        var call = await salus.RunAsync("deidentify", "text", "--batch", salus.File("docs.jsonl"), "--out", salus.File("spans.jsonl"));
        Assert.Equal(1, call.Code);
        Assert.Contains("Line 3 cannot be read", call.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("wanjiru", call.Error, StringComparison.OrdinalIgnoreCase);
        var lines = (await File.ReadAllLinesAsync(salus.File("spans.jsonl"), Cancel)).Select(l => JsonDocument.Parse(l).RootElement).ToArray();
        Assert.Equal(["a", "b", "c", ""], lines.Select(l => l.GetProperty("id").GetString()));
        Assert.Equal([("name", 4, 3), ("date", 19, 11), ("phone", 37, 12)], lines[0].GetProperty("spans").EnumerateArray().Select(s => (s.GetProperty("class").GetString()!, s.GetProperty("start").GetInt32(), s.GetProperty("length").GetInt32())));
        Assert.Equal("record", Assert.Single(lines[1].GetProperty("spans").EnumerateArray()).GetProperty("detector").GetString());
    }

    [Fact]
    public async Task Tokens_are_turned_back_by_a_data_steward_who_is_audited()
    {
        await File.WriteAllTextAsync(salus.File("ours.yaml"), "name: ours\nversion: \"1\"\nbased-on: safe-harbor\ntext:\n  phone: encrypt\n", Cancel);
        await File.WriteAllTextAsync(salus.File("note.txt"), "Call 330-555-0142 about the tremor.\n", Cancel);
        Assert.Equal(0, (await salus.RunAsync("deidentify", "text", salus.File("note.txt"), salus.File("clean.txt"), "--unreviewed", "--policy", salus.File("ours.yaml"), "--key", "study")).Code);
        Assert.DoesNotContain("330", await File.ReadAllTextAsync(salus.File("clean.txt"), Cancel), StringComparison.Ordinal);

        await salus.RunAsync("lantern orbit gravel\n", ["users", "add", "ruth", "--name", "Ruth", "--role", "researcher", "--password-stdin"]);
        Assert.Equal(2, (await salus.RunAsync("reidentify", salus.File("clean.txt"), salus.File("back.txt"), "--key", "study", "--as", "ruth")).Code);
        await salus.RunAsync("lantern orbit gravel\n", ["users", "add", "stella", "--name", "Stella", "--role", "data-steward", "--password-stdin"]);
        var other = await salus.RunAsync("reidentify", salus.File("clean.txt"), salus.File("back.txt"), "--key", "another", "--as", "stella");
        Assert.Equal((1, false), (other.Code, File.Exists(salus.File("back.txt"))));
        Assert.Equal(0, (await salus.RunAsync("reidentify", salus.File("clean.txt"), salus.File("back.txt"), "--key", "study", "--as", "stella")).Code);
        Assert.Equal("Call 330-555-0142 about the tremor.\n", await File.ReadAllTextAsync(salus.File("back.txt"), Cancel));
    }

    [Fact]
    public async Task A_profile_is_written_edited_and_checked()
    {
        Assert.Equal(0, (await salus.RunAsync("deidentify", "policy", "limited-data-set", "--out", salus.File("ours.yaml"))).Code);
        var checkedFile = await salus.RunAsync("deidentify", "policy", salus.File("ours.yaml"));
        Assert.Equal(0, checkedFile.Code);
        Assert.Contains("holds together", checkedFile.Out, StringComparison.Ordinal);
        Assert.Equal(1, (await salus.RunAsync("deidentify", "policy", "no-such-profile")).Code);
    }
}
