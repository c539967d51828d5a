using System.Globalization;
using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Primitives;
using Salus.Trust;
using Salus.Workbench.Pages;

namespace Salus.Workbench.Web;

using Answer = Results<RazorComponentResult<Shell>, RedirectHttpResult>;

/// <summary>The pages about one's own account and emergency access.</summary>
internal static class AccountRoutes
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var own = routes.MapGroup("/account").Requires(Act.OwnAccount).ExcludeFromDescription();
        own.MapGet("", (ClaimsPrincipal user, People people, ApiTokens tokens, CancellationToken cancel) => ShowAsync(user, people, tokens, cancel));
        own.MapPost("/password", ChangePasswordAsync);
        own.MapPost("/tokens", CreateTokenAsync);
        own.MapPost("/tokens/{token:long}/revoke", async Task<Answer> (long token, ClaimsPrincipal user, ApiTokens tokens, CancellationToken cancel) =>
        {
            await tokens.RevokeAsync(user.Person().Id, token, cancel);
            return TypedResults.LocalRedirect("/account");
        });
        var glass = routes.MapGroup("/break-glass").Requires(Act.BreakGlass).ExcludeFromDescription();
        glass.MapGet("", (string? back, ClaimsPrincipal user) => Page.Show<BreakGlassPage>(new { OpenUntil = user.GlassOpenUntil(), Back = Page.Local(back) }));
        glass.MapPost("", BreakGlassAsync);
        glass.MapPost("/close", async Task<Answer> (ClaimsPrincipal user, BreakGlass whole, CancellationToken cancel) =>
        {
            await whole.CloseAsync(user.Person().Id, cancel);
            return TypedResults.LocalRedirect("/");
        });
    }

    private static async Task<RazorComponentResult<Shell>> ShowAsync(ClaimsPrincipal user, People people, ApiTokens tokens, CancellationToken cancel, string? error = null, NewApiToken? made = null)
    {
        var person = user.Person().Id;
        return Page.Show<AccountPage>(new { Account = await people.AccountAsync(person, cancel), Tokens = await tokens.ListAsync(person, cancel), Error = error, Made = made },
            error is null ? StatusCodes.Status200OK : StatusCodes.Status422UnprocessableEntity);
    }

    private static async Task<Answer> ChangePasswordAsync([FromForm] string? now, [FromForm] string? password, [FromForm] string? again, HttpContext http, People people, ApiTokens tokens, WebOptions web, CancellationToken cancel)
    {
        var person = http.User.Person().Id;
        var account = await people.AccountAsync(person, cancel);
        if (password != again)
            return await ShowAsync(http.User, people, tokens, cancel, "The two new passwords differ. Type the same one twice.");
        if (account is { HasPassword: true } && !await people.HasPasswordAsync(person, now ?? "", cancel))
            return await ShowAsync(http.User, people, tokens, cancel, "The password you have now is not that one, or the account is locked after too many failures.");
        try
        {
            await people.SetPasswordAsync(person, password ?? "", person, cancel);
        }
        catch (AccountRefusedException e)
        {
            return await ShowAsync(http.User, people, tokens, cancel, e.Message);
        }
        SessionCookie.Remove(http.Response, web);
        return TypedResults.LocalRedirect("/sign-in?why=password");
    }

    private static async Task<Answer> CreateTokenAsync([FromForm] string? name, [FromForm] StringValues scopes, [FromForm] string? days, ClaimsPrincipal user, People people, ApiTokens tokens, CancellationToken cancel)
    {
        try
        {
            var life = int.TryParse(days, NumberStyles.None, CultureInfo.InvariantCulture, out var whole) ? Math.Min(whole, 10_000) : 0;
            return await ShowAsync(user, people, tokens, cancel, made: await tokens.CreateAsync(user.Person().Id, name ?? "", scopes.OfType<string>(), TimeSpan.FromDays(life), cancel));
        }
        catch (AccountRefusedException e)
        {
            return await ShowAsync(user, people, tokens, cancel, e.Message);
        }
    }

    private static async Task<Answer> BreakGlassAsync([FromForm] string? reason, [FromForm] string? back, ClaimsPrincipal user, BreakGlass glass, CancellationToken cancel)
    {
        try
        {
            await glass.OpenAsync(user.Person(), reason ?? "", cancel);
            return TypedResults.LocalRedirect(Page.Local(back));
        }
        catch (BreakGlassRefusedException e)
        {
            return Page.Show<BreakGlassPage>(new { Reason = reason, Back = Page.Local(back), Error = e.Message }, StatusCodes.Status422UnprocessableEntity);
        }
    }
}
