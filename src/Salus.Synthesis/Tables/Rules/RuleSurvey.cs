using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.InteropServices;
using Salus.Synthesis.Tables.Engines;

namespace Salus.Synthesis.Tables.Rules;

/// <summary>One pass over a source: which rows keep the rules, and what those tell that is needed to draw rows which keep them too.</summary>
internal sealed class RuleSurvey
{
    /// <summary>More combinations than these are no fixed set.</summary>
    private const int MostCombinations = 100_000;

    private readonly TableSchema schema;
    private readonly ImmutableArray<ReadRule> rules;
    private readonly ImmutableArray<WrittenValues> written;
    private readonly ImmutableArray<TogetherGroup> groups;
    private readonly long[] broken;
    private readonly double[][] weights;
    private readonly double[][] anywhere;
    private readonly Dictionary<string, double>[] combinations;
    private readonly bool[] derived;
    private readonly double[] floors;
    private long rows;
    private long left;

    public RuleSurvey(TableSchema schema, ImmutableArray<ReadRule> rules)
    {
        this.schema = schema;
        this.rules = rules;
        written = [.. schema.Columns.Select(c => new WrittenValues(c))];
        if (schema.Columns.FirstOrDefault(c => new WrittenValues(c) is var w && w.Least > w.Most) is { } empty)
            throw new SynthesisException($"The bounds of '{empty.Name}' contradict each other: no value that can be written lies between them.");
        groups = TogetherGroup.Of(rules);
        broken = new long[rules.Length];
        weights = [.. rules.Select(Room)];
        anywhere = [.. rules.Select(Room)];
        combinations = [.. groups.Select(_ => new Dictionary<string, double>(StringComparer.Ordinal))];
        derived = [.. rules.Select(r => r is ReadSum)];
        floors = new double[schema.Columns.Length];
        Array.Fill(floors, double.PositiveInfinity);
    }

    private double[] Room(ReadRule rule) => rule is ReadOnly only ? new double[only.Numbers.IsEmpty ? schema.Columns[only.Place].Levels.Length : only.Numbers.Length] : [];

    public Reshaping Of(ITableSource source, CancellationToken cancel)
    {
        // Made for its errors: contradictions are said before a long pass.
        _ = new OrderGraph(schema.Columns, written, rules.OfType<ReadOrder>().Select(o => o.Places));
        foreach (var block in source.Blocks(65_536, cancel))
            for (var row = 0; row < block.RowCount; row++)
                Add(block, row);
        var decisions = ImmutableArray.CreateBuilder<string>();
        for (var r = 0; r < rules.Length; r++)
        {
            if (broken[r] == 0)
                continue;
            var words = RuleCheck.Words(schema.Constraints[r]);
            if (broken[r] * 2 > rows)
                throw new SynthesisException(string.Create(CultureInfo.InvariantCulture, $"{broken[r]} of {rows} rows of the source break the rule '{words}'. A rule that most of the source breaks is no rule of this table: mend it, or the source."));
            decisions.Add(string.Create(CultureInfo.InvariantCulture, $"{broken[r]} of {rows} rows break the rule '{words}'. They are left out of learning."));
        }
        if (left == rows)
            throw new SynthesisException("Each row of the source breaks a rule, so there is nothing to learn from. Mend the rules, or the source.");
        return new Reshaping
        {
            Original = schema.Columns,
            Rules = schema.Constraints,
            Facts = [.. rules.Select(Facts)],
            Floors = [.. floors.Select(f => double.IsFinite(f) ? f : 0)],
            Decisions = decisions.ToImmutable(),
            KeepsAll = left == 0,
        };
    }

    private RuleFacts Facts(ReadRule rule)
    {
        var facts = new RuleFacts { Weights = [.. weights[rule.Number]], Anywhere = [.. anywhere[rule.Number]], IsDerived = derived[rule.Number] };
        var group = groups.FirstOrDefault(g => g.Rule == rule.Number);
        if (group is null)
            return facts;
        var known = combinations[groups.IndexOf(group)].OrderBy(c => c.Key, StringComparer.Ordinal).ToList();
        return facts with { Combinations = [.. known.Select(c => Unpacked(c.Key))], Counts = [.. known.Select(c => c.Value)] };
    }

    private void Add(Table block, int row)
    {
        rows++;
        var keeps = true;
        foreach (var rule in rules)
        {
            if (!rule.IsBrokenBy(block, row, written))
                continue;
            broken[rule.Number]++;
            keeps = false;
        }
        if (!keeps)
        {
            left++;
            return;
        }
        for (var c = 0; c < floors.Length; c++)
            if (block[c][row] < floors[c])
                floors[c] = block[c][row];
        foreach (var rule in rules)
        {
            if (rule is ReadOnly only && !double.IsNaN(block[only.Place][row]))
            {
                var at = only.Numbers.IsEmpty ? (int)block[only.Place][row] : only.Numbers.IndexOf(block[only.Place][row]);
                if (at < 0)
                    continue;
                anywhere[rule.Number][at]++;
                if (only.When.Holds(block, row))
                    weights[rule.Number][at]++;
            }
            else if (rule is ReadSum sum)
                derived[rule.Number] &= double.IsNaN(sum.Sum(block, row, written)) == double.IsNaN(block[sum.Total][row]);
        }
        for (var g = 0; g < groups.Length; g++)
        {
            CollectionsMarshal.GetValueRefOrAddDefault(combinations[g], Packed(groups[g].Places, block, row), out _)++;
            if (combinations[g].Count > MostCombinations)
                throw new SynthesisException(string.Create(CultureInfo.InvariantCulture, $"The columns {string.Join(", ", groups[g].Places.Select(p => $"'{schema.Columns[p].Name}'"))} have more than {MostCombinations} combinations: they do not go together. Take out the rule."));
        }
    }

    private static string Packed(ImmutableArray<int> places, Table block, int row) =>
        string.Create(places.Length, (places, block, row), static (text, of) =>
        {
            for (var i = 0; i < text.Length; i++)
                text[i] = of.block[of.places[i]][of.row] is var cell && double.IsNaN(cell) ? '\0' : (char)(cell + 1);
        });

    private static ImmutableArray<int> Unpacked(string packed) => [.. packed.Select(c => c - 1)];
}

/// <summary>Columns of which only combinations are drawn: those of one rule, or of several that share columns.</summary>
/// <param name="Rule">The first of its rules, which keeps what was learned.</param>
internal sealed record TogetherGroup(int Rule, ImmutableArray<int> Places)
{
    public static ImmutableArray<TogetherGroup> Of(ImmutableArray<ReadRule> rules)
    {
        var groups = new List<(int Rule, SortedSet<int> Places)>();
        foreach (var rule in rules.OfType<ReadTogether>())
        {
            var places = new SortedSet<int>(rule.Places);
            var number = rule.Number;
            foreach (var shared in groups.Where(g => g.Places.Overlaps(places)).ToList())
            {
                places.UnionWith(shared.Places);
                number = Math.Min(number, shared.Rule);
                groups.Remove(shared);
            }
            groups.Add((number, places));
        }
        return [.. groups.OrderBy(g => g.Rule).Select(g => new TogetherGroup(g.Rule, [.. g.Places]))];
    }
}
