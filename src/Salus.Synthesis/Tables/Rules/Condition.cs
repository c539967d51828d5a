using System.Collections.Immutable;
using System.Globalization;
using Salus.Synthesis.Tables.Engines;
using Salus.Synthesis.Tables.Files;
using Salus.Synthesis.Tables.Inference;

namespace Salus.Synthesis.Tables.Rules;

/// <summary>
/// A condition on a row, in words: <c>sex = F and age &gt;= 60</c>, <c>ward in (A, B) or transferred is missing</c>. Comparisons are
/// <c>= != &lt; &lt;= &gt; &gt;=</c>, <c>in (…)</c>, <c>is missing</c>, <c>is not missing</c>; <c>and</c> binds closer than <c>or</c>,
/// parentheses closest. A level may end with <c>*</c>: <c>diag = N4*</c>. What holds spaces or signs stands in quotes. A comparison with a
/// missing value does not hold.
/// </summary>
public sealed class Condition
{
    private const int Deepest = 32;

    private readonly Node root;

    private Condition(string text, Node root)
    {
        Text = text;
        this.root = root;
        Columns = [.. root.Columns().Distinct().Order()];
        Given = [.. root.Equalities()];
        IsGivenOnly = root.OnlyEqualities();
    }

    /// <summary>As it was written.</summary>
    public string Text { get; }

    /// <summary>Which columns it speaks of.</summary>
    public ImmutableArray<int> Columns { get; }

    /// <summary>Columns and the value each must have for the condition to hold, as far as it says so plainly: for engines that can be given values.</summary>
    public ImmutableArray<(int Column, double Value)> Given { get; }

    /// <summary>Whether the condition says nothing but <see cref="Given"/>.</summary>
    public bool IsGivenOnly { get; }

    /// <param name="columns">Those of the tables it is asked about.</param>
    /// <exception cref="SynthesisException">It cannot be read, or speaks of what the columns do not have; the message says where.</exception>
    public static Condition Parse(string text, ImmutableArray<Column> columns)
    {
        ArgumentNullException.ThrowIfNull(text);
        return new Condition(text, new Reader(text, columns).Whole());
    }

    public bool Holds(Table table, int row)
    {
        ArgumentNullException.ThrowIfNull(table);
        return root.Holds(table, row);
    }

    public override string ToString() => Text;

    private abstract record Node
    {
        public abstract bool Holds(Table table, int row);
        public abstract IEnumerable<int> Columns();
        public virtual IEnumerable<(int, double)> Equalities() => [];
        public virtual bool OnlyEqualities() => false;
    }

    private sealed record All(ImmutableArray<Node> Parts) : Node
    {
        public override bool Holds(Table table, int row)
        {
            foreach (var part in Parts)
                if (!part.Holds(table, row))
                    return false;
            return true;
        }

        public override IEnumerable<int> Columns() => Parts.SelectMany(p => p.Columns());
        public override IEnumerable<(int, double)> Equalities() => Parts.SelectMany(p => p.Equalities());
        public override bool OnlyEqualities() => Parts.All(p => p.OnlyEqualities());
    }

    private sealed record Any(ImmutableArray<Node> Parts) : Node
    {
        public override bool Holds(Table table, int row)
        {
            foreach (var part in Parts)
                if (part.Holds(table, row))
                    return true;
            return false;
        }

        public override IEnumerable<int> Columns() => Parts.SelectMany(p => p.Columns());
    }

    private sealed record Missing(int Column, bool Is) : Node
    {
        public override bool Holds(Table table, int row) => double.IsNaN(table[Column][row]) == Is;
        public override IEnumerable<int> Columns() => [Column];
    }

    private sealed record Level(int Column, ImmutableArray<bool> Allowed) : Node
    {
        public override bool Holds(Table table, int row) => table[Column][row] is var cell && !double.IsNaN(cell) && Allowed[(int)cell];
        public override IEnumerable<int> Columns() => [Column];
        public override IEnumerable<(int, double)> Equalities() => OnlyEqualities() ? [(Column, Allowed.IndexOf(true))] : [];
        public override bool OnlyEqualities() => Allowed.Count(a => a) == 1;
    }

    private sealed record Comparison(int Column, string Sign, ImmutableArray<double> Values) : Node
    {
        public override bool Holds(Table table, int row)
        {
            var cell = table[Column][row];
            return !double.IsNaN(cell) && Sign switch
            {
                "=" => Values.Contains(cell),
                "!=" => !Values.Contains(cell),
                "<" => cell < Values[0],
                "<=" => cell <= Values[0],
                ">" => cell > Values[0],
                _ => cell >= Values[0],
            };
        }

        public override IEnumerable<int> Columns() => [Column];
        public override IEnumerable<(int, double)> Equalities() => OnlyEqualities() ? [(Column, Values[0])] : [];
        public override bool OnlyEqualities() => Sign is "=" && Values.Length == 1;
    }

    /// <summary>Reads by descent; no deeper than parentheses are allowed to nest.</summary>
    private sealed class Reader(string text, ImmutableArray<Column> columns)
    {
        private int at;
        private int depth;

        public Node Whole()
        {
            var node = Or();
            Space();
            return at == text.Length ? node : throw Wrong("'and', 'or' or the end is expected here");
        }

