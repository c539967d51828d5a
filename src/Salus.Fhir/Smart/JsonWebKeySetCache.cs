using System.Net;

namespace Salus.Fhir.Smart;

/// <summary>
/// Key sets of others by address, so that keys can rotate without a word to us: an unknown <c>kid</c> asks again, but not more often
/// than once a minute, and a set is not believed for longer than an hour. Holds a bounded number of sets.
/// </summary>
/// <param name="http">Must not follow redirects.</param>
public sealed class JsonWebKeySetCache(HttpClient http, TimeProvider clock, int most = 100) : IDisposable
{
    /// <summary>A key taken out of its set stops working here after this time at the latest.</summary>
    public static readonly TimeSpan Believed = TimeSpan.FromHours(1);

    /// <summary>Wrong tokens must not make us ask their issuer each time.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    private readonly Dictionary<Uri, Held> sets = [];
    private readonly SemaphoreSlim oneAtATime = new(1);

    /// <summary>The set at this address, fetched again when it is old or has no such key.</summary>
    /// <param name="keyId">Null asks for whatever is there.</param>
    /// <exception cref="JoseException">What is there is no key set.</exception>
    /// <exception cref="SmartException">It cannot be fetched, and there is none that can still be believed.</exception>
    public async Task<JsonWebKeySet> FindAsync(Uri address, string? keyId, CancellationToken cancel)
    {
        await oneAtATime.WaitAsync(cancel);
        try
        {
            var now = clock.GetUtcNow();
            var held = sets.GetValueOrDefault(address);
            var usable = held is not null && now - held.FetchedAt < Believed;
            if (usable && (keyId is null || held!.Keys.Has(keyId) || now - held.AskedAt < Pause))
                return held!.Keys;
            if (held is null && sets.Count >= most)
                sets.Remove(sets.MinBy(s => s.Value.FetchedAt).Key);
            try
            {
                var fetched = await FetchAsync(address, cancel);
                sets[address] = new Held(fetched, now, now);
                return fetched;
            }
            catch (SmartException) when (usable)
            {
                sets[address] = held! with { AskedAt = now };
                return held.Keys;
            }
        }
        finally
        {
            oneAtATime.Release();
        }
    }

    public void Dispose() => oneAtATime.Dispose();

    private async Task<JsonWebKeySet> FetchAsync(Uri address, CancellationToken cancel)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        var (status, body) = await Transport.SendAsync(http, request, JsonWebKeySet.LongestBytes, cancel);
        return status is HttpStatusCode.OK ? JsonWebKeySet.Parse(body) : throw new SmartException($"The key set of {address.Host} cannot be fetched: it answered {(int)status}.");
    }

    private sealed record Held(JsonWebKeySet Keys, DateTimeOffset FetchedAt, DateTimeOffset AskedAt);
}
