using System.Collections.Immutable;
using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Salus.Trust;

namespace Salus.Workbench.Web;

/// <summary>Accounts, restricted patients and tokens over the API. All of it takes a person at a screen: no token has a scope for it.</summary>
internal static class AccountEndpoints
{
    /// <summary>How long a sign-in link made by an administrator works.</summary>
    public static readonly TimeSpan LinkLife = TimeSpan.FromHours(24);

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/me", (ClaimsPrincipal user) => TypedResults.Ok(Me.Of(user))).Requires(Act.OwnAccount).WithTags("People").WithSummary("Who you are and what you may do.");
        var people = api.MapGroup("/people").WithTags("People");
        people.MapGet("", async (People all, CancellationToken cancel) => TypedResults.Ok(await all.AccountsAsync(cancel))).Requires(Act.AdministerPeople).WithSummary("Every account.");
        people.MapPost("", AddAsync).Requires(Act.AdministerPeople).WithSummary("Add an account; the answer holds a one-time link to hand over.").ProducesProblem(422);
        people.MapPut("/{person:guid}", ChangeAsync).Requires(Act.AdministerPeople).WithSummary("Change display name and roles.").ProducesProblem(422);
        people.MapPost("/{person:guid}/link", LinkAsync).Requires(Act.AdministerPeople).WithSummary("A one-time sign-in link for somebody who cannot get in.").ProducesProblem(422);
        people.MapPost("/{person:guid}/disable", DisableAsync).Requires(Act.AdministerPeople).WithSummary("Close an account: sessions, links and tokens stop at once.").ProducesProblem(422);
        people.MapPost("/{person:guid}/enable", EnableAsync).Requires(Act.AdministerPeople).WithSummary("Open a closed account again.").ProducesProblem(422);

        var restricted = api.MapGroup("/restricted-patients").WithTags("People");
        restricted.MapGet("", async (RestrictedPatients patients, CancellationToken cancel) => TypedResults.Ok(await patients.ListAsync(cancel))).Requires(Act.RestrictPatient).WithSummary("Patients nobody sees without breaking the glass.");
        restricted.MapPut("/{patient}", RestrictAsync).Requires(Act.RestrictPatient).WithSummary("Mark a patient as restricted.");
        restricted.MapDelete("/{patient}", ReleaseAsync).Requires(Act.RestrictPatient).WithSummary("Take the mark away.");

