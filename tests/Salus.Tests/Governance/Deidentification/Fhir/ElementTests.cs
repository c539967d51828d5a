using System.Security.Cryptography;
using System.Text;
using Salus.Fhir;
using Salus.Governance.Deidentification;
using Salus.Language.Identifiers;

namespace Salus.Tests.Governance.Deidentification.Fhir;

public sealed class ElementTests
{
    private const string Person = """{"resourceType":"Patient","id":"p1","name":[{"family":"Quenneville","given":["Ottoline"]}]}""";

    [Fact]
    public async Task The_first_rule_about_an_element_or_one_above_it_counts()
    {
        var policy = Cleaned.With(("Patient.name.family", Treatment.Tag, IdentifierClass.Name), ("Patient.name", Treatment.Remove, IdentifierClass.Name));
        var patient = await Cleaned.ResourceAsync(Person, policy);
        Assert.Equal("[name]", patient.ValueAt("Patient.name.family"));
        Assert.Null(patient.ValueAt("Patient.name.given"));
    }

    [Fact]
    public async Task Rules_by_type_name_choice_and_condition_hold()
    {
        var policy = Cleaned.With(
            ("Observation.value.ofType(string)", Treatment.Remove, IdentifierClass.OtherId),
            ("Observation.component.where(code.coding.code = '1')", Treatment.Remove, IdentifierClass.OtherId),
            ("Extension.where(url = 'http://site.example/eyes')", Treatment.Keep, IdentifierClass.OtherId),
            ("nodesByName('bodySite')", Treatment.Remove, IdentifierClass.OtherId));
        var observation = await Cleaned.ResourceAsync("""
            {"resourceType":"Observation","status":"final","code":{"text":"x"},"valueString":"gone","bodySite":{"text":"gone"},
             "extension":[{"url":"http://site.example/eyes","valueString":"brown"},{"url":"http://site.example/hair","valueString":"gone"}],
             "component":[{"code":{"coding":[{"code":"1"}]},"valueInteger":7},{"code":{"coding":[{"code":"2"}]},"valueInteger":8}]}
            """, policy);
        Assert.DoesNotContain("gone", observation.ToJson(), StringComparison.Ordinal);
        Assert.Equal("brown", observation.ValueAt("Observation.extension.valueString"));
        Assert.Equal(["8"], observation.Select("Observation.component.valueInteger").Select(n => n.Value));
    }

    [Fact]
    public async Task A_rule_that_is_no_path_is_refused()
    {
        await Assert.ThrowsAsync<DeidentificationException>(() => Cleaned.ResourceAsync(Person, Cleaned.With(("Patient.name.where(", Treatment.Keep, IdentifierClass.Name))));
        await Assert.ThrowsAsync<DeidentificationException>(() => Cleaned.ResourceAsync(Person, Cleaned.With(("nodesByType('Wizard')", Treatment.Keep, IdentifierClass.Name))));
    }

