using System.Collections.Immutable;
using Salus.Synthesis.Tables.Engines;

namespace Salus.Synthesis.Tables.Gate;

/// <summary>
/// Judges a synthetic table before a person may sign it: whether it looks like the real one, serves to learn from, serves every group, and
/// above all whether attacks on it learn anything about the people it was learned from that they would not learn about people it never saw.
/// For the last the caller holds real rows back from the engine; without them nobody can say what is a leak and what is knowledge.
/// </summary>
public static class ReleaseGate
{
    private const int FewestRows = 20;

    /// <param name="train">The rows that the engine learned from.</param>
    /// <param name="control">Real rows of other people that it never saw.</param>
    /// <param name="synthetic">What is to be released.</param>
    /// <exception cref="SynthesisException">The tables do not have the same columns, are too small, or share people.</exception>
    public static GateReport Judge(Table train, Table control, Table synthetic, GateOptions options, IProgress<FitProgress>? progress = null, CancellationToken cancel = default)
    {
        Check(train, control, synthetic, options);
        var trial = new Trial(train, control, synthetic, options, cancel);
        var measures = ImmutableArray.CreateBuilder<Measure>();
        ImmutableArray<Margin> margins = [];
        Associations? associations = null;
        Usefulness? groups = null;
        var steps = new List<(string Step, Action Do)>
        {
            ("looking for copies", () => measures.AddRange(Copies.Measure(trial))),
            ("measuring distances", () => measures.AddRange(Distances.Measure(trial))),
            ("singling people out", () => measures.AddRange(SinglingOut.Measure(trial))),
            ("linking records", () => measures.AddRange(Linkability.Measure(trial))),
            ("inferring values", () => measures.AddRange(AttributeInference.Measure(trial))),
            ("inferring membership", () => measures.AddRange(Membership.Measure(trial))),
        };
        if (!options.Quick)
        {
            if (options.Refit is { } refit)
            {
                steps.Add(("fitting shadow models", () => measures.AddRange(ShadowAttack.Measure(trial, refit))));
                steps.Add(("planting canaries", () => measures.AddRange(Canaries.Measure(trial, refit))));
            }
            steps.Add(("comparing columns and pairs", () =>
            {
                (var found, margins, associations) = Fidelity.Measure(trial);
                measures.AddRange(found);
            }));
            steps.Add(("telling synthetic from real rows", () => measures.Add(Discriminator.Measure(trial))));
            if (options.Target is not null)
                steps.Add(("learning from synthetic rows", () =>
                {
                    var usefulness = new Usefulness(trial, options.Target);
                    measures.AddRange(usefulness.Measure());
                    groups = usefulness;
                }));
            if (!options.Groups.IsDefaultOrEmpty)
                steps.Add(("looking at groups", () => measures.AddRange(Fairness.Measure(trial, groups))));
            steps.Add(("looking at missing values", () => measures.AddRange(Missingness.Measure(trial))));
        }
        for (var i = 0; i < steps.Count; i++)
        {
            cancel.ThrowIfCancellationRequested();
            progress?.Report(new(steps[i].Step, (double)i / steps.Count));
            steps[i].Do();
        }
        progress?.Report(new("judged", 1));
        return new GateReport
        {
            TrainRows = train.RowCount,
            ControlRows = control.RowCount,
            SyntheticRows = synthetic.RowCount,
            Seed = options.Seed,
            Quick = options.Quick,
            Target = options.Target,
            Measures = [.. measures.OrderBy(m => m.Section)],
            Margins = margins,
            Associations = associations,
        };
    }

    private static void Check(Table train, Table control, Table synthetic, GateOptions options)
    {
        ArgumentNullException.ThrowIfNull(train);
        ArgumentNullException.ThrowIfNull(control);
        ArgumentNullException.ThrowIfNull(synthetic);
        ArgumentNullException.ThrowIfNull(options);
        foreach (var (name, table) in new[] { ("held-back", control), ("synthetic", synthetic) })
        {
            if (table.ColumnCount != train.ColumnCount)
                throw new SynthesisException($"The {name} table has {table.ColumnCount} columns, the one learned from {train.ColumnCount}. Read all three with one schema.");
            for (var column = 0; column < train.ColumnCount; column++)
                if (!string.Equals(table.Columns[column].Name, train.Columns[column].Name, StringComparison.Ordinal) || table.Columns[column].Kind != train.Columns[column].Kind || !table.Columns[column].Levels.SequenceEqual(train.Columns[column].Levels, StringComparer.Ordinal))
                    throw new SynthesisException($"Column {column + 1} of the {name} table is not '{train.Columns[column].Name}' as it was learned. Read all three with one schema.");
        }
        if (train.ColumnCount == 0)
            throw new SynthesisException("The table has no column to judge. Leave at least one column in the schema.");
        foreach (var (name, table) in new[] { ("table learned from", train), ("held-back table", control), ("synthetic table", synthetic) })
            if (table.RowCount < FewestRows)
                throw new SynthesisException($"The {name} has {table.RowCount} rows; the gate needs {FewestRows} of each to say anything. Hold back more rows, or draw more.");
        if (!options.TrainPersons.IsDefaultOrEmpty && options.TrainPersons.Length != train.RowCount || !options.ControlPersons.IsDefaultOrEmpty && options.ControlPersons.Length != control.RowCount)
            throw new SynthesisException("The persons of the rows are not as many as the rows. Give one for each row.");
        if (!options.TrainPersons.IsDefaultOrEmpty && options.TrainPersons.Intersect(options.ControlPersons.IsDefault ? [] : options.ControlPersons).Any())
            throw new SynthesisException("Some people are both among those learned from and among those held back, so the gate could not tell a leak from chance. Hold back all rows of a person or none.");
        if (options.Target is { } target && train.IndexOf(target) < 0)
            throw new SynthesisException($"There is no column '{target}' to predict.");
        foreach (var group in options.Groups)
            if (train.IndexOf(group) < 0)
                throw new SynthesisException($"There is no column '{group}' to make groups of.");
    }
}
