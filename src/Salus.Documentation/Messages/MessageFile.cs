using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Salus.Documentation.Messages;

/// <summary>A file of messages cannot be read: which line and what to do.</summary>
public sealed class MessageFileException(string message) : Exception(message);

/// <summary>A line of a file of messages; what is known of the right answer is for evaluation.</summary>
/// <param name="RedFlag">Kind of red flag that is in it; null when there is none.</param>
public sealed record MessageLine(string Id, string Text, string? Style = null, string? Urgency = null, string? RedFlag = null, ImmutableArray<string> Classes = default)
{
    /// <summary>The line says whether a red flag is in it.</summary>
    public bool IsJudged { get; init; }
}

/// <summary>Messages as JSON Lines: <c>text</c>, and optionally <c>id</c>, <c>style</c>, <c>urgency</c>, <c>redFlag</c>, <c>classes</c>.</summary>
public static class MessageFile
{
    private const int LongestLine = 1 << 20;

    /// <exception cref="MessageFileException">A line is none of these.</exception>
    public static async IAsyncEnumerable<MessageLine> ReadAsync(FileInfo file, [EnumeratorCancellation] CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(file);
        using var reader = file.OpenText();
        var number = 0;
        while (await reader.ReadLineAsync(cancel) is { } line)
        {
            number++;
            if (!string.IsNullOrWhiteSpace(line))
                yield return Read(line, file.Name, number);
        }
    }

    private static MessageLine Read(string line, string file, int number)
    {
        try
        {
            if (line.Length > LongestLine)
                throw new JsonException("It is too long.");
            using var json = JsonDocument.Parse(line);
            var root = json.RootElement;
            string? Text(string name) => root.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String ? value.GetString() : null;
            var text = Text("text") is { Length: > 0 } words ? words : throw new JsonException("It has no text.");
            var judged = root.TryGetProperty("redFlag", out var flag);
            var kind = !judged ? null : flag.ValueKind switch { JsonValueKind.String => flag.GetString() is { Length: > 0 } named ? named : null, JsonValueKind.True => "unnamed", _ => null };
            return new MessageLine(root.TryGetProperty("id", out var id) ? id.ToString() : number.ToString(CultureInfo.InvariantCulture), text, Text("style"), Text("urgency"), kind,
                root.TryGetProperty("classes", out var classes) && classes.ValueKind is JsonValueKind.Array ? [.. classes.EnumerateArray().Select(c => c.ToString())] : []) { IsJudged = judged };
        }
        catch (Exception wrong) when (wrong is JsonException or InvalidOperationException)
        {
            throw new MessageFileException(string.Create(CultureInfo.InvariantCulture, $"{file}, line {number}: write one JSON object a line with 'text' (and optionally 'id', 'style', 'urgency', 'redFlag', 'classes')."));
        }
    }
}
