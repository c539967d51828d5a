using System.Text;
using Salus.Fhir;

namespace Salus.Trust;

/// <summary>What the work list shows of a draft, taken from its sources and statements.</summary>
internal sealed record DraftSummary(string PatientName, string Reason)
{
    private const int Longest = 120;

    public static DraftSummary Of(Draft draft, Sources sources)
    {
        var complaint = draft.Statements.FirstOrDefault(s => s.Section == "cc") ?? draft.Statements.FirstOrDefault();
        return new DraftSummary(NameIn(sources.Find("patient")), Line(complaint?.Text ?? ""));
    }

    public string Search(PatientId? subject) => Line($"{PatientName} {subject?.Value} {Reason}", 4 * Longest).ToLowerInvariant();

    private static string NameIn(Source? patient)
    {
        if (patient is null)
            return "";
        try
        {
            var resource = FhirNode.Parse(patient.Original.AsSpan());
            if (resource["name"] is not { } name)
                return "";
            return Line(name["text"]?.Value ?? string.Join(' ', name.All("given").Append(name["family"]).Select(part => part?.Value)));
        }
        catch (FhirFormatException)
        {
            return "";
        }
    }

    /// <summary>One line without control characters and half characters, cut at a whole character.</summary>
    private static string Line(string text, int longest = Longest)
    {
        var line = new StringBuilder();
        foreach (var rune in text.EnumerateRunes())
        {
            if (line.Length + rune.Utf16SequenceLength > longest)
            {
                line.Length -= line.Length > 0 && char.IsLowSurrogate(line[^1]) ? 2 : Math.Min(1, line.Length);
                line.Append('…');
                break;
            }
            if (Rune.IsControl(rune) || Rune.IsWhiteSpace(rune))
            {
                if (line.Length > 0 && line[^1] != ' ')
                    line.Append(' ');
            }
            else
            {
                line.Append(rune.ToString());
            }
        }
        return line.ToString().TrimEnd();
    }
}
