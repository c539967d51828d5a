using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.Json;
using Salus.Learning;

namespace Salus.Conformance.Learning;

/// <summary>
/// scikit-learn as a second opinion, run by the operating system's Python through <c>tests/peers/learning.py</c>. A test that needs it is
/// skipped with the reason where Python or the package is missing.
/// </summary>
internal static class ScikitLearn
{
    private static readonly string[] Pythons = ["/usr/bin/python3", "python3"];

    /// <summary>What the script says of these cases; its keys are the models.</summary>
    public static async Task<JsonElement> AskAsync(PublicTable table, int trees, double penalty, double[] groups)
    {
        var python = await FindAsync();
        var folder = Directory.CreateTempSubdirectory("salus-peer-");
        try
        {
            await File.WriteAllTextAsync(Path.Combine(folder.FullName, "call.json"), JsonSerializer.Serialize(new { columns = table.Learn.ColumnCount, trees, penalty, groups }));
            Write("raw_learn", table.RawLearn);
            Write("raw_measure", table.RawMeasure);
            Write("x_learn", table.Learn);
            Write("x_measure", table.Measure);
            await File.WriteAllBytesAsync(Path.Combine(folder.FullName, "y_learn"), MemoryMarshal.AsBytes(table.LearnTruths.AsSpan()).ToArray());
            await File.WriteAllBytesAsync(Path.Combine(folder.FullName, "y_measure"), MemoryMarshal.AsBytes(table.MeasureTruths.AsSpan()).ToArray());
            var (code, output, errors) = await RunAsync(python, Script, folder.FullName);
            Assert.True(code == 0, errors);
            using var document = JsonDocument.Parse(output);
            return document.RootElement.Clone();
        }
        finally
        {
            folder.Delete(true);
        }

        void Write(string name, FeatureTable cases)
        {
            using var file = File.Create(Path.Combine(folder.FullName, name));
            for (var row = 0; row < cases.RowCount; row++)
                file.Write(MemoryMarshal.AsBytes(cases.Row(row)));
        }
    }

    private static string Script => Path.Combine(PublicData.Repository().FullName, "tests", "peers", "learning.py");

    private static async Task<string> FindAsync()
    {
        foreach (var python in Pythons)
        {
            try
            {
                if ((await RunAsync(python, Script, "check")).Code == 0)
                    return python;
            }
            catch (Win32Exception)
            {
                // Not installed under this name.
            }
        }
        Assert.Skip("Python with scikit-learn is not installed.");
        return "";
    }

    private static async Task<(int Code, string Output, string Errors)> RunAsync(string python, params IEnumerable<string> arguments)
    {
        var cancel = TestContext.Current.CancellationToken;
        using var process = new Process
        {
            StartInfo = new ProcessStartInfo(python, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false },
        };
        process.Start();
        var errors = process.StandardError.ReadToEndAsync(cancel);
        var output = await process.StandardOutput.ReadToEndAsync(cancel);
        await process.WaitForExitAsync(cancel);
        return (process.ExitCode, output, await errors);
    }
}
