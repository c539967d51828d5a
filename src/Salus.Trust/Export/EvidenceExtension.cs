using System.Globalization;
using Salus.Fhir;

namespace Salus.Trust;

/// <summary>
/// Evidence as a FHIR extension on <c>Provenance.entity</c>: which statement, and the place in the source that bears it.
/// R4 can name a source but not a place in it. Positions are those of <see cref="Quote"/>: zero-based, UTF-16 code units.
/// </summary>
internal static class EvidenceExtension
{
    public const string Url = "urn:salus:fhir:evidence";

    public static FhirNode Of(Statement statement, Evidence evidence) => FhirNode.Object(
        ("extension", FhirNode.List([Part("statement", ("valueUri", "#" + Narrative.IdOf(statement))), .. Place(evidence).Select(p => (FhirElement)p)])),
        ("url", Url));

    private static IEnumerable<FhirNode> Place(Evidence evidence) => evidence switch
    {
        Quote quote =>
        [
            Part("segment", ("valueInteger", quote.Segment)),
            Part("start", ("valueInteger", quote.Start)),
            Part("length", ("valueInteger", quote.Length)),
            Part("text", ("valueString", Narrative.Clean(quote.Text))),
        ],
        Element element =>
        [
            Part("path", ("valueString", element.Path)),
            Part("value", ("valueString", Narrative.Clean(element.Value))),
        ],
        Region region =>
        [
            Part("image", ("valueUri", "urn:oid:" + region.SopInstanceUid)),
            Part("frame", ("valueInteger", region.Frame)),
            Part("box", ("valueString", string.Create(CultureInfo.InvariantCulture, $"{region.X} {region.Y} {region.Width} {region.Height}"))),
        ],
        Calculation calculation =>
        [
            Part("formula", ("valueString", Narrative.Clean(calculation.Formula))),
            Part("result", ("valueQuantity", FhirNode.Object(("value", calculation.Value), ("system", "http://unitsofmeasure.org"), ("code", calculation.Unit)))),
        ],
        Row row =>
        [
            Part("row", ("valueString", row.Index.ToString(CultureInfo.InvariantCulture))),
            Part("column", ("valueString", row.Column)),
        ],
        Attestation => [Part("attested", ("valueBoolean", true))],
        _ => throw new NotSupportedException($"Evidence of the kind {evidence.GetType().Name} has no FHIR form yet."),
    };

    private static FhirNode Part(string url, (string, FhirElement) value) => Datatypes.Extension(url, value);
}
