namespace Salus.Synthesis.Tables.Gate;

/// <summary>
/// The attacker says from the synthetic table whether a person was learned from. By distance: the nearer a synthetic row, the rather
/// (Chen et al., "GAN-Leaks", CCS 2020). By density: the denser the synthetic rows around a person, against how dense people are there
/// anyway (van Breugel et al., "Membership inference attacks against synthetic data through overfitting detection", AISTATS 2023), both
/// densities by the fifth neighbour.
/// </summary>
internal static class Membership
{
    private const int Neighbours = 5;
    private const double FalseAlarms = 0.01;

    /// <summary>The held-back rows are both measure and measured, so the area varies more than two independent groups would: up to 1.28 times as much over 40 splits of each of five clinical tables into fresh samples.</summary>
    private const double ReferenceError = 1.3;

    public static IEnumerable<Measure> Measure(Trial trial)
    {
        var limit = trial.Options.Limits.Membership;
        var near = (Train: trial.Nearest(trial.TrainCodes, trial.TrainTargets, trial.SyntheticCodes, neighbours: Neighbours), Control: trial.Nearest(trial.ControlCodes, trial.ControlTargets, trial.SyntheticCodes, neighbours: Neighbours));
        var byDistance = (Train: Scores(trial.TrainTargets, i => -near.Train.Distance(i)), Control: Scores(trial.ControlTargets, i => -near.Control.Distance(i)));
        var distance = Separation.Of(byDistance.Train, byDistance.Control);
        yield return distance.AsMeasure("membership-distance", "Membership by distance", limit,
            $"Guessing who was learned from by the distance to the nearest synthetic row is right {Text.Share(distance.Area)} of the time for a pair of people; half would be chance.");
        if (trial.Control.RowCount <= 2 * Neighbours)
        {
            yield return new("membership-density", GateSection.Privacy, "Membership by density", null, null, null, limit, Verdict.NotMeasurable, "The held-back rows are too few to say how dense people are.");
            yield break;
        }
        // A held-back row may not find itself among the held-back rows; so each row learned from loses one of them too, and both stand alike.
        var random = trial.Random.Fork(50);
        var losses = Array.ConvertAll(trial.TrainTargets, _ => random.NextInt(trial.Control.RowCount));
        var usual = (Train: trial.Nearest(trial.TrainCodes, trial.TrainTargets, trial.ControlCodes, neighbours: Neighbours, except: losses), Control: trial.Nearest(trial.ControlCodes, trial.ControlTargets, trial.ControlCodes, neighbours: Neighbours, except: trial.ControlTargets));
        var byDensity = (Train: Scores(trial.TrainTargets, i => Density(usual.Train, near.Train, i)), Control: Scores(trial.ControlTargets, i => Density(usual.Control, near.Control, i)));
        var density = Separation.Of(byDensity.Train, byDensity.Control);
        density = density with { Error = density.Error * ReferenceError };
        yield return density.AsMeasure("membership-density", "Membership by density", limit,
            $"Guessing who was learned from by how dense synthetic rows are around a person is right {Text.Share(density.Area)} of the time for a pair of people; half would be chance.");
        yield return Tail(trial, byDistance.Train, byDistance.Control);
    }

    /// <summary>People of whom the attacker is sure matter more than the average (Carlini et al., "Membership inference attacks from first principles", IEEE S&amp;P 2022).</summary>
    private static Measure Tail(Trial trial, double[] train, double[] control)
    {
        var sorted = (double[])control.Clone();
        Array.Sort(sorted);
        var edge = sorted[Math.Clamp((int)Math.Ceiling((1 - FalseAlarms) * sorted.Length), 0, sorted.Length - 1)];
        var (learned, held) = (new Success((double)train.Count(s => s > edge) / train.Length, train.Length), new Success((double)control.Count(s => s > edge) / control.Length, control.Length));
        return Risk.Of(learned, held).AsMeasure("membership-sure", "Membership, the surest guesses", trial.Options.Limits.Risk,
            $"An attacker who names one in a hundred people wrongly names {Text.Share(learned.Rate)} of the people learned from rightly.");
    }

    private static double Density(NearestRows usual, NearestRows near, int i) => Math.Log(usual.Distance(i, Neighbours - 1) + 1.0) - Math.Log(near.Distance(i, Neighbours - 1) + 1.0);

    private static double[] Scores(int[] rows, Func<int, double> score) => [.. Enumerable.Range(0, rows.Length).Select(score)];
}

/// <summary>How well a score parts two groups: the area under the ROC curve, with the standard error of Hanley and McNeil (Radiology 143, 1982, 29-36).</summary>
internal readonly record struct Separation(double Area, double Error)
{
    public static Separation Of(double[] yes, double[] no)
    {
        if (yes.Length == 0 || no.Length == 0)
            return new(0.5, 0.5);
        var scores = yes.Concat(no).ToArray();
        var isYes = new bool[scores.Length];
        Array.Fill(isYes, true, 0, yes.Length);
        Array.Sort(scores, isYes);
        var ranks = 0.0;
        for (var i = 0; i < scores.Length;)
        {
            var end = i;
            var among = 0;
            for (; end < scores.Length && scores[end] == scores[i]; end++)
                among += isYes[end] ? 1 : 0;
            ranks += among * (i + end + 1) / 2.0;
            i = end;
        }
        var (n, m) = ((double)yes.Length, (double)no.Length);
        var area = (ranks - n * (n + 1) / 2) / (n * m);
        var (q1, q2) = (area / (2 - area), 2 * area * area / (1 + area));
        return new(area, Math.Sqrt(Math.Max(0, area * (1 - area) + (n - 1) * (q1 - area * area) + (m - 1) * (q2 - area * area)) / (n * m)));
    }

    public (double Low, double High) Interval(double z) => (Math.Max(0, Area - z * Error), Math.Min(1, Area + z * Error));

    public Measure AsMeasure(string key, string title, double limit, string words)
    {
        var (low, high) = Interval(Risk.Z95);
        var verdict = high <= limit ? Verdict.Pass : Interval(Risk.ZSurely).Low > 0.5 ? Verdict.Fail : Verdict.NotMeasurable;
        return new(key, GateSection.Privacy, title, Area, low, high, limit, verdict, verdict is Verdict.NotMeasurable ? Text.But(words, $"the rows are too few to tell {Text.Number(limit)} from chance") : words);
    }
}
