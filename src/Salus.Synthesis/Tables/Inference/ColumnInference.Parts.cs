using System.Collections.Immutable;
using System.Globalization;
using Salus.Synthesis.Tables.Engines;
using Salus.Synthesis.Tables.Files;

namespace Salus.Synthesis.Tables.Inference;

internal sealed partial class ColumnInference
{
    private bool UsesComma => file.Declared.DecimalComma ?? (seen.Commas > 0 && seen.Points == 0 && seen.Commas + seen.Numbers >= seen.Present * (1 - Stray));

    private Column Column(ColumnKind kind) => new()
    {
        Name = name,
        Kind = kind,
        MissingMark = seen.Missing.OrderByDescending(m => m.Value).ThenBy(m => m.Key, StringComparer.Ordinal).Select(m => m.Key).FirstOrDefault("") is var mark && (mark.Length > 0 || seen.Missing.ContainsKey("")) ? mark : DeclaredMark(),
    };

    private string DeclaredMark() => Missing is { Length: > 0 } marks ? marks[0] : "";

    private ImmutableArray<string>? Missing => declared?.Missing ?? file.Declared.Missing;

    private ColumnDecision Category(ColumnKind kind, ImmutableArray<string>? levels, string? hierarchy = null)
    {
        if (!seen.IsExact && seen.Texts.Sum(t => t.Count >= RareLevels.Few ? t.Count : 0) < seen.Present * 0.3)
            return Leave(Treatment.Drop, string.Create(CultureInfo.InvariantCulture, $"about {seen.Distinct:0} different values in {seen.Present} rows, most of them in a few rows only: they name rows rather than groups"), say: true);
        var column = Column(kind) with { Hierarchy = kind is ColumnKind.Code ? declared?.Hierarchy ?? hierarchy ?? "prefix" : null };
        if (declared is { Levels.Length: > 0 })
        {
            var alike = seen.Texts.Where(t => !declared.Levels.Contains(t.Text)).Select(t => (t.Text, At: Same(declared.Levels, t.Text))).Where(a => a.At >= 0).ToDictionary(a => a.Text, a => a.At, StringComparer.Ordinal);
            var strange = seen.Texts.Where(t => !declared.Levels.Contains(t.Text) && !alike.ContainsKey(t.Text)).ToList();
            if (strange.Count > 0)
                throw Wrong(string.Create(CultureInfo.InvariantCulture, $"{strange.Sum(t => t.Count)} cells hold none of the declared levels, the first on line {strange.Min(t => t.FirstLine)}: '{DelimitedReader.Shown(strange.MinBy(t => t.FirstLine)!.Text)}'"));
            return Read(column with { Levels = declared.Levels }, strict: true, aliases: alike);
        }
        if (kind is ColumnKind.Ordinal && levels is null)
            levels = LevelOrder.Find([.. seen.Texts.Select(t => t.Text)]) ?? (seen.Numbers == seen.Present && seen.IsExact ? Ascending() : throw Wrong("the order of its levels is not known; give 'levels: [...]' from least to most"));
        var texts = seen.Texts.ToDictionary(t => t.Text, t => t.Count, StringComparer.Ordinal);
        var rare = declared?.Rare ?? file.Declared.Rare;
        // A table in which many values come but once would hand out a person with each.
        var single = seen.IsExact && kind is not ColumnKind.Ordinal && texts.Count > 50 && texts.Values.Count(c => c == 1) > seen.Present * 0.3;
        if (rare is null && !single && seen.IsExact && texts.Count <= RareLevels.MostLevels)
        {
            var sorted = levels ?? [.. texts.Keys.Order(StringComparer.Ordinal)];
            // 1 and 1.0 are one level.
            var known = sorted.ToHashSet(StringComparer.Ordinal);
            var others = texts.Keys.Where(t => !known.Contains(t)).ToList();
            var aliases = others.Select(t => (Text: t, At: Same(sorted, t))).Where(a => a.At >= 0).ToDictionary(a => a.Text, a => a.At, StringComparer.Ordinal);
            return Read(column with { Levels = sorted }, strict: aliases.Count == others.Count, aliases: aliases);
        }
        if (kind is ColumnKind.Ordinal)
            throw Wrong(string.Create(CultureInfo.InvariantCulture, $"{seen.Distinct:0} levels are too many for an ordinal column (at most {RareLevels.MostLevels})"));
        var least = rare ?? (single ? 3 : RareLevels.Few);
        var (grouped, meant) = RareLevels.Group(texts, least, kind is ColumnKind.Code, seen.IsExact);
        if (grouped.Contains(RareLevels.Other) || grouped.Length < texts.Count)
            Say(string.Create(CultureInfo.InvariantCulture, $"'{name}' has {(seen.IsExact ? "" : "about ")}{seen.Distinct:0} different values. Those of fewer than {least} rows are put together ({(kind is ColumnKind.Code ? "into the code above them, else " : "")}into '{RareLevels.Other}'), which leaves {grouped.Length} levels."));
        return Read(column with { Levels = grouped }, strict: true, aliases: meant);
    }

    /// <summary>The texts of the numbers, from least to most; of those that are the same number the commonest.</summary>
    private ImmutableArray<string> Ascending() =>
        [.. seen.Texts.Where(t => t.Shape.Has(Shapes.Number | Shapes.Figures)).GroupBy(t => t.Shape.Value).OrderBy(g => g.Key).Select(g => g.OrderByDescending(t => t.Count).ThenBy(t => t.Text, StringComparer.Ordinal).First().Text)];

