using System.Diagnostics;
using System.Text;
using Salus.Fhir;

namespace Salus.Tests.Fhir;

public sealed class FhirXmlTests
{
    private const string Json = """
        {"resourceType":"Patient","id":"p1","text":{"status":"generated","div":"<div xmlns=\"http://www.w3.org/1999/xhtml\">A &amp; B<br/> <b title='>'>c</b>\n</div>"},"contained":[{"resourceType":"Organization","id":"o","name":"Clinic"}],"extension":[{"id":"e1","url":"urn:x","valueDecimal":1.50}],"active":true,"name":[{"id":"n1","family":"Okafor","given":["Ngozi","Ada"],"_given":[null,{"id":"g","extension":[{"url":"urn:y","valueBoolean":false}]}]}],"birthDate":"1961-03-04","_birthDate":{"extension":[{"url":"urn:z","valueString":"a\nb\t\"c\" <d>"}]},"_deceasedDateTime":{"extension":[{"url":"urn:w","valueInteger":-3}]},"multipleBirthInteger":2}
        """;

    private const string Xml = """
        <?xml version="1.0" encoding="utf-8"?><Patient xmlns="http://hl7.org/fhir"><id value="p1" /><text><status value="generated" /><div xmlns="http://www.w3.org/1999/xhtml">A &amp; B<br/> <b title='>'>c</b>
        </div></text><contained><Organization><id value="o" /><name value="Clinic" /></Organization></contained><extension id="e1" url="urn:x"><valueDecimal value="1.50" /></extension><active value="true" /><name id="n1"><family value="Okafor" /><given value="Ngozi" /><given value="Ada" id="g"><extension url="urn:y"><valueBoolean value="false" /></extension></given></name><birthDate value="1961-03-04"><extension url="urn:z"><valueString value="a&#xA;b&#x9;&quot;c&quot; &lt;d&gt;" /></extension></birthDate><deceasedDateTime><extension url="urn:w"><valueInteger value="-3" /></extension></deceasedDateTime><multipleBirthInteger value="2" /></Patient>
        """;

    [Fact]
    public void JSON_and_XML_say_the_same()
    {
        Assert.Equal(Xml, Encoding.UTF8.GetString(FhirNode.Parse(Json).ToXml()));
        Assert.Equal(Json, FhirNode.ParseXml(Xml).ToJson());
        Assert.Equal(FhirNode.Parse(Json), FhirNode.ParseXml(Xml));
        Assert.Equal(FhirNode.Parse(Json), FhirNode.ParseXml(FhirNode.Parse(Json).ToXml(indented: true)));
    }

    [Fact]
    public void Elements_are_written_in_the_order_of_the_definition() =>
        Assert.EndsWith("<id value=\"a\" /><active value=\"true\" /><gender value=\"female\" /><birthDate value=\"1961\" /></Patient>",
            Encoding.UTF8.GetString(FhirNode.Parse("""{"birthDate":"1961","gender":"female","active":true,"id":"a","resourceType":"Patient"}""").ToXml()), StringComparison.Ordinal);

    [Fact]
    public void Resources_in_bundles_and_parameters_are_read_as_what_they_are()
    {
        var bundle = FhirNode.ParseXml("""<Bundle xmlns="http://hl7.org/fhir"><type value="collection"/><entry><resource><Parameters><parameter><name value="n"/><resource><Patient><id value="x"/></Patient></resource></parameter></Parameters></resource></entry></Bundle>""");
        Assert.Equal("""{"resourceType":"Bundle","type":"collection","entry":[{"resource":{"resourceType":"Parameters","parameter":[{"name":"n","resource":{"resourceType":"Patient","id":"x"}}]}}]}""", bundle.ToJson());
    }

    [Fact]
    public void The_outcome_of_a_bundle_entry_is_a_resource()
    {
        const string json = """{"resourceType":"Bundle","type":"batch-response","entry":[{"response":{"status":"404","outcome":{"resourceType":"OperationOutcome","issue":[{"severity":"error","code":"not-found"}]}}}]}""";
        Assert.Contains("<outcome><OperationOutcome><issue>", Encoding.UTF8.GetString(FhirNode.Parse(json).ToXml()), StringComparison.Ordinal);
        Assert.Equal(FhirNode.Parse(json), FhirNode.ParseXml(FhirNode.Parse(json).ToXml()));
    }

