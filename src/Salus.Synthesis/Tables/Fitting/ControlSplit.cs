using System.Collections.Immutable;
using Salus.Learning;

namespace Salus.Synthesis.Tables.Fitting;

/// <summary>
/// Which rows are held back from learning, so that attacks can be compared with what strangers would give away. All rows of a person
/// fall on one side. A function of seed and share alone: the same file is parted alike whenever it is read again.
/// </summary>
public sealed class ControlSplit
{
    private readonly ulong seed;
    private readonly double share;
    private readonly ImmutableArray<int> persons;

    /// <param name="share">Of the persons, 0 to 0.5.</param>
    /// <param name="persons">The person of each row; none: every row is a person of its own.</param>
    public ControlSplit(ulong seed, double share, ImmutableArray<int> persons)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(share);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(share, 0.5);
        (this.seed, this.share, this.persons) = (seed, share, persons);
    }

    /// <param name="row">From 0, in the order of the source.</param>
    public bool IsControl(long row) =>
        share > 0 && new SeededRandom(seed ^ 0xC0_47_01).Fork((ulong)(persons.IsDefaultOrEmpty ? row : persons[(int)row])).NextDouble() < share;

    /// <summary>The rows that are learned from, or those that are held back.</summary>
    public ITableSource Part(ITableSource source, bool control) => new ChosenRows(source, row => IsControl(row) == control);

    /// <summary>The persons of one part, row by row; empty when every row is one.</summary>
    public ImmutableArray<int> Persons(bool control) =>
        persons.IsDefaultOrEmpty ? [] : [.. persons.Where((_, row) => IsControl(row) == control)];
}
