using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace Salus.Governance.Deidentification.Releases.Risk;

/// <summary>
/// How far people stand out in what goes out, though it names nobody: groups of people who are alike in all columns (k-anonymity, Sweeney,
/// IJUFKS 10, 2002), and the chance that somebody who knows a person is in there picks the right one (prosecutor risk, El Emam).
/// Holds no value that fewer than eleven people share.
/// </summary>
/// <param name="Columns">In which people are compared, with what each contributes.</param>
/// <param name="SmallestK">People in the smallest group.</param>
/// <param name="BelowFive">People in groups of fewer than five.</param>
/// <param name="BelowEleven">People in groups of fewer than eleven: the usual limit for tables that are shown to the public.</param>
/// <param name="HighestRisk">1 over the smallest group.</param>
/// <param name="AverageRisk">Groups over people.</param>
/// <param name="Groups">How many people live in groups of which sizes.</param>
/// <param name="RareDiagnoses">People with a diagnosis that fewer than eleven have.</param>
/// <param name="SmallestL">Fewest different diagnoses in a group; null where no diagnoses were read.</param>
/// <param name="OneDiagnosis">People in groups where all have the same diagnoses, so that finding the group tells the diagnosis.</param>
public sealed record RiskReport(int People, ImmutableArray<RiskColumn> Columns, int SmallestK, int BelowFive, int BelowEleven, double HighestRisk, double AverageRisk, ImmutableArray<GroupSizes> Groups, int RareDiagnoses, int? SmallestL, int OneDiagnosis)
{
    /// <summary>Counts below it are never shown: CMS cell size suppression policy.</summary>
    public const int SmallCell = 11;

    private const int Five = 5;
    private const int MostLevels = 60;

    private static readonly (int From, int To)[] sizes = [(1, 1), (2, 2), (3, 4), (5, 10), (11, 19), (20, 49), (50, int.MaxValue)];

    /// <summary>Null where the files tell of nobody.</summary>
    public static RiskReport? Of(PeopleTable table)
    {
        ArgumentNullException.ThrowIfNull(table);
        var rows = table.Rows;
        var used = Enum.GetValues<QuasiIdentifier>().Where(q => q is not QuasiIdentifier.Diagnosis && rows.Any(r => r.Values[(int)q] != 0)).ToImmutableArray();
        if (rows.IsEmpty || used.IsEmpty)
            return null;
        var groups = GroupsOf(rows, used);
        var perPerson = rows.Select(r => groups[new Key(r, used)].Count).ToArray();
        var smallest = perPerson.Min();
        var carriers = new Dictionary<int, int>();
        foreach (var diagnosis in rows.SelectMany(r => r.Diagnoses))
            CollectionsMarshal.GetValueRefOrAddDefault(carriers, diagnosis, out _)++;
        return new(rows.Length,
            [.. used.Select(q => Column(table, rows, used, q))],
            smallest,
            perPerson.Count(k => k < Five),
            perPerson.Count(k => k < SmallCell),
            1.0 / smallest,
            (double)groups.Count / rows.Length,
            [.. sizes.Select(s => new GroupSizes(s.From, s.To == int.MaxValue ? null : s.To, perPerson.Count(k => k >= s.From && k <= s.To)))],
            rows.Count(r => r.Diagnoses.Any(d => carriers[d] < SmallCell)),
            carriers.Count == 0 ? null : groups.Values.Min(g => g.SelectMany(r => r.Diagnoses).Distinct().Count()),
            carriers.Count == 0 ? 0 : groups.Values.Where(SameDiagnoses).Sum(g => g.Count));
    }

    private static Dictionary<Key, List<PersonRow>> GroupsOf(ImmutableArray<PersonRow> rows, ImmutableArray<QuasiIdentifier> used)
    {
        var groups = new Dictionary<Key, List<PersonRow>>();
        foreach (var row in rows)
        {
            ref var group = ref CollectionsMarshal.GetValueRefOrAddDefault(groups, new Key(row, used), out _);
            (group ??= []).Add(row);
        }
        return groups;
    }

    private static bool SameDiagnoses(List<PersonRow> group) => group.Count > 0 && group[0].Diagnoses.Count > 0 && group.TrueForAll(r => r.Diagnoses.Count == group[0].Diagnoses.Count && r.Diagnoses.TrueForAll(group[0].Diagnoses.Contains));

    private static RiskColumn Column(PeopleTable table, ImmutableArray<PersonRow> rows, ImmutableArray<QuasiIdentifier> used, QuasiIdentifier column)
    {
        var levels = rows.GroupBy(r => r.Values[(int)column]).Where(g => g.Key != 0).Select(g => (Words: table.WordsOf(g.Key), Count: g.Count())).ToArray();
        var without = GroupsOf(rows, used.Remove(column));
        return new RiskColumn(column, levels.Length, levels.Count(l => l.Count < SmallCell), levels.Where(l => l.Count < SmallCell).Sum(l => l.Count),
            [.. levels.Where(l => l.Count >= SmallCell).OrderByDescending(l => l.Count).ThenBy(l => l.Words, StringComparer.Ordinal).Take(MostLevels).Select(l => new RiskLevel(l.Words, l.Count))],
            without.Values.Where(g => g.Count < Five).Sum(g => g.Count));
    }

    /// <summary>Compares by the values of the used columns.</summary>
    private readonly struct Key(PersonRow row, ImmutableArray<QuasiIdentifier> used) : IEquatable<Key>
    {
        private readonly int[] values = [.. used.Select(q => row.Values[(int)q])];

        public bool Equals(Key other) => values.AsSpan().SequenceEqual(other.values);

        public override bool Equals(object? obj) => obj is Key other && Equals(other);

        public override int GetHashCode()
        {
            var hash = new HashCode();
            foreach (var value in values)
                hash.Add(value);
            return hash.ToHashCode();
        }
    }
}

/// <param name="RareLevels">Values that fewer than eleven people have.</param>
/// <param name="RarePeople">People who have one of those.</param>
/// <param name="Common">The others, with how many people have them.</param>
/// <param name="BelowFiveWithout">People in groups of fewer than five if this column were left out: the fewer, the more this column makes people stand out.</param>
public sealed record RiskColumn(QuasiIdentifier Column, int Levels, int RareLevels, int RarePeople, ImmutableArray<RiskLevel> Common, int BelowFiveWithout);

public sealed record RiskLevel(string Value, int People);

/// <summary>People in groups of a size.</summary>
/// <param name="To">Null for no end.</param>
public sealed record GroupSizes(int From, int? To, int People);
