using System.Collections.Immutable;
using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Policy;
using Microsoft.Extensions.Options;
using Salus.Trust;

namespace Salus.Workbench.Web;

/// <summary>Who is asking: an API token in the Authorization header, or else the session cookie. Never both: a wrong token does not fall back to the cookie.</summary>
internal sealed class Authentication(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder, WebOptions web, Sessions sessions, ApiTokens tokens, BreakGlass glass)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public const string Name = "salus";
    private const string Bearer = "Bearer ";

    public static void Add(IServiceCollection services)
    {
        services.AddAuthentication(Name).AddScheme<AuthenticationSchemeOptions, Authentication>(Name, configureOptions: null);
        services.AddSingleton<IAuthorizationHandler, ActHandler>();
        services.AddSingleton<IAuthorizationMiddlewareResultHandler, Refusals>();
        services.AddAuthorization(authorization =>
        {
            foreach (var act in Enum.GetValues<Act>())
            {
                authorization.AddPolicy(Access.PolicyOf(act), policy => policy.AddRequirements(new ActRequirement(act)));
                authorization.AddPolicy(Access.FhirPolicyOf(act), policy => policy.AddRequirements(new ActRequirement(act, OverFhir: true)));
            }
            // a route that names no act is closed; what is no route may say so: unknown address, wrong method, wrong content type
            authorization.FallbackPolicy = new AuthorizationPolicyBuilder()
                .RequireAssertion(request => request.Resource is HttpContext context && context.GetEndpoint() is not RouteEndpoint).Build();
        });
    }

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var cancel = Context.RequestAborted;
        var header = Request.Headers.Authorization.ToString();
        if (header.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase))
        {
            return await tokens.FindAsync(header[Bearer.Length..].Trim(), cancel) is { } bearer
                ? Success(bearer.Person, bearer.Scopes, glassUntil: null, bearer.Patient)
                : AuthenticateResult.Fail("The API token is unknown, expired or revoked.");
        }
        if (SessionCookie.Read(Request, web) is not { } secret || await sessions.FindAsync(secret, cancel) is not { } person)
            return AuthenticateResult.NoResult();
        return Success(person, scopes: null, await glass.OpenUntilAsync(person.Id, cancel));
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        if (Failures.WantsPage(Request) && HttpMethods.IsGet(Request.Method))
        {
            var back = Request.Path == "/" ? "" : $"?back={Uri.EscapeDataString(Request.Path + Request.QueryString)}";
            Response.Redirect($"/sign-in{back}");
            return Task.CompletedTask;
        }
        Response.StatusCode = StatusCodes.Status401Unauthorized;
        Response.Headers.WWWAuthenticate = "Bearer";
        return Task.CompletedTask;
    }

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties)
    {
        Response.StatusCode = StatusCodes.Status403Forbidden;
        return Task.CompletedTask;
    }

    private static AuthenticateResult Success(Person person, ImmutableSortedSet<string>? scopes, DateTimeOffset? glassUntil, PatientId? patient = null) =>
        AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(person.ToIdentity(Name, scopes, glassUntil, patient)), Name));
}

/// <summary>The cookie that carries a session's secret. It goes when the browser closes; how long it holds is decided on our side.</summary>
internal static class SessionCookie
{
    private static string NameOf(WebOptions web) => web.Secure ? "__Host-salus" : "salus";

    public static string? Read(HttpRequest request, WebOptions web) => request.Cookies[NameOf(web)] is { Length: > 0 } secret ? secret : null;

    public static void Write(HttpResponse response, WebOptions web, string secret) => response.Cookies.Append(NameOf(web), secret, Options(web));

    public static void Remove(HttpResponse response, WebOptions web) => response.Cookies.Delete(NameOf(web), Options(web));

    private static CookieOptions Options(WebOptions web) => new() { HttpOnly = true, SameSite = SameSiteMode.Strict, Secure = web.Secure, Path = "/", IsEssential = true };
}

/// <param name="OverFhir">SMART scopes count too.</param>
internal sealed record ActRequirement(Act Act, bool OverFhir = false) : IAuthorizationRequirement;

/// <summary>Asks the one table.</summary>
internal sealed class ActHandler : AuthorizationHandler<ActRequirement>
{
    protected override Task HandleRequirementAsync(AuthorizationHandlerContext context, ActRequirement requirement)
    {
        if (requirement.OverFhir ? context.User.MayOverFhir(requirement.Act) : context.User.May(requirement.Act))
            context.Succeed(requirement);
        return Task.CompletedTask;
    }
}

/// <summary>Every refusal of a signed-in person is an audit entry.</summary>
internal sealed class Refusals(AuditLog audit, TimeProvider clock) : IAuthorizationMiddlewareResultHandler
{
    private readonly AuthorizationMiddlewareResultHandler inner = new();

    public async Task HandleAsync(RequestDelegate next, HttpContext context, AuthorizationPolicy policy, PolicyAuthorizationResult authorizeResult)
    {
        if (authorizeResult.Forbidden && context.User.FindPerson() is { } person)
        {
            var act = policy.Requirements.OfType<ActRequirement>().FirstOrDefault()?.Act;
            await audit.WriteAsync(new AuditEntry(clock.GetUtcNow(), person.Id, "refused-request", null, null, "refused", act is { } known ? known.ToString() : "closed"), context.RequestAborted);
        }
        await inner.HandleAsync(next, context, policy, authorizeResult);
    }
}
