using System.Collections.Immutable;
using Salus.Fhir;
using Salus.Fhir.Definitions;

namespace Salus.Workbench.Fhir;

/// <summary>Whose data an export is about.</summary>
internal enum ExportLevel
{
    System,
    Patients,
    Group,
}

/// <summary>A kick-off of a bulk export (FHIR Bulk Data Access 2.0; the parameters of 3.0 and 4.0 by POST are read too).</summary>
/// <param name="Types">What goes out: only what the caller may read.</param>
/// <param name="Filters">By type: searches, of which a resource must fit one.</param>
/// <param name="Patients">Only these, as references; empty for all.</param>
internal sealed record ExportRequest(ExportLevel Level, ImmutableArray<string> Types, DateTimeOffset? Since, ImmutableDictionary<string, ImmutableArray<string>> Filters, ImmutableArray<string> Patients, string Address)
{
    /// <summary>The type under which signed notes go out: each is a document Bundle.</summary>
    public const string Documents = "Bundle";

    private static readonly string[] formats = ["application/fhir+ndjson", "application/ndjson", "ndjson"];

    /// <exception cref="FhirRefusedException">It asks for what is not done here, or for what the caller may not have.</exception>
    public static async Task<ExportRequest> ReadAsync(FhirExchange exchange, ExportLevel level)
    {
        var http = exchange.Http;
        if (!exchange.Async)
            throw FhirRefusedException.Invalid("An export runs in the background: send 'Prefer: respond-async'.");
        exchange.Caller.DemandUnbound();
        var given = HttpMethods.IsPost(http.Request.Method) && http.Request.ContentLength is not (null or 0)
            ? FromBody(await exchange.ReadResourceAsync())
            : [.. http.Request.Query.SelectMany(q => q.Value.Select(v => (Name: q.Key, Value: v ?? "")))];
        var (types, patients, filters) = (new List<string>(), new List<string>(), new Dictionary<string, List<string>>(StringComparer.Ordinal));
        DateTimeOffset? since = null;
        foreach (var (name, value) in given)
        {
            switch (name)
            {
                case "_outputFormat" when formats.Contains(value.Replace(' ', '+'), StringComparer.Ordinal):
                case "_format" or "_pretty":
                    break;
                case "_outputFormat":
                    throw FhirRefusedException.Invalid("_outputFormat is application/fhir+ndjson.");
                case "_since":
                    since = Requested.Instant(value);
                    break;
                case "_type":
                    types.AddRange(Requested.List(value));
                    break;
                case "_typeFilter":
                    foreach (var filter in value.Split(',', StringSplitOptions.RemoveEmptyEntries))
                        AddFilter(filters, Uri.UnescapeDataString(filter));
                    break;
                case "patient" when level is not ExportLevel.System && value.StartsWith("Patient/", StringComparison.Ordinal):
                    patients.Add(value);
                    break;
                case var unknown when !exchange.Lenient:
                    throw new FhirRefusedException(StatusCodes.Status400BadRequest, "not-supported", $"The parameter '{new string([.. unknown.Take(40)])}' is not supported here; send 'Prefer: handling=lenient' to have it passed over.");
            }
        }
        return new ExportRequest(level, TypesFor(exchange, level, types), since, filters.ToImmutableDictionary(f => f.Key, f => f.Value.ToImmutableArray(), StringComparer.Ordinal), [.. patients.Distinct(StringComparer.Ordinal)], exchange.Base + http.Request.Path.Value![FhirRoutes.Prefix.Length..] + http.Request.QueryString);
    }

    /// <summary>The search parameter that leads from a type to its patient; null where there is none. Patients are found by <c>_id</c>.</summary>
    public static string? PatientParameter(string type)
    {
        if (type == "Patient")
            return "_id";
        var codes = FhirDefinitions.R4.SearchParameters(type).Where(p => p.Type is "reference" && p.Targets.Contains("Patient", StringComparer.Ordinal)).Select(p => p.Code).ToHashSet(StringComparer.Ordinal);
        return codes.Contains("patient") ? "patient" : codes.Contains("subject") ? "subject" : null;
    }

    private static ImmutableArray<string> TypesFor(FhirExchange exchange, ExportLevel level, List<string> asked)
    {
        foreach (var type in asked)
        {
            FhirExchange.RequireType(type);
            if (!exchange.Caller.AllowsExport(type))
                throw new FhirRefusedException(StatusCodes.Status403Forbidden, "forbidden", $"Neither your role nor the system/ scopes of the token let {type} be exported.");
            if (level is not ExportLevel.System && type != Documents && PatientParameter(type) is null)
                throw FhirRefusedException.Invalid($"{type} is not about patients: export it from the whole system.");
        }
        return asked.Count > 0 ? [.. asked.Distinct(StringComparer.Ordinal)]
            : [.. FhirDefinitions.R4.ResourceTypes.Where(t => exchange.Caller.AllowsExport(t) && (level is ExportLevel.System || t == Documents || PatientParameter(t) is not null))];
    }

    private static void AddFilter(Dictionary<string, List<string>> filters, string filter)
    {
        var question = filter.IndexOf('?', StringComparison.Ordinal);
        if (question < 1)
            throw FhirRefusedException.Invalid("_typeFilter is a search: Observation?category=laboratory.");
        FhirExchange.RequireType(filter[..question]);
        if (!filters.TryGetValue(filter[..question], out var list))
            filters[filter[..question]] = list = [];
        list.Add(filter[(question + 1)..]);
    }

    private static (string Name, string Value)[] FromBody(FhirNode parameters) => parameters.ResourceType == "Parameters"
        ? [.. parameters.All("parameter").Select(p => (p["name"]?.Value ?? "", p["valueReference"]?["reference"]?.Value ?? p.Children.FirstOrDefault(c => c.Name.StartsWith("value", StringComparison.Ordinal))?.Value ?? ""))]
        : throw FhirRefusedException.Invalid("An export is POSTed with a Parameters resource.");
}
