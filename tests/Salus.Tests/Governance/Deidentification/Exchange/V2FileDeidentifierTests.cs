using System.Diagnostics;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Salus.Fhir.V2;
using Salus.Governance.Deidentification;
using Salus.Governance.Deidentification.Exchange;
using Salus.Language.Identifiers;

namespace Salus.Tests.Governance.Deidentification.Exchange;

/// <summary>Run alone: one of them weighs the memory of the whole program.</summary>
[Collection(nameof(Alone))]
public sealed class V2FileDeidentifierTests
{
    private static readonly V2FileDeidentifier hl7 = new();

    private static readonly string[] identifiers =
    [
        "Thornquist", "Ingrid", "Maud", "Bergljot", "Halvorsen", "Osric", "Vandermolen", "Peverell", "Quartermaine", "77 Bramblewood", "Apt 9C", "Kettering Falls", "46218-7731",
        "19610417", "317-555-0148", "317-555-0199", "ingrid.t@mailhaven.example", "402-77-1934", "MRN8841207", "ACC-5519023", "DL-IN-99120-44", "HP-330-918-22", "GRP70081",
        "VN-2207781", "PL-778120", "FIL-99812", "SPEC-40127", "UDI-00812345", "CTRL-000417", "Larkspur Regional", "1730199457", "ROOM-7312", "Zebulon", "10.44.18.201", "https://portal.larkspur.example/u/ingrid",
    ];

    private static readonly string[] values =
    [
        "|NM|718-7^Hemoglobin^LN||13.2|g/dL|12.0-15.5|N|||F|", "|SN|1988-5^CRP^LN||<^5|mg/L|", "|CWE|882-1^ABO group^LN||278149003^Group A^SCT|", "I10^Essential hypertension^I10C", "Parkinson disease", "metformin 500 mg", "ADT^A01^ADT_A01", "|2.5.1|", "|F|",
    ];

    private static string Message(string control = "CTRL-000417") => string.Join('\r',
        $"MSH|^~\\&|EPIC|Larkspur Regional^2.16.840.1.113883.3.999.1^ISO|LAB|Quartermaine Clinic|20240312101500+0000||ADT^A01^ADT_A01|{control}|P|2.5.1||||||UNICODE UTF-8",
        "EVN|A01|20240312101500|||1730199457^Peverell^Osric^^^Dr.^MD|20240312095500",
        "PID|1||MRN8841207^^^LARKSPUR^MR~402-77-1934^^^USSSA^SS||Thornquist^Ingrid^Maud^^Mrs.^^L||19610417|F|Thorne^Ingrid|2106-3^White^CDCREC|77 Bramblewood Ln&Bramblewood Ln^Apt 9C^Kettering Falls^IN^46218-7731^USA^H||^PRN^PH^^1^317^5550148~317-555-0148^PRN^PH~^NET^Internet^ingrid.t@mailhaven.example|317-555-0199^WPN^PH|en|M|LUT|ACC-5519023^^^^AN|402-77-1934|DL-IN-99120-44^IN^20280101",
        "NK1|1|Halvorsen^Bergljot|SPO^Spouse^HL70063|77 Bramblewood Ln^^Kettering Falls^IN^46218-7731|317-555-0148",
        "PV1|1|I|3W^ROOM-7312^A^LARKSPUR||||1730199457^Peverell^Osric^^^Dr.^MD|1730199457^Peverell^Osric|||||||||||VN-2207781|||||||||||||||||||||||||20240312094500|20240316120000",
        "IN1|1|PPO^Blue plan^L|4471|Vandermolen Mutual|1 Quartermaine Plz^^Kettering Falls^IN^46218||317-555-0199|GRP70081||||||||||||||||||||||||||||HP-330-918-22",
        "DG1|1||I10^Essential hypertension^I10C||20240312|A",
        "AL1|1|DA^Drug allergy^HL70127|7980^Penicillin^RXNORM|MO|Hives seen by Dr. Peverell",
        "ORC|RE|PL-778120^LARKSPUR|FIL-99812^LAB||||^^^20240312100000|||||1730199457^Peverell^Osric",
        "OBR|1|PL-778120|FIL-99812|24323-8^CMP^LN|||20240312100000|||||||||1730199457^Peverell^Osric",
        "OBX|1|NM|718-7^Hemoglobin^LN||13.2|g/dL|12.0-15.5|N|||F|||20240312101000",
        "OBX|2|SN|1988-5^CRP^LN||<^5|mg/L|||||F",
        "OBX|3|CWE|882-1^ABO group^LN||278149003^Group A^SCT||||||F",
        "OBX|4|TX|11506-3^Note^LN||Mrs. Ingrid||||||F",
        "OBX|5|TX|11506-3^Note^LN||Thornquist has Parkinson disease\\.br\\and takes metformin 500 mg \\T\\ aspirin.||||||F",
        "OBX|6|TX|11506-3^Note^LN||Call 317-555-0148 or ingrid.t@mailhaven.example, SSN 402-77-1934, seen 03/12/2024.||||||F",
        "OBX|7|ED|PDF^Scan^L||^application^pdf^Base64^SW5ncmlkIFRob3JucXVpc3Q=||||||F",
        "OBX|8|ED|TXT^Letter^L||^TEXT^plain^Base64^TXJzLiBJbmdyaWQgVGhvcm5xdWlzdCBpcyB3ZWxsLg==||||||F",
        "OBX|9|RP|IMG^Image^L||https://portal.larkspur.example/u/ingrid^^image||||||F",
        "SPM|1|SPEC-40127&LAB^FIL-99812&LAB||122555007^Venous blood^SCT|||||||||||||20240312095800",
        "NTE|1||Mother Bergljot Halvorsen was called by Dr. Osric Peverell.",
        "ZPD|1|Zebulon Thornquist|10.44.18.201|UDI-00812345") + "\r";

