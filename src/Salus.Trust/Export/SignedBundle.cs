using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Salus.Fhir;
using static Salus.Fhir.Datatypes;

namespace Salus.Trust;

/// <summary>
/// A signed draft as a FHIR R4 document (https://hl7.org/fhir/R4/documents.html): Composition, Patient, Encounter, Practitioner, Device,
/// DocumentReference with the text, Provenance for the signature and for each section, AuditEvent.
/// Equal drafts give equal bytes: ids are derived from the draft's id, every time is that of the signature or of the sources.
/// </summary>
public static class SignedBundle
{
    private const string Uri = "urn:ietf:rfc:3986";
    private const string ParticipantType = "http://terminology.hl7.org/CodeSystem/provenance-participant-type";

    /// <param name="signed">Only a signed draft leaves Salus.</param>
    /// <param name="custodian">Name of the organization that keeps the record; null leaves it out.</param>
    public static FhirNode From(SignedDraft signed, string? custodian = null)
    {
        var document = new Document(signed, custodian);
        return FhirNode.Resource("Bundle",
            ("id", document.Id("bundle")),
            ("identifier", Identifier(Uri, document.Url("bundle"))),
            ("type", "document"),
            ("timestamp", signed.Signature.At),
            ("entry", FhirNode.List(document.Entries().Select(e => (FhirElement)FhirNode.Object(("fullUrl", e.Url), ("resource", e.Resource))))));
    }

    private sealed class Document
    {
        private readonly SignedDraft signed;
        private readonly Draft draft;
        private readonly string? custodian;
        private readonly ImmutableArray<Statement> kept;
        private readonly ImmutableArray<DraftSection> sections;
        private readonly DocumentKind kind;

        public Document(SignedDraft signed, string? custodian)
        {
            (this.signed, draft, this.custodian) = (signed, signed.Draft, custodian);
            kept = signed.Reviewed.Kept;
            kind = DocumentKind.Of(draft);
            var written = kept.Select(s => s.Section).ToHashSet(StringComparer.Ordinal);
            sections = [.. draft.Outline.Where(s => written.Contains(s.Key))];
            // Nothing signed is lost, even if a style forgot a heading.
            var titled = sections.Select(s => s.Key).ToHashSet(StringComparer.Ordinal);
            sections = [.. sections, .. kept.Select(s => s.Section).Distinct(StringComparer.Ordinal).Where(k => !titled.Contains(k)).Select(k => new DraftSection(k, k, SectionLayout.Paragraph))];
        }

        public string Id(string name) => (name is "practitioner" ? signed.Signature.By.Value : NameBasedId.Of(draft.Id.Value, name)).ToString("D");

        public string Url(string name) => "urn:uuid:" + Id(name);

        public IEnumerable<(string Url, FhirNode Resource)> Entries()
        {
            yield return (Url("composition"), Composition());
            yield return (Url("patient"), Patient());
            yield return (Url("encounter"), Encounter());
            yield return (Url("practitioner"), Practitioner());
            yield return (Url("device"), Device());
            if (custodian is not null)
                yield return (Url("organization"), FhirNode.Resource("Organization", ("id", Id("organization")), ("name", Narrative.Clean(custodian))));
            yield return (Url("document"), DocumentReference());
            yield return (Url("signature"), SignatureProvenance());
            foreach (var section in sections)
                yield return (Url("provenance " + section.Key), SectionProvenance(section));
            yield return (Url("audit"), AuditEvent());
        }

        private FhirNode Composition() => FhirNode.Resource("Composition",
            ("id", Id("composition")),
            ("identifier", Identifier(Uri, "urn:uuid:" + draft.Id)),
            ("status", "final"),
            ("type", kind.Type()),
            ("subject", Reference(Url("patient"))),
            ("encounter", Reference(Url("encounter"))),
            ("date", signed.Signature.At),
            ("author", FhirNode.List(Signer())),
            ("title", kind.Title),
            ("confidentiality", "N"),
            ("attester", FhirNode.List(FhirNode.Object(("mode", "legal"), ("time", signed.Signature.At), ("party", Signer())))),
            ("custodian", custodian is null ? null : Reference(Url("organization"))),
            ("section", FhirNode.List(sections.Select(s => (FhirElement)Section(s)))));

