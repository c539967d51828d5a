using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Salus.Fhir.Smart;

/// <summary>
/// What a FHIR server says about signing in: <c>.well-known/smart-configuration</c> below its base (SMART App Launch 2.2, "Conformance").
/// Read tolerantly, written completely.
/// </summary>
public sealed record SmartConfiguration
{
    /// <summary>Who signs id tokens; null where the server has no <c>sso-openid-connect</c>.</summary>
    public string? Issuer { get; init; }

    /// <summary>The keys of <see cref="Issuer"/>.</summary>
    public Uri? JwksUri { get; init; }

    /// <summary>Null where nobody can sign in with a browser.</summary>
    public Uri? AuthorizationEndpoint { get; init; }

    public required Uri TokenEndpoint { get; init; }

    public Uri? RevocationEndpoint { get; init; }

    public Uri? IntrospectionEndpoint { get; init; }

    public ImmutableArray<string> GrantTypes { get; init; } = [];

    /// <summary><c>token_endpoint_auth_methods_supported</c></summary>
    public ImmutableArray<string> ClientAuthentication { get; init; } = [];

    public ImmutableArray<string> SigningAlgorithms { get; init; } = [];

    public ImmutableArray<string> Scopes { get; init; } = [];

    public ImmutableArray<string> ResponseTypes { get; init; } = [];

    public ImmutableArray<string> CodeChallengeMethods { get; init; } = [];

    /// <summary>For example <c>launch-ehr</c>, <c>client-confidential-asymmetric</c>, <c>permission-v2</c>.</summary>
    public ImmutableArray<string> Capabilities { get; init; } = [];

    /// <exception cref="SmartException">Not that document, or without a token endpoint.</exception>
    public static SmartConfiguration Parse(ReadOnlyMemory<byte> json)
    {
        try
        {
            using var document = UnicodeJson.Parse(json, StrictJson.Document);
            var root = document.RootElement;
            if (root.ValueKind is not JsonValueKind.Object)
                throw new SmartException("The server's smart-configuration is not a JSON object.");
            return new SmartConfiguration
            {
                Issuer = Text(root, "issuer"),
                JwksUri = Address(root, "jwks_uri"),
                AuthorizationEndpoint = Address(root, "authorization_endpoint"),
                TokenEndpoint = Address(root, "token_endpoint") ?? throw new SmartException("The server's smart-configuration names no token_endpoint."),
                RevocationEndpoint = Address(root, "revocation_endpoint"),
                IntrospectionEndpoint = Address(root, "introspection_endpoint"),
                GrantTypes = List(root, "grant_types_supported"),
                ClientAuthentication = List(root, "token_endpoint_auth_methods_supported"),
                SigningAlgorithms = List(root, "token_endpoint_auth_signing_alg_values_supported"),
                Scopes = List(root, "scopes_supported"),
                ResponseTypes = List(root, "response_types_supported"),
                CodeChallengeMethods = List(root, "code_challenge_methods_supported"),
                Capabilities = List(root, "capabilities"),
            };
        }
        catch (JsonException e)
        {
            throw new SmartException("The server's smart-configuration is not JSON.", e);
        }
    }

    public JsonObject ToJson()
    {
        var json = new JsonObject();
        Add(json, "issuer", Issuer);
        Add(json, "jwks_uri", JwksUri?.AbsoluteUri);
        Add(json, "authorization_endpoint", AuthorizationEndpoint?.AbsoluteUri);
        Add(json, "token_endpoint", TokenEndpoint.AbsoluteUri);
        Add(json, "revocation_endpoint", RevocationEndpoint?.AbsoluteUri);
        Add(json, "introspection_endpoint", IntrospectionEndpoint?.AbsoluteUri);
        Add(json, "grant_types_supported", GrantTypes);
        Add(json, "token_endpoint_auth_methods_supported", ClientAuthentication);
        Add(json, "token_endpoint_auth_signing_alg_values_supported", SigningAlgorithms);
        Add(json, "scopes_supported", Scopes);
        Add(json, "response_types_supported", ResponseTypes);
        Add(json, "code_challenge_methods_supported", CodeChallengeMethods);
        Add(json, "capabilities", Capabilities);
        return json;
    }

    private static void Add(JsonObject json, string name, string? text)
    {
        if (text is not null)
            json[name] = text;
    }

    private static void Add(JsonObject json, string name, ImmutableArray<string> list)
    {
        if (!list.IsEmpty)
            json[name] = new JsonArray([.. list.Select(i => (JsonNode)i)]);
    }

    private static string? Text(JsonElement root, string name) => root.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String ? value.GetString() : null;

    private static Uri? Address(JsonElement root, string name)
    {
        if (Text(root, name) is not { } text)
            return null;
        return Uri.TryCreate(text, UriKind.Absolute, out var address) && Transport.IsSafe(address)
            ? address
            : throw new SmartException($"The {name} of the server's smart-configuration is not an https address.");
    }

    private static ImmutableArray<string> List(JsonElement root, string name) => root.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.Array
        ? [.. value.EnumerateArray().Where(v => v.ValueKind is JsonValueKind.String).Select(v => v.GetString()!)]
        : [];
}
