using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Salus.Trust;
using Salus.Writing;

namespace Salus.Documentation.Letters;

/// <summary>What to write, to whom, and in whose words.</summary>
/// <param name="Chart">With the words of signed notes, where they are to be read.</param>
/// <param name="At">The day on the letter; what came later is left out.</param>
public sealed record LetterRequest(LetterKind Kind, Chart Chart, DateTimeOffset At)
{
    /// <summary>Id of the source that holds what the person asked for.</summary>
    public const string SourceId = "request";

    /// <summary>Longest text of each kind, in characters.</summary>
    public const int LongestText = 200_000;

    internal const string ToLine = "To: ";
    internal const string FromLine = "From: ";
    internal const string DateLine = "Date: ";
    internal const string DiagnosisLine = "The diagnosis may be named.";

    /// <summary>Name and address of the reader; blank leaves it open.</summary>
    public string? To { get; init; }

    /// <summary>Letterhead: the name and address of the sender; blank leaves it open.</summary>
    public string? From { get; init; }

    /// <summary>Why the letter is written, in the words of the person who asks: quoted as they stand.</summary>
    public string? Reason { get; init; }

    /// <summary>A visit's transcript or a document; its sentences are quoted.</summary>
    public string? Text { get; init; }

    /// <summary>What an insurer wrote; needed for an appeal.</summary>
    public string? Denial { get; init; }

    /// <summary>A note to an employer or a school may name diagnoses. Without it, it may not.</summary>
    public bool NameDiagnosis { get; init; }

    /// <summary>Which stay a discharge letter is about: the encounter's id in the record; null for the newest.</summary>
    public string? Encounter { get; init; }

    /// <exception cref="LetterCallException">A text is too long.</exception>
    internal ImmutableArray<Source> ToSources()
    {
        foreach (var text in new[] { To, From, Reason, Text, Denial })
            if (text?.Length > LongestText)
                throw new LetterCallException($"A text has {text.Length} characters; at most {LongestText} are read. Give the part that matters.");
        var lines = new List<string>();
        if (Line(To) is { } to)
            lines.Add(ToLine + to);
        if (Line(From) is { } from)
            lines.Add(FromLine + from);
        lines.Add(DateLine + At.ToString("d MMMM yyyy", CultureInfo.InvariantCulture));
        if (NameDiagnosis)
            lines.Add(DiagnosisLine);
        lines.AddRange(Paragraphs.Of(Reason ?? ""));
        var sources = ImmutableArray.CreateBuilder<Source>();
        sources.Add(new Source(SourceId, "What was asked for", "text/plain", [.. Encoding.UTF8.GetBytes(string.Join('\n', lines))], [.. lines.Select(l => new Segment(null, l))]));
        if (!string.IsNullOrWhiteSpace(Text))
            sources.Add(Paragraphs.ToSource("visit", "Text given with the request", Text));
        if (!string.IsNullOrWhiteSpace(Denial))
            sources.Add(Paragraphs.ToSource("denial", "What the insurer wrote", Denial));
        return sources.ToImmutable();
    }

    private static string? Line(string? text) =>
        string.IsNullOrWhiteSpace(text) ? null : string.Join(", ", text.Split(['\n', '\r'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
}

/// <summary>A letter that cannot be asked for so; the message says what to do.</summary>
public sealed class LetterCallException(string message) : ArgumentException(message);
