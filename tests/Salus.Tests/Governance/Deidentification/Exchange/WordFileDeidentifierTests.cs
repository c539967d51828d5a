using System.IO.Compression;
using System.Text;
using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Validation;
using DocumentFormat.OpenXml.Wordprocessing;
using FsCheck;
using FsCheck.Fluent;
using Salus.Governance.Deidentification;
using Salus.Governance.Deidentification.Exchange;
using Salus.Language.Identifiers;

namespace Salus.Tests.Governance.Deidentification.Exchange;

using Text = DocumentFormat.OpenXml.Wordprocessing.Text;

public sealed class WordFileDeidentifierTests
{
    private static readonly WordFileDeidentifier word = new();

    private static readonly string[] identifiers =
    [
        "Thornquist", "Ingrid", "Peverell", "Osric", "317-555-0148", "402-77-1934", "03/12/2024", "mailhaven", "larkspur", "secretary", "deletedname", "Zebulon", "hiddenvalue", "picturebytes",
    ];

    private static readonly string[] values = ["metformin 500 mg", "Parkinson disease", "Hemoglobin", "13.2 g/dL", "Follow up", "Boxed advice", "Linked words", "Confidential letter", "See note"];

    private static ExchangeRelease Release() => new(listed:
    [
        (IdentifierClass.Name, "Osric Peverell"), (IdentifierClass.Name, "Peverell"), (IdentifierClass.Phone, "317-555-0148"), (IdentifierClass.SocialSecurity, "402-77-1934"), (IdentifierClass.Date, "03/12/2024"),
        (IdentifierClass.Email, "ingrid@mailhaven.example"), (IdentifierClass.Email, "secretary@larkspur.example"),
    ]);