    [Fact]
    public void An_element_that_is_called_like_the_type_of_a_resource_survives()
    {
        const string json = """{"resourceType":"ExampleScenario","status":"draft","instance":[{"resourceType":"Patient","resourceId":"p"}]}""";
        Assert.Contains("<instance><resourceId value=\"p\" /><resourceType value=\"Patient\" />", Encoding.UTF8.GetString(FhirNode.Parse(json).ToXml()), StringComparison.Ordinal);
        Assert.Equal(FhirNode.Parse(json), FhirNode.ParseXml(FhirNode.Parse(json).ToXml()));
    }

    [Fact]
    public void Comments_and_instructions_are_dropped_and_nodes_know_their_place()
    {
        var read = FhirNode.ParseXml("<?xml version=\"1.0\"?>\n<!-- a -->\r\n<Patient xmlns=\"http://hl7.org/fhir\" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xsi:schemaLocation=\"a b\">\n  <!-- b --><?c d?>\n  <active value=\"true\"/>\n</Patient>\n");
        Assert.Equal("""{"resourceType":"Patient","active":true}""", read.ToJson());
        Assert.Equal((new FhirPosition(3, 1), new FhirPosition(5, 3)), (read.Position, read["active"]!.Position));
    }

    [Fact]
    public void A_narrative_that_uses_outer_prefixes_takes_them_along()
    {
        var read = FhirNode.ParseXml("""<Basic xmlns="http://hl7.org/fhir" xmlns:h="http://www.w3.org/1999/xhtml"><text><status value="empty"/><h:div><h:p>a</h:p></h:div></text><code/></Basic>""");
        Assert.Equal("""<h:div xmlns:h="http://www.w3.org/1999/xhtml"><h:p>a</h:p></h:div>""", read.ValueAt("Basic.text.div"));
    }

    [Fact]
    public void Entities_of_HTML_become_characters_and_a_missing_namespace_is_added()
    {
        var written = Encoding.UTF8.GetString(FhirNode.Resource("Basic", ("text", FhirNode.Object(("status", "empty"), ("div", "<div>1&nbsp;&lt;&eacute;</div>")))).ToXml());
        Assert.Contains("<div xmlns=\"http://www.w3.org/1999/xhtml\">1&#160;&lt;&#233;</div>", written, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("<Patient><id value=\"a\"/></Patient>", 1, 1, "", "belongs into the namespace")]
    [InlineData("<Patient xmlns=\"http://hl7.org/fhir\">\n <pulse value=\"60\"/></Patient>", 2, 2, "pulse", "not an element of Patient")]
    [InlineData("<Patient xmlns=\"http://hl7.org/fhir\">\n <active valeu=\"true\"/></Patient>", 2, 10, "active", "not an attribute of boolean")]
    [InlineData("<Patient xmlns=\"http://hl7.org/fhir\">\n <active>true</active></Patient>", 2, 10, "active", "Text stands between elements")]
    [InlineData("<Patient xmlns=\"http://hl7.org/fhir\">\n <active value=\"yes\"/></Patient>", 2, 2, "active", "true or false")]
    [InlineData("<Patient xmlns=\"http://hl7.org/fhir\">\n <multipleBirthInteger value=\"+1\"/></Patient>", 2, 2, "multipleBirthInteger", "a number")]
    [InlineData("<Patient xmlns=\"http://hl7.org/fhir\">\n <name/><name><id value=\"a\"/></name></Patient>", 2, 15, "name[1].id", "here it is an attribute")]
    [InlineData("<Patient xmlns=\"http://hl7.org/fhir\">\n <gender/></Patient>", 2, 2, "gender", "is empty")]
    [InlineData("<Patient xmlns=\"http://hl7.org/fhir\">\n <contained/></Patient>", 2, 2, "contained[0]", "holds 0 resources")]
    [InlineData("<Patient xmlns=\"http://hl7.org/fhir\">\n <contained><Dog/></contained></Patient>", 2, 13, "contained[0]", "not a resource of R4")]
    [InlineData("<Patient xmlns=\"http://hl7.org/fhir\"><x:id xmlns:x=\"urn:other\" value=\"a\"/></Patient>", 1, 38, "id", "belongs into the namespace")]
    [InlineData("<Pet xmlns=\"http://hl7.org/fhir\"/>", 1, 1, "", "not a resource of R4")]
    [InlineData("<Patient xmlns=\"http://hl7.org/fhir\"><id value=\"a\">", 1, 52, "id", "not XML")]
    [InlineData("<!DOCTYPE a [<!ENTITY b SYSTEM \"file:///etc/passwd\">]><Patient xmlns=\"http://hl7.org/fhir\"><id value=\"&b;\"/></Patient>", 1, 1, "", "DTD is prohibited")]
    [InlineData("<Patient xmlns=\"http://hl7.org/fhir\"><id value=\"&b;\"/></Patient>", 1, 50, "", "undeclared entity")]
    [InlineData("", 1, 1, "", "not XML")]
    public void What_is_wrong_is_refused_with_the_place(string xml, int line, int column, string path, string says)
    {
        var refused = Assert.Throws<FhirFormatException>(() => FhirNode.ParseXml(xml));
        Assert.Contains(says, refused.Message, StringComparison.Ordinal);
        Assert.Equal((line, column, path), (refused.Line, refused.Column, refused.Path));
    }

    [Fact]
    public void An_entity_bomb_and_deep_nesting_are_refused_at_once()
    {
        var clock = Stopwatch.StartNew();
        var bomb = "<!DOCTYPE l [<!ENTITY a \"ha\">" + string.Concat(Enumerable.Range(0, 30).Select(i => $"<!ENTITY a{i} \"&a{i - 1};&a{i - 1};\">")) + "]><Patient xmlns=\"http://hl7.org/fhir\"><id value=\"&a29;\"/></Patient>";
        Assert.Throws<FhirFormatException>(() => FhirNode.ParseXml(bomb));
        var deep = "<Patient xmlns=\"http://hl7.org/fhir\">" + string.Concat(Enumerable.Repeat("<extension url=\"a\">", 10_000));
        Assert.Contains("depth of more than 64", Assert.Throws<FhirFormatException>(() => FhirNode.ParseXml(deep)).Message, StringComparison.Ordinal);
        var div = "<Patient xmlns=\"http://hl7.org/fhir\"><text><div xmlns=\"http://www.w3.org/1999/xhtml\">" + string.Concat(Enumerable.Repeat("<b>", 10_000));
        Assert.Contains("depth of more than 64", Assert.Throws<FhirFormatException>(() => FhirNode.ParseXml(div)).Message, StringComparison.Ordinal);
        Assert.Contains("at most 100", Assert.Throws<FhirFormatException>(() => FhirNode.ParseXml(Xml, limits: new FhirReadLimits(64, 100))).Message, StringComparison.Ordinal);
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(5));
    }

