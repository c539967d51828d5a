using System.Collections.Immutable;
using Salus.Language.Identifiers;
using Salus.Trust;

namespace Salus.Governance.Deidentification.Releases.Sampling;

/// <summary>What reviewers said of the documents drawn from a release. Holds what was missed in words: never leaves the house.</summary>
/// <param name="Marks">The last word on each document, by its place in the sample.</param>
/// <param name="Missed">What earlier runs of this release missed and this one was told.</param>
public sealed record SampleReview(ImmutableSortedDictionary<int, SampleMark> Marks, ImmutableArray<MissedIdentifier> Missed)
{
    public static SampleReview Empty { get; } = new(ImmutableSortedDictionary<int, SampleMark>.Empty, []);

    /// <summary>Documents in which nothing was missed.</summary>
    public int Fine => Marks.Values.Count(m => m.Missed.IsEmpty);

    /// <summary>Identifiers that the present outputs still hold.</summary>
    public ImmutableArray<MissedIdentifier> StillThere => [.. Marks.Values.SelectMany(m => m.Missed)];

    /// <summary>With another word on a document.</summary>
    public SampleReview With(int document, SampleMark mark) => this with { Marks = Marks.SetItem(document, mark) };

    /// <summary>For the next run: what this one missed, and those before it.</summary>
    public SampleReview Again() => new(Empty.Marks, [.. Missed.Concat(StillThere).Distinct()]);

    /// <summary>For search.</summary>
    public ImmutableArray<KnownIdentifier> ToSearch => [.. Missed.Concat(StillThere).Distinct().Select((m, i) => new KnownIdentifier(m.Class, m.Value, string.Create(System.Globalization.CultureInfo.InvariantCulture, $"missed-{i + 1}")))];
}

/// <summary>A document was looked at.</summary>
/// <param name="Missed">What should have been replaced; empty when it is fine.</param>
public sealed record SampleMark(PersonId By, string ByName, DateTimeOffset At, ImmutableArray<MissedIdentifier> Missed);

/// <param name="Value">As it stands in the output.</param>
public sealed record MissedIdentifier(IdentifierClass Class, string Value);
