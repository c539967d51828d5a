using System.Collections.Immutable;

namespace Salus.Writing;

/// <summary>The tables that come with this project: tab-separated, notes after #, one header row.</summary>
internal static class ChartData
{
    public static ImmutableArray<ImmutableDictionary<string, string>> Rows(string name)
    {
        using var stream = typeof(ChartData).Assembly.GetManifestResourceStream("charts/" + name) ?? throw new InvalidOperationException($"{name} is not in the program.");
        using var reader = new StreamReader(stream);
        var lines = reader.ReadToEnd().Split('\n').Select(l => l.TrimEnd('\r')).Where(l => l.Length > 0 && l[0] != '#').Select(l => l.Split('\t')).ToArray();
        return [.. lines.Skip(1).Select(cells => lines[0].Index().ToImmutableDictionary(h => h.Item, h => h.Index < cells.Length ? cells[h.Index] : "", StringComparer.Ordinal))];
    }
}
