using FsCheck;
using FsCheck.Fluent;
using Salus.Governance.Deidentification;
using Salus.Language.Identifiers;

namespace Salus.Tests.Governance.Deidentification.Replacing;

public sealed class ReidentifierTests
{
    private static readonly ReleaseKey key = ReleaseKey.FromSeed(11);
    private static readonly Replacer replacer = new(DeidentificationPolicy.Profile("safe-harbor"), key);

    [Fact]
    public void Restores_whatever_was_encrypted()
    {
        Prop.ForAll(ArbMap.Default.ArbFor<NonNull<string>>(), Gen.Elements(Enum.GetValues<IdentifierClass>()).ToArbitrary(), (value, kind) =>
        {
            var original = System.Text.Encoding.UTF8.GetString(System.Text.Encoding.UTF8.GetBytes(value.Get));
            var token = replacer.Replace(Treatment.Encrypt, kind, original, default);
            return new Reidentifier(key).Restore($"a {token} b{token}.") == $"a {original} b{original}.";
        }).QuickCheckThrowOnFailure();
    }

    [Theory]
    [InlineData("0f8fad5b-d9cb-469f-a165-70867728950e")]
    [InlineData("patient-1234")]
    [InlineData("a.b")]
    public void Restores_ids_of_fhir(string id)
    {
        var sealedId = replacer.SealId("Patient", id);
        Assert.Matches("^[A-Za-z0-9.-]{1,64}$", sealedId);
        Assert.Equal($"Patient/{id}.", new Reidentifier(key).Restore($"Patient/{sealedId}."));
    }

    [Fact]
    public void Uses_a_pseudonym_for_an_id_too_long_to_be_encrypted() =>
        Assert.Equal(replacer.Pseudonym("Patient", new string('a', 40)), replacer.SealId("Patient", new string('a', 40)));

    [Fact]
    public void Says_so_when_the_key_is_another_or_a_token_was_changed()
    {
        var token = replacer.Replace(Treatment.Encrypt, IdentifierClass.Name, "Katherine Whitfield", default);
        var broken = token[..20] + (token[20] == 'A' ? 'B' : 'A') + token[21..];
        Assert.Contains("another key", Assert.Throws<DeidentificationException>(() => new Reidentifier(ReleaseKey.FromSeed(12)).Restore(token)).Message, StringComparison.Ordinal);
        Assert.Throws<DeidentificationException>(() => new Reidentifier(key).Restore(broken));
    }

    [Fact]
    public void Encrypts_equal_values_equally_and_classes_apart()
    {
        string Token(IdentifierClass kind, string value) => replacer.Replace(Treatment.Encrypt, kind, value, default);
        Assert.Equal(Token(IdentifierClass.Name, "x"), Token(IdentifierClass.Name, "x"));
        Assert.NotEqual(Token(IdentifierClass.Name, "x"), Token(IdentifierClass.Place, "x"));
    }
}
