using System.Globalization;
using System.Text.Json;
using Salus.Trust;

namespace Salus.Design.Terminal;

/// <summary>Batch results as JSON Lines, to a file or the standard output; faults of rows go to the error stream.</summary>
public static class BatchLines
{
    /// <param name="errorOf">Why a row failed; null when it did not.</param>
    /// <returns>Exit code: 1 when a row failed.</returns>
    public static async Task<int> WriteAsync<T>(CommandContext context, FileInfo? output, bool json, IAsyncEnumerable<T> rows, Func<T, string?> errorOf, string what)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(errorOf);
        var (done, failed) = (0, 0);
        if (output is null)
            await EachAsync(context.Out);
        else
            await WholeFile.WriteAsync(output, EachAsync);
        if (json && output is not null)
            await context.Out.WriteLineAsync(JsonSerializer.Serialize(new { file = output.FullName, rows = done, failed }, TrustJson.Indented));
        else
            await context.Error.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{done - failed} {what} done{(failed > 0 ? $", {failed} rows could not be read" : "")}."));
        return failed == 0 ? 0 : 1;

        async Task EachAsync(TextWriter to)
        {
            await foreach (var row in rows)
            {
                await to.WriteAsync(JsonSerializer.Serialize(row, TrustJson.Canonical) + "\n");
                done++;
                if (errorOf(row) is not { } problem)
                    continue;
                failed++;
                await context.Error.WriteLineAsync(problem);
            }
        }
    }
}
