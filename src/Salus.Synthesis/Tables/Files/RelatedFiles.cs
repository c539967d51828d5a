using System.Collections.Immutable;
using System.Globalization;
using Salus.Synthesis.Tables.Engines;

namespace Salus.Synthesis.Tables.Files;

/// <summary>Two files of which one hangs on the other: patients, and their encounters.</summary>
/// <param name="Parent">One row for each patient.</param>
/// <param name="ParentOfChild">For each row of <paramref name="Child"/>, the row of <paramref name="Parent"/> it belongs to, from 0.</param>
/// <param name="Childless">Rows of <paramref name="Parent"/> to which none belongs.</param>
public sealed record RelatedFiles(TableFile Parent, TableFile Child, ImmutableArray<int> ParentOfChild, ImmutableArray<int> Childless)
{
    /// <summary>Relates two files by a key.</summary>
    /// <param name="parentKey">The column of <paramref name="parent"/> that names each row once.</param>
    /// <param name="childKey">The column of <paramref name="child"/> that says which of them a row belongs to.</param>
    /// <exception cref="SynthesisException">A key is missing, comes twice or leads nowhere; the message names file and line.</exception>
    public static RelatedFiles Open(TableFile parent, string parentKey, TableFile child, string childKey, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(parent);
        ArgumentNullException.ThrowIfNull(child);
        foreach (var (file, key) in new[] { (parent, parentKey), (child, childKey) })
            if (file.Schema.Columns.Any(c => string.Equals(c.Name, key, StringComparison.Ordinal)))
                throw new SynthesisException($"The key '{key}' of {file.Name} would be learned like a measurement. Say 'use: drop' for it in the schema file.");
        var rows = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var (key, line) in parent.TextsOf(parentKey, cancel))
        {
            if (key.Length == 0)
                throw At(parent, line, $"the key '{parentKey}' is missing.");
            if (!rows.TryAdd(key, rows.Count))
                throw At(parent, line, $"the key in '{parentKey}' was there before. Each row of {parent.Name} needs a key of its own.");
        }
        var belongs = ImmutableArray.CreateBuilder<int>();
        var met = new bool[rows.Count];
        foreach (var (key, line) in child.TextsOf(childKey, cancel))
        {
            if (!rows.TryGetValue(key, out var row))
                throw At(child, line, $"the key in '{childKey}' belongs to no row of {parent.Name}.");
            belongs.Add(row);
            met[row] = true;
        }
        return new RelatedFiles(parent, child, belongs.ToImmutable(), [.. Enumerable.Range(0, met.Length).Where(row => !met[row])]);
    }

    private static SynthesisException At(TableFile file, long line, string what) => new(string.Create(CultureInfo.InvariantCulture, $"{file.Name}, line {line}: {what}"));
}
