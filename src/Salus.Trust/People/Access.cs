using System.Collections.Frozen;
using System.Collections.Immutable;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;

namespace Salus.Trust;

/// <summary>Everything somebody can ask this house to do. A page or route names exactly one.</summary>
public enum Act
{
    /// <summary>Own password, own tokens, sign out: nothing about anybody else.</summary>
    OwnAccount,

    /// <summary>Make a draft from a visit.</summary>
    CreateDraft,

    /// <summary>See data sets, how they were made and what the release gate found, and take released ones away.</summary>
    ReadData,

    /// <summary>Learn a table and propose a data set for release.</summary>
    ProposeData,

    /// <summary>See what stood in the originals of a release under review, and turn its tokens back into what they stand for.</summary>
    ReadIdentified,

    /// <summary>See the work list and open drafts with their sources.</summary>
    ReadDraft,

    /// <summary>Change or add statements, decide on them, send the draft back.</summary>
    EditDraft,

    /// <summary>Take responsibility for a draft.</summary>
    SignDraft,

    /// <summary>Read and export signed notes.</summary>
    ReadSigned,

    /// <summary>Read, search and follow resources of patients: charts, and <c>/fhir</c>.</summary>
    ReadChart,

    /// <summary>Bring resources in through the import door: files, feeds, and writing over <c>/fhir</c>.</summary>
    ChangeChart,

    /// <summary>Take resources of all patients away in bulk.</summary>
    ExportChart,

    /// <summary>Open clinical content that is otherwise closed, with a reason, for an hour.</summary>
    BreakGlass,

    /// <summary>Add, change and disable accounts.</summary>
    AdministerPeople,

    /// <summary>See which language models the site uses, and try them.</summary>
    AdministerModels,

    /// <summary>Mark a patient as restricted, or take the mark away.</summary>
    RestrictPatient,

    /// <summary>Read who did what, and export it.</summary>
    ReadAudit,

    /// <summary>Read the ledger's checkpoint and export its entries.</summary>
    ReadLedger,
}

/// <summary>
/// The one table of who may do what. Pages, API and review desk all ask it; what it does not allow is refused.
/// </summary>
public static class Access
{
    private static readonly FrozenDictionary<Act, Rule> Rules = new Dictionary<Act, Rule>
    {
        [Act.OwnAccount] = Allow(null, Enum.GetValues<Role>()),
        [Act.CreateDraft] = Allow("drafts:write", Role.Clinician, Role.Nurse, Role.Trainee),
        [Act.ReadData] = Allow("data:read", Role.Researcher, Role.DataSteward),
        [Act.ProposeData] = Allow("data:write", Role.Researcher),
        [Act.ReadIdentified] = Allow(null, Role.DataSteward),
        [Act.ReadDraft] = Allow("drafts:read", Role.Clinician, Role.Nurse, Role.Trainee, Role.Researcher, Role.DataSteward),
        [Act.EditDraft] = Allow("drafts:write", Role.Clinician, Role.Nurse, Role.Trainee, Role.DataSteward),
        [Act.SignDraft] = Allow(null, Role.Clinician, Role.DataSteward),
        [Act.ReadSigned] = Allow("record:read", Role.Clinician, Role.Nurse, Role.Trainee, Role.Coder, Role.Researcher, Role.DataSteward),
        [Act.ReadChart] = Allow("chart:read", Role.Clinician, Role.Nurse, Role.Trainee, Role.Coder),
        [Act.ChangeChart] = Allow("chart:write", Role.Clinician, Role.Nurse),
        [Act.ExportChart] = Allow("chart:export", Role.Clinician),
        [Act.BreakGlass] = Allow(null, Role.Clinician, Role.Nurse, Role.Coder, Role.Administrator),
        [Act.AdministerPeople] = Allow(null, Role.Administrator),
        [Act.AdministerModels] = Allow(null, Role.Administrator),
        [Act.RestrictPatient] = Allow(null, Role.Administrator),
        [Act.ReadAudit] = Allow("audit:read", Role.Auditor),
        [Act.ReadLedger] = Allow("ledger:read", Role.Auditor),
    }.ToFrozenDictionary();

    /// <summary>
    /// What an API token may be given. Signing, accounts, identified originals and break-glass are not among them: those take a person at a screen.
    /// </summary>
    public static ImmutableSortedSet<string> Scopes { get; } =
        [.. Rules.Values.Select(r => r.Scope).OfType<string>()];

    public static bool Allows(Role role, Act act) => Rules.TryGetValue(act, out var rule) && rule.Roles.Contains(role);

    public static bool Allows(Person person, Act act) => person.Roles.Any(role => Allows(role, act));

    /// <summary>Whether a role of this person serves a purpose: somebody who only does research sees no draft about the care of a patient, and the other way round.</summary>
    public static bool Serves(Person person, Purpose purpose) => person.Roles.Any(role => PurposeOf(role) == purpose);

    /// <summary>Whether a role that serves this purpose allows the act.</summary>
    public static bool Allows(Person person, Act act, Purpose purpose) => person.Roles.Any(role => PurposeOf(role) == purpose && Allows(role, act));

    private static Purpose PurposeOf(Role role) => role is Role.Researcher or Role.DataSteward ? Purpose.Research : Purpose.Care;

    /// <summary>The scope a token needs for an act; null when no token can do it.</summary>
    public static string? ScopeOf(Act act) => Rules.TryGetValue(act, out var rule) ? rule.Scope : null;

    /// <summary>Acts that an open break-glass adds: reading, never writing or signing.</summary>
    public static bool OpensWithBrokenGlass(Act act) => act is Act.ReadDraft or Act.ReadSigned or Act.ReadChart;

    /// <summary>Name of the authorization policy for an act.</summary>
    public static string PolicyOf(Act act) => $"act:{act}";

    /// <summary>The same where SMART scopes count too: see <see cref="PersonClaims.MayOverFhir"/>.</summary>
    public static string FhirPolicyOf(Act act) => $"fhir:{act}";

    private static Rule Allow(string? scope, params ReadOnlySpan<Role> roles) => new(scope, [.. roles]);

    private sealed record Rule(string? Scope, FrozenSet<Role> Roles);
}

/// <summary>On a page: who may open it. <c>@attribute [Requires(Act.ReadDraft)]</c></summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
public sealed class RequiresAttribute(Act act) : AuthorizeAttribute(Access.PolicyOf(act))
{
    public Act Act { get; } = act;
}

public static class AccessRoutes
{
    /// <summary>On a route: who may call it.</summary>
    public static TBuilder Requires<TBuilder>(this TBuilder route, Act act) where TBuilder : IEndpointConventionBuilder =>
        route.RequireAuthorization(new RequiresAttribute(act));

    /// <summary>On a route under <c>/fhir</c>: who may call it, in person, or with SMART scopes.</summary>
    public static TBuilder RequiresOverFhir<TBuilder>(this TBuilder route, Act act) where TBuilder : IEndpointConventionBuilder =>
        route.RequireAuthorization(Access.FhirPolicyOf(act));
}
