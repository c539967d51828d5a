using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Salus.Workbench.Web;

/// <summary>A page as the answer of a route, so that showing a form and taking what it sends stand side by side.</summary>
internal static class Page
{
    /// <param name="parameters">The page's parameters, as an anonymous object.</param>
    public static RazorComponentResult<Pages.Shell> Show<TPage>(object? parameters = null, int status = StatusCodes.Status200OK, bool bare = false) where TPage : IComponent =>
        new(new
        {
            Page = typeof(TPage),
            Parameters = (IDictionary<string, object>)new RouteValueDictionary(parameters).Where(p => p.Value is not null).ToDictionary(p => p.Key, p => p.Value!, StringComparer.Ordinal),
            Bare = bare,
        })
        { StatusCode = status };

    /// <summary>A path of ours to go back to; anything else becomes the start page.</summary>
    public static string Local(string? back) => back is "/" or ['/', not '/' and not '\\', ..] && !back.Any(char.IsControl) ? back : "/";
}
