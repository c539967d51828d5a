using System.Collections.Immutable;
using System.Globalization;
using Salus.Fhir;
using Salus.Fhir.Search;
using Salus.Fhir.Smart;
using Salus.Trust;

namespace Salus.Workbench.Fhir;

/// <summary>Read, version read and history.</summary>
internal static class ReadEndpoints
{
    private const int UsualCount = 50;

    public static Task ReadAsync(string type, string id, HttpContext http) => AnswerAsync(new FhirExchange(http), type, id, version: null);

    public static Task ReadVersionAsync(string type, string id, string version, HttpContext http) => AnswerAsync(new FhirExchange(http), type, id, version);

    /// <summary>A version that the caller may see.</summary>
    /// <param name="version">Null: the newest.</param>
    /// <exception cref="FhirRefusedException">403, 404, 410.</exception>
    public static async Task<RecordVersion> FindAsync(FhirExchange exchange, string type, string id, string? version)
    {
        FhirExchange.RequireType(type);
        var caller = exchange.Caller;
        // Scopes that a query narrows open the newest version of what the query finds; all else needs the whole type.
        if (!caller.Allows(type, SmartActs.Read))
        {
            var narrowed = caller.Confine(type, SmartActs.Read);
            if (version is not null)
                caller.Demand(type, SmartActs.Read);
            if ((await exchange.Record.SearchAsync(SearchQuery.Parse(type, [KeyValuePair.Create("_id", id), .. narrowed]), caller.Person, exchange.Cancel)).Matches.IsEmpty)
                throw FhirRefusedException.NotFound(type);
        }
        var found = version is null ? await exchange.Record.ReadAsync(type, id, caller.Person, exchange.Cancel)
            : long.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? await exchange.Record.VersionAsync(type, id, number, caller.Person, exchange.Cancel)
            : null;
        if (found is null || (found.Resource is { } resource && !caller.Sees(resource)) || (found.IsDeleted && caller.Patient is not null))
            throw FhirRefusedException.NotFound(type);
        return found;
    }

    public static async Task HistoryOfOneAsync(string type, string id, HttpContext http)
    {
        var exchange = new FhirExchange(http);
        FhirExchange.RequireType(type);
        exchange.Caller.Demand(type, SmartActs.Read);
        await HistoryAsync(exchange, type, id);
    }

    public static Task HistoryOfTypeAsync(string type, HttpContext http)
    {
        var exchange = new FhirExchange(http);
        FhirExchange.RequireType(type);
        exchange.Caller.Demand(type, SmartActs.Search);
        exchange.Caller.DemandUnbound();
        return HistoryAsync(exchange, type, null);
    }

    public static Task HistoryOfAllAsync(HttpContext http)
    {
        var exchange = new FhirExchange(http);
        exchange.Caller.Demand("*", SmartActs.Search);
        exchange.Caller.DemandUnbound();
        return HistoryAsync(exchange, null, null);
    }

    private static async Task HistoryAsync(FhirExchange exchange, string? type, string? id)
    {
        var query = exchange.Http.Request.Query;
        var (count, since) = (Requested.Count(query["_count"]) ?? UsualCount, Requested.Instant(query["_since"]));
        HistoryPage page;
        try
        {
            page = await exchange.Record.HistoryAsync(new HistoryQuery(type, id, since, count, query["_cursor"].ToString() is { Length: > 0 } cursor ? cursor : null), exchange.Caller.Person, exchange.Cancel);
        }
        catch (FormatException e)
        {
            throw FhirRefusedException.Invalid(e.Message);
        }
        ImmutableArray<RecordVersion> versions = [.. page.Versions.Where(v => v.Resource is null ? exchange.Caller.Patient is null : exchange.Caller.Sees(v.Resource))];
        if (id is not null && versions.IsEmpty)
            throw FhirRefusedException.NotFound(type!);
        var address = exchange.Base + (type is null ? "" : "/" + type) + (id is null ? "" : "/" + id) + "/_history";
        await exchange.WriteAsync(StatusCodes.Status200OK, Bundles.History(exchange, versions, address, page.Next));
    }

    private static async Task AnswerAsync(FhirExchange exchange, string type, string id, string? version)
    {
        var found = await FindAsync(exchange, type, id, version);
        exchange.Announce(found.Version, found.At);
        if (found.IsDeleted)
            throw new FhirRefusedException(StatusCodes.Status410Gone, "deleted", $"This {type} was deleted. Its earlier versions are still there under _history.");
        await (exchange.IsKnown(found) ? exchange.Empty(StatusCodes.Status304NotModified) : exchange.WriteAsync(StatusCodes.Status200OK, found.Resource!));
    }
}
