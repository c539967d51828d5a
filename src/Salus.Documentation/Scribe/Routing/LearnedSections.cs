using System.Collections.Immutable;
using System.Text.Encodings.Web;
using System.Text.Json;
using Salus.Trust;

namespace Salus.Documentation.Scribe;

/// <summary>What labelled stretches of conversation taught about sections: a linear model over words. The file belongs to the site.</summary>
/// <param name="Sources">Files it was learned from, by name and SHA-256.</param>
/// <param name="Bias">By header.</param>
/// <param name="Weights">By feature, one for each header in the order of <paramref name="Bias"/>; with the inverse document frequency first.</param>
public sealed record LearnedSections(string Kind, int Version, ImmutableArray<string> Sources, int Cases, ImmutableSortedDictionary<string, double> Bias, ImmutableSortedDictionary<string, ImmutableArray<double>> Weights)
{
    public const string KindName = "salus-sections-learned";

    public const int CurrentVersion = 1;

    private const int Epochs = 25;
    private const double Rate = 0.3;
    private const double Decay = 1e-4;
    private const double CueShare = 0.5;

    /// <summary>Features of fewer texts get no weight, so that no single text can be read from the file.</summary>
    private const int Rarest = 3;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Multinomial logistic regression by AdaGrad on length-normalised TF-IDF. Equal data and order give equal weights.</summary>
    internal static LearnedSections Fit(IReadOnlyList<(string Header, HashSet<string> Features)> cases, ImmutableArray<string> sources)
    {
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var feature in cases.SelectMany(c => c.Features))
            counts[feature] = counts.GetValueOrDefault(feature) + 1;
        var known = counts.Where(c => c.Value >= Rarest).OrderBy(c => c.Key, StringComparer.Ordinal).Select((c, i) => (c.Key, Index: i, Idf: Math.Log((1.0 + cases.Count) / (1 + c.Value)) + 1)).ToDictionary(c => c.Key, c => (c.Index, c.Idf), StringComparer.Ordinal);
        var headers = cases.Select(c => c.Header).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToArray();
        var vectors = cases.Select(c => (Header: Array.IndexOf(headers, c.Header), Vector: Vector(c.Features, known))).ToArray();
        var weights = new double[known.Count, headers.Length];
        var squares = new double[known.Count, headers.Length];
        var (bias, biasSquares, p) = (new double[headers.Length], new double[headers.Length], new double[headers.Length]);
        var chance = new Random(1);
        for (var epoch = 0; epoch < Epochs; epoch++)
        {
            chance.Shuffle(vectors);
            foreach (var (header, vector) in vectors)
            {
                bias.CopyTo(p, 0);
                foreach (var (index, value) in vector)
                    for (var h = 0; h < p.Length; h++)
                        p[h] += weights[index, h] * value;
                Softmax(p);
                p[header] -= 1;
                for (var h = 0; h < p.Length; h++)
                {
                    biasSquares[h] += p[h] * p[h];
                    bias[h] -= Rate * p[h] / Math.Sqrt(biasSquares[h] + 1e-6);
                }
                foreach (var (index, value) in vector)
                    for (var h = 0; h < p.Length; h++)
                    {
                        var gradient = p[h] * value + Decay * weights[index, h];
                        squares[index, h] += gradient * gradient;
                        weights[index, h] -= Rate * gradient / Math.Sqrt(squares[index, h] + 1e-4);
                    }
            }
        }
        return new LearnedSections(KindName, CurrentVersion, sources, cases.Count,
            headers.Select((h, i) => (h, i)).ToImmutableSortedDictionary(h => h.h, h => Math.Round(bias[h.i], 4), StringComparer.Ordinal),
            known.ToImmutableSortedDictionary(k => k.Key, k => (ImmutableArray<double>)[Math.Round(k.Value.Idf, 3), .. Enumerable.Range(0, headers.Length).Select(h => Math.Round(weights[k.Value.Index, h], 3))], StringComparer.Ordinal));
    }

    /// <param name="cues">What the cue words say, which counts beside what was learned: rare headers have few examples.</param>
    internal string HeaderOf(HashSet<string> features, IReadOnlyDictionary<string, double> cues)
    {
        var scores = Bias.Select(b => b.Value + CueShare * cues.GetValueOrDefault(b.Key)).ToArray();
        var sum = new double[scores.Length];
        var norm = 0.0;
        foreach (var feature in features)
        {
            if (!Weights.TryGetValue(feature, out var weights))
                continue;
            norm += weights[0] * weights[0];
            for (var h = 0; h < sum.Length; h++)
                sum[h] += weights[0] * weights[h + 1];
        }
        var best = 0;
        for (var h = 0; h < scores.Length; h++)
        {
            scores[h] += norm > 0 ? sum[h] / Math.Sqrt(norm) : 0;
            best = scores[h] > scores[best] ? h : best;
        }
        return Bias.Keys.ElementAt(best);
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

    public void Write(FileInfo file)
    {
        ArgumentNullException.ThrowIfNull(file);
        var part = file.FullName + ".part";
        File.WriteAllBytes(part, [.. JsonSerializer.SerializeToUtf8Bytes(this, Json), (byte)'\n']);
        File.Move(part, file.FullName, overwrite: true);
    }

    private static (int Index, double Value)[] Vector(HashSet<string> features, Dictionary<string, (int Index, double Idf)> known)
    {
        var vector = features.Where(known.ContainsKey).Select(f => known[f]).OrderBy(f => f.Index).ToArray();
        var norm = Math.Sqrt(vector.Sum(v => v.Idf * v.Idf)) + 1e-9;
        return [.. vector.Select(v => (v.Index, v.Idf / norm))];
    }

    private static void Softmax(double[] values)
    {
        var most = values.Max();
        var sum = 0.0;
        for (var i = 0; i < values.Length; i++)
            sum += values[i] = Math.Exp(values[i] - most);
        for (var i = 0; i < values.Length; i++)
            values[i] /= sum;
    }
}
