using System.Collections.Immutable;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Threading.Channels;
using Salus.Trust;

namespace Salus.Documentation.Scribe;

/// <summary>One line of a batch's output. Property names are a contract with other tools.</summary>
/// <param name="Note">The note as plain text.</param>
/// <param name="Seconds">Writing and checking, wall-clock.</param>
public sealed record BatchNote(
    [property: JsonPropertyName("encounter_id")] string EncounterId,
    [property: JsonPropertyName("note")] string Note,
    [property: JsonPropertyName("statements")] ImmutableArray<BatchStatement> Statements,
    [property: JsonPropertyName("findings")] ImmutableArray<BatchFinding> Findings,
    [property: JsonPropertyName("omitted")] ImmutableArray<BatchOmission> Omitted,
    [property: JsonPropertyName("seconds")] double Seconds)
{
    /// <summary>Why there is no note: what is wrong with the row and where.</summary>
    [JsonPropertyName("error")]
    public string? Error { get; init; }

    public static BatchNote Of(string encounterId, ReviewedDraft reviewed, double seconds) => new(
        encounterId,
        DraftText.Plain(reviewed.Draft, reviewed.Draft.Statements),
        [.. reviewed.Draft.Statements.Select(s => new BatchStatement(s.Section, s.Group, s.Text, BatchEvidence.Of(s.Evidence)))],
        [.. reviewed.Findings.Select(f => new BatchFinding(f.Check, f.Severity, f.Message, f.Statement))],
        [.. reviewed.Draft.Omitted.Select(o => new BatchOmission(o.Text, o.Reason, BatchEvidence.Of(o.Evidence)))],
        Math.Round(seconds, 4));
}

public sealed record BatchStatement(string Section, string? Group, string Text, ImmutableArray<BatchEvidence> Evidence);

/// <summary>Words of a turn, or an element of the patient's record when <paramref name="Turn"/> is null.</summary>
/// <param name="Turn">Zero-based index of the turn in the dialogue.</param>
/// <param name="Start">Offset in the turn's verbatim text without the speaker label, in UTF-16 code units.</param>
/// <param name="Quote">The words; for an element its value.</param>
/// <param name="Element">FHIRPath into the patient.</param>
public sealed record BatchEvidence(int? Turn, int? Start, int? Length, string Quote, string? Element = null)
{
    public static ImmutableArray<BatchEvidence> Of(ImmutableArray<Evidence> evidence) =>
    [
        .. evidence.Select(e => e switch
        {
            Quote q => new BatchEvidence(q.Segment, q.Start, q.Length, q.Text),
            Element element => new BatchEvidence(null, null, null, element.Value, element.Path),
            _ => null,
        }).OfType<BatchEvidence>(),
    ];
}

/// <param name="Statement">Zero-based index into the statements; null when it concerns the whole note.</param>
public sealed record BatchFinding(string Check, Severity Severity, string Message, int? Statement);

public sealed record BatchOmission(string Text, string Reason, ImmutableArray<BatchEvidence> Evidence);

/// <summary>Writes and checks many visits on all cores; results come in the order of the visits, and memory holds a few at a time.</summary>
public sealed class ScribeBatch(NoteWriter writer, IEnumerable<ICheck> checks)
{
    private readonly ImmutableArray<ICheck> checks = [.. checks];

    public static JsonSerializerOptions Json { get; } = new(TrustJson.Canonical);

    public async IAsyncEnumerable<BatchNote> RunAsync(IAsyncEnumerable<VisitRow> rows, ScribeOptions options, [EnumeratorCancellation] CancellationToken cancel)
    {
        var cores = Math.Max(1, Environment.ProcessorCount);
        var running = Channel.CreateBounded<Task<BatchNote>>(4 * cores);
        var slots = new SemaphoreSlim(cores);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var feeding = FeedAsync();
        try
        {
            await foreach (var task in running.Reader.ReadAllAsync(cancel))
                yield return await task;
            await feeding;
        }
        finally
        {
            await stop.CancelAsync();
        }

        async Task FeedAsync()
        {
            try
            {
                await foreach (var row in rows.WithCancellation(stop.Token))
                {
                    await slots.WaitAsync(stop.Token);
                    await running.Writer.WriteAsync(Task.Run(() => OneAsync(row, options, slots, stop.Token), stop.Token), stop.Token);
                }
                running.Writer.Complete();
            }
            catch (Exception e)
            {
                running.Writer.Complete(e);
                throw;
            }
        }
    }

    private async Task<BatchNote> OneAsync(VisitRow row, ScribeOptions options, SemaphoreSlim slots, CancellationToken cancel)
    {
        try
        {
            if (row.Visit is not { } visit)
                return new BatchNote(row.EncounterId, "", [], [], [], 0) { Error = row.Problem?.Message ?? "The row holds no visit." };
            var start = Stopwatch.GetTimestamp();
            var reviewed = await Inspection.RunAsync(writer.Write(visit, options), visit.ToSources(), checks, cancel);
            return BatchNote.Of(row.EncounterId, reviewed, Stopwatch.GetElapsedTime(start).TotalSeconds);
        }
        finally
        {
            slots.Release();
        }
    }
}
