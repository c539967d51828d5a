using System.Collections.Immutable;
using System.Security.Claims;

namespace Salus.Trust;

/// <summary>A person as ASP.NET Core carries them through a request, and back.</summary>
public static class PersonClaims
{
    private const string UserName = "salus:user-name";
    private const string RoleList = "salus:roles";
    private const string Scope = "salus:scope";
    private const string ByToken = "salus:token";
    private const string GlassUntil = "salus:glass-until";

    /// <param name="scopes">Of the API token; null for a person at a screen.</param>
    /// <param name="glassUntil">When their broken glass closes; null while it is whole.</param>
    public static ClaimsIdentity ToIdentity(this Person person, string scheme, ImmutableSortedSet<string>? scopes, DateTimeOffset? glassUntil)
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
}
