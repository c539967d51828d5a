using System.Collections.Immutable;

namespace Salus.Trust;

/// <summary>A program's key to act for a person, within scopes.</summary>
public sealed record ApiToken(long Id, PersonId Person, string Name, ImmutableSortedSet<string> Scopes, DateTimeOffset CreatedAt, DateTimeOffset ExpiresAt, DateTimeOffset? UsedAt, bool Revoked);

/// <summary>A token just made.</summary>
/// <param name="Secret">Shown once, never stored.</param>
public sealed record NewApiToken(ApiToken Token, string Secret);

/// <summary>Who a token acts for, and how far.</summary>
public sealed record TokenBearer(Person Person, ImmutableSortedSet<string> Scopes);

/// <summary>
/// Keys for programs. A token can do what its person's roles and its scopes both allow, and never sign:
/// <see cref="Access.Scopes"/> has no scope for signing, accounts or break-glass.
/// </summary>
public sealed class ApiTokens(Database database, TimeProvider clock)
{
    /// <summary>So that people and secret scanners recognise one.</summary>
    public const string Prefix = "salus_";

    public static readonly TimeSpan LongestLife = TimeSpan.FromDays(366);

    private const string Columns = "t.id, t.person, t.name, t.scopes, t.created_at, t.expires_at, t.used_at, t.revoked_at";
    private static readonly TimeSpan precision = TimeSpan.FromMinutes(1);

    /// <exception cref="AccountRefusedException">The scopes do not exist, the name is empty, or the time is too long.</exception>
    public async Task<NewApiToken> CreateAsync(PersonId person, string name, IEnumerable<string> scopes, TimeSpan validFor, CancellationToken cancel)
    {
        var clean = name.Trim();
        if (clean.Length is 0 or > 100 || clean.Any(char.IsControl))
            throw new AccountRefusedException("Give the token a name of 1 to 100 characters, for example the program that will use it.");
        ImmutableSortedSet<string> wanted = [.. scopes];
        if (wanted.IsEmpty || wanted.Except(Access.Scopes) is { IsEmpty: false })
            throw new AccountRefusedException($"Choose scopes from: {string.Join(", ", Access.Scopes)}. Signing is never among them.");
        if (validFor <= TimeSpan.Zero || validFor > LongestLife)
            throw new AccountRefusedException($"A token lives at least a day and at most {LongestLife.Days} days.");
        var secret = Prefix + Secret.New();
        var now = clock.GetUtcNow();
        var token = await database.WriteAsync(async t =>
        {
            var id = await t.ScalarAsync<long>(
                "insert into api_tokens (person, name, digest, scopes, created_at, expires_at) values (@person, @clean, @digest, @scopes, @now, @expires) returning id",
                new { person = person.ToString(), clean, digest = Secret.Digest(secret), scopes = string.Join(' ', wanted), now = Stamp.Of(now), expires = Stamp.Of(now + validFor) });
            await AuditLog.AppendAsync(t, new AuditEntry(now, person, "create-token", null, null, Detail: $"token {id}: {string.Join(' ', wanted)}"));
            return new ApiToken(id, person, clean, wanted, now, now + validFor, null, false);
        }, cancel);
        return new NewApiToken(token, secret);
    }

    /// <summary>Newest first.</summary>
    public async Task<ImmutableArray<ApiToken>> ListAsync(PersonId person, CancellationToken cancel)
    {
        var rows = await database.ReadAsync(t => t.QueryAsync<TokenRow>($"select {Columns} from api_tokens t where t.person = @person order by t.id desc", new { person = person.ToString() }), cancel);
        return [.. rows.Select(r => r.ToToken())];
    }

    /// <returns>False when the person has no such token, or it is revoked already.</returns>
    public Task<bool> RevokeAsync(PersonId person, long id, CancellationToken cancel) => database.WriteAsync(async t =>
    {
        var now = clock.GetUtcNow();
        if (await t.ExecuteAsync("update api_tokens set revoked_at = @now where id = @id and person = @person and revoked_at is null", new { now = Stamp.Of(now), id, person = person.ToString() }) == 0)
            return false;
        await AuditLog.AppendAsync(t, new AuditEntry(now, person, "revoke-token", null, null, Detail: $"token {id}"));
        return true;
    }, cancel);

    /// <summary>Null when the token is unknown, expired or revoked, or its person's account is disabled.</summary>
    public async Task<TokenBearer?> FindAsync(string secret, CancellationToken cancel)
    {
        if (!secret.StartsWith(Prefix, StringComparison.Ordinal))
            return null;
        var now = clock.GetUtcNow();
        var which = new { digest = Secret.Digest(secret), now = Stamp.Of(now) };
        var (token, person) = await database.ReadAsync(async t =>
        {
            var found = await t.SingleAsync<TokenRow>($"select {Columns} from api_tokens t where t.digest = @digest and t.revoked_at is null and t.expires_at > @now", which);
            return (found, found is null ? null : await t.SingleAsync<PersonRow>($"select {PersonRow.Columns} from people p where p.id = @person and p.disabled_at is null", new { found.person }));
        }, cancel);
        if (token is null || person is null)
            return null;
        if (token.used_at is null || Stamp.Read(token.used_at) < now - precision)
            await database.WriteAsync(t => t.ExecuteAsync("update api_tokens set used_at = @now where digest = @digest", which), cancel);
        return new TokenBearer(person.ToPerson(), token.ToToken().Scopes);
    }

#pragma warning disable IDE1006, CA1707 // named as the columns
    private sealed class TokenRow
    {
        public long id { get; init; }
        public string person { get; init; } = "";
        public string name { get; init; } = "";
        public string scopes { get; init; } = "";
        public string created_at { get; init; } = "";
        public string expires_at { get; init; } = "";
        public string? used_at { get; init; }
        public string? revoked_at { get; init; }

        public ApiToken ToToken() => new(id, new PersonId(Guid.ParseExact(person, "N")), name, [.. scopes.Split(' ')], Stamp.Read(created_at), Stamp.Read(expires_at), used_at is null ? null : Stamp.Read(used_at), revoked_at is not null);
    }
#pragma warning restore IDE1006, CA1707
}