    private static int Same(ImmutableArray<string> levels, string text)
    {
        if (!CellShape.TryNumber(text, out var value, out _, out _))
            return -1;
        for (var i = 0; i < levels.Length; i++)
            if (CellShape.TryNumber(levels[i], out var level, out _, out _) && level == value)
                return i;
        return -1;
    }

    private ColumnDecision Read(Column column, bool strict, IReadOnlyDictionary<string, int>? aliases = null, ImmutableArray<DateForm> forms = default, bool comma = false) =>
        new(new CellReader(column, position, Missing, forms, aliases, strict, comma), null);

    private ColumnDecision Leave(Treatment treatment, string reason, string? constant = null, bool person = false, bool say = false)
    {
        if (say)
            Say($"'{name}' is not learned: {reason}. It {(treatment switch { Treatment.Drop => "does not come out", Treatment.Number => "comes out as a count of the rows", _ => "comes out as it is" })}.");
        return new ColumnDecision(null, new LeftColumn(name, position, treatment, reason, constant), person);
    }

    private bool IsNumeric(CellShape shape) => shape.Has(Shapes.Number | Shapes.Limit) || (UsesComma && shape.Has(Shapes.Comma));

    /// <summary>A declared kind may leave single cells out, and says so; more is an error.</summary>
    private void RequireFew(long stray, string what, Func<CellShape, bool> fits)
    {
        if (stray > seen.Present * Stray)
            throw Wrong(string.Create(CultureInfo.InvariantCulture, $"{stray} of {seen.Present} cells are no {what}{Where(s => !fits(s))}; mend them or list them under 'missing'"));
        SayStray(stray, what, fits);
    }

    private void SayStray(long stray, string what, Func<CellShape, bool> fits)
    {
        if (stray == 0)
            return;
        // Words of one or two rows may name someone; they are counted, not quoted.
        var quoted = seen.Texts.Where(t => !fits(t.Shape) && t.Count >= 3).OrderByDescending(t => t.Count).ThenBy(t => t.Text, StringComparer.Ordinal).Take(3).Select(t => string.Create(CultureInfo.InvariantCulture, $"'{DelimitedReader.Shown(t.Text)}' {t.Count} times")).ToList();
        var list = quoted.Count > 0 ? $" ({string.Join(", ", quoted)})" : "";
        Say(string.Create(CultureInfo.InvariantCulture, $"'{name}' holds {what}, but {stray} of {seen.Present} cells are none{list}{Where(s => !fits(s))}. These count as missing; declare 'kind: category' to keep them."));
    }

    /// <summary>Zeros far below all other values often stand for a missing measurement; only a person can know.</summary>
    private void SayZeros()
    {
        if (!seen.IsExact || seen.Least != 0)
            return;
        var values = seen.Texts.Where(t => t.Shape.Has(Shapes.Number)).Select(t => (t.Shape.Value, t.Count)).OrderBy(t => t.Value).ToList();
        var zeros = values.Where(v => v.Value == 0).Sum(v => v.Count);
        var others = values.Where(v => v.Value > 0).ToList();
        if (zeros == 0 || others.Count < 20)
            return;
        var half = others.Sum(o => o.Count) / 2;
        var at = 0;
        for (var below = others[0].Count; below < half; below += others[++at].Count) { }
        var steps = others.Zip(others.Skip(1), (a, b) => b.Value - a.Value).Order().ToList();
        if (others[0].Value >= others[at].Value * 0.1 && others[0].Value >= 4 * steps[steps.Count / 2])
            Say(string.Create(CultureInfo.InvariantCulture, $"'{name}' is 0 in {zeros} of {seen.Present} rows, and otherwise never below {others[0].Value} (median {others[at].Value}). The zeros are kept as zeros; if they stand for 'not measured', declare 'missing: [\"0\"]'."));
    }

    /// <summary>The decimals that nearly all cells have: single cells with many more are traces of reckoning, not of measuring.</summary>
    private int UsualDecimals()
    {
        var usual = 0;
        for (var cells = seen.ByDecimals[0]; cells < seen.Numbers * (1 - Stray); cells += seen.ByDecimals[++usual]) { }
        if (usual == seen.Decimals)
            return usual;
        // One or two more decimals are how a number is written without its last zeros.
        if (seen.Decimals <= usual + 2)
            return seen.Decimals;
        Say(string.Create(CultureInfo.InvariantCulture, $"'{name}' is written with at most {usual} decimals in all but {seen.Numbers - seen.ByDecimals[..(usual + 1)].ToArray().Sum()} of {seen.Numbers} cells; what is drawn has {usual}."));
        return usual;
    }

    private string Where(Func<CellShape, bool> which)
    {
        var lines = seen.Texts.Where(t => which(t.Shape)).Select(t => t.FirstLine).Order().Take(3).ToList();
        return lines.Count == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $", first on line {string.Join(", ", lines)}");
    }

    private void Say(string what) => file.Decisions.Add(what);

    private SynthesisException Wrong(string what) =>
        new(string.Create(CultureInfo.InvariantCulture, $"{file.File}: the column '{name}' is declared in {file.Declared.FileName}{(declared is null ? "" : string.Create(CultureInfo.InvariantCulture, $", line {declared.Line}"))}, but {what}."));
}
