using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Salus.Documentation.Ask;

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
    [InlineData("a.txt", "%PDF-1.7 abc", "a.txt is a PDF.")]
    [InlineData("a.txt", "PK\u0003\u0004abcdef", "packed file")]
    [InlineData("a.txt", "", "is empty")]
    [InlineData("a.txt", "abc\0def", "is not text in UTF-8")]
    [InlineData("a.md", "   \n\n", "holds no text")]
    public void Says_what_is_wrong_with_a_file(string name, string text, string message) =>
        Assert.Contains(message, Assert.Throws<CorpusException>(() => CorpusReader.Read(File(name, text)).ToArray()).Message, StringComparison.Ordinal);

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
