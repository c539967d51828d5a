using System.Collections.Frozen;
using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using System.Xml;
using System.Xml.Linq;

namespace Salus.Fhir.Validation;

/// <summary>The XHTML of narratives: only formatting, nothing that runs, links that lead somewhere (https://hl7.org/fhir/R4/narrative.html).</summary>
internal sealed partial class NarrativeRules(ValidationRun run)
{
    private const string Xhtml = "http://www.w3.org/1999/xhtml";
    private readonly Dictionary<Spot, HashSet<string>> targets = [];

    private static readonly FrozenSet<string> elements = Words(
        "a abbr acronym address b bdo big blockquote br caption center cite code col colgroup dd del dfn div dl dt em font h1 h2 h3 h4 h5 h6 hr i img ins kbd li map area "
        + "ol p pre q s samp small span strike strong sub sup table tbody td tfoot th thead tr tt u ul var style");

    private static readonly FrozenSet<string> attributes = Words(
        "title style class id lang dir accesskey tabindex span width align valign char charoff abbr axis headers scope rowspan colspan border frame rules cellpadding cellspacing summary name href "
        + "hreflang rel rev src alt height longdesc ismap usemap shape coords cite datetime type charset nowrap bgcolor color face size value start compact clear hspace vspace xml:lang xmlns xml:space nohref target");

    private static readonly FrozenSet<string> schemes = Words("http https ftp ftps mailto tel sms data file cid magnet irc sip sips xmpp gopher");

    public void Check(Spot narrative)
    {
        if (narrative.First("div") is not { Node.Value: { Length: > 0 } text } div)
            return;
        if (Parse(text) is not { } root)
        {
            run.Error(div, "invalid", "xhtml", "The narrative is not well-formed XHTML. Close every element, and write & as &amp;.");
            return;
        }
        if (root.Name.LocalName is not "div" || root.Name.NamespaceName is not Xhtml)
        {
            run.Error(div, "invalid", "xhtml", $"The narrative must be one div with xmlns=\"{Xhtml}\".");
            return;
        }
        if (string.IsNullOrWhiteSpace(root.Value) && !root.Descendants().Any(e => e.Name.LocalName is "img"))
            run.Error(div, "invariant", "txt-2", "The narrative has no content. Write some, or leave text out.");
        if (narrative.Resource.Value("language") is { } language && root.DescendantsAndSelf().Select(e => e.Attribute("lang")?.Value ?? e.Attribute(XNamespace.Xml + "lang")?.Value).FirstOrDefault(l => l is not null) is { } written && !string.Equals(language, written, StringComparison.OrdinalIgnoreCase))
            run.Warn(div, "business-rule", "xhtml-language", $"The resource is in the language {PrimitiveRules.Short(language)}, but its narrative says {PrimitiveRules.Short(written)}.");
        TextLinks(narrative, root);
        foreach (var element in root.DescendantsAndSelf())
        {
            Element(div, element);
            if (element.Name.LocalName is "a" && element.Attribute("href")?.Value is { } href)
                Link(div, narrative.Resource, href);
            if (element.Name.LocalName is "img" && element.Attribute("src")?.Value is { } source)
                Image(div, narrative.Resource, source);
        }
    }

    /// <summary>Extensions that say which element of the resource a part of the narrative was made from.</summary>
    private void TextLinks(Spot narrative, XElement root)
    {
        foreach (var link in narrative.All("extension").Where(e => e.Value("url") is "http://hl7.org/fhir/StructureDefinition/textLink"))
        {
            var parts = link.All("extension").ToLookup(p => p.Value("url"), p => p.First("value")?.Node.Value, StringComparer.Ordinal);
            if (parts["htmlid"].FirstOrDefault() is { } id && !root.DescendantsAndSelf().Any(e => string.Equals(e.Attribute("id")?.Value, id, StringComparison.Ordinal)))
                run.Error(link, "not-found", "text-link", $"The narrative has no element with the id '{PrimitiveRules.Short(id)}'.");
            foreach (var data in parts["data"].OfType<string>().Where(d => d.StartsWith('#') && d.Length > 1))
            {
                if (!narrative.Resource.Descendants().Any(s => s.ElementName is "id" && string.Equals(s.Node.Value, data[1..], StringComparison.Ordinal)))
                    run.Error(link, "not-found", "text-link", $"No element of the resource has the id '{PrimitiveRules.Short(data[1..])}'.");
            }
        }
    }

