using System.Text;
using Salus.Fhir.V2;

namespace Salus.Tests.Fhir.V2;

public sealed class V2MessageTests
{
    private const string Admission =
        "MSH|^~\\&|REG|NORTH|SALUS|WARD|20260301101500+0100||ADT^A01^ADT_A01|c-1|P|2.5.1\r" +
        "EVN|A01|20260301101500\r" +
        "PID|1||4711^^^NORTH&1.2.3&ISO^MR~S-99^^^PAYER^SN||Berg^Ida^M||19800229|F|\"\"|||||||||||\r" +
        "ZPI|local^thing|kept\\T\\so\r";

    [Fact]
    public void Finds_values_by_path()
    {
        var message = V2Message.Parse(Admission);
        Assert.Equal("ADT", message.Kind);
        Assert.Equal("A01", message.Event);
        Assert.Equal("4711", message["PID-3"].Text);
        Assert.Equal("1.2.3", message["PID-3(1).4.2"].Text);
        Assert.Equal("S-99", message["PID-3(2).1"].Text);
        Assert.Equal("|", message["MSH-1"].Text);
        Assert.Equal("^~\\&", message["MSH-2"].Text);
        Assert.Equal("kept&so", message["ZPI-2"].Text);
        Assert.Equal(2, message["PID-3"].Repetitions.Length);
    }

    [Fact]
    public void Absent_null_and_a_value_differ()
    {
        var message = V2Message.Parse(Admission);
        Assert.True(message["PID-9"].IsNull);
        Assert.Null(message["PID-9"].Text);
        Assert.True(message["PID-6"].IsAbsent);
        Assert.True(message["PID-99"].IsAbsent);
        Assert.True(message["OBX(3)-5"].IsAbsent);
        Assert.True(message["PID-8"].HasValue);
    }

    [Theory]
    [InlineData("MSH$%*!@$A$B$$$$$ADT%A08$c-2$P$2.3\rPID$$$7%%%X@1.2@ISO%MR*8$$O!S!Hara%Bo\r", "O%Hara")]
    [InlineData("MSH|^|A|B|||||ADT^A08|c-2|P|2.1\rPID|||7^^^X^MR||O'Hara^Bo\r", "O'Hara")]
    [InlineData("MSH#^~\\&#A#B#####ADT^A08#c-2#P#2.5\rPID###7^^^X^MR##O\\F\\Hara^Bo\r", "O#Hara")]
    [InlineData("MSH|^~\\&#|A|B|||||ADT^A08|c-2|P|2.7\rPID|||7^^^X^MR||O\\P\\Hara^Bo\r", "O#Hara")]
    public void Takes_the_delimiters_that_the_message_declares(string text, string family)
    {
        var message = V2Message.Parse(text);
        Assert.Equal("A08", message.Event);
        Assert.Equal("7", message["PID-3.1"].Text);
        Assert.Equal("MR", message["PID-3.5"].Text);
        Assert.Equal(family, message["PID-5.1"].Text);
        Assert.Equal(text, message.ToString());
    }

    [Theory]
    [InlineData("a\\F\\b\\S\\c\\T\\d\\R\\e\\E\\f", "a|b^c&d~e\\f")]
    [InlineData("one\\.br\\two\\.sp2\\three\\.ce\\four", "one\ntwo\n\nthree\nfour")]
    [InlineData("\\H\\high\\N\\ \\X41C3A9\\", "high Aé")]
    [InlineData("kept \\Zxy\\ \\C2842\\ \\unknown\\ \\", "kept \\Zxy\\ \\C2842\\ \\unknown\\ \\")]
    [InlineData("\\.in+4\\list\\.ti-2\\ \\.sk3\\end", "list    end")]
    public void Resolves_escape_sequences_and_keeps_what_it_does_not_know(string raw, string text) =>
        Assert.Equal(text, V2Message.Parse($"MSH|^~\\&|||||||ORU^R01|1|P|2.5\rOBX|1|TX|||{raw}\r")["OBX-5"].Text);

    [Theory]
    [InlineData("\r")]
    [InlineData("\n")]
    [InlineData("\r\n")]
    [InlineData("\r\n\r\n")]
    public void Comes_back_byte_for_byte_whatever_the_line_ends(string end)
    {
        var bytes = Encoding.UTF8.GetBytes("\n " + Admission.Replace("\r", end, StringComparison.Ordinal));
        var message = V2Message.Parse(bytes);
        Assert.Equal(["MSH", "EVN", "PID", "ZPI"], message.Segments.Select(s => s.Name));
        Assert.Equal(bytes, message.ToBytes().ToArray());
        Assert.Equal(Encoding.UTF8.GetString(bytes), message.ToString());
    }

    [Fact]
    public void A_line_feed_in_a_text_stays_in_the_text()
    {
        var message = V2Message.Parse("MSH|^~\\&|||||||ORU^R01|1|P|2.5\rOBX|1|TX|||first\nsecond\rNTE|1\r");
        Assert.Equal("first\nsecond", message["OBX-5"].Text);
        Assert.Equal(3, message.Segments.Length);
    }

    [Fact]
    public void Reads_the_declared_character_set()
    {
        var bytes = Encoding.Latin1.GetBytes("MSH|^~\\&|||||||ADT^A08|1|P|2.5||||||8859/1\rPID|||1||Åström\r");
        var message = V2Message.Parse(bytes);
        Assert.Equal("Åström", message["PID-5"].Text);
        Assert.False(message.Notation.CharsetIsGuessed);
        Assert.Equal(Encoding.Latin1.GetBytes("MSH|^~\\&|||||||ADT^A08|1|P|2.5||||||8859/1\rPID|||1||Ödön\r"), message.With("PID-5", "Ödön").ToBytes().ToArray());
    }

