using Salus.Governance.Deidentification;
using Salus.Language.Identifiers;

namespace Salus.Tests.Governance.Deidentification.Policies;

public sealed class DeidentificationPolicyTests
{
    private static DeidentificationPolicy Site(string more) => DeidentificationPolicy.Read($"name: ours\nversion: \"1\"\nbased-on: safe-harbor\n{more}", "ours.yaml");

    private static string Refused(string more) => Assert.Throws<DeidentificationException>(() => Site(more)).Message;

    [Fact]
    public void Reads_every_profile_and_treats_every_class()
    {
        foreach (var name in DeidentificationPolicy.Profiles)
        {
            var policy = DeidentificationPolicy.Profile(name);
            Assert.Equal(name, policy.Name);
            Assert.All(Enum.GetValues<IdentifierClass>(), c => Assert.True(policy.Text.ContainsKey(c)));
            Assert.NotEmpty(policy.Fhir);
            Assert.NotEmpty(policy.Fields);
        }
    }

    [Fact]
    public void Safe_harbor_keeps_in_text_only_what_the_law_lets_stay() =>
        Assert.Equal([IdentifierClass.Region, IdentifierClass.Year, IdentifierClass.Age],
            DeidentificationPolicy.Profile("safe-harbor").Text.Where(t => t.Value is Treatment.Keep).Select(t => t.Key));

    [Fact]
    public void Says_why_a_profile_keeps_what_safe_harbor_does_not() =>
        Assert.All(DeidentificationPolicy.Profile("limited-data-set").Reasons, r => Assert.Contains("164.514(e)(2)", r.Because, StringComparison.Ordinal));

    [Fact]
    public void Puts_the_rules_of_a_site_before_those_of_its_profile()
    {
        var policy = Site("fhir:\n  - {path: Patient.maritalStatus, do: remove}\ntext: {url: remove}\ndates: {days: 90, keep-weekday: true}");
        Assert.Equal(new ElementRule("Patient.maritalStatus", Treatment.Remove, IdentifierClass.OtherId), policy.Fhir[0]);
        Assert.Equal(DeidentificationPolicy.Profile("safe-harbor").Fhir.Length + 1, policy.Fhir.Length);
        Assert.Equal(Treatment.Remove, policy.Of(IdentifierClass.Url));
        Assert.Equal((90, true), (policy.Dates.Days, policy.Dates.KeepWeekday));
    }

    [Theory]
    [InlineData("fhir:\n  - {path: Patient.name, do: remove, class: name}\n  - {path: Patient.name, do: surrogate, class: name}", "ours.yaml, line 6")]
    [InlineData("fhir:\n  - {path: Patient, do: remove}\n  - {path: Patient.birthDate, do: shift}", "ours.yaml, line 6")]
    [InlineData("fhir:\n  - {path: nodesByType('HumanName'), do: remove, class: name}\n  - {path: nodesByType('HumanName').family, do: surrogate, class: name}", "line 6")]
    [InlineData("hl7:\n  - {field: PID-3, do: remove}\n  - {field: PID-3.1, do: pseudonym}", "line 6")]
    [InlineData("hl7:\n  - {field: NK1-*, do: remove}\n  - {field: NK1-2, do: surrogate, class: name}", "line 6")]
    public void Refuses_a_rule_that_is_never_heard(string more, string where)
    {
        var message = Refused(more);
        Assert.Contains(where, message, StringComparison.Ordinal);
        Assert.Contains("is never heard", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("text: {name: shift}", "'shift' moves dates")]
    [InlineData("text: {photo: surrogate}", "nothing is invented")]
    [InlineData("text: {name: generalize}", "nothing coarser")]
    [InlineData("text: {name: scan}", "'scan' is for elements")]
    [InlineData("text: {name: keep}", "add 'because: …'")]
    [InlineData("fhir:\n  - {path: Patient.name, do: keep, class: name}", "add 'because: …'")]
    [InlineData("txet: {name: tag}", "did you mean 'text'?")]
    [InlineData("text: {nmae: tag}", "did you mean 'name'?")]
    [InlineData("text: {name: surogate}", "did you mean 'surrogate'?")]
    [InlineData("dates: {days: 3}", "from 7 to 3650")]
    [InlineData("dates: {day: 30}", "did you mean 'days'?")]
    [InlineData("postal-codes: {small: [36]}", "in quotes")]
    [InlineData("fhir:\n  - {path: 'Patient.(name', do: keep}", "a path is written")]
    [InlineData("hl7:\n  - {field: PID.5, do: remove}", "a field is written")]
    [InlineData("text: [a, b]", "a map of classes")]
    [InlineData("text:\n  name: &a tag\n  url: *a", "anchors")]
    public void Refuses_what_cannot_be_meant_and_says_where_and_what_to_do(string more, string says)
    {
        var message = Refused(more);
        Assert.StartsWith("ours.yaml, line ", message, StringComparison.Ordinal);
        Assert.Contains(says, message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{[")]
    [InlineData("name: a\nname: b")]
    [InlineData("- a\n]")]
    [InlineData("name: x\nversion: 1\nbased-on: save-harbor")]
    [InlineData("name: x\nversion: 1")]
    [InlineData("\"\\xzz\"")]
    [InlineData("a: !!python/object x")]
    public void Refuses_damaged_files_with_their_name_and_line(string yaml) =>
        Assert.StartsWith("p.yaml, line ", Assert.Throws<DeidentificationException>(() => DeidentificationPolicy.Read(yaml, "p.yaml")).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("Observation.where(status = 'final' and value.exists()).note")]
    [InlineData("nodesByType('Coding').where(system.startsWith('urn:site')).display")]
    [InlineData("Observation.value.ofType(string)")]
    public void Takes_any_fhirpath(string path) => Assert.Equal(path, Site($"fhir:\n  - {{path: \"{path}\", do: remove}}").Fhir[0].Path);

    [Fact]
    public void Keeps_the_reason_given_for_keeping() =>
        Assert.Contains(new KeptForReason("organization", "all patients are of one named hospital"),
            Site("text: {organization: {do: keep, because: all patients are of one named hospital}}").Reasons);
}
