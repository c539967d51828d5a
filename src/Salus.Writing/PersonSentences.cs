using System.Collections.Immutable;
using System.Globalization;
using Salus.Fhir;
using Salus.Fhir.Paths;
using Salus.Language.Findings;
using Salus.Language.Grounding;
using Salus.Trust;

namespace Salus.Writing;

/// <summary>Who a FHIR R4 Patient is, as far as it says: what a writer may repeat and a check holds it against.</summary>
/// <param name="Name">As printed; null when none is given.</param>
/// <param name="Gender">FHIR administrative gender; null when none is given.</param>
/// <param name="AgeYears">At the time asked for; null when it cannot be known.</param>
/// <param name="NamePath">FHIRPath of the name; null with <paramref name="Name"/> or when it is put together from several.</param>
/// <param name="AgePath">FHIRPath of the date of birth or of the age itself; null when neither is there.</param>
public sealed record PersonSentences(string? Name, string? Gender, int? AgeYears, string? NamePath, string? AgePath)
{
    /// <summary>Carries an age where no birth date is known. R4 has no element for it.</summary>
    public const string AgeExtension = "urn:salus:fhir:age-at-visit";

    private const int Oldest = 150;

    /// <param name="at">When; null leaves an age that a date of birth gives unknown.</param>
    public static PersonSentences Of(FhirNode patient, DateTimeOffset? at)
    {
        ArgumentNullException.ThrowIfNull(patient);
        var name = patient.All("name").FirstOrDefault(n => n["use"]?.Value is "official") ?? patient["name"];
        var shown = name?["text"]?.Value ?? string.Join(' ', (name?.All("given") ?? []).Select(g => g.Value).Append(name?["family"]?.Value).Where(p => !string.IsNullOrWhiteSpace(p)));
        var birthDate = patient.ValueAt("birthDate");
        var given = AgeGiven(patient);
        return new PersonSentences(
            string.IsNullOrWhiteSpace(shown) ? null : shown,
            patient.ValueAt("gender"),
            AgeAt(birthDate, at) ?? given?.Years,
            patient.ValueAt("Patient.name[0].text") is not null ? "Patient.name[0].text" : patient.ValueAt("Patient.name[0].family") is not null ? "Patient.name[0].family" : null,
            birthDate is not null ? "Patient.birthDate" : given?.Path);
    }

    /// <summary>Full years between a FHIR date and a day; null unless the date names a day and the result is a human age.</summary>
    public static int? AgeAt(string? birthDate, DateTimeOffset? at)
    {
        if (at is not { } then || !DateOnly.TryParseExact(birthDate, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var born))
            return null;
        var day = DateOnly.FromDateTime(then.Date);
        var years = day.Year - born.Year - (day < born.AddYears(day.Year - born.Year) ? 1 : 0);
        return years is >= 0 and <= Oldest ? years : null;
    }

    /// <summary>The sentences, in the form that claims are held against.</summary>
    public IEnumerable<Passage> Passages()
    {
        if (AgeYears is { } age)
            yield return new Passage(SpeakerRole.Note, string.Create(CultureInfo.InvariantCulture, $"The patient is a {age}-year-old {Gender}."));
        else if (Gender is not null)
            yield return new Passage(SpeakerRole.Note, $"The patient is {Gender}.");
        if (Name is not null)
            yield return new Passage(SpeakerRole.Note, $"{ClaimChecker.NameFact}{Name}.");
    }

    /// <summary>The same with the elements that say them, for a writer.</summary>
    /// <param name="source">Id of the source that holds the patient.</param>
    /// <param name="patient">The resource itself.</param>
    public ImmutableArray<Material> Known(string source, FhirNode patient)
    {
        ArgumentNullException.ThrowIfNull(patient);
        var known = ImmutableArray.CreateBuilder<Material>();
        void Add(string sentence, string? path)
        {
            if (path is not null && FhirPath.Parse(path).Select(patient).FirstOrDefault()?.Value is { } value)
                known.Add(new Material(MaterialKind.Person, new Passage(SpeakerRole.Note, sentence), [new Element(source, path, value)]));
        }
        if (Name is { } name)
            Add($"The patient is called {name}.", NamePath);
        if (AgeYears is { } age)
            Add(string.Create(CultureInfo.InvariantCulture, $"The patient is {age} years old."), AgePath);
        if (Gender is { } gender)
            Add($"The patient's sex is {gender}.", "Patient.gender");
        return known.ToImmutable();
    }

    /// <summary>JSON names the extension's value by type, FHIRPath does not: the path is for evidence.</summary>
    private static (int Years, string Path)? AgeGiven(FhirNode patient)
    {
        foreach (var (index, extension) in patient.All("extension").Index())
            if (extension["url"]?.Value is AgeExtension && extension["valueAge"]?["value"]?.Value is { } text && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var age))
                return (age, string.Create(CultureInfo.InvariantCulture, $"Patient.extension[{index}].value.value"));
        return null;
    }
}
