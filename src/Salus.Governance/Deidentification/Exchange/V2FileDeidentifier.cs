using System.Globalization;
using System.Text;
using Salus.Fhir.V2;

namespace Salus.Governance.Deidentification.Exchange;

/// <summary>
/// HL7 v2: single messages, many in a row, batches (FHS, BHS), with MLLP frames or without. The policy's rules for fields go first, then the table of
/// the standard's fields; what neither knows (segments of a site, fields of later versions) goes and is counted. One message is held at a time.
/// </summary>
public sealed class V2FileDeidentifier : IFileDeidentifier
{
    private const int ProgressEvery = 500;

    public string Kind => "hl7";

    public bool Reads(string fileName, ReadOnlySpan<byte> head)
    {
        if (fileName.EndsWith(".hl7", StringComparison.OrdinalIgnoreCase))
            return true;
        var start = head.TrimStart("\u000B\uFEFF \r\n"u8);
        return start.Length > 8 && (start.StartsWith("MSH"u8) || start.StartsWith("FHS"u8) || start.StartsWith("BHS"u8)) && !char.IsAsciiLetterOrDigit((char)start[3]);
    }

    public async Task GatherAsync(Stream file, KnownPeople people, CancellationToken cancel)
    {
        var pieces = new V2Pieces(file);
        var found = new V2People(people);
        while (await pieces.NextAsync(cancel) is { } piece)
        {
            if (!piece.IsEnvelope)
                found.Gather(Parse(piece));
        }
    }

    public async Task CleanAsync(Stream file, Stream output, Cleaning cleaning, CancellationToken cancel)
    {
        var pieces = new V2Pieces(file);
        var cleaner = new V2MessageCleaner(new V2Plan(cleaning.Policy.Fields), cleaning);
        var notation = V2Notation.Default;
        long messages = 0;
        while (await pieces.NextAsync(cancel) is { } piece)
        {
            if (piece.IsEnvelope)
            {
                var (text, how) = Envelope(piece, notation);
                notation = how;
                await output.WriteAsync(Writing(how.Charset).GetBytes(cleaner.CleanEnvelope(text, how) + "\r"), cancel);
                continue;
            }
            var message = Parse(piece);
            byte[] cleaned;
            try
            {
                cleaned = Writing(message.Notation.Charset).GetBytes(cleaner.Clean(message, LineEnd(piece.Bytes.Span)));
            }
            catch (ArgumentException)
            {
                throw new DeidentificationException(string.Create(CultureInfo.InvariantCulture, $"The message that begins on line {piece.Line} cannot be written with its own delimiters and character set (MSH-2, MSH-18). Send it with ^~\\& and in UTF-8."));
            }
            if (piece.Framed)
                cleaned = [0x0B, .. cleaned, 0x1C, (byte)'\r'];
            await output.WriteAsync(cleaned, cancel);
            if (++messages % ProgressEvery == 0)
                cleaning.Progress?.Report(new CleaningProgress(Kind, pieces.Bytes, messages));
        }
        if (messages == 0)
            throw new DeidentificationException("The file holds no HL7 v2 message: none begins with MSH.");
        cleaning.Progress?.Report(new CleaningProgress(Kind, pieces.Bytes, messages));
    }

    private static V2Message Parse(V2Piece piece)
    {
        try
        {
            return V2Message.Parse(piece.Bytes);
        }
        catch (V2FormatException e)
        {
            throw Unreadable(piece, e);
        }
    }

    /// <summary>FHS and BHS declare delimiters as MSH does; the trailers use those that stand before them.</summary>
    private static (string Text, V2Notation Notation) Envelope(V2Piece piece, V2Notation before)
    {
        var name = Encoding.ASCII.GetString(piece.Bytes.Span[..3]);
        try
        {
            if (name is "FHS" or "BHS")
            {
                var read = V2Message.Parse((byte[])[.. "MSH"u8, .. piece.Bytes.Span[3..]]);
                return (name + read.Header.Raw[3..], read.Notation);
            }
            // A trailer counts: it is read with a header of its own before it, so that its letters are.
            var trailer = V2Message.Parse((byte[])[.. Encoding.ASCII.GetBytes($"MSH{(char)piece.Bytes.Span[3]}{before.EncodingCharacters}\r"), .. piece.Bytes.Span]);
            return (trailer.Segments[1].Raw, trailer.Notation);
        }
        catch (V2FormatException e)
        {
            throw Unreadable(piece, e);
        }
    }

    private static DeidentificationException Unreadable(V2Piece piece, V2FormatException e) =>
        new(string.Create(CultureInfo.InvariantCulture, $"The HL7 v2 message that begins on line {piece.Line} cannot be read, so nothing of the file is written. {e.Message} Correct the message or take it out."), e);

    /// <summary>An invented name may have letters that the message's character set lacks: they become question marks.</summary>
    private static Encoding Writing(Encoding charset)
    {
        var lenient = (Encoding)charset.Clone();
        lenient.EncoderFallback = new EncoderReplacementFallback("?");
        return lenient;
    }

    private static string LineEnd(ReadOnlySpan<byte> bytes)
    {
        var end = bytes.IndexOfAny((byte)'\r', (byte)'\n');
        return end < 0 || bytes[end] == '\r' && (end + 1 == bytes.Length || bytes[end + 1] != '\n') ? "\r" : bytes[end] == '\r' ? "\r\n" : "\n";
    }
}
