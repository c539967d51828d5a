using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace Salus.Benchmarks;

/// <param name="Bar">What issue and docs promise, for example "&lt; 1"; null for a figure that only informs.</param>
/// <param name="Reached">Null when there is no bar.</param>
internal sealed record Figure(string Bench, string What, double Value, string Unit, string? Bar = null, bool? Reached = null)
{
    public static Figure Below(string bench, string what, double value, string unit, double bar) =>
        new(bench, what, value, unit, "< " + bar.ToString(CultureInfo.InvariantCulture), value < bar);

    public static Figure AtLeast(string bench, string what, double value, string unit, double bar) =>
        new(bench, what, value, unit, "≥ " + bar.ToString(CultureInfo.InvariantCulture), value >= bar);
}

/// <param name="Cores">How many threads the batch uses.</param>
internal sealed record BenchCall(IReadOnlyList<string> Names, int Cores, FileInfo? Out)
{
    public static BenchCall? Parse(string[] args, IReadOnlyCollection<string> known)
    {
        var names = new List<string>();
        var cores = Environment.ProcessorCount;
        FileInfo? file = null;
        for (var i = 0; i < args.Length; i++)
        {
            if (args[i] == "--cores" && i + 1 < args.Length && int.TryParse(args[i + 1], NumberStyles.None, CultureInfo.InvariantCulture, out cores) && cores > 0)
                i++;
            else if (args[i] == "--out" && i + 1 < args.Length)
                file = new FileInfo(args[++i]);
            else if (known.Contains(args[i]))
                names.Add(args[i]);
            else
                return null;
        }
        return new BenchCall(names.Count > 0 ? names : [.. known], cores, file);
    }
}

internal static class Report
{
    public static void WriteMarkdown(TextWriter to, IEnumerable<Figure> figures)
    {
        to.WriteLine($"{RuntimeInformation.OSDescription}, {Environment.ProcessorCount} cores, {RuntimeInformation.FrameworkDescription}");
        to.WriteLine();
        to.WriteLine("| bench | figure | value | unit | bar |");
        to.WriteLine("|---|---|---:|---|---|");
        foreach (var f in figures)
            to.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {f.Bench} | {f.What} | {f.Value:0.###} | {f.Unit} | {f.Bar}{(f.Reached is { } reached ? reached ? " reached" : " **missed**" : "")} |"));
    }

    public static void WriteJson(FileInfo file, IEnumerable<Figure> figures, int cores) =>
        File.WriteAllText(file.FullName, JsonSerializer.Serialize(new { cores, runtime = RuntimeInformation.FrameworkDescription, figures }, Salus.Trust.TrustJson.Indented) + "\n");
}
