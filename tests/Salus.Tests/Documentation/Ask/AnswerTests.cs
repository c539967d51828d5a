using Salus.Documentation.Ask;
using Salus.Fhir;
using Salus.Language.Vocabularies;
using Salus.Tests.Language.Pdf;
using Salus.Trust;

namespace Salus.Tests.Documentation.Ask;

public sealed class AnswerTests : IDisposable
{
    private readonly DirectoryInfo home = Directory.CreateTempSubdirectory("salus-ask");
    private readonly CorpusFolder corpora;
    private readonly CorpusLibrary library;
    private readonly AnswerWriter writer;

    public AnswerTests()
    {
        corpora = new CorpusFolder(new TrustOptions("", home), TimeProvider.System);
        library = new CorpusLibrary(corpora, Vocabulary.Embedded);
        writer = new AnswerWriter(library, Vocabulary.Embedded, TimeProvider.System);
    }

    public void Dispose()
    {
        library.Dispose();
        home.Delete(recursive: true);
    }

    [Fact]
    public void Without_a_source_there_is_no_answer()
    {
        Assert.Contains("no corpora yet", writer.FromCorpora("what is hay fever?", TestContext.Current.CancellationToken).Silence, StringComparison.Ordinal);
        Add();
        var answer = writer.FromCorpora("What is the capital of Portugal?", TestContext.Current.CancellationToken);
        Assert.StartsWith("No source, no answer", answer.Silence, StringComparison.Ordinal);
        Assert.Empty(answer.Sentences);
        Assert.Null(answer.Draft);
    }

    [Fact]
    public void Every_sentence_stands_in_its_source_letter_by_letter()
    {
        Add();
        var answer = writer.FromCorpora("my son has hay fever, how is it treated?", TestContext.Current.CancellationToken);
        Assert.Null(answer.Silence);
        Assert.NotEmpty(answer.Draft!.Statements);
        Assert.All(answer.Draft.Statements, s => Assert.True(answer.Sources.TryRead(Assert.IsType<Quote>(Assert.Single(s.Evidence)), out var text) && text == s.Text));
        Assert.Equal("Society", answer.Sentences[0].Publisher);
    }

    [Fact]
    public void A_damaged_index_is_built_again()
    {
        Add();
        _ = writer.FromCorpora("hay fever", TestContext.Current.CancellationToken);
        var index = Path.Combine(home.FullName, "corpora", "passages.index");
        File.WriteAllBytes(index, [1, 2, 3]);
        using var again = new CorpusLibrary(corpora, Vocabulary.Embedded);
        Assert.Null(new AnswerWriter(again, Vocabulary.Embedded, TimeProvider.System).FromCorpora("how is hay fever treated?", TestContext.Current.CancellationToken).Silence);
        Assert.True(new FileInfo(index).Length > 100);
    }

    [Fact]
    public void A_removed_corpus_answers_no_more()
    {
        Add();
        Assert.Null(writer.FromCorpora("how is hay fever treated?", TestContext.Current.CancellationToken).Silence);
        corpora.Remove("allergy");
        Assert.NotNull(writer.FromCorpora("how is hay fever treated?", TestContext.Current.CancellationToken).Silence);
    }

    [Theory]
    [InlineData("../x")]
    [InlineData("Bad Name")]
    [InlineData("")]
    public void A_corpus_cannot_be_called_like_a_path(string name) =>
        Assert.Throws<CorpusException>(() => corpora.Add(Source(), name, "", "", ""));

    [Fact]
    public void A_chart_answers_with_the_element_that_says_it()
    {
        var answer = writer.FromChart("does she have any allergies?", ChartOf("p1"), TestContext.Current.CancellationToken);
        Assert.Null(answer.Silence);
        var element = Assert.IsType<Element>(answer.Draft!.Statements[0].Evidence[0]);
        Assert.Equal(("AllergyIntolerance/a1/1", "Penicillin"), (element.Source, element.Value));
        Assert.NotNull(answer.Sources.Find(element.Source));
    }

    [Fact]
    public void A_result_is_never_told_without_its_unit() =>
        Assert.Equal("Potassium: 5.9 mmol/L on 2026-05-01.", writer.FromChart("what is her potassium?", ChartOf("p1"), TestContext.Current.CancellationToken).Sentences[0].Text);

    [Fact]
    public void All_facts_of_a_kind_are_listed_when_the_kind_is_asked_for() =>
        Assert.Equal(12, writer.FromChart("which medicines does she take?", ChartOf("p1"), TestContext.Current.CancellationToken).Sentences.Length);

    [Fact]
    public void A_chart_that_does_not_say_it_gives_no_answer() =>
        Assert.NotNull(writer.FromChart("was a colonoscopy done?", ChartOf("p1"), TestContext.Current.CancellationToken).Silence);

