using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using Salus.Learning;
using Salus.Learning.Metrics;
using Salus.Learning.Trees;

namespace Salus.Benchmarks;

/// <summary>
/// Boosted trees on an invented table of the shape of a hospital's encounters, learned on one thread, beside scikit-learn's histogram
/// boosting on the same rows with the same settings in the same run (where Python has it). Processor seconds, so that other work on the
/// machine counts little.
/// </summary>
internal static class BoostingBench
{
    private const int Columns = 45;
    private const int Rounds = 100;
    private const int MeasuredRows = 20_000;

    private static readonly int[] Sizes = [20_000, 81_000];

    public static async Task<IReadOnlyList<Figure>> RunAsync(BenchCall call)
    {
        var figures = new List<Figure>();
        var random = new SeededRandom(1);
        var (fresh, freshTruths) = Invent(MeasuredRows, random);
        bool[] truths = [.. freshTruths.Select(t => t > 0)];
        // A first fit, so that the compiler's work is not measured.
        var (warm, warmTargets) = Invent(5_000, random);
        _ = BoostedTrees.Fit(warm, warmTargets, BoostingLoss.Logistic, Options);
        foreach (var size in Sizes)
        {
            var (rows, targets) = Invent(size, random);
            var before = Processor();
            var trees = BoostedTrees.Fit(rows, targets, BoostingLoss.Logistic, Options);
            var ours = Processor() - before;
            var area = BinaryMetrics.Auroc(trees.Predict(fresh), truths);
            figures.Add(new Figure("boosting", $"{Rounds} rounds over {size:N0} × {Columns}, one thread", ours, "CPU s"));
            figures.Add(new Figure("boosting", $"area under the curve on {MeasuredRows:N0} new rows, {size:N0} learned from", area, ""));
            if (await TheirsAsync(rows, targets, fresh, freshTruths) is not { } theirs)
                continue;
            figures.Add(Figure.AtLeast("boosting", $"scikit-learn takes so many times as long over {size:N0} × {Columns}", theirs.Seconds / ours, "ratio", 1));
            figures.Add(new Figure("boosting", $"scikit-learn's area under the curve, {size:N0} learned from", theirs.Area, ""));
        }
        return figures;
    }

    private static BoostingOptions Options { get; } = new() { Rounds = Rounds, L2 = 0, Threads = 1 };

    private static double Processor() => Process.GetCurrentProcess().TotalProcessorTime.TotalSeconds;

    /// <summary>A third of the columns has many values, a third few, a third two; a tenth of the cells is missing.</summary>
    private static (FeatureTable Rows, float[] Targets) Invent(int count, SeededRandom random)
    {
        var rows = new FeatureTable(count, Columns);
        var targets = new float[count];
        for (var row = 0; row < count; row++)
        {
            var score = 0.0;
            for (var column = 0; column < Columns; column++)
            {
                var value = random.NextNormal();
                var kept = (column % 3) switch { 0 => value, 1 => Math.Round(2 * value), _ => value > 1 ? 1 : 0 };
                score += kept * Math.Sin(column) / 3 + (column % 5 == 0 ? kept * kept / 10 : 0);
                rows[row, column] = random.NextInt(10) == 0 ? float.NaN : (float)kept;
            }
            targets[row] = random.NextDouble() < 1 / (1 + Math.Exp(-score)) ? 1 : 0;
        }
        return (rows, targets);
    }

    private static async Task<(double Seconds, double Area)?> TheirsAsync(FeatureTable rows, float[] targets, FeatureTable fresh, float[] truths)
    {
        var folder = Directory.CreateTempSubdirectory("salus-bench-");
        try
        {
            Write("x", rows);
            Write("z", fresh);
            await File.WriteAllBytesAsync(Path.Combine(folder.FullName, "y"), MemoryMarshal.AsBytes(targets.AsSpan()).ToArray());
            await File.WriteAllBytesAsync(Path.Combine(folder.FullName, "t"), MemoryMarshal.AsBytes(truths.AsSpan()).ToArray());
            foreach (var python in (string[])["/usr/bin/python3", "python3"])
                if (await AskAsync(python, folder.FullName) is { } answer)
                    return answer;
            return null;
        }
        finally
        {
            folder.Delete(true);
        }

        void Write(string name, FeatureTable table)
        {
            using var file = File.Create(Path.Combine(folder.FullName, name));
            for (var row = 0; row < table.RowCount; row++)
                file.Write(MemoryMarshal.AsBytes(table.Row(row)));
        }
    }

    /// <returns>Null where there is no such Python, or it lacks scikit-learn.</returns>
    private static async Task<(double Seconds, double Area)?> AskAsync(string python, string folder)
    {
        const string Script = """
            import os, sys, time
            import numpy as np
            from sklearn.ensemble import HistGradientBoostingClassifier as Boosting
            from sklearn.metrics import roc_auc_score
            read = lambda name: np.fromfile(os.path.join(sys.argv[1], name), np.float32)
            columns, rounds = int(sys.argv[2]), int(sys.argv[3])
            model = lambda: Boosting(max_iter=rounds, learning_rate=0.1, max_leaf_nodes=31, min_samples_leaf=20, l2_regularization=0, max_bins=255, early_stopping=False)
            x, y = read("x").reshape(-1, columns), read("y")
            model().fit(x[:5000], y[:5000])
            start = time.process_time()
            fitted = model().fit(x, y)
            seconds = time.process_time() - start
            print(seconds, roc_auc_score(read("t"), fitted.predict_proba(read("z").reshape(-1, columns))[:, 1]))
            """;
        using var process = new Process
        {
            StartInfo = new ProcessStartInfo(python, ["-c", Script, folder, Columns.ToString(CultureInfo.InvariantCulture), Rounds.ToString(CultureInfo.InvariantCulture)])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                UseShellExecute = false,
            },
        };
        process.StartInfo.Environment["OMP_NUM_THREADS"] = "1";
        try
        {
            process.Start();
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
        var errors = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        await errors;
        if (process.ExitCode != 0)
            return null;
        var parts = output.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return (double.Parse(parts[0], CultureInfo.InvariantCulture), double.Parse(parts[1], CultureInfo.InvariantCulture));
    }
}
