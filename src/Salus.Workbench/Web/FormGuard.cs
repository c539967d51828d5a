using Microsoft.AspNetCore.Antiforgery;
using Salus.Trust;

namespace Salus.Workbench.Web;

/// <summary>
/// Nothing changes on a request that another site could have sent. Whatever a browser sends carries the form token, in the form or in
/// <c>X-Form-Token</c>; programs with an API token need none, because browsers do not add that header by themselves.
/// </summary>
internal sealed class FormGuard(RequestDelegate next, IAntiforgery forms)
{
    public async Task InvokeAsync(HttpContext context)
    {
        var changes = !HttpMethods.IsGet(context.Request.Method) && !HttpMethods.IsHead(context.Request.Method) && !HttpMethods.IsOptions(context.Request.Method);
        if (changes && context.GetEndpoint() is { } endpoint && !context.User.IsToken() && endpoint.Metadata.GetMetadata<ProvesItself>() is null)
            await forms.ValidateRequestAsync(context);
        await next(context);
    }
}

/// <summary>On a route that takes no cookie: the request carries a proof of its own, which another site does not have.</summary>
internal sealed record ProvesItself;
