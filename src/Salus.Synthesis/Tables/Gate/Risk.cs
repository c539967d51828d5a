namespace Salus.Synthesis.Tables.Gate;

/// <summary>A share of attacks that succeeded, with what is needed to say how sure it is.</summary>
/// <param name="Rate">0 to 1.</param>
/// <param name="Attacks">Independent attacks that would be as sure: fewer than were made where attacks hang together.</param>
internal readonly record struct Success(double Rate, double Attacks)
{
    /// <summary>The score interval of Wilson, Journal of the American Statistical Association 22 (1927) 209-212.</summary>
    public (double Low, double High) Interval(double z)
    {
        if (Attacks <= 0)
            return (0, 1);
        var square = z * z;
        var middle = (Rate + square / (2 * Attacks)) / (1 + square / Attacks);
        var half = z / (1 + square / Attacks) * Math.Sqrt(Math.Max(0, Rate * (1 - Rate)) / Attacks + square / (4 * Attacks * Attacks));
        return (Math.Max(0, middle - half), Math.Min(1, middle + half));
    }

    /// <summary>The mean of outcomes of 0 to 1, one for each attacked row, whatever went into each.</summary>
    public static Success Of(ReadOnlySpan<double> outcomes)
    {
        var n = outcomes.Length;
        if (n == 0)
            return new(0, 0);
        var (sum, squares) = (0.0, 0.0);
        foreach (var outcome in outcomes)
        {
            sum += outcome;
            squares += outcome * outcome;
        }
        var rate = sum / n;
        var variance = Math.Max(0, squares / n - rate * rate);
        return new(rate, variance > 0 ? n * Math.Max(1, rate * (1 - rate) / variance) : n);
    }

    /// <summary>Attacks of which several may rest on one real row: the attacks count for fewer, as many as the clusters' sizes say.</summary>
    /// <param name="clusters">For each real row that was hit, how often.</param>
    public static Success Clustered(double successes, int attacks, IEnumerable<int> clusters)
    {
        var (sum, squares) = (0.0, 0.0);
        foreach (var size in clusters)
        {
            sum += size;
            squares += (double)size * size;
        }
        return new(attacks == 0 ? 0 : successes / attacks, sum > 0 ? attacks * sum / squares : attacks);
    }
}

/// <summary>
/// What an attack gains from people being in the data: (r − c) / (1 − c), where r is how often it succeeds on rows that were learned
/// from and c on rows that were not (Giomi et al., PoPETs 2023(2), equation 4). The interval joins the two Wilson intervals by the
/// method of variance estimates recovery (Donner and Zou, Statistical Methods in Medical Research 21, 2012).
/// </summary>
/// <param name="Low">Lower end of the 95 % interval; below 0 where nothing was gained.</param>
/// <param name="Surely">Above 0 the gain is no chance: the lower end that holds with 99.9 %, as a gate of ten attacks alarms by chance if one of them does.</param>
internal readonly record struct Risk(double Value, double Low, double High, double Surely)
{
    public const double Z95 = 1.959964;
    public const double Z99 = 2.575829;
    public const double ZSurely = 3.090232;

    /// <summary>Above this share of right guesses on people who are not in the data there is no room left for a gain.</summary>
    private const double NoRoom = 0.999;

    public static Risk Of(Success learned, Success control)
    {
        if (control.Rate > NoRoom)
            return new(0, -1, 1, -1);
        var (low, high) = Ends(learned, control, Z95);
        return new((learned.Rate - control.Rate) / (1 - control.Rate), low, high, Difference(learned, control, ZSurely));
    }

    /// <summary>Lower end of the interval of r − c (Newcombe, Statistics in Medicine 17, 1998, 873-890, method 10): unlike that of the risk it holds where c is near 1 and the rows are few.</summary>
    public static double Difference(Success learned, Success control, double z)
    {
        var (below, above) = (learned.Rate - learned.Interval(z).Low, control.Interval(z).High - control.Rate);
        return learned.Rate - control.Rate - Math.Sqrt(below * below + above * above);
    }

    /// <summary>The interval for another certainty, given as a normal quantile.</summary>
    public static (double Low, double High) Ends(Success learned, Success control, double z)
    {
        var c = Math.Min(control.Rate, NoRoom);
        var value = (learned.Rate - c) / (1 - c);
        var (low, high) = learned.Interval(z);
        var (controlLow, controlHigh) = control.Interval(z);
        var byLearned = 1 / (1 - c);
        var byControl = (1 - learned.Rate) / ((1 - c) * (1 - c));
        var below = Math.Sqrt(Square((learned.Rate - low) * byLearned) + Square((controlHigh - c) * byControl));
        var above = Math.Sqrt(Square((high - learned.Rate) * byLearned) + Square((c - controlLow) * byControl));
        return (Math.Max(-1, value - below), Math.Min(1, value + above));

        static double Square(double x) => x * x;
    }

    /// <summary>
    /// Within the limit with its whole interval: passes. Beyond it and surely more than nothing: fails. Beyond it only because the rows
    /// are few: says nothing, and says so. So people who are not in the data raise no alarm, however few they are.
    /// </summary>
    public Verdict Against(double limit) => High <= limit ? Verdict.Pass : Surely > 0 ? Verdict.Fail : Verdict.NotMeasurable;

    public Measure AsMeasure(string key, string title, double limit, string words) =>
        new(key, GateSection.Privacy, title, Math.Max(-1, Value), Low, High, limit, Against(limit),
            Against(limit) is Verdict.NotMeasurable ? Text.But(words, $"the rows are too few to tell a risk of {Text.Number(limit)} from none") : words);
}
