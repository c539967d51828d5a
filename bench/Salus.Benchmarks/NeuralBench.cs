using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using Salus.Learning;
using Salus.Learning.Kernels;
using Salus.Learning.Networks;
using Salus.Synthesis.Tables;
using Salus.Synthesis.Tables.Engines;
using Salus.Synthesis.Tables.Engines.Neural;

namespace Salus.Benchmarks;

/// <summary>
/// Products of matrices beside OpenBLAS, and training steps beside Debian's torch on the same networks, on one thread each and in CPU
/// seconds of one run. What is not installed is left out.
/// </summary>
internal static class NeuralBench
{
    private const int Rounds = 3;
    private const double GemmBar = 0.8;
    private const double StepBar = 0.8;
    private const int Numbers = 10;
    private const int Batch = 500;
    private const int Hidden = 128;
    private const int AdversaryHidden = 256;
    private const string Python = "/usr/bin/python3";
    private static readonly int[] Levels = [2, 2, 3, 4, 5, 6, 8, 10, 12, 20];
    private static readonly (int Rows, int Columns, int Depth, bool TurnA, bool TurnB)[] Shapes =
        [(500, 128, 128, false, false), (500, 256, 256, false, false), (500, 256, 256, false, true), (256, 256, 500, true, false), (1024, 1024, 1024, false, false)];

    public static Task<IReadOnlyList<Figure>> RunAsync(BenchCall call) => Task.FromResult<IReadOnlyList<Figure>>([.. Products(), .. Steps()]);

    private static IEnumerable<Figure> Products()
    {
        var blas = OpenBlas();
        foreach (var (rows, columns, depth, turnA, turnB) in Shapes)
        {
            var random = new SeededRandom(1);
            var (a, b, c) = (new float[rows * depth], new float[depth * columns], new float[rows * columns]);
            NormalNumbers.Fill(random, a);
            NormalNumbers.Fill(random, b);
            var (strideA, strideB) = (turnA ? rows : depth, turnB ? depth : columns);
            var work = 2.0 * rows * columns * depth;
            var times = (int)Math.Max(10, 6e9 / work);
            var (ours, theirs) = (double.MaxValue, double.MaxValue);
            for (var round = 0; round < 3 * Rounds; round++)
            {
                ours = Math.Min(ours, Cpu(times, () => Gemm.Multiply(rows, columns, depth, 1, a, strideA, turnA, b, strideB, turnB, 0, c, columns)));
                if (blas is not null)
                    theirs = Math.Min(theirs, Cpu(times, () => blas(101, turnA ? 112 : 111, turnB ? 112 : 111, rows, columns, depth, 1, a, strideA, b, strideB, 0, c, columns)));
            }
            var name = $"product {rows} x {depth} x {columns}{(turnA ? ", first turned" : turnB ? ", second turned" : "")}, {Simd.Bits}-bit vectors";
            yield return new Figure("neural", name, work / ours / 1e9, "GFLOP/s");
            if (blas is not null)
                yield return Figure.AtLeast("neural", name + ", share of OpenBLAS", theirs / ours, "ratio", GemmBar);
        }
    }

    private static IEnumerable<Figure> Steps()
    {
        var table = Table(4000);
        var nets = new (string Name, Func<int, double> Ours)[]
        {
            ("mlp", Dense),
            ("tvae", steps => Engine(new TvaeEngine(Brief(Hidden, steps)), table)),
            ("ctgan", steps => Engine(new CtganEngine(Brief(AdversaryHidden, steps)), table)),
        };
        foreach (var (name, run) in nets)
        {
            const int Few = 20, Many = 220;
            run(Few);
            var (ours, theirs) = (double.MaxValue, double.MaxValue);
            for (var round = 0; round < Rounds; round++)
            {
                ours = Math.Min(ours, (run(Many) - run(Few)) / (Many - Few));
                theirs = Math.Min(theirs, Torch(name, Many - Few) ?? double.MaxValue);
            }
            yield return new Figure("neural", $"training step of {name}, batch {Batch}", ours * 1000, "CPU ms");
            if (theirs < double.MaxValue)
                yield return Figure.Below("neural", $"training step of {name}, torch's taken as 1", ours / theirs, "ratio", StepBar);
        }
    }

    private static NeuralOptions Brief(int hidden, int steps) => new() { Hidden = hidden, LeastSteps = steps, MostSteps = steps, Batch = Batch };

