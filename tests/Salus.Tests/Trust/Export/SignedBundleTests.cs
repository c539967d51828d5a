using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using System.Xml.Linq;
using Salus.Fhir;
using Salus.Trust;

namespace Salus.Tests.Trust.Export;

public sealed class SignedBundleTests
{
    private static readonly Sources Visit = Sources.Of(
        new Source("transcript", "Visit", "text/plain", [.. "x"u8], [new Segment("patient", "My <b>knee</b> & hip hurt for 3 weeks, about 7 out of 10.")]),
        new Source("patient", "Patient", "application/fhir+json",
            [.. """{"resourceType":"Patient","id":"p-1","name":[{"family":"Okafor"}],"gender":"female","managingOrganization":{"reference":"Organization/9"},"generalPractitioner":[{"reference":"Practitioner/3","display":"Dr. Osei"}]}"""u8], []),
        new Source("encounter", "Encounter", "application/fhir+json",
            [.. """{"resourceType":"Encounter","id":"e-1","status":"finished","class":{"system":"http://terminology.hl7.org/CodeSystem/v3-ActCode","code":"AMB"},"subject":{"reference":"Patient/p-1"},"period":{"start":"2026-06-01T11:00:00Z"}}"""u8], []));

    private static readonly Statement[] Statements =
    [
        new("hpi", "Knee & hip pain <script>alert(1)</script> for 3 weeks.", [new Quote("transcript", 0, 3, 11, "<b>knee</b>"), new Quote("transcript", 0, 30, 7, "3 weeks")]),
        new("hpi", "She is female.", [new Element("patient", "Patient.gender", "female")]),
        new("assessment-plan", "Rest & ice.", [new Quote("transcript", 0, 3, 11, "<b>knee</b>")]) { Group = "Knee <pain>" },
        new("assessment-plan", "Walk less.\u0001\uFFFF", [new Quote("transcript", 0, 17, 3, "hip")]) { Group = "Knee <pain>" },
        new("exam", "Never said.", []),
    ];

    /// <summary>Elements that R4 requires, by resource, with the elements inside them.</summary>
    private static readonly Dictionary<string, string[]> Required = new(StringComparer.Ordinal)
    {
        ["Composition"] = ["status", "type", "date", "author", "title", "subject", "section.title", "section.text.status", "section.text.div", "attester.mode"],
        ["Patient"] = [],
        ["Encounter"] = ["status", "class"],
        ["Practitioner"] = [],
        ["Device"] = ["deviceName.name", "deviceName.type", "version.value"],
        ["Organization"] = ["name"],
        ["DocumentReference"] = ["status", "content.attachment"],
        ["Provenance"] = ["target", "recorded", "agent.who"],
        ["AuditEvent"] = ["type", "recorded", "agent.requestor", "source.observer"],
    };

    [Fact]
    public async Task A_signed_draft_becomes_a_whole_FHIR_document()
    {
        var bundle = SignedBundle.From(await SignAsync(), "Northgate Surgery");
        Assert.Equal(bundle, FhirNode.Parse(bundle.ToUtf8()));
        Assert.Equal(("document", true), (bundle.ValueAt("type"), bundle["identifier"] is not null && bundle["timestamp"] is not null));

        var entries = bundle.All("entry").ToList();
        Assert.Equal("Composition", entries[0]["resource"]!.ResourceType);
        Assert.Equal(Required.Keys.Order(StringComparer.Ordinal), entries.Select(e => e["resource"]!.ResourceType!).Distinct().Order(StringComparer.Ordinal));
        Assert.Equal(entries.Count, entries.Select(e => e.ValueAt("fullUrl")).Distinct().Count());
        foreach (var resource in entries.Select(e => e["resource"]!))
        {
            Assert.Matches("^[A-Za-z0-9.-]{1,64}$", resource.Id!);
            foreach (var path in Required[resource.ResourceType!])
                Assert.True(resource.Select(path).Any(), $"{resource.ResourceType}.{path}");
        }
    }

    [Fact]
    public async Task Every_reference_leads_to_an_entry_of_the_document()
    {
        var bundle = SignedBundle.From(await SignAsync());
        var urls = bundle.Select("entry.fullUrl").Select(u => u.Value).ToHashSet();
        var references = bundle.Places().Where(p => p.Node.Name is "reference" && p.Node.Kind is FhirValueKind.String).ToList();
        Assert.True(references.Count > 20);
        Assert.All(references, r => Assert.Contains(r.Node.Value, urls));
        var patient = Resource(bundle, "Patient");
        Assert.Equal("Organization/9", patient.ValueAt("managingOrganization.identifier.value"));
        Assert.Equal(("Practitioner/3", "Dr. Osei"), (patient.ValueAt("generalPractitioner.identifier.value"), patient.ValueAt("generalPractitioner.display")));
        Assert.Equal(("p-1", "Okafor"), (patient.Id, patient.ValueAt("name.family")));
        Assert.Equal("2026-06-01T11:00:00Z", Resource(bundle, "Encounter").ValueAt("period.start"));
    }

