using System.Globalization;
using System.Text;
using System.Xml.Linq;
using FsCheck;
using FsCheck.Fluent;
using Salus.Fhir.Cda;
using Salus.Governance.Deidentification;
using Salus.Governance.Deidentification.Exchange;

namespace Salus.Tests.Governance.Deidentification.Exchange;

public sealed class CdaFileDeidentifierTests
{
    private static readonly CdaFileDeidentifier cda = new();
    private static readonly XNamespace v3 = "urn:hl7-org:v3";

    private static readonly string[] identifiers =
    [
        "Thornquist", "Ingrid", "Maud", "Halvorsen", "Bergljot", "Peverell", "Osric", "Larkspur", "Bramblewood", "Kettering Falls", "46218-7731", "317-555-0148", "ingrid.t@mailhaven.example",
        "MRN8841207", "402-77-1934", "1730199457", "19610417", "UDI-00812345", "VISIT-5519", "1.3.6.1.4.1.99999.7", "9f1c2b7a-1111-4222-8333-abcdefabcdef", "portal.larkspur.example", "secret comment", "xml-stylesheet", "SW5ncmlk", "Zebulon", "allergy-ingrid",
    ];

    private static readonly string[] values =
    [
        "value=\"13.2\"", "unit=\"g/dL\"", "code=\"718-7\"", "displayName=\"Hemoglobin\"", "code=\"completed\"", "Penicillin G", "metformin 500 mg", "Parkinson disease", "<th>Drug</th>", "colspan=\"2\"", "code=\"F\"", "2.16.840.1.113883.10.20.22.1.2", "extension=\"2015-08-01\"", "value=\"4.0\"", "period value=\"12\"",
    ];

