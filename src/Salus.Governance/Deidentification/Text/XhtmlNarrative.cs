using System.Collections.Frozen;
using System.Text;
using System.Xml;
using Salus.Language.Identifiers;

namespace Salus.Governance.Deidentification;

/// <summary>
/// Cleans the text of a narrative as a reader sees it: words on both sides of a tag within a line are read together, so that a name in bold is found in its
/// sentence, and ends of paragraphs, cells and lines part them. No document type, no entities beside the five of XML, nothing is fetched.
/// </summary>
internal static class XhtmlNarrative
{
    private const int Deepest = 256;

    // Elements that do not part the words around them.
    private static readonly FrozenSet<string> inline = Set("a abbr acronym b bdo big cite code del dfn em i ins kbd label q s samp small span strike strong sub sup tt u var content linkHtml renderMultiMedia footnoteRef");

    // Attributes that say how something looks or is joined, and hold no words of people.
    private static readonly FrozenSet<string> kept = Set("class style align valign border cellpadding cellspacing colspan rowspan width height span scope start type lang styleCode listType xmlns");

    public static string Clean(string xhtml, Func<string, CleanedText> clean)
    {
        try
        {
            return new Walk(clean).Run(xhtml);
        }
        catch (XmlException wrong)
        {
            throw new DeidentificationException($"A narrative is not well-formed XHTML (line {wrong.LineNumber}, column {wrong.LinePosition}). Mend it, or let the policy remove narratives.");
        }
    }

    private static FrozenSet<string> Set(string words) => words.Split(' ').ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    private sealed class Walk(Func<string, CleanedText> clean)
    {
        private readonly List<(bool IsText, string Content)> parts = [];
        private readonly List<int> texts = [];

        public string Run(string xhtml)
        {
            var settings = new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, IgnoreComments = true, IgnoreProcessingInstructions = true, ConformanceLevel = ConformanceLevel.Fragment, MaxCharactersFromEntities = 1024 };
            using var reader = XmlReader.Create(new StringReader(xhtml), settings);
            while (reader.Read())
            {
                switch (reader.NodeType)
                {
                    case XmlNodeType.Element:
                        if (reader.Depth > Deepest)
                            throw new DeidentificationException("A narrative is nested too deep. Let the policy remove narratives.");
                        Parted(reader.LocalName);
                        parts.Add((false, Opened(reader)));
                        break;
                    case XmlNodeType.EndElement:
                        Parted(reader.LocalName);
                        parts.Add((false, $"</{reader.Name}>"));
                        break;
                    case XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.Whitespace or XmlNodeType.SignificantWhitespace:
                        texts.Add(parts.Count);
                        parts.Add((true, reader.Value));
                        break;
                }
            }
            Settle();
            var written = new StringBuilder(xhtml.Length);
            foreach (var (isText, content) in parts)
                written.Append(isText ? Escaped(content) : content);
            return written.ToString();
        }

        private void Parted(string element)
        {
            if (!inline.Contains(element))
                Settle();
        }

        /// <summary>Cleans the texts since the last parting as one, and gives each the share that stood in it; a replacement goes where its original began.</summary>
        private void Settle()
        {
            if (texts.Count == 0)
                return;
            var whole = string.Concat(texts.Select(t => parts[t].Content));
            var cleaned = clean(whole);
            if (!cleaned.Replaced.IsEmpty)
            {
                var pieces = texts.Select(_ => new StringBuilder()).ToList();
                var ends = new List<int>();
                foreach (var text in texts)
                    ends.Add((ends.Count > 0 ? ends[^1] : 0) + parts[text].Content.Length);
                var (at, source, output) = (0, 0, 0);
                foreach (var replacement in cleaned.Replaced)
                {
                    Copy(source, replacement.Output.Start - output);
                    source += replacement.Output.Start - output;
                    while (source >= ends[at] && at < ends.Count - 1)
                        at++;
                    pieces[at].Append(cleaned.Text, replacement.Output.Start, replacement.Output.Length);
                    source += replacement.Original.Length;
                    output = replacement.Output.End;
                }
                Copy(source, whole.Length - source);
                for (var i = 0; i < texts.Count; i++)
                    parts[texts[i]] = (true, pieces[i].ToString());

                void Copy(int from, int length)
                {
                    for (var end = from + length; from < end;)
                    {
                        while (from >= ends[at])
                            at++;
                        var take = Math.Min(end, ends[at]) - from;
                        pieces[at].Append(whole, from, take);
                        from += take;
                    }
                }
            }
            texts.Clear();
        }

        private static string Opened(XmlReader reader)
        {
            var tag = new StringBuilder("<").Append(reader.Name);
            var isEmpty = reader.IsEmptyElement;
            while (reader.MoveToNextAttribute())
            {
                var local = reader.LocalName is var name && reader.Prefix is "xmlns" ? "xmlns" : name;
                if (!kept.Contains(local) || (local is "style" && reader.Value.Contains("url", StringComparison.OrdinalIgnoreCase)))
                    continue;
                tag.Append(' ').Append(reader.Name).Append("=\"").Append(Escaped(reader.Value).Replace("\"", "&quot;", StringComparison.Ordinal)).Append('"');
            }
            reader.MoveToElement();
            return tag.Append(isEmpty ? "/>" : ">").ToString();
        }

        private static string Escaped(string text) => text.AsSpan().IndexOfAny('&', '<', '>') < 0 ? text
            : text.Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal).Replace(">", "&gt;", StringComparison.Ordinal);
    }
}
