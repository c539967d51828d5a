using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Salus.Fhir;

namespace Salus.Tests.Fhir;

public sealed class FhirNodeTests
{
    private const string Patient = """
        {"resourceType":"Patient","id":"p1","active":true,"name":[{"use":"official","family":"Okafor","given":["Ngozi","Ada"]},{"text":"Ngo"}],"birthDate":"1961-03-04","_birthDate":{"extension":[{"url":"urn:x","valueString":"about"}]},"multipleBirthInteger":2,"contained":[{"resourceType":"Organization","name":"Clinic"}]}
        """;

    [Fact]
    public void What_is_read_is_written_again_byte_for_byte() => Assert.Equal(Patient, FhirNode.Parse(Patient).ToJson());

    [Theory]
    [InlineData("1.50")]
    [InlineData("0.000000000000000000000000001000")]
    [InlineData("-1.0e-10")]
    [InlineData("12345678901234567890.10")]
    public void Decimals_keep_every_digit(string literal)
    {
        var json = "{\"resourceType\":\"Observation\",\"valueQuantity\":{\"value\":" + literal + "}}";
        var read = FhirNode.Parse(json);
        Assert.Equal(literal, read.ValueAt("Observation.valueQuantity.value"));
        Assert.Equal(json, read.ToJson());
    }

    [Theory]
    [InlineData("Patient.name[0].family", "Okafor")]
    [InlineData("Patient.name.given[1]", "Ada")]
    [InlineData("name[1].text", "Ngo")]
    [InlineData("birthDate.extension.valueString", "about")]
    [InlineData("Patient.name[7].family", null)]
    [InlineData("Encounter.name", null)]
    public void A_path_leads_to_values(string path, string? value) => Assert.Equal(value, FhirNode.Parse(Patient).ValueAt(path));

