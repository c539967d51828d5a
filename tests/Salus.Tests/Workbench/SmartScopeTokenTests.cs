using System.Collections.Immutable;
using System.Security.Claims;
using Salus.Trust;

namespace Salus.Tests.Workbench;

/// <summary>What a token with SMART scopes opens, before any resource is looked at.</summary>
public sealed class SmartScopeTokenTests
{
    private static readonly Person clinician = new(new PersonId(Guid.Parse("01976d5a-0000-7000-8000-000000000001")), "ada", "Dr. Ada Marsh", [Role.Clinician]);

    [Theory]
    [InlineData("user/Observation.rs", true, false, false)]
    [InlineData("user/Observation.u", false, true, false)]
    [InlineData("system/*.rs", true, false, true)]
    [InlineData("user/*.cruds", true, true, false)]
    [InlineData("chart:read", true, false, false)]
    [InlineData("chart:write", false, true, false)]
    [InlineData("chart:export", true, false, true)]
    [InlineData("drafts:read", false, false, false)]
    public void Opens_the_door_it_names_and_no_other(string scope, bool read, bool change, bool export)
    {
        var user = Token(clinician, null, scope);
        Assert.Equal((read, change, export), (user.MayOverFhir(Act.ReadChart), user.MayOverFhir(Act.ChangeChart), user.MayOverFhir(Act.ExportChart)));
    }

    [Fact]
    public void Counts_nowhere_but_over_FHIR()
    {
        var user = Token(clinician, null, "user/*.cruds", "system/*.cruds");
        Assert.All(Enum.GetValues<Act>(), act => Assert.False(user.May(act), act.ToString()));
        Assert.True(Token(clinician, null, "chart:read").May(Act.ReadChart));
    }

    [Fact]
    public void Opens_no_more_than_the_roles_do()
    {
        var auditor = clinician with { Roles = [Role.Auditor] };
        Assert.False(Token(auditor, null, "system/*.cruds").MayOverFhir(Act.ReadChart));
        var coder = clinician with { Roles = [Role.Coder] };
        Assert.True(Token(coder, null, "user/*.cruds").MayOverFhir(Act.ReadChart));
        Assert.False(Token(coder, null, "user/*.cruds").MayOverFhir(Act.ChangeChart));
    }

    [Theory]
    [InlineData("patient/Observation.rs", null)]
    [InlineData("user/Observation.rs", "p1")]
    [InlineData("patient/Observation.rs user/Observation.rs", "p1")]
    [InlineData("patient/Observation.rs chart:read", "p1")]
    [InlineData("openid", null)]
    [InlineData("user/Observation.sr", null)]
    public async Task Cannot_be_made_half_bound_or_from_nonsense(string scopes, string? patient)
    {
        await using var workplace = await Workplace.OpenAsync();
        var person = await workplace.HireAsync("ada", Role.Clinician);
        await Assert.ThrowsAsync<AccountRefusedException>(() => workplace.Get<ApiTokens>().CreateAsync(person.Id, "x", scopes.Split(' '), TimeSpan.FromDays(1), default, patient is null ? null : new PatientId(patient)));
    }

    [Fact]
    public async Task Keeps_its_patient()
    {
        await using var workplace = await Workplace.OpenAsync();
        var person = await workplace.HireAsync("ada", Role.Clinician);
        var made = await workplace.Get<ApiTokens>().CreateAsync(person.Id, "x", ["patient/Observation.rs"], TimeSpan.FromDays(1), default, new PatientId("p1"));
        Assert.Equal(new PatientId("p1"), (await workplace.Get<ApiTokens>().FindAsync(made.Secret, default))!.Patient);
        Assert.Equal(new PatientId("p1"), Assert.Single(await workplace.Get<ApiTokens>().ListAsync(person.Id, default)).Patient);
    }

    private static ClaimsPrincipal Token(Person person, PatientId? patient, params string[] scopes) => new(person.ToIdentity("test", [.. scopes.ToImmutableSortedSet()], null, patient));
}
