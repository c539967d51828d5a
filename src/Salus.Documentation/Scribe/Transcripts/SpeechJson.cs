using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Salus.Documentation.Scribe;

/// <summary>
/// What speech services return: Whisper and its relatives (<c>segments</c>, <c>chunks</c>, <c>transcription</c>), recognisers with speakers
/// (<c>utterances</c>), word lists, and lists of messages. One array of objects that hold text is what they have in common.
/// </summary>
internal static class SpeechJson
{
    private static readonly string[] TextKeys = ["text", "transcript", "utterance", "content", "sentence", "punctuated_word", "word", "words"];
    private static readonly string[] SpeakerKeys = ["speaker", "speaker_label", "speakerLabel", "speaker_id", "speakerId", "speaker_name", "spk", "role", "name", "channel"];
    private static readonly string[] StartKeys = ["start", "start_time", "startTime", "start_s", "begin", "from", "offset"];
    private static readonly string[] EndKeys = ["end", "end_time", "endTime", "end_s", "stop", "to"];
    private static readonly string[] ListKeys = ["utterances", "segments", "chunks", "transcription", "turns", "dialogue", "conversation", "messages", "transcript", "paragraphs", "words"];
    private static readonly string[] WrapperKeys = ["results", "result", "data", "response", "output", "channels", "alternatives", "transcript", "transcription"];

    public static IEnumerable<SpokenPiece> Read(string text, string file, List<TranscriptWarning> warnings)
    {
        using var json = Parse(text, file);
        try
        {
            return Read(json, file, warnings);
        }
        catch (InvalidOperationException e)
        {
            // An escape names half a surrogate pair: valid JSON, no text.
            throw new TranscriptException(file, null, "The JSON holds text that is not valid Unicode.", "Export the transcript again.", e);
        }
    }

    private static IEnumerable<SpokenPiece> Read(JsonDocument json, string file, List<TranscriptWarning> warnings)
    {
        if (Find(json.RootElement, 0) is { } list)
            return ReadList(list, file, warnings);
        if (json.RootElement.ValueKind is JsonValueKind.Object && Text(json.RootElement) is { Length: > 0 } whole)
            return LabelledText.Read(whole, warnings);
        throw new TranscriptException(file, null, "This JSON holds no transcript that is known.",
            "It should hold a list such as \"segments\" or \"utterances\" whose items have \"text\", and if possible \"start\", \"end\" and \"speaker\".");
    }

