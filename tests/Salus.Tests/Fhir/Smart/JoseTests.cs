using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Salus.Fhir.Smart;

namespace Salus.Tests.Fhir.Smart;

public sealed class JoseTests
{
    private static readonly SigningKey curve = SigningKey.Create(SigningAlgorithm.ES384);
    private static readonly SigningKey rsa = SigningKey.Create(SigningAlgorithm.RS384);
    private static readonly JsonWebKeySet both = new([curve.PublicKey, rsa.PublicKey]);

    [Theory]
    [InlineData(SigningAlgorithm.ES384)]
    [InlineData(SigningAlgorithm.RS384)]
    public void Verifies_what_it_signed_and_nothing_that_was_changed(SigningAlgorithm algorithm)
    {
        var token = Key(algorithm).Sign(new JsonObject { ["iss"] = "app", ["n"] = 1 });
        var verified = Verify(token, both);
        Assert.Equal("app", verified.Text("iss"));
        Assert.Equal(algorithm, verified.Algorithm);

        var parts = token.Split('.');
        parts[1] = Encode("""{"iss":"app","n":2}""");
        Assert.Throws<JoseException>(() => Verify(string.Join('.', parts), both));
    }

    [Theory]
    [InlineData(SigningAlgorithm.ES384)]
    [InlineData(SigningAlgorithm.RS384)]
    public void Reads_its_own_key_set_and_its_own_pem(SigningAlgorithm algorithm)
    {
        var key = Key(algorithm);
        var again = SigningKey.FromPem(key.ToPem());
        Assert.Equal(key.PublicKey, again.PublicKey);
        var set = JsonWebKeySet.Parse(new JsonWebKeySet([again.PublicKey]).ToJson().ToJsonString());
        Assert.Equal(key.PublicKey, Assert.Single(set.Keys));
        Verify(key.Sign(new JsonObject()), set);
    }

