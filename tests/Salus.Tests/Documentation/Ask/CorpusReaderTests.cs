using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Salus.Documentation.Ask;
using Salus.Tests.Language.Pdf;

namespace Salus.Tests.Documentation.Ask;

public sealed class CorpusReaderTests : IDisposable
{
    private static readonly string[] Pieces = ["<p>", "</p>", "<script>", "</script", "<!--", "-->", "<h1>", "</h1>", "&amp;", "&#x0;", "# ", "\n\n", "{\"question\":", "\"answer\":\"x\"}", "\\ud800", "fever", " ", "\r", "|", "<", ">", "[", "\u00e9"];

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("salus-corpus");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public void Reads_the_text_of_a_page_and_nothing_that_runs()
    {
        var passages = CorpusReader.Read(File("page.html", "<html><head><title>Hay fever</title><script>steal('fever')</script><style>p{}</style></head><body><nav>Home</nav><h2>Treatment</h2><p>Nasal&nbsp;sprays <b>help</b>.</p><ul><li>Rinse<li>Avoid pollen</ul></body>")).ToArray();
        Assert.Equal(("Hay fever", "Treatment", "Nasal sprays help.\n\n- Rinse\n- Avoid pollen"), (passages[0].Title, passages[0].Heading, passages[0].Text.Replace(" \n", "\n", StringComparison.Ordinal)));
        Assert.DoesNotContain("steal", string.Concat(passages.Select(p => p.Text)), StringComparison.Ordinal);
    }

    [Fact]
    public void Keeps_the_headings_of_markdown()
    {
        var passages = CorpusReader.Read(File("policy.md", "# Policy\n\nFor all wards.\n\n## Doses\n\nGive 5 mg.\n")).ToArray();
        Assert.Equal([("Policy", null, "For all wards."), ("Policy", "Doses", "Give 5 mg.")], passages.Select(p => (p.Title, p.Heading, p.Text)));
    }

    [Fact]
    public void Reads_answered_questions_with_their_subject_and_type()
    {
        var passage = CorpusReader.Read(File("a.jsonl", """{"qid":"q1","focus":"Hay fever","synonyms":["allergic rhinitis"],"qtype":"treatment","question":"How is it treated?","answer":"With sprays.","url":"https://example.org/a","source":"S"}""")).Single();
        Assert.Equal(("q1", "treatment", "https://example.org/a", "S"), (passage.Id, passage.Type, passage.Url, passage.Publisher));
        Assert.Equal(["Hay fever", "allergic rhinitis"], passage.Names);
    }

    [Fact]
    public void An_address_that_is_no_web_address_is_left_out() =>
        Assert.Null(CorpusReader.Read(File("a.jsonl", """{"question":"q","answer":"a","url":"javascript:alert(1)"}""")).Single().Url);

    [Theory]
    [InlineData("a.jsonl", "{\"question\":\"q\"}\n", "a.jsonl, line 1: it has neither 'answer' nor 'text'.")]
    [InlineData("a.jsonl", "{\"text\":\"x\"}\nnonsense\n", "a.jsonl, line 2: it is not JSON")]
    [InlineData("a.txt", "%PDF-1.7 abc", "a.txt: The PDF is damaged")]
    [InlineData("a.txt", "PK\u0003\u0004abcdef", "packed file")]
    [InlineData("a.txt", "", "is empty")]
    [InlineData("a.txt", "abc\0def", "is not text in UTF-8")]
    [InlineData("a.md", "   \n\n", "holds no text")]
    public void Says_what_is_wrong_with_a_file(string name, string text, string message) =>
        Assert.Contains(message, Assert.Throws<CorpusException>(() => CorpusReader.Read(File(name, text)).ToArray()).Message, StringComparison.Ordinal);

    [Fact]
    public void Reads_a_pdf_page_by_page_without_its_running_heads()
    {
        var pdf = new HandMadePdf();
        foreach (var page in Enumerable.Range(1, 5))
            pdf.Page($"BT /F1 9 Tf 72 800 Td (Ward 7 guideline, edition 3) Tj ET BT /F1 12 Tf 72 700 Td (Step {page}: give {page}0 mg.) Tj ET BT /F1 9 Tf 300 30 Td (Page {page} of 5) Tj ET");
        var file = new FileInfo(Path.Combine(folder.FullName, "guideline.pdf"));
        System.IO.File.WriteAllBytes(file.FullName, pdf.ToBytes("/Info << /Title (Ward guideline) >>"));
        var passages = CorpusReader.Read(file).ToArray();
        Assert.Equal(("Ward guideline", "page 3", "Step 3: give 30 mg."), (passages[2].Title, passages[2].Heading, passages[2].Text));
        Assert.Equal(5, passages.Length);
    }

