namespace Salus.Synthesis.Tables.Gate;

/// <summary>
/// The attacker can run the engine: they fit it on halves of people of whom they know, learn for each person how near its rows come when the
/// person is in and when not, and bet by the likelihood ratio (Carlini et al., IEEE S&amp;P 2022; for synthetic tables Stadler et al., USENIX Security 2022).
/// </summary>
internal static class ShadowAttack
{
    private const int MostPeople = 1_000;

    public static IEnumerable<Measure> Measure(Trial trial, Refit refit)
    {
        var train = Trial.Draw(trial.Train.RowCount, MostPeople, trial.Random.Fork(60));
        var control = Trial.Draw(trial.Control.RowCount, MostPeople, trial.Random.Fork(61));
        var all = Table.Join(trial.Columns, [trial.Train, trial.Control]);
        int[] people = [.. train, .. control.Select(c => trial.Train.RowCount + c)];
        var codes = trial.Space.Encode(all);
        var (inside, outside) = (new Moments[people.Length], new Moments[people.Length]);
        for (var model = 0; model < trial.Options.ShadowModels; model++)
        {
            var half = Trial.Draw(all.RowCount, all.RowCount / 2, trial.Random.Fork(70 + (ulong)model));
            var drawn = refit(all.Take(half), trial.Options.Seed + 1 + (ulong)model, trial.Cancel);
            var near = trial.Nearest(codes, people, trial.Space.Encode(drawn));
            for (var i = 0; i < people.Length; i++)
                if (Array.BinarySearch(half, people[i]) >= 0)
                    inside[i].Add(Math.Log(near.Distance(i) + 1.0));
                else
                    outside[i].Add(Math.Log(near.Distance(i) + 1.0));
        }
        var spread = Math.Max(1e-6, (inside.Sum(m => m.Squares) + outside.Sum(m => m.Squares)) / Math.Max(1, inside.Sum(m => m.Freedom) + outside.Sum(m => m.Freedom)));
        var now = trial.Nearest(codes, people, trial.SyntheticCodes);
        var scores = new double[people.Length];
        for (var i = 0; i < people.Length; i++)
        {
            if (inside[i].Count == 0 || outside[i].Count == 0)
                continue;
            var x = Math.Log(now.Distance(i) + 1.0);
            scores[i] = (Square(x - outside[i].Mean) - Square(x - inside[i].Mean)) / (2 * spread);
        }
        var separation = Separation.Of(scores[..train.Length], scores[train.Length..]);
        yield return separation.AsMeasure("membership-shadow", "Membership by shadow models", trial.Options.Limits.Membership,
            $"An attacker who fits the engine {trial.Options.ShadowModels} times on other people tells who was learned from rightly {Text.Share(separation.Area)} of the time for a pair of people; half would be chance.");
    }

    private static double Square(double x) => x * x;

    /// <summary>Mean and sum of squared deviations, one value after the other (Welford, Technometrics 4, 1962).</summary>
    private struct Moments
    {
        public int Count { get; private set; }

        public double Mean { get; private set; }

        public double Squares { get; private set; }

        public readonly int Freedom => Math.Max(0, Count - 1);

        public void Add(double value)
        {
            Count++;
            var off = value - Mean;
            Mean += off / Count;
            Squares += off * (value - Mean);
        }
    }
}
