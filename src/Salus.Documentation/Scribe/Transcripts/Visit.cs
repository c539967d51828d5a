using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Salus.Fhir;
using Salus.Trust;
using Salus.Writing;

namespace Salus.Documentation.Scribe;

/// <summary>A visit to document: its conversation and what is known beside it.</summary>
/// <param name="EncounterId">The site's name for the visit; the file name when there is no other.</param>
/// <param name="At">When the visit began, when known.</param>
public sealed record Visit(string EncounterId, Transcript Transcript, VisitPatient? Patient = null, DateTimeOffset? At = null)
{
    /// <summary>The encounter as the site's record has it; null for the minimal one made from id and time.</summary>
    public FhirNode? Encounter { get; init; }

    /// <summary>A note that a person wrote for this visit, in evaluation data; never read by the engine.</summary>
    public string? ReferenceNote { get; init; }

    /// <summary>Part of a data set it belongs to, in evaluation data.</summary>
    public string? Subset { get; init; }

    /// <summary>
    /// What a draft may point at: <c>transcript</c> with one segment per turn, <c>patient</c> and <c>encounter</c> as FHIR R4 when known.
    /// A segment's speaker is <c>doctor</c>, <c>patient</c>, <c>companion</c> or <c>unknown</c>; the labels of the file stay in the original.
    /// </summary>
    public Sources ToSources()
    {
        var sources = new List<Source>
        {
            new("transcript", "Transcript", Transcript.MediaType, Transcript.Original, [.. Transcript.Turns.Select(ToSegment)]),
        };
        if (Patient is not null)
            sources.Add(new Source("patient", "Patient", "application/fhir+json", [.. Patient.Resource.ToUtf8()], []));
        if (Encounter is not null || At is not null)
            sources.Add(new Source("encounter", "Encounter", "application/fhir+json", [.. (Encounter ?? Minimal()).ToUtf8()], []));
        return Sources.Of(sources);
    }

    private static Segment ToSegment(Turn turn) =>
        new(turn.Speaker switch { Speaker.Doctor => "doctor", Speaker.Patient => "patient", Speaker.Companion => "companion", _ => "unknown" }, turn.Text, turn.Start, turn.End)
        {
            SpeakerGuessed = turn.Guessed,
        };

    private FhirNode Minimal() => FhirNode.Resource("Encounter",
        ("identifier", FhirNode.List(FhirNode.Object(("value", EncounterId)))),
        ("status", "finished"),
        ("class", Datatypes.Coding("http://terminology.hl7.org/CodeSystem/v3-ActCode", "AMB", "ambulatory")),
        ("period", FhirNode.Object(("start", At))));
}

/// <summary>Who the visit is about, as far as the record or the batch file says.</summary>
/// <param name="Id">The site's own identifier.</param>
/// <param name="Gender">FHIR administrative gender: <c>male</c>, <c>female</c>, <c>other</c>, <c>unknown</c>.</param>
/// <param name="AgeYears">At the visit; 0 to 150.</param>
public sealed record VisitPatient(string? Id, string? Name, string? Gender, int? AgeYears)
{
    private readonly FhirNode? resource;

    /// <summary>The FHIR R4 Patient: the site's own, or a minimal one made from these facts.</summary>
    public FhirNode Resource { get => resource ?? Minimal(); init => resource = value; }

    /// <summary>Evidence for the name; null when it is not known.</summary>
    public Element? NameEvidence => At("Patient.name[0].text") ?? At("Patient.name[0].family");

    public Element? GenderEvidence => At("Patient.gender");

    /// <summary>The birth date, or the age where only that is known.</summary>
    public Element? AgeEvidence => At("Patient.birthDate") ?? (AgeYears is not null && Resource.ValueAt(AgePath + "valueAge.value") is { } age ? new Element("patient", AgePath + "value.value", age) : null);

    /// <summary>Whether evidence on the patient is about their age.</summary>
    public static bool IsAge(Element element)
    {
        ArgumentNullException.ThrowIfNull(element);
        return element.Path is "Patient.birthDate" || element.Path.StartsWith("Patient.extension[", StringComparison.Ordinal) && element.Path.EndsWith("].value.value", StringComparison.Ordinal);
    }

