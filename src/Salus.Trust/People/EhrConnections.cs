using System.Collections.Immutable;
using Salus.Fhir.Smart;

namespace Salus.Trust;

/// <summary>An EHR that may launch Salus.</summary>
/// <param name="Issuer">Its FHIR base address, without a slash at the end: the <c>iss</c> of a launch.</param>
/// <param name="Name">Of the source in the record.</param>
/// <param name="ClientId">As Salus is registered there.</param>
/// <param name="Confidential">Salus signs in with its own key; otherwise it is a public client that PKCE protects.</param>
public sealed record EhrConnection(Uri Issuer, string Name, string ClientId, SmartScopes Scopes, bool Confidential);

/// <summary>Who a user of an EHR is here.</summary>
/// <param name="FhirUser">For example <c>Practitioner/7</c>.</param>
public sealed record EhrUser(Uri Issuer, string FhirUser, PersonId Person);

/// <summary>The EHRs that may launch Salus, and their users. What is not in here is refused.</summary>
public sealed class EhrConnections(Database database, TimeProvider clock)
{
    /// <summary>How an address is compared: without a slash at the end.</summary>
    public static string KeyOf(Uri issuer) => issuer.AbsoluteUri.TrimEnd('/');

    /// <summary>Adds a connection, or replaces the one of the same issuer; its users stay.</summary>
    /// <exception cref="AccountRefusedException">The address is not https, or a name or scope will not do.</exception>
    public Task SaveAsync(EhrConnection connection, PersonId? by, CancellationToken cancel)
    {
        if (!connection.Issuer.IsAbsoluteUri || connection.Issuer.Query.Length > 0 || connection.Issuer.UserInfo.Length > 0 || (connection.Issuer.Scheme != Uri.UriSchemeHttps && !(connection.Issuer.Scheme == Uri.UriSchemeHttp && connection.Issuer.IsLoopback)))
            throw new AccountRefusedException("Give the FHIR base address of the EHR: https, without a query.");
        if (connection.Name.Length is 0 or > 60 || !connection.Name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.' or '_'))
            throw new AccountRefusedException("The name of the EHR has 1 to 60 letters, digits, '-', '.' and '_'; it names the source in the record.");
        if (connection.ClientId.Length is 0 or > 200 || connection.ClientId.Any(c => c is < '!' or > '~'))
            throw new AccountRefusedException("Give the client id under which the EHR knows Salus.");
        if (!connection.Scopes.Has("openid") || !connection.Scopes.Has("fhirUser"))
            throw new AccountRefusedException("The scopes need openid and fhirUser: without them nobody is known to have signed in.");
        if (connection.Scopes.Has("offline_access"))
            throw new AccountRefusedException("offline_access is not asked for: Salus keeps no refresh token beyond the launch.");
        return database.WriteAsync(async t =>
        {
            var now = clock.GetUtcNow();
            await t.ExecuteAsync(
                """
                insert into ehr_connections (issuer, name, client_id, scopes, confidential, created_at) values (@issuer, @Name, @ClientId, @scopes, @confidential, @now)
                on conflict (issuer) do update set name = excluded.name, client_id = excluded.client_id, scopes = excluded.scopes, confidential = excluded.confidential
                """,
                new { issuer = KeyOf(connection.Issuer), connection.Name, connection.ClientId, scopes = connection.Scopes.ToString(), confidential = connection.Confidential ? 1L : 0L, now = Stamp.Of(now) });
            await AuditLog.AppendAsync(t, new AuditEntry(now, by, "connect-ehr", null, null, Detail: $"{connection.Name}: {connection.Scopes}"));
        }, cancel);
    }

    public async Task<ImmutableArray<EhrConnection>> ListAsync(CancellationToken cancel) =>
        [.. (await database.ReadAsync(t => t.QueryAsync<Row>("select issuer, name, client_id as clientId, scopes, confidential from ehr_connections order by name, issuer"), cancel)).Select(r => r.ToConnection())];

    /// <summary>Null for an EHR that nobody connected.</summary>
    public async Task<EhrConnection?> FindAsync(Uri issuer, CancellationToken cancel) =>
        (await database.ReadAsync(t => t.SingleAsync<Row>("select issuer, name, client_id as clientId, scopes, confidential from ehr_connections where issuer = @issuer", new { issuer = KeyOf(issuer) }), cancel))?.ToConnection();

    /// <returns>False when there was none.</returns>
    public Task<bool> RemoveAsync(Uri issuer, PersonId? by, CancellationToken cancel) => database.WriteAsync(async t =>
    {
        await t.ExecuteAsync("delete from ehr_users where issuer = @issuer", new { issuer = KeyOf(issuer) });
        if (await t.ExecuteAsync("delete from ehr_connections where issuer = @issuer", new { issuer = KeyOf(issuer) }) == 0)
            return false;
        await AuditLog.AppendAsync(t, new AuditEntry(clock.GetUtcNow(), by, "disconnect-ehr", null, null, Detail: KeyOf(issuer)));
        return true;
    }, cancel);

    /// <summary>Says who a user of an EHR is here; replaces what was said before.</summary>
    /// <exception cref="AccountRefusedException">There is no such connection or account, or this is no user.</exception>
    public Task MapAsync(EhrUser user, PersonId? by, CancellationToken cancel)
    {
        var reference = Relative(user.Issuer, user.FhirUser) ?? throw new AccountRefusedException("Give the user as the EHR names them in fhirUser, for example Practitioner/7.");
        return database.WriteAsync(async t =>
        {
            var which = new { issuer = KeyOf(user.Issuer), reference, person = user.Person.ToString() };
            if (await t.ScalarAsync<long>("select count(*) from ehr_connections where issuer = @issuer", which) == 0)
                throw new AccountRefusedException("There is no such connection.");
            if (await t.ScalarAsync<long>("select count(*) from people where id = @person and disabled_at is null", which) == 0)
                throw new AccountRefusedException("There is no such account, or it is closed.");
            await t.ExecuteAsync("insert into ehr_users (issuer, fhir_user, person) values (@issuer, @reference, @person) on conflict (issuer, fhir_user) do update set person = excluded.person", which);
            await AuditLog.AppendAsync(t, new AuditEntry(clock.GetUtcNow(), by, "map-ehr-user", null, null, Detail: $"{reference} of {which.issuer} is {user.Person}"));
        }, cancel);
    }

    /// <summary>Who signed in there, here; null when no administrator has said so, or the account is closed.</summary>
    public async Task<Person?> PersonAsync(Uri issuer, string fhirUser, CancellationToken cancel) => Relative(issuer, fhirUser) is not { } reference ? null
        : (await database.ReadAsync(t => t.SingleAsync<PersonRow>($"select {PersonRow.Columns} from ehr_users u join people p on p.id = u.person where u.issuer = @issuer and u.fhir_user = @reference and p.disabled_at is null",
            new { issuer = KeyOf(issuer), reference }), cancel))?.ToPerson();

    /// <summary><c>Practitioner/7</c>, from that or from its address at the EHR; null for anything else, and for users of other servers.</summary>
    private static string? Relative(Uri issuer, string fhirUser)
    {
        var own = KeyOf(issuer) + "/";
        var reference = fhirUser.StartsWith(own, StringComparison.Ordinal) ? fhirUser[own.Length..] : fhirUser;
        return reference.Split('/') is ["Practitioner" or "PractitionerRole" or "Person", var id] && ResourceName.IsId(id) ? reference : null;
    }

    private sealed record Row(string Issuer, string Name, string ClientId, string Scopes, long Confidential)
    {
        public EhrConnection ToConnection() => new(new Uri(Issuer), Name, ClientId, SmartScopes.Parse(Scopes), Confidential != 0);
    }
}
