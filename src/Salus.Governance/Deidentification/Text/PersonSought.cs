using System.Collections.Immutable;
using Salus.Language.Identifiers;
using Salus.Language.Identifiers.Known;

namespace Salus.Governance.Deidentification;

/// <summary>Somebody who is searched for in every input of a release, because the record of the house or a file tells of them.</summary>
/// <param name="Subject">Joined with the subjects of the inputs by <paramref name="Numbers"/> and <paramref name="BirthDate"/>; <see cref="Subject.Nobody"/> where only others are told of.</param>
/// <param name="Own">The patient's and their kin's.</param>
/// <param name="Around">Clinicians and houses.</param>
public sealed record PersonSought(Subject Subject, ImmutableArray<KnownIdentifier> Own, ImmutableArray<KnownIdentifier> Around)
{
    public ImmutableArray<string> Numbers { get; init; } = [];

    /// <summary>ISO; null when nobody said it.</summary>
    public string? BirthDate { get; init; }

    /// <summary>The patient's own apart from the many around them: of few people more ways to write them are looked for.</summary>
    public IEnumerable<IIdentifierDetector> Detectors => ((ImmutableArray<KnownIdentifier>[])[Own, Around]).Where(known => !known.IsEmpty).Select(known => KnownIdentifiers.Of(known));
}
