using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Salus.Learning.Graphical;
using Salus.Learning.Privacy;

namespace Salus.Synthesis.Tables.Engines.Marginals;

/// <summary>
/// Tables with differential privacy: noisy counts of pairs of columns, chosen one after the other where the model is worst (AIM: McKenna, Mullins, Sheldon and Miklau, VLDB 2022), joined into the
/// graphical model of greatest entropy (Private-PGM, ICML 2019). A person is the unit: with chance 1 − δ nobody can tell from the model, however it is attacked, whether a person's rows were in the
/// table, beyond a factor e^ε in the odds.
/// </summary>
/// <remarks>
/// <para>Paid for out of ε and δ: the number of persons, the bounds and cuts of numbers without declared bounds, the levels that were not declared, every count, and every choice of a pair.</para>
/// <para>Taken as public: the names, kinds and decimals of columns, declared bounds and levels, which columns there are, and the number of columns. The time a fit takes depends on the noisy results alone.</para>
/// <para>Drawn rows are those of a random person, then a random row of that person: persons with many rows weigh no more than others.</para>
/// </remarks>
public sealed class AimEngine(AimOptions aim) : ITableEngine
{
    public const string EngineName = "aim";

    /// <summary>Wider tables have too many pairs to choose among with a budget that means anything.</summary>
    public const int MostColumns = 256;

    private const double ShareOfThresholds = 0.1;
    private const double ShareOfTotal = 0.005;
    private const double ShareOfBounds = 0.04;
    private const double ShareOfCuts = 0.06;
    private const double ShareOfSingles = 0.2;

    /// <summary>Of a round's budget for choosing the pair; the rest measures it.</summary>
    private const double ShareOfChoice = 0.1;

    private const int StepsPerRound = 60;
    private const int LastSteps = 1000;
    private const int MostRounds = 2000;

    public AimEngine()
        : this(new AimOptions())
    {
    }

    public string Name => EngineName;

    public string Description => "Differential privacy with the person as the unit: noisy counts of pairs of columns. For tables that leave the house; needs a budget epsilon.";

    public bool NeedsEpsilon => true;

    /// <summary>What a fit with this budget may spend, known before it starts: the entry for the ledger.</summary>
    /// <returns>ρ of zero-concentrated differential privacy, and the part of δ set aside for thresholds.</returns>
    public static (double Rho, double Failure) Cost(double epsilon, double delta)
    {
        var budget = PrivacyAccountant.Of(epsilon, delta, ShareOfThresholds);
        return (budget.Rho, budget.Failure);
    }

