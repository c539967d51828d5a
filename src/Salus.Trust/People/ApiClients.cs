using System.Collections.Immutable;
using System.Text;
using Salus.Fhir.Smart;

namespace Salus.Trust;

/// <summary>A program that signs in by itself (SMART Backend Services), with keys instead of a secret.</summary>
/// <param name="Person">The account it acts for: its roles bound what the scopes open.</param>
/// <param name="Scopes">At most these are granted; <c>system/</c> scopes only.</param>
/// <param name="Keys">Its public keys; null when they are fetched from <paramref name="KeyAddress"/>.</param>
public sealed record ApiClient(string Id, string Name, PersonId Person, SmartScopes Scopes, JsonWebKeySet? Keys, Uri? KeyAddress, DateTimeOffset CreatedAt, bool Disabled);

/// <summary>The programs that may sign in by themselves. An administrator registers them.</summary>
public sealed class ApiClients(Database database, TimeProvider clock)
{
    private const string Columns = "c.id, c.name, c.person, c.scopes, c.key_set, c.key_address, c.created_at, c.disabled_at";

    /// <param name="by">Null for whoever runs the machine.</param>
    /// <exception cref="AccountRefusedException">The name, scopes or keys will not do.</exception>
    public async Task<ApiClient> RegisterAsync(string name, PersonId person, SmartScopes scopes, JsonWebKeySet? keys, Uri? keyAddress, PersonId? by, CancellationToken cancel)
    {
        var clean = name.Trim();
        if (clean.Length is 0 or > 100 || clean.Any(char.IsControl))
            throw new AccountRefusedException("Give the program a name of 1 to 100 characters.");
        if (scopes.Resources.IsEmpty || !scopes.Named.IsEmpty || scopes.Resources.Any(s => s.Context is not SmartContext.System))
            throw new AccountRefusedException("A program that signs in by itself has system/ scopes, for example system/*.rs.");
        if (keys is null == keyAddress is null || keys is { Keys.IsEmpty: true })
            throw new AccountRefusedException("Give the program's public keys: either a key set with an RSA or P-384 key, or the address where it is fetched.");
        if (keyAddress is not null && keyAddress.Scheme != Uri.UriSchemeHttps && !keyAddress.IsLoopback)
            throw new AccountRefusedException("The key set is fetched over https.");
        if (keys is not null && keys.Keys.Any(k => k.KeyId is null))
            throw new AccountRefusedException("Every key of the set needs a kid.");
        return await database.WriteAsync(async t =>
        {
            if (await t.ScalarAsync<long>("select count(*) from people where id = @person and disabled_at is null", new { person = person.ToString() }) == 0)
                throw new AccountRefusedException("There is no such account, or it is closed.");
            var now = clock.GetUtcNow();
            var client = new ApiClient(Guid.CreateVersion7(now).ToString("D"), clean, person, scopes, keys, keyAddress, now, false);
            await t.ExecuteAsync("insert into api_clients (id, name, person, scopes, key_set, key_address, created_at) values (@Id, @Name, @person, @scopes, @keys, @address, @now)",
                new { client.Id, client.Name, person = person.ToString(), scopes = scopes.ToString(), keys = keys?.ToJson().ToJsonString(), address = keyAddress?.AbsoluteUri, now = Stamp.Of(now) });
            await AuditLog.AppendAsync(t, new AuditEntry(now, by, "register-client", null, null, Detail: $"client {client.Id} for {person}: {scopes}"));
            return client;
        }, cancel);
    }

    /// <summary>Oldest first.</summary>
    public async Task<ImmutableArray<ApiClient>> ListAsync(CancellationToken cancel) =>
        [.. (await database.ReadAsync(t => t.QueryAsync<Row>($"select {Columns} from api_clients c order by c.created_at, c.id"), cancel)).Select(r => r.ToClient())];

    /// <summary>Null when there is none, it was closed, or its account was.</summary>
    public async Task<ApiClient?> FindAsync(string id, CancellationToken cancel) =>
        (await database.ReadAsync(t => t.SingleAsync<Row>($"select {Columns} from api_clients c join people p on p.id = c.person where c.id = @id and c.disabled_at is null and p.disabled_at is null", new { id }), cancel))?.ToClient();

    /// <summary>Closes it; its tokens stop at once.</summary>
    /// <returns>False when there is no such client, or it is closed already.</returns>
    public Task<bool> DisableAsync(string id, PersonId? by, CancellationToken cancel) => database.WriteAsync(async t =>
    {
        var now = clock.GetUtcNow();
        if (await t.ExecuteAsync("update api_clients set disabled_at = @now where id = @id and disabled_at is null", new { now = Stamp.Of(now), id }) == 0)
            return false;
        await t.ExecuteAsync("delete from api_tokens where client = @id", new { id });
        await AuditLog.AppendAsync(t, new AuditEntry(now, by, "disable-client", null, null, Detail: $"client {id}"));
        return true;
    }, cancel);

#pragma warning disable IDE1006, CA1707 // named as the columns
    private sealed class Row
    {
        public string id { get; init; } = "";
        public string name { get; init; } = "";
        public string person { get; init; } = "";
        public string scopes { get; init; } = "";
        public string? key_set { get; init; }
        public string? key_address { get; init; }
        public string created_at { get; init; } = "";
        public string? disabled_at { get; init; }

        public ApiClient ToClient() => new(
            id, name, new PersonId(Guid.ParseExact(person, "N")), SmartScopes.Parse(scopes),
            key_set is null ? null : JsonWebKeySet.Parse(Encoding.UTF8.GetBytes(key_set)), key_address is null ? null : new Uri(key_address), Stamp.Read(created_at), disabled_at is not null);
    }
#pragma warning restore IDE1006, CA1707
}

/// <summary>Remembers used assertions in the database, so that each works once on whichever machine it comes to.</summary>
public sealed class UsedAssertions(Database database, TimeProvider clock) : IReplayGuard
{
    public async ValueTask<bool> UseAsync(string issuer, string tokenId, DateTimeOffset expires, CancellationToken cancel) => await database.WriteAsync(async t =>
    {
        await t.ExecuteAsync("delete from used_assertions where expires_at < @now", new { now = Stamp.Of(clock.GetUtcNow()) });
        return await t.ExecuteAsync("insert into used_assertions (digest, expires_at) values (@digest, @until) on conflict (digest) do nothing",
            new { digest = Secret.Digest($"{issuer.Length} {issuer} {tokenId}"), until = Stamp.Of(expires) }) == 1;
    }, cancel);
}
