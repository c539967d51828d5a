namespace Salus.Trust;

/// <summary>
/// Who is signed in, kept on our side: a session ends after half an hour without a request, after twelve hours in any case,
/// with a new password, and when the account is disabled.
/// </summary>
public sealed class Sessions(Database database, TimeProvider clock)
{
    public static readonly TimeSpan IdleLimit = TimeSpan.FromMinutes(30);
    public static readonly TimeSpan AbsoluteLimit = TimeSpan.FromHours(12);

    /// <summary>A session seen more recently than this is not written again: most requests only read.</summary>
    private static readonly TimeSpan precision = TimeSpan.FromMinutes(1);

    /// <returns>The secret that the browser's cookie carries.</returns>
    public async Task<string> StartAsync(PersonId person, CancellationToken cancel)
    {
        var secret = Secret.New();
        await database.WriteAsync(async t =>
        {
            var now = clock.GetUtcNow();
            await t.ExecuteAsync("delete from sessions where started_at < @absolute or seen_at < @idle", new { absolute = Stamp.Of(now - AbsoluteLimit), idle = Stamp.Of(now - IdleLimit) });
            await t.ExecuteAsync("insert into sessions (digest, person, started_at, seen_at) values (@digest, @person, @now, @now)",
                new { digest = Secret.Digest(secret), person = person.ToString(), now = Stamp.Of(now) });
        }, cancel);
        return secret;
    }

    /// <summary>Whose session this is, with today's roles; null when it has ended or the account is disabled.</summary>
    public async Task<Person?> FindAsync(string secret, CancellationToken cancel)
    {
        var digest = Secret.Digest(secret);
        var now = clock.GetUtcNow();
        var alive = new { digest, absolute = Stamp.Of(now - AbsoluteLimit), idle = Stamp.Of(now - IdleLimit), now = Stamp.Of(now) };
        var row = await database.ReadAsync(t => t.SingleAsync<SessionRow>(
            $"select {PersonRow.Columns}, s.seen_at from sessions s join people p on p.id = s.person where s.digest = @digest and s.started_at > @absolute and s.seen_at > @idle and p.disabled_at is null", alive), cancel);
        if (row is null)
            return null;
        if (Stamp.Read(row.seen_at) < now - precision)
            await database.WriteAsync(t => t.ExecuteAsync("update sessions set seen_at = @now where digest = @digest", alive), cancel);
        return row.ToPerson();
    }

    public Task EndAsync(string secret, CancellationToken cancel) => database.WriteAsync(async t =>
    {
        var digest = new { digest = Secret.Digest(secret) };
        var person = await t.ScalarAsync<string>("select person from sessions where digest = @digest", digest);
        if (await t.ExecuteAsync("delete from sessions where digest = @digest", digest) > 0)
            await AuditLog.AppendAsync(t, new AuditEntry(clock.GetUtcNow(), new PersonId(Guid.ParseExact(person!, "N")), "sign-out", null, null));
    }, cancel);

#pragma warning disable IDE1006, CA1707 // named as the column
    private sealed class SessionRow : PersonRow
    {
        public string seen_at { get; init; } = "";
    }
#pragma warning restore IDE1006, CA1707
}
