using Salus.Trust;
using Salus.Writing;

namespace Salus.Documentation.Summaries;

/// <summary>What to summarise.</summary>
/// <param name="Chart">With the words of signed notes, where they are to be read.</param>
/// <param name="At">The day it is for: ages are counted to it, and what came later is left out.</param>
public sealed record SummaryRequest(SummaryKind Kind, Chart Chart, DateTimeOffset At)
{
    /// <summary>Longest text that is read, in characters.</summary>
    public const int LongestText = 200_000;

    /// <summary>A visit's transcript or a document, in plain text; null for the chart alone.</summary>
    public string? Text { get; init; }

    /// <summary>Which stay a hospital course is about: the encounter's id in the record; null for the newest.</summary>
    public string? Encounter { get; init; }

    /// <exception cref="SummaryCallException">The text is too long.</exception>
    internal Source? TextSource() => string.IsNullOrWhiteSpace(Text) ? null
        : Text.Length > LongestText ? throw new SummaryCallException($"The text has {Text.Length} characters; at most {LongestText} are read. Give the part that matters.")
        : Paragraphs.ToSource("visit", "Text given with the request", Text);
}

/// <summary>A summary that cannot be asked for so; the message says what to do.</summary>
public sealed class SummaryCallException(string message) : ArgumentException(message);
