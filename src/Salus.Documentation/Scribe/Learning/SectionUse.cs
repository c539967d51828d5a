using System.Collections.Immutable;
using Salus.Language.Vocabularies;

namespace Salus.Documentation.Scribe;

/// <summary>Which sections a site's notes have, how long they are, under which heading and in which order.</summary>
internal static class SectionUse
{
    private const int LongestHeading = 40;

    public static (ImmutableSortedDictionary<string, LearnedSection> Use, ImmutableArray<string> Order) Of(ImmutableArray<Visit> visits)
    {
        var seen = new Dictionary<string, List<(int Words, double Place, string Heading)>>(StringComparer.Ordinal);
        foreach (var visit in visits)
        {
            var parts = Parts(visit.ReferenceNote!);
            for (var i = 0; i < parts.Count; i++)
            {
                if (!seen.TryGetValue(parts[i].Key, out var list))
                    seen[parts[i].Key] = list = [];
                list.Add((parts[i].Words, (double)i / parts.Count, parts[i].Heading));
            }
        }
        var use = seen.ToImmutableSortedDictionary(s => s.Key, s => new LearnedSection(
            Math.Round((double)s.Value.Count / visits.Length, 3),
            Math.Round(s.Value.Average(v => v.Words), 1),
            s.Value.GroupBy(v => v.Heading, StringComparer.Ordinal).OrderByDescending(g => g.Count()).ThenBy(g => g.Key, StringComparer.Ordinal).First().Key), StringComparer.Ordinal);
        return (use, [.. seen.OrderBy(s => s.Value.Average(v => v.Place)).ThenBy(s => s.Key, StringComparer.Ordinal).Select(s => s.Key)]);
    }

    private static List<(string Key, string Heading, int Words)> Parts(string note)
    {
        var parts = new List<(string Key, string Heading, int Words)>();
        foreach (var line in note.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var heading = line.TrimEnd(':');
            if (heading.Length <= LongestHeading && SectionHeadings.Embedded.SectionOf(heading) is { } key)
                parts.Add((key, heading, 0));
            else if (parts.Count > 0)
                parts[^1] = parts[^1] with { Words = parts[^1].Words + line.Split(' ').Length };
        }
        return parts;
    }
}