    [Fact]
    public async Task The_narrative_is_XHTML_in_which_the_note_is_only_text()
    {
        var composition = Resource(SignedBundle.From(await SignAsync()), "Composition");
        Assert.Equal(["HISTORY", "PLAN"], composition.Select("section.title").Select(t => t.Value));
        foreach (var div in composition.Select("section.text.div"))
        {
            var xhtml = XElement.Parse(div.Value!);
            Assert.Equal(XName.Get("div", "http://www.w3.org/1999/xhtml"), xhtml.Name);
            Assert.Subset(new HashSet<string>(["div", "p", "b", "ul", "li", "span"]), xhtml.DescendantsAndSelf().Select(e => e.Name.LocalName).ToHashSet());
            Assert.All(xhtml.DescendantsAndSelf().Attributes(), a => Assert.Contains(a.Name.LocalName, new[] { "xmlns", "id" }));
        }
        Assert.Equal("Knee & hip pain <script>alert(1)</script> for 3 weeks. She is female.", XElement.Parse(composition.ValueAt("section[0].text.div")!).Value);
        Assert.Equal("Knee <pain>Rest & ice.Walk less.\uFFFD\uFFFD", XElement.Parse(composition.ValueAt("section[1].text.div")!).Value);
    }

    [Fact]
    public async Task Provenance_names_every_source_by_digest_and_every_place_in_it()
    {
        var signed = await SignAsync();
        var bundle = SignedBundle.From(signed);
        var composition = Resource(bundle, "Composition");
        var anchors = composition.Select("section.text.div").SelectMany(d => XElement.Parse(d.Value!).Descendants().Attributes("id")).Select(a => "#" + a.Value).ToHashSet();
        var provenance = bundle.Select("entry.resource").Where(r => r.ResourceType is "Provenance" && r["entity"] is not null).ToList();
        Assert.Equal(composition.Select("section.id").Select(i => i.Value), provenance.Select(p => p.ValueAt("target.extension.valueUri")));
        Assert.Equal("http://hl7.org/fhir/StructureDefinition/targetElement", provenance[0].ValueAt("target.extension.url"));

        var quoted = provenance.SelectMany(p => p.Select("entity.extension")).Where(e => e.ValueAt("url") is "urn:salus:fhir:evidence").Select(e => e.All("extension").ToDictionary(x => x.ValueAt("url")!)).ToList();
        Assert.Equal(5, quoted.Count);
        Assert.All(quoted, q => Assert.Contains(q["statement"].ValueAt("valueUri")!, anchors));
        foreach (var quote in quoted.Where(q => q.ContainsKey("segment")))
        {
            var said = Visit.Find("transcript")!.Segments[int.Parse(quote["segment"].ValueAt("valueInteger")!)].Text;
            Assert.Equal(quote["text"].ValueAt("valueString"), said.Substring(int.Parse(quote["start"].ValueAt("valueInteger")!), int.Parse(quote["length"].ValueAt("valueInteger")!)));
        }
        var named = provenance[0].ValueAt("entity[0].what.identifier.value")!;
        Assert.StartsWith("ni:///sha-256;", named, StringComparison.Ordinal);
        Assert.Equal(Visit.Find("transcript")!.Digest.ToBytes(), Convert.FromBase64String(named["ni:///sha-256;".Length..].Replace('-', '+').Replace('_', '/') + "="));
        Assert.Equal("Patient.gender", quoted.Single(q => q.ContainsKey("path"))["path"].ValueAt("valueString"));
    }

    [Fact]
    public async Task The_text_travels_with_its_hash_and_the_signature_with_checks_and_overrules()
    {
        var bundle = SignedBundle.From(await SignAsync());
        var attachment = bundle.Select("entry.resource.content.attachment").First();
        var text = Convert.FromBase64String(attachment.ValueAt("data")!);
        Assert.Contains("## HISTORY", Encoding.UTF8.GetString(text), StringComparison.Ordinal);
        Assert.DoesNotContain("Never said", Encoding.UTF8.GetString(text), StringComparison.Ordinal);
#pragma warning disable CA5350 // R4 defines Attachment.hash as SHA-1
        Assert.Equal(Convert.ToBase64String(SHA1.HashData(text)), attachment.ValueAt("hash"));
#pragma warning restore CA5350
        Assert.Equal(text.Length.ToString(), attachment.ValueAt("size"));

        var signature = bundle.Select("entry.resource").Single(r => r["signature"] is not null);
        Assert.Equal("1.2.840.10065.1.12.1.1", signature.ValueAt("signature.type.code"));
        Assert.Equal(["everything", "1", "everything", "blocking", "I see no evidence.", "Known to me."], signature.Select("extension.extension.valueString").Select(v => v.Value));
        Assert.Equal(signature.ValueAt("signature.when"), Resource(bundle, "Composition").ValueAt("attester.time"));
    }