    [Fact]
    public void A_tolerant_reading_collects_every_problem()
    {
        var reading = FhirReading.Xml("""
            <Patient xmlns="http://hl7.org/fhir">
              <birthDate value="1961-03-04"/>
              <active value="1"/>hello
              <pulse><rate value="60"/></pulse>
              <name/>
              <gender/>
            </Patient>
            """u8);
        Assert.Equal("""{"resourceType":"Patient","birthDate":"1961-03-04","active":"1","name":[{}]}""", reading.Node!.ToJson());
        Assert.Equal(["Order 3:3", "Value 3:3", "StrayText 3:22", "UnknownElement 4:3", "Order 5:3", "Value 5:3", "Order 6:3", "Value 6:3"],
            reading.Problems.Select(p => $"{p.Kind} {p.Position.Line}:{p.Position.Column}"));
    }

    [Theory]
    [InlineData("""{"resourceType":"Patient","pulse":60}""", "not an element of Patient", "Patient")]
    [InlineData("""{"resourceType":"Dog"}""", "not a resource of R4", "")]
    [InlineData("""{"resourceType":"Patient","name":["Ada"]}""", "has elements, not a value", "Patient.name")]
    [InlineData("""{"resourceType":"Patient","birthDate":{"a":1}}""", "it has a value and no elements", "Patient.birthDate")]
    [InlineData("""{"resourceType":"Patient","id":"a\u0001b"}""", "characters that XML does not have", "Patient.id")]
    [InlineData("""{"resourceType":"Patient","text":{"div":"<div>a<br></div>"}}""", "not well-formed XHTML", "Patient.text.div")]
    public void What_XML_cannot_say_is_refused_with_the_place(string json, string says, string path)
    {
        var refused = Assert.Throws<FhirFormatException>(() => FhirNode.Parse(json).ToXml());
        Assert.Contains(says, refused.Message, StringComparison.Ordinal);
        Assert.Equal(path, refused.Path);
    }
}
