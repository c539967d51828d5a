using Salus.Learning.Numerics;

namespace Salus.Learning.Linear;

/// <summary>A smooth convex function: its value, with the gradient written into the second argument.</summary>
internal delegate double SmoothFunction(ReadOnlySpan<double> at, Span<double> gradient);

/// <summary>
/// Minimises a smooth convex function plus a weighted sum of absolute values: limited-memory quasi-Newton (Nocedal, Mathematics of
/// Computation 35, 1980) kept to one orthant a step (Andrew and Gao, ICML 2007). Without absolute values it is plain L-BFGS.
/// </summary>
internal static class QuasiNewton
{
    private const int Memory = 12;
    private const double Decrease = 1e-4;
    private const int MostHalvings = 60;

    /// <param name="at">Where to begin; holds the minimum afterwards.</param>
    /// <param name="lasso">Weight of the absolute value of each coordinate, 0 or more.</param>
    /// <returns>Whether every slope is at most <paramref name="tolerance"/>.</returns>
    public static bool Minimise(SmoothFunction function, double[] at, double[] lasso, int maxSteps, double tolerance)
    {
        var size = at.Length;
        var (gradient, slope, next, nextGradient) = (new double[size], new double[size], new double[size], new double[size]);
        var pairs = new List<(double[] Step, double[] Change, double Product)>();
        var value = function(at, gradient) + Absolute(at, lasso);
        for (var step = 0; step < maxSteps; step++)
        {
            Slope(at, gradient, lasso, slope);
            if (slope.Max(Math.Abs) <= tolerance)
                return true;
            var direction = Direction(slope, pairs);
            for (var i = 0; i < size; i++)
                if (lasso[i] > 0 && direction[i] * slope[i] >= 0)
                    direction[i] = 0;
            if (Lanes.Dot(direction, slope) >= 0)
            {
                pairs.Clear();
                direction = Array.ConvertAll(slope, s => -s);
            }
            var length = pairs.Count == 0 ? Math.Min(1, 1 / Math.Sqrt(Lanes.Dot(slope, slope))) : 1;
            var moved = false;
            for (var halving = 0; halving < MostHalvings && !moved; halving++, length /= 2)
            {
                var promised = Move(at, direction, slope, lasso, length, next);
                if (promised >= 0)
                    continue;
                var there = function(next, nextGradient) + Absolute(next, lasso);
                if (!(there <= value + Decrease * promised + 1e-15 * Math.Abs(value)))
                    continue;
                moved = true;
                value = there;
            }
            if (!moved)
                return false;
            Remember(pairs, at, next, gradient, nextGradient);
            (gradient, nextGradient) = (nextGradient, gradient);
            next.CopyTo(at, 0);
        }
        return false;
    }

    /// <summary>The slope of steepest descent where absolute values have a kink.</summary>
    private static void Slope(double[] at, double[] gradient, double[] lasso, double[] slope)
    {
        for (var i = 0; i < at.Length; i++)
            slope[i] = at[i] != 0 ? gradient[i] + lasso[i] * Math.Sign(at[i])
                : gradient[i] + lasso[i] < 0 ? gradient[i] + lasso[i]
                : gradient[i] - lasso[i] > 0 ? gradient[i] - lasso[i] : 0;
    }

    private static double[] Direction(double[] slope, List<(double[] Step, double[] Change, double Product)> pairs)
    {
        var direction = Array.ConvertAll(slope, s => -s);
        var along = new double[pairs.Count];
        for (var i = pairs.Count - 1; i >= 0; i--)
        {
            along[i] = Lanes.Dot(pairs[i].Step, direction) / pairs[i].Product;
            Lanes.AddScaled(-along[i], pairs[i].Change, direction);
        }
        if (pairs.Count > 0)
        {
            var (_, change, product) = pairs[^1];
            var scale = product / Lanes.Dot(change, change);
            for (var i = 0; i < direction.Length; i++)
                direction[i] *= scale;
        }
        for (var i = 0; i < pairs.Count; i++)
            Lanes.AddScaled(along[i] - Lanes.Dot(pairs[i].Change, direction) / pairs[i].Product, pairs[i].Step, direction);
        return direction;
    }

    /// <returns>The change of the function that the slope promises for this move.</returns>
    private static double Move(double[] at, double[] direction, double[] slope, double[] lasso, double length, double[] next)
    {
        var promised = 0.0;
        for (var i = 0; i < at.Length; i++)
        {
            next[i] = at[i] + length * direction[i];
            var side = at[i] != 0 ? Math.Sign(at[i]) : -Math.Sign(slope[i]);
            if (lasso[i] > 0 && next[i] * side <= 0)
                next[i] = 0;
            promised += slope[i] * (next[i] - at[i]);
        }
        return promised;
    }

    private static void Remember(List<(double[] Step, double[] Change, double Product)> pairs, double[] at, double[] next, double[] gradient, double[] nextGradient)
    {
        var (step, change) = ((double[])next.Clone(), (double[])nextGradient.Clone());
        Lanes.AddScaled(-1, at, step);
        Lanes.AddScaled(-1, gradient, change);
        var product = Lanes.Dot(step, change);
        if (!(product > 1e-14 * Math.Sqrt(Lanes.Dot(step, step) * Lanes.Dot(change, change))))
            return;
        if (pairs.Count == Memory)
            pairs.RemoveAt(0);
        pairs.Add((step, change, product));
    }

    private static double Absolute(ReadOnlySpan<double> at, double[] lasso)
    {
        var sum = 0.0;
        for (var i = 0; i < at.Length; i++)
            sum += lasso[i] * Math.Abs(at[i]);
        return sum;
    }
}
