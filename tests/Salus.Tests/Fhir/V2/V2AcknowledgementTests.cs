using Salus.Fhir.V2;

namespace Salus.Tests.Fhir.V2;

public sealed class V2AcknowledgementTests
{
    private static readonly DateTimeOffset at = new(2026, 3, 1, 9, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Original_mode_answers_once_with_the_addresses_exchanged()
    {
        var answer = Assert.Single(Answers("||", V2Verdict.Accepted));
        Assert.Equal("MSH|^~\\&|SALUS|WARD&1.9&ISO|REG|NORTH|20260301090000+0000||ACK^A01^ACK|n-1|T|2.4||||||UNICODE UTF-8\rMSA|AA|c\\S\\1\r".Replace("WARD&1.9&ISO", "WARD^1.9^ISO", StringComparison.Ordinal), answer.ToString());
    }

    [Theory]
    [InlineData("AL|NE", V2Verdict.Accepted, "CA")]
    [InlineData("AL|AL", V2Verdict.Accepted, "CA AA")]
    [InlineData("NE|AL", V2Verdict.Error, "AE")]
    [InlineData("ER|NE", V2Verdict.Accepted, "")]
    [InlineData("ER|NE", V2Verdict.Rejected, "CR")]
    [InlineData("SU|NE", V2Verdict.Error, "")]
    [InlineData("AL|", V2Verdict.Error, "CE")]
    public void Enhanced_mode_answers_as_it_was_asked_to(string wishes, V2Verdict verdict, string codes) =>
        Assert.Equal(codes, string.Join(' ', Answers(wishes, verdict).Select(a => a["MSA-1"].Text)));

    [Fact]
    public void A_refusal_says_where_and_why()
    {
        var answer = Assert.Single(Answers("|", V2Verdict.Error, new V2Error(V2Path.Parse("PID-3(2).4.1"), V2ErrorCode.RequiredFieldMissing, "No | authority.")));
        Assert.Equal("PID^1^3^2^4^1", answer["ERR-2"].Raw);
        Assert.Equal("101^Required field missing^HL70357", answer["ERR-3"].Raw);
        Assert.Equal("No | authority.", V2Acknowledgement.ReasonOf(answer));
        Assert.Equal(V2Verdict.Error, V2Acknowledgement.VerdictOf(answer));
    }

    [Fact]
    public void Reasons_of_older_versions_are_read_too()
    {
        var old = V2Message.Parse("MSH|^~\\&|||||||ACK|1|P|2.3\rMSA|AE|7|no such ward\rERR|PID^1^3^101&Required field missing&HL70357\r");
        Assert.Equal("Required field missing; no such ward", V2Acknowledgement.ReasonOf(old));
    }

    private static V2Message[] Answers(string wishes, V2Verdict verdict, params V2Error[] errors) =>
        [.. V2Acknowledgement.For(V2Message.Parse($"MSH|^~\\&|REG|NORTH|SALUS|WARD^1.9^ISO|2026||ADT^A01|c\\S\\1|T|2.4|||{wishes}\r"), verdict, [.. errors], at, () => "n-1")];
}
