using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Security.Cryptography;
using Salus.Learning;
using Salus.Learning.Privacy;
using Salus.Synthesis.Tables.Engines;
using Salus.Synthesis.Tables.Engines.Marginals;

namespace Salus.Synthesis.Tables.Privacy;

/// <summary>What an audit found.</summary>
/// <param name="Claimed">The ε that the engine promises with <paramref name="Delta"/>.</param>
/// <param name="AtLeast">No mechanism with a smaller ε would let the attack succeed so often, except with a chance of 1 − confidence; 0 where the attack showed nothing.</param>
/// <param name="Fits">Models that were attacked, half of them with the canary; the attack was chosen on other ones.</param>
/// <param name="Found">Models with the canary that the attack recognised.</param>
/// <param name="Mistaken">Models without it that the attack took for such.</param>
/// <param name="ShownLevels">Models in which a level could be seen that only the canary has.</param>
public sealed record EpsilonAuditResult(double Claimed, double Delta, double AtLeast, int Fits, int Found, int Mistaken, int ShownLevels)
{
    /// <summary>Whether the promise stands after the attack. It is no proof: the proof is the accountant's.</summary>
    public bool Stands => AtLeast <= Claimed;
}

/// <summary>
/// Attacks an engine with differential privacy: many small models are fitted, half of them with one person more, the canary, and an attacker who has the whole model tells them apart by how likely the canary is in it. How often that
/// works bounds ε from below (Jagielski, Ullman and Oprea, NeurIPS 2020; Nasr et al., IEEE S&amp;P 2021). An error in the noise, in the weights of persons or in the thresholds of levels shows as a bound above the claim.
/// </summary>
public static class EpsilonAudit
{
    public const int DefaultFits = 1_200;

    private const double Error = 0.05;
    private const int Persons = 1000;
    private const int RowsOfCanary = 8;

    /// <summary>How many people have the canary's levels: enough that the model tells them apart, few enough that one more shows.</summary>
    private const double ShareOfCanary = 0.2;

    private const string CanaryLevel = "canary";

    private static readonly ImmutableArray<string> Declared = ["first", "second"];

    /// <summary>Column by column: the canary's level in the first, in the second, in both.</summary>
    private static readonly ImmutableArray<double[]> Asked = [[0, double.NaN, 0], [double.NaN, 0, 0], [double.NaN, double.NaN, double.NaN]];

    private static readonly double[] OwnLevelShown = [0, 0, 0, 1];

    /// <summary>Audits AIM on an invented table, with the canary as a person of several rows and with a level that nobody else has.</summary>
    public static EpsilonAuditResult OfAim(double epsilon, double delta, ulong seed, int fits, IProgress<FitProgress>? progress, CancellationToken cancel) =>
        Run((table, persons, number) => (ILikelihoodModel)new AimEngine(new AimOptions { NoiseSecret = Secret(seed, number), PublicLevels = [.. Declared] })
            .Fit(table.AsSource(), new FitOptions { Seed = number, Epsilon = epsilon, Delta = delta, Persons = persons, Threads = 1 }, null, cancel), epsilon, delta, seed, fits, progress, cancel);

    /// <summary>Audits any way of learning a table.</summary>
    /// <param name="fit">Learns a table with these persons; the number is another one for every fit, for noise of its own.</param>
    /// <param name="fits">At least 40: a quarter each to choose the attack with and without the canary, and to count its success.</param>
    public static EpsilonAuditResult Run(Func<Table, ImmutableArray<int>, ulong, ILikelihoodModel> fit, double claimed, double delta, ulong seed, int fits, IProgress<FitProgress>? progress, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(fit);
        ArgumentOutOfRangeException.ThrowIfLessThan(fits, 40);
        var (without, persons) = Invented(new SeededRandom(seed), withCanary: false);
        var (with, personsWith) = Invented(new SeededRandom(seed), withCanary: true);
        var quarter = fits / 4;
        var seen = new double[4][][];
        var shown = 0;
        for (var part = 0; part < seen.Length; part++)
        {
            seen[part] = new double[quarter][];
            for (var i = 0; i < quarter; i++)
            {
                cancel.ThrowIfCancellationRequested();
                var number = (ulong)(part * quarter + i);
                var model = part % 2 == 0 ? fit(with, personsWith, number) : fit(without, persons, number);
                seen[part][i] = Features(model);
                shown += seen[part][i][^1] > 0 ? 1 : 0;
                progress?.Report(new FitProgress("fitting with and without the canary", (number + 1.0) / (4 * quarter)));
            }
        }
        var direction = Discriminant(seen[0], seen[1]);
        var scores = Array.ConvertAll(seen, models => Array.ConvertAll(models, f => f[^1] > 0 ? double.PositiveInfinity : direction.Zip(f, (w, x) => w * x).Sum()));
        // On the first half: from which score on to say "with", and whether the attack is surer of its yes or of its no.
        var (best, limit, yes) = (double.NegativeInfinity, 0.0, true);
        foreach (var candidate in scores[0].Concat(scores[1]))
            foreach (var side in new[] { true, false })
                if (Bound(scores[0], scores[1], candidate, side, delta).AtLeast is var bound && bound > best)
                    (best, limit, yes) = (bound, candidate, side);
        var (least, found, mistaken) = Bound(scores[2], scores[3], limit, yes, delta);
        return new EpsilonAuditResult(claimed, delta, Math.Max(0, least), 2 * quarter, found, mistaken, shown);
    }