    [Fact]
    public async Task Takes_every_identifier_out_of_a_message_and_keeps_every_clinical_value()
    {
        var text = await new ExchangeRelease().CleanAsync(hl7, Message());
        ExchangeRelease.HoldsNone(text, identifiers);
        ExchangeRelease.HoldsNone(text, "SW5ncmlk", "TXJzLiBJbmdyaWQ", "ZPD");
        ExchangeRelease.HoldsAll(text, values);
        Assert.Contains("|RP|IMG^Image^L||||||||F", text, StringComparison.Ordinal);
        ExchangeRelease.HoldsAll(text, " has Parkinson disease\\.br\\and takes", "\\T\\ aspirin");
    }

    [Fact]
    public async Task Works_by_the_table_of_fields_alone()
    {
        var text = await new ExchangeRelease(fields: []).CleanAsync(hl7, Message());
        ExchangeRelease.HoldsNone(text, identifiers);
        ExchangeRelease.HoldsAll(text, values);
    }

    [Fact]
    public async Task Moves_all_dates_of_a_patient_by_the_same_days_and_keeps_their_writing()
    {
        var release = new ExchangeRelease();
        var before = V2Message.Parse(Message());
        var after = V2Message.Parse(await release.CleanAsync(hl7, Message()));
        foreach (var place in new[] { "MSH-7", "EVN-2", "PID-7", "PV1-44", "PV1-45", "DG1-5", "OBR-7", "OBX-14", "SPM-17" })
        {
            var (was, now) = (before[place].Text!, after[place].Text!);
            Assert.Equal(was.Length, now.Length);
            Assert.Equal(was[8..], now[8..]);
            Assert.Equal(release.Cleaning.Replacer.DaysOf(new Subject("MRN8841207")), (Day(now) - Day(was)).Days);
        }

        static DateTime Day(string time) => DateTime.ParseExact(time[..8], "yyyyMMdd", System.Globalization.CultureInfo.InvariantCulture);
    }

    [Fact]
    public async Task Says_nothing_of_the_birth_of_who_is_over_89()
    {
        var text = await new ExchangeRelease().CleanAsync(hl7, Message().Replace("19610417", "19310417", StringComparison.Ordinal) + "OBX|20|NM|30525-0^Age^LN||92|a|||||F\r");
        var after = V2Message.Parse(text);
        Assert.True(after["PID-7"].IsAbsent);
        ExchangeRelease.HoldsNone(text, "1930", "1931", "||92|");
    }

    [Fact]
    public async Task Keeps_what_belongs_together_together()
    {
        var after = V2Message.Parse(await new ExchangeRelease().CleanAsync(hl7, Message()));
        Assert.Equal(after["ORC-2"].Text, after["OBR-2"].Text);
        Assert.Equal(after["PV1-7.2"].Text, after["OBR-16.2"].Text);
        Assert.Equal(after["PID-11.1"].Text, after["NK1-4.1"].Text);
        Assert.Equal("MR", after["PID-3.5"].Text);
        Assert.Equal(2, after["PID-3"].Repetitions.Length);
        Assert.Equal(V2Message.Parse(Message()).Segments.Length - 1, after.Segments.Length);
    }

