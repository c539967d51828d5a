using System.IO.Compression;
using Salus.Governance.Deidentification;
using Salus.Governance.Deidentification.Releases;
using Salus.Governance.Deidentification.Releases.SecondReading;
using Salus.Language.Identifiers;
using Salus.Trust;

namespace Salus.Tests.Governance.Deidentification.Releases;

public sealed class ReleaseRunTests : IDisposable
{
    private static readonly Guid id = Guid.Parse("01980000-0000-7000-8000-000000000001");

    private readonly Clinic clinic = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => clinic.Dispose();

    [Fact]
    public async Task Files_of_all_folders_come_out_under_names_that_say_nothing()
    {
        clinic.Put("Okonkwo 1.txt", "Mrs Okonkwo has a cough.").Put("2024/Okonkwo 2.txt", "Cough of Okonkwo is gone.");

        var (report, work) = await RunAsync(clinic.Request);

        using var archive = ZipFile.OpenRead(work.Archive.FullName);
        Assert.Equal(2, archive.Entries.Count);
        Assert.All(archive.Entries, e => Assert.Matches("^[0-9a-f]{32}\\.txt$", e.FullName));
        Assert.Equal(["Cough of [name] is gone.", "Mrs [name] has a cough."], archive.Entries.Select(e => new StreamReader(e.Open()).ReadToEnd()).Order(StringComparer.Ordinal));
        Assert.Equal(new ReleasedKind("text", 2, 49, 47), Assert.Single(report.Kinds));
        Assert.Equal(new TallyLine(IdentifierClass.Name, Treatment.Tag, 2), Assert.Single(report.Tally));
        Assert.Equal(report.Content, Sha256.Of(await File.ReadAllBytesAsync(work.Archive.FullName, Cancel)));
    }

    [Fact]
    public async Task The_same_files_give_the_same_archive_and_the_same_sample()
    {
        for (var i = 0; i < 12; i++)
            clinic.Put($"{i}.txt", $"Visit {i} of Okonkwo.");

        var (first, work) = await RunAsync(clinic.Request);
        var sample = work.Samples.Select(s => s.Text).ToArray();
        var (second, again) = await RunAsync(clinic.Request with { AtOnce = 4 });

        Assert.Equal(first.Content, second.Content);
        Assert.Equal(sample, again.Samples.Select(s => s.Text));
        Assert.Equal(5, sample.Length);
        Assert.NotEqual(sample, (await RunAsync(clinic.Request with { Seed = 8 })).Work.Samples.Select(s => s.Text));
    }

    [Fact]
    public async Task A_sampled_document_tells_where_something_was_replaced_and_what_stood_there()
    {
        clinic.Put("a.txt", "Seen: Okonkwo today.");

        var (_, work) = await RunAsync(clinic.Request);

        var document = Assert.Single(work.Samples);
        var stretch = Assert.Single(document.Replaced);
        Assert.Equal(("[name]", "Okonkwo", IdentifierClass.Name), (document.Text.Substring(stretch.Start, stretch.Length), stretch.Original, stretch.Class));
    }

