namespace Salus.Learning.Linear;

/// <summary>
/// How linear and logistic regression are kept from fitting noise. What is made smaller is the weighted mean loss (half the squared
/// error, or the negative log likelihood) plus <c>Penalty · (L1Share · Σ|b| + (1 − L1Share)/2 · Σb²)</c>; the intercept is free.
/// </summary>
public sealed record LinearOptions
{
    /// <summary>Strength, 0 or more; 0 for none. It does not depend on the number of rows.</summary>
    public double Penalty { get; init => field = value >= 0 && double.IsFinite(value) ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "It must be a number of 0 or more."); }

    /// <summary>0 for ridge, 1 for lasso, between them elastic net (Zou and Hastie, Journal of the Royal Statistical Society B 67, 2005).</summary>
    public double L1Share { get; init => field = value is >= 0 and <= 1 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "It must lie between 0 and 1."); }

    /// <summary>Whether the penalty sees columns divided by their standard deviation, so that units do not matter. Without a penalty it changes nothing.</summary>
    public bool Standardise { get; init; } = true;

    /// <summary>Steps at most, 1 or more.</summary>
    public int MaxSteps { get; init => field = value > 0 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "It must be 1 or more."); } = 2000;

    /// <summary>Largest slope, or change of a coefficient, at which the search ends.</summary>
    public double Tolerance { get; init => field = value is > 0 and < 1 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "It must lie above 0 and below 1."); } = 1e-9;
}
