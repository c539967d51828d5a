using System.Collections.Frozen;
using System.Security.Claims;
using Salus.Fhir;
using Salus.Fhir.Definitions;
using Salus.Fhir.Search;
using Salus.Fhir.Smart;
using Salus.Trust;

namespace Salus.Workbench.Fhir;

/// <summary>Who asks over FHIR, and what is open to them: by role, and for a token by scope and patient. What nothing opens is refused.</summary>
internal sealed class FhirCaller
{
    /// <summary>What a patient's resources refer to and what is about nobody: open to a token for one patient that has a scope for it.</summary>
    private static readonly FrozenSet<string> shared = new[] { "Practitioner", "PractitionerRole", "Organization", "Location", "Medication" }.ToFrozenSet(StringComparer.Ordinal);

    private readonly ClaimsPrincipal user;
    private readonly SmartScopes? scopes;
    private readonly SmartContext[] contexts;

    public FhirCaller(ClaimsPrincipal user)
    {
        this.user = user;
        Person = user.Person();
        Patient = user.BoundPatient();
        scopes = user.FhirScopes();
        contexts = Patient is null ? [SmartContext.User, SmartContext.System] : [SmartContext.Patient];
    }

    public Person Person { get; }

    /// <summary>The only patient open to the token; null when it is not bound to one.</summary>
    public PatientId? Patient { get; }

    /// <param name="type"><c>*</c> asks for all types at once.</param>
    public bool Allows(string type, SmartActs act)
    {
        var needed = (act & (SmartActs.Create | SmartActs.Update | SmartActs.Delete)) is SmartActs.None ? Act.ReadChart : Act.ChangeChart;
        if (scopes is null)
            return user.May(needed);
        return Access.Allows(Person, needed) && contexts.Any(c => scopes.Allows(c, type, act));
    }

    /// <summary>Bulk export counts system/ scopes alone: a token that may look at a type for a person does not carry all of it away.</summary>
    public bool AllowsExport(string type) => scopes is null ? user.May(Act.ExportChart) : Access.Allows(Person, Act.ExportChart) && Patient is null && scopes.Allows(SmartContext.System, type, SmartActs.Read);

    /// <exception cref="FhirRefusedException">403.</exception>
    public void Demand(string type, SmartActs act)
    {
        if (!Allows(type, act))
            throw new FhirRefusedException(StatusCodes.Status403Forbidden, "forbidden", $"Neither your role nor the scopes of the token allow this on {(type == "*" ? "all types" : type)}.");
    }

    /// <summary>
    /// What must be added to a search so that it finds only what is open: the patient of the token, and the queries that narrow its scopes.
    /// </summary>
    /// <param name="act">Search, or Read to look one resource up.</param>
    /// <exception cref="FhirRefusedException">403: nothing of the type is open, or it cannot be told what.</exception>
    public IReadOnlyList<KeyValuePair<string, string>> Confine(string type, SmartActs act)
    {
        if (scopes is null)
        {
            Demand(type, act);
            return [];
        }
        var open = contexts.SelectMany(c => scopes.For(c, type, act)).ToArray();
        if (open.Length == 0 || !Access.Allows(Person, Act.ReadChart))
            Demand(type, act);
        return [.. PatientCriterion(type), .. Narrowing(open)];
    }

    private IEnumerable<KeyValuePair<string, string>> PatientCriterion(string type)
    {
        if (Patient is not { } patient || shared.Contains(type))
            return [];
        if (type == "Patient")
            return [KeyValuePair.Create("_id", patient.Value)];
        var parameters = FhirDefinitions.R4.SearchParameters(type).Where(p => p.Targets.Contains("Patient", StringComparer.Ordinal)).Select(p => p.Code).ToHashSet(StringComparer.Ordinal);
        var code = parameters.Contains("patient") ? "patient" : parameters.Contains("subject") ? "subject"
            : throw new FhirRefusedException(StatusCodes.Status403Forbidden, "forbidden", $"The token is for one patient, and {type} cannot be searched by patient.");
        return [KeyValuePair.Create(code, "Patient/" + patient.Value)];
    }

    private static KeyValuePair<string, string>[] Narrowing(SmartScope[] open)
    {
        if (open.Any(s => s.Query is null))
            return [];
        var queries = open.Select(s => s.Query!.Split('&').Select(Pair).ToArray()).ToArray();
        if (queries.Length == 1)
            return queries[0];
        // several scopes admit what any of them admits; a search says that of values of one parameter
        if (queries.All(q => q.Length == 1 && q[0].Key == queries[0][0].Key))
            return [KeyValuePair.Create(queries[0][0].Key, string.Join(',', queries.Select(q => q[0].Value)))];
        throw new FhirRefusedException(StatusCodes.Status403Forbidden, "forbidden", "The scopes of the token narrow this type in ways that cannot be joined: use a token with one of them.");

        static KeyValuePair<string, string> Pair(string part)
        {
            var at = part.IndexOf('=', StringComparison.Ordinal);
            return KeyValuePair.Create(Uri.UnescapeDataString(part[..at]), Uri.UnescapeDataString(part[(at + 1)..]));
        }
    }

    /// <summary>A search may decide by other resources (chains, <c>_has</c>) only where those are open too.</summary>
    /// <exception cref="FhirRefusedException">403.</exception>
    public void DemandReach(SearchCriterion criterion)
    {
        if (scopes is null)
            return;
        switch (criterion)
        {
            case ChainCriterion chain:
                DemandUnbound();
                foreach (var target in chain.Targets)
                {
                    Demand(target.Type, SmartActs.Search);
                    DemandReach(target.Inner);
                }
                break;
            case HasCriterion has:
                DemandUnbound();
                Demand(has.Type, SmartActs.Search);
                DemandReach(has.Inner);
                break;
        }
    }

    /// <summary>For what cannot be confined to one patient.</summary>
    /// <exception cref="FhirRefusedException">403.</exception>
    public void DemandUnbound()
    {
        if (Patient is not null)
            throw new FhirRefusedException(StatusCodes.Status403Forbidden, "forbidden", "The token is for one patient, and this reaches beyond.");
    }

    /// <summary>Whether a resource is open to a token for one patient: the patient, what refers to them, and what is about nobody.</summary>
    public bool Sees(FhirNode resource)
    {
        if (Patient is not { } patient)
            return true;
        if (resource.ResourceType == "Patient")
            return resource.Id == patient.Value;
        var own = "Patient/" + patient.Value;
        var references = resource.Places().Select(p => p.Node).Where(n => n.Name == "reference" && n.Value is not null).Select(n => n.Value!).Where(r => r.StartsWith("Patient/", StringComparison.Ordinal)).ToArray();
        return references.Length == 0 ? shared.Contains(resource.ResourceType!) : references.Contains(own, StringComparer.Ordinal);
    }

    /// <summary>Whether this type is about nobody, so that a search needs no patient.</summary>
    public static bool IsShared(string type) => shared.Contains(type);
}
