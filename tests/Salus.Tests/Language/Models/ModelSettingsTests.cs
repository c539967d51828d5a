using System.Text;
using Salus.Language.Models;

namespace Salus.Tests.Language.Models;

public sealed class ModelSettingsTests
{
    [Fact]
    public void What_is_written_reads_the_same()
    {
        var settings = ModelSettings.None
            .With("house", new ModelEndpoint(ModelKind.Chat, new Uri("http://127.0.0.1:8080/v1"), "qwen", ModelPlace.Inside) { Key = SecretReference.Parse("env:HOUSE_KEY"), Structured = AnswerForm.Json, TokensPerDay = 1_000_000, CostPerMillionTokensIn = 0.5m })
            .With("vectors", new ModelEndpoint(ModelKind.Embedding, new Uri("https://models.example.org/v1"), "e5", ModelPlace.Outside))
            .WithUse("scribe", "house")
            .WithUse("embedding", "vectors") with { StyleExamples = 1 };
        var read = ModelSettings.Parse(settings.ToJson(), "models.json");

        Assert.Equal(settings.Models, read.Models);
        Assert.Equal(settings.Use, read.Use);
        Assert.Equal(1, read.StyleExamples);
        Assert.Equal(3, ModelSettings.Parse("{}"u8, "models.json").StyleExamples);
        Assert.DoesNotContain("sk-", Encoding.UTF8.GetString(settings.ToJson()), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"models":{"a":{"kind":"chat","url":"http://127.0.0.1/v1","model":"m"}}}""", "place")]
    [InlineData("""{"models":{"a":{"kind":"chat","url":"http://models.example.org/v1","model":"m","place":"outside"}}}""", "not encrypted")]
    [InlineData("""{"models":{"a":{"kind":"chat","url":"https://u:p@models.example.org/v1","model":"m","place":"outside"}}}""", "no user, password")]
    [InlineData("""{"models":{"a":{"kind":"chat","url":"file:///etc/passwd","model":"m","place":"inside"}}}""", "url is an address")]
    [InlineData("""{"models":{"a":{"kind":"chat","url":"http://127.0.0.1/v1","model":"m","place":"inside","key":"sk-verysecret"}}}""", "env:NAME")]
    [InlineData("""{"models":{"a":{"kind":"chat","url":"http://127.0.0.1/v1","model":"m","place":"inside","concurrency":0}}}""", "between 1 and 1024")]
    [InlineData("""{"models":{"a":{"kind":"chat","url":"http://127.0.0.1/v1","model":"m","place":"inside","temprature":0}}}""", "line 1")]
    [InlineData("""{"models":{"A b":{"kind":"chat","url":"http://127.0.0.1/v1","model":"m","place":"inside"}}}""", "cannot be the name")]
    [InlineData("""{"models":{},"use":{"scribe":"house"}}""", "not in the list")]
    [InlineData("""{"models":{"a":{"kind":"embedding","url":"http://127.0.0.1/v1","model":"m","place":"inside"}},"use":{"scribe":"a"}}""", "needs a model of the kind chat")]
    [InlineData("""{"models":{},"styleExamples":4}""", "between 0 and 3")]
    [InlineData("[]", "line 1")]
    [InlineData("{\"models\":", "line 1")]
    public void A_file_that_cannot_be_used_says_what_is_wrong(string json, string reason)
    {
        var failure = Assert.Throws<ModelSettingsException>(() => ModelSettings.Parse(Encoding.UTF8.GetBytes(json), "models.json"));
        Assert.Contains(reason, failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("verysecret", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Removing_a_model_removes_its_uses()
    {
        var settings = ModelSettings.None.With("house", new ModelEndpoint(ModelKind.Chat, new Uri("http://127.0.0.1:8080/v1"), "m", ModelPlace.Inside)).WithUse("scribe", "house");
        Assert.Empty(settings.Without("house").Use);
    }

    [Theory]
    [InlineData("env:")]
    [InlineData("credential:../../etc/passwd")]
    [InlineData("credential:.hidden")]
    [InlineData("file:key.txt")]
    [InlineData("sk-1234")]
    public void A_reference_points_to_a_named_secret_and_nowhere_else(string text) => Assert.Throws<FormatException>(() => SecretReference.Parse(text));
}
