using System.Text;

namespace Salus.Trust;

/// <summary>A signed note that a receiver has not acknowledged yet.</summary>
/// <param name="Bundle">The FHIR R4 document as JSON, as it was signed.</param>
/// <param name="Subject">The site's identifier of the patient, as the draft had it.</param>
/// <param name="Attempts">That failed so far.</param>
public sealed record Delivery(DraftId Draft, string Bundle, PatientId? Subject, int Attempts);

/// <summary>How the notes for a receiver stand.</summary>
public sealed record DeliveryCounts(long Waiting, long Accepted, long Refused);

/// <summary>
/// Signed notes on their way to other systems. What is to be sent stands in the database before it is sent and until it is acknowledged,
/// so nothing is lost when a program or a receiver goes down; a note may arrive twice, never not at all.
/// </summary>
public sealed class Deliveries(Database database, TimeProvider clock)
{
    /// <summary>Between attempts: doubles from half a minute to an hour.</summary>
    private static readonly TimeSpan shortest = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan longest = TimeSpan.FromHours(1);

    /// <summary>Puts every signed note in line that is not there yet. Doing it again changes nothing.</summary>
    /// <param name="since">Notes that were signed before are left out.</param>
    /// <returns>Notes that came into the line.</returns>
    public Task<int> EnqueueAsync(string receiver, DateTimeOffset since, CancellationToken cancel) => database.WriteAsync(transaction => transaction.ExecuteAsync(
        """
        insert into deliveries (receiver, draft, state, attempts, due_at, changed_at)
        select @receiver, n.draft, 'waiting', 0, @now, @now from notes n
        where n.purpose = 'care' and n.signed_at >= @since and not exists (select 1 from deliveries d where d.receiver = @receiver and d.draft = n.draft)
        on conflict (receiver, draft) do nothing
        """,
        new { receiver, now = Stamp.Of(clock.GetUtcNow()), since = Stamp.Of(since) }), cancel);

    /// <summary>What is to be tried now, the longest waiting first.</summary>
    public Task<IReadOnlyList<Delivery>> DueAsync(string receiver, int most, CancellationToken cancel) => database.ReadAsync<IReadOnlyList<Delivery>>(async transaction =>
    {
        var rows = await transaction.QueryAsync<(string Draft, string Bundle, string? Subject, long Attempts)>(
            """
            select d.draft, n.bundle, n.subject, d.attempts from deliveries d join notes n on n.draft = d.draft
            where d.receiver = @receiver and d.state = 'waiting' and d.due_at <= @now order by d.due_at, d.draft limit @most
            """,
            new { receiver, now = Stamp.Of(clock.GetUtcNow()), most });
        var due = new List<Delivery>(rows.Count);
        foreach (var row in rows)
            due.Add(new Delivery(DraftId.Parse(row.Draft, provider: null), Encoding.UTF8.GetString(await Blobs.GetAsync(transaction, row.Bundle)), row.Subject is null ? null : new PatientId(row.Subject), (int)row.Attempts));
        return due;
    }, cancel);

    /// <summary>The receiver has it.</summary>
    public Task AcceptedAsync(string receiver, DraftId draft, CancellationToken cancel) => EndAsync(receiver, draft, "accepted", null, cancel);

    /// <summary>The receiver will not have it, however often it is sent: a person must look.</summary>
    /// <param name="problem">In the receiver's words, or ours; never contents of the note.</param>
    public Task RefusedAsync(string receiver, DraftId draft, string problem, CancellationToken cancel) => EndAsync(receiver, draft, "refused", problem, cancel);

    /// <summary>It did not arrive, or could not be taken now: tried again later.</summary>
    public Task FailedAsync(string receiver, DraftId draft, int attempts, string problem, CancellationToken cancel)
    {
        var wait = TimeSpan.FromTicks(Math.Min(longest.Ticks, shortest.Ticks << Math.Min(attempts, 10)));
        var now = clock.GetUtcNow();
        return database.WriteAsync(transaction => transaction.ExecuteAsync(
            "update deliveries set attempts = attempts + 1, due_at = @due, changed_at = @now, problem = @problem where receiver = @receiver and draft = @draft and state = 'waiting'",
            new { receiver, draft = draft.ToString(), due = Stamp.Of(now + wait), now = Stamp.Of(now), problem }), cancel);
    }

    /// <summary>Puts what a receiver refused in line again, after the reason is gone.</summary>
    /// <returns>Notes that came back into the line.</returns>
    public Task<int> AgainAsync(string receiver, CancellationToken cancel) => database.WriteAsync(transaction => transaction.ExecuteAsync(
        "update deliveries set state = 'waiting', due_at = @now, changed_at = @now where receiver = @receiver and state = 'refused'",
        new { receiver, now = Stamp.Of(clock.GetUtcNow()) }), cancel);

    public Task<DeliveryCounts> CountAsync(string receiver, CancellationToken cancel) => database.ReadAsync(async transaction =>
    {
        var counts = (await transaction.QueryAsync<(string State, long Count)>("select state, count(*) from deliveries where receiver = @receiver group by state", new { receiver })).ToDictionary(r => r.State, r => r.Count, StringComparer.Ordinal);
        return new DeliveryCounts(counts.GetValueOrDefault("waiting"), counts.GetValueOrDefault("accepted"), counts.GetValueOrDefault("refused"));
    }, cancel);

    private Task EndAsync(string receiver, DraftId draft, string state, string? problem, CancellationToken cancel) => database.WriteAsync(async transaction =>
    {
        var now = clock.GetUtcNow();
        await transaction.ExecuteAsync(
            "update deliveries set state = @state, attempts = attempts + 1, changed_at = @now, problem = @problem where receiver = @receiver and draft = @draft and state = 'waiting'",
            new { receiver, draft = draft.ToString(), state, now = Stamp.Of(now), problem });
        await AuditLog.AppendAsync(transaction, new AuditEntry(now, Person: null, "deliver-note", draft, Patient: null, state == "accepted" ? "done" : "refused", Detail: StoredText.Line(receiver)));
    }, cancel);
}