    [Fact]
    public void A_pdf_in_the_chart_answers_in_its_words()
    {
        var pdf = Convert.ToBase64String(new HandMadePdf().Page("BT /F1 12 Tf 72 700 Td (The colonoscopy in March showed two small polyps.) Tj ET").ToBytes());
        var chart = ChartOf("p1", Version("DocumentReference", "d1", $$$"""{"resourceType":"DocumentReference","id":"d1","status":"current","subject":{"reference":"Patient/p1"},"content":[{"attachment":{"contentType":"application/pdf","data":"{{{pdf}}}"}}]}"""));
        var answer = writer.FromChart("was a colonoscopy done?", chart, TestContext.Current.CancellationToken);
        Assert.Equal("The colonoscopy in March showed two small polyps.", Assert.Single(answer.Sentences).Text);
        Assert.True(answer.Sources.TryRead(Assert.IsType<Quote>(answer.Draft!.Statements[0].Evidence[0]), out _));
    }

    [Fact]
    public void A_pdf_that_cannot_be_read_does_not_stop_the_others()
    {
        var chart = ChartOf("p1", Version("DocumentReference", "d1", """{"resourceType":"DocumentReference","id":"d1","status":"current","subject":{"reference":"Patient/p1"},"content":[{"attachment":{"contentType":"application/pdf","data":"JVBERi0xLjcKYWJj"}}]}"""));
        Assert.Null(writer.FromChart("does she have any allergies?", chart, TestContext.Current.CancellationToken).Silence);
    }

    [Fact]
    public void A_note_signed_here_answers_with_the_statement_that_was_signed()
    {
        var mention = new SignedNoteMention(new DraftId(new Guid(1, 2, 3, new byte[8])), "scribe", DateTimeOffset.UnixEpoch);
        const string Said = "The patient reports snoring every night.";
        var chart = ChartOf("p1") with { SignedNotes = [mention], SignedTexts = [new SignedText(mention, new Source($"note/{mention.Id}", "Note signed on 1970-01-01", "text/plain", [.. System.Text.Encoding.UTF8.GetBytes(Said)], [new Segment(null, Said)]), [("hpi", "HPI")])] };
        var answer = writer.FromChart("does she snore?", chart, TestContext.Current.CancellationToken);
        Assert.Equal((Said, "Signed note", $"/drafts/{mention.Id}"), (answer.Sentences[0].Text, answer.Sentences[0].Title, answer.Sentences[0].Page));
        Assert.True(answer.Sources.TryRead(Assert.IsType<Quote>(answer.Draft!.Statements[0].Evidence[0]), out _));
    }

    [Fact]
    public void The_patients_own_name_in_a_question_is_nothing_to_find() =>
        Assert.Null(writer.FromChart("what is Martha Collins's potassium?", ChartOf("p1", Version("Patient", "p1", """{"resourceType":"Patient","id":"p1","name":[{"family":"Collins","given":["Martha"]}]}""")), TestContext.Current.CancellationToken).Silence);

    private void Add() => corpora.Add(Source(), "allergy", "Society", "2026", "");

    private FileInfo Source()
    {
        var file = new FileInfo(Path.Combine(home.FullName, "allergy.jsonl"));
        File.WriteAllText(file.FullName, """
            {"qid":"1","focus":"Hay fever","qtype":"treatment","question":"What are the treatments for hay fever?","answer":"Nasal steroid sprays relieve hay fever. Antihistamines help with sneezing and itching."}
            {"qid":"2","focus":"Hay fever","qtype":"causes","question":"What causes hay fever?","answer":"Pollen of grasses and trees causes hay fever."}
            {"qid":"3","focus":"Eczema","qtype":"treatment","question":"What are the treatments for eczema?","answer":"Moisturisers and steroid creams calm the skin."}
            """);
        return file;
    }

    private static Chart ChartOf(string patient, params IEnumerable<RecordVersion> more) => Chart.Of(new PatientId(patient),
    [
        Version("AllergyIntolerance", "a1", """{"resourceType":"AllergyIntolerance","id":"a1","patient":{"reference":"Patient/p1"},"code":{"text":"Penicillin"}}"""),
        .. Enumerable.Range(1, 12).Select(i => Version("MedicationRequest", $"m{i}", $$$"""{"resourceType":"MedicationRequest","id":"m{{{i}}}","status":"active","intent":"order","subject":{"reference":"Patient/p1"},"medicationCodeableConcept":{"text":"Drug{{{(char)('a' + i)}}} tablet"}}""")),
        Version("Observation", "o1", """{"resourceType":"Observation","id":"o1","status":"final","code":{"text":"Potassium"},"subject":{"reference":"Patient/p1"},"effectiveDateTime":"2026-05-01","valueQuantity":{"value":5.9,"unit":"mmol/L","system":"http://unitsofmeasure.org","code":"mmol/L"}}"""),
        Version("Condition", "c1", """{"resourceType":"Condition","id":"c1","subject":{"reference":"Patient/p1"},"clinicalStatus":{"coding":[{"code":"active"}]},"code":{"text":"Type 2 diabetes"}}"""),
        .. more,
    ]);

    private static RecordVersion Version(string type, string id, string json) =>
        new(new ResourceName(type, id), 1, VersionAct.Create, DateTimeOffset.UnixEpoch, "ehr", null, null, FhirNode.Parse(json));
}
