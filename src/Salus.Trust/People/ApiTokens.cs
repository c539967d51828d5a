using System.Collections.Immutable;
using Salus.Fhir.Smart;

namespace Salus.Trust;

/// <summary>A program's key to act for a person, within scopes.</summary>
public sealed record ApiToken(long Id, PersonId Person, string Name, ImmutableSortedSet<string> Scopes, DateTimeOffset CreatedAt, DateTimeOffset ExpiresAt, DateTimeOffset? UsedAt, bool Revoked)
{
    /// <summary>The only patient it opens, with <c>patient/</c> scopes; null when it is not bound to one.</summary>
    public PatientId? Patient { get; init; }
}

/// <summary>A token just made.</summary>
/// <param name="Secret">Shown once, never stored.</param>
public sealed record NewApiToken(ApiToken Token, string Secret);

/// <summary>Who a token acts for, and how far.</summary>
/// <param name="Patient">The only patient that the token opens; null when it is not bound to one.</param>
public sealed record TokenBearer(Person Person, ImmutableSortedSet<string> Scopes, PatientId? Patient);

/// <summary>
/// Keys for programs. A token can do what its person's roles and its scopes both allow, and never sign:
/// <see cref="Access.Scopes"/> has no scope for signing, accounts or break-glass.
/// </summary>
public sealed class ApiTokens(Database database, TimeProvider clock)
{
    /// <summary>So that people and secret scanners recognise one.</summary>
    public const string Prefix = "salus_";

    public static readonly TimeSpan LongestLife = TimeSpan.FromDays(366);

    private const string Columns = "t.id, t.person, t.name, t.scopes, t.created_at, t.expires_at, t.used_at, t.revoked_at, t.patient";
    private static readonly TimeSpan precision = TimeSpan.FromMinutes(1);

    /// <exception cref="AccountRefusedException">The scopes do not exist, the name is empty, or the time is too long.</exception>
    /// <param name="scopes">Of <see cref="Access.Scopes"/>, or SMART scopes, which count over <c>/fhir</c> alone.</param>
    /// <param name="patient">Needed for <c>patient/</c> scopes, and then there are no others.</param>
    public async Task<NewApiToken> CreateAsync(PersonId person, string name, IEnumerable<string> scopes, TimeSpan validFor, CancellationToken cancel, PatientId? patient = null)
    {
        var clean = name.Trim();
        if (clean.Length is 0 or > 100 || clean.Any(char.IsControl))
            throw new AccountRefusedException("Give the token a name of 1 to 100 characters, for example the program that will use it.");
        ImmutableSortedSet<string> wanted = [.. scopes];
        var smart = wanted.Except(Access.Scopes).Select(SmartScope.TryParse).ToArray();
        if (wanted.IsEmpty || smart.Contains(null))
            throw new AccountRefusedException($"Choose scopes from: {string.Join(", ", Access.Scopes)}; or SMART scopes such as user/Observation.rs. Signing is never among them.");
        var bound = smart.Count(s => s!.Context is SmartContext.Patient);
        if (bound > 0 != patient is not null || (bound > 0 && bound < wanted.Count))
            throw new AccountRefusedException("A token for one patient names the patient and has patient/ scopes only; any other token has none.");
        if (validFor <= TimeSpan.Zero || validFor > LongestLife)
            throw new AccountRefusedException($"A token lives at least a day and at most {LongestLife.Days} days.");
        var secret = Prefix + Secret.New();
        var now = clock.GetUtcNow();
        var token = await database.WriteAsync(async t =>
        {
            var id = await t.ScalarAsync<long>(
                "insert into api_tokens (person, name, digest, scopes, created_at, expires_at, patient) values (@person, @clean, @digest, @scopes, @now, @expires, @patient) returning id",
                new { person = person.ToString(), clean, digest = Secret.Digest(secret), scopes = string.Join(' ', wanted), now = Stamp.Of(now), expires = Stamp.Of(now + validFor), patient = patient?.Value });
            await AuditLog.AppendAsync(t, new AuditEntry(now, person, "create-token", null, patient, Detail: $"token {id}: {string.Join(' ', wanted)}"));
            return new ApiToken(id, person, clean, wanted, now, now + validFor, null, false) { Patient = patient };
        }, cancel);
        return new NewApiToken(token, secret);
    }

    /// <summary>A token for a program that has proved who it is. It lives for minutes, and old ones of the program are cleared away.</summary>
    /// <returns>The secret, and when it ends.</returns>
    public async Task<(string Secret, DateTimeOffset Expires)> IssueAsync(ApiClient client, SmartScopes granted, TimeSpan validFor, CancellationToken cancel)
    {
        var secret = Prefix + Secret.New();
        var now = clock.GetUtcNow();
        await database.WriteAsync(async t =>
        {
            await t.ExecuteAsync("delete from api_tokens where client is not null and expires_at < @now", new { now = Stamp.Of(now) });
            await t.ExecuteAsync(
                "insert into api_tokens (person, name, digest, scopes, created_at, expires_at, client) values (@person, @name, @digest, @scopes, @now, @expires, @client)",
                new { person = client.Person.ToString(), name = client.Name, digest = Secret.Digest(secret), scopes = granted.ToString(), now = Stamp.Of(now), expires = Stamp.Of(now + validFor), client = client.Id });
            await AuditLog.AppendAsync(t, new AuditEntry(now, client.Person, "issue-token", null, null, Detail: $"client {client.Id}: {granted}"));
        }, cancel);
        return (secret, now + validFor);
    }

    /// <summary>Those that the person made, newest first.</summary>
    public async Task<ImmutableArray<ApiToken>> ListAsync(PersonId person, CancellationToken cancel)
    {
        var rows = await database.ReadAsync(t => t.QueryAsync<TokenRow>($"select {Columns} from api_tokens t where t.person = @person and t.client is null order by t.id desc", new { person = person.ToString() }), cancel);
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
        return new TokenBearer(person.ToPerson(), token.ToToken().Scopes, token.ToToken().Patient);
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
        public string? patient { get; init; }

        public ApiToken ToToken() => new(id, new PersonId(Guid.ParseExact(person, "N")), name, [.. scopes.Split(' ')], Stamp.Read(created_at), Stamp.Read(expires_at), used_at is null ? null : Stamp.Read(used_at), revoked_at is not null) { Patient = patient is null ? null : new PatientId(patient) };
    }
#pragma warning restore IDE1006, CA1707
}