    private static JsonDocument Parse(string text, string file)
    {
        try
        {
            return JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = 32 });
        }
        catch (JsonException) when (Lines(text) is { } lines)
        {
            return lines;
        }
        catch (JsonException e)
        {
            throw new TranscriptException(file, (int)Math.Min((e.LineNumber ?? 0) + 1, int.MaxValue), "This is not valid JSON.", "Check that the file was written to its end.", e);
        }
    }

    /// <summary>JSON Lines, one utterance each; null when it is not that.</summary>
    private static JsonDocument? Lines(string text)
    {
        var joined = new StringBuilder("[", text.Length + 16);
        foreach (var line in LabelledText.Lines(text))
        {
            if (string.IsNullOrWhiteSpace(line))
                continue;
            if (line.AsSpan().Trim() is not ['{', .., '}'])
                return null;
            joined.Append(joined.Length > 1 ? "," : "").Append(line);
        }
        try
        {
            return JsonDocument.Parse(joined.Append(']').ToString(), new JsonDocumentOptions { MaxDepth = 32 });
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>The list of utterances, the most telling one first, also below the wrappers that services use.</summary>
    private static JsonElement? Find(JsonElement element, int depth)
    {
        if (depth > 5)
            return null;
        if (element.ValueKind is JsonValueKind.Array)
        {
            if (IsSpeech(element))
                return element;
            return element.GetArrayLength() > 0 ? Find(element[0], depth + 1) : null;
        }
        if (element.ValueKind is not JsonValueKind.Object)
            return null;
        foreach (var key in ListKeys)
        {
            if (element.TryGetProperty(key, out var list) && list.ValueKind is JsonValueKind.Array && IsSpeech(list))
                return list;
        }
        foreach (var key in WrapperKeys)
        {
            if (element.TryGetProperty(key, out var inner) && Find(inner, depth + 1) is { } found)
                return found;
        }
        return null;
    }

    private static bool IsSpeech(JsonElement list)
    {
        foreach (var item in list.EnumerateArray())
            return item.ValueKind is JsonValueKind.Object && Text(item) is not null && !item.TryGetProperty("transcripts", out _) && !IsAlternative(item);
        return false;
    }

    /// <summary>A recogniser's best guess for the whole channel: its words or paragraphs say more.</summary>
    private static bool IsAlternative(JsonElement item) => item.TryGetProperty("confidence", out _) && item.TryGetProperty("words", out var words) && words.ValueKind is JsonValueKind.Array
        && !item.TryGetProperty("start", out _) && item.TryGetProperty("transcript", out _);

    private static IEnumerable<SpokenPiece> ReadList(JsonElement list, string file, List<TranscriptWarning> warnings)
    {
        var milliseconds = InMilliseconds(list);
        var pieces = new List<SpokenPiece>();
        var badTimes = 0;
        var textless = 0;
        foreach (var item in list.EnumerateArray())
        {
            if (item.ValueKind is not JsonValueKind.Object || Text(item) is not { } said)
            {
                textless++;
                continue;
            }
            var (start, end, good) = Times(item, milliseconds);
            badTimes += good ? 0 : 1;
            var label = SpeakerOf(item);
            if (label is null || !SplitByWords(item, pieces, milliseconds))
                pieces.Add(new SpokenPiece(label, said, start, end));
        }
        if (badTimes > 0)
            warnings.Add(new TranscriptWarning(string.Create(CultureInfo.InvariantCulture, $"{badTimes} {(badTimes == 1 ? "time is" : "times are")} malformed and left out.")));
        if (textless > 0)
            warnings.Add(new TranscriptWarning(string.Create(CultureInfo.InvariantCulture, $"{textless} {(textless == 1 ? "item has" : "items have")} no text and {(textless == 1 ? "is" : "are")} left out.")));
        if (pieces.Count == 0)
            throw new TranscriptException(file, null, "Nobody says anything in this JSON.", "Check that the recognition finished.");
        return Words(list) ? Pieces.Join(pieces.Where(p => p.Text.Length > 0)) : Pieces.Join(Labels(pieces));
    }

    /// <summary>whisperX: a segment whose words belong to several speakers.</summary>
    private static bool SplitByWords(JsonElement item, List<SpokenPiece> pieces, bool milliseconds)
    {
        if (!item.TryGetProperty("words", out var words) || words.ValueKind is not JsonValueKind.Array)
            return false;
        var spoken = words.EnumerateArray().Where(w => w.ValueKind is JsonValueKind.Object).Select(w => (Word: w, Speaker: SpeakerOf(w))).ToList();
        if (spoken.Select(w => w.Speaker).Where(s => s is not null).Distinct(StringComparer.Ordinal).Take(2).Count() < 2)
            return false;
        var current = spoken.First(w => w.Speaker is not null).Speaker;
        SpokenPiece? open = null;
        foreach (var (word, speaker) in spoken)
        {
            current = speaker ?? current;
            if (Text(word) is not { } said)
                continue;
            var (start, end, _) = Times(word, milliseconds);
            if (open is not null && string.Equals(open.Label, current, StringComparison.Ordinal))
            {
                open = open with { Text = $"{open.Text} {said.Trim()}", End = end ?? open.End };
                continue;
            }
            if (open is not null)
                pieces.Add(open);
            open = new SpokenPiece(current, said.Trim(), start, end);
        }
        if (open is not null)
            pieces.Add(open);
        return true;
    }

    private static List<SpokenPiece> Labels(List<SpokenPiece> pieces)
    {
        if (pieces.Exists(p => p.Label is not null))
            return pieces;
        var texts = pieces.ConvertAll(p => p.Text.Trim());
        var labels = LabelledText.Accept(texts.ConvertAll(t => SpeakerLabel.At0(t)), texts);
        if (labels.TrueForAll(l => l is null))
            return pieces;
        string? current = null;
        return
        [
            .. pieces.Select((piece, i) =>
            {
                current = labels[i]?.Label ?? current;
                return piece with { Label = current, Text = labels[i] is { } label ? texts[i][label.TextStart..] : texts[i] };
            }),
        ];
    }

    /// <summary>A list of single words rather than of sentences.</summary>
    private static bool Words(JsonElement list) => list.EnumerateArray().Take(5).All(i => i.ValueKind is JsonValueKind.Object && (i.TryGetProperty("word", out _) || i.TryGetProperty("punctuated_word", out _)));

    private static string? Text(JsonElement item)
    {
        foreach (var key in TextKeys)
        {
            if (item.TryGetProperty(key, out var text) && text.ValueKind is JsonValueKind.String)
                return text.GetString();
        }
        // Deepgram's paragraphs hold sentences.
        return item.TryGetProperty("sentences", out var sentences) && sentences.ValueKind is JsonValueKind.Array
            ? string.Join(' ', sentences.EnumerateArray().Where(s => s.ValueKind is JsonValueKind.Object).Select(Text).Where(t => t is not null))
            : null;
    }

    private static string? SpeakerOf(JsonElement item)
    {
        foreach (var key in SpeakerKeys)
        {
            if (!item.TryGetProperty(key, out var speaker))
                continue;
            if (speaker.ValueKind is JsonValueKind.String && speaker.GetString() is { Length: > 0 } name)
                return name.Trim();
            if (speaker.ValueKind is JsonValueKind.Number)
                return "speaker " + speaker.GetRawText();
        }
        return null;
    }

    private static (TimeSpan? Start, TimeSpan? End, bool Good) Times(JsonElement item, bool milliseconds)
    {
        var start = Time(item, StartKeys, 0, milliseconds, out var startGood);
        var end = Time(item, EndKeys, 1, milliseconds, out var endGood);
        return end < start ? (start, null, false) : (start, end, startGood && endGood);
    }

    private static TimeSpan? Time(JsonElement item, string[] keys, int index, bool milliseconds, out bool good)
    {
        good = true;
        // transformers: "timestamp": [0.0, 3.2]; whisper.cpp: "offsets": {"from": 0, "to": 3200}.
        if (item.TryGetProperty("timestamp", out var pair) && pair.ValueKind is JsonValueKind.Array && pair.GetArrayLength() == 2)
            return Value(pair[index], milliseconds: false, ref good);
        if (item.TryGetProperty("offsets", out var offsets) && offsets.ValueKind is JsonValueKind.Object && offsets.TryGetProperty(index == 0 ? "from" : "to", out var offset))
            return Value(offset, milliseconds: true, ref good);
        foreach (var key in keys)
        {
            if (item.TryGetProperty(key, out var time))
                return Value(time, milliseconds, ref good);
        }
        return null;
    }

    private static TimeSpan? Value(JsonElement time, bool milliseconds, ref bool good)
    {
        TimeSpan? value = null;
        if (time.ValueKind is JsonValueKind.Null)
            return null;
        if (time.ValueKind is JsonValueKind.Number && time.TryGetDouble(out var number))
            value = Pieces.Seconds(milliseconds ? number / 1000 : number);
        else if (time.ValueKind is JsonValueKind.String && time.GetString() is { } text)
            value = ClockTime.Parse(text) ?? (double.TryParse(text.TrimEnd('s'), NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds) ? Pieces.Seconds(seconds) : null);
        good &= value is not null;
        return value;
    }

    /// <summary>Some services count milliseconds. Nobody needs 20 seconds for a word.</summary>
    private static bool InMilliseconds(JsonElement list)
    {
        double units = 0;
        long words = 0;
        foreach (var item in list.EnumerateArray().Take(500))
        {
            if (item.ValueKind is not JsonValueKind.Object || Text(item) is not { } text || Number(item, StartKeys) is not { } start || Number(item, EndKeys) is not { } end || end <= start)
                continue;
            units += end - start;
            words += text.AsSpan().Trim().Count(' ') + 1;
        }
        return words > 0 && units / words > 20;
    }

    private static double? Number(JsonElement item, string[] keys)
    {
        foreach (var key in keys)
        {
            if (item.TryGetProperty(key, out var value) && value.ValueKind is JsonValueKind.Number && value.TryGetDouble(out var number) && double.IsFinite(number))
                return number;
        }
        return null;
    }
}
