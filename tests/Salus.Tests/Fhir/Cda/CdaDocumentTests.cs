using System.Text;
using Salus.Fhir;
using Salus.Fhir.Cda;

namespace Salus.Tests.Fhir.Cda;

/// <summary>Documents of our own invention, each with what a rule is about and little else.</summary>
public sealed class CdaDocumentTests
{
    private const string C = "2.16.840.1.113883.10.20.22.4.";

    [Fact]
    public void The_header_becomes_patient_author_custodian_and_composition()
    {
        var read = Read("");
        var patient = One(read, "Patient");
        Assert.Equal(("Berg", "female", "1980-02-29", "urn:oid:1.2.3.4"), (patient.ValueAt("Patient.name.family"), patient["gender"]!.Value, patient["birthDate"]!.Value, patient.ValueAt("Patient.identifier.system")));
        Assert.Equal("Weiss", One(read, "Practitioner").ValueAt("Practitioner.name.family"));
        var composition = One(read, "Composition");
        Assert.Equal("2026-03-01T10:15:00+01:00", composition["date"]!.Value);
        Assert.Equal("Discharge summary", composition["title"]!.Value);
        Assert.Equal($"Organization/{One(read, "Organization").Id}", composition.ValueAt("Composition.custodian.reference"));
        Assert.Equal("IMP", One(read, "Encounter").ValueAt("Encounter.class.code"));
    }

    [Fact]
    public void The_document_is_kept_and_every_resource_says_where_it_stood()
    {
        var xml = Document(Section("11450-4", "Problems", Problem("")));
        var read = CdaDocument.Read(Encoding.UTF8.GetBytes(xml));
        Assert.Equal(Encoding.UTF8.GetBytes(xml), Convert.FromBase64String(One(read, "Binary")["data"]!.Value!));
        var provenance = One(read, "Provenance");
        var targets = provenance.All("target").ToDictionary(t => t["reference"]!.Value!, t => t.ValueAt("extension.valueString"));
        var expected = read.Resources.Where(r => r.ResourceType is not ("Binary" or "DocumentReference" or "Provenance")).Select(r => $"{r.ResourceType}/{r.Id}");
        Assert.Equal(expected.Order(StringComparer.Ordinal), targets.Keys.Order(StringComparer.Ordinal));
        Assert.Equal("/ClinicalDocument/component/structuredBody/component/section/entry/act/entryRelationship/observation", targets[$"Condition/{One(read, "Condition").Id}"]);
    }

    [Fact]
    public void Every_reference_leads_to_a_resource()
    {
        var read = Read(Section("11450-4", "Problems", Problem("")), Section("48765-2", "Allergies", Allergy), Section("30954-2", "Results", Results), Section("10160-0", "Medications", Medication));
        var places = read.Resources.Select(r => $"{r.ResourceType}/{r.Id}").ToHashSet();
        Assert.All(read.Resources.SelectMany(r => r.Places()).Where(p => p.Node.Name == "reference"), p => Assert.Contains(p.Node.Value!, places));
        Assert.Equal(read.Resources.Length, places.Count);
    }

    [Theory]
    [InlineData("", "active", null)]
    [InlineData("<high value='20260201'/>", "resolved", "2026-02-01")]
    public void A_problem_keeps_its_times_and_status(string high, string status, string? end)
    {
        var condition = One(Read(Section("11450-4", "Problems", Problem(high))), "Condition");
        Assert.Equal((status, "2025-07", end), (condition.ValueAt("Condition.clinicalStatus.coding.code"), condition["onsetDateTime"]!.Value, condition["abatementDateTime"]?.Value));
        Assert.Equal(["http://snomed.info/sct", "http://hl7.org/fhir/sid/icd-10-cm"], condition["code"]!.All("coding").Select(c => c["system"]!.Value));
        Assert.Equal("Lung infection, left", condition.ValueAt("Condition.code.text"));
    }

