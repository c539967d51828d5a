using System.Text.Json.Serialization;

namespace Salus.Governance.Deidentification.Releases.Risk;

/// <summary>What others may know of a person and that no law counts as an identifier: alone it names nobody, together it may.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<QuasiIdentifier>))]
public enum QuasiIdentifier
{
    BirthYear,

    /// <summary>Age or band of ages, as it was written.</summary>
    Age,

    Sex,

    /// <summary>Postal code as it goes out, mostly three digits.</summary>
    PostalCode,

    State,

    Race,

    Ethnicity,

    /// <summary>Year of the first admission or visit.</summary>
    AdmissionYear,

    /// <summary>What others would learn from somebody who was found: no part of the groups, but measured within them.</summary>
    Diagnosis,
}

public static class QuasiIdentifiers
{
    /// <summary>As people read it.</summary>
    public static string Words(this QuasiIdentifier quasi) => quasi switch
    {
        QuasiIdentifier.BirthYear => "year of birth",
        QuasiIdentifier.PostalCode => "postal code",
        QuasiIdentifier.AdmissionYear => "year of first visit",
        _ => quasi.ToString().ToLowerInvariant(),
    };
}
