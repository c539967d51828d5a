using Salus.Fhir.Smart;

namespace Salus.Fhir.Client;

/// <summary>How a <see cref="FhirClient"/> behaves.</summary>
public sealed record FhirClientOptions
{
    /// <summary>Gives the bearer token; null asks without one.</summary>
    public IAccessTokens? Tokens { get; init; }

    /// <summary>How often a request is tried in all. 1 turns repeating off.</summary>
    public int Attempts { get; init; } = 4;

    /// <summary>Before the second attempt; doubles each time. A <c>Retry-After</c> of the server goes before.</summary>
    public TimeSpan FirstPause { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>No pause is longer; a server that asks for more gets its refusal passed on.</summary>
    public TimeSpan LongestPause { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>For one attempt, headers and body of an answer that is not streamed.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(100);

    /// <summary>Largest answer that is read into memory; NDJSON is streamed, and this bounds a line of it.</summary>
    public int LongestAnswer { get; init; } = 64 * 1024 * 1024;

    /// <summary>Pages of one search or history. Beyond it the search is broken off with an error, not silently.</summary>
    public int MostPages { get; init; } = 10_000;

    public FhirReadLimits ReadLimits { get; init; } = FhirReadLimits.Default;
}
