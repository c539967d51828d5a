namespace Salus.Documentation.Scribe;

/// <summary>How a note speaks of the patient: pronouns by the recorded gender, and <c>they</c> when none is known.</summary>
public sealed record PatientReference(string Subject, string Object, string Possessive, string Reflexive, bool Plural)
{
    public static PatientReference Female { get; } = new("she", "her", "her", "herself", Plural: false);

    public static PatientReference Male { get; } = new("he", "him", "his", "himself", Plural: false);

    public static PatientReference Neutral { get; } = new("they", "them", "their", "themselves", Plural: true);

    /// <param name="gender">FHIR administrative gender; anything but female or male is spoken of neutrally.</param>
    public static PatientReference For(string? gender) => gender?.Trim().ToLowerInvariant() switch
    {
        "female" or "f" or "woman" => Female,
        "male" or "m" or "man" => Male,
        _ => Neutral,
    };
}
