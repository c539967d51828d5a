using Microsoft.AspNetCore.Http.HttpResults;
using Salus.Trust;
using Salus.Workbench.Pages;

namespace Salus.Workbench.Web;

/// <summary>Patients that may be one person, and what somebody decides about them.</summary>
internal static class LookAlikeRoutes
{
    public const string Address = "/patients/look-alikes";

    public static void Map(IEndpointRouteBuilder routes)
    {
        var pairs = routes.MapGroup(Address).Requires(Act.ChangeChart).ExcludeFromDescription();
        pairs.MapGet("", (HttpContext http, PatientMatching matching, Record record, CancellationToken cancel) => ShowAsync(http, matching, record, problem: null, cancel));
        pairs.MapPost("", DecideAsync);
    }

    private static async Task<Results<RazorComponentResult<Shell>, RedirectHttpResult>> DecideAsync(HttpContext http, PatientMatching matching, Record record, CancellationToken cancel)
    {
        var form = http.Request.HasFormContentType ? await http.Request.ReadFormAsync(cancel) : FormCollection.Empty;
        var (left, right) = (form["left"].ToString(), form["right"].ToString());
        LinkState? state = form["decision"].ToString() switch { "same" => LinkState.Linked, "different" => LinkState.Distinct, "undo" => LinkState.Open, _ => null };
        if (state is not { } decided || !ResourceName.IsId(left) || !ResourceName.IsId(right))
            return await ShowAsync(http, matching, record, "Say which two patients, and whether they are one person.", cancel);
        try
        {
            await matching.DecideAsync(new PatientId(left), new PatientId(right), decided, form["reason"].ToString(), http.User.Person(), cancel);
            return TypedResults.LocalRedirect(Address + http.Request.QueryString);
        }
        catch (LinkRefusedException refused)
        {
            return await ShowAsync(http, matching, record, refused.Message, cancel);
        }
    }

    private static async Task<RazorComponentResult<Shell>> ShowAsync(HttpContext http, PatientMatching matching, Record record, string? problem, CancellationToken cancel)
    {
        var by = http.User.Person();
        var patient = http.Request.Query["patient"].ToString() is { Length: > 0 } asked && ResourceName.IsId(asked) ? asked : null;
        var links = patient is null ? await matching.OpenAsync(by, cancel) : await matching.LinksOfAsync(new PatientId(patient), by, cancel);
        var pairs = new List<LookAlikesPage.Pair>();
        foreach (var link in links.Take(LookAlikesPage.Shown))
        {
            if (await record.ReadAsync("Patient", link.Left.Value, by, cancel) is { Stored: not null } left && await record.ReadAsync("Patient", link.Right.Value, by, cancel) is { Stored: not null } right)
                pairs.Add(new LookAlikesPage.Pair(link, left, right));
        }
        return Page.Show<LookAlikesPage>(new { Pairs = (IReadOnlyList<LookAlikesPage.Pair>)pairs, Problem = problem, Patient = patient }, problem is null ? StatusCodes.Status200OK : StatusCodes.Status422UnprocessableEntity);
    }
}