    [Fact]
    public void What_is_negated_is_never_written_as_if_it_were()
    {
        var problem = One(Read(Section("11450-4", "Problems", Problem("", "negationInd='true'"))), "Condition");
        Assert.Equal("refuted", problem.ValueAt("Condition.verificationStatus.coding.code"));
        var medication = One(Read(Section("10160-0", "Medications", Medication.Replace("classCode='SBADM'", "classCode='SBADM' negationInd='true'", StringComparison.Ordinal))), "MedicationStatement");
        Assert.Equal("not-taken", medication["status"]!.Value);
        var observation = Read(Section("29762-2", "Social history", "<observation classCode='OBS' moodCode='EVN' negationInd='true'><code code='72166-2' codeSystem='2.16.840.1.113883.6.1'/></observation>"));
        Assert.DoesNotContain(observation.Resources, r => r.ResourceType == "Observation");
        Assert.Single(observation.Issues);
    }

    [Fact]
    public void What_a_relative_had_is_not_the_patients()
    {
        var read = Read(Section("10157-6", "Family history", $"""
            <organizer classCode='CLUSTER' moodCode='EVN'><templateId root='{C}45'/><subject><relatedSubject classCode='PRS'><code code='FTH' displayName='Father' codeSystem='2.16.840.1.113883.5.111'/></relatedSubject></subject>
            <component><observation classCode='OBS' moodCode='EVN'><templateId root='{C}46'/><code code='64572001' codeSystem='2.16.840.1.113883.6.96'/><value xsi:type='CD' code='22298006' codeSystem='2.16.840.1.113883.6.96' displayName='Myocardial infarction'/></observation></component></organizer>
            """));
        Assert.Equal("22298006", One(read, "FamilyMemberHistory").ValueAt("FamilyMemberHistory.condition.code.coding.code"));
        Assert.DoesNotContain(read.Resources, r => r.ResourceType is "Observation" or "Condition");
    }

    [Fact]
    public void An_allergy_has_substance_reaction_and_severity()
    {
        var allergy = One(Read(Section("48765-2", "Allergies", Allergy)), "AllergyIntolerance");
        Assert.Equal(("Penicillin", "Hives", "moderate", "medication", "active"), (allergy.ValueAt("AllergyIntolerance.code.text"), allergy.ValueAt("AllergyIntolerance.reaction.manifestation.text"),
            allergy.ValueAt("AllergyIntolerance.reaction.severity"), allergy.ValueAt("AllergyIntolerance.category"), allergy.ValueAt("AllergyIntolerance.clinicalStatus.coding.code")));
    }

    [Fact]
    public void A_medication_has_dose_route_and_rhythm()
    {
        var medication = One(Read(Section("10160-0", "Medications", Medication)), "MedicationStatement");
        Assert.Equal(("197380", "25", "mg", "12", "h", "2026-01-05"), (medication.ValueAt("MedicationStatement.medicationCodeableConcept.coding.code"), medication.ValueAt("MedicationStatement.dosage.doseAndRate.doseQuantity.value"),
            medication.ValueAt("MedicationStatement.dosage.doseAndRate.doseQuantity.code"), medication.ValueAt("MedicationStatement.dosage.timing.repeat.period"), medication.ValueAt("MedicationStatement.dosage.timing.repeat.periodUnit"), medication.ValueAt("MedicationStatement.effectivePeriod.start")));
        Assert.Equal("MedicationRequest", Read(Section("10160-0", "Medications", Medication.Replace("moodCode='EVN'", "moodCode='INT'", StringComparison.Ordinal))).Resources.Single(r => r.ResourceType!.StartsWith("Medication", StringComparison.Ordinal)).ResourceType);
    }

