using System.Text.Json;

namespace Salus.Documentation.Scribe;

/// <summary>
/// Reads turns that come line by line: <c>[doctor] …</c>, <c>Patient: …</c>, or JSON <c>{"speaker":"doctor","text":"…"}</c>. A line that
/// names nobody is given to whoever sounds like it, else to the other person than before.
/// </summary>
public sealed class TurnLine
{
    /// <summary>A log-odds beyond which the words themselves tell who speaks.</summary>
    private const double Clear = 1;

    private readonly HashSet<string> labels = new(StringComparer.Ordinal);
    private Speaker last = Speaker.Unknown;

    /// <returns>Null for an empty line.</returns>
    /// <param name="source">For messages.</param>
    /// <param name="number">One-based line, for messages.</param>
    /// <exception cref="TranscriptException">Broken JSON, no words, or too long.</exception>
    public Turn? Read(string line, string source, int number)
    {
        var text = line.AsSpan().Trim();
        if (text.IsEmpty)
            return null;
        var turn = text[0] == '{' ? FromJson(line, source, number) : FromLabel(line);
        if (turn is null || turn.Text.Length == 0)
            return null;
        if (turn.Text.Length > LiveNote.LongestTurn)
            throw new TranscriptException(source, number, FormattableString.Invariant($"The turn has {turn.Text.Length} characters; one may have {LiveNote.LongestTurn}."), "Send what was said turn by turn.");
        last = turn.Speaker;
        return turn;
    }

    private Turn? FromLabel(string line)
    {
        if (SpeakerLabel.At0(line) is { } label && (SpeakerRoles.FromLabel(label.Label) is not Speaker.Unknown || label.Style is LabelStyle.Bracket || labels.Contains(label.Label)))
        {
            labels.Add(label.Label);
            var said = line[label.TextStart..].Trim();
            return said.Length == 0 ? null : Named(label.Label, said, label.At);
        }
        var words = line.Trim();
        return new Turn(Guess(words), "", words, Guessed: true);
    }

    /// <summary>A turn whose speaker was named apart from the words.</summary>
    public Turn Say(string label, string text)
    {
        var turn = Named(label, text);
        last = turn.Speaker;
        return turn;
    }

    private Turn Named(string label, string text, TimeSpan? at = null) =>
        SpeakerRoles.FromLabel(label) is not Speaker.Unknown and var speaker ? new Turn(speaker, label, text, at) : new Turn(Guess(text), label, text, at, Guessed: true);

    private Speaker Guess(string text) => SpeakerRoles.Lean(text) switch
    {
        > Clear => Speaker.Doctor,
        < -Clear => Speaker.Patient,
        _ => last is Speaker.Doctor ? Speaker.Patient : Speaker.Doctor,
    };

    private Turn? FromJson(string line, string source, int number)
    {
        try
        {
            using var document = JsonDocument.Parse(line, new JsonDocumentOptions { MaxDepth = 4 });
            var root = document.RootElement;
            var text = Text(root, "text");
            if (string.IsNullOrWhiteSpace(text))
                return null;
            return Named(Text(root, "speaker") ?? Text(root, "label") ?? "", text.ReplaceLineEndings(" ").Trim());
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new TranscriptException(source, number, "The line begins like JSON and is none.", """Write one object per line: {"speaker":"doctor","text":"What brings you in?"}.""", e);
        }
    }

    private static string? Text(JsonElement root, string name) => root.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String ? value.GetString() : null;
}