    /// <summary>The extension that holds the age. JSON names its value by type, FHIRPath does not: evidence has the latter.</summary>
    private string AgePath
    {
        get
        {
            var index = Resource.All("extension").TakeWhile(e => !string.Equals(e["url"]?.Value, PersonSentences.AgeExtension, StringComparison.Ordinal)).Count();
            return string.Create(CultureInfo.InvariantCulture, $"Patient.extension[{index}].");
        }
    }

    /// <summary>Reads a FHIR R4 Patient.</summary>
    /// <param name="file">For messages.</param>
    /// <param name="at">When the visit was, to work out the age; null leaves the age unknown.</param>
    /// <exception cref="TranscriptException">Not a Patient in FHIR JSON.</exception>
    public static VisitPatient FromFhir(ReadOnlySpan<byte> json, string file, DateTimeOffset? at)
    {
        FhirNode patient;
        try
        {
            patient = FhirNode.Parse(json);
        }
        catch (FhirFormatException e)
        {
            throw new TranscriptException(file, (int)Math.Min(e.Line, int.MaxValue), e.Reason, "Give one FHIR R4 Patient as JSON.", e);
        }
        if (patient.ResourceType is not "Patient")
            throw new TranscriptException(file, null, $"The resource is a {patient.ResourceType}, not a Patient.", "Give one FHIR R4 Patient as JSON.");
        return FromFhir(patient, at);
    }

    /// <inheritdoc cref="FromFhir(ReadOnlySpan{byte}, string, DateTimeOffset?)"/>
    public static VisitPatient FromFhir(FhirNode patient, DateTimeOffset? at)
    {
        ArgumentNullException.ThrowIfNull(patient);
        var person = PersonSentences.Of(patient, at);
        return new VisitPatient(patient.Id, person.Name, person.Gender, person.AgeYears) { Resource = patient };
    }

    /// <summary>From a batch file's columns. Words for gender are understood as people write them; an age that is not a number is left out.</summary>
    public static VisitPatient? FromColumns(string? id, string? name, string? gender, string? age)
    {
        var patient = new VisitPatient(Blank(id), Blank(name), ToGender(gender), ToAge(age));
        return patient is { Id: null, Name: null, Gender: null, AgeYears: null } ? null : patient;
    }

    private FhirNode Minimal() => FhirNode.Resource("Patient",
        ("extension", FhirNode.List(AgeYears is { } age
            ? Datatypes.Extension(PersonSentences.AgeExtension, ("valueAge", FhirNode.Object(("value", age), ("unit", "years"), ("system", "http://unitsofmeasure.org"), ("code", "a"))))
            : null)),
        ("identifier", FhirNode.List(Id is null ? null : FhirNode.Object(("value", Id)))),
        ("name", FhirNode.List(Name is null ? null : Datatypes.HumanName(Name))),
        ("gender", Gender));

    private Element? At(string path) => Resource.ValueAt(path) is { } value ? new Element("patient", path, value) : null;

    private static int? ToAge(string? text) =>
        decimal.TryParse(text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out var age) && age is >= 0 and <= 150
            ? (int)age
            : null;

    private static string? ToGender(string? text) => text?.Trim().ToLowerInvariant() switch
    {
        "male" or "m" or "man" or "boy" => "male",
        "female" or "f" or "woman" or "girl" => "female",
        "other" or "nonbinary" or "non-binary" or "x" => "other",
        "unknown" or "u" => "unknown",
        _ => null,
    };

    private static string? Blank(string? text) => string.IsNullOrWhiteSpace(text) ? null : Collapse(text);

    /// <summary>Names come from spreadsheets with stray spaces.</summary>
    private static string Collapse(string text)
    {
        var collapsed = new StringBuilder(text.Length);
        foreach (var word in text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
            collapsed.Append(collapsed.Length > 0 ? " " : "").Append(word);
        return collapsed.ToString();
    }
}