        private Node Or()
        {
            var parts = new List<Node> { And() };
            while (Word("or"))
                parts.Add(And());
            return parts.Count == 1 ? parts[0] : new Any([.. parts]);
        }

        private Node And()
        {
            var parts = new List<Node> { One() };
            while (Word("and"))
                parts.Add(One());
            return parts.Count == 1 ? parts[0] : new All([.. parts]);
        }

        private Node One()
        {
            if (Sign("("))
            {
                if (++depth > Deepest)
                    throw Wrong("parentheses are nested too deep");
                var inner = Or();
                depth--;
                return Sign(")") ? inner : throw Wrong("')' is expected here");
            }
            var begin = at;
            var name = Term("the name of a column");
            var column = -1;
            for (var i = 0; i < columns.Length; i++)
                if (string.Equals(columns[i].Name, name, StringComparison.Ordinal))
                    column = i;
            if (column < 0)
            {
                at = begin;
                throw Wrong($"there is no learned column '{name}'");
            }
            if (Word("is"))
            {
                var not = Word("not");
                return Word("missing") ? new Missing(column, !not) : throw Wrong("'missing' is expected here");
            }
            if (Word("in"))
                return Compare(column, "=", List());
            if (Word("not"))
                return Word("in") ? Compare(column, "!=", List()) : throw Wrong("'in' is expected here");
            foreach (var sign in (ReadOnlySpan<string>)["<=", ">=", "!=", "<>", "==", "=", "<", ">"])
                if (Sign(sign))
                    return Compare(column, sign switch { "<>" => "!=", "==" => "=", _ => sign }, [Term("a value")]);
            throw Wrong("a comparison is expected here (=, !=, <, <=, >, >=, in, is missing)");
        }

        private List<string> List()
        {
            if (!Sign("("))
                throw Wrong("'(' is expected here");
            var values = new List<string>();
            do
                values.Add(Term("a value"));
            while (Sign(","));
            return Sign(")") ? values : throw Wrong("',' or ')' is expected here");
        }

        private Node Compare(int at, string sign, List<string> values)
        {
            var column = columns[at];
            var writer = new CellWriter(column);
            if (column.HasLevels && sign is "=" or "!=")
            {
                var chosen = values.Select(v => (Value: v, Levels: Levels.Matching(column, v))).ToList();
                if (chosen.Find(c => !c.Levels.Contains(true)) is { Value: { } none })
                    throw Wrong($"the column '{column.Name}' has no level '{none}'{Levels.Some(column)}");
                return new Level(at, [.. Enumerable.Range(0, column.Levels.Length).Select(l => chosen.Exists(c => c.Levels[l]) == sign is "=")]);
            }
            if (column.HasLevels)
            {
                var bound = writer.Read(values[0]) is { } level && column.HasOrder ? level : double.NaN;
                if (column.HasOrder && !double.IsNaN(bound))
                    return new Comparison(at, sign, [bound]);
                // Levels that are numbers are compared as numbers.
                if (!CellShape.TryNumber(values[0], out var number, out _, out _) || column.Levels.Any(l => !CellShape.IsNumber(l)))
                    throw Wrong($"the levels of '{column.Name}' cannot be compared with '{values[0]}' by {sign}");
                return new Level(at, [.. column.Levels.Select(l => CellShape.TryNumber(l, out var value, out _, out _) && sign switch { "<" => value < number, "<=" => value <= number, ">" => value > number, _ => value >= number })]);
            }
            return new Comparison(at, sign, [.. values.Select(v => writer.Read(v) ?? throw Wrong($"'{v}' is no {(column.Kind is ColumnKind.Date ? $"date of the form {column.DateFormat}" : "number")}"))]);
        }

        private string Term(string what)
        {
            Space();
            if (at < text.Length && text[at] is '"' or '\'' or '`')
            {
                var end = text.IndexOf(text[at], at + 1);
                if (end < 0)
                    throw Wrong("the quote that opens here is not closed");
                var quoted = text[(at + 1)..end];
                at = end + 1;
                return quoted;
            }
            var from = at;
            while (at < text.Length && !char.IsWhiteSpace(text[at]) && text[at] is not ('(' or ')' or ',' or '=' or '!' or '<' or '>'))
                at++;
            return at > from ? text[from..at] : throw Wrong($"{what} is expected here");
        }

        private bool Word(string word)
        {
            Space();
            var end = at + word.Length;
            if (end > text.Length || !text.AsSpan(at, word.Length).Equals(word, StringComparison.OrdinalIgnoreCase) || (end < text.Length && !char.IsWhiteSpace(text[end]) && text[end] is not ('(' or ')')))
                return false;
            at = end;
            return true;
        }

        private bool Sign(string sign)
        {
            Space();
            if (!text.AsSpan(at).StartsWith(sign, StringComparison.Ordinal))
                return false;
            at += sign.Length;
            return true;
        }

        private void Space()
        {
            while (at < text.Length && char.IsWhiteSpace(text[at]))
                at++;
        }

        private SynthesisException Wrong(string what) =>
            new(string.Create(CultureInfo.InvariantCulture, $"The condition '{(text.Length > 200 ? text[..200] + "…" : text)}', character {at + 1}: {(what.Length > 300 ? what[..300] + "…" : what)}."));
    }
}
