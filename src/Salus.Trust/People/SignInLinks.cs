namespace Salus.Trust;

/// <summary>What an unused link would do.</summary>
public enum LinkKind
{
    /// <summary>Lets the visitor make the first account. Works only while there is none.</summary>
    FirstRun,

    /// <summary>Signs one person in.</summary>
    SignIn,
}

/// <summary>Links that open the door once: to make the first account, or to sign in a person who has no password (yet, or any more).</summary>
public sealed class SignInLinks(Database database, People people, TimeProvider clock)
{
    /// <summary>Where a link leads, relative to the workbench's address.</summary>
    public static string PathOf(string secret) => $"/enter?link={secret}";

    /// <param name="person">Null: the link lets the visitor make the first account.</param>
    /// <param name="by">Null for the command line.</param>
    /// <returns>The secret; see <see cref="PathOf"/>. Shown once.</returns>
    /// <exception cref="AccountRefusedException">There are accounts already, or no such account.</exception>
    public async Task<string> CreateAsync(PersonId? person, TimeSpan validFor, CancellationToken cancel, PersonId? by = null)
    {
        var secret = Secret.New();
        await database.WriteAsync(async t =>
        {
            if (person is { } known)
            {
                if (await t.ScalarAsync<long>("select count(*) from people where id = @id and disabled_at is null", new { id = known.ToString() }) == 0)
                    throw new AccountRefusedException("There is no such account, or it is disabled.");
            }
            else if (await AnybodyAsync(t))
            {
                throw new AccountRefusedException("There are accounts already. Make a sign-in link for one of them instead.");
            }
            var now = clock.GetUtcNow();
            await t.ExecuteAsync("insert into sign_in_links (digest, person, created_at, expires_at) values (@digest, @person, @now, @expires)",
                new { digest = Secret.Digest(secret), person = person?.ToString(), now = Stamp.Of(now), expires = Stamp.Of(now + validFor) });
            await AuditLog.AppendAsync(t, new AuditEntry(now, by, "create-link", null, null, Detail: person is { } whom ? $"account {whom}" : "first run"));
        }, cancel);
        return secret;
    }

    /// <summary>What the link would do if it were used now; null when it is used, expired or unknown. Uses nothing up.</summary>
    public async Task<LinkKind?> LookAsync(string secret, CancellationToken cancel) => await database.ReadAsync<LinkKind?>(async t =>
    {
        var row = await t.SingleAsync<LinkRow>("select digest, person from sign_in_links where digest = @digest and used_at is null and expires_at > @now", Now(secret));
        return row switch
        {
            null => null,
            { person: not null } => LinkKind.SignIn,
            _ => await AnybodyAsync(t) ? null : LinkKind.FirstRun,
        };
    }, cancel);

    /// <summary>Uses a sign-in link up: of two who try at the same time, one gets in.</summary>
    /// <returns>Null when the link is used, expired, unknown or not for signing in, or the account is disabled.</returns>
    public Task<Person?> RedeemAsync(string secret, CancellationToken cancel) => database.WriteAsync(async t =>
    {
        if (await t.ExecuteAsync("update sign_in_links set used_at = @now where digest = @digest and used_at is null and expires_at > @now and person is not null", Now(secret)) == 0)
            return null;
        var row = await t.SingleAsync<PersonRow>($"select {PersonRow.Columns} from sign_in_links l join people p on p.id = l.person where l.digest = @digest and p.disabled_at is null", Now(secret));
        if (row is null)
            return null;
        await t.ExecuteAsync("update people set failures = 0, locked_until = null where id = @id", new { row.id });
        await AuditLog.AppendAsync(t, new AuditEntry(clock.GetUtcNow(), row.ToPerson().Id, "sign-in", null, null, Detail: "link"));
        return row.ToPerson();
    }, cancel);

    /// <summary>Makes the first account: an administrator who is also a clinician. The link is used up only when the account was made.</summary>
    /// <returns>Null when the link is used, expired or unknown, or somebody was faster.</returns>
    /// <exception cref="AccountRefusedException">Name or password will not do; the link still works.</exception>
    public Task<Person?> RedeemFirstRunAsync(string secret, string userName, string displayName, string password, CancellationToken cancel)
    {
        var account = people.NewAccount(userName, displayName, [Role.Administrator, Role.Clinician], password);
        return database.WriteAsync(async t =>
        {
            // all first-run links at once, so that two of them cannot make two first accounts
            var now = Now(secret);
            var valid = await t.ExecuteAsync("update sign_in_links set used_at = @now where digest = @digest and used_at is null and expires_at > @now and person is null", now);
            if (valid == 0)
                return null;
            await t.ExecuteAsync("update sign_in_links set used_at = @now where person is null and used_at is null", now);
            if (await AnybodyAsync(t))
                return null;
            await people.InsertAsync(t, account, by: null);
            return account.Person;
        }, cancel);
    }

    private object Now(string secret) => new { digest = Secret.Digest(secret), now = Stamp.Of(clock.GetUtcNow()) };

    private static async Task<bool> AnybodyAsync(DatabaseTransaction transaction) => await transaction.ScalarAsync<long>("select count(*) from people") > 0;

#pragma warning disable IDE1006, CA1707 // named as the columns
    private sealed class LinkRow
    {
        public string digest { get; init; } = "";
        public string? person { get; init; }
    }
#pragma warning restore IDE1006, CA1707
}