    [Fact]
    public async Task Without_a_rule_words_and_identifiers_go_and_codes_stay()
    {
        var policy = Cleaned.SafeHarbor with { Fhir = [] };
        var condition = await Cleaned.ResourceAsync("""
            {"resourceType":"Condition","id":"c1","code":{"coding":[{"system":"http://snomed.info/sct","code":"38341003","display":"Hypertension"}],"text":"high pressure of Ottoline"},
             "subject":{"reference":"Patient/p1","display":"Ottoline"},"onsetString":"since Ottoline moved","recordedDate":"2020-01-01"}
            """, policy);
        Assert.Equal("38341003", condition.ValueAt("Condition.code.coding.code"));
        Assert.Equal("Hypertension", condition.ValueAt("Condition.code.coding.display"));
        Assert.DoesNotContain("Ottoline", condition.ToJson(), StringComparison.Ordinal);
        Assert.DoesNotContain("\"c1\"", condition.ToJson(), StringComparison.Ordinal);
        Assert.DoesNotContain("2020-01-01", condition.ToJson(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("text/plain", "Ottoline Quenneville came to us.")]
    [InlineData("text/html; charset=utf-8", "<p>Seen: <b>Ottoline</b> Quenneville</p>")]
    [InlineData("text/html", "<p>Seen: Ottoline Quenneville<br>twice")]
    [InlineData("application/rtf", @"{\rtf1\ansi{\fonttbl\f0 Quenneville;}{\*\author Ottoline}Seen: \b Ottoline\b0  Quenn\'65ville\par twice}")]
    public async Task Attached_texts_are_cleaned_and_measured_anew(string type, string content)
    {
        var cleaned = await Cleaned.FilesAsync(Cleaned.SafeHarbor, ("p.json", Person), ("d.json", $$"""
            {"resourceType":"DocumentReference","status":"current","subject":{"reference":"Patient/p1"},"content":[{"attachment":{"contentType":"{{type}}","data":"{{Base64(content)}}","hash":"AAAA","size":3,"url":"http://h.example/1","title":"Letter of Ottoline"} }]}
            """));
        var attachment = FhirNode.Parse(cleaned.Files["d.json"]).Select("DocumentReference.content.attachment").Single();
        var bytes = Convert.FromBase64String(attachment["data"]!.Value!);
        var text = Encoding.UTF8.GetString(bytes);
        Assert.DoesNotContain("Ottoline", text, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("Quenn", text, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("Ottoline", attachment.ToString() + attachment["title"]?.Value, StringComparison.OrdinalIgnoreCase);
        Assert.Contains(content.Contains("twice", StringComparison.Ordinal) ? "twice" : type.StartsWith("text/plain", StringComparison.Ordinal) ? "came to us" : "Seen", text, StringComparison.Ordinal);
        Assert.Equal(Convert.ToBase64String(SHA1.HashData(bytes)), attachment["hash"]!.Value);
        Assert.Equal(bytes.Length.ToString(System.Globalization.CultureInfo.InvariantCulture), attachment["size"]!.Value);
        Assert.Null(attachment["url"]);
    }

    [Fact]
    public async Task What_cannot_be_read_inside_an_attachment_goes_and_says_so()
    {
        var binary = await Cleaned.ResourceAsync($$"""{"resourceType":"Binary","contentType":"application/pdf","data":"{{Base64("%PDF Ottoline")}}"}""");
        Assert.Null(binary["data"]!.Value);
        Assert.Equal("masked", binary.ValueAt("Binary.data.extension.valueCode"));
        var media = await Cleaned.ResourceAsync($$"""{"resourceType":"Media","status":"completed","content":{"contentType":"image/png","data":"{{Base64("face")}}","hash":"AAAA"} }""");
        Assert.Equal("masked", media.ValueAt("Media.content.data.extension.valueCode"));
        Assert.Null(media.ValueAt("Media.content.hash"));
    }

    [Fact]
    public async Task A_narrative_keeps_its_form_and_loses_its_names()
    {
        var patient = await Cleaned.ResourceAsync("""
            {"resourceType":"Patient","id":"p1","text":{"status":"generated","div":"<div xmlns=\"http://www.w3.org/1999/xhtml\"><p title=\"Ottoline\">Ottoline&nbsp;<b>Quenneville</b> is well.</p></div>"},"name":[{"family":"Quenneville","given":["Ottoline"]}]}
            """);
        var div = patient.ValueAt("Patient.text.div")!;
        Assert.Contains("is well.</p></div>", div, StringComparison.Ordinal);
        Assert.DoesNotContain("Quenneville", div, StringComparison.Ordinal);
        Assert.DoesNotContain("Ottoline", div, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Devices_lose_their_numbers_and_organisations_their_names()
    {
        var device = await Cleaned.ResourceAsync("""{"resourceType":"Device","serialNumber":"SN-778899","lotNumber":"L-5544","udiCarrier":[{"deviceIdentifier":"00844588003288","carrierHRF":"(01)00844588003288(21)778899"}],"distinctIdentifier":"DI-1122"}""");
        Assert.All(["778899", "5544", "00844588003288", "1122"], s => Assert.DoesNotContain(s, device.ToJson(), StringComparison.Ordinal));
        var organization = await Cleaned.ResourceAsync("""{"resourceType":"Organization","name":"Larkspur Infirmary","alias":["LKI Infirmary"],"contact":[{"name":{"text":"Ottoline Quenneville"}}]}""");
        Assert.All(["Larkspur", "LKI", "Quenneville"], s => Assert.DoesNotContain(s, organization.ToJson(), StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_value_of_the_wrong_form_goes()
    {
        var patient = await Cleaned.ResourceAsync("""{"resourceType":"Patient","gender":"Ottoline Quenneville","active":"Ottoline","birthDate":"born when Ottoline left","maritalStatus":"Ottoline","name":"Ottoline","unheard":"Ottoline","multipleBirthInteger":2}""");
        Assert.DoesNotContain("Ottoline", patient.ToJson(), StringComparison.Ordinal);
        Assert.Equal("2", patient.ValueAt("Patient.multipleBirthInteger"));
    }

    [Fact]
    public async Task When_a_server_stored_a_resource_is_not_told()
    {
        var patient = await Cleaned.ResourceAsync("""{"resourceType":"Patient","meta":{"lastUpdated":"2024-05-05T10:00:00Z","source":"urn:x","profile":["http://hl7.org/fhir/us/core/StructureDefinition/us-core-patient"]}}""");
        Assert.Null(patient.ValueAt("Patient.meta.lastUpdated"));
        Assert.Null(patient.ValueAt("Patient.meta.source"));
        Assert.NotNull(patient.ValueAt("Patient.meta.profile"));
    }

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
}
