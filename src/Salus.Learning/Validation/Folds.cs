using System.Collections.Immutable;

namespace Salus.Learning.Validation;

/// <summary>Which cases a model learns from and on which it is measured, as row numbers, rising.</summary>
public sealed record Fold(ImmutableArray<int> Learn, ImmutableArray<int> Measure);

/// <summary>
/// Parts of cases for cross-validation: each case is measured once, by a model that did not learn from it. The same seed gives the
/// same parts.
/// </summary>
public static class Folds
{
    /// <summary>Parts of sizes that differ by one at most.</summary>
    /// <param name="count">Parts, 2 up to the number of cases.</param>
    public static ImmutableArray<Fold> Plain(int cases, int count, ulong seed)
    {
        Check(cases, count, "cases");
        var order = Shuffled(cases, new SeededRandom(seed));
        var parts = new int[cases];
        for (var i = 0; i < cases; i++)
            parts[order[i]] = i % count;
        return Of(parts, count);
    }

    /// <summary>Parts in each of which every class has its share, to one case.</summary>
    /// <param name="labels">The class of each case, any numbers.</param>
    /// <exception cref="ArgumentException">There are fewer cases, or of some class fewer, than parts.</exception>
    public static ImmutableArray<Fold> Stratified(ReadOnlySpan<int> labels, int count, ulong seed)
    {
        Check(labels.Length, count, "cases");
        var parts = new int[labels.Length];
        var random = new SeededRandom(seed);
        // One class goes on where the one before ended, so that the parts stay of one size.
        var next = 0;
        foreach (var stratum in Grouped(labels))
        {
            Check(stratum.Length, count, $"cases of one class");
            foreach (var at in Shuffled(stratum.Length, random))
                parts[stratum[at]] = next++ % count;
        }
        return Of(parts, count);
    }

    /// <summary>
    /// Parts that never divide a group: all visits of a patient are learned from or measured, else a model is praised for
    /// recognising people. Large groups are placed first, each into the part that has fewest cases.
    /// </summary>
    /// <param name="groups">The group of each case, any numbers.</param>
    /// <exception cref="ArgumentException">There are fewer groups than parts.</exception>
    public static ImmutableArray<Fold> ByGroup(ReadOnlySpan<int> groups, int count, ulong seed) => ByGroup(groups, [], count, seed);

    /// <summary>As by group, and as even by class as whole groups allow.</summary>
    /// <param name="labels">The class of each case, any numbers; none: only sizes count.</param>
    /// <inheritdoc cref="ByGroup(ReadOnlySpan{int}, int, ulong)"/>
    public static ImmutableArray<Fold> ByGroup(ReadOnlySpan<int> groups, ReadOnlySpan<int> labels, int count, ulong seed)
    {
        if (!labels.IsEmpty && labels.Length != groups.Length)
            throw new ArgumentException($"There are {labels.Length} classes for {groups.Length} cases.", nameof(labels));
        var members = Grouped(groups);
        Check(members.Count, count, "groups");
        var kinds = labels.IsEmpty ? new int[groups.Length] : labels.ToArray();
        int[] classes = [.. kinds.Distinct().Order()];
        int[] totals = [.. classes.Select(c => kinds.Count(k => k == c))];
        var held = new int[count, classes.Length];
        var sizes = new int[count];
        var parts = new int[groups.Length];
        var random = new SeededRandom(seed);
        foreach (var at in Shuffled(members.Count, random).OrderByDescending(g => members[g].Length))
        {
            int[] brought = [.. classes.Select(c => members[at].Count(m => kinds[m] == c))];
            var best = Enumerable.Range(0, count).MinBy(part => (Unevenness(part, brought), sizes[part], part));
            foreach (var member in members[at])
                parts[member] = best;
            sizes[best] += members[at].Length;
            for (var c = 0; c < brought.Length; c++)
                held[best, c] += brought[c];
        }
        return Of(parts, count);

        // What a part would hold beyond its share, squared, less what it holds now.
        double Unevenness(int part, int[] brought)
        {
            var sum = 0.0;
            for (var c = 0; c < brought.Length; c++)
            {
                var (before, after) = ((double)held[part, c] / totals[c], (double)(held[part, c] + brought[c]) / totals[c]);
                sum += after * after - before * before;
            }
            return Math.Round(sum, 12);
        }
    }

    /// <summary>One part of about this share to measure, the rest to learn; groups stay together where given.</summary>
    /// <param name="share">Above 0, below 1.</param>
    public static Fold HeldOut(int cases, double share, ulong seed, ReadOnlySpan<int> groups = default)
    {
        if (!(share is > 0 and < 1))
            throw new ArgumentOutOfRangeException(nameof(share), share, "It must lie above 0 and below 1.");
        if (!groups.IsEmpty && groups.Length != cases)
            throw new ArgumentException($"There are {groups.Length} groups for {cases} cases.", nameof(groups));
        var members = groups.IsEmpty ? [.. Enumerable.Range(0, cases).Select(i => new[] { i })] : Grouped(groups);
        Check(members.Count, 2, groups.IsEmpty ? "cases" : "groups");
        var parts = new int[cases];
        var wanted = Math.Clamp((int)Math.Round(share * members.Count), 1, members.Count - 1);
        foreach (var at in Shuffled(members.Count, new SeededRandom(seed)).Take(wanted))
            foreach (var member in members[at])
                parts[member] = 1;
        return Of(parts, 2)[1];
    }

    private static void Check(int there, int count, string what)
    {
        if (count < 2)
            throw new ArgumentOutOfRangeException(nameof(count), count, "There must be 2 parts or more.");
        if (there < count)
            throw new ArgumentException($"There are {there} {what} for {count} parts.", nameof(count));
    }

    /// <summary>Members of each group, groups in rising order.</summary>
    private static List<int[]> Grouped(ReadOnlySpan<int> groups)
    {
        var numbers = groups.ToArray();
        return [.. Enumerable.Range(0, numbers.Length).GroupBy(i => numbers[i]).OrderBy(g => g.Key).Select(g => g.ToArray())];
    }

    private static int[] Shuffled(int count, SeededRandom random)
    {
        int[] order = [.. Enumerable.Range(0, count)];
        for (var i = count - 1; i > 0; i--)
        {
            var other = random.NextInt(i + 1);
            (order[i], order[other]) = (order[other], order[i]);
        }
        return order;
    }

    private static ImmutableArray<Fold> Of(int[] parts, int count)
    {
        var all = Enumerable.Range(0, parts.Length).ToArray();
        return [.. Enumerable.Range(0, count).Select(part => new Fold([.. all.Where(i => parts[i] != part)], [.. all.Where(i => parts[i] == part)]))];
    }
}