    [Fact]
    public void What_of_a_pdf_could_not_be_read_is_said()
    {
        var file = new FileInfo(Path.Combine(folder.FullName, "scan.pdf"));
        System.IO.File.WriteAllBytes(file.FullName, new HandMadePdf().Page("BT /F1 12 Tf 72 700 Td (Text) Tj ET").Page("BI /W 1 /H 1 ID x EI").ToBytes());
        var remarks = new List<string>();
        Assert.Single(CorpusReader.Read(file, remarks.Add));
        Assert.Equal(["1 of 2 pages are pictures without text and were left out."], remarks);
    }

    [Fact]
    public void Text_in_utf16_with_its_mark_is_text()
    {
        var file = new FileInfo(Path.Combine(folder.FullName, "wide.txt"));
        System.IO.File.WriteAllText(file.FullName, "Fièvre and fever.", Encoding.Unicode);
        Assert.Equal("Fièvre and fever.", CorpusReader.Read(file).Single().Text);
    }

    [Fact]
    public void A_line_or_a_file_without_end_is_refused_before_it_is_in_memory()
    {
        var file = new FileInfo(Path.Combine(folder.FullName, "endless.jsonl"));
        using (var stream = file.Create())
            stream.SetLength(900L << 20);
        file.Refresh();
        Assert.Contains("endless.jsonl, line 1: it is longer than 4 MiB", Assert.Throws<CorpusException>(() => CorpusReader.Read(file).ToArray()).Message, StringComparison.Ordinal);
        var text = new FileInfo(Path.Combine(folder.FullName, "endless.txt"));
        using (var stream = text.Create())
            stream.SetLength(1L << 30);
        text.Refresh();
        Assert.Contains("larger than 64 MiB", Assert.Throws<CorpusException>(() => CorpusReader.Read(text).ToArray()).Message, StringComparison.Ordinal);
        var packed = new FileInfo(Path.Combine(folder.FullName, "bomb.txt.gz"));
        using (var stream = new System.IO.Compression.GZipStream(packed.Create(), System.IO.Compression.CompressionLevel.Fastest))
            for (var i = 0; i < 70; i++)
                stream.Write(new byte[1 << 20]);
        packed.Refresh();
        Assert.Contains("unpacks to more than 64 MiB", Assert.Throws<CorpusException>(() => CorpusReader.Read(packed).ToArray()).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a.jsonl", "{\"text\":\"\\ud800\"}", "a.jsonl, line 1: a text in it holds half a character")]
    [InlineData("a.jsonl", "{\"text\":\"x\u0000y\"}", "a.jsonl, line 1: it is not JSON")]
    [InlineData("a.jsonl", "\n\n", "holds no passages")]
    [InlineData("a.jsonl", "[1,2]", "a.jsonl, line 1: it is no JSON object")]
    public void Says_what_is_wrong_with_a_line(string name, string text, string message)
    {
        var corpora = new CorpusFolder(new Salus.Trust.TrustOptions("", folder), TimeProvider.System);
        Assert.Contains(message, Assert.Throws<CorpusException>(() => corpora.Add(File(name, text), "a", "", "", "")).Message, StringComparison.Ordinal);
        Assert.Empty(corpora.List());
    }

    [Fact]
    public void Text_in_windows_1252_is_refused_with_what_to_do()
    {
        var file = new FileInfo(Path.Combine(folder.FullName, "old.txt"));
        System.IO.File.WriteAllBytes(file.FullName, Encoding.Latin1.GetBytes("Fièvre"));
        Assert.Contains("Windows-1252, save it as UTF-8", Assert.Throws<CorpusException>(() => CorpusReader.Read(file).ToArray()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Refuses_bytes_that_are_no_text()
    {
        var file = new FileInfo(Path.Combine(folder.FullName, "x.txt"));
        System.IO.File.WriteAllBytes(file.FullName, [0x41, 0xff, 0xfe, 0x80, 0x41]);
        Assert.Contains("UTF-8", Assert.Throws<CorpusException>(() => CorpusReader.Read(file).ToArray()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Broken_input_gives_passages_or_a_refusal_and_nothing_else() => Prop.ForAll(ArbMap.Default.ArbFor<int>(), seed =>
    {
        var random = new Random(seed);
        var text = new StringBuilder();
        for (var i = random.Next(1, 40); i > 0; i--)
            text.Append(Pieces[random.Next(Pieces.Length)]);
        var file = File("f" + new[] { ".html", ".md", ".txt", ".jsonl" }[random.Next(4)], text.ToString());
        try
        {
            Assert.All(CorpusReader.Read(file), p => Assert.False(string.IsNullOrWhiteSpace(p.Text)));
        }
        catch (CorpusException refused)
        {
            Assert.StartsWith(file.Name, refused.Message, StringComparison.Ordinal);
        }
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(300).WithReplay(20260101, 7));

    private FileInfo File(string name, string text)
    {
        var file = new FileInfo(Path.Combine(folder.FullName, name));
        System.IO.File.WriteAllText(file.FullName, text);
        file.Refresh();
        return file;
    }
}
