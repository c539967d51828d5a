using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Salus.Design.Components;

/// <summary>Light, dark, or what the reader's system says. A choice is kept in a cookie of one year.</summary>
public static class Theme
{
    public const string Cookie = "salus-theme";

    /// <summary><c>light</c> or <c>dark</c> when chosen; null leaves it to the system.</summary>
    public static string? Of(HttpContext? http) => http?.Request.Cookies[Cookie] is "light" or "dark" ? http.Request.Cookies[Cookie] : null;

    /// <summary>Keeps the choice and goes back to the page it was made on.</summary>
    public static IEndpointConventionBuilder MapTheme(this IEndpointRouteBuilder routes) =>
        routes.MapPost("/theme", ([FromForm] string? theme, [FromForm] string? back, HttpContext http) =>
        {
            if (theme is "light" or "dark")
                http.Response.Cookies.Append(Cookie, theme, new CookieOptions { MaxAge = TimeSpan.FromDays(365), SameSite = SameSiteMode.Lax, HttpOnly = true, Secure = http.Request.IsHttps, IsEssential = true });
            else
                http.Response.Cookies.Delete(Cookie);
            return Results.LocalRedirect(back is ['/', not '/' and not '\\', ..] or "/" ? back : "/");
        }).AllowAnonymous().ExcludeFromDescription();
}
