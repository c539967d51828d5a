using Salus.Fhir;
using Salus.Fhir.Definitions;
using Salus.Workbench.Web;
using static Salus.Fhir.Datatypes;

namespace Salus.Workbench.Fhir;

/// <summary>The capability statement: what this server does, and nothing that it does not. Open to everybody, as SMART and R4 want it.</summary>
internal static class Capability
{
    private static readonly string[] interactions = ["read", "vread", "history-instance", "history-type", "create", "update", "patch", "delete"];

    /// <summary>When the surface last changed; not the time of the request.</summary>
    private const string Date = "2026-11-21";

    public static Task WriteAsync(HttpContext http)
    {
        var format = FhirFormat.Negotiate(http.Request);
        http.Response.ContentType = format.MediaType + "; charset=utf-8";
        return http.Response.Body.WriteAsync(format.Write(Statement($"{http.Request.Scheme}://{http.Request.Host}"), http.Request.Query["_pretty"] == "true"), http.RequestAborted).AsTask();
    }

    private static FhirNode Statement(string site) => FhirNode.Resource("CapabilityStatement",
        ("status", "active"),
        ("date", Date),
        ("publisher", "The Salus authors"),
        ("kind", "instance"),
        ("software", FhirNode.Object(("name", "Salus"), ("version", HealthEndpoints.Version))),
        ("implementation", FhirNode.Object(("description", "The record of a Salus workbench"), ("url", site + FhirRoutes.Prefix))),
        ("fhirVersion", "4.0.1"),
        ("format", FhirNode.List("application/fhir+json", "application/fhir+xml", "json", "xml")),
        ("patchFormat", FhirNode.List("application/json-patch+json", "application/fhir+json", "application/fhir+xml")),
        ("rest", FhirNode.List(FhirNode.Object(
            ("mode", "server"),
            ("security", FhirNode.Object(
                ("service", FhirNode.List(Concept("http://terminology.hl7.org/CodeSystem/restful-security-service", "SMART-on-FHIR"))),
                ("description", "A bearer token with SMART scopes, or a session of the workbench."))),
            ("resource", FhirNode.List(FhirDefinitions.R4.ResourceTypes.Select(t => (FhirElement)Resource(t)))),
            ("interaction", FhirNode.List(FhirNode.Object(("code", "history-system"))))))));

    private static FhirNode Resource(string type) => FhirNode.Object(
        ("type", type),
        ("profile", "http://hl7.org/fhir/StructureDefinition/" + type),
        ("interaction", FhirNode.List(interactions.Select(i => (FhirElement)FhirNode.Object(("code", i))))),
        ("versioning", "versioned-update"),
        ("readHistory", true),
        ("updateCreate", true),
        ("conditionalRead", "full-support"));
}