    internal static string Document(string birth = "19610417") => $$"""
        <?xml version="1.0" encoding="UTF-8"?>
        <?xml-stylesheet type="text/xsl" href="https://portal.larkspur.example/CDA.xsl"?>
        <!-- secret comment about Ingrid -->
        <ClinicalDocument xmlns="urn:hl7-org:v3" xmlns:sdtc="urn:hl7-org:sdtc" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:z="urn:zebulon">
          <realmCode code="US"/>
          <typeId root="2.16.840.1.113883.1.3" extension="POCD_HD000040"/>
          <templateId root="2.16.840.1.113883.10.20.22.1.2" extension="2015-08-01"/>
          <id root="9f1c2b7a-1111-4222-8333-abcdefabcdef"/>
          <code code="34133-9" codeSystem="2.16.840.1.113883.6.1" displayName="Summarization of episode note"/>
          <title>Summary for Mrs. Ingrid Thornquist</title>
          <effectiveTime value="20240312101500+0000"/>
          <confidentialityCode code="N" codeSystem="2.16.840.1.113883.5.25"/>
          <languageCode code="en-US"/>
          <setId root="1.3.6.1.4.1.99999.7" extension="VISIT-5519"/>
          <versionNumber value="1"/>
          <recordTarget><patientRole>
            <id root="1.3.6.1.4.1.99999.7.1" extension="MRN8841207" assigningAuthorityName="Larkspur Regional"/>
            <id root="2.16.840.1.113883.4.1" extension="402-77-1934"/>
            <addr use="HP"><streetAddressLine>77 Bramblewood Ln</streetAddressLine><city>Kettering Falls</city><state>IN</state><postalCode>46218-7731</postalCode><country>US</country></addr>
            <telecom value="tel:317-555-0148" use="HP"/><telecom value="mailto:ingrid.t@mailhaven.example"/>
            <patient>
              <name use="L"><prefix>Mrs.</prefix><given>Ingrid</given><given>Maud</given><family>Thornquist</family></name>
              <administrativeGenderCode code="F" codeSystem="2.16.840.1.113883.5.1"/>
              <birthTime value="{{birth}}"/>
              <guardian><id root="1.3.6.1.4.1.99999.7.2" extension="VISIT-5519"/><guardianPerson><name>Bergljot Halvorsen</name></guardianPerson></guardian>
              <birthplace><place><addr><city>Kettering Falls</city><state>IN</state></addr></place></birthplace>
            </patient>
            <providerOrganization><id root="1.3.6.1.4.1.99999.7"/><name>Larkspur Regional</name></providerOrganization>
          </patientRole></recordTarget>
          <author><time value="20240312"/><assignedAuthor><id root="2.16.840.1.113883.4.6" extension="1730199457"/><assignedPerson><name><given>Osric</given><family>Peverell</family><suffix>MD</suffix></name></assignedPerson></assignedAuthor></author>
          <custodian><assignedCustodian><representedCustodianOrganization><id root="1.3.6.1.4.1.99999.7"/><name>Larkspur Regional</name></representedCustodianOrganization></assignedCustodian></custodian>
          <z:extra><z:name>Zebulon Thornquist</z:name></z:extra>
          <component><structuredBody>
            <component><section>
              <title>Medications</title>
              <text><table><thead><tr><th>Drug</th><th colspan="2">Ordered by</th></tr></thead><tbody><tr ID="allergy-ingrid"><td>metformin 500 mg</td><td><content styleCode="Bold">Osric</content> Peverell</td></tr></tbody></table>
                <paragraph>Mrs. Ingrid <content>Thornquist</content> has Parkinson disease; call 317-555-0148. <linkHtml href="https://portal.larkspur.example/u/1">link</linkHtml></paragraph></text>
              <entry><substanceAdministration classCode="SBADM" moodCode="EVN"><id root="9f1c2b7a-1111-4222-8333-abcdefabcdef"/>
                <text><reference value="#allergy-ingrid"/></text><statusCode code="completed"/>
                <effectiveTime xsi:type="IVL_TS"><low value="20240101"/><high value="20240131"/></effectiveTime>
                <effectiveTime xsi:type="PIVL_TS" operator="A"><period value="12" unit="h"/></effectiveTime>
                <consumable><manufacturedProduct classCode="MANU"><manufacturedMaterial><code code="7980" codeSystem="2.16.840.1.113883.6.88" displayName="Penicillin G"><originalText>Penicillin G per Dr. Peverell</originalText></code></manufacturedMaterial></manufacturedProduct></consumable>
              </substanceAdministration></entry>
              <entry><observation classCode="OBS" moodCode="EVN"><code code="718-7" codeSystem="2.16.840.1.113883.6.1" displayName="Hemoglobin"/><effectiveTime value="202403121010+0000"/>
                <value xsi:type="PQ" value="13.2" unit="g/dL"/><referenceRange><observationRange><value xsi:type="IVL_PQ"><low value="4.0" unit="g/dL"/></value></observationRange></referenceRange></observation></entry>
              <entry><observation classCode="OBS" moodCode="EVN"><value xsi:type="ST">Seen by Dr. Peverell</value><participant typeCode="DEV"><participantRole classCode="MANU"><id root="2.16.840.1.113883.3.3719" extension="UDI-00812345"/></participantRole></participant></observation></entry>
              <entry><observationMedia classCode="OBS" moodCode="EVN"><value mediaType="image/jpeg" representation="B64">SW5ncmlk</value></observationMedia></entry>
            </section></component>
          </structuredBody></component>
        </ClinicalDocument>
        """;

    [Fact]
    public async Task Takes_every_identifier_out_of_a_document_and_keeps_every_clinical_value()
    {
        var text = await new ExchangeRelease().CleanAsync(cda, Document());
        ExchangeRelease.HoldsNone(text, identifiers);
        ExchangeRelease.HoldsAll(text, values);
    }

    [Fact]
    public async Task Leaves_a_document_that_can_still_be_read()
    {
        var text = await new ExchangeRelease().CleanAsync(cda, Document());
        var mapped = CdaDocument.Read(Encoding.UTF8.GetBytes(text));
        Assert.Contains(mapped.Resources, r => r.ResourceType == "Observation");
        var root = XElement.Parse(text);
        var row = (string?)root.Descendants(v3 + "tr").Single(r => r.Attribute("ID") is not null).Attribute("ID");
        Assert.Equal("#" + row, (string?)root.Descendants(v3 + "reference").Single().Attribute("value"));
        Assert.Equal((string?)root.Element(v3 + "id")!.Attribute("root"), (string?)root.Descendants(v3 + "substanceAdministration").Single().Element(v3 + "id")!.Attribute("root"));
    }

