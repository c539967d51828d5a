using System.Collections.Immutable;
using System.Globalization;
using Salus.Synthesis.Tables.Engines;
using Salus.Synthesis.Tables.Files;

namespace Salus.Synthesis.Tables.Rules;

/// <summary>A rule whose columns were found.</summary>
internal abstract record ReadRule(int Number)
{
    /// <summary>Whether the row breaks the rule. A missing value breaks none.</summary>
    public abstract bool IsBrokenBy(Table table, int row, ImmutableArray<WrittenValues> written);
}

internal sealed record ReadOrder(int Number, ImmutableArray<int> Places, bool ByDay) : ReadRule(Number)
{
    public override bool IsBrokenBy(Table table, int row, ImmutableArray<WrittenValues> written)
    {
        var before = double.NegativeInfinity;
        foreach (var place in Places)
        {
            var cell = written[place].Of(table[place][row]);
            if (double.IsNaN(cell))
                continue;
            if (ByDay)
                cell = Math.Floor(cell);
            if (cell < before)
                return true;
            before = cell;
        }
        return false;
    }
}

internal sealed record ReadSum(int Number, int Total, ImmutableArray<int> Parts) : ReadRule(Number)
{
    /// <summary>The sum as the total is written; NaN where a part is missing.</summary>
    public double Sum(Table table, int row, ImmutableArray<WrittenValues> written)
    {
        var sum = 0.0;
        foreach (var part in Parts)
            sum += written[part].Of(table[part][row]);
        return written[Total].Of(sum);
    }

    public override bool IsBrokenBy(Table table, int row, ImmutableArray<WrittenValues> written)
    {
        var off = Math.Abs(Sum(table, row, written) - written[Total].Of(table[Total][row]));
        // Halves may have been rounded either way by whoever wrote the total.
        return off > 0 && off > (written[Total].Next(0) - written[Total].Of(0)) * (Rounds ? 1 + 1e-6 : 1e-6);
    }

    /// <summary>Whether a part has more decimals than the total.</summary>
    public bool Rounds { get; init; }
}

internal sealed record ReadTogether(int Number, ImmutableArray<int> Places) : ReadRule(Number)
{
    public override bool IsBrokenBy(Table table, int row, ImmutableArray<WrittenValues> written) => false;
}

internal sealed record ReadOnly(int Number, Condition When, int Place, ImmutableArray<bool> Levels, ImmutableArray<double> Numbers, bool Not) : ReadRule(Number)
{
    public bool Allows(double cell) => Numbers.IsEmpty ? Levels[(int)cell] : Numbers.Contains(cell) != Not;

    public override bool IsBrokenBy(Table table, int row, ImmutableArray<WrittenValues> written)
    {
        var cell = table[Place][row];
        return !double.IsNaN(cell) && !Allows(written[Place].Of(cell)) && When.Holds(table, row);
    }
}

/// <summary>Finds the columns of rules, and refuses rules that do not fit them or contradict each other.</summary>
internal static class RuleReading
{
    /// <summary>Says which columns of rules are not learned, and why.</summary>
    public static void Require(TableSchema schema)
    {
        foreach (var rule in schema.Constraints)
            foreach (var name in Names(rule))
                if (Levels.IndexOf(schema.Columns, name) < 0)
                    throw new SynthesisException(schema.Left.FirstOrDefault(l => string.Equals(l.Name, name, StringComparison.Ordinal)) is { } left
                        ? $"The rule '{RuleCheck.Words(rule)}' speaks of '{name}', which is not learned: {left.Reason}."
                        : $"The rule '{RuleCheck.Words(rule)}' speaks of '{name}', and there is no such column.");
    }

    public static ImmutableArray<ReadRule> Of(ImmutableArray<Column> columns, ImmutableArray<Constraint> rules)
    {
        var read = rules.Select((rule, number) => Read(columns, rule, number)).ToImmutableArray();
        RequireSums(columns, read);
        RequireOnly(columns, rules, read);
        return read;
    }

    private static IEnumerable<string> Names(Constraint rule) => rule switch
    {
        InOrder order => order.Columns,
        SumOf sum => sum.Parts.Prepend(sum.Total),
        Together together => together.Columns,
        Only only => [only.Column],
        _ => [],
    };

    private static ReadRule Read(ImmutableArray<Column> columns, Constraint rule, int number)
    {
        var words = RuleCheck.Words(rule);
        var names = Names(rule).ToList();
        if (names.Distinct(StringComparer.Ordinal).Count() < names.Count)
            throw new SynthesisException($"The rule '{words}' names a column twice.");
        if (names.Count < 2 && rule is not Only)
            throw new SynthesisException($"The rule '{words}' needs two columns at least.");
        var places = Levels.IndicesOf(columns, names);
        var missing = places.IndexOf(-1);
        if (missing >= 0)
            throw new SynthesisException($"The rule '{words}' speaks of '{names[missing]}', and there is no such learned column.");
        switch (rule)
        {
            case InOrder:
                RequireComparable(columns, places, words);
                return new ReadOrder(number, places, places.Any(p => new WrittenValues(columns[p]).IsDay));
            case SumOf:
                // A day and whole days make a day: discharged = admitted + nights.
                var isDay = columns[places[0]].Kind is ColumnKind.Date && places.Skip(1).Count(p => columns[p].Kind is ColumnKind.Date) == 1 && places.Skip(1).All(p => columns[p].Kind is ColumnKind.Date or ColumnKind.Integer);
                if (!isDay && places.FirstOrDefault(p => columns[p].Kind is not (ColumnKind.Number or ColumnKind.Integer), -1) is var odd && odd >= 0)
                    throw new SynthesisException($"The rule '{words}' adds '{columns[odd].Name}', which is no number but {columns[odd].Kind.ToString().ToLowerInvariant()}. Declare 'kind: number' if it is one; a date can only be the sum of one date and whole numbers of days.");
                return new ReadSum(number, places[0], [.. places.Skip(1)]) { Rounds = places.Skip(1).Any(p => columns[p].Decimals > columns[places[0]].Decimals) };
            case Together:
                if (places.FirstOrDefault(p => !columns[p].HasLevels, -1) is var measured && measured >= 0)
                    throw new SynthesisException($"The rule '{words}' needs levels, and '{columns[measured].Name}' has none. Declare 'kind: category' if it has.");
                return new ReadTogether(number, places);
            case Only only:
                return Read(columns, only, places[0], number, words);
            default:
                throw new ArgumentException($"The rule '{rule}' is not known.", nameof(rule));
        }
    }

