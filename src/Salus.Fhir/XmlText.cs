using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace Salus.Fhir;

/// <summary>XML as characters, with the lines as the framework's reader counts them, so that its positions lead back into the text.</summary>
internal sealed class XmlText
{
    private readonly List<int> lineStarts = [0];

    private XmlText(string text)
    {
        Text = text;
        var at = 0;
        while (text.AsSpan(at).IndexOfAny('\r', '\n') is >= 0 and var next)
        {
            at += next + 1;
            if (text[at - 1] == '\r' && at < text.Length && text[at] == '\n')
                at++;
            lineStarts.Add(at);
        }
    }

    public string Text { get; }

    /// <summary>UTF-8, or UTF-16 with a byte order mark. FHIR knows no other encoding.</summary>
    public static XmlText Of(ReadOnlySpan<byte> xml)
    {
        if (xml.StartsWith("\uFEFF"u8))
            xml = xml[3..];
        else if (xml.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE]) || xml.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF]))
            return new XmlText((xml[0] == 0xFF ? Encoding.Unicode : Encoding.BigEndianUnicode).GetString(xml[2..]));
        if (Utf8.IsValid(xml))
            return new XmlText(Encoding.UTF8.GetString(xml));
        var offset = 0;
        while (Rune.DecodeFromUtf8(xml[offset..], out _, out var length) is OperationStatus.Done)
            offset += length;
        var before = xml[..offset];
        throw new FhirFormatException("The text is not valid Unicode: FHIR XML is UTF-8.", before.Count((byte)'\n') + 1, offset - before.LastIndexOf((byte)'\n'), "");
    }

    public int OffsetOf(FhirPosition position) => lineStarts[(int)position.Line - 1] + (int)position.Column - 1;

    /// <summary>Behind the '>' that ends the tag which starts at an offset.</summary>
    public int EndOfTag(int offset)
    {
        var quote = '\0';
        for (; offset < Text.Length; offset++)
        {
            var c = Text[offset];
            if (quote != '\0')
                quote = c == quote ? '\0' : quote;
            else if (c is '"' or '\'')
                quote = c;
            else if (c == '>')
                return offset + 1;
        }
        return offset;
    }
}
