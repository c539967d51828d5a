using System.Collections.Immutable;
using System.Globalization;
using Salus.Fhir;
using Salus.Fhir.Smart;
using Salus.Trust;

namespace Salus.Workbench.Fhir;

/// <summary>Read, version read and history.</summary>
internal static class ReadEndpoints
{
    private const int UsualCount = 50;
    private const int LargestCount = 1000;

    public static async Task ReadAsync(string type, string id, HttpContext http)
    {
        var exchange = new FhirExchange(http);
        FhirExchange.RequireType(type);
        exchange.Caller.Demand(type, SmartActs.Read);
        var version = await exchange.Record.ReadAsync(type, id, exchange.Caller.Person, exchange.Cancel);
        await WriteAsync(exchange, type, version);
    }

    public static async Task ReadVersionAsync(string type, string id, string version, HttpContext http)
    {
        var exchange = new FhirExchange(http);
        FhirExchange.RequireType(type);
        exchange.Caller.Demand(type, SmartActs.Read);
        var found = long.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? await exchange.Record.VersionAsync(type, id, number, exchange.Caller.Person, exchange.Cancel)
            : null;
        await WriteAsync(exchange, type, found);
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
        var count = query["_count"].ToString() is { Length: > 0 } asked
            ? int.TryParse(asked, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 ? Math.Min(number, LargestCount) : throw FhirRefusedException.Invalid("_count is a whole number above 0.")
            : UsualCount;
        DateTimeOffset? since = query["_since"].ToString() is { Length: > 0 } from
            ? DateTimeOffset.TryParse(from.Replace(' ', '+'), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) ? at : throw FhirRefusedException.Invalid("_since is an instant: 2026-06-01T12:00:00Z.")
            : null;
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

    private static Task WriteAsync(FhirExchange exchange, string type, RecordVersion? version)
    {
        if (version is null || (version.Resource is { } resource && !exchange.Caller.Sees(resource)) || (version.IsDeleted && exchange.Caller.Patient is not null))
            throw FhirRefusedException.NotFound(type);
        exchange.Announce(version.Version, version.At);
        if (version.IsDeleted)
            throw new FhirRefusedException(StatusCodes.Status410Gone, "deleted", $"This {type} was deleted. Its earlier versions are still there under _history.");
        return exchange.IsKnown(version) ? exchange.Empty(StatusCodes.Status304NotModified) : exchange.WriteAsync(StatusCodes.Status200OK, version.Resource!);
    }
}
