using System.Collections.Immutable;
using Salus.Learning;
using Salus.Synthesis.Tables.Engines;

namespace Salus.Synthesis.Tables.Rules;

/// <summary>What a <see cref="Reshaping"/> does, worked out once: the shape that is learned, the way there and the way back.</summary>
internal sealed class RulePlan
{
    /// <summary>Rounds of mending before a value that still breaks a rule becomes missing.</summary>
    private const int Rounds = 4;

    private readonly Reshaping of;
    private readonly ImmutableArray<Column> original;
    private readonly ImmutableArray<ReadRule> rules;
    private readonly ImmutableArray<WrittenValues> written;
    private readonly OrderGraph order;
    private readonly ImmutableArray<TogetherGroup> groups;
    private readonly ImmutableArray<Part> parts;

    private readonly ImmutableArray<ReadOnly> onlies;

    private readonly ImmutableArray<ReadSum> sums;

    /// <summary>One learned column: an original one, the distance of one to those before it, or a combination.</summary>
    private sealed record Part(Column Column, int Place, ImmutableArray<int> After, TogetherGroup? Group);

    /// <exception cref="SynthesisException">What was kept in the model file does not fit its rules.</exception>
    public RulePlan(Reshaping reshaping)
    {
        of = reshaping;
        original = reshaping.Original;
        rules = RuleReading.Of(original, reshaping.Rules);
        written = [.. original.Select(c => new WrittenValues(c))];
        order = new OrderGraph(original, written, rules.OfType<ReadOrder>().Select(o => o.Places));
        groups = TogetherGroup.Of(rules);
        onlies = [.. rules.OfType<ReadOnly>()];
        // A total that is itself a part is reckoned before the sum it is part of.
        sums = [.. rules.OfType<ReadSum>().OrderBy(s => Depth(s, 0))];
        RequireFacts();
        parts = Parts();
        Shaped = [.. parts.Select(p => p.Column)];
    }

    public ImmutableArray<Column> Shaped { get; }

    public string? NameOf(int place)
    {
        foreach (var part in parts)
            if (part.Place == place || part.Group?.Places.Contains(place) is true)
                return part.Column.Name;
        return null;
    }

    public Table Into(Table table, out int[] kept)
    {
        if (table.ColumnCount != original.Length)
            throw new ArgumentException($"The table has {table.ColumnCount} columns, the rules are for {original.Length}.", nameof(table));
        var keeping = new List<int>(table.RowCount);
        for (var row = 0; row < table.RowCount; row++)
        {
            var keeps = true;
            for (var r = 0; r < rules.Length && keeps; r++)
                keeps = !rules[r].IsBrokenBy(table, row, written);
            if (keeps)
                keeping.Add(row);
        }
        kept = [.. keeping];
        if (rules.IsEmpty)
            return table;
        var some = kept.Length == table.RowCount ? table : table.Take(kept);
        return new Table(Shaped, [.. parts.Select(p => p.Group is { } group ? Combined(group, some) : p.After.IsEmpty ? some[p.Place] : Distances(p, some))]);
    }

    public Table Back(Table drawn, SeededRandom random)
    {
        if (drawn.ColumnCount != parts.Length)
            throw new ArgumentException($"The table has {drawn.ColumnCount} columns, the shape has {parts.Length}.", nameof(drawn));
        var cells = new double[original.Length][];
        for (var c = 0; c < cells.Length; c++)
        {
            cells[c] = new double[drawn.RowCount];
            Array.Fill(cells[c], double.NaN);
        }
        for (var p = 0; p < parts.Length; p++)
        {
            if (parts[p].Group is { } group)
                Apart(group, drawn[p], cells, random);
            else if (parts[p].After.IsEmpty)
                Plain(parts[p].Place, drawn[p], cells);
        }
        // Distances after what they are counted from.
        foreach (var place in order.Sorted)
            for (var p = 0; p < parts.Length; p++)
                if (parts[p].Place == place && !parts[p].After.IsEmpty)
                    Add(parts[p], drawn[p], cells);
        var table = new Table(original, [.. cells]);
        if (!rules.IsEmpty)
            for (var row = 0; row < table.RowCount; row++)
                Mend(table, cells, row, random);
        return table;
    }

