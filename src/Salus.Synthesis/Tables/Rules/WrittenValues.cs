using Salus.Synthesis.Tables.Inference;

namespace Salus.Synthesis.Tables.Rules;

/// <summary>The values of one column of numbers or dates that can be written: rules hold for these, not for what lies between them.</summary>
internal sealed class WrittenValues
{
    private const int MostSteps = 64;

    private readonly double scale;
    private readonly DateForm? form;
    private readonly bool byDay;
    private readonly double step;

    public WrittenValues(Column column)
    {
        scale = Math.Pow(10, Math.Min(column.Decimals, 15));
        form = column.Kind is ColumnKind.Date ? new DateForm(column.DateFormat ?? "yyyy-MM-dd") : null;
        byDay = form is { HasTime: false, HasDay: true, HasShortYear: false };
        step = form is null ? 1 / scale : form.HasTime ? form.HasSeconds ? 1 / 86_400.0 : 1 / 1_440.0 : form.HasDay ? 1 : 31;
        IsLevel = column.HasLevels;
        Least = Raise(column.Least ?? double.NegativeInfinity);
        Most = Lower(column.Most ?? double.PositiveInfinity);
    }

    /// <summary>Levels are whole numbers.</summary>
    public bool IsLevel { get; }

    /// <summary>The least that can be written within the declared bounds.</summary>
    public double Least { get; }

    public double Most { get; }

    /// <summary>Whether a day is all that is written of a date.</summary>
    public bool IsDay => form is { HasTime: false };

    /// <summary>What a reader of the file sees.</summary>
    public double Of(double value)
    {
        if (double.IsNaN(value))
            return value;
        if (IsLevel)
            return Math.Round(value);
        if (byDay)
            return Math.Floor(value);
        if (form is not null)
            return Math.Abs(value) < 4e6 && form.TryRead(form.Write(value), out var days) ? days : double.NaN;
        var scaled = value * scale;
        return Math.Abs(scaled) < 9e15 ? Math.Round(scaled, MidpointRounding.AwayFromZero) / scale : value;
    }

    /// <summary>The least written value that is not below a bound.</summary>
    public double Raise(double bound) => Beside(bound, +1);

    /// <summary>The greatest written value that is not above a bound.</summary>
    public double Lower(double bound) => Beside(bound, -1);

    /// <summary>The nearest written value from one bound to another, of which the least that can be written counts where none is between.</summary>
    public double Within(double value, double from, double to)
    {
        var written = Of(Math.Clamp(value, from, Math.Max(from, to)));
        return written < from ? Raise(from) : written > to ? Lower(to) : written;
    }

    /// <summary>The value one step further.</summary>
    public double Next(double value) => Of(value + step);

    private double Beside(double bound, int side)
    {
        if (!double.IsFinite(bound))
            return bound;
        var written = Of(bound);
        for (var i = 1; i <= MostSteps && (side > 0 ? written < bound : written > bound); i++)
            written = Of(bound + (side * i * step));
        return written;
    }
}
