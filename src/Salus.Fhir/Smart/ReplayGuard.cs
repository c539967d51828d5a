namespace Salus.Fhir.Smart;

/// <summary>Remembers which tokens were used. Where several machines serve, they must share one.</summary>
public interface IReplayGuard
{
    /// <summary>True exactly once for an issuer and token id, until the token has expired by itself.</summary>
    ValueTask<bool> UseAsync(string issuer, string tokenId, DateTimeOffset expires, CancellationToken cancel);
}

/// <summary>One machine's memory, bounded: when it is full of tokens that still live, new ones are refused rather than old ones forgotten.</summary>
/// <param name="most">Tokens remembered at a time.</param>
public sealed class ReplayGuard(TimeProvider clock, int most = 100_000) : IReplayGuard
{
    private readonly Lock oneAtATime = new();
    private readonly Dictionary<(string Issuer, string TokenId), DateTimeOffset> used = [];
    private readonly PriorityQueue<(string Issuer, string TokenId), DateTimeOffset> byExpiry = new();

    public ValueTask<bool> UseAsync(string issuer, string tokenId, DateTimeOffset expires, CancellationToken cancel)
    {
        lock (oneAtATime)
        {
            var now = clock.GetUtcNow();
            while (byExpiry.TryPeek(out var oldest, out var until) && until <= now)
            {
                byExpiry.Dequeue();
                used.Remove(oldest);
            }
            if (used.Count >= most || !used.TryAdd((issuer, tokenId), expires))
                return ValueTask.FromResult(false);
            byExpiry.Enqueue((issuer, tokenId), expires);
            return ValueTask.FromResult(true);
        }
    }
}
