using System.Text;
using Salus.Documentation.Scribe;

namespace Salus.Tests.Documentation.Scribe.Transcripts;

internal static class Read
{
    public static Transcript Text(string text, string name = "visit.txt") => TranscriptReader.Read(File(name, text));

    public static Transcript Bytes(byte[] bytes, string name = "visit.txt") => TranscriptReader.Read(new TranscriptFile(name, [.. bytes]));

    public static TranscriptFile File(string name, string text) => new(name, [.. Encoding.UTF8.GetBytes(text)]);

    public static string Script(Transcript transcript) => string.Join('|', transcript.Turns.Select(t => $"{t.Speaker.ToString()[0]}:{t.Text}"));

    public static TranscriptException Refused(string text, string name = "visit.txt") => Assert.Throws<TranscriptException>(() => Text(text, name));
}
