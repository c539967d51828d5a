using System.Globalization;
using System.Text.Json;
using Salus.Documentation.Scribe;
using Salus.Language.Models;
using Salus.Samples;
using Salus.Tests.Language.Models;
using Salus.Trust;

namespace Salus.Tests.Documentation.Scribe.Attacks;

/// <summary>Many drafts at once against one endpoint: none is lost, each is of its own visit, and the endpoint is never asked more at a time than it may be.</summary>
public sealed class ManyDraftsTests : IDisposable
{
    private const int Drafts = 50;
    private const int AtATime = 4;

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("salus-many-");
    private readonly SteppedClock clock = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public async Task Fifty_drafts_at_once_lose_none_and_mix_none()
    {
        var (now, most) = (0, 0);
        // Every seventh visit meets an endpoint that fails: no retry helps it, its draft is written all the same.
        await using var server = await ScriptedModelServer.StartAsync(q =>
        {
            var running = Interlocked.Increment(ref now);
            InterlockedMax(ref most, running);
            var number = NumberIn(q.User);
            Interlocked.Decrement(ref now);
            return number % 7 == 0 ? new ModelAnswer.Fails(400) : Says(number);
        }, cancel: Cancel);
        using var models = Attacked.Models(folder, server.Address, clock, e => e with { Concurrency = AtATime });
        var writer = new ModelNoteWriter(new NoteWriter(clock), models, clock);
        var written = await Task.WhenAll(Enumerable.Range(1, Drafts).Select(async n => (Number: n, Note: await writer.WriteAsync(Visit(n), new ScribeOptions(), Cancel))));

        var refused = 0;
        Assert.Equal(Drafts, written.Length);
        foreach (var (number, note) in written)
        {
            Assert.NotEmpty(note.Draft.Statements);
            Assert.Equal(new PatientId(Mrn(number)), note.Draft.Subject);
            if (number % 7 == 0)
            {
                Assert.NotNull(note.FellBack);
                continue;
            }
            // Four are asked at a time and forty wait: the other six are refused at once, with the reason, and written by us.
            if (note.FellBack is not null)
            {
                Assert.Equal("The model 'house' is busy. The embedded engine wrote this draft.", note.FellBack);
                refused++;
                continue;
            }
            var says = Assert.Single(note.Draft.Statements).Text;
            Assert.Equal($"The right knee has hurt for {number + 2} days.", says);
            Assert.Contains(note.Draft.Statements[0].Evidence.OfType<Quote>(), e => e.Text.Contains(string.Create(CultureInfo.InvariantCulture, $"{number + 2} days"), StringComparison.Ordinal));
        }
        Assert.InRange(refused, 0, Drafts - (AtATime * 11));
        Assert.InRange(most, 1, AtATime);
        Assert.Equal(Drafts, written.Select(w => w.Note.Draft.Id).Distinct().Count());
    }

    [Fact]
    public async Task What_the_queue_does_not_hold_is_written_by_the_embedded_engine_with_the_reason()
    {
        var opened = new TaskCompletionSource();
        await using var server = await ScriptedModelServer.StartAsync(q =>
        {
            opened.Task.Wait(Cancel);
            return Says(NumberIn(q.User));
        }, cancel: Cancel);
        using var models = Attacked.Models(folder, server.Address, clock, e => e with { Concurrency = 1 });
        var writer = new ModelNoteWriter(new NoteWriter(clock), models, clock);
        // One is asked, ten wait, the rest are refused at once.
        var writing = Enumerable.Range(1, 20).Select(n => writer.WriteAsync(Visit(n), new ScribeOptions(), Cancel)).ToArray();
        var refused = new HashSet<Task<Salus.Writing.Written>>();
        while (refused.Count < 9)
        {
            var done = await Task.WhenAny(writing.Where(w => !refused.Contains(w)));
            Assert.Equal("The model 'house' is busy. The embedded engine wrote this draft.", (await done).FellBack);
            refused.Add(done);
        }
        opened.SetResult();
        var all = await Task.WhenAll(writing);
        Assert.Equal(11, all.Count(w => w.FellBack is null));
        Assert.All(all, w => Assert.NotEmpty(w.Draft.Statements));
    }

    private static string Mrn(int number) => string.Create(CultureInfo.InvariantCulture, $"P-{number:000}");

    private static Visit Visit(int number)
    {
        var talk = string.Create(CultureInfo.InvariantCulture, $"[doctor] What brings you in today, visit {number} of the day?\n[patient] My right knee has hurt for {number + 2} days.\n[doctor] Any fever?\n[patient] No, no fever.\n");
        return new Visit(Mrn(number), TranscriptReader.Read(new TranscriptFile("visit.txt", [.. System.Text.Encoding.UTF8.GetBytes(talk)])), new VisitPatient(Mrn(number), null, "female", 40));
    }

    private static int NumberIn(string asked)
    {
        var at = asked.IndexOf("visit ", StringComparison.Ordinal) + "visit ".Length;
        return int.Parse(asked.AsSpan(at, asked.IndexOf(" of the day", at, StringComparison.Ordinal) - at), CultureInfo.InvariantCulture);
    }

    private static ModelAnswer.Says Says(int number) => new ModelAnswer.Says(Text(number));

    private static string Text(int number) => JsonSerializer.Serialize(new { statements = new[] { new { section = "hpi", group = (string?)null, text = $"The right knee has hurt for {number + 2} days.", turns = new[] { 2 } } } });

    private static void InterlockedMax(ref int most, int value)
    {
        int seen;
        while ((seen = Volatile.Read(ref most)) < value && Interlocked.CompareExchange(ref most, value, seen) != seen)
        {
        }
    }
}