    [Fact]
    public void A_panel_becomes_a_report_with_its_results()
    {
        var read = Read(Section("30954-2", "Results", Results));
        var results = read.Resources.Where(r => r.ResourceType == "Observation").ToArray();
        Assert.Equal(3, results.Length);
        Assert.Equal(("5.90", "mmol/L", "3.5", "5.1", "H"), (results[0].ValueAt("Observation.valueQuantity.value"), results[0].ValueAt("Observation.valueQuantity.code"), results[0].ValueAt("Observation.referenceRange.low.value"), results[0].ValueAt("Observation.referenceRange.high.value"), results[0].ValueAt("Observation.interpretation.coding.code")));
        Assert.Equal(">", results[1].ValueAt("Observation.valueQuantity.comparator"));
        Assert.Equal("not-asked", results[2].ValueAt("Observation.dataAbsentReason.coding.code"));
        Assert.Equal(results.Select(r => $"Observation/{r.Id}"), One(read, "DiagnosticReport").All("result").Select(r => r["reference"]!.Value));
        Assert.All(results, r => Assert.Equal("2026-03-01T08:30:00+01:00", r["effectiveDateTime"]!.Value));
    }

    [Fact]
    public void The_narrative_is_kept_and_nothing_in_it_can_act()
    {
        var read = Read($"<component><section><code code='8648-8' codeSystem='2.16.840.1.113883.6.1'/><title>Course</title><text><paragraph styleCode='Bold' onclick='x()'>Improved &lt;daily&gt;.</paragraph><list listType='ordered'><caption>Days</caption><item>One<br/>Two</item></list><table border='1'><tbody><tr><td colspan='2'>cell</td></tr></tbody></table><linkHtml href='javascript:alert(1)'>link</linkHtml></text></section></component>");
        Assert.Equal("<div xmlns=\"http://www.w3.org/1999/xhtml\"><p>Improved &lt;daily&gt;.</p><b>Days</b><ol><li>One<br/>Two</li></ol><table><tbody><tr><td colspan=\"2\">cell</td></tr></tbody></table><span>link</span></div>",
            One(read, "Composition").ValueAt("Composition.section.text.div"));
    }

    [Fact]
    public void The_same_document_gives_the_same_resources_and_another_one_the_same_ids()
    {
        var first = Read(Section("11450-4", "Problems", Problem("")));
        Assert.Equal(first.Resources, Read(Section("11450-4", "Problems", Problem(""))).Resources);
        var later = Read(Section("11450-4", "Problems", Problem("<high value='20260201'/>")));
        Assert.Equal(One(first, "Condition").Id, One(later, "Condition").Id);
    }

    [Theory]
    [InlineData("<!DOCTYPE x [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><ClinicalDocument xmlns='urn:hl7-org:v3'>&a;</ClinicalDocument>", "DTD")]
    [InlineData("<ClinicalDocument xmlns='urn:hl7-org:v3'>", "well-formed")]
    [InlineData("<ClinicalDocument/>", "urn:hl7-org:v3")]
    [InlineData("<ClinicalDocument xmlns='urn:hl7-org:v3'><id root='1.2'/></ClinicalDocument>", "patient")]
    [InlineData("<ClinicalDocument xmlns='urn:hl7-org:v3'><recordTarget/></ClinicalDocument>", "no id")]
    public void Refuses_what_is_no_document_and_what_would_reach_out(string xml, string reason) =>
        Assert.Contains(reason, Assert.Throws<CdaFormatException>(() => CdaDocument.Read(Encoding.UTF8.GetBytes(xml))).Message, StringComparison.Ordinal);

