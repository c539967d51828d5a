using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Salus.Trust;
using Salus.Workbench.Pages;

namespace Salus.Workbench.Web;

/// <summary>In and out: password, one-time link, first account, sign-out.</summary>
internal static class SignInRoutes
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var door = routes.MapGroup("").AllowAnonymous().ExcludeFromDescription();
        door.MapGet("/sign-in", (string? back, string? why) => Page.Show<SignInPage>(new
        {
            Back = Page.Local(back),
            Notice = why is "password" ? "Your password is changed. Sign in with the new one." : null,
        }, bare: true));
        door.MapPost("/sign-in", SignInAsync);
        door.MapGet("/enter", async (string? link, SignInLinks links, CancellationToken cancel) =>
        {
            LinkKind? kind = link is null ? null : await links.LookAsync(link, cancel);
            return Page.Show<EnterPage>(new { Kind = kind, Link = link }, kind is null ? StatusCodes.Status404NotFound : StatusCodes.Status200OK, bare: true);
        });
        door.MapPost("/enter", EnterAsync);
        door.MapPost("/enter/first", EnterFirstAsync);
        routes.MapPost("/sign-out", SignOutAsync).Requires(Act.OwnAccount).ExcludeFromDescription();
    }

    private static async Task<Results<RazorComponentResult<Shell>, RedirectHttpResult>> SignInAsync([FromForm] string? userName, [FromForm] string? password, [FromForm] string? back,
        HttpContext http, People people, Sessions sessions, SignInLimit limit, WebOptions web, CancellationToken cancel)
    {
        var name = userName ?? "";
        if (!limit.Allow(http, name))
            return Again("Too many attempts. Wait a minute and try again.", StatusCodes.Status429TooManyRequests);
        var signIn = await people.SignInAsync(name, password ?? "", cancel);
        if (signIn.Person is not { } person)
            return Again($"User name and password do not fit together. After {People.AttemptsBeforeLock} failures an account is locked for 15 minutes, and longer each time.", StatusCodes.Status401Unauthorized);
        await StartAsync(http, sessions, web, person, cancel);
        return TypedResults.LocalRedirect(Page.Local(back));

        RazorComponentResult<Shell> Again(string error, int status) => Page.Show<SignInPage>(new { UserName = name, Back = Page.Local(back), Error = error }, status, bare: true);
    }

    private static async Task<Results<RazorComponentResult<Shell>, RedirectHttpResult>> EnterAsync([FromForm] string? link,
        HttpContext http, People people, SignInLinks links, Sessions sessions, SignInLimit limit, WebOptions web, CancellationToken cancel)
    {
        if (!limit.Allow(http, "link") || await links.RedeemAsync(link ?? "", cancel) is not { } person)
            return Page.Show<EnterPage>(status: StatusCodes.Status404NotFound, bare: true);
        await StartAsync(http, sessions, web, person, cancel);
        return TypedResults.LocalRedirect(await people.AccountAsync(person.Id, cancel) is { HasPassword: false } ? "/account" : "/");
    }

    private static async Task<Results<RazorComponentResult<Shell>, RedirectHttpResult>> EnterFirstAsync([FromForm] string? link, [FromForm] string? userName, [FromForm] string? displayName, [FromForm] string? password, [FromForm] string? again,
        HttpContext http, SignInLinks links, Sessions sessions, SignInLimit limit, WebOptions web, CancellationToken cancel)
    {
        if (!limit.Allow(http, "link"))
            return Again("Too many attempts. Wait a minute and try again.");
        if (password != again)
            return Again("The two passwords differ. Type the same one twice.");
        try
        {
            if (await links.RedeemFirstRunAsync(link ?? "", userName ?? "", displayName ?? "", password ?? "", cancel) is not { } person)
                return Page.Show<EnterPage>(status: StatusCodes.Status404NotFound, bare: true);
            await StartAsync(http, sessions, web, person, cancel);
            return TypedResults.LocalRedirect("/");
        }
        catch (AccountRefusedException e)
        {
            return Again(e.Message);
        }

        RazorComponentResult<Shell> Again(string error) => Page.Show<EnterPage>(
            new { Kind = (LinkKind?)LinkKind.FirstRun, Link = link, UserName = userName, DisplayName = displayName, Error = error }, StatusCodes.Status422UnprocessableEntity, bare: true);
    }

    private static async Task<RedirectHttpResult> SignOutAsync(HttpContext http, Sessions sessions, BreakGlass glass, WebOptions web, CancellationToken cancel)
    {
        await glass.CloseAsync(http.User.Person().Id, cancel);
        if (SessionCookie.Read(http.Request, web) is { } secret)
            await sessions.EndAsync(secret, cancel);
        SessionCookie.Remove(http.Response, web);
        return TypedResults.LocalRedirect("/sign-in");
    }

    /// <summary>Always a new secret: one that was planted before signing in is worth nothing after.</summary>
    private static async Task StartAsync(HttpContext http, Sessions sessions, WebOptions web, Person person, CancellationToken cancel)
    {
        if (SessionCookie.Read(http.Request, web) is { } old)
            await sessions.EndAsync(old, cancel);
        SessionCookie.Write(http.Response, web, await sessions.StartAsync(person.Id, cancel));
    }
}
