using System.Globalization;
using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Wordprocessing;

namespace Salus.Governance.Deidentification.Exchange;

/// <summary>A new Word document from an old one: only parts that are made here get into it, so nothing that the old one hides comes along.</summary>
internal sealed class WordRebuilding(WordprocessingDocument source, Cleaning cleaning)
{
    private readonly PersonCleaning person = new(cleaning, Subject.Nobody, null);
    private readonly WordWords words = new();
    private readonly WordProperties properties = new();

    public void Write(Stream output)
    {
        var old = source.MainDocumentPart ?? throw new DeidentificationException("The package holds no Word document: its main part is missing.");
        if (source.DocumentType is not (WordprocessingDocumentType.Document or WordprocessingDocumentType.Template))
            throw new DeidentificationException("The document is made to carry macros, which are not read. Save it as .docx without them.");
        if (old.Document?.Body is not { } body)
            throw new DeidentificationException("The Word document has no body, so there is nothing to write.");
        using var written = WordprocessingDocument.Create(output, source.DocumentType);
        var main = written.AddMainDocumentPart();
        if (old.StyleDefinitionsPart?.Styles is { } styles)
        {
            properties.Number(styles);
            var copy = properties.Copy(styles);
            copy.LatentStyles?.Remove();
            main.AddNewPart<StyleDefinitionsPart>().Styles = copy;
        }
        if (old.NumberingDefinitionsPart?.Numbering is { } numbering)
            main.AddNewPart<NumberingDefinitionsPart>().Numbering = Numbering(numbering);
        if (old.DocumentSettingsPart?.Settings is { } settings)
            main.AddNewPart<DocumentSettingsPart>().Settings = Settings(settings);
        var number = 0;
        foreach (var header in old.HeaderParts)
        {
            var id = string.Create(CultureInfo.InvariantCulture, $"story{++number}");
            properties.Map(old.GetIdOfPart(header), id);
            var part = main.AddNewPart<HeaderPart>(id);
            part.Header = Story(header.Header, new Header());
        }
        foreach (var footer in old.FooterParts)
        {
            var id = string.Create(CultureInfo.InvariantCulture, $"story{++number}");
            properties.Map(old.GetIdOfPart(footer), id);
            var part = main.AddNewPart<FooterPart>(id);
            part.Footer = Story(footer.Footer, new Footer());
        }
        main.Document = new Document(Story(body, new Body(), mayBeEmpty: true));
        if (old.FootnotesPart?.Footnotes is { } footnotes)
        {
            main.AddNewPart<FootnotesPart>().Footnotes = new Footnotes(footnotes.Elements<Footnote>().Select(n => Story(n, new Footnote { Id = n.Id, Type = n.Type })));
        }
        if (old.EndnotesPart?.Endnotes is { } endnotes)
        {
            main.AddNewPart<EndnotesPart>().Endnotes = new Endnotes(endnotes.Elements<Endnote>().Select(n => Story(n, new Endnote { Id = n.Id, Type = n.Type })));
        }
        if (old.WordprocessingCommentsPart?.Comments is { } comments)
        {
            main.AddNewPart<WordprocessingCommentsPart>().Comments = new Comments(comments.Elements<Comment>().Select(c => Story(c, new Comment { Id = c.Id, Author = "Author", Initials = "A" })));
        }
        words.Clean(PersonCleaning.OfText(cleaning, words.Whole));
        written.Save();
    }

    private T Story<T>(OpenXmlElement? from, T target, bool mayBeEmpty = false) where T : OpenXmlElement
    {
        words.Separate("\n");
        if (from is not null)
            new WordStory(words, properties, person).Blocks(from, target);
        if (!target.HasChildren && !mayBeEmpty)
            target.Append(new Paragraph());
        return target;
    }

    private Numbering Numbering(Numbering old)
    {
        var numbering = properties.Copy(old);
        foreach (var element in numbering.Descendants().Where(e => e is NumberingPictureBullet or LevelPictureBulletId or AbstractNumDefinitionName).ToList())
            element.Remove();
        foreach (var level in numbering.Descendants<LevelText>())
        {
            if (level.Val?.Value is { } text && text.Count(char.IsLetter) > 1)
                level.Val = person.Text(text);
        }
        return numbering;
    }

    /// <summary>Those that change how pages look; not the template's place, mail merge, variables or protection.</summary>
    private Settings Settings(Settings old)
    {
        var settings = new Settings();
        foreach (var child in old.ChildElements)
        {
            if (child is DefaultTabStop or AutoHyphenation or EvenAndOddHeaders or MirrorMargins or CharacterSpacingControl or FootnoteDocumentWideProperties or EndnoteDocumentWideProperties or DecimalSymbol or ListSeparator)
                settings.Append(properties.Copy(child));
        }
        return settings;
    }
}
