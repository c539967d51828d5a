using Salus.Fhir;
using Salus.Fhir.Definitions;
using Salus.Workbench.Web;
using static Salus.Fhir.Datatypes;

namespace Salus.Workbench.Fhir;

/// <summary>The capability statement: what this server does, and nothing that it does not. Open to everybody, as SMART and R4 want it.</summary>
internal static class Capability
{
    private static readonly string[] interactions = ["read", "vread", "history-instance", "history-type", "create", "update", "patch", "delete", "search-type"];

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
                ("description", "A bearer token with SMART scopes, or a session of the workbench."),
                ("extension", FhirNode.List(FhirNode.Object(("url", "http://fhir-registry.smarthealthit.org/StructureDefinition/oauth-uris"), ("extension", FhirNode.List(Extension("token", ("valueUri", site + Smart.TokenEndpoint.Path))))))))),
            ("resource", FhirNode.List(FhirDefinitions.R4.ResourceTypes.Select(t => (FhirElement)Resource(t)))),
            ("interaction", FhirNode.List(FhirNode.Object(("code", "transaction")), FhirNode.Object(("code", "batch")), FhirNode.Object(("code", "history-system")))),
            ("operation", FhirNode.List(Operation("export", "http://hl7.org/fhir/uv/bulkdata/OperationDefinition/export")))))));

    private static FhirNode Resource(string type) => FhirNode.Object(
        ("type", type),
        ("profile", "http://hl7.org/fhir/StructureDefinition/" + type),
        ("interaction", FhirNode.List(interactions.Select(i => (FhirElement)FhirNode.Object(("code", i))))),
        ("versioning", "versioned-update"),
        ("readHistory", true),
        ("updateCreate", true),
        ("conditionalCreate", true),
        ("conditionalRead", "full-support"),
        ("conditionalUpdate", true),
        ("conditionalDelete", "single"),
        ("searchInclude", FhirNode.List(Includes(type).Select(i => (FhirElement)i))),
        ("searchParam", FhirNode.List(FhirDefinitions.R4.SearchParameters(type).Where(p => p.Expression is not null && p.Type is not "special").Select(p => (FhirElement)FhirNode.Object(("name", p.Code), ("definition", p.Url), ("type", p.Type))))),
        ("operation", FhirNode.List(Operations(type))));

    private static IEnumerable<string> Includes(string type) => FhirDefinitions.R4.SearchParameters(type).Where(p => p.Type is "reference").Select(p => $"{type}:{p.Code}");

    private static IEnumerable<FhirElement> Operations(string type)
    {
        yield return Operation("validate", "http://hl7.org/fhir/OperationDefinition/Resource-validate");
        if (type is "Patient")
        {
            yield return Operation("everything", "http://hl7.org/fhir/OperationDefinition/Patient-everything");
            yield return Operation("export", "http://hl7.org/fhir/uv/bulkdata/OperationDefinition/patient-export");
        }
        if (type is "Group")
            yield return Operation("export", "http://hl7.org/fhir/uv/bulkdata/OperationDefinition/group-export");
    }

    private static FhirNode Operation(string name, string definition) => FhirNode.Object(("name", name), ("definition", definition));
}
