using System.Globalization;
using System.Net;
using System.Text;

namespace Salus.Documentation.Scribe;

/// <summary>
/// WebVTT (W3C, https://www.w3.org/TR/webvtt1/) and SubRip. Voices come from <c>&lt;v Name&gt;</c>, or from labels in the text.
/// Only the formats' own tags are taken out; other angle brackets are what was said.
/// </summary>
internal static class Subtitles
{
    private static readonly string[] Tags = ["c", "i", "b", "u", "ruby", "rt", "lang", "font", "v"];

    public static IEnumerable<SpokenPiece> Read(string text, bool webVtt, string file, List<TranscriptWarning> warnings)
    {
        var cues = new List<SpokenPiece>();
        var lines = LabelledText.Lines(text).ToList();
        for (var i = 0; i < lines.Count;)
        {
            var start = i;
            while (i < lines.Count && !string.IsNullOrWhiteSpace(lines[i]))
                i++;
            ReadBlock(lines, start, i, webVtt, cues, warnings);
            i++;
        }
        if (cues.Count == 0)
            throw new TranscriptException(file, null, "There is no cue in this subtitle file.", "A cue is a line such as 00:00:01.000 --> 00:00:04.000 and the words below it.");
        return Pieces.Join(ByLabels(cues));
    }

    private static void ReadBlock(List<string> lines, int start, int end, bool webVtt, List<SpokenPiece> cues, List<TranscriptWarning> warnings)
    {
        if (start == end)
            return;
        var timing = lines.FindIndex(start, end - start, l => l.Contains("-->", StringComparison.Ordinal));
        if (timing < 0)
        {
            var head = lines[start].TrimStart('\uFEFF');
            if (webVtt && (head.StartsWith("WEBVTT", StringComparison.Ordinal) || head.StartsWith("NOTE", StringComparison.Ordinal)
                || head.StartsWith("STYLE", StringComparison.Ordinal) || head.StartsWith("REGION", StringComparison.Ordinal)))
            {
                return;
            }
            if (cues.Count == 0)
            {
                warnings.Add(new TranscriptWarning("Text before the first time is left out.", start + 1));
                return;
            }
            // An empty line inside a cue: nothing that was said gets lost.
            AddVoices(lines.GetRange(start, end - start), cues[^1].Start, cues[^1].End, cues[^1].Label, cues);
            return;
        }
        var (from, to) = Times(lines[timing]);
        if (from is null)
            warnings.Add(new TranscriptWarning($"'{Short(lines[timing])}' is not a time; the words are kept without one.", timing + 1));
        else if (to < from)
        {
            warnings.Add(new TranscriptWarning("The cue ends before it starts; its end is left out.", timing + 1));
            to = null;
        }
        AddVoices(lines.GetRange(timing + 1, end - timing - 1), from, to, null, cues);
    }

    /// <summary><c>00:01.000 --> 00:04.000 align:start</c>.</summary>
    private static (TimeSpan? From, TimeSpan? To) Times(string line)
    {
        var arrow = line.IndexOf("-->", StringComparison.Ordinal);
        var after = line.AsSpan(arrow + 3).Trim();
        var space = after.IndexOfAny(' ', '\t');
        var from = ClockTime.Parse(line.AsSpan(0, arrow));
        return from is null ? (null, null) : (from, ClockTime.Parse(space < 0 ? after : after[..space]));
    }

    private static void AddVoices(List<string> lines, TimeSpan? from, TimeSpan? to, string? voice, List<SpokenPiece> cues)
    {
        var text = new StringBuilder();
        foreach (var line in lines)
        {
            if (text.Length > 0)
                text.Append(' ');
            for (var i = 0; i < line.Length; i++)
            {
                var c = line[i];
                var close = c == '<' ? line.IndexOf('>', i, Math.Min(line.Length - i, 200)) : c == '{' && line.AsSpan(i).StartsWith("{\\") ? line.IndexOf('}', i) : -1;
                if (close < 0 || (c == '<' && !IsTag(line.AsSpan(i + 1, close - i - 1))))
                {
                    text.Append(c);
                    continue;
                }
                if (c == '<' && Voice(line.AsSpan(i + 1, close - i - 1)) is { } name)
                {
                    Add(cues, voice, text, from, to);
                    voice = name;
                }
                i = close;
            }
        }
        Add(cues, voice, text, from, to);
    }

    private static void Add(List<SpokenPiece> cues, string? voice, StringBuilder text, TimeSpan? from, TimeSpan? to)
    {
        var said = WebUtility.HtmlDecode(text.ToString()).Trim();
        text.Clear();
        if (said.Length > 0)
            cues.Add(new SpokenPiece(voice, said, from, to));
    }

    private static bool IsTag(ReadOnlySpan<char> inside)
    {
        if (inside.Length > 0 && char.IsAsciiDigit(inside[0]))
            return ClockTime.Parse(inside) is not null;
        var name = inside.TrimStart('/');
        var end = name.IndexOfAny(' ', '.', '\t');
        name = end < 0 ? name : name[..end];
        foreach (var tag in Tags)
        {
            if (name.Equals(tag, StringComparison.OrdinalIgnoreCase))
                return true;
        }
        return false;
    }

    /// <summary>The name in <c>&lt;v.loud Dr. Marsh&gt;</c>.</summary>
    private static string? Voice(ReadOnlySpan<char> inside)
    {
        if (inside is not ['v' or 'V', ' ' or '.' or '\t', ..])
            return null;
        var space = inside.IndexOfAny(' ', '\t');
        return space < 0 ? null : WebUtility.HtmlDecode(inside[space..].Trim().ToString());
    }

    /// <summary>Where no voice is named, the words may begin with a label: <c>Doctor: hello</c>.</summary>
    private static List<SpokenPiece> ByLabels(List<SpokenPiece> cues)
    {
        if (cues.Exists(c => c.Label is not null))
            return cues;
        var texts = cues.ConvertAll(c => c.Text);
        var labels = LabelledText.Accept(texts.ConvertAll(t => SpeakerLabel.At0(t)), texts);
        string? current = null;
        return
        [
            .. cues.Select((cue, i) =>
            {
                current = labels[i]?.Label ?? current;
                return cue with { Label = current, Text = labels[i] is { } label ? cue.Text[label.TextStart..].Trim() : cue.Text };
            }),
        ];
    }

    private static string Short(string line) => line.Length <= 60 ? line.Trim() : string.Create(CultureInfo.InvariantCulture, $"{line.AsSpan(0, 60).Trim()}…");
}
