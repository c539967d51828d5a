using FsCheck;
using FsCheck.Fluent;
using Salus.Language.Findings;
using Salus.Language.Vocabularies;

namespace Salus.Tests.Language;

public sealed class TerminologyTests
{
    private const string List = """
        code,term,synonyms,kind
        F1,Acute frobnitis,"frobbing, acute|sore frob",disorder
        D1,zelvoxatinib,Zelvox,drug
        R07.1,Chest pain on breathing,,finding
        """;

    private static Terminology Of(string list, string? system = "urn:test", ConceptKind? kind = ConceptKind.Disorder) =>
        Terminology.Of(new TerminologyInfo("test", "list.csv", "00"), TermListReader.Read(new StringReader(list), "list.csv", system, kind));

    private static Mention[] Find(string text) => [.. Vocabulary.Embedded.With([Of(List)]).Matcher.Find(text)];

    [Theory]
    [InlineData("she has acute frobnitis again", "urn:test|F1", "exact")]
    [InlineData("Acute  FROBNITIS", "urn:test|F1", "other case and spaces")]
    [InlineData("an acute\n  frobnitis", "urn:test|F1", "over a line's end")]
    [InlineData("those sore frobs hurt", "urn:test|F1", "inflected lay words")]
    [InlineData("on zelvoxatinb daily", "urn:test|D1", "misspelt")]
    [InlineData("takes zelvox", "urn:test|D1", "synonym")]
    public void A_sites_own_term_is_found(string text, string id, string how) =>
        Assert.True(Find(text).Any(mention => mention.Concept.Id == id), how);

    [Fact]
    public void A_concept_says_its_code_its_system_and_all_its_terms()
    {
        var concept = Find("zelvox").Single().Concept;
        Assert.Equal(("zelvoxatinib", ConceptKind.Drug), (concept.Name, concept.Kind));
        Assert.Equal(["zelvoxatinib", "Zelvox"], concept.Terms.AsEnumerable());
        Assert.Equal(("urn:test", "D1"), (concept.Attributes["codeSystem"], concept.Attributes["code"]));
    }

    [Fact]
    public void A_narrower_term_keeps_the_marks_of_what_it_names()
    {
        var concept = Find("i get chest pain on breathing").Single().Concept;
        Assert.Equal("urn:test|R07.1", concept.Id);
        Assert.True(concept.Has("redflag"));
    }

    [Fact]
    public void What_salus_knows_keeps_its_meaning() =>
        Assert.Equal(Vocabulary.Embedded.Matcher.Find("a cough").Single().Concept.Id, Vocabulary.Embedded.With([Of("code\tterm\nX1\tcough\n")]).Matcher.Find("a cough").Single().Concept.Id);

    [Fact]
    public void Findings_are_taken_from_its_terms_with_their_polarity()
    {
        var findings = new FindingExtractor(Vocabulary.Embedded.With([Of(List)])).Extract([new Utterance(SpeakerRole.Note, "No acute frobnitis. Chest pain on breathing since Monday.")]);
        Assert.Equal([("urn:test|F1", Polarity.Negated), ("urn:test|R07.1", Polarity.Affirmed)], findings.Select(f => (f.Concept.Id, f.Polarity)));
    }

    [Fact]
    public void Json_lines_and_tables_hold_the_same()
    {
        var lines = """
            {"code":"F1","term":"Acute frobnitis","synonyms":["frobbing, acute","sore frob"],"kind":"disorder"}
            {"system":"urn:other","code":"F1","term":"Frob","kind":"anatomy","synonyms":null}
            """;
        var read = TermListReader.Read(new StringReader(lines), "list.jsonl", "urn:test", null).ToArray();
        Assert.Equal(TermListReader.Read(new StringReader(List), "list.csv", "urn:test", null).First().Terms.AsEnumerable(), read[0].Terms.AsEnumerable());
        Assert.Equal(("urn:other", ConceptKind.Anatomy), (read[1].System, read[1].Kind));
    }

