namespace Salus.Trust;

/// <summary>The reason given will not do, or the person may not break the glass.</summary>
public sealed class BreakGlassRefusedException(string message) : Exception(message);

/// <summary>
/// Emergency access: with a reason, and for an hour, a person may read clinical content that is otherwise closed to them,
/// restricted patients included. It opens reading only, and every use stands in the audit trail.
/// </summary>
public sealed class BreakGlass(Database database, TimeProvider clock)
{
    public static readonly TimeSpan Duration = TimeSpan.FromMinutes(60);
    public const int ShortestReason = 10;
    public const int LongestReason = 500;

    /// <returns>When it closes again.</returns>
    /// <exception cref="BreakGlassRefusedException">No role of the person includes it, or the reason is too short or too long.</exception>
    public async Task<DateTimeOffset> OpenAsync(Person person, string reason, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        if (!Access.Allows(person, Act.BreakGlass))
        {
            await database.WriteAsync(t => AuditLog.AppendAsync(t, new AuditEntry(now, person.Id, "break-glass", null, null, "refused", "role")), cancel);
            throw new BreakGlassRefusedException("Your role does not include emergency access.");
        }
        var words = reason.Trim();
        if (words.Length is < ShortestReason or > LongestReason)
            throw new BreakGlassRefusedException($"Say in {ShortestReason} to {LongestReason} characters why you need to see this now. The reason is read by your privacy officer; do not name the patient.");
        var until = now + Duration;
        await database.WriteAsync(async t =>
        {
            await t.ExecuteAsync("insert into broken_glass (person, reason, opened_at, until_at) values (@person, @words, @now, @until)",
                new { person = person.Id.ToString(), words, now = Stamp.Of(now), until = Stamp.Of(until) });
            await AuditLog.AppendAsync(t, new AuditEntry(now, person.Id, "break-glass", null, null, Detail: words));
        }, cancel);
        return until;
    }

    /// <summary>Until when this person's glass is broken; null when it is whole.</summary>
    public Task<DateTimeOffset?> OpenUntilAsync(PersonId person, CancellationToken cancel) => database.ReadAsync(t => OpenUntilAsync(t, person, clock.GetUtcNow()), cancel);

    /// <summary>Closes it before its time.</summary>
    public Task CloseAsync(PersonId person, CancellationToken cancel) => database.WriteAsync(async t =>
    {
        var now = clock.GetUtcNow();
        if (await t.ExecuteAsync("update broken_glass set until_at = @now where person = @person and until_at > @now", new { now = Stamp.Of(now), person = person.ToString() }) > 0)
            await AuditLog.AppendAsync(t, new AuditEntry(now, person, "close-glass", null, null));
    }, cancel);

    internal static async Task<bool> IsOpenAsync(DatabaseTransaction transaction, PersonId person, DateTimeOffset now) => await OpenUntilAsync(transaction, person, now) is not null;

    private static async Task<DateTimeOffset?> OpenUntilAsync(DatabaseTransaction transaction, PersonId person, DateTimeOffset now)
    {
        var until = await transaction.ScalarAsync<string>("select max(until_at) from broken_glass where person = @person and until_at > @now",
            new { person = person.ToString(), now = Stamp.Of(now) });
        return until is null ? null : Stamp.Read(until);
    }
}
