using System.Collections.Immutable;

namespace Salus.Trust;

/// <summary>A signed note as an example of how a site writes. It is about another patient: whoever uses it takes out what tells of whom.</summary>
/// <param name="Content">Digest of the note as it stands in the record.</param>
/// <param name="Sources">What it was made from: here the names stand that must not leave with it.</param>
public sealed record SignedExample(DraftId Id, PatientId? Subject, Sha256 Content, ImmutableArray<DraftSection> Outline, ImmutableArray<Statement> Kept, Sources Sources);
