using System.Collections.Immutable;

namespace Salus.Design.Patients;

/// <summary>One medication as all sources tell it.</summary>
/// <param name="Directions">Dose, route and frequency as shown; empty when none was sent.</param>
/// <param name="When">For example <c>since 3 May 2019</c> or <c>3 May 2019 to 1 Jun 2020</c>.</param>
/// <param name="For">Why it was given; null when nobody said.</param>
/// <param name="Accounts">One for each source; at least one.</param>
public sealed record MedicationView(string Name, string Directions, MedicationStanding Standing, string When, string? For, ImmutableArray<MedicationAccount> Accounts)
{
    /// <summary>Names of what differs between accounts: <c>Dose</c>, <c>Status</c>; empty unless in conflict.</summary>
    public ImmutableArray<string> Differs { get; init; } = [];
}

/// <summary>What one source says about a medication.</summary>
/// <param name="Facts">Name and value in the same order for every account, for example <c>("Dose", "20 mg")</c>.</param>
public sealed record MedicationAccount(SourceView Source, ImmutableArray<(string Name, string Value)> Facts);
