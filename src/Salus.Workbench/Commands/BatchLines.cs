using System.Globalization;
using System.Text.Json;
using Salus.Trust;

namespace Salus.Workbench.Commands;

/// <summary>Batch results as JSON Lines, to a file or the standard output; faults of rows go to the error stream.</summary>
internal static class BatchLines
{
    /// <param name="errorOf">Why a row failed; null when it did not.</param>
    /// <returns>1 when a row failed.</returns>
    public static async Task<int> WriteAsync<T>(Shell shell, FileInfo? output, bool json, IAsyncEnumerable<T> rows, Func<T, string?> errorOf, string what)
    {
        var (done, failed) = (0, 0);
        if (output is null)
            await EachAsync(shell.Out);
        else
            await WholeFile.WriteAsync(output, EachAsync);
        if (json && output is not null)
            await shell.WriteJsonAsync(new { file = output.FullName, rows = done, failed });
        else
            await shell.Error.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{done - failed} {what} done{(failed > 0 ? $", {failed} rows could not be read" : "")}."));
        return failed == 0 ? 0 : CommandFailures.WorkFailed;

        async Task EachAsync(TextWriter to)
        {
            await foreach (var row in rows)
            {
                await to.WriteAsync(JsonSerializer.Serialize(row, TrustJson.Canonical) + "\n");
                done++;
                if (errorOf(row) is not { } problem)
                    continue;
                failed++;
                await shell.Error.WriteLineAsync(problem);
            }
        }
    }
}
