using System.Collections.Concurrent;

namespace Salus.Governance.Deidentification;

/// <summary>Remembers what was made lately, so that it need not be made again; bounded, two generations. Safe for several threads.</summary>
internal sealed class Recent<T>(int generation = 1 << 16)
{
    private ConcurrentDictionary<string, T> young = new(StringComparer.Ordinal);
    private ConcurrentDictionary<string, T> old = new(StringComparer.Ordinal);
    private int count;

    public T GetOrAdd<TState>(string key, TState state, Func<string, TState, T> make)
    {
        if (young.TryGetValue(key, out var known))
            return known;
        if (!old.TryGetValue(key, out known))
            known = make(key, state);
        if (young.TryAdd(key, known) && Interlocked.Increment(ref count) >= generation)
        {
            old = young;
            young = new(StringComparer.Ordinal);
            count = 0;
        }
        return known;
    }
}
