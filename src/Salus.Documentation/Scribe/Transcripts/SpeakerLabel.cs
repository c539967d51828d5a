using System.Buffers;

namespace Salus.Documentation.Scribe;

/// <summary>How a line names its speaker.</summary>
internal enum LabelStyle
{
    /// <summary><c>[doctor] …</c></summary>
    Bracket,

    /// <summary><c>Dr. Marsh: …</c></summary>
    Colon,

    /// <summary><c>DOCTOR - …</c></summary>
    Dash,
}

/// <summary>What may be a speaker's label at the start of a line. Whether it is one depends on the rest of the file.</summary>
/// <param name="TextStart">Where the words begin.</param>
/// <param name="At">A time written before or after the label.</param>
internal readonly record struct SpeakerLabel(LabelStyle Style, string Label, int TextStart, TimeSpan? At)
{
    private const int LongestLabel = 48;
    private static readonly SearchValues<char> Ends = SearchValues.Create(":\t-–—");

    private static readonly HashSet<string> Sounds = new(StringComparer.OrdinalIgnoreCase)
    {
        "laughs", "laughter", "laughing", "music", "inaudible", "unintelligible", "indiscernible", "crosstalk", "silence", "pause", "cough", "coughs",
        "coughing", "sigh", "sighs", "noise", "applause", "crying", "unclear", "redacted", "blank_audio", "blank audio", "background noise",
    };

    public static SpeakerLabel? At0(string line)
    {
        var position = SkipSpace(line, 0);
        var at = LeadingTime(line, ref position);
        while (position < line.Length && line[position] is '*' or '-' or '>' or '•')
        {
            // Markdown's bold and list signs, and the dash of subtitles.
            position++;
            position = SkipSpace(line, position);
            if (position >= line.Length)
                return null;
        }
        if (position >= line.Length)
            return null;
        at ??= LeadingTime(line, ref position);
        return line[position] == '[' ? Bracketed(line, position, at) : Named(line, position, at);
    }

    private static SpeakerLabel? Bracketed(string line, int position, TimeSpan? at)
    {
        var close = line.IndexOf(']', position, Math.Min(line.Length - position, LongestLabel + 2));
        if (close < 0)
            return null;
        var label = line[(position + 1)..close].Trim();
        if (!IsName(label) || Sounds.Contains(label))
            return null;
        var text = close + 1;
        if (text < line.Length && line[text] == ':')
            text++;
        return new SpeakerLabel(LabelStyle.Bracket, label, text, at);
    }

    private static SpeakerLabel? Named(string line, int position, TimeSpan? at)
    {
        var window = line.AsSpan(position, Math.Min(line.Length - position, LongestLabel));
        for (var from = 0; from < window.Length;)
        {
            var found = window[from..].IndexOfAny(Ends);
            if (found < 0)
                return null;
            var end = from + found;
            from = end + 1;
            var colon = window[end] is ':' or '\t';
            // A dash belongs to the name unless it stands free: "Anne-Marie - hello".
            if (!colon && !(end > 0 && window[end - 1] == ' ' && end + 1 < window.Length && window[end + 1] == ' '))
                continue;
            // The colons of "Doctor (00:01:02):" are no end either.
            if (window[..end].LastIndexOf('(') > window[..end].LastIndexOf(')'))
                continue;
            var label = window[..end].ToString().Trim().Trim('*').Trim();
            var text = position + end + 1;
            if (text < line.Length && line[text] == '*')
                text += line.AsSpan(text).IndexOfAnyExcept('*') is var stars and > 0 ? stars : line.Length - text;
            if (colon && text < line.Length && char.IsAsciiDigit(line[text]))
                return null;
            at ??= TrailingTime(ref label);
            if (!IsName(label) || (colon ? false : !IsCapitals(label) && SpeakerRoles.FromLabel(label) is Speaker.Unknown))
                return null;
            return new SpeakerLabel(colon ? LabelStyle.Colon : LabelStyle.Dash, label, text, at);
        }
        return null;
    }

    /// <summary>At most five words of letters, digits and the signs that names have; begins with a letter.</summary>
    private static bool IsName(string label)
    {
        if (label.Length is 0 or > LongestLabel || !char.IsLetter(label[0]))
            return false;
        var words = 1;
        foreach (var c in label)
        {
            if (c == ' ')
                words++;
            else if (!char.IsLetterOrDigit(c) && c is not ('.' or '_' or '-' or '\'' or '’' or ',' or '/' or '&' or '(' or ')' or '#') && !char.IsSurrogate(c) && !IsMark(c))
                return false;
        }
        return words <= 5;
    }

    private static bool IsMark(char c) => char.GetUnicodeCategory(c) is System.Globalization.UnicodeCategory.NonSpacingMark;

    private static bool IsCapitals(string label) => !label.Any(char.IsLower) && label.Count(char.IsUpper) > 1;

    /// <summary><c>[00:01:02]</c>, <c>(1:02)</c> or a bare <c>00:01:02</c>.</summary>
    private static TimeSpan? LeadingTime(string line, ref int position)
    {
        if (position >= line.Length)
            return null;
        var open = line[position];
        int start = position, end;
        if (open is '[' or '(')
        {
            start++;
            end = line.IndexOf(open == '[' ? ']' : ')', start, Math.Min(line.Length - start, 18));
        }
        else
        {
            end = start;
            while (end < line.Length && end - start < 18 && (char.IsAsciiDigit(line[end]) || (line[end] is ':' or '.' or ',' && end > start)))
                end++;
        }
        if (end <= start || ClockTime.Parse(line.AsSpan(start, end - start)) is not { } at)
            return null;
        position = SkipSpace(line, open is '[' or '(' ? end + 1 : end);
        return at;
    }

    /// <summary><c>Doctor (00:01:02)</c>.</summary>
    private static TimeSpan? TrailingTime(ref string label)
    {
        var open = label.LastIndexOfAny(['(', '[']);
        if (open <= 0 || label[^1] is not (')' or ']') || ClockTime.Parse(label.AsSpan(open + 1, label.Length - open - 2)) is not { } at)
            return null;
        label = label[..open].Trim();
        return at;
    }

    private static int SkipSpace(string line, int position)
    {
        while (position < line.Length && char.IsWhiteSpace(line[position]))
            position++;
        return position;
    }
}
