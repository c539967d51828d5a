using System.Globalization;
using Salus.Synthesis.Tables.Inference;

namespace Salus.Synthesis.Tables.Files;

/// <summary>Writes the cells of one column as its source wrote them: decimals, dates and missing marks.</summary>
public sealed class CellWriter
{
    /// <summary>Whole numbers up to this are exact.</summary>
    private const double Exact = 9e15;

    private readonly Column column;
    private readonly DateForm? form;
    private readonly bool fixedDecimals;
    private readonly char point;
    private readonly double scale;

    /// <param name="fixedDecimals">All numbers get all decimals: <c>32.0</c>.</param>
    public CellWriter(Column column, bool fixedDecimals = false, bool decimalComma = false)
    {
        ArgumentNullException.ThrowIfNull(column);
        this.column = column;
        this.fixedDecimals = fixedDecimals;
        point = decimalComma ? ',' : '.';
        form = column.Kind is ColumnKind.Date ? new DateForm(column.DateFormat ?? "yyyy-MM-dd") : null;
        scale = Math.Pow(10, column.Decimals);
    }

    /// <summary>The cell in words of the source; the missing mark for NaN.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such level.</exception>
    public string Write(double cell)
    {
        if (double.IsNaN(cell))
            return column.MissingMark;
        if (column.HasLevels)
            return cell >= 0 && cell < column.Levels.Length ? column.Levels[(int)cell] : throw new ArgumentOutOfRangeException(nameof(cell), cell, $"The column '{column.Name}' has {column.Levels.Length} levels.");
        if (form is not null)
            return form.Write(cell);
        var scaled = Math.Round(cell * scale, MidpointRounding.AwayFromZero);
        if (Math.Abs(scaled) < Exact)
            return Scaled((long)scaled);
        var text = cell.ToString("R", CultureInfo.InvariantCulture);
        if (text.Length - text.IndexOf('.', StringComparison.Ordinal) - 1 > column.Decimals)
            text = Math.Round(cell, Math.Min(column.Decimals, 15)).ToString("R", CultureInfo.InvariantCulture);
        if (text.Contains('E', StringComparison.Ordinal))
            text = cell.ToString("F0", CultureInfo.InvariantCulture);
        return point == '.' ? text : text.Replace('.', point);
    }

    /// <summary>The cell a text of this column means, for values that a person gives.</summary>
    /// <returns>Null when the column can hold no such value.</returns>
    public double? Read(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (column.HasLevels)
        {
            var level = column.Levels.IndexOf(text);
            if (level >= 0)
                return level;
            for (var i = 0; i < column.Levels.Length; i++)
                if (CellShape.TryNumber(text, out var asked, out _, out _) && CellShape.TryNumber(column.Levels[i], out var number, out _, out _) && asked == number)
                    return i;
            return null;
        }
        if (form is not null)
            return form.TryRead(text, out var days) || Iso.TryRead(text, out days) ? days : null;
        return CellShape.TryNumber(text, out var value, out _, out _) || (point == ',' && CellShape.TryComma(text, out value, out _)) ? value : null;
    }

    private static readonly DateForm Iso = new("yyyy-MM-dd");

    private string Scaled(long scaled)
    {
        if (column.Decimals == 0)
            return scaled.ToString(CultureInfo.InvariantCulture);
        Span<char> buffer = stackalloc char[40];
        var negative = scaled < 0;
        var rest = (ulong)Math.Abs(scaled);
        var decimals = column.Decimals;
        while (!fixedDecimals && decimals > 0 && rest % 10 == 0)
        {
            rest /= 10;
            decimals--;
        }
        var at = buffer.Length;
        for (var digit = 0; digit <= decimals || rest > 0; digit++)
        {
            if (digit == decimals && decimals > 0)
                buffer[--at] = point;
            buffer[--at] = (char)('0' + (rest % 10));
            rest /= 10;
        }
        if (negative)
            buffer[--at] = '-';
        return buffer[at..].ToString();
    }
}