    internal static byte[] Letter()
    {
        using var memory = new MemoryStream();
        using (var document = WordprocessingDocument.Create(memory, WordprocessingDocumentType.Document))
        {
            document.PackageProperties.Creator = "Ingrid Thornquist";
            document.AddExtendedFilePropertiesPart().Properties = new DocumentFormat.OpenXml.ExtendedProperties.Properties(new DocumentFormat.OpenXml.ExtendedProperties.Company("Larkspur"));
            var custom = document.AddCustomFilePropertiesPart();
            custom.Properties = new DocumentFormat.OpenXml.CustomProperties.Properties();
            var main = document.AddMainDocumentPart();
            main.AddNewPart<StyleDefinitionsPart>().Styles = new Styles(
                new Style(new StyleName { Val = "heading 1" }) { Type = StyleValues.Paragraph, StyleId = "Heading1" },
                new Style(new StyleName { Val = "Zebulon letter" }) { Type = StyleValues.Paragraph, StyleId = "ZebulonLetter", CustomStyle = true });
            main.AddNewPart<DocumentSettingsPart>().Settings = new Settings(new DefaultTabStop { Val = 708 }, new DocumentVariables(new DocumentVariable { Name = "patient", Val = "hiddenvalue" }));
            main.AddNewPart<HeaderPart>("rIdThornquist").Header = new Header(new Paragraph(new Run(new Text("Confidential letter of Dr. Peverell"))));
            main.AddNewPart<FooterPart>("foot").Footer = new Footer(new Paragraph(Field("PAGE", "3"), new Run(new Text(" secretary@larkspur.example"))));
            main.AddNewPart<FootnotesPart>().Footnotes = new Footnotes(new Footnote(new Paragraph(new Run(new FootnoteReferenceMark()), new Run(new Text("See note of Dr. Peverell")))) { Id = 2 });
            main.AddNewPart<WordprocessingCommentsPart>().Comments = new Comments(new Comment(new Paragraph(new Run(new Text("Ask Dr. Peverell")))) { Id = "0", Author = "Osric Peverell", Initials = "OP", Date = new DateTime(2024, 3, 12, 0, 0, 0, DateTimeKind.Utc) });
            main.AddCustomXmlPart(CustomXmlPartType.CustomXml).FeedData(new MemoryStream("<p>Zebulon</p>"u8.ToArray()));
            main.AddImagePart(ImagePartType.Png, "pic").FeedData(new MemoryStream("picturebytes"u8.ToArray()));
            var link = main.AddHyperlinkRelationship(new Uri("https://portal.larkspur.example/ingrid"), true);
            main.Document = new Document(new Body(
                new Paragraph(new ParagraphProperties(new ParagraphStyleId { Val = "ZebulonLetter" }), new Run(new RunProperties(new Bold()), new Text("Mr. Osr")), new ProofError { Type = ProofingErrorValues.SpellStart }, new Run(new RunProperties(new Italic()), new Text("ic Pev")), new Run(new Text("erell takes metformin 500 mg for Parkinson disease. Call 317-555-") { Space = SpaceProcessingModeValues.Preserve }), new Run(new Text("0148, SSN 402-77-1934, on 03/12/2024."))),
                new Table(
                    new TableProperties(new TableCaption { Val = "Zebulon" }), new TableGrid(new GridColumn(), new GridColumn()),
                    new TableRow(new TableCell(new Paragraph(new Run(new Text("Hemoglobin")))), new TableCell(new Paragraph(new Run(new Text("13.2 g/dL")))))),
                new Paragraph(new InsertedRun(new Run(new Text("Follow up"))) { Author = "Osric Peverell", Date = new DateTime(2024, 3, 12, 0, 0, 0, DateTimeKind.Utc), Id = "5" }, new DeletedRun(new Run(new DeletedText("deletedname"))) { Author = "Osric Peverell", Id = "6" }),
                new Paragraph(new Hyperlink(new Run(new Text("Linked words"))) { Id = link.Id }, new Run(new FootnoteReference { Id = 2 }), new CommentRangeStart { Id = "0" }, new Run(new Text("noted")), new CommentRangeEnd { Id = "0" }, new Run(new CommentReference { Id = "0" })),
                new Paragraph(new Run(new FieldChar { FieldCharType = FieldCharValues.Begin }), new Run(new FieldCode(" HYPERLINK \"mailto:ingrid@mailhaven.example\" ")), new Run(new FieldChar { FieldCharType = FieldCharValues.Separate }), new Run(new Text("write to ingrid@mailhaven.example")), new Run(new FieldChar { FieldCharType = FieldCharValues.End })),
                new SdtBlock(new SdtProperties(new SdtAlias { Val = "Ingrid Thornquist" }), new SdtContentBlock(new Paragraph(new Run(new Text("Signed by Dr. Peverell"))))),
                new Paragraph(new Run(new Picture(new DocumentFormat.OpenXml.Vml.Shape(new DocumentFormat.OpenXml.Vml.TextBox(new TextBoxContent(new Paragraph(new Run(new Text("Boxed advice by Dr. Peverell")))))) { Alternate = "Ingrid" }))),
                new Paragraph(new Run(new Picture(new DocumentFormat.OpenXml.Vml.Shape(new DocumentFormat.OpenXml.Vml.ImageData { RelationshipId = "pic", Title = "Thornquist" })))),
                new SectionProperties(new HeaderReference { Type = HeaderFooterValues.Default, Id = "rIdThornquist" }, new FooterReference { Type = HeaderFooterValues.Default, Id = "foot" }, new PageSize { Width = 11906U, Height = 16838U })));
        }
        return memory.ToArray();

        static SimpleField Field(string instruction, string shown) => new(new Run(new Text(shown))) { Instruction = instruction };
    }

    [Fact]
    public async Task Takes_every_identifier_out_of_a_letter_wherever_it_hides()
    {
        var cleaned = await Release().CleanAsync(word, Letter());
        foreach (var (name, part) in Parts(cleaned))
        {
            ExchangeRelease.HoldsNone(name, identifiers);
            ExchangeRelease.HoldsNone(part, identifiers);
        }
        ExchangeRelease.HoldsAll(string.Join('\n', Text(cleaned)), values);
    }

    [Fact]
    public async Task Leaves_a_letter_that_opens_and_looks_as_before()
    {
        var cleaned = await Release().CleanAsync(word, Letter());
        using var document = WordprocessingDocument.Open(new MemoryStream(cleaned), isEditable: false);
        Assert.Empty(new OpenXmlValidator(FileFormatVersions.Office2013).Validate(document, TestContext.Current.CancellationToken).Select(e => $"{e.Path?.XPath} {e.Description}"));
        var body = document.MainDocumentPart!.Document.Body!;
        Assert.Equal("Custom1", body.Descendants<ParagraphStyleId>().First().Val!.Value);
        Assert.NotNull(body.Descendants<Run>().First().RunProperties!.Bold);
        Assert.Single(body.Descendants<Table>());
        Assert.Contains("[image removed]", body.InnerText, StringComparison.Ordinal);
        Assert.Equal(" PAGE ", document.MainDocumentPart.FooterParts.Single().Footer.Descendants<SimpleField>().Single().Instruction!.Value);
        Assert.Empty(document.MainDocumentPart.ExternalRelationships);
        Assert.Empty(document.MainDocumentPart.HyperlinkRelationships);
    }

