using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Salus.Documentation.Scribe;

namespace Salus.Tests.Documentation.Scribe.Transcripts;

/// <summary>Laws of every format: what is written is read again, and damage ends in a transcript or a clear refusal, soon.</summary>
public sealed class TranscriptPropertyTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("salus-transcripts");

    public void Dispose() => folder.Delete(recursive: true);

    private sealed record Said(string Label, string Text, int StartMs, int EndMs);

    public static TheoryData<string> Formats => ["bracket.txt", "colon.txt", "dash.txt", "a.vtt", "a.srt", "whisper.json", "utterances.json", "lines.jsonl", "a.TextGrid"];

    [Theory]
    [MemberData(nameof(Formats))]
    public void What_is_written_is_read_again(string format)
    {
        for (var seed = 0; seed < 200; seed++)
        {
            var said = Conversation(new Random(seed));
            var read = Read.Text(Write(format, said), format);
            Assert.Equal(said.Select(s => (s.Label.ToLowerInvariant(), s.Text)), read.Turns.Select(t => (t.Label.ToLowerInvariant(), t.Text)));
            Assert.All(read.Turns, t => Assert.False(t.Guessed));
            if (!format.EndsWith(".txt", StringComparison.Ordinal))
                Assert.Equal(said.Select(s => (s.StartMs, s.EndMs)), read.Turns.Select(t => ((int)t.Start!.Value.TotalMilliseconds, (int)t.End!.Value.TotalMilliseconds)));
        }
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void Damage_ends_in_a_transcript_or_a_refusal_that_says_what_to_do(string format)
    {
        var valid = Encoding.UTF8.GetBytes(Write(format, Conversation(new Random(7))));
        var clock = Stopwatch.StartNew();
        for (var seed = 0; seed < 1500; seed++)
        {
            var bytes = Damage(valid, new Random(seed));
            try
            {
                var read = Read.Bytes(bytes, seed % 2 == 0 ? format : "upload");
                Assert.NotEmpty(read.Turns);
                Assert.All(read.Turns, t => Assert.False(string.IsNullOrWhiteSpace(t.Text)));
            }
            catch (TranscriptException e)
            {
                Assert.True(e.Reason.Length > 0 && e.Advice.Length > 0);
            }
        }
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(60), clock.Elapsed.ToString());
    }

    [Fact]
    public async Task Damaged_batches_end_in_rows_or_a_refusal()
    {
        var file = new FileInfo(Path.Combine(folder.FullName, "visits.csv"));
        var valid = Encoding.UTF8.GetBytes("encounter_id,dialogue,gender,age,name\n" + string.Concat(Enumerable.Range(0, 5).Select(i =>
            $"V{i},\"{Write("bracket.txt", Conversation(new Random(i))).Replace("\"", "\"\"", StringComparison.Ordinal)}\",male,{i * 20},Name {i}\n")));
        for (var seed = 0; seed < 1000; seed++)
        {
            await File.WriteAllBytesAsync(file.FullName, Damage(valid, new Random(seed)), TestContext.Current.CancellationToken);
            try
            {
                await foreach (var row in VisitBatch.ReadAsync(file))
                    Assert.True(row.Visit is null != row.Problem is null);
            }
            catch (TranscriptException e)
            {
                Assert.True(e.Reason.Length > 0 && e.Advice.Length > 0);
            }
        }
    }

    private static byte[] Damage(byte[] valid, Random random)
    {
        var bytes = valid.ToList();
        for (var n = random.Next(1, 6); n > 0 && bytes.Count > 0; n--)
        {
            var at = random.Next(bytes.Count);
            var length = Math.Min(random.Next(1, 40), bytes.Count - at);
            switch (random.Next(7))
            {
                case 0: bytes[at] = (byte)random.Next(256); break;
                case 1: bytes.RemoveRange(at, length); break;
                case 2: bytes.InsertRange(at, bytes.GetRange(at, length)); break;
                case 3: bytes.RemoveRange(at, bytes.Count - at); break;
                case 4: bytes.Insert(at, "\"[]{}<>:-,!\n\r\t \\&0"u8[random.Next(18)]); break;
                case 5: bytes.InsertRange(at, Encoding.UTF8.GetBytes(Nasty[random.Next(Nasty.Length)])); break;
                default: bytes.InsertRange(at, Enumerable.Repeat((byte)"[:<\" -1"u8[random.Next(7)], random.Next(2000))); break;
            }
        }
        return [.. bytes];
    }

    private static readonly string[] Nasty =
        ["-->", "<v ", "<v>", "</UNSURE>", "99:99:99,999", "1e400", "-1", "null", "\u2028", "🩺", "\u0301", "[doctor]", "Patient:", "<script>", "\n\n", "\"text\":", "ooTextFile", "WEBVTT", "NaN", "{\"segments\":[", "\\ud800"];

    private static List<Said> Conversation(Random random)
    {
        string[] words = ["pain", "two", "days", "left", "knee", "fever", "don't", "é", "<b>x</b>", "&amp", "3/4", "120/80", "ok-ay", "\"so\"", "naïve", "100%", "🩺", "it's"];
        var said = new List<Said>();
        var at = 0;
        for (var i = random.Next(2, 30); i > 0; i--)
        {
            var text = "I " + string.Join(' ', Enumerable.Range(0, random.Next(1, 12)).Select(_ => words[random.Next(words.Length)])) + ".";
            at += random.Next(1, 3000);
            var end = at + random.Next(500, 9000);
            said.Add(new Said(i % 2 == 0 ? "Doctor" : "Patient", text, at, end));
            at = end;
        }
        return said;
    }

    private static string Write(string format, List<Said> said) => format switch
    {
        "bracket.txt" => string.Concat(said.Select(s => $"[{s.Label.ToLowerInvariant()}] {s.Text}\n")),
        "colon.txt" => string.Concat(said.Select(s => $"{s.Label}: {s.Text}\r\n")),
        "dash.txt" => string.Concat(said.Select(s => $"{s.Label.ToUpperInvariant()} - {s.Text}\n")),
        "a.vtt" => "WEBVTT\n\n" + string.Concat(said.Select(s => $"{Clock(s.StartMs, '.')} --> {Clock(s.EndMs, '.')}\n<v {s.Label}>{Escape(s.Text)}</v>\n\n")),
        "a.srt" => string.Concat(said.Select((s, i) => $"{i + 1}\n{Clock(s.StartMs, ',')} --> {Clock(s.EndMs, ',')}\n{s.Label}: {Escape(s.Text)}\n\n")),
        "whisper.json" => JsonSerializer.Serialize(new { segments = said.Select(s => new { start = s.StartMs / 1000m, end = s.EndMs / 1000m, text = " " + s.Text, speaker = s.Label }) }),
        "utterances.json" => JsonSerializer.Serialize(new { utterances = said.Select(s => new { start = s.StartMs, end = s.EndMs, text = s.Text, speaker = s.Label }) }),
        "lines.jsonl" => string.Concat(said.Select(s => JsonSerializer.Serialize(new { start = s.StartMs / 1000m, end = s.EndMs / 1000m, text = s.Text, speaker = s.Label }) + "\n")),
        _ => string.Create(CultureInfo.InvariantCulture, $"File type = \"ooTextFile\"\nObject class = \"TextGrid\"\n\n0\n{said[^1].EndMs / 1000m}\n<exists>\n2\n")
            + Tier("Doctor", said) + Tier("Patient", said),
    };

    private static string Tier(string label, List<Said> said)
    {
        var own = said.Where(s => s.Label == label).ToList();
        return string.Create(CultureInfo.InvariantCulture, $"\"IntervalTier\"\n\"{label}\"\n0\n{said[^1].EndMs / 1000m}\n{own.Count}\n")
            + string.Concat(own.Select(s => string.Create(CultureInfo.InvariantCulture, $"{s.StartMs / 1000m}\n{s.EndMs / 1000m}\n\"{s.Text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"\n")));
    }

    private static string Escape(string text) => text.Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal);

    private static string Clock(int ms, char point) => TimeSpan.FromMilliseconds(ms).ToString($"hh\\:mm\\:ss\\{point}fff", CultureInfo.InvariantCulture);
}