    private static ReadOnly Read(ImmutableArray<Column> columns, Only only, int place, int number, string words)
    {
        var column = columns[place];
        var when = Condition.Parse(only.When, columns);
        if (when.Columns.Contains(place))
            throw new SynthesisException($"The rule '{words}' makes '{column.Name}' depend on itself.");
        if (!column.HasLevels)
        {
            var writer = new CellWriter(column);
            return new ReadOnly(number, when, place, [], [.. only.Levels.Select(l => writer.Read(l) ?? throw new SynthesisException($"The rule '{words}': '{l}' is no value of '{column.Name}'."))], only.Not);
        }
        var named = new bool[column.Levels.Length];
        foreach (var level in only.Levels)
        {
            var matching = Levels.Matching(column, level);
            // A level that must not be and is not breaks nothing; one that must be and is not is a slip of the pen.
            if (!only.Not && !matching.Contains(true))
                throw new SynthesisException($"The rule '{words}': '{column.Name}' has no level '{level}'{Levels.Some(column)}.");
            for (var i = 0; i < named.Length; i++)
                named[i] |= matching[i];
        }
        var allowed = named.Select(n => n != only.Not).ToImmutableArray();
        return allowed.Contains(true) ? new ReadOnly(number, when, place, allowed, [], only.Not) : throw new SynthesisException($"The rule '{words}' leaves '{column.Name}' no level at all.");
    }

    private static void RequireComparable(ImmutableArray<Column> columns, ImmutableArray<int> places, string words)
    {
        var first = columns[places[0]];
        foreach (var column in places.Select(p => columns[p]))
        {
            if (!column.HasOrder)
                throw new SynthesisException($"The rule '{words}' compares '{column.Name}', whose levels have no order. Declare it 'ordinal', 'number' or 'date'.");
            if ((column.Kind is ColumnKind.Date) != (first.Kind is ColumnKind.Date) || column.HasLevels != first.HasLevels || (column.HasLevels && !column.Levels.SequenceEqual(first.Levels)))
                throw new SynthesisException($"The rule '{words}' compares '{first.Name}' ({first.Kind.ToString().ToLowerInvariant()}) with '{column.Name}' ({column.Kind.ToString().ToLowerInvariant()}), which cannot be compared{(column.HasLevels ? ": their levels differ" : "")}.");
        }
    }

    private static void RequireSums(ImmutableArray<Column> columns, ImmutableArray<ReadRule> rules)
    {
        var sums = rules.OfType<ReadSum>().ToList();
        foreach (var sum in sums)
        {
            if (sums.Exists(s => s.Number != sum.Number && s.Total == sum.Total))
                throw new SynthesisException($"Two rules say what '{columns[sum.Total].Name}' is the sum of. Keep one.");
            double least = sum.Parts.Sum(p => columns[p].Least ?? double.NegativeInfinity), most = sum.Parts.Sum(p => columns[p].Most ?? double.PositiveInfinity);
            if (least > columns[sum.Total].Most || most < columns[sum.Total].Least)
                throw new SynthesisException(string.Create(CultureInfo.InvariantCulture, $"The bounds of '{columns[sum.Total].Name}' contradict those of its parts, whose sum goes from {least} to {most}."));
            var reached = new HashSet<int>(sum.Parts);
            while (sums.Find(s => reached.Contains(s.Total) && s.Parts.Any(p => !reached.Contains(p))) is { } inner)
                reached.UnionWith(inner.Parts);
            if (reached.Contains(sum.Total))
                throw new SynthesisException($"The sums contradict each other: '{columns[sum.Total].Name}' would be a part of itself.");
        }
    }

    private static void RequireOnly(ImmutableArray<Column> columns, ImmutableArray<Constraint> rules, ImmutableArray<ReadRule> read)
    {
        foreach (var pair in read.OfType<ReadOnly>().GroupBy(o => (o.Place, When: Plain(o.When.Text))))
        {
            var some = pair.ToList();
            var left = some[0].Numbers.IsEmpty
                ? Enumerable.Range(0, columns[pair.Key.Place].Levels.Length).Any(l => some.TrueForAll(o => o.Allows(l)))
                : some.TrueForAll(o => o.Not) || some.First(o => !o.Not).Numbers.Any(n => some.TrueForAll(o => o.Allows(n)));
            if (!left)
                throw new SynthesisException($"These rules contradict each other, for together they leave no value: {string.Join("; ", some.Select(o => $"'{RuleCheck.Words(rules[o.Number])}'"))}.");
        }
    }

    private static string Plain(string condition) => string.Concat(condition.Where(c => !char.IsWhiteSpace(c)));
}
