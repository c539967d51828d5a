namespace Salus.Synthesis.Tables.Gate;

/// <summary>
/// Distances to the closest record. They show no anonymity (Yao et al., "The DCR delusion", 2025; Ganev and De Cristofaro, 2023); they do show gross copying.
/// </summary>
internal static class Distances
{
    private const double Far = 0.05;
    private const int MostFolds = 8;
    private const int Fewest = 100;

    public static IEnumerable<Measure> Measure(Trial trial)
    {
        var rows = Trial.Draw(trial.Synthetic.RowCount, trial.Options.Budget(trial.Options.AttackedRows), trial.Random.Fork(4));
        yield return CloserToLearned(trial, rows);
        yield return FifthPercentile(trial, rows);
    }

    /// <summary>
    /// The share of synthetic rows that lie nearer to rows learned from than to held-back ones, among as many of each: the rows learned
    /// from are dealt into parts as large as the held-back table, and the share is the mean over the parts; equal distances count half.
    /// Were the real rows labelled by chance, its variance would follow from how often each real row is the nearest one (sampling
    /// without replacement); from that comes the interval.
    /// </summary>
    private static Measure CloserToLearned(Trial trial, int[] rows)
    {
        var size = Math.Min(trial.Control.RowCount, trial.Train.RowCount);
        var parts = Math.Min(MostFolds, trial.Train.RowCount / size);
        var order = Trial.Shuffled(trial.Train.RowCount, trial.Random.Fork(5));
        var held = trial.Control.RowCount == size ? trial.ControlCodes : trial.Space.Encode(trial.Control.Take(Trial.Draw(trial.Control.RowCount, size, trial.Random.Fork(6))));
        var toControl = trial.Nearest(trial.SyntheticCodes, rows, held);
        var (sum, variance) = (0.0, 0.0);
        for (var part = 0; part < parts; part++)
        {
            var learned = trial.Space.Encode(trial.Train.Take(order.AsSpan(part * size, size)));
            var toTrain = trial.Nearest(trial.SyntheticCodes, rows, learned);
            var closer = 0.0;
            var hits = new double[2 * size];
            for (var i = 0; i < rows.Length; i++)
            {
                var (t, c) = (toTrain.Distance(i), toControl.Distance(i));
                closer += t < c ? 1 : t == c ? 0.5 : 0;
                if (t < c)
                    hits[toTrain.Row(i)]++;
                else if (c < t)
                    hits[size + toControl.Row(i)]++;
            }
            sum += closer / rows.Length;
            var total = hits.Sum();
            if (total > 0)
                variance += 0.25 * 2 * size / (2 * size - 1.0) * Math.Max(0, hits.Sum(h => h * h) / (total * total) - 1.0 / (2 * size)) * (total / rows.Length) * (total / rows.Length);
        }
        var share = sum / parts;
        var deviation = Math.Sqrt(variance / parts * (0.5 + 0.5 / parts));
        var limit = trial.Options.Limits.CloserToLearned;
        var surely = share - Risk.ZSurely * deviation > 0.5;
        var verdict = share <= limit ? Verdict.Pass : surely ? Verdict.Fail : Verdict.NotMeasurable;
        var words = $"{Text.Share(share)} of the synthetic rows lie nearer to a row learned from than to a held-back one; half would be chance.";
        return new("closer-to-learned", GateSection.Privacy, "Nearer to rows learned from", share, share - Risk.Z95 * deviation, share + Risk.Z95 * deviation, limit, verdict,
            verdict is Verdict.NotMeasurable ? Text.But(words, "the held-back rows are too few to tell this from chance") : words);
    }

    private static Measure FifthPercentile(Trial trial, int[] rows)
    {
        var synthetic = trial.Nearest(trial.SyntheticCodes, rows, trial.TrainCodes);
        var control = trial.Nearest(trial.ControlCodes, trial.ControlTargets, trial.TrainCodes);
        var (value, low, _, _) = Quantile(synthetic, rows.Length);
        var (usual, usualLow, usualHigh, _) = Quantile(control, trial.ControlTargets.Length);
        const string Key = "fifth-percentile", Title = "Distance of the nearest twentieth";
        if (Math.Min(rows.Length, trial.ControlTargets.Length) < Fewest)
            return new(Key, GateSection.Privacy, Title, null, null, null, 1, Verdict.NotMeasurable, $"Among fewer than {Fewest} rows the nearest twentieth is a handful, which says nothing.");
        if (usual <= 0 || usualLow <= 0)
            return new(Key, GateSection.Privacy, Title, null, null, null, 1, Verdict.NotMeasurable, "So many real rows have a twin that distances of the nearest rows say nothing.");
        var (_, _, high, surely) = Quantile(synthetic, rows.Length);
        var (ratio, least, most) = (value / usual, low / usualHigh, high / usualLow);
        var verdict = ratio >= 1 || most >= 1 ? Verdict.Pass : surely / usualLow < 0.5 ? Verdict.Fail : Verdict.Warn;
        return new(Key, GateSection.Privacy, Title, ratio, least, most, 1, verdict,
            $"The nearest twentieth of synthetic rows lies {Text.Number(ratio)} times as far from the rows learned from as held-back rows do; much below 1 means that rows hug real people.");
    }

    /// <summary>The 5th percentile, with order statistics around it that hold the true one with 95 %, and one that is above it with 99.9 %.</summary>
    private static (double Value, double Low, double High, double Surely) Quantile(NearestRows found, int count)
    {
        var sorted = new double[count];
        for (var i = 0; i < count; i++)
            sorted[i] = found.Distance(i);
        Array.Sort(sorted);
        var (middle, deviation) = (Far * count, Math.Sqrt(count * Far * (1 - Far)));
        return (At(middle), At(middle - Risk.Z95 * deviation), At(middle + Risk.Z95 * deviation), At(middle + Risk.ZSurely * deviation));

        double At(double rank) => sorted[Math.Clamp((int)rank, 0, count - 1)];
    }
}
