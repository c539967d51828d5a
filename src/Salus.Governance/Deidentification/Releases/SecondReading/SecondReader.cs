using System.Buffers;
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
    /// <summary>How many are kept in words for the reviewer, the same words once; all are counted.</summary>
    public const int MostShown = 500;

    private const int ShortestOpaque = 20;

    private static readonly SearchValues<char> opaque = SearchValues.Create("0123456789abcdefABCDEF-");
    private static readonly SearchValues<char> moment = SearchValues.Create("0123456789-:.+TZ");

    private readonly ConcurrentDictionary<IdentifierClass, long> counts = new();
    private readonly ConcurrentDictionary<(IdentifierClass, string), SecondFind> finds = new();
    private long texts;
    private long characters;
    private long explained;

    public SecondCounts Counts => new(detector.Name, Interlocked.Read(ref texts), Interlocked.Read(ref characters), Interlocked.Read(ref explained), counts.ToImmutableSortedDictionary());

    public ImmutableArray<SecondFind> Finds => [.. finds.Values.OrderBy(f => f.File, StringComparer.Ordinal).ThenBy(f => f.Found, StringComparer.Ordinal).ThenBy(f => f.Before, StringComparer.Ordinal)];

    public void Read(string file, string text)
    {
        Interlocked.Increment(ref texts);
        Interlocked.Add(ref characters, text.Length);
        if (text.Length < 2 || IsMoment(text) || source is not null && IsOpaque(text) && !source.MayHold(text))
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
            if (finds.Count < MostShown)
                finds.TryAdd((find.Class, find.Span.In(read.Plain)), SecondFind.Of(file, read, find));
        }
    }

    /// <summary>An id of digits and letters up to f, or a reference to one: what looks like a word in it is chance, and it counts as a whole.</summary>
    private static bool IsOpaque(string text)
    {
        var id = text.AsSpan(text.AsSpan().LastIndexOfAny('/', ':') + 1);
        return id.Length >= ShortestOpaque && id.IndexOfAnyExcept(opaque) < 0;
    }

    /// <summary>
    /// A whole date or time as computers write it: no words to read. Whether it moved is the policy's matter, and cannot be seen from it.
    /// </summary>
    private static bool IsMoment(string text) => text.Length is >= 4 and <= 35 && text.AsSpan(0, 4).IndexOfAnyExceptInRange('0', '9') < 0
        && (text.Length == 4 || text[4] == '-' && text.AsSpan(4).IndexOfAnyExcept(moment) < 0);

    /// <summary>A shifted date looks like any other date, so that its class says nothing.</summary>
    private bool IsExplained(IdentifierSpan find, string words) =>
        policy.Text.GetValueOrDefault(find.Class, Treatment.Remove) is Treatment.Keep or Treatment.Shift
        || source is not null && !source.MayHold(words)
        || invented.MayBeOrContain(words);
}
