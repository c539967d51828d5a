using System.Collections.Immutable;

namespace Salus.Language.Identifiers;

/// <summary>
/// Takes whatever any of several independent detectors finds. Where findings overlap the most confident one (then the longest) names the class,
/// and what the others saw beyond it is kept with their class: every character that anybody flagged stays flagged. Safe for several threads.
/// </summary>
public sealed class IdentifierFinder(params IEnumerable<IIdentifierDetector> detectors)
{
    private readonly ImmutableArray<IIdentifierDetector> detectors = [.. detectors];

    /// <summary>What identifies somebody in a text, in order and without overlap, in positions of the text as it was given.</summary>
    /// <param name="known">Searches for what the record holds of the person the text is about; null when nobody is known.</param>
    public ImmutableArray<IdentifierSpan> Find(string text, IIdentifierDetector? known = null)
    {
        var read = IdentifierText.Of(text);
        var found = new List<IdentifierSpan>();
        foreach (var detector in detectors)
            detector.Find(read, found);
        known?.Find(read, found);
        return [.. Settle(read.Plain, found).Select(s => s with { Span = read.ToOriginal(s.Span) })];
    }

    /// <summary>Findings without overlap.</summary>
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
                Settle(text, found[i..next], settled);
            i = next;
        }
        return settled;
    }

    private static void Settle(string text, List<IdentifierSpan> cluster, List<IdentifierSpan> settled)
    {
        var from = settled.Count;
        foreach (var candidate in cluster.OrderByDescending(s => s.Confidence).ThenByDescending(s => s.Span.Length).ThenBy(s => s.Span.Start))
        {
            var start = candidate.Span.Start;
            foreach (var taken in settled.Skip(from).Where(t => t.Span.Overlaps(candidate.Span)).OrderBy(t => t.Span.Start).ToArray())
            {
                Add(start, taken.Span.Start, candidate);
                start = Math.Max(start, taken.Span.End);
            }
            Add(start, candidate.Span.End, candidate);
        }
        settled.Sort(from, settled.Count - from, Comparer<IdentifierSpan>.Create((a, b) => a.Span.Start.CompareTo(b.Span.Start)));

        void Add(int start, int end, IdentifierSpan candidate)
        {
            while (start < end && !char.IsLetterOrDigit(text[start]) && start > candidate.Span.Start)
                start++;
            while (end > start && !char.IsLetterOrDigit(text[end - 1]) && end < candidate.Span.End)
                end--;
            if (end > start)
                settled.Add(candidate with { Span = TextSpan.FromBounds(start, end) });
        }
    }
}
