using System.Collections.Immutable;
using Salus.Language.Identifiers;

namespace Salus.Governance.Deidentification;

/// <summary>What was done how often: the numbers of the statement, never a value. Safe for several threads.</summary>
public sealed class Tally
{
    private static readonly int treatments = Enum.GetValues<Treatment>().Length;

    private readonly long[] counts = new long[Enum.GetValues<IdentifierClass>().Length * treatments];

    public void Add(IdentifierClass kind, Treatment treatment, long count = 1) => Interlocked.Add(ref counts[((int)kind * treatments) + (int)treatment], count);

    public ImmutableArray<TallyLine> Lines =>
        [.. counts.Select((count, i) => new TallyLine((IdentifierClass)(i / treatments), (Treatment)(i % treatments), count)).Where(line => line.Count > 0)];
}

public sealed record TallyLine(IdentifierClass Class, Treatment Treatment, long Count);
