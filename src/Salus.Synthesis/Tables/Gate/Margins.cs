using System.Collections.Immutable;

namespace Salus.Synthesis.Tables.Gate;

/// <summary>Column by column, real against synthetic.</summary>
internal static class Margins
{
    private const int Steps = 24;
    private const int MostLevels = 14;

    /// <summary>
    /// How alike two columns are, 0 to 1, of the values that are there: one less the Kolmogorov-Smirnov statistic for what has an order of
    /// numbers, one less the total variation distance for levels (a missing value is a level of its own); as SDMetrics' column shapes define it.
    /// </summary>
    public static double Agreement(Column column, double[] real, double[] synthetic) =>
        column.HasLevels ? OfLevels(real, synthetic) : OfNumbers(real, synthetic);

    private static double OfNumbers(double[] real, double[] synthetic)
    {
        var (a, b) = (Known(real), Known(synthetic));
        if (a.Length == 0 || b.Length == 0)
            return a.Length == b.Length ? 1 : 0;
        var (i, j, most) = (0, 0, 0.0);
        while (i < a.Length && j < b.Length)
        {
            var value = Math.Min(a[i], b[j]);
            while (i < a.Length && a[i] <= value)
                i++;
            while (j < b.Length && b[j] <= value)
                j++;
            most = Math.Max(most, Math.Abs((double)i / a.Length - (double)j / b.Length));
        }
        return 1 - most;
    }

    private static double OfLevels(double[] real, double[] synthetic)
    {
        var shares = new Dictionary<double, double>();
        foreach (var value in real)
            shares[value] = shares.GetValueOrDefault(value) + 1.0 / real.Length;
        foreach (var value in synthetic)
            shares[value] = shares.GetValueOrDefault(value) - 1.0 / synthetic.Length;
        return 1 - shares.Values.Sum(Math.Abs) / 2;
    }

    /// <summary>What a picture of the column shows.</summary>
    public static Margin Picture(Column column, double[] real, double[] synthetic, double agreement)
    {
        var (labels, a, b) = column.HasLevels ? Levels(column, real, synthetic) : Histogram(column, real, synthetic);
        return new(column.Name, column.Kind, labels, a, b, Missing(real), Missing(synthetic), agreement);
    }

    public static double Missing(double[] cells) => cells.Length == 0 ? 0 : (double)cells.Count(double.IsNaN) / cells.Length;

    private static (ImmutableArray<string> Labels, ImmutableArray<double> Real, ImmutableArray<double> Synthetic) Histogram(Column column, double[] real, double[] synthetic)
    {
        var sorted = Known(real);
        if (sorted.Length == 0)
            return ([], [], []);
        // Steps of equal width over the middle 98 %, the tails in the outer steps, so that no end of the picture is one person's value.
        var (low, high) = (sorted[(int)(0.01 * (sorted.Length - 1))], sorted[(int)Math.Ceiling(0.99 * (sorted.Length - 1))]);
        var whole = column.Kind is ColumnKind.Integer;
        var width = high > low ? (high - low) / Steps : 1;
        if (whole)
            width = Math.Max(1, Math.Ceiling(width));
        var count = high > low ? Math.Max(1, (int)Math.Min(Steps, Math.Ceiling((high - low + (whole ? 1 : 0)) / width))) : 1;
        var (a, b) = (Fill(real), Fill(synthetic));
        var (labels, joinedReal, joinedSynthetic) = (ImmutableArray.CreateBuilder<string>(), ImmutableArray.CreateBuilder<double>(), ImmutableArray.CreateBuilder<double>());
        for (var i = 0; i < count; i++)
        {
            labels.Add(column.Kind is ColumnKind.Date ? DateOnly.FromDayNumber((int)Math.Clamp(low + i * width + DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber, 0, DateOnly.MaxValue.DayNumber)).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture) : Text.Short(low + i * width));
            joinedReal.Add(a[i] is > 0 and < GateReport.FewestPeople ? 0 : (double)a[i] / real.Length);
            joinedSynthetic.Add((double)b[i] / Math.Max(1, synthetic.Length));
        }
        return (labels.ToImmutable(), joinedReal.ToImmutable(), joinedSynthetic.ToImmutable());

        int[] Fill(double[] cells)
        {
            var counts = new int[count];
            foreach (var value in cells)
                if (!double.IsNaN(value))
                    counts[(int)Math.Clamp((value - low) / width, 0, count - 1)]++;
            return counts;
        }
    }

    private static (ImmutableArray<string> Labels, ImmutableArray<double> Real, ImmutableArray<double> Synthetic) Levels(Column column, double[] real, double[] synthetic)
    {
        var (a, b) = (Counts(real), Counts(synthetic));
        var order = Enumerable.Range(0, a.Length).Where(l => a[l] >= GateReport.FewestPeople);
        int[] shown = column.Kind is ColumnKind.Ordinal ? [.. order.Take(MostLevels)] : [.. order.OrderByDescending(l => a[l]).ThenBy(l => l).Take(MostLevels)];
        var (labels, shareReal, shareSynthetic) = (ImmutableArray.CreateBuilder<string>(), ImmutableArray.CreateBuilder<double>(), ImmutableArray.CreateBuilder<double>());
        foreach (var level in shown)
        {
            labels.Add(column.Levels[level]);
            shareReal.Add((double)a[level] / real.Length);
            shareSynthetic.Add((double)b[level] / Math.Max(1, synthetic.Length));
        }
        var (restReal, restSynthetic) = (a.Sum() - shown.Sum(l => a[l]), b.Sum() - shown.Sum(l => b[l]));
        if (restReal > 0 || restSynthetic > 0)
        {
            labels.Add($"{a.Length - shown.Length} others");
            shareReal.Add((double)restReal / real.Length);
            shareSynthetic.Add((double)restSynthetic / Math.Max(1, synthetic.Length));
        }
        return (labels.ToImmutable(), shareReal.ToImmutable(), shareSynthetic.ToImmutable());

        int[] Counts(double[] cells)
        {
            var counts = new int[column.Levels.Length];
            foreach (var value in cells)
                if (!double.IsNaN(value))
                    counts[(int)value]++;
            return counts;
        }
    }

    private static double[] Known(double[] cells)
    {
        var known = Array.FindAll(cells, v => !double.IsNaN(v));
        Array.Sort(known);
        return known;
    }
}
