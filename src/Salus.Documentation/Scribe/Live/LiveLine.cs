using System.Collections.Immutable;
using Salus.Trust;

namespace Salus.Documentation.Scribe;

/// <summary>A statement of a growing note.</summary>
/// <param name="Key">Finds it again when its turn is heard once more: section and the place where its words begin.</param>
internal sealed record LiveLine(string Id, string Key, Statement Statement, Proposal Proposal)
{
    /// <summary>Its turns are not heard again, so it keeps its words.</summary>
    public bool Held { get; init; }

    public bool Settled { get; init; }

    /// <summary>Place among the statements of its section.</summary>
    public (int Group, int Order) Place { get; init; }

    public LineChange ToChange(LineChangeKind kind, NoteStyle style, string? after, string? reason = null) =>
        new(kind, Id, Statement.Section, LivePlaces.Title(style, Statement.Section), Statement.Group, Statement.Text, after, Settled, Statement.Evidence, reason);
}

/// <summary>Puts the lines into the order of the note: sections as the style has them, groups where they are first spoken of, then as spoken.</summary>
internal static class LivePlaces
{
    public static List<LiveLine> Order(IReadOnlyList<LiveLine> lines, NoteStyle style)
    {
        var settled = lines.Where(l => l is { Held: true, Proposal.Group: not null }).GroupBy(Group).ToDictionary(g => g.Key, g => g.Min(l => l.Place.Group));
        var groups = lines.Where(l => l.Proposal.Group is not null).GroupBy(Group).ToDictionary(g => g.Key, g => settled.TryGetValue(g.Key, out var held) && held > 0 ? held : g.Min(l => l.Proposal.Order) + 1);
        var sections = style.Sections.Select((s, i) => (s.Key, i)).ToDictionary(s => s.Key, s => s.i, StringComparer.Ordinal);
        return
        [
            .. lines.Select(l => l.Settled && l.Place != default ? l : l with { Place = (PlaceOfGroup(l, groups), l.Proposal.Order + 1) })
                .OrderBy(l => sections.GetValueOrDefault(l.Statement.Section, int.MaxValue)).ThenBy(l => l.Place),
        ];
    }

    public static string Title(NoteStyle style, string section) => style.Sections.FirstOrDefault(s => s.Key == section)?.Title ?? section;

    private static (string, string?) Group(LiveLine line) => (line.Proposal.Section, line.Proposal.Group);

    private static int PlaceOfGroup(LiveLine line, Dictionary<(string, string?), int> groups) =>
        line.Proposal.Group is not null ? groups[Group(line)] : line.Proposal.Section is "assessment-plan" or "exam" ? 0 : line.Proposal.Order + 1;
}