        var tokens = api.MapGroup("/tokens").WithTags("Tokens");
        tokens.MapGet("", async (ApiTokens own, ClaimsPrincipal user, CancellationToken cancel) => TypedResults.Ok(await own.ListAsync(user.Person().Id, cancel))).Requires(Act.OwnAccount).WithSummary("Your tokens, newest first; never their secrets.");
        tokens.MapPost("", CreateTokenAsync).Requires(Act.OwnAccount).WithSummary("Make a token. The secret is in this answer and nowhere else.").ProducesProblem(422);
        tokens.MapDelete("/{token:long}", RevokeTokenAsync).Requires(Act.OwnAccount).WithSummary("Revoke one of your tokens.").ProducesProblem(404);
        api.MapPost("/break-glass", BreakGlassAsync).Requires(Act.BreakGlass).WithTags("People").WithSummary("Read what is otherwise closed to you, with a reason, for an hour.").ProducesProblem(422);
    }

    private static async Task<Ok<NewAccountLink>> AddAsync(AddAccount add, People people, SignInLinks links, ClaimsPrincipal user, CancellationToken cancel)
    {
        var person = await people.AddAsync(add.UserName, add.DisplayName, add.Roles, password: null, user.Person(), cancel);
        var secret = await links.CreateAsync(person.Id, LinkLife, cancel, user.Person().Id);
        return TypedResults.Ok(new NewAccountLink(person, SignInLinks.PathOf(secret)));
    }

    private static async Task<NoContent> ChangeAsync(Guid person, ChangeAccount change, People people, ClaimsPrincipal user, CancellationToken cancel)
    {
        await people.ChangeAsync(new PersonId(person), change.DisplayName, change.Roles, user.Person().Id, cancel);
        return TypedResults.NoContent();
    }

    private static async Task<Ok<SignInLink>> LinkAsync(Guid person, SignInLinks links, ClaimsPrincipal user, CancellationToken cancel) =>
        TypedResults.Ok(new SignInLink(SignInLinks.PathOf(await links.CreateAsync(new PersonId(person), LinkLife, cancel, user.Person().Id))));

    private static async Task<NoContent> DisableAsync(Guid person, People people, ClaimsPrincipal user, CancellationToken cancel)
    {
        await people.DisableAsync(new PersonId(person), user.Person().Id, cancel);
        return TypedResults.NoContent();
    }

    private static async Task<NoContent> EnableAsync(Guid person, People people, ClaimsPrincipal user, CancellationToken cancel)
    {
        await people.EnableAsync(new PersonId(person), user.Person().Id, cancel);
        return TypedResults.NoContent();
    }

    private static async Task<NoContent> RestrictAsync(string patient, RestrictedPatients patients, ClaimsPrincipal user, CancellationToken cancel)
    {
        await patients.RestrictAsync(Patient(patient), user.Person().Id, cancel);
        return TypedResults.NoContent();
    }

    private static async Task<NoContent> ReleaseAsync(string patient, RestrictedPatients patients, ClaimsPrincipal user, CancellationToken cancel)
    {
        await patients.ReleaseAsync(Patient(patient), user.Person().Id, cancel);
        return TypedResults.NoContent();
    }

    private static PatientId Patient(string id) => string.IsNullOrWhiteSpace(id) ? throw new BadHttpRequestException("the patient's id is empty") : new PatientId(id.Trim());

    private static async Task<Ok<NewApiToken>> CreateTokenAsync(CreateToken create, ApiTokens tokens, ClaimsPrincipal user, CancellationToken cancel) =>
        TypedResults.Ok(await tokens.CreateAsync(user.Person().Id, create.Name, create.Scopes, TimeSpan.FromDays(Math.Clamp(create.Days, 0, 10_000)), cancel, string.IsNullOrWhiteSpace(create.Patient) ? null : new PatientId(create.Patient.Trim())));

    private static async Task<Results<NoContent, NotFound>> RevokeTokenAsync(long token, ApiTokens tokens, ClaimsPrincipal user, CancellationToken cancel) =>
        await tokens.RevokeAsync(user.Person().Id, token, cancel) ? TypedResults.NoContent() : TypedResults.NotFound();

    private static async Task<Ok<GlassOpen>> BreakGlassAsync(BreakGlassReason why, BreakGlass glass, ClaimsPrincipal user, CancellationToken cancel) =>
        TypedResults.Ok(new GlassOpen(await glass.OpenAsync(user.Person(), why.Reason, cancel)));
}

public sealed record Me(Person Person, ImmutableArray<Act> May, DateTimeOffset? GlassOpenUntil)
{
    internal static Me Of(ClaimsPrincipal user) => new(user.Person(), [.. Enum.GetValues<Act>().Where(user.May)], user.GlassOpenUntil());
}

public sealed record AddAccount(string UserName, string DisplayName, ImmutableArray<Role> Roles);

public sealed record ChangeAccount(string DisplayName, ImmutableArray<Role> Roles);

/// <param name="Link">Path below the workbench's address; works once, for a day.</param>
public sealed record NewAccountLink(Person Person, string Link);

/// <inheritdoc cref="NewAccountLink"/>
public sealed record SignInLink(string Link);

/// <param name="Days">Until it expires, 1 to 366.</param>
/// <param name="Patient">The only patient it opens, with <c>patient/</c> scopes; null otherwise.</param>
public sealed record CreateToken(string Name, ImmutableArray<string> Scopes, int Days = 90, string? Patient = null);

public sealed record BreakGlassReason(string Reason);

public sealed record GlassOpen(DateTimeOffset Until);