        private FhirNode Section(DraftSection section) => FhirNode.Object(
            ("id", SectionId(section)),
            ("title", Narrative.Clean(section.Title)),
            ("code", section.Loinc is { } loinc ? Concept("http://loinc.org", loinc, text: Narrative.Clean(section.Title)) : Concept(Narrative.Clean(section.Title))),
            ("text", Narrative.Of(section, [.. In(section)])));

        private FhirNode Patient() =>
            (FromSource("patient", "Patient") ?? FhirNode.Resource("Patient", ("id", Id("patient")), ("identifier", FhirNode.List(Subject()))));

        private FhirNode? Subject() => draft.Subject is { } subject ? FhirNode.Object(("value", Narrative.Clean(subject.Value))) : null;

        private FhirNode Encounter() =>
            (FromSource("encounter", "Encounter") ?? FhirNode.Resource("Encounter",
                ("id", Id("encounter")),
                ("status", "finished"),
                ("class", Coding("http://terminology.hl7.org/CodeSystem/v3-ActCode", "AMB", "ambulatory"))))
            .With("subject", Reference(Url("patient")));

        /// <summary>The site's own resource, as the draft's source has it; null when there is none of that type.</summary>
        private FhirNode? FromSource(string source, string type)
        {
            if (signed.Reviewed.Sources.Find(source) is not { } found)
                return null;
            try
            {
                var resource = FhirNode.Parse(found.Original.AsSpan());
                if (!string.Equals(resource.ResourceType, type, StringComparison.Ordinal))
                    return null;
                resource = Detached.From(resource);
                return resource.Id is null ? resource.With("id", Id(source)) : resource;
            }
            catch (FhirFormatException)
            {
                // The checks have told the reviewer; a minimal resource keeps the document whole.
                return null;
            }
        }

        private FhirNode Practitioner() => FhirNode.Resource("Practitioner",
            ("id", Id("practitioner")),
            ("identifier", FhirNode.List(Identifier(Uri, Url("practitioner")))),
            ("name", FhirNode.List(HumanName(Narrative.Clean(signed.Signature.Name)))));

        private FhirNode Device() => FhirNode.Resource("Device",
            ("id", Id("device")),
            ("manufacturer", "Salus"),
            ("deviceName", FhirNode.List(FhirNode.Object(("name", draft.Origin.Engine), ("type", "model-name")))),
            ("version", FhirNode.List(FhirNode.Object(("value", draft.Origin.EngineVersion)))));

        private FhirNode DocumentReference() => FhirNode.Resource("DocumentReference",
            ("id", Id("document")),
            ("masterIdentifier", Identifier(Uri, Url("document"))),
            ("status", "current"),
            ("docStatus", "final"),
            ("type", kind.Type()),
            ("subject", Reference(Url("patient"))),
            ("date", signed.Signature.At),
            ("author", FhirNode.List(Signer())),
            ("authenticator", Signer()),
            ("custodian", custodian is null ? null : Reference(Url("organization"))),
            ("description", kind.Title),
            ("content", FhirNode.List(
                Attachment("text/markdown; charset=utf-8", DraftText.Markdown(draft, kept)),
                Attachment("text/plain; charset=utf-8", DraftText.Plain(draft, kept)))),
            ("context", FhirNode.Object(("encounter", FhirNode.List(Reference(Url("encounter")))))));

        private FhirNode Attachment(string type, string text)
        {
            var bytes = Encoding.UTF8.GetBytes(text);
#pragma warning disable CA5350 // R4 defines Attachment.hash as SHA-1; integrity rests on the ledger
            var hash = SHA1.HashData(bytes);
#pragma warning restore CA5350
            return FhirNode.Object(("attachment", FhirNode.Object(
                ("contentType", type),
                ("data", Convert.ToBase64String(bytes)),
                ("size", bytes.Length),
                ("hash", Convert.ToBase64String(hash)),
                ("title", kind.Title),
                ("creation", signed.Signature.At))));
        }

