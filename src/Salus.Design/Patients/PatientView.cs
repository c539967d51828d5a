using System.Collections.Immutable;

namespace Salus.Design.Patients;

/// <summary>Who somebody is looking at.</summary>
/// <param name="Name">As shown; empty when no source gives one.</param>
/// <param name="Age">In the unit a person would use, at death when <paramref name="Died"/> is set; empty without a birth date.</param>
/// <param name="Identifiers">What it is and its value, for example <c>("Hospital number", "00417")</c>; the most used first.</param>
public sealed record PatientView(string Name, string Born, string Age, string Sex, ImmutableArray<(string Kind, string Value)> Identifiers)
{
    public string? Died { get; init; }

    /// <summary>Address and telephone as one line each.</summary>
    public ImmutableArray<(string Kind, string Value)> Contacts { get; init; } = [];

    /// <summary>Marked as restricted: somebody broke the glass to see this.</summary>
    public bool Restricted { get; init; }

    /// <summary>When the broken glass closes; only for restricted patients.</summary>
    public DateTimeOffset? OpenUntil { get; init; }

    /// <summary>Systems that have a record of this person.</summary>
    public ImmutableArray<SourceView> Sources { get; init; } = [];
}
