using FsCheck;
using FsCheck.Fluent;
using Salus.Fhir.Smart;

namespace Salus.Tests.Fhir.Smart;

public sealed class SmartScopeTests
{
    [Theory]
    [InlineData("patient/Observation.rs", "patient/Observation.rs")]
    [InlineData("user/*.cruds", "user/*.cruds")]
    [InlineData("system/Patient.r", "system/Patient.r")]
    [InlineData("patient/Observation.read", "patient/Observation.rs")]
    [InlineData("user/Patient.write", "user/Patient.cud")]
    [InlineData("system/*.*", "system/*.cruds")]
    [InlineData("patient/Observation.rs?category=laboratory", "patient/Observation.rs?category=laboratory")]
    [InlineData("patient/Observation.rs?category=http://hl7.org/x|a.b&status=final", "patient/Observation.rs?category=http://hl7.org/x|a.b&status=final")]
    public void Reads_both_versions_and_writes_the_second(string text, string written) => Assert.Equal(written, SmartScope.TryParse(text)!.ToString());

    [Theory]
    [InlineData("patient/Observation")]
    [InlineData("patient/Observation.")]
    [InlineData("patient/Observation.sr")]
    [InlineData("patient/Observation.rr")]
    [InlineData("patient/Observation.x")]
    [InlineData("patient/observation.r")]
    [InlineData("patient/.r")]
    [InlineData("patient/Obs*.r")]
    [InlineData("practitioner/Patient.r")]
    [InlineData("Patient/Patient.r")]
    [InlineData("patient/Observation.rs?")]
    [InlineData("patient/Observation.rs?category")]
    [InlineData("patient/Observation.rs?=laboratory")]
    [InlineData("patient/Observation.rs?category=")]
    [InlineData("patient/Observation.rs?category=\"a\"")]
    [InlineData("patient/../Patient.r")]
    [InlineData("openid")]
    public void Refuses_what_is_no_resource_scope(string text) => Assert.Null(SmartScope.TryParse(text));

    [Fact]
    public void Allows_what_a_scope_says_and_nothing_else()
    {
        var scopes = SmartScopes.Parse("launch/patient openid fhirUser patient/Observation.rs user/Patient.r patient/Condition.rs?category=problem-list-item");
        Assert.True(scopes.Allows(SmartContext.Patient, "Observation", SmartActs.Read));
        Assert.True(scopes.Allows(SmartContext.Patient, "Observation", SmartActs.Read | SmartActs.Search));
        Assert.False(scopes.Allows(SmartContext.Patient, "Observation", SmartActs.Update));
        Assert.False(scopes.Allows(SmartContext.Patient, "Patient", SmartActs.Read));
        Assert.True(scopes.Allows(SmartContext.User, "Patient", SmartActs.Read));
        Assert.False(scopes.Allows(SmartContext.System, "Patient", SmartActs.Read));
        Assert.False(scopes.Allows(SmartContext.Patient, "Condition", SmartActs.Read));
        Assert.Equal("category=problem-list-item", Assert.Single(scopes.For(SmartContext.Patient, "Condition", SmartActs.Read)).Query);
        Assert.True(scopes.Has("openid"));
        Assert.False(scopes.Has("offline_access"));
    }

    [Fact]
    public void Says_which_part_is_no_scope() => Assert.Contains("'patient/Observation.sr'", Assert.Throws<FormatException>(() => SmartScopes.Parse("openid patient/Observation.sr")).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("system/*.rs", "system/Patient.cruds system/Observation.r", "system/Patient.rs system/Observation.r")]
    [InlineData("system/Patient.cruds", "system/*.rs", "system/Patient.rs")]
    [InlineData("user/Patient.rs", "system/*.cruds", "")]
    [InlineData("system/Observation.rs", "system/Observation.rs?category=laboratory", "system/Observation.rs?category=laboratory")]
    [InlineData("system/Observation.rs?category=vital-signs", "system/Observation.rs?category=laboratory", "")]
    [InlineData("openid system/Patient.r", "system/Patient.r", "system/Patient.r")]
    public void Grants_what_both_the_request_and_the_registration_say(string asked, string registered, string granted) =>
        Assert.Equal(granted, SmartScopes.Parse(asked).Within(SmartScopes.Parse(registered)).ToString());

    [Fact]
    public void A_grant_never_opens_what_the_registration_does_not()
    {
        var types = Gen.Elements("*", "Patient", "Observation");
        var scope = from context in Gen.Elements(Enum.GetValues<SmartContext>())
                    from type in types
                    from acts in Gen.Choose(1, 31)
                    select new SmartScope(context, type, (SmartActs)acts);
        var set = from scopes in Gen.ListOf(scope) select SmartScopes.Parse(string.Join(' ', scopes));
        Prop.ForAll(set.ToArbitrary(), set.ToArbitrary(), (asked, registered) =>
        {
            var granted = asked.Within(registered);
            return (from context in Enum.GetValues<SmartContext>()
                    from type in new[] { "Patient", "Observation", "Condition" }
                    from act in Enumerable.Range(0, 5).Select(bit => (SmartActs)(1 << bit))
                    select granted.Allows(context, type, act) == (asked.Allows(context, type, act) && registered.Allows(context, type, act))).All(same => same);
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void What_is_written_reads_back_the_same()
    {
        var scope = from context in Gen.Elements(Enum.GetValues<SmartContext>())
                    from type in Gen.Elements("*", "Patient", "Observation")
                    from acts in Gen.Choose(1, 31)
                    from query in Gen.Elements(null, "category=laboratory", "code=http://loinc.org|8480-6&status=final")
                    select new SmartScope(context, type, (SmartActs)acts, query);
        Prop.ForAll(scope.ToArbitrary(), s => SmartScope.TryParse(s.ToString()) == s).QuickCheckThrowOnFailure();
    }
}
