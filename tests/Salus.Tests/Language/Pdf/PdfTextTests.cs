using System.Collections.Immutable;
using System.Text;
using Salus.Design.Documents;
using Salus.Language.Pdf;
using Salus.Trust;

namespace Salus.Tests.Language.Pdf;

public sealed class PdfTextTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public void Reads_what_our_own_notes_print()
    {
        var text = PdfText.Read(Note("Blood pressure 138/84 mmHg (high).", "Łukasz sees Dr. Müller: potassium ≥ 5.0 mmol/L → repeat in 2 days, naïve “quotes” – 20 µg."), cancel: Cancel);
        Assert.Equal("Ruth Adeyemi: note", text.Title);
        Assert.Equal("""
            Ruth Adeyemi

            Patient number R-1

            HISTORY OF PRESENT ILLNESS

            Blood pressure 138/84 mmHg (high). Łukasz sees Dr. Müller: potassium ≥ 5.0 mmol/L → repeat in 2 days, naïve “quotes” – 20 µg.

            Signed by Dr. Ada Marsh, clinician
            1 January 1970, 00:00 (+00:00)

            Salus 1 / 1
            """.ReplaceLineEndings("\n"), text.Whole);
    }

    [Fact]
    public void Letters_become_words_by_the_gaps_between_them() =>
        Assert.Equal("Give 5 mg now", One("BT /F1 12 Tf 72 700 Td [(Gi) -20 (v) 15 (e) -330 (5)] TJ 40 0 Td (mg) Tj ( now) Tj ET"));

    [Fact]
    public void A_wrapped_line_goes_on_and_a_list_does_not() =>
        Assert.Equal("The first dose is given within one hour of arrival at the ward.\n• Lactate\n• Cultures\n\nNext paragraph.", One(
            "BT /F1 12 Tf 14 TL 72 700 Td (The first dose is given within one hour of ar-) Tj T* (rival at the ward.) Tj T* (\\225 Lactate) Tj T* (\\225 Cultures) Tj 0 -30 Td (Next paragraph.) Tj ET"));

    [Fact]
    public void Columns_are_read_in_the_order_in_which_they_are_drawn() =>
        Assert.Equal("Left one\nleft two\n\nright one\nright two", One("BT /F1 12 Tf 14 TL 72 700 Td (Left one) Tj T* (left two) Tj ET BT 14 TL 320 700 Td (right one) Tj T* (right two) Tj ET"));

    [Fact]
    public void Lines_that_are_drawn_from_below_are_sorted() =>
        Assert.Equal("one\ntwo\nthree\nfour\nfive\nsix", One(string.Concat("six five four three two one".Split(' ').Select((w, i) => $"BT /F1 12 Tf 72 {600 + (14 * i)} Td ({w}) Tj ET "))));

    [Fact]
    public void Text_that_runs_up_the_page_is_text() =>
        Assert.Equal("turned text here", One("BT /F1 12 Tf 0 1 -1 0 100 100 Tm (turned text ) Tj (here) Tj ET"));

    [Fact]
    public void A_table_of_letters_says_what_two_byte_codes_show()
    {
        var pdf = new HandMadePdf();
        var map = pdf.AddStream("", "1 begincodespacerange <0000> <FFFF> endcodespacerange 2 beginbfchar <0001> <0041> <0002> <FB01> endbfchar 2 beginbfrange <0010> <0012> <0061> <0020> <0021> [<2265> <00B5006D>] endbfrange"u8.ToArray());
        var font = pdf.Add($"<< /Type /Font /Subtype /Type0 /BaseFont /X /Encoding /Identity-H /ToUnicode {map} 0 R /DescendantFonts [<< /Type /Font /Subtype /CIDFontType2 /DW 500 /W [1 [600 700] 16 18 450] >>] >>");
        Assert.Equal("Afiabc≥µm", PdfText.Read(pdf.Page("BT /F1 12 Tf 72 700 Td <00010002001000110012> Tj <00200021> Tj ET", $"{font} 0 R").ToBytes(), cancel: Cancel).Whole);
    }

    [Theory]
    [InlineData("/Encoding /MacRomanEncoding", "\\216\\263", "é≥")]
    [InlineData("/Encoding /WinAnsiEncoding", "\\200\\351\\222", "€é’")]
    [InlineData("/Encoding << /Differences [65 /Aacute /uni2264 /a.alt /f_i /ncommaaccent] >>", "ABCDE", "Á≤afiņ")]
    [InlineData("", "\\341\\256 \\140x'", "Æfi ‘x’")]
    public void Encodings_say_what_bytes_show(string encoding, string bytes, string text) =>
        Assert.Equal(text, One($"BT /F1 12 Tf 72 700 Td ({bytes}) Tj ET", $"<< /Type /Font /Subtype /Type1 /BaseFont /Times-Roman {encoding} >>"));

    [Fact]
    public void Streams_are_unpacked_whichever_way_they_were_packed()
    {
        var content = "BT /F1 12 Tf 72 700 Td (Penicillin allergy) Tj ET"u8.ToArray();
        var hexadecimal = Encoding.ASCII.GetBytes(Convert.ToHexString(HandMadePdf.Flate(content)) + ">");
        var predicted = new byte[content.Length + ((content.Length + 9) / 10)];
        for (int i = 0, to = 0; i < content.Length; i++)
        {
            if (i % 10 == 0)
                predicted[to++] = 1;
            predicted[to++] = (byte)(content[i] - (i % 10 == 0 ? 0 : content[i - 1]));
        }
        byte[] runs = [(byte)(content.Length - 1), .. content, 128];
        foreach (var (filter, bytes) in new[] { ("/Filter /FlateDecode", HandMadePdf.Flate(content)), ("/Filter [/ASCIIHexDecode /FlateDecode]", hexadecimal), ("/Filter /FlateDecode /DecodeParms << /Predictor 15 /Columns 10 >>", HandMadePdf.Flate(predicted)), ("/Filter /RunLengthDecode", runs), ("/Filter /ASCII85Decode", Base85(content)), ("/Filter /LZWDecode", Lzw(content)) })
        {
            var pdf = new HandMadePdf();
            Assert.Equal("Penicillin allergy", PdfText.Read(pdf.Page(pdf.AddStream(filter, bytes)).ToBytes(), cancel: Cancel).Whole);
        }
    }

    [Fact]
    public void Objects_packed_in_a_stream_are_found_and_later_ones_count()
    {
        var pdf = new HandMadePdf();
        var page = "<< /Type /Page /Contents 3 0 R /Resources << /Font << /F1 " + HandMadePdf.Helvetica + " >> >> >>";
        pdf.AddStream("", "BT /F1 12 Tf 72 700 Td (old) Tj ET"u8.ToArray());
        pdf.AddStream($"/Type /ObjStm /N 1 /First 5 /Filter /FlateDecode", HandMadePdf.Flate(Encoding.ASCII.GetBytes("90 0 " + page)));
        var bytes = Encoding.Latin1.GetString(pdf.ToBytes()).Replace("/Kids []", "/Kids [90 0 R]", StringComparison.Ordinal) + "3 0 obj\n<< /Length 30 >>\nstream\nBT /F1 12 Tf 72 700 Td (new) Tj ET\nendstream\nendobj\n";
        Assert.Equal("new", PdfText.Read(Encoding.Latin1.GetBytes(bytes), cancel: Cancel).Whole);
    }

    [Fact]
    public void Forms_and_filled_fields_are_part_of_the_page()
    {
        var pdf = new HandMadePdf();
        var form = pdf.AddStream("/Type /XObject /Subtype /Form /Resources << /Font << /F1 " + HandMadePdf.Helvetica + " >> >>", "BT /F1 12 Tf 0 0 Td (from a form) Tj ET"u8.ToArray());
        Assert.Equal("from a form", PdfText.Read(pdf.Page("q 1 0 0 1 72 500 cm /X Do Q", more: $"/XObject << /X {form} 0 R >>").ToBytes(), cancel: Cancel).Whole);
    }

    [Theory]
    [InlineData("q 100 0 0 100 0 0 cm /X Do Q", "/XObject << /X << /Subtype /Image >> >>", "", "holds no text")]
    [InlineData("BI /W 1 /H 1 /BPC 8 ID x EI", "", "", "pictures of pages, no text")]
    [InlineData("0 0 m", "", "", "holds no text")]
    [InlineData("BT /F1 12 Tf (x) Tj ET", "", "/Encrypt << /Filter /Standard >>", "is encrypted")]
    public void Says_why_there_is_nothing_to_read(string content, string more, string trailer, string message) =>
        Assert.Contains(message, Assert.Throws<PdfException>(() => PdfText.Read(new HandMadePdf().Page(content, more: more).ToBytes(trailer), cancel: Cancel)).Message, StringComparison.Ordinal);

    [Fact]
    public void Says_when_fonts_do_not_tell_their_letters() =>
        Assert.Contains("fonts do not say", Assert.Throws<PdfException>(() => One("BT /F1 12 Tf 72 700 Td <00010002> Tj ET", "<< /Type /Font /Subtype /Type0 /Encoding /Identity-H /DescendantFonts [<< >>] >>")).Message, StringComparison.Ordinal);

    [Fact]
    public void What_is_no_pdf_is_refused()
    {
        Assert.Throws<PdfException>(() => PdfText.Read("Hello"u8.ToArray(), cancel: Cancel));
        Assert.Contains("no page", Assert.Throws<PdfException>(() => PdfText.Read("%PDF-1.7 abc"u8.ToArray(), cancel: Cancel)).Message, StringComparison.Ordinal);
        Assert.Contains("larger", Assert.Throws<PdfException>(() => PdfText.Read(new byte[2000], new PdfLimits(Bytes: 1000), Cancel)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_small_file_that_unpacks_to_anything_is_refused()
    {
        var pdf = new HandMadePdf();
        var bomb = HandMadePdf.Flate(new byte[40 << 20]);
        Assert.Contains("unpacks", Assert.Throws<PdfException>(() => PdfText.Read(pdf.Page(pdf.AddStream("/Filter /FlateDecode", bomb)).ToBytes(), new PdfLimits(Unpacked: 8 << 20), Cancel)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Later_pages_are_left_out_and_that_is_said()
    {
        var pdf = new HandMadePdf();
        foreach (var page in Enumerable.Range(1, 5))
            pdf.Page($"BT /F1 12 Tf 72 700 Td (page {page}) Tj ET");
        var text = PdfText.Read(pdf.ToBytes(), new PdfLimits(Pages: 3), Cancel);
        Assert.Equal(["page 1", "page 2", "page 3"], text.Pages.Select(p => p.Text));
        Assert.Equal("Only the first 3 of 5 pages were read.", Assert.Single(text.Remarks));
    }

    [Theory]
    [InlineData("[", 200_000)]
    [InlineData("<<", 200_000)]
    [InlineData(">>", 200_000)]
    [InlineData("}", 400_000)]
    [InlineData("(", 200_000)]
    [InlineData("trailer ", 60_000)]
    [InlineData("1 0 obj<</Length 9>>stream ", 20_000)]
    [InlineData("1 0 obj 1 0 R endobj ", 20_000)]
    public void Endless_beginnings_end(string piece, int times)
    {
        var file = "%PDF-1.7\n" + string.Concat(Enumerable.Repeat(piece, times));
        Assert.Throws<PdfException>(() => PdfText.Read(Encoding.Latin1.GetBytes(file), cancel: Cancel));
        Assert.Throws<PdfException>(() => PdfText.Read(new HandMadePdf().Page(string.Concat(Enumerable.Repeat(piece, Math.Min(times, 50_000)))).ToBytes(), cancel: Cancel));
    }

    [Fact]
    public void A_form_that_draws_itself_ends()
    {
        var pdf = new HandMadePdf();
        var form = pdf.AddStream("/Type /XObject /Subtype /Form", "/X Do /X Do BT /F1 12 Tf (again) Tj ET"u8.ToArray());
        Assert.Contains("again", PdfText.Read(pdf.Page("/X Do", more: $"/XObject << /X {form} 0 R >>").ToBytes(), cancel: Cancel).Whole, StringComparison.Ordinal);
    }

    [Fact]
    public void Altered_files_give_text_or_a_refusal_and_nothing_else()
    {
        byte[][] files = [Note("Potassium 5.9 mmol/L."), new HandMadePdf().Page("BT /F1 12 Tf 72 700 Td [(Give) -300 (5 mg)] TJ T* (twice) ' ET").ToBytes("/Info << /Title (T) >>")];
        for (var seed = 0; seed < 600; seed++)
        {
            var random = new Random(seed);
            var file = (byte[])files[seed % files.Length].Clone();
            for (var changes = random.Next(1, 40); changes > 0; changes--)
                switch (random.Next(3))
                {
                    case 0:
                        file[random.Next(file.Length)] = (byte)random.Next(256);
                        break;
                    case 1:
                        file[random.Next(file.Length)] = (byte)"<>[]()/%0129 R\n"[random.Next(15)];
                        break;
                    default:
                        var length = random.Next(1, Math.Min(120, file.Length / 2));
                        Array.Copy(file, random.Next(file.Length - length), file, random.Next(file.Length - length), length);
                        break;
                }
            try
            {
                Assert.NotEmpty(PdfText.Read(file.AsMemory(0, random.Next(2) == 0 ? file.Length : random.Next(file.Length)), cancel: Cancel).Pages);
            }
            catch (PdfException refused)
            {
                Assert.NotEmpty(refused.Message);
            }
        }
    }

    private static string One(string content, string font = HandMadePdf.Helvetica) => PdfText.Read(new HandMadePdf().Page(content, font).ToBytes(), cancel: Cancel).Whole;

    private static byte[] Note(params string[] statements)
    {
        var draft = new Draft(new DraftId(new Guid(1, 2, 3, new byte[8])), 1, "scribe", new PatientId("R-1"), [.. statements.Select(s => new Statement("hpi", s, []))], [],
            new Provenance("test", "1", DateTimeOffset.UnixEpoch, [], ImmutableSortedDictionary<string, string>.Empty))
        { Outline = [new DraftSection("hpi", "HISTORY OF PRESENT ILLNESS", SectionLayout.Paragraph)] };
        return NotePdf.Write(draft, draft.Statements, new Signature(new PersonId(new Guid(4, 5, 6, new byte[8])), "Dr. Ada Marsh", Role.Clinician, DateTimeOffset.UnixEpoch, []), "Ruth Adeyemi", "Salus", TimeZoneInfo.Utc);
    }

    private static byte[] Base85(byte[] bytes)
    {
        var text = new StringBuilder();
        for (var i = 0; i < bytes.Length; i += 4)
        {
            var count = Math.Min(4, bytes.Length - i);
            ulong group = 0;
            for (var b = 0; b < 4; b++)
                group = (group << 8) | (b < count ? bytes[i + b] : (byte)0);
            var digits = new char[5];
            for (var d = 4; d >= 0; d--, group /= 85)
                digits[d] = (char)('!' + (group % 85));
            text.Append(digits, 0, count + 1);
        }
        return Encoding.ASCII.GetBytes(text + "~>");
    }

    /// <summary>Codes of nine bits, cleared before they would have to grow: what the simplest writers do.</summary>
    private static byte[] Lzw(byte[] bytes)
    {
        var codes = bytes.Chunk(100).SelectMany(c => c.Select(b => (int)b).Prepend(256)).Append(257).ToArray();
        var packed = new byte[((codes.Length * 9) + 7) / 8];
        for (var i = 0; i < codes.Length * 9; i++)
            if ((codes[i / 9] >> (8 - (i % 9)) & 1) == 1)
                packed[i / 8] |= (byte)(0x80 >> (i % 8));
        return packed;
    }
}
