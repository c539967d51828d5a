using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Salus.Language.Models;

/// <summary>What a model was used for on a day.</summary>
public sealed record UsageTotal(long Calls, long Failures, long TokensIn, long TokensOut, decimal Cost)
{
    public static UsageTotal None { get; } = new(0, 0, 0, 0, 0);
}

/// <summary>
/// What the models of this machine were used for: one line per call in a file per day (UTC), shared by all processes that use the folder, so that
/// a limit of the day holds over restarts. It holds counts, never text. Safe for several threads.
/// </summary>
public sealed class ModelUsage(DirectoryInfo folder, TimeProvider clock)
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, UsageTotal> today = new(StringComparer.Ordinal);
    private DateOnly day;
    private long read;

    /// <summary>The totals of a model since midnight UTC.</summary>
    public UsageTotal Today(string model)
    {
        lock (gate)
        {
            CatchUp();
            return today.GetValueOrDefault(model, UsageTotal.None);
        }
    }

    public void Add(string model, bool succeeded, long tokensIn, long tokensOut, decimal cost)
    {
        var line = JsonSerializer.SerializeToUtf8Bytes(new Line(model, succeeded, tokensIn, tokensOut, cost));
        lock (gate)
        {
            folder.Create();
            using var file = new FileStream(FileOf(Day()).FullName, Private(new FileStreamOptions { Mode = FileMode.Append, Access = FileAccess.Write, Share = FileShare.ReadWrite, BufferSize = 0 }));
            file.Write([.. line, (byte)'\n']);
        }
    }

    private void CatchUp()
    {
        if (Day() != day)
        {
            (day, read) = (Day(), 0);
            today.Clear();
        }
        var file = FileOf(day);
        if (!file.Exists || file.Length <= read)
            return;
        using var stream = new FileStream(file.FullName, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        stream.Position = read;
        using var reader = new StreamReader(stream, Encoding.UTF8);
        var text = reader.ReadToEnd();
        var whole = text.LastIndexOf('\n') + 1;
        read += Encoding.UTF8.GetByteCount(text.AsSpan(0, whole));
        foreach (var line in text[..whole].Split('\n', StringSplitOptions.RemoveEmptyEntries))
            if (Parse(line) is { } call)
            {
                var total = today.GetValueOrDefault(call.Model, UsageTotal.None);
                today[call.Model] = new UsageTotal(total.Calls + 1, total.Failures + (call.Ok ? 0 : 1), total.TokensIn + call.In, total.TokensOut + call.Out, total.Cost + call.Cost);
            }
    }

    /// <summary>A line that a crash cut short counts for nothing.</summary>
    private static Line? Parse(string line)
    {
        try
        {
            return JsonSerializer.Deserialize<Line>(line);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private DateOnly Day() => DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime);

    private FileInfo FileOf(DateOnly date) => new(Path.Combine(folder.FullName, $"usage-{date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}.jsonl"));

    private static FileStreamOptions Private(FileStreamOptions options)
    {
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return options;
    }

    private sealed record Line(string Model, bool Ok, long In, long Out, decimal Cost);
}
