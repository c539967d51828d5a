using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Salus.Governance.Deidentification;
using Salus.Governance.Deidentification.Exchange;
using Salus.Language.Identifiers;
using Salus.Tests.Language.Pdf;

namespace Salus.Tests.Governance.Deidentification.Exchange;

public sealed class TextOfDocumentsTests
{
    private static readonly string[] identifiers = ["Thornquist", "Ingrid", "Łempicka", "Иванова", "402-77-1934", "larkspur", "secret", "alert(", "Zebulon", "hiddenvalue"];

    private const string Rtf = @"{\rtf1\ansi\ansicpg1250{\fonttbl{\f0\fcharset0 Arial;}{\f1\fcharset204 Arial Cyr;}}{\info{\author Zebulon}{\title secret}}{\*\userprops hiddenvalue}
{\header Letter of {\b Ing}{\i rid} Thornquist\par}\pard Mrs. \'a3empicka and \u321?empicka and \f1\'c8\'e2\'e0\'ed\'ee\'e2\'e0\f0  take metformin 500 mg\tab twice\par
{\field{\*\fldinst HYPERLINK ""https://larkspur.example""}{\fldrslt SSN 402-77-1934}}{\pict\bin4 ab}c}\par Parkinson disease \{stable\}\par}";

    private const string Html = """
        <!DOCTYPE html><html lang=en><head><title>Ingrid Thornquist</title><script>alert("secret > Ingrid")</script></head>
        <body onload="alert(1)"><!-- secret --><h1 title="Zebulon">Visit of <b>Ing</b><i>rid</i> Thorn<wbr>quist</h1>
        <table><tr><td colspan="2" data-name='Zebulon > x'>SSN</td><td>402&#45;77-1934</td></tr></table>
        <p>Takes metformin 500&nbsp;mg for Parkinson disease, p &lt; 0.05, <a href="https://larkspur.example/ingrid">more</a><img src="data:secret" alt="Ingrid"></p>
        <input value="Ingrid"><textarea>Thornquist wrote</textarea><style>.secret{}</style></body></html>
        """;

    private static ExchangeRelease Release() => new(listed:
    [
        (IdentifierClass.Name, "Ingrid Thornquist"), (IdentifierClass.Name, "Ingrid"), (IdentifierClass.Name, "Thornquist"), (IdentifierClass.Name, "Łempicka"), (IdentifierClass.Name, "Иванова"), (IdentifierClass.SocialSecurity, "402-77-1934"),
    ]);

    [Fact]
    public async Task Reads_RTF_as_text_in_the_character_sets_of_its_fonts()
    {
        var text = await Release().CleanAsync(new RtfFileDeidentifier(), Rtf);
        ExchangeRelease.HoldsNone(text, identifiers);
        ExchangeRelease.HoldsAll(text, "Letter of ", "metformin 500 mg\ttwice\n", "Parkinson disease {stable}", "SSN ");
        Assert.Equal(".txt", ((IFileDeidentifier)new RtfFileDeidentifier()).OutputExtension("letter.rtf"));
    }

    [Fact]
    public async Task Writes_HTML_anew_without_scripts_comments_attributes_and_pictures()
    {
        var text = await Release().CleanAsync(new HtmlFileDeidentifier(), Html);
        ExchangeRelease.HoldsNone(text, identifiers);
        ExchangeRelease.HoldsAll(text, "<h1>Visit of <b>", "<td colspan=\"2\">SSN</td>", "metformin 500", "Parkinson disease, p &lt; 0.05", "[image removed]", " wrote");
    }

    [Fact]
    public async Task Writes_the_text_of_a_PDF()
    {
        var pdf = new HandMadePdf();
        var font = pdf.Add("<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>");
        var bytes = pdf.Page("BT /F1 12 Tf 72 700 Td (Mrs. Ingrid Thornquist takes metformin 500 mg) Tj 0 -14 Td (SSN 402-77-1934) Tj ET", $"{font} 0 R").ToBytes();
        var text = Encoding.UTF8.GetString(await Release().CleanAsync(new PdfFileDeidentifier(), bytes));
        ExchangeRelease.HoldsNone(text, identifiers);
        ExchangeRelease.HoldsAll(text, "takes metformin 500 mg", "SSN ");
    }

    [Fact]
    public async Task Refuses_what_has_no_text()
    {
        var pdf = new HandMadePdf();
        var font = pdf.Add("<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>");
        await Refuses(new PdfFileDeidentifier(), pdf.Page("q Q", $"{font} 0 R").ToBytes());
        await Refuses(new PdfFileDeidentifier(), "Ingrid Thornquist"u8.ToArray());
        await Refuses(new RtfFileDeidentifier(), "Ingrid Thornquist"u8.ToArray());
        await Refuses(new RtfFileDeidentifier(), Encoding.ASCII.GetBytes("{\\rtf1" + new string('{', 100_000)));
        await Refuses(new HtmlFileDeidentifier(), [(byte)'<', (byte)'p', (byte)'>', 0xFF, 0xFE, 0xFD]);

        static async Task Refuses(IFileDeidentifier kind, byte[] file)
        {
            var refused = await Assert.ThrowsAsync<DeidentificationException>(async () => await Release().CleanAsync(kind, file));
            ExchangeRelease.HoldsNone(refused.Message, "Thornquist");
        }
    }

    [Theory]
    [InlineData("<p>Ingrid <a href=\"")]
    [InlineData("<script>Ingrid")]
    [InlineData("<<<p>>>&#x110000; &bogus; < 5 > 4")]
    [InlineData("</td></td><td colspan='-1'>x")]
    public async Task Takes_HTML_as_it_comes(string html) =>
        ExchangeRelease.HoldsNone(await Release().CleanAsync(new HtmlFileDeidentifier(), html), "Ingrid", "href");

    [Fact]
    public void Never_fails_otherwise_on_broken_input()
    {
        var release = Release();
        foreach (var (kind, text) in new (IFileDeidentifier, string)[] { (new RtfFileDeidentifier(), Rtf), (new HtmlFileDeidentifier(), Html) })
        {
            var bytes = Encoding.UTF8.GetBytes(text);
            Prop.ForAll(Gen.Choose(0, bytes.Length - 1).Zip(Gen.Choose(0, 255)).ListOf(4).ToArbitrary(), changes =>
            {
                var broken = bytes.ToArray();
                foreach (var (at, value) in changes)
                    broken[at] = (byte)value;
                try
                {
                    release.CleanAsync(kind, broken).GetAwaiter().GetResult();
                }
                catch (DeidentificationException)
                {
                }
            }).Check(Config.QuickThrowOnFailure.WithMaxTest(100));
        }
    }
}
