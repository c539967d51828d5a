using System.Text;

namespace Salus.Documentation.Scribe;

/// <summary>
/// Plain text: <c>[doctor] …</c>, <c>Dr. Marsh: …</c>, <c>DOCTOR - …</c>, with or without times, turns over several lines;
/// or no labels at all. The style that most lines use is the file's style; the others are then part of what is said.
/// </summary>
internal static class LabelledText
{
    public static IEnumerable<SpokenPiece> Read(string text, List<TranscriptWarning> warnings)
    {
        var lines = Lines(text).ToList();
        var labels = Accept(lines.ConvertAll(l => SpeakerLabel.At0(l)), lines);
        if (labels.Count(l => l is not null) <= 1 && Inline(text) is { } inline)
            return inline;
        if (labels.TrueForAll(l => l is null))
            return Unlabelled(lines, text, warnings);
        return Labelled(lines, labels, warnings);
    }

    /// <summary>Whether a text looks like turns with labels; used by formats whose text may carry them.</summary>
    /// <returns>For each line, the label that counts.</returns>
    public static List<SpeakerLabel?> Accept(List<SpeakerLabel?> candidates, List<string> lines)
    {
        var counts = new Dictionary<(LabelStyle, string), int>();
        foreach (var candidate in candidates)
        {
            if (candidate is { } c)
                counts[(c.Style, c.Label)] = counts.GetValueOrDefault((c.Style, c.Label)) + 1;
        }
        var style = counts.Where(c => c.Value > 1 || IsRole(c.Key.Item2)).GroupBy(c => c.Key.Item1).OrderByDescending(g => g.Sum(c => c.Value)).FirstOrDefault()?.Key;
        if (style is null)
        {
            // A short exchange in which everybody speaks once: every line has to have a label.
            var spoken = lines.Count(l => !string.IsNullOrWhiteSpace(l));
            style = counts.Keys.Select(k => k.Item1).FirstOrDefault();
            return spoken >= 2 && candidates.Count(c => c?.Style == style) == spoken ? candidates : candidates.ConvertAll(_ => (SpeakerLabel?)null);
        }
        var first = candidates.Find(c => c?.Style == style)?.Label;
        return candidates.ConvertAll(c => c is { } found && found.Style == style
            && (IsRole(found.Label) || counts[(found.Style, found.Label)] > 1 || string.Equals(found.Label, first, StringComparison.Ordinal)) ? c : null);
    }

    private static bool IsRole(string label) => SpeakerRoles.FromLabel(label) is not Speaker.Unknown;

    private static IEnumerable<SpokenPiece> Labelled(List<string> lines, List<SpeakerLabel?> labels, List<TranscriptWarning> warnings)
    {
        var text = new StringBuilder();
        string? label = null;
        TimeSpan? at = null;
        for (var i = 0; i < lines.Count; i++)
        {
            if (labels[i] is { } found)
            {
                foreach (var piece in Spoken(label, text.ToString(), at))
                    yield return piece;
                text.Clear();
                (label, at) = (found.Label, found.At);
                text.Append(lines[i].AsSpan(found.TextStart));
                continue;
            }
            if (label is null && !string.IsNullOrWhiteSpace(lines[i]) && text.Length == 0)
                warnings.Add(new TranscriptWarning("Text before the first speaker is kept without a speaker.", i + 1));
            text.Append('\n').Append(lines[i].AsSpan().Trim());
        }
        foreach (var piece in Spoken(label, text.ToString(), at))
            yield return piece;
    }

    /// <summary>A turn may hold more turns in the same line: <c>[doctor] hello [patient] hi</c>.</summary>
    private static IEnumerable<SpokenPiece> Spoken(string? label, string text, TimeSpan? at)
    {
        var start = 0;
        for (var open = text.IndexOf('[', StringComparison.Ordinal); open >= 0; open = text.IndexOf('[', open + 1))
        {
            var close = text.IndexOf(']', open, Math.Min(text.Length - open, 24));
            if (close < open + 2 || !char.IsLetter(text[open + 1]) || text.AsSpan(open + 1, close - open).Contains('[') || !IsRole(text[(open + 1)..close]))
                continue;
            yield return new SpokenPiece(label, text[start..open].Trim(), at);
            (label, at, start) = (text[(open + 1)..close], null, close + 1);
        }
        yield return new SpokenPiece(label, text[start..].Trim(), at);
    }

    /// <summary>Everything in one line: <c>Doctor: hello Patient: hi</c>. Null unless two roles are named like that.</summary>
    private static List<SpokenPiece>? Inline(string text)
    {
        var cuts = new List<(int Start, int TextStart, string Label)>();
        for (var colon = text.IndexOf(':', StringComparison.Ordinal); colon >= 0; colon = text.IndexOf(':', colon + 1))
        {
            var start = colon;
            while (start > 0 && colon - start < 20 && (char.IsLetterOrDigit(text[start - 1]) || text[start - 1] == '_'))
                start--;
            if (start < colon && (start == 0 || char.IsWhiteSpace(text[start - 1])) && char.IsUpper(text[start]) && IsRole(text[start..colon]))
                cuts.Add((start, colon + 1, text[start..colon]));
        }
        if (cuts.Select(c => c.Label).Distinct(StringComparer.OrdinalIgnoreCase).Take(2).Count() < 2)
            return null;
        var pieces = new List<SpokenPiece> { new(null, text[..cuts[0].Start].Trim()) };
        for (var i = 0; i < cuts.Count; i++)
            pieces.Add(new SpokenPiece(cuts[i].Label, text[cuts[i].TextStart..(i + 1 < cuts.Count ? cuts[i + 1].Start : text.Length)].Trim()));
        return pieces;
    }

    private static IEnumerable<SpokenPiece> Unlabelled(List<string> lines, string text, List<TranscriptWarning> warnings)
    {
        var spoken = lines.Where(l => !string.IsNullOrWhiteSpace(l)).ToList();
        warnings.Add(new TranscriptWarning("Nobody is named in this text. Who speaks was worked out from what is said: check it."));
        // Lines are turns unless the text is one paragraph, or wrapped in the middle of sentences.
        var ended = spoken.Count(l => l.TrimEnd()[^1] is '.' or '?' or '!' or '…');
        if (spoken.Count >= 4 && ended * 2 >= spoken.Count || spoken.Count >= 4 && !text.Contains('.', StringComparison.Ordinal))
            return spoken.Select(LineWithTime);
        return Pieces.Sentences(string.Join('\n', spoken));
    }

    private static SpokenPiece LineWithTime(string line)
    {
        var end = line.AsSpan().TrimStart().IndexOf(' ');
        var word = line.AsSpan().TrimStart()[..Math.Max(end, 0)];
        return ClockTime.Parse(word.Trim("[]()")) is { } at
            ? new SpokenPiece(null, line.TrimStart()[end..], at) { IsLine = true }
            : new SpokenPiece(null, line) { IsLine = true };
    }

    /// <summary>Lines by any of the three line ends, without them.</summary>
    public static IEnumerable<string> Lines(string text)
    {
        var start = 0;
        while (start <= text.Length)
        {
            var end = text.AsSpan(start).IndexOfAny('\r', '\n');
            if (end < 0)
            {
                yield return text[start..];
                yield break;
            }
            end += start;
            yield return text[start..end];
            start = end + (text[end] == '\r' && end + 1 < text.Length && text[end + 1] == '\n' ? 2 : 1);
        }
    }
}
