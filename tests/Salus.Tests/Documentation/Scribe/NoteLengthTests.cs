using Salus.Documentation.Scribe;
using Salus.Trust;

namespace Salus.Tests.Documentation.Scribe;

public sealed class NoteLengthTests
{
    private const string Breathless = """
        [doctor] good morning . so what brings you in today ?
        [patient] i've been short of breath for about two weeks . it's worse when i climb the stairs . i also had some chest pain on tuesday . i went to my sister's wedding last month . my feet have been a little swollen in the evening .
        [doctor] any fever or chills ?
        [patient] no .
        [doctor] any coughing up blood ?
        [patient] no .
        [doctor] are you allergic to anything ?
        [patient] i'm allergic to penicillin .
        [doctor] what medications do you take ?
        [patient] i take lisinopril 20 milligrams once a day and i take warfarin . i stopped taking the aspirin last week . i smoke five cigarettes a day . i walk my dog every morning . i have a history of diabetes .
        [doctor] does heart disease run in the family ?
        [patient] my father had a heart attack when he was sixty .
        [doctor] let me do a quick physical exam . your lungs are clear . on your heart exam i do hear a two out of six systolic ejection murmur . there is some swelling in your ankles . your abdomen is soft and non tender . your neck is supple .
        [doctor] i reviewed the results of your labs . the hemoglobin a1c is elevated at eight point two . your thyroid test was normal .
        [doctor] so my assessment and plan . for your shortness of breath , i think this is heart failure . i'm going to order an echocardiogram . i'm going to start you on furosemide 40 milligrams daily . i want you to weigh yourself every morning . i'll see you back in one week .
        [patient] sounds good .
        """;

    [Fact]
    public void A_longer_note_holds_everything_a_shorter_one_does_however_the_talk_goes()
    {
        var lines = Breathless.Split('\n');
        for (var seed = 0; seed < 20; seed++)
        {
            var shuffled = (string[])lines.Clone();
#pragma warning disable CA5394 // a seeded shuffle, not a secret
            if (seed > 0)
                new Random(seed).Shuffle(shuffled);
#pragma warning restore CA5394
            var transcript = string.Join('\n', shuffled);
            var (brief, standard, full) = (Keys(transcript, NoteLength.Brief), Keys(transcript, NoteLength.Standard), Keys(transcript, NoteLength.Full));

            Assert.Subset(standard, brief);
            Assert.Subset(full, standard);
        }
    }

    [Theory]
    [InlineData(NoteLength.Brief)]
    [InlineData(NoteLength.Standard)]
    public void What_a_length_leaves_out_is_listed_as_said_and_not_in_the_note(NoteLength length)
    {
        var (_, full) = Write(NoteLength.Full);
        var (_, draft) = Write(length);
        var written = draft.Statements.Select(s => s.Text).ToHashSet(StringComparer.Ordinal);
        var listed = draft.Omitted.SelectMany(o => o.Evidence).OfType<Quote>().ToHashSet();

        Assert.All(full.Statements.Where(s => !written.Contains(s.Text)), s => Assert.Contains(s.Evidence.OfType<Quote>(), listed.Contains));
    }

    [Fact]
    public void Brief_is_shorter_and_drops_what_is_normal()
    {
        var (_, brief) = Write(NoteLength.Brief);
        var (_, standard) = Write(NoteLength.Standard);

        Assert.True(brief.Statements.Length < standard.Statements.Length);
        Assert.DoesNotContain(brief.Statements, s => s.Text.Contains("supple", StringComparison.Ordinal));
        Assert.Contains(brief.Omitted, o => o.Text.Contains("supple", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("chest pain")]
    [InlineData("coughing up blood")]
    [InlineData("enicillin")]
    [InlineData("arfarin")]
    [InlineData("aspirin")]
    [InlineData("8.2")]
    [InlineData("murmur")]
    [InlineData("echocardiogram")]
    [InlineData("furosemide 40 mg")]
    [InlineData("weigh")]
    [InlineData("1 week")]
    public void Brief_keeps_red_flags_allergies_drugs_abnormal_findings_plan_and_follow_up(string said)
    {
        var (_, brief) = Write(NoteLength.Brief);

        Assert.Contains(brief.Statements, s => s.Text.Contains(said, StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public void An_unknown_length_is_refused_with_the_known_ones()
    {
        var refusal = Assert.Throws<ArgumentException>(() => NoteLengths.Named("endless"));

        Assert.Contains("brief, standard, full", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_draft_tells_its_length() => Assert.Equal("brief", Write(NoteLength.Brief).Draft.Origin.Parameters["length"]);

    private static (Visit Visit, Draft Draft) Write(NoteLength length) => NoteWriterTests.Write(Breathless, new ScribeOptions { Length = length });

    private static HashSet<string> Keys(string transcript, NoteLength length) =>
        [.. NoteWriterTests.Write(transcript, new ScribeOptions { Length = length }).Draft.Statements.Select(s => s.Section + ": " + s.Text)];
}