    [Fact]
    public void Children_of_one_name_stand_together_and_none_is_none()
    {
        var patient = FhirNode.Parse(Patient);
        Assert.Equal(["official", null], patient.All("name").Select(n => n["use"]?.Value));
        Assert.Equal(2, patient.Span("name").Length);
        Assert.Empty(patient.All("telecom"));
        Assert.Empty(patient["id"]!.All("extension"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("name..family")]
    [InlineData("name[")]
    [InlineData("name[-1]")]
    [InlineData("name[x]")]
    [InlineData("name.where(use='official')")]
    public void A_path_in_another_language_is_refused(string path) => Assert.Throws<FormatException>(() => FhirNode.Parse(Patient).ValueAt(path));

    [Fact]
    public void Every_place_has_a_path_that_leads_back_to_it()
    {
        var patient = FhirNode.Parse(Patient);
        foreach (var place in patient.Places())
            Assert.Contains(place.Node, patient.Select(place.Path));
        Assert.Equal(17, patient.Places().Count());
    }

    [Fact]
    public void A_built_resource_equals_the_one_that_is_read()
    {
        var built = FhirNode.Resource("Patient",
            ("id", "p1"),
            ("active", true),
            ("deceasedBoolean", (bool?)null),
            ("name", FhirNode.List(FhirNode.Object(("family", "Okafor"), ("given", FhirNode.List("Ngozi", "Ada"))))),
            ("telecom", FhirNode.List()),
            ("multipleBirthInteger", 2),
            ("managingOrganization", Datatypes.Reference("Organization/1")));
        Assert.Equal("""{"resourceType":"Patient","id":"p1","active":true,"name":[{"family":"Okafor","given":["Ngozi","Ada"]}],"multipleBirthInteger":2,"managingOrganization":{"reference":"Organization/1"}}""", built.ToJson());
        Assert.Equal(built, FhirNode.Parse(built.ToUtf8()));
    }

    [Fact]
    public void Canonical_form_does_not_depend_on_the_order_of_properties()
    {
        var other = FhirNode.Parse("""{ "birthDate": "1961-03-04", "id" : "p1", "resourceType" : "Patient" }""");
        var same = FhirNode.Parse("""{"resourceType":"Patient","id":"p1","birthDate":"1961-03-04"}""");
        Assert.Equal("""{"birthDate":"1961-03-04","id":"p1","resourceType":"Patient"}""", Encoding.UTF8.GetString(same.ToCanonicalUtf8()));
        Assert.Equal(same.ToCanonicalUtf8(), other.ToCanonicalUtf8());
    }

    [Fact]
    public void With_replaces_in_place_adds_at_the_end_and_removes()
    {
        var node = FhirNode.Resource("Patient", ("id", "a"), ("gender", "male"));
        Assert.Equal("""{"resourceType":"Patient","id":"b","gender":"male"}""", node.With("id", "b").ToJson());
        Assert.Equal("""{"resourceType":"Patient","id":"a","gender":"male","active":true}""", node.With("active", true).ToJson());
        Assert.Equal("""{"resourceType":"Patient","gender":"male"}""", node.With("id", default).ToJson());
    }

    [Theory]
    [InlineData("{\"resourceType\":\"Patient\",\n \"id\":\"a\",\n \"id\":\"b\"}", 3, "id", "twice")]
    [InlineData("{\"resourceType\":\"Patient\",\n\"name\":[{\"family\":\"A\",\"family\":\"B\"}]}", 2, "name[0].family", "twice")]
    [InlineData("{\"id\":\"a\"}", 1, "", "no resourceType")]
    [InlineData("[1]", 1, "", "JSON object")]
    [InlineData("", 1, "", "not JSON")]
    [InlineData("{\"resourceType\":\"Patient\"} x", 1, "", "not JSON")]
    [InlineData("{\"resourceType\":\"Patient\",\"name\":[[1]]}", 1, "name[0]", "array inside an array")]
    [InlineData("{\"resourceType\":\"Patient\",\"id\":null}", 1, "id", "no null")]
    [InlineData("{\"resourceType\":7}", 1, "resourceType", "must be text")]
    [InlineData("{\"resourceType\":\"Patient\",\"id\":\"\\ud800\"}", 1, "id", "Unicode")]
    [InlineData("{\"resourceType\":\"P\",\"name\":[{\"a\":1}],\"_name\":[{\"id\":\"x\"}]}", 1, "_name", "does not fit")]
    public void What_is_not_FHIR_JSON_is_refused_with_the_place(string json, int line, string path, string says)
    {
        var refused = Assert.Throws<FhirFormatException>(() => FhirNode.Parse(json));
        Assert.Equal((line, path), (refused.Line, refused.Path));
        Assert.Contains(says, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Depth_and_size_are_bounded()
    {
        var deep = "{\"resourceType\":\"X\",\"a\":" + string.Concat(Enumerable.Repeat("{\"a\":", 100_000)) + "1" + new string('}', 100_001);
        Assert.Contains("depth", Assert.Throws<FhirFormatException>(() => FhirNode.Parse(deep)).Message, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("at most 10", Assert.Throws<FhirFormatException>(() => FhirNode.Parse(Patient, new FhirReadLimits(64, 10))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_primitive_without_value_keeps_its_extension_in_a_list()
    {
        const string json = """{"resourceType":"Patient","name":[{"given":["A",null],"_given":[null,{"id":"x"}]}]}""";
        Assert.Equal(json, FhirNode.Parse(json).ToJson());
    }

    [Fact]
    public void Any_text_survives_writing_and_reading() => Prop.ForAll<NonNull<string>>(text =>
    {
        var clean = new string([.. text.Get.Where(c => !char.IsSurrogate(c))]);
        var node = FhirNode.Resource("Basic", ("id", clean), ("list", FhirNode.List(clean, "x")));
        Assert.Equal(node, FhirNode.Parse(node.ToUtf8(indented: true)));
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Damaged_JSON_never_does_anything_but_say_so()
    {
        var random = new Random(1);
        for (var round = 0; round < 5000; round++)
        {
            var bytes = Encoding.UTF8.GetBytes(Patient);
            for (var n = random.Next(1, 4); n > 0; n--)
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            try
            {
                var node = FhirNode.Parse(bytes);
                Assert.Equal(node.ToCanonicalUtf8(), FhirNode.Parse(node.ToUtf8()).ToCanonicalUtf8());
            }
            catch (FhirFormatException e)
            {
                Assert.True(e.Line > 0);
            }
        }
    }
}
