using System.Runtime.CompilerServices;
using System.Collections.Immutable;
using System.Globalization;
using Salus.Synthesis.Tables.Engines;
using Salus.Synthesis.Tables.Inference;

namespace Salus.Synthesis.Tables.Files;

/// <summary>How the cells of one column of a file are turned into numbers, days and levels.</summary>
internal sealed class CellReader
{
    private readonly HashSet<string>? declared;
    private readonly double[] missingNumbers;
    private readonly ImmutableArray<DateForm> forms;
    private readonly Dictionary<string, Known>.AlternateLookup<ReadOnlySpan<char>> levels;
    private readonly int other;
    private readonly bool strict;
    private Known? latest;
    private readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> declaredLookup;
    private readonly bool comma;

    /// <param name="position">Of the column in the file.</param>
    /// <param name="missing">The declared marks; null: those that commonly mean it.</param>
    /// <param name="forms">Of dates, the likeliest first.</param>
    /// <param name="aliases">Levels by the texts that mean them; null: each level means itself.</param>
    /// <param name="strict">A cell that cannot be read is an error; if not, it is missing.</param>
    public CellReader(Column column, int position, IEnumerable<string>? missing, ImmutableArray<DateForm> forms, IReadOnlyDictionary<string, int>? aliases, bool strict, bool comma)
    {
        Column = column;
        Position = position;
        declared = missing is null ? null : new HashSet<string>(missing, StringComparer.Ordinal);
        declaredLookup = declared is null ? default : declared.GetAlternateLookup<ReadOnlySpan<char>>();
        missingNumbers = [.. (declared ?? []).Where(m => CellShape.IsNumber(m)).Select(m => { CellShape.TryNumber(m, out var value, out _, out _); return value; })];
        this.forms = forms.IsDefaultOrEmpty && column.DateFormat is { } pattern ? [new DateForm(pattern)] : forms;
        this.strict = strict;
        this.comma = comma;
        var index = new Dictionary<string, Known>(StringComparer.Ordinal);
        for (var i = 0; i < column.Levels.Length; i++)
            index[column.Levels[i]] = new Known(column.Levels[i], i);
        foreach (var (text, level) in aliases ?? ImmutableDictionary<string, int>.Empty)
            index[text] = new Known(text, level);
        levels = index.GetAlternateLookup<ReadOnlySpan<char>>();
        other = column.Levels.IndexOf(RareLevels.Other);
    }

    public Column Column { get; }

    public int Position { get; }

    /// <exception cref="SynthesisException">The column holds no such value; the message lacks file and line.</exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public double Read(ReadOnlySpan<char> cell)
    {
        if (Column.HasLevels)
        {
            // Most columns of levels repeat themselves.
            if (latest is { } same && cell.SequenceEqual(same.Text))
                return same.Level;
            if (IsMissing(cell))
                return double.NaN;
            if (levels.TryGetValue(cell, out var level))
            {
                latest = level;
                return level.Level;
            }
            if (Column.Kind is ColumnKind.Code)
            {
                for (var length = cell.Length - 1; length >= 3 && other >= 0; length--)
                    if (levels.TryGetValue(cell[..length].TrimEnd('.'), out level))
                        return level.Level;
            }
            return other >= 0 ? other : Unread(cell, "is none of its levels");
        }
        if (Column.Kind is ColumnKind.Date)
        {
            foreach (var form in forms)
                if (form.TryRead(cell, out var days))
                    return declared is not null && IsMissing(cell) ? double.NaN : days;
            return IsMissing(cell) || CellShape.IsMissingMark(cell, decided: true) ? double.NaN : Unread(cell, "is no date of its form");
        }
        if (cell.IsEmpty)
            return double.NaN;
        if (CellShape.TryNumber(cell, out var value, out _, out _) || (comma && CellShape.TryComma(cell, out value, out _)))
            return missingNumbers.Length > 0 && missingNumbers.AsSpan().Contains(value) ? double.NaN : value;
        if (IsMissing(cell) || CellShape.IsMissingMark(cell, decided: true))
            return double.NaN;
        var shape = CellShape.Of(cell);
        return shape.Has(Shapes.Limit) ? shape.Value : Unread(cell, "is no number");
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private bool IsMissing(ReadOnlySpan<char> cell)
    {
        if (cell.IsEmpty)
            return true;
        if (declared is null)
            return CellShape.IsMissingMark(cell, decided: false);
        if (declared.Count == 0)
            return false;
        if (declaredLookup.Contains(cell))
            return true;
        return missingNumbers.Length > 0 && CellShape.TryNumber(cell, out var value, out _, out _) && missingNumbers.AsSpan().Contains(value);
    }

    private sealed record Known(string Text, int Level);

    private double Unread(ReadOnlySpan<char> cell, string why) => strict
        ? throw new SynthesisException(string.Create(CultureInfo.InvariantCulture, $"'{DelimitedReader.Shown(cell)}' in the column '{Column.Name}' {why}. Mend the cell, or say in the schema file what it means."))
        : double.NaN;
}