    /// <summary>Names of HTML characters such as &amp;nbsp; are allowed, though XML knows five only.</summary>
    internal static XElement? Parse(string xhtml)
    {
        var named = CharacterName().Replace(xhtml, static m =>
        {
            if (m.Value is "&amp;" or "&lt;" or "&gt;" or "&quot;" or "&apos;")
                return m.Value;
            var text = WebUtility.HtmlDecode(m.Value);
            return text.Length == 1 ? string.Create(CultureInfo.InvariantCulture, $"&#{(int)text[0]};") : m.Value;
        });
        try
        {
            using var reader = XmlReader.Create(new StringReader(named), new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, MaxCharactersInDocument = 16 << 20 });
            return XElement.Load(reader, LoadOptions.PreserveWhitespace);
        }
        catch (XmlException)
        {
            return null;
        }
    }

    private void Element(Spot div, XElement element)
    {
        var name = element.Name.LocalName;
        if (!elements.Contains(name))
        {
            run.Error(div, "invalid", "txt-1", $"The element '{PrimitiveRules.Short(name)}' is not allowed in a narrative. Use simple formatting, tables, lists, links and images only.");
            return;
        }
        if (element.Name.NamespaceName is not Xhtml)
            run.Error(div, "invalid", "xhtml", $"The element '{name}' of the narrative is not in the namespace {Xhtml}.");
        foreach (var attribute in element.Attributes())
        {
            var written = attribute.IsNamespaceDeclaration ? "xmlns" : attribute.Name.Namespace == XNamespace.Xml ? $"xml:{attribute.Name.LocalName}" : attribute.Name.LocalName;
            if (!attributes.Contains(written))
                run.Error(div, "invalid", "txt-1", $"The attribute '{PrimitiveRules.Short(written)}' of '{name}' is not allowed in a narrative.");
        }
    }

    private void Link(Spot div, Spot resource, string href)
    {
        if (href.StartsWith('#'))
        {
            if (href.Length > 1 && !Targets(resource).Contains(href[1..]))
                run.Error(div, "invalid", "xhtml-link", $"The link '{PrimitiveRules.Short(href)}' leads nowhere: no element of the resource has that id.");
            return;
        }
        var colon = href.IndexOf(':', StringComparison.Ordinal);
        var end = href.AsSpan().IndexOfAny('/', '?', '#');
        if (colon > 0 && (end < 0 || colon < end) && !schemes.Contains(href[..colon].ToLowerInvariant()))
            run.Error(div, "invalid", "xhtml-link", $"'{PrimitiveRules.Short(href[..colon])}:' is not a kind of link that a reader can follow.");
    }

    private void Image(Spot div, Spot resource, string source)
    {
        if (source.StartsWith('#') && run.References.Contained(resource, source[1..]) is null)
            run.Error(div, "invalid", "xhtml-image", $"The image '{PrimitiveRules.Short(source)}' is not contained in the resource.");
    }

    /// <summary>What the links and images of a narrative name with <c>#</c>, without it.</summary>
    internal static IEnumerable<string> LocalTargets(string xhtml) =>
        Parse(xhtml)?.DescendantsAndSelf().SelectMany(e => e.Attributes()).Where(a => a.Name.LocalName is "src" or "href" && a.Value.StartsWith('#')).Select(a => a.Value[1..]) ?? [];

    /// <summary>Everything a link inside a resource can lead to.</summary>
    private HashSet<string> Targets(Spot resource)
    {
        if (targets.TryGetValue(resource, out var known))
            return known;
        var ids = new HashSet<string>(StringComparer.Ordinal);
        foreach (var spot in resource.Descendants())
        {
            if (spot.ElementName is "id" && spot.Node.Value is { } id && (!spot.Parent!.IsResource || spot.Parent.Declared?.ElementName is "contained"))
                ids.Add(id);
            if (spot.TypeName is "xhtml" && spot.Node.Value is { } text && Parse(text) is { } root)
            {
                foreach (var element in root.DescendantsAndSelf())
                {
                    if ((element.Attribute("id") ?? (element.Name.LocalName is "a" ? element.Attribute("name") : null))?.Value is { } anchor)
                        ids.Add(anchor);
                }
            }
        }
        return targets[resource] = ids;
    }

    private static FrozenSet<string> Words(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries).ToFrozenSet(StringComparer.Ordinal);

    [GeneratedRegex("&[A-Za-z][A-Za-z0-9]*;", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex CharacterName();
}