    [Fact]
    public async Task Sentences_and_what_was_replaced_are_drawn_before_phrases()
    {
        for (var i = 0; i < 20; i++)
            clinic.Put($"{i}.txt", $"Globulin in serum {i}");
        clinic.Put("a.txt", "Okonkwo.").Put("b.txt", "The cough has been there for three weeks and is worse at night.");

        var (_, work) = await RunAsync(clinic.Request with { Samples = 3 });

        Assert.Equal(3, work.Samples.Length);
        Assert.Contains(work.Samples, s => s.Text is "[name].");
        Assert.Contains(work.Samples, s => s.Text.StartsWith("The cough", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Unreadable", "File 2 of 3 (.txt): line 1 cannot be read.")]
    [InlineData("Broken", "File 2 of 3 (.txt) could not be de-identified (FormatException)")]
    [InlineData("Full", "The disk is full.")]
    public async Task A_run_that_stops_leaves_nothing_and_says_no_word_of_the_input(string fault, string message)
    {
        clinic.Put("Okonkwo 1.txt", "Okonkwo is fine.").Put("Okonkwo 2.txt", $"Okonkwo {fault}").Put("Okonkwo 3.txt", "Okonkwo is fine.");

        var stopped = await Assert.ThrowsAsync<DeidentificationException>(() => RunAsync(clinic.Request));

        Assert.StartsWith(message, stopped.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("Okonkwo", stopped.ToString(), StringComparison.Ordinal);
        Assert.All(clinic.Kept(), f => Assert.EndsWith(".lock", f.Path, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_run_that_is_cancelled_leaves_nothing()
    {
        clinic.Put("a.txt", "Okonkwo.");
        using var stop = new CancellationTokenSource();
        var run = clinic.Run(null, new NoteReader(read: _ => stop.Cancel()));
        using (var work = clinic.Works.Begin(id))
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run.RunAsync(clinic.Request, work, null, stop.Token));

        Assert.All(clinic.Kept(), f => Assert.EndsWith(".lock", f.Path, StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_a_killed_run_left_is_gone_at_the_next_start_and_a_running_one_stays()
    {
        clinic.Put("a.txt", "Okonkwo.");
        var running = clinic.Works.Begin(Guid.Parse("01980000-0000-7000-8000-000000000002"));
        var killed = clinic.Works.Begin(id);
        await File.WriteAllTextAsync(Path.Combine(killed.Files.FullName, "half.txt"), "Okonkwo", Cancel);
        // What the system does when a program is killed.
        killed.Dispose();

        _ = new ReleaseWorks(clinic.Home);

        Assert.False(killed.Files.Exists);
        Assert.True(running.Files.Exists);
        Assert.Contains("at this moment", Assert.Throws<DeidentificationException>(() => clinic.Works.Begin(running.Id)).Message, StringComparison.Ordinal);
        running.Dispose();
    }

    [Fact]
    public async Task A_file_that_nobody_reads_refuses_the_release_without_its_name_unless_it_is_left_out()
    {
        clinic.Put("a.txt", "Okonkwo.").Put("Okonkwo.xyz", "?");

        var refused = await Assert.ThrowsAsync<DeidentificationException>(() => RunAsync(clinic.Request));
        var (report, _) = await RunAsync(clinic.Request with { LeaveOutUnreadable = true });

        Assert.StartsWith("File 1 of 2 (.xyz) is of no kind", refused.Message, StringComparison.Ordinal);
        Assert.Equal(1, report.LeftOut);
        Assert.Contains(ReleaseLine.Of(report), l => l.Text.Contains("1 file of kinds that are not read here was left out", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_extension_of_an_input_is_told_only_when_it_is_one()
    {
        clinic.Put("note.okonkwo-amara", "?");

        Assert.StartsWith("File 1 of 1 (no known ending) is", (await Assert.ThrowsAsync<DeidentificationException>(() => RunAsync(clinic.Request))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_link_and_an_empty_folder_are_refused()
    {
        Assert.Contains("holds no file", (await Assert.ThrowsAsync<DeidentificationException>(() => RunAsync(clinic.Request))).Message, StringComparison.Ordinal);

        clinic.Put("a.txt", "Okonkwo.");
        File.CreateSymbolicLink(Path.Combine(clinic.Input.FullName, "b.txt"), "/etc/hostname");

        Assert.Contains("is a link", (await Assert.ThrowsAsync<DeidentificationException>(() => RunAsync(clinic.Request))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_files_that_would_get_one_name_or_a_name_with_a_folder_are_refused()
    {
        clinic.Put("a.txt", "Okonkwo.").Put("b.txt", "Okonkwo.");

        Assert.Contains("name of another file", (await Assert.ThrowsAsync<DeidentificationException>(() => RunAsync(clinic.Request with { Names = _ => "same" }))).Message, StringComparison.Ordinal);
        Assert.Contains("no plain file name", (await Assert.ThrowsAsync<DeidentificationException>(() => RunAsync(clinic.Request with { Names = path => "../" + path }))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_second_opinion_counts_what_stands_in_the_input_too_and_not_what_was_invented()
    {
        clinic.Put("a.txt", "Okonkwo met Zoltan Virag in 2020.");
        var second = new Listed("second", ("Zoltan Virag", IdentifierClass.Name), ("[name]", IdentifierClass.Name), ("2020", IdentifierClass.Year));

        var (report, work) = await RunAsync(clinic.Request, second);

        Assert.Equal(1, report.Second!.Total);
        Assert.Equal(2, report.Second.Explained);
        var find = Assert.Single(work.Finds);
        Assert.Equal(("Zoltan Virag", " in 2020."), (find.Found, find.After));
        Assert.DoesNotContain("Zoltan", report.ToJson(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Straight_into_a_folder_or_file_all_is_written_or_nothing()
    {
        clinic.Put("a.txt", "Okonkwo coughs.").Put("b.txt", "Okonkwo sleeps.");
        var file = new FileInfo(Path.Combine(clinic.Home.FullName, "clean.txt"));

        await clinic.Run().WriteUnreviewedAsync(clinic.Request, clinic.Out, null, Cancel);
        await clinic.Run().WriteUnreviewedAsync(clinic.Request with { Input = new FileInfo(Path.Combine(clinic.Input.FullName, "a.txt")), SecondReading = false }, file, null, Cancel);

        Assert.Equal(["[name] coughs.", "[name] sleeps."], clinic.Out.EnumerateFiles().Select(f => File.ReadAllText(f.FullName)).Order(StringComparer.Ordinal));
        Assert.Equal("[name] coughs.", await File.ReadAllTextAsync(file.FullName, Cancel));

        clinic.Put("c.txt", "Okonkwo Broken");
        var other = new DirectoryInfo(clinic.Out.FullName + "-2");
        await Assert.ThrowsAsync<DeidentificationException>(() => clinic.Run().WriteUnreviewedAsync(clinic.Request, other, null, Cancel));
        Assert.False(other.Exists);
        Assert.False(Directory.Exists(other.FullName + ".part"));
        Assert.Contains("there already", (await Assert.ThrowsAsync<DeidentificationException>(() => clinic.Run().WriteUnreviewedAsync(clinic.Request, clinic.Out, null, Cancel))).Message, StringComparison.Ordinal);
    }

    private async Task<(ReleaseReport Report, ReleaseWork Work)> RunAsync(ReleaseRequest request, IIdentifierDetector? second = null)
    {
        using var work = clinic.Works.Begin(id);
        var report = await clinic.Run(second).RunAsync(request, work, null, Cancel);
        return (report, clinic.Works.Find(id)!);
    }
}
