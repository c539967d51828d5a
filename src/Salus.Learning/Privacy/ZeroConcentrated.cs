namespace Salus.Learning.Privacy;

/// <summary>
/// Zero-concentrated differential privacy (Bun and Steinke, TCC 2016): a mechanism is ρ-zCDP when, for any two tables that differ in one
/// person, every Rényi divergence of order α between its outputs is at most ρα. It adds up over releases, so a budget is a number.
/// </summary>
public static class ZeroConcentrated
{
    private const double LeastRho = 1e-300;
    private const double MostRho = 1e6;
    private const int Halvings = 200;

    /// <summary>
    /// The least δ with which ρ-zCDP gives (ε, δ) differential privacy: the infimum over α > 1 of
    /// exp((α−1)(αρ−ε)) / (α−1) · (1−1/α)^α (Canonne, Kamath and Steinke, NeurIPS 2020, proposition 12; tighter than Bun and Steinke's ρ + 2√(ρ ln 1/δ)).
    /// </summary>
    public static double Delta(double rho, double epsilon)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(rho);
        ArgumentOutOfRangeException.ThrowIfNegative(epsilon);
        if (rho == 0)
            return 0;
        // The logarithm is convex in α; its slope is (2α−1)ρ − ε + ln(1−1/α), and the root lies below (ε+1)/(2ρ) + 2.
        var (low, high) = (1.0, (epsilon + 1) / (2 * rho) + 2);
        for (var i = 0; i < Halvings && high - low > 1e-15 * high; i++)
        {
            var middle = (low + high) / 2;
            if ((2 * middle - 1) * rho - epsilon + Math.Log(1 - 1 / middle) < 0)
                low = middle;
            else
                high = middle;
        }
        var order = Math.Max(high, 1 + 1e-12);
        return Math.Min(1, Math.Exp((order - 1) * (order * rho - epsilon) + order * Math.Log(1 - 1 / order) - Math.Log(order - 1)));
    }

    /// <summary>The least ε that ρ-zCDP gives with this δ.</summary>
    /// <param name="delta">In (0, 1).</param>
    public static double Epsilon(double rho, double delta)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(rho);
        Check(delta);
        if (Delta(rho, 0) <= delta)
            return 0;
        // Bun and Steinke, proposition 1.3: this much is always enough.
        var (low, high) = (0.0, rho + 2 * Math.Sqrt(rho * Math.Log(1 / delta)));
        for (var i = 0; i < Halvings && high - low > 1e-14 * high; i++)
        {
            var middle = (low + high) / 2;
            if (Delta(rho, middle) > delta)
                low = middle;
            else
                high = middle;
        }
        return high;
    }

    /// <summary>The greatest ρ that still gives (ε, δ).</summary>
    /// <param name="epsilon">Above 0.</param>
    /// <param name="delta">In (0, 1).</param>
    public static double Rho(double epsilon, double delta)
    {
        if (!(epsilon > 0) || !double.IsFinite(epsilon))
            throw new ArgumentOutOfRangeException(nameof(epsilon), epsilon, "ε is a number above 0.");
        Check(delta);
        var (low, high) = (Math.Log(LeastRho), Math.Log(MostRho));
        for (var i = 0; i < Halvings && high - low > 1e-14; i++)
        {
            var middle = (low + high) / 2;
            if (Delta(Math.Exp(middle), epsilon) <= delta)
                low = middle;
            else
                high = middle;
        }
        return Math.Exp(low);
    }

    private static void Check(double delta)
    {
        if (!(delta is > 0 and < 1))
            throw new ArgumentOutOfRangeException(nameof(delta), delta, "δ lies between 0 and 1, far below one over the number of persons.");
    }
}