    private static double[] Combined(TogetherGroup group, Table table, ImmutableArray<ImmutableArray<int>> combinations)
    {
        var index = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < combinations.Length; i++)
            index[string.Join(' ', combinations[i])] = i;
        var combined = new double[table.RowCount];
        for (var row = 0; row < combined.Length; row++)
            combined[row] = index.TryGetValue(string.Join(' ', group.Places.Select(p => table[p][row] is var cell && double.IsNaN(cell) ? -1 : (int)cell)), out var known) ? known : double.NaN;
        return combined;
    }

    private double[] Combined(TogetherGroup group, Table table) => Combined(group, table, of.Facts[group.Rule].Combinations);

    private double[] Distances(Part part, Table table)
    {
        var distances = new double[table.RowCount];
        for (var row = 0; row < distances.Length; row++)
        {
            var from = of.Floors[part.Place];
            foreach (var earlier in part.After)
                if (!double.IsNaN(table[earlier][row]))
                    from = table[earlier][row];
            distances[row] = Math.Max(0, table[part.Place][row] - from);
        }
        return distances;
    }

    private void Plain(int place, double[] drawn, double[][] cells)
    {
        var (column, values) = (original[place], written[place]);
        for (var row = 0; row < drawn.Length; row++)
        {
            var value = double.IsFinite(drawn[row]) ? drawn[row] : double.NaN;
            cells[place][row] = double.IsNaN(value) ? value
                : column.HasLevels ? Math.Clamp(Math.Round(value), 0, column.Levels.Length - 1)
                : values.Within(value, values.Least, values.Most);
        }
    }

    private void Apart(TogetherGroup group, double[] drawn, double[][] cells, SeededRandom random)
    {
        var facts = of.Facts[group.Rule];
        for (var row = 0; row < drawn.Length; row++)
            Put(group, facts, double.IsNaN(drawn[row]) ? Draw(facts.Counts, random) : (int)Math.Clamp(Math.Round(drawn[row]), 0, facts.Counts.Length - 1), cells, row);
    }

    private static void Put(TogetherGroup group, RuleFacts facts, int combination, double[][] cells, int row)
    {
        for (var i = 0; i < group.Places.Length; i++)
            cells[group.Places[i]][row] = facts.Combinations[combination][i] is var level && level < 0 ? double.NaN : level;
    }

    private void Add(Part part, double[] drawn, double[][] cells)
    {
        var values = written[part.Place];
        for (var row = 0; row < drawn.Length; row++)
        {
            if (!double.IsFinite(drawn[row]))
                continue;
            var from = of.Floors[part.Place];
            foreach (var earlier in part.After)
                if (!double.IsNaN(cells[earlier][row]))
                    from = cells[earlier][row];
            cells[part.Place][row] = values.Within(from + Math.Max(0, drawn[row]), values.Least, values.Most);
        }
    }

    /// <summary>Mends one row: rule by rule, round by round; then what is left of violations becomes missing, one cell at a time.</summary>
    private void Mend(Table table, double[][] cells, int row, SeededRandom random)
    {
        foreach (var sum in sums)
            Total(sum, table, cells, row);
        order.Mend(cells, row);
        for (var round = 0; round < Rounds && Broken(table, row) is not null; round++)
        {
            foreach (var only in onlies)
                if (only.IsBrokenBy(table, row, written))
                    DrawAgain(only, table, cells, row, random);
            order.Mend(cells, row);
            foreach (var sum in sums)
                Total(sum, table, cells, row);
        }
        for (var cell = 0; cell < original.Length && Broken(table, row) is { } broken; cell++)
            cells[Last(broken, table, row)][row] = double.NaN;
    }

    private ReadRule? Broken(Table table, int row)
    {
        foreach (var rule in rules)
            if (rule.IsBrokenBy(table, row, written))
                return rule;
        // A total is bounded by what its parts add up to; the others are within their bounds already.
        foreach (var sum in sums)
            if (table[sum.Total][row] is var total && (total < written[sum.Total].Least || total > written[sum.Total].Most))
                return sum;
        return null;
    }

    /// <summary>The cell whose absence ends the violation.</summary>
    private static int Last(ReadRule rule, Table table, int row) => rule switch
    {
        ReadOrder order => order.Places.Last(p => !double.IsNaN(table[p][row])),
        ReadSum sum => sum.Total,
        ReadOnly only => only.Place,
        _ => throw new ArgumentException($"A rule of the kind {rule.GetType().Name} is never broken here.", nameof(rule)),
    };

    private void Total(ReadSum sum, Table table, double[][] cells, int row)
    {
        var isDerived = of.Facts[sum.Number].IsDerived;
        var total = sum.Sum(table, row, written);
        if (double.IsNaN(total))
        {
            if (isDerived)
                cells[sum.Total][row] = double.NaN;
            return;
        }
        if (!isDerived && double.IsNaN(cells[sum.Total][row]))
            return;
        var bounds = written[sum.Total];
        var from = bounds.Least;
        foreach (var earlier in order.Before[sum.Total])
            if (cells[earlier][row] > from)
                from = bounds.Raise(bounds.IsDay ? Math.Floor(cells[earlier][row]) : cells[earlier][row]);
        if (total < from || total > bounds.Most)
        {
            // The largest parts give way first, none below what the source has, and last of all those that the total must not be below.
            foreach (var part in sum.Parts.OrderBy(p => order.Before[sum.Total].Contains(p)).ThenByDescending(p => cells[p][row]))
            {
                var off = total > bounds.Most ? total - bounds.Most : total < from ? total - from : 0;
                var least = double.IsFinite(written[part].Least) ? written[part].Least : Math.Min(of.Floors[part], cells[part][row]);
                cells[part][row] = written[part].Within(cells[part][row] - off, least, written[part].Most);
                total = sum.Sum(table, row, written);
            }
        }
        cells[sum.Total][row] = total;
    }

    /// <summary>Draws a value that all rules about its column allow in this row, as often as each came where the condition holds.</summary>
    private void DrawAgain(ReadOnly broken, Table table, double[][] cells, int row, SeededRandom random)
    {
        var place = broken.Place;
        var here = onlies.Where(o => o.Place == place && o.When.Holds(table, row)).ToList();
        if (!broken.Numbers.IsEmpty)
        {
            var listed = here.Find(o => !o.Not);
            var value = cells[place][row];
            if (listed is not null)
                value = listed.Numbers[Draw([.. Chances(listed).Select((c, i) => here.TrueForAll(o => o.Allows(listed.Numbers[i])) ? c : 0)], random) is var at && at >= 0 ? at : 0];
            else
                for (var steps = 0; steps < 100 && !here.TrueForAll(o => o.Allows(value)); steps++)
                    value = written[place].Next(value);
            cells[place][row] = here.TrueForAll(o => o.Allows(value)) && written[place].Within(value, written[place].Least, written[place].Most) == value ? value : double.NaN;
            return;
        }
        if (groups.FirstOrDefault(g => g.Places.Contains(place)) is { } group)
        {
            var facts = of.Facts[group.Rule];
            var at = group.Places.IndexOf(place);
            var fitting = Draw([.. facts.Counts.Select((c, i) => facts.Combinations[i][at] is var level && (level < 0 || here.TrueForAll(o => o.Allows(level))) ? c : 0)], random);
            if (fitting >= 0)
                Put(group, facts, fitting, cells, row);
            else
                cells[place][row] = double.NaN;
            return;
        }
        var chosen = Draw([.. Chances(broken).Select((c, level) => here.TrueForAll(o => o.Allows(level)) ? c : 0)], random);
        if (chosen < 0)
            chosen = Draw([.. Enumerable.Range(0, original[place].Levels.Length).Select(level => here.TrueForAll(o => o.Allows(level)) ? of.Facts[broken.Number].Anywhere[level] : 0)], random);
        cells[place][row] = chosen >= 0 ? chosen : double.NaN;
    }

    private ImmutableArray<double> Chances(ReadOnly only) => of.Facts[only.Number] is var facts && facts.Weights.Any(w => w > 0) ? facts.Weights : facts.Anywhere;

    /// <returns>−1 where all chances are 0.</returns>
    private static int Draw(ImmutableArray<double> chances, SeededRandom random)
    {
        var sum = 0.0;
        foreach (var chance in chances)
            sum += chance;
        if (sum <= 0)
            return -1;
        var at = random.NextDouble() * sum;
        for (var i = 0; i < chances.Length; i++)
            if (chances[i] > 0 && (at -= chances[i]) < 0)
                return i;
        return chances.Select((c, i) => (c, i)).Last(p => p.c > 0).i;
    }

    private ImmutableArray<Part> Parts()
    {
        var shaped = new Part?[original.Length];
        var skipped = new HashSet<int>(sums.Where(s => of.Facts[s.Number].IsDerived).Select(s => s.Total));
        foreach (var group in groups)
        {
            shaped[group.Places[0]] = new Part(Combination(group), -1, [], group);
            skipped.UnionWith(group.Places.Skip(1));
        }
        foreach (var chain in rules.OfType<ReadOrder>().Select(o => o.Places))
        {
            // Distances are counted only from values that are there when they are: not from totals, which are reckoned last.
            if (original[chain[0]].HasLevels || chain.Any(p => sums.Any(s => s.Total == p) || groups.Any(g => g.Places.Contains(p))))
                continue;
            for (var i = 1; i < chain.Length; i++)
                shaped[chain[i]] ??= new Part(Distance(chain, i), chain[i], [.. chain.Take(i)], null);
        }
        return [.. Enumerable.Range(0, original.Length).Where(p => !skipped.Contains(p)).Select(p => shaped[p] ?? new Part(original[p], p, [], null))];
    }

    private Column Distance(ImmutableArray<int> chain, int at)
    {
        var (column, before) = (original[chain[at]], original[chain[at - 1]]);
        var isWhole = column.Kind is ColumnKind.Integer && chain.Take(at).All(p => original[p].Kind is ColumnKind.Integer);
        var isDays = column.Kind is ColumnKind.Date && chain.Take(at + 1).All(p => written[p].IsDay);
        return new Column
        {
            Name = $"{column.Name} after {before.Name}",
            Kind = isWhole || isDays ? ColumnKind.Integer : ColumnKind.Number,
            Decimals = isWhole || isDays ? 0 : column.Kind is ColumnKind.Date ? 6 : chain.Take(at + 1).Max(p => original[p].Decimals),
            Least = 0,
        };
    }

    private Column Combination(TogetherGroup group)
    {
        var combinations = of.Facts[group.Rule].Combinations;
        return new Column
        {
            Name = string.Join(" with ", group.Places.Select(p => original[p].Name)),
            Kind = ColumnKind.Category,
            Levels = [.. combinations.Select((c, number) => $"{number}: {string.Join(" with ", c.Select((level, i) => level < 0 ? "(missing)" : original[group.Places[i]].Levels[level]))}")],
        };
    }

    private int Depth(ReadSum sum, int depth) =>
        depth > original.Length ? depth : rules.OfType<ReadSum>().Where(s => sum.Parts.Contains(s.Total)).Select(s => Depth(s, depth + 1)).DefaultIfEmpty(depth).Max();

    /// <summary>A model file may be damaged, or made by somebody else.</summary>
    private void RequireFacts()
    {
        var fits = rules.IsEmpty || (of.Facts.Length == rules.Length && of.Floors.Length == original.Length);
        for (var r = 0; r < rules.Length && fits; r++)
        {
            var facts = of.Facts[r];
            if (rules[r] is ReadOnly only)
            {
                var many = only.Numbers.IsEmpty ? original[only.Place].Levels.Length : only.Numbers.Length;
                fits = facts.Weights.Length == many && facts.Anywhere.Length == many;
            }
            else if (groups.FirstOrDefault(g => g.Rule == r) is { } group)
                fits = !facts.Counts.IsEmpty && facts.Counts.Length == facts.Combinations.Length && facts.Counts.Any(c => c > 0)
                    && facts.Combinations.All(c => c.Length == group.Places.Length && c.Select((level, i) => level >= -1 && level < original[group.Places[i]].Levels.Length).All(inside => inside));
        }
        if (!fits)
            throw new SynthesisException("What the model file says about its rules does not fit its columns. Fit the model again.");
    }
}