    [Theory]
    [InlineData("term\nA\n", 1, "no column 'code'")]
    [InlineData("code,term,code\nA,B,C\n", 1, "names a column twice")]
    [InlineData("code,term\nA\n", 2, "1 cells where the header has 2")]
    [InlineData("code,term\nA,\n", 2, "has no term")]
    [InlineData("code,term\n,B\n", 2, "code is empty")]
    [InlineData("code,term\nA,one\nA,two\n", 3, "already used on line 2")]
    [InlineData("code,term,kind\nA,B,thing\n", 2, "no kind of concept")]
    [InlineData("code,term,kind\nA,B,section\n", 2, "no kind of concept")]
    [InlineData("code,term\nA,\"B\n", 2, "does not end on its line")]
    [InlineData("{\"code\":\"A\",\"term\":7}\n", 1, "no JSON object")]
    [InlineData("{\"code\":\n", 1, "no JSON object")]
    [InlineData("code,term\n", 1, "holds no term")]
    [InlineData("", 1, "holds no term")]
    public void A_broken_list_is_refused_with_its_line(string list, int line, string problem)
    {
        var error = Assert.Throws<VocabularyFormatException>(() => Of(list));
        Assert.Equal(line, error.Line);
        Assert.Contains(problem, error.Message, StringComparison.Ordinal);
        Assert.StartsWith("list.csv, line ", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_list_without_system_or_kind_needs_one_for_all()
    {
        Assert.Contains("no code system", Assert.Throws<VocabularyFormatException>(() => Of("code,term\nA,B\n", system: null)).Message, StringComparison.Ordinal);
        Assert.Contains("no kind", Assert.Throws<VocabularyFormatException>(() => Of("code,term\nA,B\n", kind: null)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_term_that_is_too_long_is_refused() =>
        Assert.Contains("more than 1000 characters", Assert.Throws<VocabularyFormatException>(() => Of($"code,term\nA,{new string('b', 1001)}\n")).Message, StringComparison.Ordinal);

    /// <summary>Lists of invented words: each of their terms is found, alone and among other words, as in a plain search.</summary>
    [Fact]
    public void Every_term_of_any_list_is_found()
    {
        var words = Gen.Elements("zorp", "blint", "quav", "x", "ray", "x-ray", "7", "grell", "vimming", "tosted", "b12", "ölig").NonEmptyListOf().Select(w => string.Join(' ', w.Take(5)));
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(200).WithReplay(20260101, 7), Prop.ForAll(words.NonEmptyListOf().ToArbitrary(), terms =>
        {
            var rows = terms.Select((term, i) => new TermListRow(i + 1, "urn:any", $"C{i}", ConceptKind.Finding, [term]));
            var matcher = Vocabulary.Of([]).With([Terminology.Of(new TerminologyInfo("any", "any", "00"), rows)]).Matcher;
            return terms.All(term => matcher.Exact(term) is not null && matcher.Find($"so , {term} .").Any(mention => mention.Span.Start == 5));
        }));
    }

    [Fact]
    public void A_file_gives_back_what_was_written()
    {
        var file = new FileInfo(Path.GetTempFileName());
        try
        {
            var written = Of(List);
            using (var stream = file.Create())
                TerminologyFile.Write(written, stream);
            var read = TerminologyFile.Read(file);
            Assert.Equal((written.Info, written.ConceptCount, written.TermCount), (read.Info, read.ConceptCount, read.TermCount));
            const string Text = "zelvoxatinb for acute frobnitis and sore frobs, zelvox, chest pain on breathing";
            Assert.Equal(Vocabulary.Embedded.With([written]).Matcher.Find(Text).AsEnumerable(), Vocabulary.Embedded.With([read]).Matcher.Find(Text));
        }
        finally
        {
            file.Delete();
        }
    }

    [Fact]
    public void A_damaged_file_is_refused()
    {
        var file = new FileInfo(Path.GetTempFileName());
        try
        {
            using var whole = new MemoryStream();
            TerminologyFile.Write(Of(List), whole);
            var bytes = whole.ToArray();
            foreach (var length in Enumerable.Range(0, 40).Select(i => bytes.Length * i / 40))
            {
                File.WriteAllBytes(file.FullName, bytes[..length]);
                Assert.Throws<TerminologyFileException>(() => TerminologyFile.Read(file));
                var flipped = (byte[])bytes.Clone();
                flipped[length] ^= 0x10;
                File.WriteAllBytes(file.FullName, flipped);
                Assert.Throws<TerminologyFileException>(() => TerminologyFile.Read(file));
            }
        }
        finally
        {
            file.Delete();
        }
    }
}