    [Fact]
    public async Task Moves_all_times_by_the_days_of_the_patient_with_their_precision_and_zone()
    {
        var release = new ExchangeRelease();
        var text = await release.CleanAsync(cda, Document());
        var days = release.Cleaning.Replacer.DaysOf(new Subject("MRN8841207"));
        string[] before = ["20240312101500+0000", "19610417", "20240312", "20240101", "20240131", "202403121010+0000"];
        foreach (var time in before)
        {
            var moved = DateTime.ParseExact(time[..8], "yyyyMMdd", CultureInfo.InvariantCulture).AddDays(days).ToString("yyyyMMdd", CultureInfo.InvariantCulture) + time[8..];
            Assert.Contains($"value=\"{moved}\"", text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Says_nothing_of_the_birth_of_who_is_over_89()
    {
        var text = await new ExchangeRelease().CleanAsync(cda, Document("19310417"));
        ExchangeRelease.HoldsNone(text, "1931", "1930");
        Assert.Contains("birthTime nullFlavor=\"MSK\"", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Replaces_a_body_that_is_no_XML_unless_it_is_text()
    {
        var body = $"<nonXMLBody><text mediaType=\"application/pdf\" representation=\"B64\">SW5ncmlk</text></nonXMLBody>";
        var text = await new ExchangeRelease().CleanAsync(cda, WithBody(body));
        Assert.Contains("[attachment removed]", text, StringComparison.Ordinal);
        ExchangeRelease.HoldsNone(text, identifiers);

        var plain = Convert.ToBase64String(Encoding.UTF8.GetBytes("Mrs. Ingrid Thornquist takes metformin."));
        var cleaned = await new ExchangeRelease().CleanAsync(cda, WithBody($"<nonXMLBody><text mediaType=\"text/plain\" representation=\"B64\">{plain}</text></nonXMLBody>"));
        var words = Encoding.UTF8.GetString(Convert.FromBase64String(XElement.Parse(cleaned).Descendants(v3 + "nonXMLBody").Single().Value.Trim()));
        ExchangeRelease.HoldsNone(words, identifiers);
        Assert.Contains("takes metformin.", words, StringComparison.Ordinal);

        static string WithBody(string body)
        {
            var document = Document();
            var (from, to) = (document.IndexOf("<structuredBody>", StringComparison.Ordinal), document.IndexOf("</structuredBody>", StringComparison.Ordinal) + "</structuredBody>".Length);
            return document[..from] + body + document[to..];
        }
    }

    [Theory]
    [InlineData("<!DOCTYPE x [<!ENTITY e \"Thornquist\">]><ClinicalDocument xmlns=\"urn:hl7-org:v3\">&e;</ClinicalDocument>")]
    [InlineData("<ClinicalDocument xmlns=\"urn:hl7-org:v3\"><Thornquist></ClinicalDocument>")]
    [InlineData("<Thornquist/>")]
    [InlineData("")]
    public async Task Refuses_what_it_cannot_read_without_repeating_it(string file)
    {
        var refused = await Assert.ThrowsAsync<DeidentificationException>(async () => await new ExchangeRelease().CleanAsync(cda, file));
        ExchangeRelease.HoldsNone(refused.ToString(), "Thornquist");
    }

    [Fact]
    public async Task Refuses_elements_without_end()
    {
        var deep = string.Concat(Enumerable.Repeat("<a>", 50_000));
        await Assert.ThrowsAsync<DeidentificationException>(async () => await new ExchangeRelease().CleanAsync(cda, $"<ClinicalDocument xmlns=\"urn:hl7-org:v3\">{deep}"));
    }

    [Fact]
    public void Never_fails_otherwise_on_broken_input()
    {
        var bytes = Encoding.UTF8.GetBytes(Document());
        Prop.ForAll(Gen.Choose(0, bytes.Length - 1).Zip(Gen.Choose(32, 126)).ListOf(3).ToArbitrary(), changes =>
        {
            var broken = bytes.ToArray();
            foreach (var (at, value) in changes)
                broken[at] = (byte)value;
            try
            {
                new ExchangeRelease().CleanAsync(cda, broken).GetAwaiter().GetResult();
            }
            catch (DeidentificationException)
            {
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(40));
    }
}
