using System.Globalization;
using System.Xml;
using System.Xml.Linq;

namespace Salus.Governance.Deidentification.Exchange;

/// <summary>XML that may come from anywhere: no DTD, no entities, nothing fetched, not too deep to be walked.</summary>
internal static class BoundedXml
{
    /// <summary>Without comments and processing instructions.</summary>
    public static XElement Load(byte[] xml, int depth, string what)
    {
        using (var input = new MemoryStream(xml))
            Check(input, depth, xml.Length, what);
        using var reader = XmlReader.Create(new MemoryStream(xml), Settings(xml.Length));
        return XDocument.Load(reader, LoadOptions.PreserveWhitespace).Root!;
    }

    /// <summary>Reads to the end once; no tree is built of what is too deep.</summary>
    public static void Check(Stream xml, int depth, long most, string what)
    {
        try
        {
            using var reader = XmlReader.Create(xml, Settings(most));
            while (reader.Read())
            {
                if (reader.Depth > depth)
                    throw new DeidentificationException(string.Create(CultureInfo.InvariantCulture, $"Line {((IXmlLineInfo)reader).LineNumber} of the {what}: elements lie more than {depth} levels deep. No document needs that; it is refused."));
            }
        }
        catch (XmlException e)
        {
            // The parser's own message repeats names and characters of the input.
            throw new DeidentificationException(string.Create(CultureInfo.InvariantCulture, $"Line {e.LineNumber} of the {what}: this is not well-formed XML, or brings a DTD, which is never read. Correct it, or take the DOCTYPE out."));
        }
    }

    private static XmlReaderSettings Settings(long most) => new()
    {
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
        MaxCharactersFromEntities = 1024,
        MaxCharactersInDocument = Math.Max(most, 1),
        IgnoreComments = true,
        IgnoreProcessingInstructions = true,
    };
}
