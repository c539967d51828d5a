using System.Collections.Immutable;

namespace Salus.Documentation.Scribe;

/// <summary>A conversation as somebody or something wrote it down: turns in the order they were spoken, word for word.</summary>
public sealed record Transcript(ImmutableArray<Turn> Turns)
{
    /// <summary>The format it was read from.</summary>
    public TranscriptFormat Format { get; init; } = TranscriptFormat.Text;

    /// <summary>The bytes as they came; the files one after the other when there was one per speaker.</summary>
    public ImmutableArray<byte> Original { get; init; } = [];

    /// <summary>What the reader had to assume or could not use.</summary>
    public ImmutableArray<TranscriptWarning> Warnings { get; init; } = [];

    /// <summary>End of the last timed turn; null without times.</summary>
    public TimeSpan? Duration => Turns.Max(t => t.End ?? t.Start);

    public string MediaType => Format switch
    {
        TranscriptFormat.WebVtt => "text/vtt",
        TranscriptFormat.SubRip => "application/x-subrip",
        TranscriptFormat.Json => "application/json",
        TranscriptFormat.TextGrid => "text/x-praat-textgrid",
        _ => "text/plain",
    };
}

/// <summary>What one person said before the next one spoke.</summary>
/// <param name="Label">The speaker as the file names them, word for word; empty when it does not.</param>
/// <param name="Text">Word for word, without the label. Never empty.</param>
/// <param name="Start">Offset into the recording, when known.</param>
/// <param name="Guessed">The role was worked out from what is said, not read from the label.</param>
public sealed record Turn(Speaker Speaker, string Label, string Text, TimeSpan? Start = null, TimeSpan? End = null, bool Guessed = false)
{
    /// <summary>The transcriber marked words of it as unsure or could not make them out.</summary>
    public bool Unclear { get; init; }
}

public enum TranscriptFormat
{
    Text,
    WebVtt,
    SubRip,

    /// <summary>What speech services return: Whisper and its relatives.</summary>
    Json,

    /// <summary>Praat's annotation files.</summary>
    TextGrid,
}

/// <summary>Something worth telling about a transcript that could be read.</summary>
/// <param name="Line">One-based; null when it concerns all of it.</param>
public sealed record TranscriptWarning(string Message, int? Line = null);

/// <summary>A file that cannot be read as a transcript: which, where, why, and what to do.</summary>
public sealed class TranscriptException(string file, int? line, string reason, string advice, Exception? inner = null)
    : Exception($"{file}{(line is null ? "" : FormattableString.Invariant($", line {line}"))}: {reason} {advice}", inner)
{
    public string File { get; } = file;

    /// <summary>One-based; null when no line is to blame.</summary>
    public int? Line { get; } = line;

    public string Reason { get; } = reason;

    public string Advice { get; } = advice;
}
