using System.Collections.Immutable;
using System.Text.Encodings.Web;
using System.Text.Json;
using Salus.Trust;

namespace Salus.Documentation.Scribe;

/// <summary>What labelled stretches of conversation taught about sections: a linear model over words, pieces of words and what they name. The file belongs to the site.</summary>
/// <param name="Sources">Files it was learned from, by name and SHA-256.</param>
/// <param name="Bias">By header.</param>
/// <param name="Weights">By feature, whose first letter names its group; one for each header in the order of <paramref name="Bias"/>; with the inverse document frequency first.</param>
public sealed record LearnedSections(string Kind, int Version, ImmutableArray<string> Sources, int Cases, ImmutableSortedDictionary<string, double> Bias, ImmutableSortedDictionary<string, ImmutableArray<double>> Weights)
{
    public const string KindName = "salus-sections-learned";

    public const int CurrentVersion = 2;

    private const int Epochs = 30;

    /// <summary>Cost of an error against the size of the weights; chosen by cross-validation on MTS-Dialog's training file.</summary>
    private const double Cost = 3;

    private const double Settled = 1e-3;

    /// <summary>Features of fewer texts get no weight, so that no single text can be read from the file.</summary>
    private const int Rarest = 3;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>
    /// One linear support vector machine for each header against the others, squared hinge loss, by dual coordinate descent (Hsieh et al.,
    /// ICML 2008) on TF-IDF that is normalised within each group of features. Equal data and order give equal weights.
    /// </summary>
    internal static LearnedSections Fit(IReadOnlyList<(string Header, Dictionary<string, int> Features)> cases, ImmutableArray<string> sources)
    {
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var feature in cases.SelectMany(c => c.Features.Keys))
            counts[feature] = counts.GetValueOrDefault(feature) + 1;
        var known = counts.Where(c => c.Value >= Rarest).OrderBy(c => c.Key, StringComparer.Ordinal).Select((c, i) => (c.Key, Index: i, Idf: Math.Round(Math.Log((1.0 + cases.Count) / (1 + c.Value)) + 1, 3))).ToDictionary(c => c.Key, c => (c.Index, c.Idf), StringComparer.Ordinal);
        var headers = cases.Select(c => c.Header).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToArray();
        var vectors = cases.Select(c => Vector(c.Features, known)).ToArray();
        var weights = new double[headers.Length][];
        Parallel.For(0, headers.Length, h => weights[h] = Separate(vectors, [.. cases.Select(c => c.Header == headers[h])], known.Count));
        return new LearnedSections(KindName, CurrentVersion, sources, cases.Count,
            headers.Select((h, i) => (h, i)).ToImmutableSortedDictionary(h => h.h, h => Math.Round(weights[h.i][^1], 4), StringComparer.Ordinal),
            known.ToImmutableSortedDictionary(k => k.Key, k => (ImmutableArray<double>)[k.Value.Idf, .. weights.Select(w => Math.Round(w[k.Value.Index], 3))], StringComparer.Ordinal));
    }

    /// <summary>Weights of the features, and last the bias, that tell the cases of one header from the others.</summary>
    private static double[] Separate((int Index, double Value)[][] vectors, bool[] own, int features)
    {
        var weights = new double[features + 1];
        var alpha = new double[vectors.Length];
        var slack = 0.5 / Cost;
        var lengths = vectors.Select(v => v.Sum(f => f.Value * f.Value) + 1 + slack).ToArray();
        var order = Enumerable.Range(0, vectors.Length).ToArray();
        var chance = new Random(1);
        for (var epoch = 0; epoch < Epochs; epoch++)
        {
            chance.Shuffle(order);
            var most = 0.0;
            foreach (var i in order)
            {
                var sign = own[i] ? 1 : -1;
                var score = weights[^1];
                foreach (var (index, value) in vectors[i])
                    score += weights[index] * value;
                var next = Math.Max(0, alpha[i] - (sign * score - 1 + alpha[i] * slack) / lengths[i]);
                var step = (next - alpha[i]) * sign;
                alpha[i] = next;
                if (step == 0)
                    continue;
                most = Math.Max(most, Math.Abs(step));
                weights[^1] += step;
                foreach (var (index, value) in vectors[i])
                    weights[index] += step * value;
            }
            if (most < Settled)
                break;
        }
        return weights;
    }

    internal string HeaderOf(Dictionary<string, int> features)
    {
        var scores = Bias.Values.ToArray();
        var norms = new Dictionary<char, double>();
        var known = new List<(char Group, double Value, ImmutableArray<double> Weights)>();
        foreach (var (feature, count) in features)
        {
            if (!Weights.TryGetValue(feature, out var weights))
                continue;
            var value = Weight(count, weights[0]);
            norms[feature[0]] = norms.GetValueOrDefault(feature[0]) + value * value;
            known.Add((feature[0], value, weights));
        }
        foreach (var (group, value, weights) in known)
            for (var h = 0; h < scores.Length; h++)
                scores[h] += weights[h + 1] * value / Math.Sqrt(norms[group]);
        return Bias.Keys.ElementAt(Array.IndexOf(scores, scores.Max()));
    }

    /// <exception cref="TranscriptException">Not a learned file of this version.</exception>
    public static LearnedSections Read(FileInfo file)
    {
        ArgumentNullException.ThrowIfNull(file);
        const string advice = "Make it with: salus learn sections --data DIR --out FILE.";
        if (!file.Exists)
            throw new TranscriptException(file.Name, null, "There is no such file.", advice);
        try
        {
            using var stream = file.OpenRead();
            return JsonSerializer.Deserialize<LearnedSections>(stream, Json) is { Kind: KindName, Version: CurrentVersion, Bias.Count: > 0, Weights: not null } learned && learned.Weights.Values.All(w => w.Length == learned.Bias.Count + 1)
                ? learned
                : throw new TranscriptException(file.Name, null, "The file is not what this version learned of sections.", advice);
        }
        catch (JsonException e)
        {
            throw new TranscriptException(file.Name, (int?)e.LineNumber + 1, "The file is not what was learned of sections.", advice, e);
        }
    }

    public void Write(FileInfo file) => WholeFile.Write(file, to => to.Write([.. JsonSerializer.SerializeToUtf8Bytes(this, Json), (byte)'\n']));

    /// <summary>Each group of features, told by its first letter, has the length 1.</summary>
    private static (int Index, double Value)[] Vector(Dictionary<string, int> features, Dictionary<string, (int Index, double Idf)> known) =>
    [
        .. features.Where(f => known.ContainsKey(f.Key)).GroupBy(f => f.Key[0]).SelectMany(group =>
        {
            var values = group.Select(f => (known[f.Key].Index, Value: Weight(f.Value, known[f.Key].Idf))).ToArray();
            var norm = Math.Sqrt(values.Sum(v => v.Value * v.Value));
            return values.Select(v => (v.Index, v.Value / norm));
        }).OrderBy(f => f.Index),
    ];

    private static double Weight(int count, double idf) => (1 + Math.Log(count)) * idf;
}
