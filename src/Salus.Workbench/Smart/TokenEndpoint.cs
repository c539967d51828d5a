using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http.HttpResults;
using Salus.Fhir.Smart;
using Salus.Trust;
using Salus.Workbench.Web;

namespace Salus.Workbench.Smart;

/// <summary>
/// Where registered programs get their tokens: client_credentials with private_key_jwt (SMART Backend Services 2.2). Each assertion works once;
/// what is granted is never more than what the program is registered for.
/// </summary>
internal static class TokenEndpoint
{
    public const string Path = "/auth/token";

    /// <summary>SMART Backend Services recommends at most five minutes.</summary>
    private static readonly TimeSpan life = TimeSpan.FromMinutes(5);

    private const int LongestForm = 64 * 1024;

    public static async Task<JsonHttpResult<JsonObject>> GrantAsync(HttpContext http, ApiClients clients, ApiTokens tokens, UsedAssertions used, JsonWebKeySetCache keySets, SignInLimit limit, AuditLog audit, WebOptions web, TimeProvider clock)
    {
        var cancel = http.RequestAborted;
        if (!web.KnowsItsName)
            return Refuse("invalid_request", "This server does not know its own name, so no assertion can be for it: start it with --host-name.");
        if (http.Request.ContentLength > LongestForm || http.Request.ContentType?.Split(';')[0].Trim() is not "application/x-www-form-urlencoded")
            return Refuse("invalid_request", "Send a form: application/x-www-form-urlencoded.");
        var form = await http.Request.ReadFormAsync(cancel);
        if (form["grant_type"] != "client_credentials")
            return Refuse("unsupported_grant_type", "grant_type is client_credentials.");
        if (form["client_assertion_type"] != ClientAssertion.Type || form["client_assertion"] is not [{ } assertion])
            return Refuse("invalid_client", $"Sign in with a client_assertion of type {ClientAssertion.Type}.", StatusCodes.Status401Unauthorized);
        ApiClient client;
        try
        {
            var token = UnverifiedToken.Read(assertion);
            var id = token.Issuer is { Length: > 0 and <= 100 } issuer ? issuer : throw new JoseException("The token has no iss.");
            if (!limit.Allow(http, "client " + id))
                return Refuse("invalid_client", "Too many attempts. Wait a minute and try again.", StatusCodes.Status429TooManyRequests);
            client = await clients.FindAsync(id, cancel) ?? throw new JoseException("There is no such client.");
            if (token.KeyId is null)
                throw new JoseException("The token's header needs a kid.");
            var keys = client.Keys ?? await keySets.FindAsync(client.KeyAddress!, token.KeyId, cancel);
            var verified = token.Verify(keys, SigningAlgorithm.RS384, SigningAlgorithm.ES384);
            await new TokenRules(client.Id, Address(http), TokenRules.FiveMinutes) { Subject = client.Id, Replay = used }.CheckAsync(verified, clock, cancel);
        }
        catch (Exception e) when (e is JoseException or SmartException)
        {
            await audit.WriteAsync(new AuditEntry(clock.GetUtcNow(), null, "issue-token", null, null, "refused", e.Message), cancel);
            // Who does not exist and who signs wrongly get the same answer.
            return Refuse("invalid_client", "The client assertion is not accepted. The audit trail of this server says why.", StatusCodes.Status401Unauthorized);
        }
        var granted = SmartScopes.Parse(form["scope"].ToString(), out _).Within(client.Scopes);
        if (granted.IsEmpty)
        {
            await audit.WriteAsync(new AuditEntry(clock.GetUtcNow(), client.Person, "issue-token", null, null, "refused", $"client {client.Id}: no scope"), cancel);
            return Refuse("invalid_scope", "None of these scopes is registered for this program.");
        }
        var (secret, _) = await tokens.IssueAsync(client, granted, life, cancel);
        http.Response.Headers.Pragma = "no-cache";
        return TypedResults.Json(new JsonObject { ["access_token"] = secret, ["token_type"] = "bearer", ["expires_in"] = (int)life.TotalSeconds, ["scope"] = granted.ToString() });
    }

    /// <summary>What an assertion must be for. Host names are filtered, so a stranger cannot make us somebody else.</summary>
    public static string Address(HttpContext http) => $"{http.Request.Scheme}://{http.Request.Host}{Path}";

    private static JsonHttpResult<JsonObject> Refuse(string error, string description, int status = StatusCodes.Status400BadRequest) =>
        TypedResults.Json(new JsonObject { ["error"] = error, ["error_description"] = description }, statusCode: status);
}
