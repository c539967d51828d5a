using System.Collections.Immutable;
using Salus.Language.Identifiers;

namespace Salus.Governance.Deidentification.Releases.SecondReading;

/// <summary>Something the second opinion takes for an identifier in the output. Never leaves the house: it may be one.</summary>
/// <param name="File">Name of the output file.</param>
/// <param name="Before">What stands before it.</param>
/// <param name="Found">The words.</param>
public sealed record SecondFind(string File, IdentifierClass Class, string Detector, string Before, string Found, string After)
{
    private const int Around = 60;

    internal static SecondFind Of(string file, IdentifierText text, IdentifierSpan found)
    {
        var span = text.ToOriginal(found.Span);
        var from = Math.Max(0, span.Start - Around);
        var to = Math.Min(text.Original.Length, span.End + Around);
        return new(file, found.Class, found.Detector, text.Original[from..span.Start], span.In(text.Original), text.Original[span.End..to]);
    }
}

/// <summary>What the second opinion did, in counts that may leave the house.</summary>
/// <param name="Detector">Its name.</param>
/// <param name="Texts">Strings it read.</param>
/// <param name="Explained">What it took for an identifier and the first reading had put there itself, or left there on purpose.</param>
public sealed record SecondCounts(string Detector, long Texts, long Characters, long Explained, ImmutableSortedDictionary<IdentifierClass, long> Found)
{
    public long Total => Found.Values.Sum();
}
