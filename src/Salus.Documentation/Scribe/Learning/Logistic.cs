namespace Salus.Documentation.Scribe;

/// <summary>Logistic regression on named features by stochastic gradient descent, targets between 0 and 1. Deterministic: the order is that of the data.</summary>
internal static class Logistic
{
    private const int Epochs = 15;

    private const double Rate = 0.15;

    private const double Decay = 2e-3;

    public static double Predict(IReadOnlyDictionary<string, double> weights, double bias, IReadOnlyList<string> features)
    {
        var sum = bias;
        foreach (var feature in features)
            sum += weights.GetValueOrDefault(feature);
        return 1 / (1 + Math.Exp(-sum));
    }

    /// <param name="rarest">Features seen less often are left out, so that no single note can be read from the weights.</param>
    public static (Dictionary<string, double> Weights, double Bias) Fit(IReadOnlyList<(IReadOnlyList<string> Features, double Target)> examples, int rarest)
    {
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var (features, _) in examples)
            foreach (var feature in features)
                counts[feature] = counts.GetValueOrDefault(feature) + 1;
        var weights = counts.Where(c => c.Value >= rarest).ToDictionary(c => c.Key, _ => 0.0, StringComparer.Ordinal);
        var bias = 0.0;
        for (var epoch = 0; epoch < Epochs; epoch++)
        {
            var rate = Rate / (1 + 0.3 * epoch);
            foreach (var (features, target) in examples)
            {
                var gradient = target - Predict(weights, bias, features);
                bias += rate * gradient;
                foreach (var feature in features)
                    if (weights.TryGetValue(feature, out var weight))
                        weights[feature] = weight + rate * (gradient - Decay * weight);
            }
        }
        return (weights, bias);
    }
}