    [Theory]
    [InlineData("none")]
    [InlineData("None")]
    [InlineData("HS256")]
    [InlineData("HS384")]
    [InlineData("ES256")]
    [InlineData("PS384")]
    [InlineData("es384")]
    [InlineData("")]
    public void Refuses_every_other_algorithm(string algorithm)
    {
        var token = Forge($$"""{"alg":"{{algorithm}}","kid":"{{curve.PublicKey.KeyId}}"}""", _ => []);
        Assert.Contains("algorithm", Assert.Throws<JoseException>(() => Verify(token, both)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Refuses_a_public_key_used_as_a_shared_secret()
    {
        var secret = Encoding.UTF8.GetBytes(rsa.PublicKey.ToJson().ToJsonString());
        Assert.Throws<JoseException>(() => Verify(Forge($$"""{"alg":"HS384","kid":"{{rsa.PublicKey.KeyId}}"}""", data => HMACSHA384.HashData(secret, data)), both));
        Assert.Throws<JoseException>(() => Verify(Forge($$"""{"alg":"RS384","kid":"{{rsa.PublicKey.KeyId}}"}""", data => HMACSHA384.HashData(secret, data)), both));
    }

    [Fact]
    public void Refuses_a_key_of_another_type_than_the_algorithm()
    {
        var token = Forge($$"""{"alg":"ES384","kid":"{{rsa.PublicKey.KeyId}}"}""", _ => new byte[96]);
        Assert.Contains("No key", Assert.Throws<JoseException>(() => Verify(token, both)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Refuses_an_algorithm_that_this_kind_of_token_may_not_have()
    {
        var token = UnverifiedToken.Read(curve.Sign(new JsonObject()));
        Assert.Throws<JoseException>(() => token.Verify(both, SigningAlgorithm.RS384));
    }

    [Fact]
    public void Refuses_signatures_of_the_wrong_form()
    {
        using var key = ECDsa.Create();
        key.ImportFromPem(curve.ToPem());
        var header = $$"""{"alg":"ES384","kid":"{{curve.PublicKey.KeyId}}"}""";
        Verify(Forge(header, data => key.SignData(data, HashAlgorithmName.SHA384)), both);
        Assert.Throws<JoseException>(() => Verify(Forge(header, data => key.SignData(data, HashAlgorithmName.SHA384, DSASignatureFormat.Rfc3279DerSequence)), both));
        Assert.Throws<JoseException>(() => Verify(Forge(header, data => key.SignData(data, HashAlgorithmName.SHA256)), both));
        Assert.Throws<JoseException>(() => Verify(Forge(header, _ => new byte[96]), both));
        Assert.Throws<JoseException>(() => Verify(Forge(header, _ => []), both));
    }

    [Theory]
    [InlineData("")]
    [InlineData("a.b")]
    [InlineData("a.b.c.d")]
    [InlineData("....")]
    [InlineData("e30.e30.AA==")]
    [InlineData("e30 .e30.AA")]
    [InlineData("e31.e30.AA")]
    [InlineData("bm90IGpzb24.e30.AA")]
    public void Refuses_what_is_no_token(string token) => Assert.Throws<JoseException>(() => UnverifiedToken.Read(token));

    [Theory]
    [InlineData("""{"alg":"ES384","crit":["exp"],"exp":1}""")]
    [InlineData("""{"alg":"ES384","b64":false}""")]
    [InlineData("""{"alg":"ES384","alg":"none"}""")]
    [InlineData("""{"alg":["ES384"]}""")]
    [InlineData("""{"alg":"\ud800"}""")]
    [InlineData("""{"alg":"ES384","kid":7}""")]
    [InlineData("""{"alg":"ES384","typ":"at+jwt"}""")]
    [InlineData("""["ES384"]""")]
    public void Refuses_headers_that_demand_or_hide_something(string header) => Assert.Throws<JoseException>(() => UnverifiedToken.Read(Forge(header, _ => new byte[96])));

    [Fact]
    public void Refuses_a_token_without_end() => Assert.Throws<JoseException>(() => UnverifiedToken.Read(new string('a', UnverifiedToken.LongestCharacters + 1)));

    [Fact]
    public void A_token_without_kid_needs_a_set_with_one_key_that_fits()
    {
        using var key = ECDsa.Create();
        key.ImportFromPem(curve.ToPem());
        var token = Forge("""{"alg":"ES384"}""", data => key.SignData(data, HashAlgorithmName.SHA384));
        Verify(token, both);
        Assert.Throws<JoseException>(() => Verify(token, new JsonWebKeySet([curve.PublicKey, SigningKey.Create(SigningAlgorithm.ES384).PublicKey])));
    }

    [Fact]
    public void Tries_every_key_of_the_same_kid()
    {
        var twin = curve.PublicKey.ToJson();
        var other = SigningKey.Create(SigningAlgorithm.ES384).PublicKey.ToJson();
        other["kid"] = curve.PublicKey.KeyId;
        var set = JsonWebKeySet.Parse(new JsonObject { ["keys"] = new JsonArray(other, twin) }.ToJsonString());
        Verify(curve.Sign(new JsonObject()), set);
    }

    [Theory]
    [InlineData("""{"kty":"oct","k":"AAAA","kid":"x"}""")]
    [InlineData("""{"kty":"OKP","crv":"Ed25519","x":"AAAA"}""")]
    [InlineData("""{"kty":"EC","crv":"P-256","x":"AAAA","y":"AAAA"}""")]
    [InlineData("""{"kty":"RSA","use":"enc","n":"AAAA","e":"AQAB"}""")]
    [InlineData("""{"kty":"RSA","alg":"PS384","n":"AAAA","e":"AQAB"}""")]
    public void Passes_over_keys_it_does_not_use(string key) => Assert.Empty(JsonWebKeySet.Parse($$"""{"keys":[{{key}}]}""").Keys);

    [Theory]
    [InlineData("""{"kty":"RSA","n":"AAAA","e":"AQAB"}""", "bits")]
    [InlineData("""{"kty":"RSA","e":"AQAB"}""", "'n'")]
    [InlineData("""{"kty":"RSA","alg":"ES384","n":"AAAA","e":"AQAB"}""", "algorithm")]
    [InlineData("""{"kty":"EC","crv":"P-384","x":"AAAA","y":"AAAA"}""", "48 bytes")]
    [InlineData("""{"kty":"EC","crv":"P-384","x":"AAAA","y":"AAAA","d":"AAAA"}""", "private")]
    [InlineData("""{"kty":1}""", "not text")]
    [InlineData("""{}""", "kty")]
    [InlineData("7", "object")]
    public void Refuses_keys_that_must_not_be_trusted(string key, string why) =>
        Assert.Contains(why, Assert.Throws<JoseException>(() => JsonWebKeySet.Parse($$"""{"keys":[{{key}}]}""")).Message, StringComparison.Ordinal);

    [Fact]
    public void Refuses_a_point_that_is_not_on_the_curve()
    {
        var key = curve.PublicKey.ToJson();
        key["y"] = key["x"]!.GetValue<string>();
        Assert.Contains("not on P-384", Assert.Throws<JoseException>(() => JsonWebKeySet.Parse(new JsonObject { ["keys"] = new JsonArray(key) }.ToJsonString())).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("not a pem")]
    [InlineData("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----")]
    [InlineData("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----")]
    public void Refuses_a_file_that_holds_no_private_key(string pem) => Assert.Throws<JoseException>(() => SigningKey.FromPem(pem));

    [Fact]
    public void Refuses_a_private_key_on_another_curve()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        Assert.Throws<JoseException>(() => SigningKey.FromPem(key.ExportPkcs8PrivateKeyPem()));
    }

    /// <summary>RFC 7638 §3.1.</summary>
    [Fact]
    public void Names_a_key_by_its_thumbprint_as_the_standard_computes_it()
    {
        const string modulus = "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw";
        var set = JsonWebKeySet.Parse($$"""{"keys":[{"kty":"RSA","n":"{{modulus}}","e":"AQAB","alg":"RS256","kid":"2011-04-29"}]}""");
        Assert.Equal("NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs", Assert.Single(set.Keys).Thumbprint());
    }

    /// <summary>RFC 7636, appendix B.</summary>
    [Fact]
    public void Computes_the_challenge_as_the_standard_does() => Assert.Equal("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM", Pkce.ChallengeOf("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"));

    internal static VerifiedToken Verify(string token, JsonWebKeySet keys) => UnverifiedToken.Read(token).Verify(keys, SigningAlgorithm.RS384, SigningAlgorithm.ES384);

    internal static string Forge(string header, Func<byte[], byte[]> sign, string claims = "{}")
    {
        var signed = $"{Encode(header)}.{Encode(claims)}";
        return $"{signed}.{Base64Url.EncodeToString(sign(Encoding.ASCII.GetBytes(signed)))}";
    }

    private static string Encode(string text) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text));

    private static SigningKey Key(SigningAlgorithm algorithm) => algorithm is SigningAlgorithm.ES384 ? curve : rsa;
}
