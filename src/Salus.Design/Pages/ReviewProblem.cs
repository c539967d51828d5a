using System.Collections.Immutable;

namespace Salus.Design.Pages;

/// <summary>Why an act on the review page was refused.</summary>
/// <param name="Reasons">Sentences for the reviewer.</param>
/// <param name="Unsaved">What they had written, so that it is not lost.</param>
/// <param name="Signing">The signature was refused: the dialog stays open and shows the reasons.</param>
public sealed record ReviewProblem(ImmutableArray<string> Reasons, string? Unsaved = null, bool Signing = false);
