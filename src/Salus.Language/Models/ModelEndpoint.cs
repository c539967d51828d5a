using System.Net;
using System.Text.Json.Serialization;

namespace Salus.Language.Models;

/// <summary>What a model does.</summary>
public enum ModelKind
{
    Chat,
    Embedding,
    Transcription,
}

/// <summary>Where an endpoint stands.</summary>
public enum ModelPlace
{
    /// <summary>In the house: patient text may go there as it is.</summary>
    Inside,

    /// <summary>Elsewhere: only text without identifiers goes there.</summary>
    Outside,
}

/// <summary>How an endpoint is told the form of its answer.</summary>
public enum AnswerForm
{
    /// <summary>By a JSON schema that it enforces.</summary>
    Schema,

    /// <summary>As any JSON object; the schema stands in the prompt.</summary>
    Json,

    /// <summary>By the prompt alone.</summary>
    None,
}

/// <summary>
/// One OpenAI-compatible endpoint and model: hosted, vLLM, llama.cpp, Ollama. Limits are per machine that runs Salus.
/// </summary>
/// <param name="Url">Up to and with the version, for example <c>http://127.0.0.1:8080/v1</c>.</param>
/// <param name="Model">The name the endpoint knows it by.</param>
/// <param name="Place">No default: whoever adds an endpoint says whether patient text may go there.</param>
public sealed record ModelEndpoint(ModelKind Kind, Uri Url, string Model, ModelPlace Place)
{
    /// <summary>Null: the endpoint asks for none.</summary>
    public SecretReference? Key { get; init; }

    public AnswerForm Structured { get; init; } = AnswerForm.Schema;

    /// <summary>Tokens the model reads and writes together. Longer input is shortened by whoever asks, who says what was left out.</summary>
    public int ContextTokens { get; init => field = Within(value, 256, 10_000_000); } = 16_384;

    /// <summary>Tokens of one answer at most.</summary>
    public int MaxTokens { get; init => field = Within(value, 16, 1_000_000); } = 4_096;

    /// <summary>0 repeats itself most; null leaves it to the endpoint.</summary>
    public double? Temperature { get; init => field = value is null or >= 0 and <= 2 ? value : throw new ArgumentOutOfRangeException(nameof(value), "A temperature lies between 0 and 2."); } = 0;

    /// <summary>Sent with each request where the endpoint takes one; null sends none.</summary>
    public int? Seed { get; init; }

    /// <summary>From the request to the last word.</summary>
    public int TimeoutSeconds { get; init => field = Within(value, 1, 3_600); } = 120;

    /// <summary>Requests at a time; more wait, up to ten times as many, and are then refused.</summary>
    public int Concurrency { get; init => field = Within(value, 1, 1_024); } = 4;

    /// <summary>Further tries after a failure that may pass.</summary>
    public int Retries { get; init => field = Within(value, 0, 10); } = 2;

    /// <summary>Tokens in and out together, from midnight UTC; null has no limit.</summary>
    public long? TokensPerDay { get; init => field = value is null or > 0 ? value : throw new ArgumentOutOfRangeException(nameof(value), "A limit is above 0."); }

    /// <summary>In the currency of <see cref="CostPerDay"/>; 0 costs nothing.</summary>
    public decimal CostPerMillionTokensIn { get; init => field = NotNegative(value); }

    public decimal CostPerMillionTokensOut { get; init => field = NotNegative(value); }

    /// <summary>Null has no limit.</summary>
    public decimal? CostPerDay { get; init => field = value is null or > 0 ? value : throw new ArgumentOutOfRangeException(nameof(value), "A limit is above 0."); }

    /// <summary>What a call of so many tokens costs.</summary>
    public decimal CostOf(long tokensIn, long tokensOut) => (tokensIn * CostPerMillionTokensIn + tokensOut * CostPerMillionTokensOut) / 1_000_000;

    /// <summary>What must not be: an address that cannot be called or that would send patient text or the key in the clear. Null when all is well.</summary>
    public string? Fault()
    {
        if (!Url.IsAbsoluteUri || Url.Scheme != Uri.UriSchemeHttp && Url.Scheme != Uri.UriSchemeHttps)
            return "url is an address such as http://127.0.0.1:8080/v1.";
        if (Url.UserInfo.Length > 0 || Url.Query.Length > 0 || Url.Fragment.Length > 0)
            return "url holds no user, password, query or fragment; a key goes into key.";
        if (string.IsNullOrWhiteSpace(Model) || Model.Length > 200 || Model.Any(char.IsControl))
            return "model is the name by which the endpoint knows it.";
        if (Url.Scheme == Uri.UriSchemeHttp && !IsLoopback)
            return "url is not encrypted and leaves this machine: use https, or a tunnel to 127.0.0.1.";
        return MaxTokens >= ContextTokens ? "maxTokens leaves no room for a question: make it smaller than contextTokens." : null;
    }

    [JsonIgnore]
    public bool IsLoopback => Url.IsLoopback || IPAddress.TryParse(Url.DnsSafeHost, out var address) && IPAddress.IsLoopback(address);

    private static int Within(int value, int least, int most) =>
        value >= least && value <= most ? value : throw new ArgumentOutOfRangeException(nameof(value), $"It lies between {least} and {most}.");

    private static decimal NotNegative(decimal value) => value >= 0 ? value : throw new ArgumentOutOfRangeException(nameof(value), "A cost is 0 or more.");
}
