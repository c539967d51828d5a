using System.Globalization;
using Salus.Fhir;

namespace Salus.Governance.Deidentification.Fhir;

/// <summary>The resource that is being treated.</summary>
/// <param name="Owner">Whose names stand in it: see <see cref="Salus.Language.Identifiers.KnownIdentifier.Owner"/>; null when no person's.</param>
/// <param name="Within">The resource that contains it, or the bundle's entry; null at the top.</param>
/// <param name="Selected">Elements that evaluated rules are about.</param>
internal sealed record Scope(string Type, Subject Subject, string? Owner, Scope? Within, Dictionary<FhirNode, int>? Selected)
{
    public bool IsContained => Within is not null && Within.Type is not ("Bundle" or "Parameters");

    /// <summary>The day of death of a patient.</summary>
    public DateOnly? LastSeen { get; init; }

    /// <summary>Of the entry at hand, in a Bundle.</summary>
    public string? FullUrl { get; init; }

    /// <summary>Of a Binary.</summary>
    public string? ContentType { get; init; }

    public static DateOnly? DeathOf(FhirNode resource) =>
        resource["deceasedDateTime"]?.Value is { Length: >= 10 } death && DateOnly.TryParseExact(death.AsSpan(0, 10), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;
}
