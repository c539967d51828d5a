using System.Collections.Immutable;
using Salus.Fhir;
using Salus.Fhir.Search;
using Salus.Fhir.Smart;
using Salus.Trust;

namespace Salus.Workbench.Fhir;

/// <summary>Search by GET and by POST, and everything about a patient.</summary>
internal static class SearchEndpoints
{
    private const int LongestForm = 1 << 20;

    public static async Task GetAsync(string type, HttpContext http)
    {
        var exchange = new FhirExchange(http);
        await AnswerAsync(exchange, type, Parameters(http.Request.Query));
    }

    public static async Task PostAsync(string type, HttpContext http)
    {
        var exchange = new FhirExchange(http);
        if (http.Request.ContentLength > LongestForm)
            throw Outcomes.From(Web.Problem.Of(StatusCodes.Status413PayloadTooLarge));
        if (http.Request.ContentLength > 0 && !http.Request.HasFormContentType)
            throw new FhirRefusedException(StatusCodes.Status415UnsupportedMediaType, "not-supported", "A search is POSTed as application/x-www-form-urlencoded.");
        var form = http.Request.HasFormContentType ? Parameters(await http.Request.ReadFormAsync(exchange.Cancel)) : [];
        await AnswerAsync(exchange, type, [.. Parameters(http.Request.Query), .. form]);
    }

    /// <summary>The set of what a search finds, as far as the caller may see it.</summary>
    /// <exception cref="FhirRefusedException">403, 404.</exception>
    /// <exception cref="SearchException">It cannot be answered as it is written.</exception>
    public static async Task<FhirNode> FindAsync(FhirExchange exchange, string type, IReadOnlyList<KeyValuePair<string, string>> parameters)
    {
        FhirExchange.RequireType(type);
        var query = SearchQuery.Parse(type, [.. parameters, .. exchange.Caller.Confine(type, SmartActs.Search)], lenient: exchange.Lenient);
        foreach (var criterion in query.Criteria)
            exchange.Caller.DemandReach(criterion);
        var page = await exchange.Record.SearchAsync(query, exchange.Caller.Person, exchange.Cancel);
        var view = new ResourceView(query.Summary switch { SearchSummary.Summary => "true", SearchSummary.Text => "text", SearchSummary.Data => "data", _ => null }, query.Elements);
        return view.Apply(Bundles.SearchSet(exchange, page, $"{exchange.Base}/{type}", [.. parameters.Where(p => p.Key != "_cursor").Select(p => (p.Key, p.Value))], query.Ignored));
    }

    public static async Task EverythingAsync(string id, HttpContext http)
    {
        var exchange = new FhirExchange(http);
        exchange.Caller.Demand("Patient", SmartActs.Read);
        if (exchange.Caller.Patient is { } bound && bound.Value != id)
            throw FhirRefusedException.NotFound("Patient");
        var query = http.Request.Query;
        if (query.Keys.FirstOrDefault(k => k is not ("_since" or "_type" or "_count" or "_cursor" or "_format" or "_pretty" or "_elements" or "_summary")) is { } unknown && !exchange.Lenient)
            throw new FhirRefusedException(StatusCodes.Status400BadRequest, "not-supported", $"$everything takes _since, _type and _count here; '{unknown}' is none of them.");
        var page = await exchange.Record.EverythingAsync(
            new EverythingQuery(id, Requested.Instant(query["_since"]), Requested.List(query["_type"]), Requested.Count(query["_count"]), query["_cursor"].ToString() is { Length: > 0 } cursor ? cursor : null),
            exchange.Caller.Person,
            exchange.Cancel) ?? throw FhirRefusedException.NotFound("Patient");
        await exchange.WriteAsync(StatusCodes.Status200OK, Bundles.SearchSet(exchange, page, $"{exchange.Base}/Patient/{id}/$everything", [.. Parameters(query).Where(p => p.Key != "_cursor").Select(p => (p.Key, p.Value))], []));
    }

    private static async Task AnswerAsync(FhirExchange exchange, string type, ImmutableArray<KeyValuePair<string, string>> parameters) =>
        await exchange.WriteWholeAsync(StatusCodes.Status200OK, await FindAsync(exchange, type, parameters));

    private static ImmutableArray<KeyValuePair<string, string>> Parameters(IEnumerable<KeyValuePair<string, Microsoft.Extensions.Primitives.StringValues>> given) =>
        [.. given.SelectMany(g => g.Value.Select(v => KeyValuePair.Create(g.Key, v ?? "")))];
}
