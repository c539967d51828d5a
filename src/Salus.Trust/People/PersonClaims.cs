using System.Collections.Immutable;
using System.Security.Claims;
using Salus.Fhir.Smart;

namespace Salus.Trust;

/// <summary>A person as ASP.NET Core carries them through a request, and back.</summary>
public static class PersonClaims
{
    private const string UserName = "salus:user-name";
    private const string RoleList = "salus:roles";
    private const string Scope = "salus:scope";
    private const string ByToken = "salus:token";
    private const string GlassUntil = "salus:glass-until";
    private const string Patient = "salus:patient";

    /// <param name="scopes">Of the API token; null for a person at a screen.</param>
    /// <param name="glassUntil">When their broken glass closes; null while it is whole.</param>
    /// <param name="patient">The only patient that the token opens; null when it is not bound to one.</param>
    public static ClaimsIdentity ToIdentity(this Person person, string scheme, ImmutableSortedSet<string>? scopes, DateTimeOffset? glassUntil, PatientId? patient = null)
    {
        var identity = new ClaimsIdentity(scheme, ClaimTypes.Name, ClaimTypes.Role);
        identity.AddClaim(new Claim(ClaimTypes.NameIdentifier, person.Id.ToString()));
        identity.AddClaim(new Claim(ClaimTypes.Name, person.DisplayName));
        identity.AddClaim(new Claim(UserName, person.UserName));
        identity.AddClaim(new Claim(RoleList, Roles.Write(person.Roles)));
        if (scopes is not null)
        {
            identity.AddClaim(new Claim(ByToken, "true"));
            foreach (var scope in scopes)
                identity.AddClaim(new Claim(Scope, scope));
        }
        if (patient is { } bound)
            identity.AddClaim(new Claim(Patient, bound.Value));
        if (glassUntil is { } until)
            identity.AddClaim(new Claim(GlassUntil, Stamp.Of(until)));
        return identity;
    }

    /// <summary>Who is asking; null when nobody is signed in.</summary>
    public static Person? FindPerson(this ClaimsPrincipal user) =>
        user.FindFirstValue(ClaimTypes.NameIdentifier) is { } id
            ? new Person(new PersonId(Guid.ParseExact(id, "N")), user.FindFirstValue(UserName)!, user.FindFirstValue(ClaimTypes.Name)!, Roles.Read(user.FindFirstValue(RoleList)!))
            : null;

    /// <summary>Who is asking, where the route's policy lets only signed-in people through.</summary>
    public static Person Person(this ClaimsPrincipal user) =>
        user.FindPerson() ?? throw new InvalidOperationException("Nobody is signed in: the route names no act.");

    /// <summary>A program with an API token, not a browser.</summary>
    public static bool IsToken(this ClaimsPrincipal user) => user.HasClaim(ByToken, "true");

    /// <summary>The only patient that the token opens; null when it is not bound to one.</summary>
    public static PatientId? BoundPatient(this ClaimsPrincipal user) => user.FindFirstValue(Patient) is { } patient ? new PatientId(patient) : null;

    /// <summary>
    /// What a token opens over <c>/fhir</c>: its SMART scopes, and those that its other scopes stand for. Null for a person at a screen,
    /// whose roles alone decide.
    /// </summary>
    public static SmartScopes? FhirScopes(this ClaimsPrincipal user) => !user.IsToken() ? null
        : SmartScopes.Parse(string.Join(' ', user.FindAll(Scope).Select(s => s.Value switch
        {
            "chart:read" => "user/*.rs",
            "chart:write" => "user/*.cud",
            "chart:export" => "system/*.rs",
            var scope => scope,
        })), out _);

    /// <summary>When their broken glass closes; null while it is whole.</summary>
    public static DateTimeOffset? GlassOpenUntil(this ClaimsPrincipal user) => user.FindFirstValue(GlassUntil) is { } until ? Stamp.Read(until) : null;

    /// <summary>Whether whoever asks may do this: their roles, their broken glass, and their token's scopes.</summary>
    public static bool May(this ClaimsPrincipal user, Act act)
    {
        if (user.FindPerson() is not { } person)
            return false;
        if (user.IsToken())
            return Access.ScopeOf(act) is { } scope && user.HasClaim(Scope, scope) && Access.Allows(person, act);
        return Access.Allows(person, act) || (user.GlassOpenUntil() is not null && Access.OpensWithBrokenGlass(act));
    }

    /// <summary>
    /// Whether whoever asks over <c>/fhir</c> may come in at all for this act: their roles, and for a token any SMART scope that could open it.
    /// Which types and patients it opens is asked for each resource.
    /// </summary>
    public static bool MayOverFhir(this ClaimsPrincipal user, Act act) => user.FhirScopes() is not { } scopes
        ? user.May(act)
        : user.FindPerson() is { } person && Access.Allows(person, act) && scopes.Resources.Any(s => (s.Acts & LettersOf(act)) is not SmartActs.None && (act is not Act.ExportChart || s.Context is SmartContext.System));

    private static SmartActs LettersOf(Act act) => act switch
    {
        Act.ReadChart => SmartActs.Read | SmartActs.Search,
        Act.ChangeChart => SmartActs.Create | SmartActs.Update | SmartActs.Delete,
        Act.ExportChart => SmartActs.Read,
        _ => SmartActs.None,
    };
}
