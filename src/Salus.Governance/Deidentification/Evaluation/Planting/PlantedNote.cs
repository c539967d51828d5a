using System.Collections.Immutable;
using Salus.Language;
using Salus.Language.Identifiers;

namespace Salus.Governance.Deidentification.Evaluation;

/// <summary>A note without identifiers into which identifiers were put at known places.</summary>
/// <param name="Known">What the record of the invented patient holds: their own and their family's and clinicians' names, dates, numbers and addresses.</param>
public sealed record PlantedNote(string Id, string Text, ImmutableArray<PlantedSpan> Spans, ImmutableArray<KnownIdentifier> Known);

/// <param name="Span">In UTF-16 code units of the note.</param>
/// <param name="Owner">Whose it is when the record holds it, as in <see cref="KnownIdentifier.Owner"/>; null when it stands in no record.</param>
/// <param name="MayStay">Safe Harbor lets it stay (a year, a state, an age of up to 89, a day of the week): neither a leak when kept nor a loss when removed.</param>
public readonly record struct PlantedSpan(TextSpan Span, IdentifierClass Class, string? Owner = null, bool MayStay = false);

/// <summary>Which lists and templates are planted. No name, place, organisation or template is in both.</summary>
public enum PlantingSplit
{
    /// <summary>For finding out what detectors miss.</summary>
    Development,

    /// <summary>For figures alone; nobody tunes on it.</summary>
    HeldOut,
}
