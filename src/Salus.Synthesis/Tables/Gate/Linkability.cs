namespace Salus.Synthesis.Tables.Gate;

/// <summary>
/// The attacker holds two tables about the same people, one with some of the columns, one with the others, and links two records when
/// both have the same synthetic row as their nearest (Giomi et al., PoPETs 2023(2), section 4.2). The columns are parted at random several times; a
/// person's outcome is the share of partings that link them.
/// </summary>
internal static class Linkability
{
    public static IEnumerable<Measure> Measure(Trial trial)
    {
        const string Key = "linkability", Title = "Linkability";
        var limit = trial.Options.Limits.Risk;
        if (trial.Columns.Length < 2)
        {
            yield return new(Key, GateSection.Privacy, Title, null, null, null, limit, Verdict.NotMeasurable, "There is one column, so nothing can be linked.");
            yield break;
        }
        var partings = trial.Options.Quick ? 2 : 4;
        var (train, control) = (new double[trial.TrainTargets.Length], new double[trial.ControlTargets.Length]);
        for (var parting = 0; parting < partings; parting++)
        {
            var order = Trial.Shuffled(trial.Columns.Length, trial.Random.Fork(30 + (ulong)parting));
            var (some, others) = (order[..(order.Length / 2)], order[(order.Length / 2)..]);
            Link(trial.TrainCodes, trial.TrainTargets, train);
            Link(trial.ControlCodes, trial.ControlTargets, control);

            void Link(RowCodes rows, int[] targets, double[] outcomes)
            {
                var (a, b) = (trial.Nearest(rows, targets, trial.SyntheticCodes, some), trial.Nearest(rows, targets, trial.SyntheticCodes, others));
                for (var i = 0; i < targets.Length; i++)
                    if (a.Row(i) == b.Row(i) && a.Row(i) >= 0)
                        outcomes[i] += 1.0 / partings;
            }
        }
        var (learned, held) = (Success.Of(train), Success.Of(control));
        yield return Risk.Of(learned, held).AsMeasure(Key, Title, limit,
            $"Two records of one person are linked through the synthetic table for {Text.Share(learned.Rate)} of the people learned from, and for {Text.Share(held.Rate)} of people who are not in it.");
    }
}
