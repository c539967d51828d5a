using System.Collections.Immutable;
using System.Globalization;

namespace Salus.Documentation.Scribe;

/// <summary>A stretch of speech as a format gives it, before roles are known.</summary>
/// <param name="Label">Null when the format names nobody.</param>
internal sealed record SpokenPiece(string? Label, string Text, TimeSpan? Start = null, TimeSpan? End = null)
{
    public bool Unclear { get; init; }

    /// <summary>The writer gave every turn a line of its own, so the next one is usually the other person's.</summary>
    public bool IsLine { get; init; }
}

/// <summary>Turns pieces of any format into turns.</summary>
internal static class Pieces
{
    /// <summary>Longer turns are cut at a sentence or space, so that one line without end does not slow whoever shows it.</summary>
    public const int LongestTurn = 8000;

    private static readonly TimeSpan Overlap = TimeSpan.FromSeconds(0.3);
    private static readonly TimeSpan Breath = TimeSpan.FromSeconds(1.5);
    private static readonly TimeSpan Longest = TimeSpan.FromHours(1000);

    public static ImmutableArray<Turn> ToTurns(IEnumerable<SpokenPiece> pieces, string file, List<TranscriptWarning> warnings)
    {
        var turns = ImmutableArray.CreateBuilder<Turn>();
        var cut = 0;
        var lines = true;
        foreach (var piece in pieces)
        {
            var text = piece.Text.Trim();
            if (text.Length == 0)
                continue;
            lines &= piece.IsLine;
            var parts = 0;
            for (var start = 0; start < text.Length; parts++)
            {
                var end = EndOfPart(text, start);
                var part = text[start..end].Trim();
                if (part.Length > 0)
                    turns.Add(new Turn(SpeakerRoles.FromLabel(piece.Label ?? ""), piece.Label ?? "", part, piece.Start, piece.End) { Unclear = piece.Unclear });
                start = end;
            }
            cut += parts > 1 ? 1 : 0;
        }
        if (turns.Count == 0)
            throw new TranscriptException(file, null, "Nobody says anything in this file.", "Check that the export or recording finished.");
        if (cut > 0)
            warnings.Add(new TranscriptWarning(string.Create(CultureInfo.InvariantCulture, $"{cut} {(cut == 1 ? "turn is" : "turns are")} longer than {LongestTurn} characters and shown in parts.")));
        TellOverlaps(turns, warnings);
        return SpeakerRoles.Assign(turns.ToImmutable(), lines, warnings);
    }

    /// <summary>People talk at the same time; every turn stays whole and none is moved into another.</summary>
    private static void TellOverlaps(ImmutableArray<Turn>.Builder turns, List<TranscriptWarning> warnings)
    {
        var (overlapping, sorted) = (0, true);
        for (var i = 1; i < turns.Count; i++)
        {
            if (turns[i].Start is not { } start || turns[i - 1].Start is not { } before)
                continue;
            sorted &= start >= before;
            overlapping += !string.Equals(turns[i].Label, turns[i - 1].Label, StringComparison.Ordinal) && turns[i - 1].End - start >= Overlap ? 1 : 0;
        }
        if (overlapping > 0)
            warnings.Add(new TranscriptWarning(string.Create(CultureInfo.InvariantCulture, $"{overlapping} {(overlapping == 1 ? "turn begins" : "turns begin")} while somebody else still speaks; turns stand in the order {(sorted ? "in which they begin" : "of the file")}, each whole.")));
    }

    /// <summary>Joins what subtitles and recognisers cut in the middle of a sentence.</summary>
    public static IEnumerable<SpokenPiece> Join(IEnumerable<SpokenPiece> pieces)
    {
        SpokenPiece? open = null;
        var text = new System.Text.StringBuilder();
        foreach (var piece in pieces)
        {
            if (open is not null && Continues(open, text, piece))
            {
                text.Append(' ').Append(piece.Text.Trim());
                open = open with { End = piece.End ?? open.End, Unclear = open.Unclear || piece.Unclear };
                continue;
            }
            if (open is not null)
                yield return open with { Text = text.ToString() };
            open = piece;
            text.Clear().Append(piece.Text.Trim());
        }
        if (open is not null)
            yield return open with { Text = text.ToString() };
    }

    private static bool Continues(SpokenPiece open, System.Text.StringBuilder text, SpokenPiece next)
    {
        if (!string.Equals(open.Label, next.Label, StringComparison.Ordinal) || text.Length is 0 or > 1000 || next.Start - open.End > Breath)
            return false;
        if (text[^1] is '.' or '?' or '!' or '…' or '"')
            return false;
        // Nobody is named: only a sentence that visibly goes on belongs to the same person.
        return open.Label is not null || (next.Text.TrimStart() is [var first, ..] && char.IsLower(first));
    }

    /// <summary>Sentences of a text in which nobody is named.</summary>
    public static IEnumerable<SpokenPiece> Sentences(string text)
    {
        var start = 0;
        for (var i = 0; i < text.Length; i++)
        {
            var ends = text[i] is '.' or '?' or '!' && (i + 1 == text.Length || char.IsWhiteSpace(text[i + 1]));
            if (!ends && i - start < LongestTurn)
                continue;
            yield return new SpokenPiece(null, text[start..(i + 1)]);
            start = i + 1;
        }
        if (start < text.Length)
            yield return new SpokenPiece(null, text[start..]);
    }

    /// <summary>Seconds as a time; null with a warning when they cannot be one.</summary>
    public static TimeSpan? Seconds(double seconds) =>
        double.IsFinite(seconds) && seconds >= 0 && seconds <= Longest.TotalSeconds ? TimeSpan.FromMilliseconds(Math.Round(seconds * 1000)) : null;

    private static int EndOfPart(string text, int start)
    {
        if (text.Length - start <= LongestTurn)
            return text.Length;
        var end = start + LongestTurn;
        for (var i = end; i > start + (LongestTurn / 2); i--)
        {
            if (text[i - 1] is '.' or '?' or '!' && char.IsWhiteSpace(text[i]))
                return i;
        }
        for (var i = end; i > start + (LongestTurn / 2); i--)
        {
            if (char.IsWhiteSpace(text[i]))
                return i;
        }
        return char.IsLowSurrogate(text[end]) ? end - 1 : end;
    }
}