        /// <summary>Who signed, as what, which checks had run, and which findings were set aside with which reason.</summary>
        private FhirNode SignatureProvenance() => FhirNode.Resource("Provenance",
            ("id", Id("signature")),
            ("extension", FhirNode.List(
            [
                .. signed.Reviewed.Checks.Select(c => (FhirElement)Complex("urn:salus:fhir:check", ("name", c.Name), ("version", c.Version))),
                .. signed.Signature.Overruled.Select(o => (FhirElement)Complex("urn:salus:fhir:overruled-finding",
                    ("check", o.Finding.Check), ("severity", o.Finding.Severity.ToString().ToLowerInvariant()), ("message", o.Finding.Message), ("reason", o.Reason))),
            ])),
            ("target", FhirNode.List(Reference(Url("composition")), Reference(Url("document")))),
            ("occurredDateTime", signed.Signature.At),
            ("recorded", signed.Signature.At),
            ("activity", Concept("http://terminology.hl7.org/CodeSystem/iso-21089-lifecycle", "attest")),
            ("agent", FhirNode.List(Agent("legal", Signer()))),
            ("signature", FhirNode.List(FhirNode.Object(
                ("type", FhirNode.List(Coding("urn:iso-astm:E1762-95:2013", "1.2.840.10065.1.12.1.1", "Author's Signature"))),
                ("when", signed.Signature.At),
                ("who", Signer())))));

        /// <summary>Where a section's statements come from: one entity per source, with every place in it.</summary>
        private FhirNode SectionProvenance(DraftSection section)
        {
            var places = In(section).SelectMany(s => s.Evidence.Select(e => (Statement: s, Evidence: e)));
            return FhirNode.Resource("Provenance",
                ("id", Id("provenance " + section.Key)),
                ("target", FhirNode.List(Reference(Url("composition")).With("extension", FhirNode.List(
                    Extension("http://hl7.org/fhir/StructureDefinition/targetElement", ("valueUri", SectionId(section))))))),
                ("occurredDateTime", draft.Origin.At),
                ("recorded", signed.Signature.At),
                ("activity", Concept("http://terminology.hl7.org/CodeSystem/v3-DataOperation", "CREATE", "create")),
                ("agent", FhirNode.List(Agent("author", Signer()), Agent("assembler", Reference(Url("device"), draft.Origin.Engine)))),
                ("entity", FhirNode.List(places.GroupBy(p => p.Evidence.Source, StringComparer.Ordinal).Select(source => (FhirElement)FhirNode.Object(
                    ("extension", FhirNode.List(source.Select(p => (FhirElement)EvidenceExtension.Of(p.Statement, p.Evidence)))),
                    ("role", "source"),
                    ("what", What(source.Key)))))));
        }

        /// <summary>A source by its content (RFC 6920 names a SHA-256 digest); the record keeps it, the document does not carry it.</summary>
        private FhirNode What(string source)
        {
            if (signed.Reviewed.Sources.Find(source) is { } found)
            {
                var digest = Convert.ToBase64String(found.Digest.ToBytes()).TrimEnd('=').Replace('+', '-').Replace('/', '_');
                return FhirNode.Object(("identifier", Identifier(Uri, "ni:///sha-256;" + digest)), ("display", Narrative.Clean(found.Title)));
            }
            return string.Equals(source, Attestation.By(signed.Signature.By).Source, StringComparison.Ordinal)
                ? Signer()
                : FhirNode.Object(("identifier", FhirNode.Object(("value", source))));
        }

        private FhirNode AuditEvent() => FhirNode.Resource("AuditEvent",
            ("id", Id("audit")),
            ("type", Coding("http://terminology.hl7.org/CodeSystem/iso-21089-lifecycle", "attest", "Attest (Sign)")),
            ("action", "C"),
            ("recorded", signed.Signature.At),
            ("outcome", "0"),
            ("agent", FhirNode.List(FhirNode.Object(("who", Signer()), ("requestor", true)))),
            ("source", FhirNode.Object(("observer", Reference(Url("device"))))),
            ("entity", FhirNode.List(FhirNode.Object(("what", Reference(Url("composition")))), FhirNode.Object(("what", Reference(Url("patient")))))));

        private FhirNode Signer() => Reference(Url("practitioner"), Narrative.Clean(signed.Signature.Name));

        private static FhirNode Agent(string type, FhirNode who) => FhirNode.Object(("type", Concept(ParticipantType, type)), ("who", who));

        private static FhirNode Complex(string url, params ReadOnlySpan<(string Name, string Value)> parts)
        {
            var extensions = ImmutableArray.CreateBuilder<FhirElement>(parts.Length);
            foreach (var (name, value) in parts)
                extensions.Add(Extension(name, ("valueString", Narrative.Clean(value))));
            return FhirNode.Object(("extension", FhirNode.List(extensions)), ("url", url));
        }

        private IEnumerable<Statement> In(DraftSection section) => kept.Where(s => string.Equals(s.Section, section.Key, StringComparison.Ordinal));

        private static string SectionId(DraftSection section) => "section-" + section.Key;
    }
}