    [Fact]
    public void Text_that_was_decoded_before_is_not_decoded_again()
    {
        var message = V2Message.Parse("MSH|^~\\&|||||||ADT^A08|1|P|2.5||||||8859/1\rPID|||1||Åström\r");
        Assert.Equal("Åström", message["PID-5"].Text);
        Assert.Equal((byte)0xC5, message.ToBytes().Span[message.ToString().IndexOf('Å', StringComparison.Ordinal)]);
    }

    [Fact]
    public void Says_when_it_had_to_guess_the_character_set()
    {
        var message = V2Message.Parse(Encoding.Latin1.GetBytes("MSH|^~\\&|||||||ADT^A08|1|P|2.5\rPID|||1||Åström\r"));
        Assert.Equal("Åström", message["PID-5"].Text);
        Assert.True(message.Notation.CharsetIsGuessed);
        Assert.Equal("Åström", V2Message.Parse("MSH|^~\\&|||||||ADT^A08|1|P|2.5\rPID|||1||Åström\r")["PID-5"].Text);
    }

    [Theory]
    [InlineData("", "empty")]
    [InlineData("PID|1", "MSH")]
    [InlineData("MSH|", "before its delimiters")]
    [InlineData("MSH|^^\\&|A\r", "equal")]
    [InlineData("MSH|^~\\&|A\rpid|1\r", "three capital letters")]
    [InlineData("MSH|^~\\&|A\rPID|1\rmore text\r", "three capital letters")]
    [InlineData("MSH|^~\\&|A\rMSH|^~\\&|B\r", "second MSH")]
    [InlineData("MSH|^~\\&|||||||ADT^A08|c-7|P|2.5||||||KLINGON\rPID|1\r", "character set")]
    public void Refuses_what_is_no_message_and_says_why(string text, string reason) =>
        Assert.Contains(reason, Assert.Throws<V2FormatException>(() => V2Message.Parse(text)).Message, StringComparison.Ordinal);

    [Fact]
    public void A_refusal_names_the_place_and_the_message()
    {
        var refused = Assert.Throws<V2FormatException>(() => V2Message.Parse("MSH|^~\\&|||||||ADT^A08|c-7|P|2.5\rPID|1\rPV1|1\rfeels feverish\r"));
        Assert.Equal((4, 1, "c-7"), (refused.Segment, refused.Position, refused.ControlId));
        Assert.DoesNotContain("feverish", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Refuses_more_than_its_limits()
    {
        Assert.Throws<V2FormatException>(() => V2Message.Parse(Admission, new V2ReadLimits(50, 10)));
        Assert.Throws<V2FormatException>(() => V2Message.Parse(Admission, new V2ReadLimits(5000, 3)));
    }

    [Fact]
    public void A_change_leaves_the_rest_as_it_was()
    {
        var message = V2Message.Parse(Admission);
        var changed = message.With("PID-3(2).4.3", "a&b").With("PID-30", "Y").WithNull("EVN-3");
        Assert.Equal(
            Admission.Replace("S-99^^^PAYER^SN", "S-99^^^PAYER&&a\\T\\b^SN", StringComparison.Ordinal).Replace("|\"\"|||||||||||\r", "|\"\"|||||||||||||||||||||Y\r", StringComparison.Ordinal).Replace("20260301101500\rPID", "20260301101500|\"\"\rPID", StringComparison.Ordinal),
            changed.ToString());
        Assert.Equal(Admission, message.ToString());
    }

    [Theory]
    [InlineData("PID-0")]
    [InlineData("PID")]
    [InlineData("pid-3")]
    [InlineData("PID-3.0")]
    [InlineData("PID-3(0)")]
    [InlineData("PID-3.1.2.3")]
    public void Refuses_what_is_no_place(string path) => Assert.Throws<FormatException>(() => V2Message.Parse(Admission)[path]);

    [Theory]
    [InlineData("2026", "2026", "2026")]
    [InlineData("202603", "2026-03", "2026-03")]
    [InlineData("20260301", "2026-03-01", "2026-03-01")]
    [InlineData("20260300", "2026-03", "2026-03")]
    [InlineData("2026030110", "2026-03-01T10:00:00+01:00", "2026-03-01")]
    [InlineData("202603011015", "2026-03-01T10:15:00+01:00", "2026-03-01")]
    [InlineData("20260301101530.1234-0530", "2026-03-01T10:15:30.1234-05:30", "2026-03-01")]
    public void Times_keep_their_precision(string text, string dateTime, string date)
    {
        var time = V2Time.Parse(text)!;
        Assert.Equal(dateTime, time.ToFhirDateTime(_ => TimeSpan.FromHours(1)));
        Assert.Equal(date, time.ToFhirDate());
    }

    [Theory]
    [InlineData("")]
    [InlineData("yesterday")]
    [InlineData("20260230")]
    [InlineData("20261301")]
    [InlineData("202603012560")]
    [InlineData("20260301101500+9900")]
    public void What_is_no_time_is_none(string text) => Assert.Null(V2Time.Parse(text));

    [Fact]
    public void A_time_of_day_without_a_zone_is_not_given_one() => Assert.Null(V2Time.Parse("202603011015")!.ToFhirDateTime(null));
}
