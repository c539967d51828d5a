using System.Collections.Concurrent;
using System.Collections.Immutable;
using Salus.Language.Identifiers;

namespace Salus.Governance.Deidentification;

/// <summary>What was done how often: the numbers of the statement, never a value. Safe for several threads.</summary>
public sealed class Tally
{
    private readonly ConcurrentDictionary<(IdentifierClass, Treatment), long> counts = new();

    public void Add(IdentifierClass kind, Treatment treatment, long count = 1) => counts.AddOrUpdate((kind, treatment), count, (_, before) => before + count);

    public ImmutableArray<TallyLine> Lines => [.. counts.Select(c => new TallyLine(c.Key.Item1, c.Key.Item2, c.Value)).OrderBy(l => l.Class).ThenBy(l => l.Treatment)];
}

public sealed record TallyLine(IdentifierClass Class, Treatment Treatment, long Count);