    [Fact]
    public void Refuses_a_document_too_deep_to_walk_or_too_long()
    {
        var deep = "<ClinicalDocument xmlns='urn:hl7-org:v3'>" + string.Concat(Enumerable.Repeat("<a>", 50_000)) + string.Concat(Enumerable.Repeat("</a>", 50_000)) + "</ClinicalDocument>";
        Assert.Contains("levels", Assert.Throws<CdaFormatException>(() => CdaDocument.Read(Encoding.UTF8.GetBytes(deep))).Message, StringComparison.Ordinal);
        Assert.Contains("bytes", Assert.Throws<CdaFormatException>(() => CdaDocument.Read(new byte[101], new CdaReadLimits(100, 10))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Damaged_documents_become_resources_or_a_refusal()
    {
        var valid = Document(Section("11450-4", "Problems", Problem("")), Section("48765-2", "Allergies", Allergy), Section("30954-2", "Results", Results), Section("10160-0", "Medications", Medication));
        for (var seed = 0; seed < 1500; seed++)
        {
            var random = new Random(seed);
            var text = new StringBuilder(valid);
            for (var cuts = random.Next(1, 6); cuts > 0; cuts--)
            {
                var at = random.Next(text.Length);
                if (random.Next(3) == 0)
                    text.Remove(at, Math.Min(text.Length - at, random.Next(1, 4)));
                else
                    text[at] = "0129aZ.-'"[random.Next(9)];
            }
            try
            {
                foreach (var resource in CdaDocument.Read(Encoding.UTF8.GetBytes(text.ToString())).Resources)
                    Assert.Equal(resource, FhirNode.Parse(resource.ToUtf8()));
            }
            catch (CdaFormatException e)
            {
                Assert.NotEmpty(e.Message);
            }
        }
    }

    private static CdaMapped Read(params string[] components) => CdaDocument.Read(Encoding.UTF8.GetBytes(Document(components)));

    private static FhirNode One(CdaMapped read, string type) => read.Resources.Single(r => r.ResourceType == type);

    private static string Section(string loinc, string title, string entry) =>
        $"<component><section><code code='{loinc}' codeSystem='2.16.840.1.113883.6.1'/><title>{title}</title><text><paragraph><content ID='p1'>Lung infection,  left</content></paragraph></text><entry>{entry}</entry></section></component>";

    private static string Problem(string high, string negation = "") => $"""
        <act classCode='ACT' moodCode='EVN'><templateId root='{C}3'/><id root='1.2.3.9' extension='c1'/><code code='CONC' codeSystem='2.16.840.1.113883.5.6'/><statusCode code='active'/>
        <entryRelationship typeCode='SUBJ'><observation classCode='OBS' moodCode='EVN' {negation}><templateId root='{C}4'/><id root='1.2.3.9' extension='p1'/><code code='55607006' codeSystem='2.16.840.1.113883.6.96'/><statusCode code='completed'/>
        <effectiveTime><low value='202507'/>{high}</effectiveTime><value xsi:type='CD' code='233604007' codeSystem='2.16.840.1.113883.6.96' displayName='Pneumonia'><originalText><reference value='#p1'/></originalText><translation code='J18.9' codeSystem='2.16.840.1.113883.6.90'/></value></observation></entryRelationship></act>
        """;

    private static readonly string Allergy = $"""
        <act classCode='ACT' moodCode='EVN'><templateId root='{C}30'/><statusCode code='active'/><entryRelationship typeCode='SUBJ'><observation classCode='OBS' moodCode='EVN'><templateId root='{C}7'/><id root='1.2.3.9' extension='a1'/>
        <code code='ASSERTION' codeSystem='2.16.840.1.113883.5.4'/><value xsi:type='CD' code='416098002' codeSystem='2.16.840.1.113883.6.96'/>
        <participant typeCode='CSM'><participantRole><playingEntity><code code='70618' codeSystem='2.16.840.1.113883.6.88' displayName='Penicillin'/></playingEntity></participantRole></participant>
        <entryRelationship typeCode='MFST'><observation classCode='OBS' moodCode='EVN'><templateId root='{C}9'/><code code='ASSERTION' codeSystem='2.16.840.1.113883.5.4'/><value xsi:type='CD' code='247472004' codeSystem='2.16.840.1.113883.6.96' displayName='Hives'/>
        <entryRelationship typeCode='SUBJ'><observation classCode='OBS' moodCode='EVN'><templateId root='{C}8'/><code code='SEV' codeSystem='2.16.840.1.113883.5.4'/><value xsi:type='CD' code='6736007' codeSystem='2.16.840.1.113883.6.96'/></observation></entryRelationship></observation></entryRelationship></observation></entryRelationship></act>
        """;

    private static readonly string Medication = $"""
        <substanceAdministration classCode='SBADM' moodCode='EVN'><templateId root='{C}16'/><id root='1.2.3.9' extension='m1'/><statusCode code='active'/><effectiveTime xsi:type='IVL_TS'><low value='20260105'/><high nullFlavor='UNK'/></effectiveTime>
        <effectiveTime xsi:type='PIVL_TS' operator='A'><period value='12' unit='h'/></effectiveTime><routeCode code='C38288' codeSystem='2.16.840.1.113883.3.26.1.1' displayName='ORAL'/><doseQuantity value='25' unit='mg'/>
        <consumable><manufacturedProduct><manufacturedMaterial><code code='197380' codeSystem='2.16.840.1.113883.6.88' displayName='Atenolol 25 MG Oral Tablet'/></manufacturedMaterial></manufacturedProduct></consumable></substanceAdministration>
        """;

    private static readonly string Results = $"""
        <organizer classCode='BATTERY' moodCode='EVN'><templateId root='{C}1'/><id root='1.2.3.9' extension='r0'/><code code='24323-8' codeSystem='2.16.840.1.113883.6.1'/><statusCode code='completed'/><effectiveTime><low value='202603010830+0100'/><high value='202603010830+0100'/></effectiveTime>
        <component><observation classCode='OBS' moodCode='EVN'><templateId root='{C}2'/><id root='1.2.3.9' extension='r1'/><code code='2823-3' codeSystem='2.16.840.1.113883.6.1'/><statusCode code='completed'/><effectiveTime value='202603010830+0100'/><value xsi:type='PQ' value='5.90' unit='mmol/L'/>
        <interpretationCode code='H' codeSystem='2.16.840.1.113883.5.83'/><referenceRange><observationRange><value xsi:type='IVL_PQ'><low value='3.5' unit='mmol/L'/><high value='5.1' unit='mmol/L'/></value></observationRange></referenceRange></observation></component>
        <component><observation classCode='OBS' moodCode='EVN'><id root='1.2.3.9' extension='r2'/><code code='33914-3' codeSystem='2.16.840.1.113883.6.1'/><statusCode code='completed'/><value xsi:type='IVL_PQ'><low value='90' unit='mL/min' inclusive='false'/></value></observation></component>
        <component><observation classCode='OBS' moodCode='EVN'><id root='1.2.3.9' extension='r3'/><code code='2160-0' codeSystem='2.16.840.1.113883.6.1'/><statusCode code='completed'/><value xsi:type='PQ' nullFlavor='NASK'/></observation></component></organizer>
        """;

    private static string Document(params string[] components) => $"""
        <?xml version="1.0" encoding="UTF-8"?>
        <ClinicalDocument xmlns="urn:hl7-org:v3" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
          <id root="1.2.3.5" extension="doc-1"/><code code="18842-5" codeSystem="2.16.840.1.113883.6.1" displayName="Discharge summary"/><title>Discharge summary</title><effectiveTime value="20260301101500+0100"/><confidentialityCode code="N"/>
          <recordTarget><patientRole><id root="1.2.3.4" extension="4711"/><patient><name><given>Ida</given><family>Berg</family></name><administrativeGenderCode code="F"/><birthTime value="19800229"/></patient></patientRole></recordTarget>
          <author><time value="20260301"/><assignedAuthor><id root="2.16.840.1.113883.4.6" extension="99"/><assignedPerson><name><given>Otto</given><family>Weiss</family></name></assignedPerson></assignedAuthor></author>
          <custodian><assignedCustodian><representedCustodianOrganization><id root="1.2.3"/><name>North Hospital</name></representedCustodianOrganization></assignedCustodian></custodian>
          <componentOf><encompassingEncounter><id root="1.2.3.6" extension="V-1"/><code code="IMP" codeSystem="2.16.840.1.113883.5.4"/><effectiveTime><low value="20260220"/><high value="20260301"/></effectiveTime></encompassingEncounter></componentOf>
          <component><structuredBody>{string.Concat(components)}</structuredBody></component>
        </ClinicalDocument>
        """;
}
