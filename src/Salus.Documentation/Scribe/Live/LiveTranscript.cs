using System.Collections.Immutable;
using System.Text;

namespace Salus.Documentation.Scribe;

/// <summary>Turns that came one by one, as the plain labelled text that a file of them would be.</summary>
internal static class LiveTranscript
{
    public static Transcript Of(ImmutableArray<Turn> turns)
    {
        var text = new StringBuilder();
        foreach (var turn in turns)
            text.Append('[').Append(Label(turn.Speaker)).Append("] ").Append(turn.Text).Append('\n');
        return new Transcript(turns) { Original = [.. Encoding.UTF8.GetBytes(text.ToString())] };
    }

    public static string Label(Speaker speaker) => speaker switch { Speaker.Doctor => "doctor", Speaker.Patient => "patient", Speaker.Companion => "companion", _ => "unknown" };
}