    [Fact]
    public async Task Takes_a_patient_for_one_person_in_messages_and_documents()
    {
        var release = new ExchangeRelease();
        var other = Message().Replace("MRN8841207^^^LARKSPUR^MR", "77001234^^^OTHER^MR~MRN8841207^^^LARKSPUR^PI", StringComparison.Ordinal);
        await new CdaFileDeidentifier().GatherAsync(new MemoryStream(Encoding.UTF8.GetBytes(CdaFileDeidentifierTests.Document())), release.People, TestContext.Current.CancellationToken);
        var after = V2Message.Parse(await release.CleanAsync(hl7, other));
        var document = await release.CleanAsync(new CdaFileDeidentifier(), CdaFileDeidentifierTests.Document());
        Assert.Contains($"birthTime value=\"{after["PID-7"].Text}\"", document, StringComparison.Ordinal);
        Assert.Contains($"<family>{after["PID-5.1"].Text}</family>", document, StringComparison.Ordinal);
        Assert.Contains($"extension=\"{after["PID-3(2)"].Text}\"", document, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Keeps_frames_batches_line_ends_and_delimiters()
    {
        var batch = "FHS|^~\\&|EPIC|Larkspur Regional|||20240312||Ingrid.hl7|note of Thornquist\rBHS|^~\\&|EPIC|Larkspur Regional\r" + Message("A1") + Message("A2") + "BTS|2|sent by Peverell\rFTS|1\r";
        var text = await new ExchangeRelease().CleanAsync(hl7, batch);
        ExchangeRelease.HoldsNone(text, identifiers);
        Assert.Equal(["FHS", "BHS", "MSH", "MSH", "BTS", "FTS"], text.Split('\r').Where(l => l.Length > 3 && (l.StartsWith("MSH", StringComparison.Ordinal) || l[1..3] is "HS" or "TS")).Select(l => l[..3]));
        Assert.Contains("\rBTS|2|", text, StringComparison.Ordinal);

        var framed = await new ExchangeRelease().CleanAsync(hl7, "\v" + Message() + "\u001c\r\v" + Message().Replace("\r", "\r\n", StringComparison.Ordinal) + "\u001c\r");
        Assert.Equal(2, framed.Count(c => c == '\v'));
        Assert.Equal(2, framed.Count(c => c == '\u001c'));
        Assert.Contains("\r\nPID", framed, StringComparison.Ordinal);

        var odd = await new ExchangeRelease().CleanAsync(hl7, Message().Replace('|', '#').Replace('^', '*').Replace("MSH#*~", "MSH#*~", StringComparison.Ordinal));
        ExchangeRelease.HoldsNone(odd, "Thornquist", "Peverell", "402-77-1934");
        Assert.Contains("#NM#718-7*Hemoglobin*LN##13.2#", odd, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Writes_the_character_set_that_the_message_declares()
    {
        var latin = Encoding.Latin1.GetBytes(Message().Replace("UNICODE UTF-8", "8859/1", StringComparison.Ordinal).Replace("Hives seen by", "Fièvre, vu par", StringComparison.Ordinal));
        var text = Encoding.Latin1.GetString(await new ExchangeRelease().CleanAsync(hl7, latin));
        Assert.Contains("Fièvre, vu par", text, StringComparison.Ordinal);
        Assert.Contains("|8859/1", text, StringComparison.Ordinal);
        ExchangeRelease.HoldsNone(text, identifiers);
    }

    [Fact]
    public async Task Lets_the_first_matching_rule_of_the_policy_decide()
    {
        FieldRule[] rules =
        [
            new("PID-3.1", Treatment.Keep, IdentifierClass.MedicalRecord), new("PID-5", Treatment.Tag, IdentifierClass.Name), new("ZPD-2", Treatment.Keep, IdentifierClass.OtherId), new("Z*", Treatment.Remove, IdentifierClass.OtherId),
            new("NK1-*", Treatment.Remove, IdentifierClass.Name), new("OBX-5", Treatment.Keep, IdentifierClass.OtherId), new("PID-5", Treatment.Keep, IdentifierClass.Name),
        ];
        var after = V2Message.Parse(await new ExchangeRelease(fields: rules).CleanAsync(hl7, Message()));
        Assert.Equal("MRN8841207", after["PID-3.1"].Text);
        Assert.Equal("[name]", after["PID-5.1"].Text);
        Assert.Equal("Zebulon Thornquist", after["ZPD-2"].Text);
        Assert.True(after["ZPD-3"].IsAbsent);
        Assert.True(after["NK1-2"].IsAbsent);
        Assert.Equal("Mrs. Ingrid", after["OBX(4)-5"].Text);
    }

    [Theory]
    [InlineData("limited-data-set", "19610417")]
    [InlineData("research-keep-dates", "20240312101500")]
    public async Task Follows_the_other_profiles(string profile, string kept)
    {
        var text = await new ExchangeRelease(profile).CleanAsync(hl7, Message());
        ExchangeRelease.HoldsNone(text, identifiers.Except(["19610417", "Kettering Falls", "46218-7731"]));
        ExchangeRelease.HoldsAll(text, [.. values, kept]);
    }

    [Fact]
    public async Task Writes_a_date_that_a_rule_masks_as_nothing()
    {
        var after = V2Message.Parse(await new ExchangeRelease(fields: [new("PID-7", Treatment.Mask, IdentifierClass.Date), new("PID-29", Treatment.Generalize, IdentifierClass.Date)]).CleanAsync(hl7, Message().Replace("|DL-IN-99120-44^IN^20280101", "||||||||||20240316", StringComparison.Ordinal)));
        Assert.True(after["PID-7"].IsAbsent);
        Assert.Equal("2024", after["PID-29"].Text);
    }

    [Fact]
    public async Task Removes_and_counts_what_nobody_knows()
    {
        var release = new ExchangeRelease();
        await release.CleanAsync(hl7, "MSH|^~\\&|A|B|||20240101||ADT^A08|1|P|2.5.1\rPID|1||12345^^^X^MR||Doe^Jane\rZZ1|Jane Doe\rQQQ|Jane Doe\r");
        Assert.True(release.Tally.Lines.Single(l => l is { Class: IdentifierClass.OtherId, Treatment: Treatment.Remove }).Count >= 2);
    }

    [Theory]
    [InlineData("")]
    [InlineData("Ingrid Thornquist, 77 Bramblewood Ln\r")]
    [InlineData("MSH|^~\\&|A|B\rIngrid Thornquist wrote a letter\r")]
    [InlineData("MSH|||||\rPID|1")]
    [InlineData("MSH|^~\\&|A|B|||2024||ADT|1|P|2.5||||||Thornquist set\rPID|1\r")]
    public async Task Refuses_what_it_cannot_read_without_repeating_it(string file)
    {
        var refused = await Assert.ThrowsAsync<DeidentificationException>(async () => await new ExchangeRelease().CleanAsync(hl7, file));
        ExchangeRelease.HoldsNone(refused.ToString(), "Thornquist", "Ingrid");
    }

    [Fact]
    public async Task Refuses_a_line_of_a_hundred_megabytes()
    {
        var file = new byte[100_000_000];
        Array.Fill(file, (byte)'x');
        "MSH|^~\\&|"u8.CopyTo(file);
        await Assert.ThrowsAsync<DeidentificationException>(async () => await new ExchangeRelease().CleanAsync(hl7, file));
    }

    [Fact]
    public void Never_fails_otherwise_on_broken_input()
    {
        var bytes = Encoding.UTF8.GetBytes(Message());
        Prop.ForAll(Gen.Choose(0, bytes.Length - 1).Zip(Gen.Choose(0, 255)).ListOf(8).ToArbitrary(), changes =>
        {
            var broken = bytes.ToArray();
            foreach (var (at, value) in changes)
                broken[at] = (byte)value;
            try
            {
                new ExchangeRelease().CleanAsync(hl7, broken).GetAwaiter().GetResult();
            }
            catch (DeidentificationException)
            {
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(50));
    }

    [Fact]
    public async Task Reads_ten_thousand_messages_in_constant_memory()
    {
        var release = new ExchangeRelease();
        var one = Encoding.UTF8.GetBytes("MSH|^~\\&|A|B|||20240312101500||ORU^R01|1|P|2.5.1\rPID|1||12345^^^X^MR||Doe^Jane||19610417|F\rOBX|1|NM|718-7^Hemoglobin^LN||13.2|g/dL|12.0-15.5|N|||F|||20240312101000\r");
        await release.CleanAsync(hl7, one);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        using var input = new Repeated(one, 10_000);
        await hl7.CleanAsync(input, Stream.Null, release.Cleaning, TestContext.Current.CancellationToken);
        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - before, long.MinValue, 8_000_000);
    }

    /// <summary>The same bytes again and again.</summary>
    private sealed class Repeated(byte[] one, int times) : Stream
    {
        private long at;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => (long)one.Length * times;

        public override long Position { get => at; set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count)
        {
            var from = (int)(at % one.Length);
            var read = at == Length ? 0 : Math.Min(count, one.Length - from);
            one.AsSpan(from, read).CopyTo(buffer.AsSpan(offset));
            at += read;
            return read;
        }

        public override void Flush() { }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}

[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;
