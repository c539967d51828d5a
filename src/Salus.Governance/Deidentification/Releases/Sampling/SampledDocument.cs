using System.Collections.Immutable;
using Salus.Language;
using Salus.Language.Identifiers;

namespace Salus.Governance.Deidentification.Releases.Sampling;

/// <summary>A document for a person to review: as it would go out, with what stood where something was replaced. Never leaves the house.</summary>
public sealed record SampledDocument(string Text, ImmutableArray<SampledStretch> Replaced)
{
    /// <summary>Longer documents are shown to here; far beyond what one note holds.</summary>
    public const int LongestShown = 100_000;

    internal static SampledDocument Of(CleanedText cleaned)
    {
        if (cleaned.Text.Length <= LongestShown)
            return new(cleaned.Text, [.. cleaned.Replaced.Select(SampledStretch.Of)]);
        var end = char.IsHighSurrogate(cleaned.Text[LongestShown - 1]) ? LongestShown - 1 : LongestShown;
        return new(cleaned.Text[..end], [.. cleaned.Replaced.Where(r => r.Output.End <= end).Select(SampledStretch.Of)]);
    }
}

/// <param name="Start">In UTF-16 code units of the document as it would go out.</param>
/// <param name="Original">What stood there.</param>
public sealed record SampledStretch(int Start, int Length, string Original, IdentifierClass Class, Treatment Treatment, string Detector)
{
    internal static SampledStretch Of(Replacement replaced) => new(replaced.Output.Start, replaced.Output.Length, replaced.Original, replaced.Class, replaced.Treatment, replaced.Detector);
}
