using Salus.Language.Identifiers;

namespace Salus.Governance.Deidentification;

/// <summary>Several searches as one.</summary>
internal sealed class AllOf(IReadOnlyList<IIdentifierDetector> detectors) : IIdentifierDetector
{
    public string Name => "record";

    public void Find(IdentifierText text, ICollection<IdentifierSpan> found)
    {
        foreach (var detector in detectors)
            detector.Find(text, found);
    }
}
