namespace Salus.Learning.Privacy;

/// <summary>Exact one-sided bounds on a chance from so many hits in so many trials (Clopper and Pearson, Biometrika 26, 1934).</summary>
public static class ClopperPearson
{
    /// <summary>The chance is at least this, with a chance of error of at most <paramref name="error"/>.</summary>
    public static double Lower(int hits, int trials, double error)
    {
        Check(hits, trials, error);
        return hits == 0 ? 0 : Bisect(p => Above(hits, trials, p) < error);
    }

    /// <summary>The chance is at most this, with a chance of error of at most <paramref name="error"/>.</summary>
    public static double Upper(int hits, int trials, double error)
    {
        Check(hits, trials, error);
        return 1 - Lower(trials - hits, trials, error);
    }

    /// <summary>The greatest p for which the predicate holds; it holds from 0 on.</summary>
    private static double Bisect(Func<double, bool> holds)
    {
        var (low, high) = (0.0, 1.0);
        for (var i = 0; i < 100 && high - low > 1e-12; i++)
        {
            var middle = (low + high) / 2;
            if (holds(middle))
                low = middle;
            else
                high = middle;
        }
        return low;
    }

    /// <summary>The chance of at least so many hits.</summary>
    private static double Above(int hits, int trials, double chance)
    {
        var (log, sum) = (0.0, 0.0);
        for (var k = 1; k <= hits; k++)
            log += Math.Log((trials - k + 1) / (double)k);
        for (var k = hits; k <= trials; k++)
        {
            sum += Math.Exp(log + k * Math.Log(chance) + (trials - k) * Math.Log(1 - chance));
            log += Math.Log((trials - k) / (double)(k + 1));
        }
        return sum;
    }

    private static void Check(int hits, int trials, double error)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(trials);
        ArgumentOutOfRangeException.ThrowIfNegative(hits);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(hits, trials);
        if (!(error is > 0 and < 1))
            throw new ArgumentOutOfRangeException(nameof(error), error, "The chance of error lies between 0 and 1.");
    }
}