    /// <summary>ln((P(found) − δ) / P(mistaken)) or its mirror, with exact bounds on both chances.</summary>
    private static (double AtLeast, int Found, int Mistaken) Bound(double[] with, double[] without, double limit, bool yes, double delta)
    {
        var (found, mistaken) = (with.Count(s => s >= limit), without.Count(s => s >= limit));
        var (right, wrong) = yes
            ? (ClopperPearson.Lower(found, with.Length, Error / 2), ClopperPearson.Upper(mistaken, without.Length, Error / 2))
            : (ClopperPearson.Lower(without.Length - mistaken, without.Length, Error / 2), ClopperPearson.Upper(with.Length - found, with.Length, Error / 2));
        return (right > delta ? Math.Log((right - delta) / wrong) : double.NegativeInfinity, found, mistaken);
    }

    /// <summary>How likely the canary's levels are: in the first column, in the second, in both; and last whether a level shows that it alone has.</summary>
    private static double[] Features(ILikelihoodModel model)
    {
        if (model.ShownColumns[2].Levels.Contains(CanaryLevel))
            return OwnLevelShown;
        var asked = new Table(model.Columns, [.. Asked]);
        return [.. Enumerable.Range(0, asked.RowCount).Select(row => Math.Exp(model.LogChance(asked, row))), 0];
    }

    /// <summary>The direction that parts two clouds best (Fisher, Annals of Eugenics 7, 1936): the pooled covariance, a little widened, solved for the difference of means.</summary>
    private static double[] Discriminant(double[][] with, double[][] without)
    {
        const int Count = 3;
        var (system, means) = (new double[Count, Count + 1], new[] { with, without }.Select(c => Enumerable.Range(0, Count).Select(k => c.Average(f => f[k])).ToArray()).ToArray());
        foreach (var (cloud, mean) in new[] { (with, means[0]), (without, means[1]) })
            foreach (var features in cloud)
                for (var i = 0; i < Count; i++)
                    for (var j = 0; j < Count; j++)
                        system[i, j] += (features[i] - mean[i]) * (features[j] - mean[j]);
        for (var i = 0; i < Count; i++)
        {
            system[i, i] = system[i, i] * 1.01 + 1e-12;
            system[i, Count] = means[0][i] - means[1][i];
        }
        // Positive definite, so Gauss and Jordan need no pivoting.
        for (var pivot = 0; pivot < Count; pivot++)
            for (var i = 0; i < Count; i++)
                if (i != pivot)
                    for (var (j, factor) = (Count, system[i, pivot] / system[pivot, pivot]); j >= pivot; j--)
                        system[i, j] -= factor * system[pivot, j];
        return [.. Enumerable.Range(0, Count).Select(i => system[i, Count] / system[i, i])];
    }

    /// <summary>Two columns of two levels each, and one that is the same for all but the canary and whose levels are not declared.</summary>
    private static (Table Table, ImmutableArray<int> Persons) Invented(SeededRandom random, bool withCanary)
    {
        var rows = Persons + (withCanary ? RowsOfCanary : 0);
        ImmutableArray<Column> columns =
        [
            .. Declared.Select(n => new Column { Name = n, Kind = ColumnKind.Category, Levels = ["a", "b"] }),
            new() { Name = "ward", Kind = ColumnKind.Category, Levels = withCanary ? ["north", CanaryLevel] : ["north"] },
        ];
        var cells = columns.Select(_ => new double[rows]).ToArray();
        for (var row = 0; row < Persons; row++)
            for (var column = 0; column < 2; column++)
                cells[column][row] = random.NextDouble() < ShareOfCanary ? 0 : 1;
        for (var row = Persons; row < rows; row++)
            cells[2][row] = 1;
        return (new Table(columns, [.. cells]), [.. Enumerable.Range(0, rows).Select(r => Math.Min(r, Persons))]);
    }

    private static ImmutableArray<byte> Secret(ulong seed, ulong number)
    {
        Span<byte> both = stackalloc byte[2 * sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(both, seed);
        BinaryPrimitives.WriteUInt64LittleEndian(both[sizeof(ulong)..], number);
        return [.. SHA256.HashData(both)];
    }
}