    public ITableModel Fit(ITableSource source, FitOptions options, IProgress<FitProgress>? progress, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(options);
        var table = source.ReadAll(cancel);
        Check(table, options);
        var contributions = Contributions.Of(table.RowCount, options.Persons, aim.RowsPerPerson);
        using var random = Noise(table, options);
        var undeclared = table.Columns.Count(c => c.HasLevels && !aim.PublicLevels.Contains(c.Name));
        var accountant = PrivacyAccountant.Of(options.Epsilon!.Value, options.Delta, ShareOfThresholds);
        progress?.Report(new FitProgress("counting", 0));

        var (total, _) = Measured("the number of persons", [(long)contributions.Weights.Sum(w => (long)w)], accountant.Rho * ShareOfTotal);
        var persons = Math.Max(1, total[0]);
        var edges = Edges(table, contributions, persons, accountant, random);
        var codings = Codings(edges);
        ImmutableArray<int> sizes = [.. codings.Select(c => c.Coding.Count)];
        var model = new MarginalFit(sizes);
        for (var i = 0; i < codings.Length; i++)
            if (codings[i].Counts is { } counts)
                model.Add(new MeasuredMarginal([i], counts, codings[i].Precisions!));
        var target = options.Target is null ? -1 : table.IndexOf(options.Target);
        var pairs = new PairSelection(codings, contributions, target, aim, options.Threads);
        var (tree, tables) = Rounds();
        return AimModel.Of(table.Columns, [.. codings.Select(c => c.Column)], [.. codings.Select(c => c.Coding)], tree, tables, new PrivacyStatement(options.Epsilon.Value, options.Delta, accountant.SpentRho, accountant.SpentFailure, aim.RowsPerPerson, accountant.Charges));

        (double[] Counts, double Sigma) Measured(string what, long[] counts, double rho)
        {
            accountant.Spend(what, rho);
            return NoisyCounts.Measure(counts, contributions, GaussianMechanism.Sigma(rho, 1), random);
        }

        PrivateCoding[] Codings(ImmutableArray<long>[] edges)
        {
            var share = accountant.Rho * ShareOfSingles / (table.ColumnCount + undeclared);
            var made = new PrivateCoding[table.ColumnCount];
            for (var i = 0; i < made.Length; i++)
            {
                cancel.ThrowIfCancellationRequested();
                var column = table.Columns[i];
                var draft = new ColumnCoding { UnitsPerOne = ColumnCoding.UnitsOf(column), Edges = edges[i], Codes = [.. new int[(column.HasLevels ? column.Levels.Length : edges[i].Length - 1) + 1]], Weights = [], Count = 1 };
                var (noisy, sigma) = Measured($"the counts of '{column.Name}'", Histogram(table[i], draft.Codes.Length, draft.Fine, contributions), share);
                if (!column.HasLevels)
                {
                    made[i] = PrivateCodings.OfNumbers(column, table[i], draft.UnitsPerOne, edges[i], noisy, sigma, aim.MostBins);
                    continue;
                }
                double? threshold = null;
                if (!aim.PublicLevels.Contains(column.Name))
                {
                    var failure = accountant.Failure / undeclared;
                    accountant.Spend($"the levels of '{column.Name}'", 0, failure);
                    threshold = PrivateCodings.Threshold(sigma, contributions.MostRows, failure);
                }
                made[i] = PrivateCodings.OfLevels(column, table[i], noisy, sigma, threshold, aim.MostLevels);
                if (threshold is not null)
                {
                    var coded = made[i];
                    var counts = new long[coded.Coding.Count];
                    for (var row = 0; row < coded.Rows.Length; row++)
                        counts[coded.Rows[row]] += contributions.Weights[row];
                    var (again, spread) = Measured($"the codes of '{column.Name}'", counts, share);
                    made[i] = coded with { Counts = again, Precisions = [.. again.Select(_ => 1 / (spread * spread))] };
                }
            }
            return made;
        }

        (JunctionTree Tree, double[][] Tables) Rounds()
        {
            var whole = accountant.RemainingRho;
            var (tree, tables) = model.Descend(persons, LastSteps, cancel);
            if (pairs.PairCount == 0)
                return (tree, tables);
            var cost = whole / Math.Clamp(aim.RoundsPerColumn * table.ColumnCount, 1, MostRounds);
            for (var round = 0; round < MostRounds && accountant.RemainingRho > 1e-6 * whole; round++)
            {
                cancel.ThrowIfCancellationRequested();
                if (accountant.RemainingRho < 2 * cost)
                    cost = accountant.RemainingRho;
                var sigma = GaussianMechanism.Sigma(cost * (1 - ShareOfChoice), 1);
                var allowed = aim.MostMiB * (1 << 20) / sizeof(double) * (accountant.SpentRho + cost) / accountant.Rho;
                accountant.Spend("the choice of a pair", cost * ShareOfChoice);
                var (pair, before) = pairs.Choose(tree, tables, model.Measured, persons, sigma, allowed, ExponentialMechanism.Epsilon(cost * ShareOfChoice), random);
                if (pair is not [var one, var other])
                    break;
                var (counts, spread) = Measured($"the counts of '{table.Columns[one].Name}' with '{table.Columns[other].Name}'", pairs.Counts(one, other), cost * (1 - ShareOfChoice));
                model.Add(new MeasuredMarginal([one, other], counts, [.. counts.Select(_ => 1 / (spread * spread))]));
                (tree, tables) = model.Descend(persons, StepsPerRound, cancel);
                // Where a measurement taught little more than its noise, the next ones must be more exact: twice as exact cost four times as much.
                var home = tree.Holding([one, other]);
                var after = JunctionTree.Project(tables[home], tree.Map(home, [one, other]), counts.Length);
                var moved = 0.0;
                for (var i = 0; i < counts.Length; i++)
                    moved += Math.Abs(after[i] - before[i]) * persons;
                if (moved <= Math.Sqrt(2 / Math.PI) * spread * counts.Length)
                    cost *= 4;
                progress?.Report(new FitProgress($"'{table.Columns[one].Name}' with '{table.Columns[other].Name}'", 0.95 * (1 - accountant.RemainingRho / whole)));
            }
            return model.Descend(persons, LastSteps, cancel);
        }
    }

