using System.Collections.Immutable;
using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Primitives;
using Salus.Trust;
using Salus.Workbench.Pages;

namespace Salus.Workbench.Web;

using Answer = Results<RazorComponentResult<Shell>, RedirectHttpResult>;

/// <summary>The pages for administrators and auditors.</summary>
internal static class PeopleRoutes
{
    private const int AuditPageSize = 100;

    public static void Map(IEndpointRouteBuilder routes)
    {
        var people = routes.MapGroup("/people").Requires(Act.AdministerPeople).ExcludeFromDescription();
        people.MapGet("", (Administration office, CancellationToken cancel) => office.ShowAsync(cancel));
        people.MapPost("", AddAsync);
        people.MapPost("/{person:guid}/change", ([FromForm] string? displayName, [FromForm] StringValues roles, Guid person, Administration office, ClaimsPrincipal user, CancellationToken cancel) =>
            office.TryAsync(() => office.People.ChangeAsync(new PersonId(person), displayName ?? "", Parse(roles), user.Person().Id, cancel), cancel));
        people.MapPost("/{person:guid}/disable", (Guid person, Administration office, ClaimsPrincipal user, CancellationToken cancel) =>
            office.TryAsync(() => office.People.DisableAsync(new PersonId(person), user.Person().Id, cancel), cancel));
        people.MapPost("/{person:guid}/enable", (Guid person, Administration office, ClaimsPrincipal user, CancellationToken cancel) =>
            office.TryAsync(() => office.People.EnableAsync(new PersonId(person), user.Person().Id, cancel), cancel));
        people.MapPost("/{person:guid}/link", LinkAsync);

        var restricted = routes.MapGroup("/people/restricted").Requires(Act.RestrictPatient).ExcludeFromDescription();
        restricted.MapPost("", ([FromForm] string? patient, Administration office, ClaimsPrincipal user, CancellationToken cancel) =>
            office.TryAsync(() => office.Patients.RestrictAsync(Patient(patient), user.Person().Id, cancel), cancel));
        restricted.MapPost("/release", ([FromForm] string? patient, Administration office, ClaimsPrincipal user, CancellationToken cancel) =>
            office.TryAsync(() => office.Patients.ReleaseAsync(Patient(patient), user.Person().Id, cancel), cancel));

        routes.MapGet("/audit", AuditAsync).Requires(Act.ReadAudit).ExcludeFromDescription();
    }

    private static async Task<Answer> AddAsync([FromForm] string? userName, [FromForm] string? displayName, [FromForm] StringValues roles, Administration office, HttpContext http, CancellationToken cancel)
    {
        try
        {
            var by = http.User.Person();
            var added = await office.People.AddAsync(userName ?? "", displayName ?? "", Parse(roles), password: null, by, cancel);
            return await office.ShowLinkAsync(http, added, cancel);
        }
        catch (AccountRefusedException e)
        {
            return await office.ShowAsync(cancel, e.Message, userName, displayName);
        }
    }

    private static async Task<Answer> LinkAsync(Guid person, Administration office, HttpContext http, CancellationToken cancel)
    {
        try
        {
            return await office.ShowLinkAsync(http, await office.People.FindAsync(new PersonId(person), cancel) ?? throw new AccountRefusedException("There is no such account, or it is closed."), cancel);
        }
        catch (AccountRefusedException e)
        {
            return await office.ShowAsync(cancel, e.Message);
        }
    }

    private static async Task<RazorComponentResult<Shell>> AuditAsync(string? act, string? draft, string? patient, long? below, AuditTrail trail, ClaimsPrincipal user, CancellationToken cancel)
    {
        var filter = new AuditFilter { Act = act, Draft = DraftId.TryParse(draft, null, out var id) ? id : null, Patient = patient, Below = below };
        var lines = new List<AuditLine>();
        await foreach (var line in AuditEndpoints.FirstAsync(trail.ReadAsync(filter.ToQuery(), user.Person(), cancel), AuditPageSize, cancel))
            lines.Add(line);
        var query = QueryString.Create(new Dictionary<string, string?> { ["act"] = act, ["draft"] = filter.Draft?.ToString(), ["patient"] = patient });
        return Page.Show<AuditPage>(new
        {
            Lines = lines.ToImmutableArray(),
            Filter = filter,
            Export = "/api/audit/export" + query,
            Next = lines.Count < AuditPageSize ? null : "/audit" + query.Add("below", lines[^1].Index.ToString(System.Globalization.CultureInfo.InvariantCulture)),
        });
    }

    private static IEnumerable<Role> Parse(StringValues roles) => roles.Select(r => Enum.TryParse<Role>(r, ignoreCase: true, out var role) && Enum.IsDefined(role) ? role : throw new AccountRefusedException("There is no such role."));

    private static PatientId Patient(string? id) => string.IsNullOrWhiteSpace(id) ? throw new AccountRefusedException("Give the patient's id.") : new PatientId(id.Trim());
}

/// <summary>What the administrator's page is made from.</summary>
internal sealed class Administration(People people, RestrictedPatients patients, SignInLinks links)
{
    public People People => people;

    public RestrictedPatients Patients => patients;

    public async Task<RazorComponentResult<Shell>> ShowAsync(CancellationToken cancel, string? error = null, string? userName = null, string? displayName = null, string? link = null, string? linkFor = null) =>
        Page.Show<PeoplePage>(
            new { Accounts = await people.AccountsAsync(cancel), Restricted = await patients.ListAsync(cancel), Error = error, UserName = userName, DisplayName = displayName, Link = link, LinkFor = linkFor },
            error is null ? StatusCodes.Status200OK : StatusCodes.Status422UnprocessableEntity);

    public async Task<RazorComponentResult<Shell>> ShowLinkAsync(HttpContext http, Person person, CancellationToken cancel)
    {
        var secret = await links.CreateAsync(person.Id, AccountEndpoints.LinkLife, cancel, http.User.Person().Id);
        return await ShowAsync(cancel, link: $"{http.Request.Scheme}://{http.Request.Host}{SignInLinks.PathOf(secret)}", linkFor: person.DisplayName);
    }

    /// <summary>Does it and goes back to the page; shows the page with the reason when it was refused.</summary>
    public async Task<Answer> TryAsync(Func<Task> act, CancellationToken cancel)
    {
        try
        {
            await act();
            return TypedResults.LocalRedirect("/people");
        }
        catch (AccountRefusedException e)
        {
            return await ShowAsync(cancel, e.Message);
        }
    }
}
