using Salus.Documentation.Scribe;

namespace Salus.Tests.Documentation.Scribe.Transcripts;

public sealed class SubtitlesTests
{
    [Fact]
    public void WebVtt_gives_voices_and_times()
    {
        var transcript = Read.Text("""
            WEBVTT - a visit

            NOTE
            made by hand

            STYLE
            ::cue { color: lime }

            1
            00:01.000 --> 00:03.500 align:start position:10%
            <v Dr. Marsh>Any <i>chest pain</i>
            at all?</v>

            second
            00:00:04.000 --> 00:00:05.000
            <v Patient>No &amp; <script>x</script> never.</v> <v.loud Dr. Marsh>Good.
            """, "a.vtt");
        Assert.Equal(TranscriptFormat.WebVtt, transcript.Format);
        Assert.Equal("D:Any chest pain at all?|P:No & <script>x</script> never.|D:Good.", Read.Script(transcript));
        Assert.Equal((TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(3.5)), (transcript.Turns[0].Start, transcript.Turns[0].End));
        Assert.Contains("while somebody else still speaks", Assert.Single(transcript.Warnings).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void SubRip_reads_labels_in_the_text_and_joins_cut_sentences()
    {
        var transcript = Read.Text("1\n00:00:01,000 --> 00:00:02,000\nDoctor: Does it hurt\n\n2\n00:00:02,100 --> 00:00:03,000\nwhen you walk?\n\n3\n00:00:03,500 --> 00:00:04,000\n<i>Patient: Yes.</i>\n");
        Assert.Equal(TranscriptFormat.SubRip, transcript.Format);
        Assert.Equal("D:Does it hurt when you walk?|P:Yes.", Read.Script(transcript));
        Assert.Equal(TimeSpan.FromSeconds(3), transcript.Turns[0].End);
    }

    [Fact]
    public void A_malformed_time_is_told_with_its_line_and_the_words_are_kept()
    {
        var transcript = Read.Text("1\n00:00:01,000 --> 00:00:02,000\nDoctor: Hi.\n\n2\n00:99:xx --> 00:00:03,000\nPatient: Hello.\n\n3\n00:00:09,000 --> 00:00:08,000\nDoctor: Bye.\n", "a.srt");
        Assert.Equal("D:Hi.|P:Hello.|D:Bye.", Read.Script(transcript));
        Assert.Equal([6, 10], transcript.Warnings.Select(w => w.Line));
        Assert.Null(transcript.Turns[1].Start);
    }

    [Fact]
    public void An_empty_line_inside_a_cue_loses_nothing() =>
        Assert.Equal("D:Hi.|D:Come in.|P:Thanks.", Read.Script(Read.Text("1\n00:00:01,000 --> 00:00:02,000\nDoctor: Hi.\n\nCome in.\n\n2\n00:00:03,000 --> 00:00:04,000\nPatient: Thanks.", "a.srt")));

    [Fact]
    public void A_file_without_cues_is_refused() =>
        Assert.Contains("no cue", Read.Refused("WEBVTT\n\nNOTE nothing here\n", "a.vtt").Message, StringComparison.Ordinal);
}
