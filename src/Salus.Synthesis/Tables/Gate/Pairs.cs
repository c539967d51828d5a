namespace Salus.Synthesis.Tables.Gate;

/// <summary>
/// How two columns go together. Two numbers: Pearson's correlation, and 1 − |difference| / 2. Otherwise: the shares of the cells of the
/// cross table, numbers cut into ten steps of equal width over the real range, and one less their total variation distance. Only pairs
/// that really go together count (correlation of 0.5 or Cramér's V of 0.3), as pairs that do not are alike in any table. So SDMetrics' pair trends define it.
/// </summary>
internal sealed class Pairs
{
    private const int Steps = 10;
    private const int MostCells = 4_000_000;
    private const double LeastCorrelation = 0.5;
    private const double LeastAssociation = 0.3;

    private readonly Table real;
    private readonly Table synthetic;
    private readonly (int[] Real, int[] Synthetic, int Count)[] cut;

    public Pairs(Table real, Table synthetic)
    {
        (this.real, this.synthetic) = (real, synthetic);
        cut = new (int[], int[], int)[real.ColumnCount];
        for (var column = 0; column < real.ColumnCount; column++)
            cut[column] = Cut(real.Columns[column], real[column], synthetic[column]);
    }

    private bool AreNumbers(int a, int b) => !real.Columns[a].HasLevels && !real.Columns[b].HasLevels;

    /// <summary>0 to 1; null where the real columns hardly go together.</summary>
    public double? Agreement(int a, int b)
    {
        if (!AreNumbers(a, b))
            return Cramer(cut[a].Real, cut[a].Count, cut[b].Real, cut[b].Count, corrected: false) < LeastAssociation ? null : Contingency(a, b);
        var r = Correlation(real[a], real[b]) ?? 0;
        return Math.Abs(r) < LeastCorrelation ? null : 1 - Math.Abs(r - (Correlation(synthetic[a], synthetic[b]) ?? 0)) / 2;
    }

    /// <summary>For the map: correlation where both columns have an order, Cramér's V elsewhere; 0 where it is not defined.</summary>
    public (double Real, double Synthetic) Strength(int a, int b)
    {
        if (a == b)
            return (1, 1);
        if (real.Columns[a].HasOrder && real.Columns[b].HasOrder)
            return (Correlation(real[a], real[b]) ?? 0, Correlation(synthetic[a], synthetic[b]) ?? 0);
        return (Cramer(cut[a].Real, cut[a].Count, cut[b].Real, cut[b].Count), Cramer(cut[a].Synthetic, cut[a].Count, cut[b].Synthetic, cut[b].Count));
    }

    private double Contingency(int a, int b)
    {
        var (x, y) = (cut[a], cut[b]);
        if ((long)x.Count * y.Count > MostCells)
        {
            var sparse = new Dictionary<long, double>();
            Add(x.Real, y.Real, 1);
            Add(x.Synthetic, y.Synthetic, -1);
            return 1 - sparse.OrderBy(c => c.Key).Sum(c => Math.Abs(c.Value)) / 2;

            void Add(int[] first, int[] second, int sign)
            {
                for (var row = 0; row < first.Length; row++)
                {
                    var cell = (long)first[row] * y.Count + second[row];
                    sparse[cell] = sparse.GetValueOrDefault(cell) + (double)sign / first.Length;
                }
            }
        }
        var (p, q) = (new int[x.Count * y.Count], new int[x.Count * y.Count]);
        for (var row = 0; row < x.Real.Length; row++)
            p[x.Real[row] * y.Count + y.Real[row]]++;
        for (var row = 0; row < x.Synthetic.Length; row++)
            q[x.Synthetic[row] * y.Count + y.Synthetic[row]]++;
        var sum = 0.0;
        for (var cell = 0; cell < p.Length; cell++)
            sum += Math.Abs((double)p[cell] / x.Real.Length - (double)q[cell] / x.Synthetic.Length);
        return 1 - sum / 2;
    }

    private static double? Correlation(double[] a, double[] b)
    {
        var (n, meanA, meanB) = (0, 0.0, 0.0);
        for (var row = 0; row < a.Length; row++)
            if (!double.IsNaN(a[row]) && !double.IsNaN(b[row]))
            {
                n++;
                meanA += a[row];
                meanB += b[row];
            }
        if (n < 2)
            return null;
        (meanA, meanB) = (meanA / n, meanB / n);
        var (aa, bb, ab) = (0.0, 0.0, 0.0);
        for (var row = 0; row < a.Length; row++)
            if (!double.IsNaN(a[row]) && !double.IsNaN(b[row]))
            {
                var (x, y) = (a[row] - meanA, b[row] - meanB);
                aa += x * x;
                bb += y * y;
                ab += x * y;
            }
        return aa <= 0 || bb <= 0 ? null : Math.Clamp(ab / Math.Sqrt(aa * bb), -1, 1);
    }

    /// <summary>With the correction of Bergsma (Journal of the Korean Statistical Society 42, 2013), so that many rare levels do not look like a bond.</summary>
    private static double Cramer(int[] a, int levelsA, int[] b, int levelsB, bool corrected = true)
    {
        if (a.Length < 2 || (long)levelsA * levelsB > MostCells)
            return 0;
        var (counts, rows, columns) = (new int[levelsA * levelsB], new int[levelsA], new int[levelsB]);
        for (var row = 0; row < a.Length; row++)
        {
            counts[a[row] * levelsB + b[row]]++;
            rows[a[row]]++;
            columns[b[row]]++;
        }
        var (n, square) = ((double)a.Length, 0.0);
        for (var i = 0; i < levelsA; i++)
            for (var j = 0; j < levelsB; j++)
                if (rows[i] > 0 && columns[j] > 0)
                {
                    var expected = rows[i] * (double)columns[j] / n;
                    square += (counts[i * levelsB + j] - expected) * (counts[i * levelsB + j] - expected) / expected;
                }
        var (r, c) = (rows.Count(k => k > 0), columns.Count(k => k > 0));
        if (!corrected)
            return Math.Min(r, c) < 2 ? 0 : Math.Sqrt(square / n / (Math.Min(r, c) - 1));
        var phi = Math.Max(0, square / n - (r - 1.0) * (c - 1.0) / (n - 1));
        var (rr, cc) = (r - (r - 1.0) * (r - 1.0) / (n - 1), c - (c - 1.0) * (c - 1.0) / (n - 1));
        var least = Math.Min(rr, cc) - 1;
        return least <= 0 ? 0 : Math.Min(1, Math.Sqrt(phi / least));
    }

    /// <summary>Each cell's place in the cross table; a missing value has the last.</summary>
    private static (int[] Real, int[] Synthetic, int Count) Cut(Column column, double[] real, double[] synthetic)
    {
        if (column.HasLevels)
        {
            var levels = column.Levels.Length;
            return (Array.ConvertAll(real, v => double.IsNaN(v) ? levels : (int)v), Array.ConvertAll(synthetic, v => double.IsNaN(v) ? levels : (int)v), levels + 1);
        }
        var (low, high) = (double.PositiveInfinity, double.NegativeInfinity);
        foreach (var value in real)
            if (!double.IsNaN(value))
                (low, high) = (Math.Min(low, value), Math.Max(high, value));
        var width = high > low ? (high - low) / Steps : 1;
        return (Array.ConvertAll(real, Step), Array.ConvertAll(synthetic, Step), Steps + 1);

        int Step(double value) => double.IsNaN(value) || low > high ? Steps : (int)Math.Clamp((value - low) / width, 0, Steps - 1);
    }
}
