using System.Collections.Frozen;
using System.Security.Claims;
using Salus.Fhir;
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

    /// <exception cref="FhirRefusedException">403.</exception>
    public void Demand(string type, SmartActs act)
    {
        if (!Allows(type, act))
            throw new FhirRefusedException(StatusCodes.Status403Forbidden, "forbidden", $"Neither your role nor the scopes of the token allow this on {(type == "*" ? "all types" : type)}.");
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
