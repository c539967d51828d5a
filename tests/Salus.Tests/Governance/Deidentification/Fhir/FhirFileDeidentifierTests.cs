using System.Text;
using Salus.Fhir;
using Salus.Governance.Deidentification;
using Salus.Governance.Deidentification.Fhir;

namespace Salus.Tests.Governance.Deidentification.Fhir;

public sealed class FhirFileDeidentifierTests
{
    private const string Patient = """
        {"resourceType":"Patient","id":"p-77","meta":{"versionId":"3","lastUpdated":"2024-05-05T10:00:00Z","source":"urn:ward-9"},
         "identifier":[{"system":"http://hospital.example/mrn","type":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v2-0203","code":"MR"}]},"value":"MRN-445566"},
                       {"system":"http://hl7.org/fhir/sid/us-ssn","value":"987-65-4321"}],
         "name":[{"use":"official","family":"Quenneville","given":["Ottoline","Fay"],"prefix":["Mrs."]},{"use":"maiden","family":"Brockenhurst"}],
         "telecom":[{"system":"phone","value":"555-201-7788"},{"system":"email","value":"ottoline.q@mail.example"}],
         "birthDate":"1971-03-09","gender":"female",
         "address":[{"line":["14 Larkspur Lane"],"city":"Netherby","state":"MA","postalCode":"02138","country":"US",
                     "extension":[{"url":"http://hl7.org/fhir/StructureDefinition/geolocation","extension":[{"url":"latitude","valueDecimal":42.1},{"url":"longitude","valueDecimal":-71.2}]}]}],
         "contact":[{"name":{"family":"Quenneville","given":["Barnaby"]},"telecom":[{"system":"phone","value":"555-201-7799"}]}],
         "extension":[{"url":"http://hospital.example/shoe-size","valueString":"Ottoline wears 38"}]}
        """;

    private const string Observation = """
        {"resourceType":"Observation","id":"o1","status":"final","code":{"coding":[{"system":"http://loinc.org","code":"8302-2","display":"Body height"}],"text":"Body height"},
         "subject":{"reference":"Patient/p-77","display":"Ottoline Quenneville"},"performer":[{"reference":"Practitioner/dr-5","display":"Dr. Wendeline Achterberg"}],
         "effectiveDateTime":"2020-02-01T08:30:00+01:00","issued":"2020-02-03T09:00:00.000+01:00","valueQuantity":{"value":165.20,"unit":"cm","system":"http://unitsofmeasure.org","code":"cm"},
         "note":[{"text":"Mrs Quenneville was measured twice."}]}
        """;

    private static readonly string[] secrets = ["Quenneville", "Ottoline", "Brockenhurst", "Barnaby", "445566", "987-65-4321", "555-201", "Larkspur", "Netherby", "02138", "1971-03-09", "42.1", "p-77", "ward-9", "hospital.example", "Achterberg", "dr-5", "2020-02-01", "shoe", "mail.example"];

    [Fact]
    public async Task Nothing_of_a_person_is_left_and_every_measured_value_is()
    {
        var cleaned = await Cleaned.FilesAsync(Cleaned.SafeHarbor, ("patient.json", Patient), ("lab.ndjson", Observation.ReplaceLineEndings(" ") + "\n"));
        foreach (var (_, output) in cleaned.Files)
            Assert.All(secrets, s => Assert.DoesNotContain(s, output, StringComparison.OrdinalIgnoreCase));

        var patient = FhirNode.Parse(cleaned.Files["patient.json"]);
        var observation = FhirNode.Parse(cleaned.Files["lab.ndjson"]);
        Assert.Equal("165.20", observation.ValueAt("Observation.valueQuantity.value"));
        Assert.Equal("Body height", observation.ValueAt("Observation.code.text"));
        Assert.Equal("female", patient.ValueAt("Patient.gender"));
        Assert.Equal("MA", patient.ValueAt("Patient.address.state"));
        Assert.Equal("021", patient.ValueAt("Patient.address.postalCode"));
        Assert.NotNull(patient.ValueAt("Patient.name.family"));
        Assert.Contains("was measured twice.", observation.ValueAt("Observation.note.text"), StringComparison.Ordinal);
        Assert.Equal("Patient/" + patient.Id, observation.ValueAt("Observation.subject.reference"));
        Assert.Equal("PSEUDED", patient.ValueAt("Patient.meta.security.code"));
    }

    [Fact]
    public async Task Dates_of_a_patient_move_together_in_all_files_and_keep_their_time()
    {
        var cleaned = await Cleaned.FilesAsync(Cleaned.SafeHarbor, ("patient.json", Patient), ("lab.json", Observation));
        var birth = DateOnly.Parse(FhirNode.Parse(cleaned.Files["patient.json"]).ValueAt("Patient.birthDate")!, System.Globalization.CultureInfo.InvariantCulture);
        var observation = FhirNode.Parse(cleaned.Files["lab.json"]);
        var effective = observation.ValueAt("Observation.effectiveDateTime")!;
        Assert.EndsWith("T08:30:00+01:00", effective, StringComparison.Ordinal);
        var day = DateOnly.Parse(effective[..10], System.Globalization.CultureInfo.InvariantCulture);
        Assert.Equal(new DateOnly(2020, 2, 1).DayNumber - new DateOnly(1971, 3, 9).DayNumber, day.DayNumber - birth.DayNumber);
        Assert.NotEqual(new DateOnly(2020, 2, 1), day);
    }