    [Fact]
    public async Task Equal_drafts_give_equal_bytes_and_other_drafts_other_ids()
    {
        var (one, same, other) = (SignedBundle.From(await SignAsync()), SignedBundle.From(await SignAsync()), SignedBundle.From(await SignAsync(seed: 2)));
        Assert.Equal(one.ToCanonicalUtf8(), same.ToCanonicalUtf8());
        Assert.NotEqual(one.Id, other.Id);
        Assert.Equal('5', one.Id![14]);
    }

    [Fact]
    public async Task Without_patient_and_encounter_the_document_is_still_whole()
    {
        var bundle = SignedBundle.From(await SignAsync(sources: Sources.Of(Visit.Find("transcript")!)));
        Assert.Equal("p-1", Resource(bundle, "Patient").ValueAt("identifier.value"));
        Assert.Equal("finished", Resource(bundle, "Encounter").ValueAt("status"));
        var broken = Sources.Of(Visit.Find("transcript")!, Visit.Find("patient")! with { Original = [.. "{"u8] });
        Assert.NotNull(Resource(SignedBundle.From(await SignAsync(sources: broken)), "Patient"));
    }

    [Fact]
    public async Task Every_kind_of_evidence_can_be_exported()
    {
        var kinds = EvidenceJsonTests.Kinds.Select(row => row.Data.Item1).Where(e => e is not Attestation).ToArray();
        var bundle = SignedBundle.From(await SignAsync(statements: [new Statement("hpi", "Everything.", [.. kinds])], own: "I know her well."));
        Assert.Equal(kinds.Length + 1, bundle.Select("entry.resource.entity.extension").Count());
        var own = bundle.Select("entry.resource.entity").Single(e => e.ValueAt("extension.extension.valueBoolean") is "true");
        Assert.Equal("Dr. Ada Marsh", own.ValueAt("what.display"));
    }

    private static FhirNode Resource(FhirNode bundle, string type) => bundle.Select("entry.resource").First(r => r.ResourceType == type);

    private static async Task<SignedDraft> SignAsync(int seed = 1, Sources? sources = null, Statement[]? statements = null, string? own = null)
    {
        await using var desk = Desk.OnSqlite(new EverythingCheck());
        var at = desk.Clock.GetUtcNow();
        var draft = new Draft(new DraftId(new Guid(seed, 0, 0, new byte[8])), 1, "scribe", new PatientId("p-1"), [.. statements ?? Statements], [],
            new Provenance("embedded-scribe", "1.2", at, [], ImmutableSortedDictionary<string, string>.Empty))
        {
            Outline = [new DraftSection("hpi", "HISTORY", SectionLayout.Paragraph, "10164-2"), new DraftSection("exam", "EXAM", SectionLayout.List), new DraftSection("assessment-plan", "PLAN", SectionLayout.List)],
        };
        var cancel = TestContext.Current.CancellationToken;
        var reviewed = await desk.Review.SubmitAsync(draft, sources ?? Visit, null, cancel);
        if (statements is null)
            await desk.Review.DecideAsync(draft.Id, 1, DecisionKind.Reject, Statements[^1].Key, null, Desk.Ada, cancel);
        if (own is not null)
            reviewed = await desk.Review.AddAsync(draft.Id, 1, "exam", null, own, Desk.Ada, cancel);
        var revision = reviewed.Draft.Revision;
        foreach (var finding in reviewed.Findings)
            await desk.Review.DecideAsync(draft.Id, revision, DecisionKind.Overrule, finding.KeyIn(reviewed.Draft), "Known to me.", Desk.Ada, cancel);
        return await desk.Review.SignAsync(draft.Id, revision, Desk.Ada, Desk.Password, cancel);
    }

    private sealed class EverythingCheck : ICheck
    {
        public string Name => "everything";

        public string Version => "1";

        public async IAsyncEnumerable<Finding> InspectAsync(Draft draft, Sources sources, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancel)
        {
            await Task.Yield();
            yield return new Finding(Name, Severity.Blocking, "I see no evidence.", 0);
        }
    }
}
