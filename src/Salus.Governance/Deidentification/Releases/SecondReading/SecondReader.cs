using System.Collections.Concurrent;
using System.Collections.Immutable;
using Salus.Language.Identifiers;

namespace Salus.Governance.Deidentification.Releases.SecondReading;

/// <summary>
/// Reads every string that would go out with a detector of another kind than those of the first reading, which must find nothing: an identifier
/// is something that it flags, that the policy does not leave there on purpose, and that was not put there by the first reading. Safe for several threads.
/// </summary>
/// <param name="source">Words of the input; null where the input could not be read, and then nothing is excused by it.</param>
/// <param name="invented">What the first reading put into texts.</param>
internal sealed class SecondReader(IIdentifierDetector detector, DeidentificationPolicy policy, WordFilter? source, WordFilter invented)
{
    /// <summary>How many are kept in words for the reviewer; all are counted.</summary>
    public const int MostShown = 500;

    private readonly ConcurrentDictionary<IdentifierClass, long> counts = new();
    private readonly ConcurrentBag<SecondFind> finds = [];
    private long texts;
    private long characters;
    private long explained;
    private long shown;

    public SecondCounts Counts => new(detector.Name, Interlocked.Read(ref texts), Interlocked.Read(ref characters), Interlocked.Read(ref explained), counts.ToImmutableSortedDictionary());

    public ImmutableArray<SecondFind> Finds => [.. finds.OrderBy(f => f.File, StringComparer.Ordinal).ThenBy(f => f.Found, StringComparer.Ordinal).ThenBy(f => f.Before, StringComparer.Ordinal)];

    public void Read(string file, string text)
    {
        Interlocked.Increment(ref texts);
        Interlocked.Add(ref characters, text.Length);
        if (text.Length < 2)
            return;
        var read = IdentifierText.Of(text);
        var found = new List<IdentifierSpan>();
        detector.Find(read, found);
        foreach (var find in found)
        {
            if (IsExplained(find, find.Span.In(read.Plain)))
            {
                Interlocked.Increment(ref explained);
                continue;
            }
            counts.AddOrUpdate(find.Class, 1, (_, before) => before + 1);
            if (Interlocked.Increment(ref shown) <= MostShown)
                finds.Add(SecondFind.Of(file, read, find));
        }
    }

    /// <summary>A shifted date looks like any other date, so that its class says nothing.</summary>
    private bool IsExplained(IdentifierSpan find, string words) =>
        policy.Text.GetValueOrDefault(find.Class, Treatment.Remove) is Treatment.Keep or Treatment.Shift
        || source is not null && !source.MayHold(words)
        || invented.MayBeOrContain(words);
}