    [Fact]
    public async Task One_person_under_two_ids_moves_by_one_number_of_days()
    {
        string Of(string id) => $$"""{"resourceType":"Patient","id":"{{id}}","identifier":[{"system":"http://hospital.example/mrn","value":"00482915"}],"birthDate":"1971-03-09"}""";
        var cleaned = await Cleaned.FilesAsync(Cleaned.SafeHarbor, ("a.json", Of("a-1")), ("b.json", Of("b-2")));
        Assert.Equal(FhirNode.Parse(cleaned.Files["a.json"]).ValueAt("Patient.birthDate"), FhirNode.Parse(cleaned.Files["b.json"]).ValueAt("Patient.birthDate"));
    }

    [Fact]
    public async Task The_order_of_files_makes_no_difference()
    {
        var one = await Cleaned.FilesAsync(Cleaned.SafeHarbor, ("patient.json", Patient), ("lab.json", Observation));
        var other = await Cleaned.FilesAsync(Cleaned.SafeHarbor, ("lab.json", Observation), ("patient.json", Patient));
        Assert.Equal(one.Files.OrderBy(f => f.Key), other.Files.OrderBy(f => f.Key));
    }

    [Fact]
    public async Task A_bundle_goes_entry_by_entry_to_the_same_as_one_that_is_read_whole()
    {
        var entries = $$$"""[{"fullUrl":"urn:uuid:6f1c1f0e-0000-4000-8000-000000000001","resource":{{{Patient}}},"request":{"method":"PUT","url":"Patient/p-77"}},{"resource":{{{Observation}}},"request":{"method":"POST","url":"Observation","ifNoneExist":"identifier=http://hospital.example/mrn|MRN-445566&name=Ottoline"}}]""";
        var streamed = await Cleaned.ResourceAsync($$$"""{"resourceType":"Bundle","id":"b1","type":"transaction","entry":{{{entries}}},"signature":{"who":{"display":"Ottoline"} }}""");
        var whole = await Cleaned.ResourceAsync($$"""{"entry":{{entries}},"id":"b1","type":"transaction","resourceType":"Bundle"}""");
        Assert.Equal(whole.All("entry"), streamed.All("entry"));
        Assert.Equal(2, streamed.All("entry").Count());
        Assert.Null(streamed["signature"]);
        var first = streamed.All("entry").First();
        Assert.Equal("Patient/" + first["resource"]!.Id, first["request"]!["url"]!.Value);
        var condition = streamed.All("entry").Last()["request"]!["ifNoneExist"];
        Assert.True(condition is null || condition.Value!.EndsWith("|" + first.ValueAt("resource.identifier.value"), StringComparison.Ordinal));
        Assert.All(secrets, s => Assert.DoesNotContain(s, streamed.ToJson(), StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task A_reference_by_the_uuid_of_its_entry_leads_where_it_led()
    {
        const string uuid = "6f1c1f0e-0000-4000-8000-000000000001";
        var cleaned = await Cleaned.ResourceAsync($$$"""
            {"resourceType":"Bundle","type":"collection","entry":[
             {"fullUrl":"urn:uuid:{{{uuid}}}","resource":{"resourceType":"Patient","id":"{{{uuid}}}","birthDate":"1980-01-01"}},
             {"fullUrl":"urn:uuid:6f1c1f0e-0000-4000-8000-000000000002","resource":{"resourceType":"Condition","subject":{"reference":"urn:uuid:{{{uuid}}}"},"onsetDateTime":"1980-01-31"}}]}
            """);
        var entries = cleaned.All("entry").ToArray();
        Assert.Equal("urn:uuid:" + entries[0]["resource"]!.Id, entries[0]["fullUrl"]!.Value);
        Assert.Equal(entries[0]["fullUrl"]!.Value, entries[1].ValueAt("resource.subject.reference"));
        Assert.Equal(30, Day(entries[1].ValueAt("resource.onsetDateTime")!) - Day(entries[0].ValueAt("resource.birthDate")!));
    }

    [Fact]
    public async Task What_contains_and_what_is_contained_still_meet()
    {
        var cleaned = await Cleaned.ResourceAsync("""
            {"resourceType":"MedicationRequest","status":"active","intent":"order","contained":[{"resourceType":"Medication","id":"quenneville-med","code":{"text":"aspirin"}},{"resourceType":"Wand","id":"w"}],
             "medicationReference":{"reference":"#quenneville-med"},"subject":{"reference":"http://fhir.hospital.example/r4/Patient/p-77/_history/4"}}
            """);
        Assert.Equal("#" + cleaned.All("contained").Single().Id, cleaned.ValueAt("MedicationRequest.medicationReference.reference"));
        Assert.DoesNotContain("quenneville", cleaned.ToJson(), StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("hospital.example", cleaned.ToJson(), StringComparison.Ordinal);
        Assert.Contains(".invalid/", cleaned.ValueAt("MedicationRequest.subject.reference"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_would_be_older_than_eighty_nine_keeps_no_date_of_birth()
    {
        var living = await Cleaned.ResourceAsync("""{"resourceType":"Patient","birthDate":"1930-05-05"}""");
        Assert.Null(living.ValueAt("Patient.birthDate"));
        Assert.Equal("masked", living.ValueAt("Patient.birthDate.extension.valueCode"));
        var died = await Cleaned.ResourceAsync("""{"resourceType":"Patient","birthDate":"1930-05-05","deceasedDateTime":"1999-01-01"}""");
        Assert.NotNull(died.ValueAt("Patient.birthDate"));
        var condition = await Cleaned.ResourceAsync("""{"resourceType":"Condition","subject":{"reference":"Patient/1"},"onsetAge":{"value":97,"unit":"years","system":"http://unitsofmeasure.org","code":"a"}}""");
        Assert.Equal(("90", ">="), (condition.ValueAt("Condition.onsetAge.value"), condition.ValueAt("Condition.onsetAge.comparator")));
        var young = await Cleaned.ResourceAsync("""{"resourceType":"Condition","subject":{"reference":"Patient/1"},"onsetAge":{"value":42,"unit":"years","system":"http://unitsofmeasure.org","code":"a"}}""");
        Assert.Equal("42", young.ValueAt("Condition.onsetAge.value"));
    }

    [Fact]
    public async Task Xml_stays_xml()
    {
        var xml = Encoding.UTF8.GetString(FhirNode.Parse(Patient).With("meta", default).ToXml());
        var cleaned = await Cleaned.FilesAsync(Cleaned.SafeHarbor, ("p.xml", xml));
        var patient = FhirNode.ParseXml(cleaned.Files["p.xml"]);
        Assert.Equal("female", patient.ValueAt("Patient.gender"));
        Assert.All(secrets, s => Assert.DoesNotContain(s, cleaned.Files["p.xml"], StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task Resources_that_R4_does_not_know_go_and_a_file_of_nothing_else_is_refused()
    {
        var cleaned = await Cleaned.FilesAsync(Cleaned.SafeHarbor, ("a.ndjson", """{"resourceType":"Wizard","name":"Merlin"}""" + "\n" + """{"resourceType":"Basic","code":{"text":"x"}}"""));
        Assert.Equal("Basic", FhirNode.Parse(cleaned.Files["a.ndjson"]).ResourceType);
        await Assert.ThrowsAsync<DeidentificationException>(() => Cleaned.ResourceAsync("""{"resourceType":"Wizard","name":"Merlin"}"""));
        await Assert.ThrowsAsync<DeidentificationException>(() => Cleaned.ResourceAsync("""{"resourceType":"Basic","modifierExtension":[{"url":"http://x.example/not","valueBoolean":true}],"code":{"text":"x"}}"""));
    }

    [Theory]
    [InlineData("{\"resourceType\":\"Patient\",\n\"name\":[{\"family\":\"Quenneville\"")]
    [InlineData("{\"resourceType\":\"Patient\",\n\"Quenneville\" \"Ottoline\"}")]
    [InlineData("{\"resourceType\":\"Bundle\",\"entry\":[\n{\"resource\":{\"resourceType\":\"Patient\",\"Quenneville\":\"a\",\"Quenneville\":\"b\"}}]}")]
    [InlineData("{\"resourceType\":\"Patient\"}\nQuenneville")]
    [InlineData("<Patient xmlns=\"http://hl7.org/fhir\">\n<Quenneville value=\"Ottoline\"/></Patient>")]
    [InlineData("")]
    public async Task What_cannot_be_read_is_refused_with_its_line_and_without_its_words(string content)
    {
        var refused = await Assert.ThrowsAsync<DeidentificationException>(() => Cleaned.FilesAsync(Cleaned.SafeHarbor, ("a.json", content)));
        Assert.Contains(content.Length == 0 ? "Line 1" : "Line 2", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("Quenneville", refused.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a.json", "{\"resourceType\":\"Patient\"}", true)]
    [InlineData("a.ndjson", "  {\"id\":\"1\",\"resourceType\":\"Patient\"}", true)]
    [InlineData("a.xml", "<?xml version=\"1.0\"?><Patient xmlns=\"http://hl7.org/fhir\"/>", true)]
    [InlineData("a.xml", "<ClinicalDocument xmlns=\"urn:hl7-org:v3\"/>", false)]
    [InlineData("a.txt", "plain words", false)]
    [InlineData("a.hl7", "MSH|^~\\&|", false)]
    public void Files_are_known_by_their_first_bytes(string name, string head, bool reads) =>
        Assert.Equal(reads, new FhirFileDeidentifier().Reads(name, Encoding.UTF8.GetBytes(head)));

    private static int Day(string date) => DateOnly.Parse(date[..10], System.Globalization.CultureInfo.InvariantCulture).DayNumber;
}
