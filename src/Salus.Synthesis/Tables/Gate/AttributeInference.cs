namespace Salus.Synthesis.Tables.Gate;

/// <summary>
/// The attacker knows all of a person but one value and guesses it to be that of the nearest synthetic row (Giomi et al., PoPETs 2023(2),
/// section 4.3). A number is guessed right within 5 % of it. What can be guessed of people who are not in the data is knowledge about the
/// world, not a leak; only the gain over that counts.
/// </summary>
internal static class AttributeInference
{
    private const double Tolerance = 0.05;

    /// <summary>Of the greatest of up to about 40 risks, the lower end that holds with 99 % (Bonferroni).</summary>
    private const double ZWorst = 3.66;

    public static IEnumerable<Measure> Measure(Trial trial)
    {
        const string Key = "inference", Title = "Attribute inference";
        var limit = trial.Options.Limits.Risk;
        if (trial.Columns.Length < 2)
        {
            yield return new(Key, GateSection.Privacy, Title, null, null, null, limit, Verdict.NotMeasurable, "There is one column, so nothing is known from which another could be guessed.");
            yield break;
        }
        var (train, control) = (new double[trial.TrainTargets.Length], new double[trial.ControlTargets.Length]);
        var secrets = Secrets(trial);
        Measure? target = null;
        (string Name, Risk Risk, double Least)? worst = null;
        foreach (var secret in secrets)
        {
            var known = Enumerable.Range(0, trial.Columns.Length).Where(c => c != secret).ToArray();
            var ofTrain = Guess(trial, trial.TrainCodes, trial.Train, trial.TrainTargets, known, secret);
            var ofControl = Guess(trial, trial.ControlCodes, trial.Control, trial.ControlTargets, known, secret);
            Add(train, ofTrain);
            Add(control, ofControl);
            var (learned, held) = (Success.Of(ofTrain), Success.Of(ofControl));
            var risk = Risk.Of(learned, held);
            var least = Risk.Difference(learned, held, ZWorst) > 0 ? Risk.Ends(learned, held, ZWorst).Low : -1;
            var name = trial.Columns[secret].Name;
            if (worst is null || least > worst.Value.Least)
                worst = (name, risk, least);
            if (string.Equals(name, trial.Options.Target, StringComparison.Ordinal))
                target = risk.AsMeasure("inference:" + name, $"Inference of {name}", limit,
                    $"Who knows all the rest guesses '{name}' right for {Text.Share(learned.Rate)} of the people learned from, and for {Text.Share(held.Rate)} of people who are not in the data.");
        }
        var (all, others) = (Success.Of(train), Success.Of(control));
        yield return Risk.Of(all, others).AsMeasure(Key, Title, limit,
            $"Who knows all values of a person but one guesses it right for {Text.Share(all.Rate)} of the people learned from, and for {Text.Share(others.Rate)} of people who are not in the data, over {secrets.Length} columns.");
        if (target is not null)
            yield return target;
        if (worst is { } w)
            yield return new("inference-worst", GateSection.Privacy, "Easiest column to infer", w.Risk.Value, w.Risk.Low, w.Risk.High, limit, w.Least > limit ? Verdict.Fail : w.Least > 0 ? Verdict.Warn : Verdict.Pass,
                $"Being in the data helps most to guess '{w.Name}'; as the greatest of {secrets.Length}, only what is sure after that choice counts against the limit.");

        void Add(double[] sums, double[] outcomes)
        {
            for (var i = 0; i < sums.Length; i++)
                sums[i] += outcomes[i] / secrets.Length;
        }
    }

    private static int[] Secrets(Trial trial)
    {
        var target = trial.Options.Target is { } name ? trial.Train.IndexOf(name) : -1;
        var order = Trial.Shuffled(trial.Columns.Length, trial.Random.Fork(40)).OrderBy(c => c == target ? 0 : 1);
        return [.. order.Take(trial.Options.Budget(trial.Options.Secrets))];
    }

    private static double[] Guess(Trial trial, RowCodes codes, Table table, int[] rows, int[] known, int secret)
    {
        var nearest = trial.Nearest(codes, rows, trial.SyntheticCodes, known);
        var (truth, guesses) = (table[secret], trial.Synthetic[secret]);
        var isNumber = !trial.Columns[secret].HasLevels && trial.Columns[secret].Kind is not ColumnKind.Date;
        var right = new double[rows.Length];
        for (var i = 0; i < rows.Length; i++)
        {
            var (value, guess) = (truth[rows[i]], nearest.Row(i) < 0 ? double.PositiveInfinity : guesses[nearest.Row(i)]);
            right[i] = double.IsNaN(value) ? (double.IsNaN(guess) ? 1 : 0) : value == guess || isNumber && Math.Abs(value - guess) <= Tolerance * Math.Abs(value) ? 1 : 0;
        }
        return right;
    }
}