    public ITableModel Read(ImmutableArray<Column> columns, ModelFileReader file) => AimModel.Read(columns, file);

    private static long[] Histogram(double[] cells, int count, Func<double, int> fine, Contributions contributions)
    {
        var counts = new long[count];
        for (var row = 0; row < cells.Length; row++)
            counts[fine(cells[row])] += contributions.Weights[row];
        return counts;
    }

    /// <summary>The intervals of the columns of numbers: from declared bounds, or found and paid for.</summary>
    private static ImmutableArray<long>[] Edges(Table table, Contributions contributions, double persons, PrivacyAccountant accountant, SecretRandom random)
    {
        var edges = new ImmutableArray<long>[table.ColumnCount];
        Array.Fill(edges, []);
        int[] numbers = [.. Enumerable.Range(0, table.ColumnCount).Where(i => !table.Columns[i].HasLevels)];
        var open = numbers.Sum(i => (table.Columns[i].Least is null ? 1 : 0) + (table.Columns[i].Most is null ? 1 : 0));
        var found = new Dictionary<int, (PrivateIntervals Intervals, long Least, long Most)>();
        foreach (var i in numbers)
        {
            var column = table.Columns[i];
            var unit = ColumnCoding.UnitsOf(column);
            var intervals = Sorted(table[i], unit, contributions, random);
            var least = column.Least is { } low ? ColumnCoding.Units(low, unit) : -ColumnCoding.MostUnits + 1;
            var most = column.Most is { } high ? ColumnCoding.Units(high, unit) : ColumnCoding.MostUnits;
            if (least > most)
                throw new SynthesisException(string.Create(CultureInfo.InvariantCulture, $"The column '{column.Name}' is declared to begin at {column.Least} and to end at {column.Most}. Mend the schema file."));
            var (start, end) = (least, most);
            if (column.Least is null)
                start = Bound($"the least of '{column.Name}'", upper: false);
            if (column.Most is null)
                end = Bound($"the greatest of '{column.Name}'", upper: true);
            found[i] = (intervals, Math.Min(start, end), Math.Max(start, end));

            long Bound(string what, bool upper)
            {
                var rho = accountant.Rho * ShareOfBounds / open;
                accountant.Spend(what, rho);
                var epsilon = ExponentialMechanism.Epsilon(rho);
                var tail = PrivateIntervals.TailShare(epsilon, persons);
                return intervals.Quantile(upper ? 1 - tail : tail, epsilon, least, most);
            }
        }
        int[] wide = [.. numbers.Where(i => found[i].Most - found[i].Least >= PrivateIntervals.MostUnitsWhole)];
        foreach (var i in numbers)
        {
            var (intervals, least, most) = found[i];
            if (most - least < PrivateIntervals.MostUnitsWhole)
            {
                edges[i] = [.. Enumerable.Range(0, (int)(most - least) + 2).Select(k => least - 1 + k)];
                continue;
            }
            var rho = accountant.Rho * ShareOfCuts / wide.Length;
            accountant.Spend($"the intervals of '{table.Columns[i].Name}'", rho);
            edges[i] = intervals.Cut(least, most, ExponentialMechanism.Epsilon(rho / PrivateIntervals.Halvings));
        }
        return edges;
    }

