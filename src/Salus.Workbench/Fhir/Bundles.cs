using System.Collections.Immutable;
using System.Globalization;
using Salus.Fhir;
using Salus.Fhir.Smart;
using Salus.Trust;

namespace Salus.Workbench.Fhir;

/// <summary>The bundles that answers come in.</summary>
internal static class Bundles
{
    public static FhirNode History(FhirExchange exchange, ImmutableArray<RecordVersion> versions, string address, string? next)
    {
        var query = exchange.Http.Request.Query.Where(q => q.Key != "_cursor").SelectMany(q => q.Value.Select(v => (q.Key, Value: v ?? ""))).ToList();
        return FhirNode.Resource("Bundle",
            ("type", "history"),
            ("link", FhirNode.List(Links(address, query, next))),
            ("entry", FhirNode.List(versions.Select(v => (FhirElement)FhirNode.Object(
                ("fullUrl", $"{exchange.Base}/{v.Name}"),
                ("resource", v.Resource),
                ("request", FhirNode.Object(
                    ("method", v.Act switch { VersionAct.Create => "POST", VersionAct.Update => "PUT", _ => "DELETE" }),
                    ("url", v.Act is VersionAct.Create ? v.Name.Type : v.Name.ToString()))),
                ("response", Response(v.Act switch { VersionAct.Create => "201", VersionAct.Update => "200", _ => "204" }, v.Version, v.At)))))));
    }

    /// <summary>What came along and is not open to the caller is left out, as if nothing had led to it.</summary>
    public static FhirNode SearchSet(FhirExchange exchange, SearchPage page, string address, IReadOnlyList<(string Name, string Value)> query, ImmutableArray<string> ignored)
    {
        var caller = exchange.Caller;
        var entries = page.Matches.Where(m => caller.Sees(m.Resource!)).Select(m => Entry(exchange, m, "match"))
            .Concat(page.Includes.Where(i => caller.Allows(i.Name.Type, SmartActs.Read) && caller.Sees(i.Resource!)).Select(i => Entry(exchange, i, "include")));
        if (!ignored.IsDefaultOrEmpty)
            entries = entries.Append(FhirNode.Object(("resource", Outcomes.Of("not-supported", $"Passed over: {string.Join(", ", ignored.Take(20))}.", "warning")), ("search", FhirNode.Object(("mode", "outcome")))));
        return FhirNode.Resource("Bundle",
            ("type", "searchset"),
            ("total", page.Total is { } total ? FhirElement.Number(total.ToString(CultureInfo.InvariantCulture)) : default),
            ("link", FhirNode.List(Links(address, query, page.Next))),
            ("entry", FhirNode.List(entries)));
    }

    private static FhirElement Entry(FhirExchange exchange, RecordVersion version, string mode) => FhirNode.Object(
        ("fullUrl", $"{exchange.Base}/{version.Name}"), ("resource", version.Resource), ("search", FhirNode.Object(("mode", mode))));

    public static FhirNode Response(string status, long? version = null, DateTimeOffset? at = null, string? location = null, FhirNode? outcome = null) => FhirNode.Object(
        ("status", status),
        ("location", location),
        ("etag", version is { } number ? FhirExchange.ETag(number) : null),
        ("lastModified", at),
        ("outcome", outcome));

    /// <summary><c>self</c>, and <c>next</c> with its cursor.</summary>
    public static IEnumerable<FhirElement> Links(string address, IReadOnlyList<(string Name, string Value)> query, string? next)
    {
        yield return Link("self", Address(address, query));
        if (next is not null)
            yield return Link("next", Address(address, [.. query, ("_cursor", next)]));
    }

    private static FhirNode Link(string relation, string url) => FhirNode.Object(("relation", relation), ("url", url));

    private static string Address(string address, IReadOnlyList<(string Name, string Value)> query) => query.Count == 0 ? address
        : string.Create(CultureInfo.InvariantCulture, $"{address}?{string.Join('&', query.Select(q => $"{Uri.EscapeDataString(q.Name)}={Uri.EscapeDataString(q.Value)}"))}");
}
