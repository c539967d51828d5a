using static Salus.Tests.Fhir.Validation.Checking;

namespace Salus.Tests.Fhir.Validation;

public sealed class NarrativeRulesTests
{
    private static string Patient(string content) => $$"""
        {"resourceType":"Patient","id":"p","text":{"status":"generated","div":"<div xmlns=\"http://www.w3.org/1999/xhtml\">{{content}}</div>"},"name":[{"id":"n1","family":"Ek"}]}
        """;

    [Theory]
    [InlineData("<p>Ada&nbsp;Ek</p>")]
    [InlineData("<a href=\\\"#n1\\\">name</a>")]
    [InlineData("<a href=\\\"#here\\\">up</a><p id=\\\"here\\\">Ek</p>")]
    [InlineData("<table><tr><td class=\\\"x\\\">1</td></tr></table>")]
    public void Accepts_formatting(string content) => IsValid(Patient(content));

    [Theory]
    [InlineData("<script>alert(1)</script>", "txt-1")]
    [InlineData("<p onclick=\\\"alert(1)\\\">x</p>", "txt-1")]
    [InlineData("<form>x</form>", "txt-1")]
    [InlineData("<a href=\\\"javascript:alert(1)\\\">x</a>", "xhtml-link")]
    [InlineData("<a href=\\\"#nowhere\\\">x</a>", "xhtml-link")]
    [InlineData("<img src=\\\"#nowhere\\\" alt=\\\"x\\\"/>", "xhtml-image")]
    [InlineData("<p>not closed", "xhtml")]
    [InlineData("  ", "txt-2")]
    public void Refuses_what_runs_or_leads_nowhere(string content, string rule) => HasErrors(Patient(content), $"{rule} Patient.text.div");

    [Fact]
    public void Wants_the_namespace() =>
        HasErrors("""{"resourceType":"Patient","text":{"status":"generated","div":"<div>Ek</div>"}}""", "xhtml Patient.text.div");

    [Fact]
    public void Does_not_expand_entities() => HasErrors(
        """{"resourceType":"Patient","text":{"status":"generated","div":"<!DOCTYPE div [<!ENTITY a \"aaaa\">]><div xmlns=\"http://www.w3.org/1999/xhtml\">&a;</div>"}}""", "xhtml Patient.text.div");
}
