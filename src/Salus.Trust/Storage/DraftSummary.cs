using Salus.Fhir;

namespace Salus.Trust;

/// <summary>A name that a capability gives its draft, for documents whose first statement does not tell what they are.</summary>
public static class DraftTitle
{
    /// <summary>Parameter of <see cref="Provenance"/> that holds it.</summary>
    public const string Parameter = "title";
}

/// <summary>What the work list shows of a draft, taken from its sources and statements.</summary>
internal sealed record DraftSummary(string PatientName, string Reason)
{
    public static DraftSummary Of(Draft draft, Sources sources)
    {
        if (draft.Origin.Parameters.GetValueOrDefault(DraftTitle.Parameter) is { Length: > 0 } title)
            return new DraftSummary(NameIn(sources.Find("patient")), StoredText.Line(title));
        var complaint = draft.Statements.FirstOrDefault(s => s.Section == "cc") ?? draft.Statements.FirstOrDefault();
        return new DraftSummary(NameIn(sources.Find("patient")), StoredText.Line(complaint?.Text ?? ""));
    }

    public string Search(PatientId? subject) => StoredText.Line($"{PatientName} {subject?.Value} {Reason}", 4 * StoredText.LongestLine).ToLowerInvariant();

    private static string NameIn(Source? patient)
    {
        if (patient is null)
            return "";
        try
        {
            var resource = FhirNode.Parse(patient.Original.AsSpan());
            if (resource["name"] is not { } name)
                return "";
            return StoredText.Line(name["text"]?.Value ?? string.Join(' ', name.All("given").Append(name["family"]).Select(part => part?.Value)));
        }
        catch (FhirFormatException)
        {
            return "";
        }
    }
}
