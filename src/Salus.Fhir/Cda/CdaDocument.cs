using System.Collections.Immutable;
using System.Xml;
using System.Xml.Linq;

namespace Salus.Fhir.Cda;

/// <summary>What a document became.</summary>
/// <param name="Resources">What others refer to comes first; the evidence and the Provenance that points at it come last.</param>
public sealed record CdaMapped(ImmutableArray<FhirNode> Resources, ImmutableArray<CdaIssue> Issues)
{
    /// <summary>Everything as one Bundle, to be taken whole or not at all.</summary>
    public FhirNode ToTransaction() => FhirBundle.Transaction(Resources);
}

/// <summary>Something that could not be said in FHIR, or was missing.</summary>
/// <param name="Line">Of the document, from 1.</param>
/// <param name="Path">Element path, for example <c>/ClinicalDocument/component/structuredBody/component[2]/section/entry[1]</c>.</param>
/// <param name="Text">Names codes and elements; never a patient's data.</param>
public sealed record CdaIssue(int Line, string Path, string Text);

/// <summary>
/// C-CDA documents (R2.1, and R1.1 where it differs by templates only): CCD, discharge summary, any ClinicalDocument. Header and known entries
/// become resources with ids made from the document's own identifiers, every section keeps its narrative in a Composition, and the XML itself
/// is kept as evidence. After HL7's "C-CDA on FHIR" guide. Pure: the same document gives the same resources.
/// </summary>
public static class CdaDocument
{
    internal static readonly XNamespace V3 = "urn:hl7-org:v3";

    /// <exception cref="CdaFormatException">Not such a document, or beyond the limits.</exception>
    public static CdaMapped Read(ReadOnlyMemory<byte> xml, CdaReadLimits? limits = null)
    {
        limits ??= CdaReadLimits.Default;
        if (xml.Length > limits.MaxBytes)
            throw new CdaFormatException($"The document has {xml.Length} bytes; at most {limits.MaxBytes} are read.", 0, 0);
        var bytes = xml.ToArray();
        var root = Load(bytes, limits);
        if (root.Name != V3 + "ClinicalDocument")
            throw new CdaFormatException("The root element is not ClinicalDocument of the namespace urn:hl7-org:v3.", 1, 1);
        var reading = new CdaReading(root);
        var patient = HeaderMapping.AddPatient(reading, root);
        var author = HeaderMapping.AddAuthor(reading, root);
        var custodian = HeaderMapping.AddCustodian(reading, root);
        var encounter = HeaderMapping.AddEncounter(reading, root, patient);
        var sections = SectionMapping.Add(reading, root, patient, encounter);
        HeaderMapping.AddComposition(reading, root, patient, author, custodian, encounter, sections);
        CdaEvidence.Add(reading, root, bytes, patient, author, custodian);
        return new CdaMapped(reading.Resources, reading.Issues);
    }

    private static XElement Load(byte[] bytes, CdaReadLimits limits)
    {
        var settings = new XmlReaderSettings
        {
            DtdProcessing = DtdProcessing.Prohibit,
            XmlResolver = null,
            MaxCharactersFromEntities = 1024,
            MaxCharactersInDocument = limits.MaxBytes,
            IgnoreComments = true,
            IgnoreProcessingInstructions = true,
        };
        try
        {
            // Twice: a tree must not be built of a document that is too deep to be walked.
            using (var depth = XmlReader.Create(new MemoryStream(bytes), settings))
            {
                while (depth.Read())
                {
                    if (depth.Depth > limits.MaxDepth)
                        throw new CdaFormatException($"Elements lie more than {limits.MaxDepth} levels deep.", ((IXmlLineInfo)depth).LineNumber, ((IXmlLineInfo)depth).LinePosition);
                }
            }
            using var reader = XmlReader.Create(new MemoryStream(bytes), settings);
            return XDocument.Load(reader, LoadOptions.SetLineInfo).Root!;
        }
        catch (XmlException e)
        {
            var reason = e.Message.Contains("DTD", StringComparison.Ordinal) ? "The document brings a DTD, which is never read: entities could reach files or fill the memory. Take the DOCTYPE out." : "This is not well-formed XML.";
            throw new CdaFormatException(reason, e.LineNumber, e.LinePosition, e);
        }
    }
}
