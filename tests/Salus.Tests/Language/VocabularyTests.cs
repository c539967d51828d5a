using Salus.Language.Vocabularies;

namespace Salus.Tests.Language;

public sealed class VocabularyTests
{
    private const string Header = "id\tname\tsynonyms\n";

    [Fact]
    public void Every_term_of_the_embedded_vocabulary_finds_a_concept()
    {
        var vocabulary = Vocabulary.Embedded;
        var lost = vocabulary.Concepts.SelectMany(concept => concept.Terms).Where(term => vocabulary.Matcher.Exact(term) is null);
        Assert.Empty(lost);
    }

    [Theory]
    [InlineData("x ray of the chest", "x-ray")]
    [InlineData("wheezes", "wheezing")]
    [InlineData("Tylenol", "acetaminophen")]
    public void Matches_through_hyphens_inflection_and_brands(string text, string name) =>
        Assert.Contains(Vocabulary.Embedded.Matcher.Find(text), mention => mention.Concept.Name.Contains(name, StringComparison.Ordinal));

    [Theory]
    [InlineData("what does it come from")]
    [InlineData("i do not know if or when")]
    [InlineData("more workup of that scare")]
    public void Ordinary_words_are_no_terms(string text) => Assert.Empty(Vocabulary.Embedded.Matcher.Find(text));

    [Fact]
    public void A_sites_own_words_win()
    {
        var own = VocabularyReader.Read(new StringReader("# concept: finding\n" + Header + "house-cough\thouse cough\tcough\n"), "own.tsv");
        Assert.Equal("finding/house-cough", Vocabulary.Embedded.With(own).Matcher.Find("a cough").Single().Concept.Id);
    }

    [Theory]
    [InlineData("name\tsynonyms\n", 1, "no column 'id'")]
    [InlineData(Header + "a\tA\n", 2, "2 cells where the header has 3")]
    [InlineData(Header + "a\tA\t\na\tB\t\n", 3, "already used on line 2")]
    [InlineData(Header + "a b\tA\t\n", 2, "has a space")]
    [InlineData(Header + "a\t\t\n", 2, "no name")]
    [InlineData("# concept: thing\n" + Header, 1, "no kind of concept")]
    [InlineData("", 1, "no header line")]
    public void A_broken_file_is_refused_with_its_line(string file, int line, string problem)
    {
        var error = Assert.Throws<VocabularyFormatException>(() => VocabularyReader.Read(new StringReader(file), "findings.tsv"));
        Assert.Equal(line, error.Line);
        Assert.Contains(problem, error.Message, StringComparison.Ordinal);
        Assert.StartsWith("findings.tsv, line ", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_heading_opens_its_section() => Assert.Equal("cc", SectionHeadings.Embedded.SectionOf("CHIEF COMPLAINT:"));
}