    /// <returns>CPU seconds of the whole fit; what is not training falls out of the difference of two.</returns>
    private static double Engine(ITableEngine engine, Table table) => Cpu(1, () => engine.Fit(table.AsSource(), new FitOptions { Threads = 1 }, null, CancellationToken.None));

    /// <summary>128-256-256-64 with ReLU, squared error and Adam.</summary>
    private static double Dense(int steps)
    {
        var random = new SeededRandom(1);
        var network = new Stack(new Dense(128, 256, random), new Step((t, x) => t.Relu(x)), new Dense(256, 256, random), new Step((t, x) => t.Relu(x)), new Dense(256, 64, random));
        var adam = new Adam(network.Tensors, new AdamOptions());
        var (x, y, known) = (new Tensor([Batch, 128]), new float[Batch * 64], new float[Batch * 64]);
        NormalNumbers.Fill(random, x.Values);
        NormalNumbers.Fill(random, y);
        Array.Fill(known, 1);
        var tape = new Tape();
        return Cpu(1, () =>
        {
            for (var step = 0; step < steps; step++, tape.Clear())
            {
                tape.Backward(tape.SquaredError(network.Apply(tape, x), y, known));
                adam.Step();
            }
        });
    }

    private static Table Table(int rows)
    {
        var random = new SeededRandom(2);
        var columns = ImmutableArray.CreateBuilder<Column>();
        var cells = ImmutableArray.CreateBuilder<double[]>();
        for (var i = 0; i < Numbers; i++)
        {
            columns.Add(new Column { Name = $"n{i}", Kind = ColumnKind.Number, Decimals = 6 });
            cells.Add([.. Enumerable.Range(0, rows).Select(_ => random.NextNormal())]);
        }
        foreach (var levels in Levels)
        {
            columns.Add(new Column { Name = $"c{columns.Count}", Kind = ColumnKind.Category, Levels = [.. Enumerable.Range(0, levels).Select(l => $"{l}")] });
            cells.Add([.. Enumerable.Range(0, rows).Select(row => (double)(row < levels ? row : random.NextInt(levels)))]);
        }
        return new Table(columns.ToImmutable(), cells.ToImmutable());
    }

    private static double Cpu(int times, Action work)
    {
        var process = Process.GetCurrentProcess();
        var start = process.TotalProcessorTime;
        for (var i = 0; i < times; i++)
            work();
        process.Refresh();
        return (process.TotalProcessorTime - start).TotalSeconds / times;
    }

    /// <returns>CPU seconds a step; null where Debian's Python or its torch is not installed.</returns>
    private static double? Torch(string net, int steps)
    {
        if (!File.Exists(Python))
            return null;
        var script = Path.Combine(Samples.Repository().FullName, "bench", "peers", "torch_step.py");
        var call = new ProcessStartInfo(Python, [script, net, Numbers.ToString(CultureInfo.InvariantCulture), string.Join(',', Levels), Batch.ToString(CultureInfo.InvariantCulture), (net == "ctgan" ? AdversaryHidden : Hidden).ToString(CultureInfo.InvariantCulture), steps.ToString(CultureInfo.InvariantCulture)])
        {
            RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false,
            Environment = { ["OMP_NUM_THREADS"] = "1", ["MKL_NUM_THREADS"] = "1", ["OPENBLAS_NUM_THREADS"] = "1" },
        };
        using var python = Process.Start(call)!;
        var errors = python.StandardError.ReadToEndAsync();
        var output = python.StandardOutput.ReadToEnd();
        python.WaitForExit();
        if (python.ExitCode == 0)
            return double.Parse(output, CultureInfo.InvariantCulture);
        var message = errors.GetAwaiter().GetResult();
        return message.Contains("No module named 'torch'", StringComparison.Ordinal) ? null : throw new InvalidOperationException($"torch_step.py failed: {message}");
    }

    private delegate void Product(int order, int turnA, int turnB, int rows, int columns, int depth, float alpha, float[] a, int strideA, float[] b, int strideB, float beta, float[] c, int strideC);

    private delegate void Threads(int count);

    private static Product? OpenBlas()
    {
        if (!NativeLibrary.TryLoad("libopenblas.so.0", out var library))
            return null;
        Marshal.GetDelegateForFunctionPointer<Threads>(NativeLibrary.GetExport(library, "openblas_set_num_threads"))(1);
        return Marshal.GetDelegateForFunctionPointer<Product>(NativeLibrary.GetExport(library, "cblas_sgemm"));
    }
}
