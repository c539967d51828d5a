using Salus.Governance.Deidentification;
using Salus.Governance.Deidentification.Exchange;

namespace Salus.Tests.Governance.Deidentification.Exchange;

/// <summary>Files that are understood whole are refused above their limit, with the limit and what to do.</summary>
public sealed class LimitsTests
{
    public static TheoryData<string, IFileDeidentifier> Whole => new()
    {
        { "Word document", new WordFileDeidentifier() },
        { "PDF", new PdfFileDeidentifier() },
        { "C-CDA document", new CdaFileDeidentifier() },
        { "HTML", new HtmlFileDeidentifier() },
        { "RTF", new RtfFileDeidentifier() },
    };

    [Theory]
    [MemberData(nameof(Whole))]
    public async Task Says_how_large_a_file_may_be_and_what_to_do(string what, IFileDeidentifier reader)
    {
        var release = new ExchangeRelease();
        var refused = await Assert.ThrowsAsync<DeidentificationException>(() => reader.CleanAsync(new Endless(), Stream.Null, release.Cleaning, TestContext.Current.CancellationToken));
        Assert.Matches($"^The {what} is larger than [0-9]{{2}} MiB, the most that is read, for it can only be understood whole\\. [A-Z].*(plain text|FHIR)", refused.Message);
    }

    /// <summary>More blanks than anybody reads.</summary>
    private sealed class Endless : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count)
        {
            Array.Fill(buffer, (byte)' ', offset, count);
            return count;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