    [Fact]
    public async Task Refuses_what_it_must_not_write()
    {
        await Refuses([0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1], "encrypted");
        await Refuses("Ingrid Thornquist"u8.ToArray(), "unpacked");
        await Refuses(With("word/vbaProject.bin", "macro"), "macros");
        await Refuses(With("word/extra.xml", "<!DOCTYPE x><x/>"), "DTD");
        await Refuses(With("word/deep.xml", string.Concat(Enumerable.Repeat("<a>", 10_000))), "levels");

        static async Task Refuses(byte[] file, string why)
        {
            var refused = await Assert.ThrowsAsync<DeidentificationException>(async () => await Release().CleanAsync(word, file));
            Assert.Contains(why, refused.Message, StringComparison.Ordinal);
            ExchangeRelease.HoldsNone(refused.ToString(), "Thornquist");
        }

        static byte[] With(string name, string content)
        {
            using var memory = new MemoryStream();
            memory.Write(Letter());
            using (var archive = new ZipArchive(memory, ZipArchiveMode.Update, leaveOpen: true))
            using (var part = archive.CreateEntry(name).Open())
                part.Write(Encoding.UTF8.GetBytes(content));
            return memory.ToArray();
        }
    }

    [Fact]
    public async Task Refuses_a_package_that_unpacks_to_far_more_than_a_document()
    {
        using var memory = new MemoryStream();
        using (var archive = new ZipArchive(memory, ZipArchiveMode.Create, leaveOpen: true))
        {
            using var part = archive.CreateEntry("word/media/image1.png", CompressionLevel.Fastest).Open();
            var zeros = new byte[1 << 20];
            for (var i = 0; i < 257; i++)
                part.Write(zeros);
        }
        await Assert.ThrowsAsync<DeidentificationException>(async () => await Release().CleanAsync(word, memory.ToArray()));
    }

    [Fact]
    public async Task Leaves_out_parts_that_nothing_points_to()
    {
        using var memory = new MemoryStream();
        memory.Write(Letter());
        using (var archive = new ZipArchive(memory, ZipArchiveMode.Update, leaveOpen: true))
        using (var part = archive.CreateEntry("word/orphan.xml").Open())
            part.Write("<x>Ingrid Thornquist</x>"u8);
        Assert.DoesNotContain(Parts(await Release().CleanAsync(word, memory.ToArray())), p => p.Name.Contains("orphan", StringComparison.Ordinal));
    }

    [Fact]
    public void Never_fails_otherwise_on_broken_input()
    {
        var bytes = Letter();
        Prop.ForAll(Gen.Choose(0, bytes.Length - 1).Zip(Gen.Choose(0, 255)).ListOf(4).ToArbitrary(), changes =>
        {
            var broken = bytes.ToArray();
            foreach (var (at, value) in changes)
                broken[at] = (byte)value;
            try
            {
                Release().CleanAsync(word, broken).GetAwaiter().GetResult();
            }
            catch (DeidentificationException)
            {
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(25));
    }

    private static IEnumerable<(string Name, string Text)> Parts(byte[] file)
    {
        using var archive = new ZipArchive(new MemoryStream(file));
        foreach (var entry in archive.Entries)
        {
            using var reader = new StreamReader(entry.Open());
            yield return (entry.FullName, reader.ReadToEnd());
        }
    }

    private static IEnumerable<string> Text(byte[] file)
    {
        using var document = WordprocessingDocument.Open(new MemoryStream(file), isEditable: false);
        var main = document.MainDocumentPart!;
        OpenXmlElement?[] roots = [main.Document, .. main.HeaderParts.Select(h => h.Header), .. main.FooterParts.Select(f => f.Footer), main.FootnotesPart?.Footnotes, main.WordprocessingCommentsPart?.Comments];
        return [.. roots.OfType<OpenXmlElement>().Select(r => r.InnerText)];
    }
}