    private static PrivateIntervals Sorted(double[] cells, double unit, Contributions contributions, SecretRandom random)
    {
        int[] rows = [.. Enumerable.Range(0, cells.Length).Where(row => !double.IsNaN(cells[row]) && contributions.Weights[row] > 0)];
        var units = Array.ConvertAll(rows, row => ColumnCoding.Units(cells[row], unit));
        var weights = Array.ConvertAll(rows, row => contributions.Weights[row] / (double)contributions.PerPerson);
        Array.Sort(units, weights);
        return new PrivateIntervals(units, weights, random);
    }

    private void Check(Table table, FitOptions options)
    {
        if (options.Epsilon is not { } epsilon)
            throw new SynthesisException("The engine aim learns with differential privacy and needs a budget: give --epsilon, for example 1. It is how far one person can move what the model shows; smaller is safer and less exact.");
        if (!(epsilon > 0) || !double.IsFinite(epsilon))
            throw new SynthesisException($"The privacy budget epsilon must be a number above 0, not {epsilon.ToString(CultureInfo.InvariantCulture)}.");
        if (!(options.Delta is > 0 and < 1))
            throw new SynthesisException($"Delta must lie between 0 and 1, far below one over the number of persons; not {options.Delta.ToString(CultureInfo.InvariantCulture)}.");
        if (table.ColumnCount is 0 or > MostColumns)
            throw new SynthesisException($"The engine aim learns tables of 1 to {MostColumns} columns; this one has {table.ColumnCount}. Leave columns out in the schema file: each one shares the privacy budget with all others.");
        if (table.RowCount == 0)
            throw new SynthesisException("The table has no rows.");
        if (aim.MostBins is < 2 or > 200 || aim.MostLevels is < 2 or > 200 || aim.RowsPerPerson is < 1 or > 16 || !(aim.MostMiB > 0) || !(aim.RoundsPerColumn > 0) || !(aim.WeightWithoutTarget is > 0 and <= 1))
            throw new ArgumentException("AIM takes 2 to 200 codes, 1 to 16 rows per person, a size and rounds above 0, and weights up to 1.", nameof(options));
        if (options.Target is { } target && table.IndexOf(target) < 0)
            throw new SynthesisException($"There is no column '{target}' that could be the target.");
    }

    /// <summary>Noise that depends on the secret, on everything asked for and on the whole table: two tables that differ in one person never share it, or their difference would show the person.</summary>
    private SecretRandom Noise(Table table, FitOptions options)
    {
        if (aim.NoiseSecret.IsDefaultOrEmpty)
            return SecretRandom.Fresh();
        if (aim.NoiseSecret.Length != SecretRandom.KeyBytes)
            throw new ArgumentException($"The secret for noise has {SecretRandom.KeyBytes} bytes, not {aim.NoiseSecret.Length}.", nameof(options));
        using var mac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, aim.NoiseSecret.AsSpan());
        Append(System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(new { options.Seed, options.Target, options.Epsilon, options.Delta, aim.RowsPerPerson, aim.MostBins, aim.MostLevels, aim.MostMiB, aim.WeightWithoutTarget, aim.RoundsPerColumn, Public = aim.PublicLevels.Order(StringComparer.Ordinal), table.Columns }));
        for (var i = 0; i < table.ColumnCount; i++)
            Append(MemoryMarshal.AsBytes(table[i].AsSpan()));
        Append(MemoryMarshal.AsBytes(options.Persons.AsSpan()));
        return new SecretRandom(mac.GetHashAndReset());

        void Append(ReadOnlySpan<byte> part)
        {
            Span<byte> length = stackalloc byte[sizeof(long)];
            System.Buffers.Binary.BinaryPrimitives.WriteInt64LittleEndian(length, part.Length);
            mac.AppendData(length);
            mac.AppendData(part);
        }
    }
}
