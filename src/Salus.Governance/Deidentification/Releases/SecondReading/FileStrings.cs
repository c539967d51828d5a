using System.Collections.Frozen;
using System.Text;
using System.Xml;
using Salus.Governance.Deidentification.Fhir;

namespace Salus.Governance.Deidentification.Releases.SecondReading;

/// <summary>
/// The strings of a file, whatever its kind: values of JSON and XML without those that name a vocabulary, a machine's address or a unit,
/// attachments unpacked, and plain text line by line. Memory grows with the longest string, not with the file.
/// </summary>
internal static class FileStrings
{
    private const int Piece = 16_384;
    private const int ShortestAttachment = 16;

    // Elements whose values come from the standard: what stands there says nothing about a person. Ids and references are read.
    private static readonly FrozenSet<string> vocabulary = FrozenSet.Create(StringComparer.Ordinal,
        "system", "url", "profile", "code", "resourceType", "status", "contentType", "language", "linkId", "unit", "hash", "codeSystem", "root", "typeCode", "classCode", "moodCode", "schemaLocation", "templateId", "nullFlavor", "mediaType");

    /// <param name="each">Told of every string, in order.</param>
    /// <param name="also">Told of a JSON file's structure in the same pass.</param>
    /// <exception cref="System.Text.Json.JsonException">It is no JSON, though its name says so.</exception>
    /// <exception cref="XmlException">It is no XML, though its name says so.</exception>
    public static async Task ReadAsync(Stream file, string fileName, Action<string> each, IJsonVisitor? also, CancellationToken cancel)
    {
        switch (FileForms.Of(fileName))
        {
            case FileForm.Json:
                await JsonWalk.ReadAsync(file, also is null ? [new JsonStrings(each)] : [new JsonStrings(each), also], cancel);
                break;
            case FileForm.Xml:
                await XmlAsync(file, each, cancel);
                break;
            case FileForm.Messages:
                await LinesAsync(file, lines => Fields(lines, each), cancel);
                break;
            default:
                await LinesAsync(file, each, cancel);
                break;
        }
    }

    private static async Task XmlAsync(Stream file, Action<string> each, CancellationToken cancel)
    {
        using var reader = XmlReader.Create(file, new XmlReaderSettings { Async = true, DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null });
        while (await reader.ReadAsync())
        {
            cancel.ThrowIfCancellationRequested();
            if (reader.NodeType is XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.Comment)
                each(await reader.GetValueAsync());
            if (reader.NodeType is not XmlNodeType.Element)
                continue;
            var element = reader.LocalName;
            while (reader.MoveToNextAttribute())
            {
                // FHIR writes every value as an attribute of this name: then the element says what it is.
                var name = reader.LocalName is "value" ? element : reader.LocalName;
                if (reader.Prefix is not ("xmlns" or "xsi") && name is not "xmlns" && !vocabulary.Contains(name))
                    Tell(reader.Value, name, each);
            }
        }
    }

    /// <summary>Whole lines in pieces of a bounded length; of a longer line pieces that end at a blank.</summary>
    private static async Task LinesAsync(Stream file, Action<string> each, CancellationToken cancel)
    {
        using var reader = new StreamReader(file, Encoding.UTF8, detectEncodingFromByteOrderMarks: true, 1 << 16, leaveOpen: true);
        var buffer = new char[Piece];
        int held = 0, read;
        while ((read = await reader.ReadBlockAsync(buffer.AsMemory(held), cancel)) + held > 0)
        {
            var all = buffer.AsSpan(0, held + read);
            var end = all.Length < Piece ? all.Length : all.LastIndexOfAny('\n', '\r') + 1;
            if (end == 0)
                end = all.LastIndexOf(' ') + 1;
            if (end == 0)
                end = all.Length;
            each(new string(all[..end]));
            all[end..].CopyTo(buffer);
            held = all.Length - end;
        }
    }

    /// <summary>Fields of HL7 v2 messages; the components of a field are read together, as they are written.</summary>
    private static void Fields(string lines, Action<string> each)
    {
        foreach (var segment in lines.Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries))
            foreach (var field in segment.Split('|', StringSplitOptions.RemoveEmptyEntries))
                each(field.Replace('^', ' '));
    }

    private static void Tell(string value, string? name, Action<string> each) => each(name switch
    {
        "data" when value.Length >= ShortestAttachment && Unpacked(value) is { } text => text,
        "div" => WithoutTags(value),
        _ => value,
    });

    /// <summary>The words of a narrative: names of tags and of namespaces are none. What only looks like a tag and has no end stays.</summary>
    private static string WithoutTags(string narrative)
    {
        var words = new StringBuilder(narrative.Length);
        for (var at = 0; at < narrative.Length;)
        {
            var open = narrative.IndexOf('<', at);
            var close = open < 0 ? -1 : narrative.IndexOf('>', open);
            if (close < 0)
                return words.Append(narrative, at, narrative.Length - at).ToString();
            words.Append(narrative, at, open - at).Append(' ');
            at = close + 1;
        }
        return words.ToString();
    }

    private static string? Unpacked(string base64)
    {
        var bytes = new byte[base64.Length];
        if (!Convert.TryFromBase64String(base64, bytes, out var length))
            return null;
        try
        {
            return new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true).GetString(bytes, 0, length);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }

    /// <summary>Strings of JSON; what a standard's code system calls a code, and the same words beside it, are the standard's.</summary>
    private sealed class JsonStrings(Action<string> each) : IJsonVisitor
    {
        private const int MostTerms = 50_000;

        private readonly Stack<Place> places = new();
        private readonly HashSet<string> terms = new(StringComparer.OrdinalIgnoreCase);

        public void Open(string? name, bool isArray) => places.Push(new Place(isArray ? name : null));

        public void Close() => places.Pop();

        public void Value(string? name, string value)
        {
            places.TryPeek(out var place);
            name ??= place?.Array;
            if (name is "system" && place is not null)
                place.System = value;
            if (name is not null && vocabulary.Contains(name))
                return;
            if (name is "display" && CodeSystems.IsStandard(place?.System))
            {
                if (terms.Count < MostTerms)
                    terms.Add(value);
                return;
            }
            if (name is "text" or "display" && terms.Contains(value))
                return;
            Tell(value, name, each);
        }

        private sealed class Place(string? array)
        {
            public string? Array { get; } = array;

            public string? System { get; set; }
        }
    }
}
