namespace Salus.Language.Identifiers;

/// <summary>A stretch of text that identifies somebody.</summary>
/// <param name="Detector">Name of the detector that found it: see <see cref="IIdentifierDetector.Name"/>.</param>
/// <param name="Confidence">0 to 1; orders findings that overlap, and is not a probability.</param>
public readonly record struct IdentifierSpan(TextSpan Span, IdentifierClass Class, string Detector, double Confidence);

/// <summary>One way to find identifiers. Detectors know nothing of each other, though one may read what those before it found; <see cref="IdentifierFinder"/> takes whatever any of them found.</summary>
public interface IIdentifierDetector
{
    /// <summary>For example <c>pattern</c>.</summary>
    string Name { get; }

    /// <summary>Adds what it finds, in positions of <see cref="IdentifierText.Plain"/>, in any order; may overlap. Safe for several threads.</summary>
    void Find(IdentifierText text, ICollection<IdentifierSpan> found);
}
