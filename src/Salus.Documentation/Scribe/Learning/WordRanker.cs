using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace Salus.Documentation.Scribe;

/// <summary>
/// Linear regression on the words of a statement, alone and with its section, by stochastic gradient descent (AdaGrad). Says what words
/// alone tell of whether a site's notes have a statement. Deterministic: the order is that of the data.
/// </summary>
internal sealed class WordRanker(double bias, IReadOnlyDictionary<string, double> weights)
{
    private const int Epochs = 12;
    private const double Rate = 0.08;
    private const double Decay = 2e-3;

    public double Bias => bias;

    public IReadOnlyDictionary<string, double> Weights => weights;

    public static IReadOnlyList<string> FeaturesOf(string section, string text)
    {
        var words = Rouge.Tokens(text).Select(w => char.IsAsciiDigit(w[0]) ? "#" : w).ToArray();
        var features = new HashSet<string>(StringComparer.Ordinal) { "=" + section };
        for (var i = 0; i < words.Length; i++)
        {
            features.Add(words[i]);
            features.Add(section + "=" + words[i]);
            if (i + 1 < words.Length)
                features.Add(words[i] + " " + words[i + 1]);
        }
        return [.. features];
    }

    /// <param name="least">Features of fewer patients get no weight.</param>
    /// <param name="names">Features with one of these words get none either.</param>
    public static WordRanker Fit(IReadOnlyList<(IReadOnlyList<string> Features, double Target, int Patient)> examples, int least, IReadOnlySet<string> names)
    {
        var seen = new Dictionary<string, HashSet<int>>(StringComparer.Ordinal);
        foreach (var (features, _, patient) in examples)
            foreach (var feature in features)
                (seen.TryGetValue(feature, out var who) ? who : seen[feature] = []).Add(patient);
        var weights = seen.Where(s => s.Value.Count >= least && !s.Key.Split(' ', '=').Any(names.Contains)).ToDictionary(s => s.Key, _ => 0.0, StringComparer.Ordinal);
        var squares = weights.ToDictionary(w => w.Key, _ => 1e-2, StringComparer.Ordinal);
        var bias = examples.Count == 0 ? 0 : examples.Average(e => e.Target);
        for (var epoch = 0; epoch < Epochs; epoch++)
            foreach (var (features, target, _) in examples)
            {
                var gradient = Sum(weights, bias, features) - target;
                var scale = 1 / Math.Sqrt(features.Count);
                foreach (var feature in features)
                {
                    ref var weight = ref CollectionsMarshal.GetValueRefOrNullRef(weights, feature);
                    if (System.Runtime.CompilerServices.Unsafe.IsNullRef(ref weight))
                        continue;
                    var step = gradient * scale + Decay * weight;
                    ref var square = ref CollectionsMarshal.GetValueRefOrNullRef(squares, feature);
                    square += step * step;
                    weight -= Rate * step / Math.Sqrt(square);
                }
            }
        return new WordRanker(bias, weights);
    }

    public double Predict(IReadOnlyList<string> features) => Sum(weights, bias, features);

    private static double Sum(IReadOnlyDictionary<string, double> weights, double bias, IReadOnlyList<string> features)
    {
        var sum = 0.0;
        foreach (var feature in features)
            sum += weights.GetValueOrDefault(feature);
        return bias + sum / Math.Sqrt(features.Count);
    }
}
