using System.Collections.Immutable;
using System.Runtime.CompilerServices;

namespace Salus.Language.Identifiers;

/// <summary>
/// Takes whatever any of several detectors finds; they are asked in the order given. Where findings overlap the most confident one (then the longest) names the class,
/// and what the others saw beyond it is kept with their class: every character that anybody flagged stays flagged. Safe for several threads.
/// </summary>
public sealed class IdentifierFinder(params IEnumerable<IIdentifierDetector> detectors)
{
    private readonly ImmutableArray<IIdentifierDetector> detectors = [.. detectors];

    /// <summary>What identifies somebody in a text, in order and without overlap, in positions of the text as it was given.</summary>
    /// <param name="known">Searches for what the record holds of the person the text is about; null when nobody is known.</param>
    [MethodImpl(EveryWord.Passes)]
    public ImmutableArray<IdentifierSpan> Find(string text, IIdentifierDetector? known = null)
    {
        var read = IdentifierText.Of(text);
        var found = new List<IdentifierSpan>();
        foreach (var detector in detectors)
            detector.Find(read, found);
        known?.Find(read, found);
        return [.. Settle(read.Plain, found).Select(s => s with { Span = read.ToOriginal(s.Span) })];
    }

    /// <summary>Findings without overlap; cost n log n.</summary>
    [MethodImpl(EveryWord.Passes)]
    internal static List<IdentifierSpan> Settle(string text, List<IdentifierSpan> found)
    {
        found.Sort((a, b) => a.Span.Start != b.Span.Start ? a.Span.Start.CompareTo(b.Span.Start) : b.Span.Length.CompareTo(a.Span.Length));
        var settled = new List<IdentifierSpan>(found.Count);
        for (var i = 0; i < found.Count;)
        {
            var end = found[i].Span.End;
            var next = i + 1;
            while (next < found.Count && found[next].Span.Start < end)
                end = Math.Max(end, found[next++].Span.End);
            if (next == i + 1)
                settled.Add(found[i]);
            else
                Settle(text, Unite(found, i, next), settled);
            i = next;
        }
        return settled;
    }

    /// <summary>Findings of one class that overlap are one finding: "John" of the record inside "John Smith" of the context is one name.</summary>
    private static List<IdentifierSpan> Unite(List<IdentifierSpan> found, int from, int to)
    {
        var united = new List<IdentifierSpan>(to - from);
        var latest = new Dictionary<IdentifierClass, int>();
        for (var i = from; i < to; i++)
        {
            var next = found[i];
            if (latest.TryGetValue(next.Class, out var at) && united[at].Span.End > next.Span.Start)
            {
                var span = TextSpan.FromBounds(united[at].Span.Start, Math.Max(united[at].Span.End, next.Span.End));
                united[at] = (next.Confidence > united[at].Confidence ? next : united[at]) with { Span = span };
                continue;
            }
            latest[next.Class] = united.Count;
            united.Add(next);
        }
        return united;
    }

    /// <summary>Sweeps over the places where a finding begins or ends; between two of them the best of those that reach over it wins.</summary>
    private static void Settle(string text, List<IdentifierSpan> cluster, List<IdentifierSpan> settled)
    {
        cluster.Sort((a, b) => a.Confidence != b.Confidence ? b.Confidence.CompareTo(a.Confidence)
            : a.Span.Length != b.Span.Length ? b.Span.Length.CompareTo(a.Span.Length)
            : a.Span.Start != b.Span.Start ? a.Span.Start.CompareTo(b.Span.Start) : a.Class.CompareTo(b.Class));
        var byStart = Enumerable.Range(0, cluster.Count).OrderBy(rank => cluster[rank].Span.Start).ToArray();
        var bounds = cluster.SelectMany(s => new[] { s.Span.Start, s.Span.End }).Distinct().Order().ToArray();
        var open = new PriorityQueue<int, int>();
        var (winner, since, begun) = (-1, 0, 0);
        foreach (var place in bounds)
        {
            for (; begun < byStart.Length && cluster[byStart[begun]].Span.Start <= place; begun++)
                open.Enqueue(byStart[begun], byStart[begun]);
            while (open.Count > 0 && cluster[open.Peek()].Span.End <= place)
                open.Dequeue();
            var best = open.Count > 0 ? open.Peek() : -1;
            if (best == winner)
                continue;
            if (winner >= 0)
                Keep(text, cluster[winner], since, place, settled);
            (winner, since) = (best, place);
        }
    }

    /// <summary>What remains of a finding, without the blanks and marks at the edges where another was cut out of it.</summary>
    private static void Keep(string text, IdentifierSpan whole, int start, int end, List<IdentifierSpan> settled)
    {
        while (start < end && !char.IsLetterOrDigit(text[start]) && start > whole.Span.Start)
            start++;
        while (end > start && !char.IsLetterOrDigit(text[end - 1]) && end < whole.Span.End)
            end--;
        if (end > start)
            settled.Add(whole with { Span = TextSpan.FromBounds(start, end) });
    }
}
