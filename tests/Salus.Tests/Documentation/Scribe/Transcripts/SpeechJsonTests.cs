using Salus.Documentation.Scribe;

namespace Salus.Tests.Documentation.Scribe.Transcripts;

public sealed class SpeechJsonTests
{
    [Theory]
    // Whisper, verbose_json; sentences cut in the middle are joined.
    [InlineData("""{"task":"transcribe","text":"x","segments":[{"id":0,"start":0.0,"end":2.0,"text":" Do you have any"},{"id":1,"start":2.0,"end":3.0,"text":" chest pain?"},{"id":2,"start":3.5,"end":5.0,"text":" No, I don't."}]}""", "D:Do you have any chest pain?|P:No, I don't.")]
    // whisperX with a word of the other speaker inside a segment.
    [InlineData("""{"segments":[{"start":0,"end":2,"text":"Any allergies? No.","speaker":"DOCTOR","words":[{"word":"Any","start":0,"end":0.4,"speaker":"DOCTOR"},{"word":"allergies?","start":0.5,"end":1,"speaker":"DOCTOR"},{"word":"No.","start":1.5,"end":2,"speaker":"PATIENT"}]}]}""", "D:Any allergies?|P:No.")]
    // AssemblyAI: milliseconds.
    [InlineData("""{"utterances":[{"speaker":"Doctor","text":"Any allergies to medicines?","start":500,"end":2500},{"speaker":"Patient","text":"None that I know of.","start":3000,"end":4000}]}""", "D:Any allergies to medicines?|P:None that I know of.")]
    // Deepgram: numbers as speakers.
    [InlineData("""{"results":{"channels":[{"alternatives":[{"transcript":"x","confidence":1,"words":[]}]}],"utterances":[{"speaker":0,"transcript":"What brings you in today?","start":0.5,"end":2},{"speaker":1,"transcript":"My back hurts.","start":2.5,"end":4}]}}""", "D:What brings you in today?|P:My back hurts.")]
    // whisper.cpp.
    [InlineData("""{"transcription":[{"timestamps":{"from":"00:00:00,000","to":"00:00:02,000"},"offsets":{"from":0,"to":2000},"text":" How long have you had this?"},{"offsets":{"from":2500,"to":4000},"text":" I've had it two days."}]}""", "D:How long have you had this?|P:I've had it two days.")]
    // transformers.
    [InlineData("""{"text":"x","chunks":[{"timestamp":[0.0,2.0],"text":" Do you smoke?"},{"timestamp":[2.5,null],"text":" No I don't."}]}""", "D:Do you smoke?|P:No I don't.")]
    // A bare list, and messages.
    [InlineData("""[{"speaker":"doctor","text":"Hi."},{"speaker":"patient","text":"Hello."}]""", "D:Hi.|P:Hello.")]
    [InlineData("""{"messages":[{"role":"doctor","content":"Hi."},{"role":"patient","content":"Hello."}]}""", "D:Hi.|P:Hello.")]
    // Words only.
    [InlineData("""{"words":[{"word":"Hi.","start":0,"end":0.2,"speaker":"doctor"},{"word":"Well","start":1,"end":1.2,"speaker":"patient"},{"word":"hello.","start":1.3,"end":1.5,"speaker":"patient"}]}""", "D:Hi.|P:Well hello.")]
    // JSON Lines; text with labels; text alone.
    [InlineData("{\"speaker\":\"doctor\",\"text\":\"Hi.\"}\n{\"speaker\":\"patient\",\"text\":\"Hello.\"}\n", "D:Hi.|P:Hello.")]
    [InlineData("""{"text":"Doctor: Hi.\nPatient: Hello."}""", "D:Hi.|P:Hello.")]
    public void What_speech_services_return_is_read(string json, string script) => Assert.Equal(script, Read.Script(Read.Text(json, "a.json")));

    [Fact]
    public void Milliseconds_are_told_from_seconds()
    {
        var transcript = Read.Text("""{"utterances":[{"speaker":"Doctor","text":"Any allergies to medicines?","start":500,"end":2500}]}""");
        Assert.Equal(TimeSpan.FromSeconds(2.5), transcript.Turns[0].End);
        Assert.Equal(TimeSpan.FromSeconds(3), Read.Text("""{"segments":[{"text":"Any allergies?","start":1,"end":3}]}""").Duration);
    }

    [Fact]
    public void Malformed_times_are_counted_and_left_out()
    {
        var transcript = Read.Text("""{"segments":[{"speaker":"doctor","text":"Hi.","start":"soon","end":-3},{"speaker":"patient","text":"Hello.","start":1e300,"end":2},{"speaker":"doctor","text":"Bye.","start":9,"end":3}]}""");
        Assert.Equal("D:Hi.|P:Hello.|D:Bye.", Read.Script(transcript));
        Assert.Contains("3 times are malformed", Assert.Single(transcript.Warnings).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{\"segments\":[{\"text\":\"a\"},\n{\"text\":", "not valid JSON", 2)]
    [InlineData("{\"weather\":\"fine\"}", "no transcript that is known", null)]
    [InlineData("[]", "no transcript that is known", null)]
    [InlineData("{\"segments\":[{\"text\":\"  \"}]}", "Nobody says anything", null)]
    public void JSON_without_a_conversation_is_refused(string json, string says, int? line)
    {
        var refused = Read.Refused(json, "a.json");
        Assert.Contains(says, refused.Message, StringComparison.Ordinal);
        Assert.Equal(line, refused.Line);
    }
}
