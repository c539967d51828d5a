using System.Collections.Immutable;
using System.Globalization;
using Salus.Fhir;
using Salus.Trust;

namespace Salus.Documentation.Scribe;

/// <summary>A visit read back from the sources that are kept with its draft: the same turns, patient and time as when it was written up.</summary>
internal static class KeptVisit
{
    /// <summary>Names the visit where no encounter went with the draft.</summary>
    public const string Name = "visit";

    /// <exception cref="NotRewritableException">A source is missing or is not what it should be.</exception>
    public static Visit Of(Draft draft, Sources kept, TimeProvider clock)
    {
        var transcript = kept.Find("transcript") ?? throw new NotRewritableException("The draft has no transcript among its sources.");
        try
        {
            var encounter = kept.Find("encounter") is { } source ? FhirNode.Parse(source.Original.AsSpan()) : null;
            DateTimeOffset? at = encounter?.ValueAt("Encounter.period.start") is { } start ? DateTimeOffset.Parse(start, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal) : null;
            var read = kept.Find("patient") is { } patient ? Patient(patient, draft, at ?? TimeZoneInfo.ConvertTime(draft.Origin.At, clock.LocalTimeZone)) : null;
            return new Visit(encounter?.ValueAt("Encounter.identifier.value") ?? draft.Origin.Parameters.GetValueOrDefault(Name, ""), TranscriptOf(transcript), read, at) { Encounter = encounter };
        }
        catch (Exception e) when (e is FhirFormatException or FormatException)
        {
            throw new NotRewritableException("The patient or encounter that is kept with the draft cannot be read.", e);
        }
    }

    private static Transcript TranscriptOf(Source source) => new([.. source.Segments.Select(s => new Turn(SpeakerOf(s.Speaker), "", s.Text, s.Start, s.End, s.SpeakerGuessed))])
    {
        Original = source.Original,
        Format = Enum.GetValues<TranscriptFormat>().FirstOrDefault(f => new Transcript([]) { Format = f }.MediaType == source.MediaType),
    };

    /// <summary>What was known as a fact is in the resource; an age without a birth date stands in an extension, and a number that is no id in the draft.</summary>
    private static VisitPatient Patient(Source source, Draft draft, DateTimeOffset at)
    {
        var patient = VisitPatient.FromFhir(FhirNode.Parse(source.Original.AsSpan()), at);
        return patient with { Id = draft.Subject?.Value };
    }

    private static Speaker SpeakerOf(string? name) => name switch { "doctor" => Speaker.Doctor, "patient" => Speaker.Patient, "companion" => Speaker.Companion, _ => Speaker.Unknown };
}
