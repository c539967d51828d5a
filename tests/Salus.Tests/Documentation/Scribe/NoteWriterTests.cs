using System.Text;
using Salus.Documentation.Scribe;
using Salus.Trust;

namespace Salus.Tests.Documentation.Scribe;

public sealed class NoteWriterTests
{
    private const string Knee = """
        [doctor] good morning . so what brings you in today ?
        [patient] i'm having some right knee pain . i twisted it playing tennis two weeks ago .
        [doctor] okay . any numbness or tingling ?
        [patient] no .
        [doctor] and are you taking anything for it ?
        [patient] i've been taking ibuprofen twice a day and it helps a little .
        [doctor] all right . let me do a quick physical exam . on your right knee exam , there is some swelling . i don't see any redness .
        [doctor] so let's talk about my assessment and plan . for your right knee pain , i think you have a sprain . i'm going to order an x-ray of the knee . i want you to keep icing it , and i'll see you back in two weeks .
        [patient] sounds good .
        """;

    [Fact]
    public void Every_statement_quotes_the_words_it_comes_from()
    {
        var (visit, draft) = Write(Knee);
        var sources = visit.ToSources();

        Assert.NotEmpty(draft.Statements);
        Assert.All(draft.Statements, statement =>
        {
            Assert.NotEmpty(statement.Evidence);
            Assert.All(statement.Evidence.OfType<Quote>(), quote => Assert.True(sources.TryRead(quote, out var said) && said == quote.Text));
        });
    }

    [Fact]
    public void A_visit_becomes_a_note_with_history_examination_and_plan()
    {
        var (_, draft) = Write(Knee);
        var note = DraftText.Plain(draft, draft.Statements);

        Assert.Contains("The patient twisted it playing tennis 2 weeks ago.", note, StringComparison.Ordinal);
        Assert.Contains("denies numbness or tingling", note, StringComparison.Ordinal);
        Assert.Contains("No redness.", note, StringComparison.Ordinal);
        Assert.Contains("We will order an x-ray of the knee.", note, StringComparison.Ordinal);
        Assert.Contains("The patient will follow up in 2 weeks.", note, StringComparison.Ordinal);
    }

    internal static (Visit Visit, Draft Draft) Write(string transcript, ScribeOptions? options = null, VisitPatient? patient = null)
    {
        var visit = new Visit("v1", TranscriptReader.Read(new TranscriptFile("visit.txt", [.. Encoding.UTF8.GetBytes(transcript)])), patient);
        return (visit, new NoteWriter(TimeProvider.System).Write(visit, options ?? new ScribeOptions()));
    }
}
