using System.Collections.Immutable;
using System.Globalization;
using Salus.Fhir;
using Salus.Trust;

namespace Salus.Workbench.Fhir;

/// <summary>Bundles of requests (R4 http, "batch/transaction"): a transaction is made whole or not at all, the entries of a batch each for themselves.</summary>
internal static class TransactionEndpoint
{
    public const int MostEntries = 5000;

    public static async Task RunAsync(HttpContext http)
    {
        var exchange = new FhirExchange(http);
        var bundle = await exchange.ReadResourceAsync();
        if (bundle.ResourceType != "Bundle" || bundle["type"]?.Value is not ("transaction" or "batch"))
            throw FhirRefusedException.Invalid("Send a Bundle of type transaction or batch here.");
        var entries = bundle.All("entry").ToArray();
        if (entries.Length > MostEntries)
            throw new FhirRefusedException(StatusCodes.Status413PayloadTooLarge, "too-costly", string.Create(CultureInfo.InvariantCulture, $"A Bundle may have up to {MostEntries} entries. Split it and send the parts."));
        var transaction = bundle["type"]!.Value == "transaction";
        var answers = transaction ? await TransactAsync(exchange, [.. entries.Select(BundleRequest.Read)]) : await BatchAsync(exchange, entries);
        await exchange.WriteWholeAsync(StatusCodes.Status200OK, FhirNode.Resource("Bundle", ("type", transaction ? "transaction-response" : "batch-response"), ("entry", FhirNode.List(answers.Select(a => (FhirElement)a)))));
    }

    private static async Task<FhirNode[]> TransactAsync(FhirExchange exchange, ImmutableArray<BundleRequest> requests)
    {
        var answers = new FhirNode[requests.Length];
        var named = new HashSet<string>(StringComparer.Ordinal);
        var (order, changes) = (new List<BundleRequest>(), new List<Change>());
        foreach (var request in requests.Where(r => r.Changes).OrderBy(r => r.Order))
        {
            if (request.Id is not null && !named.Add($"{request.Type}/{request.Id}"))
                throw BundleRequest.Wrong(request.Index, "Another entry changes the same resource.");
            order.Add(request);
            changes.Add(await At(request, () => ChangeRequests.OfAsync(exchange, request)));
        }
        try
        {
            var outcomes = changes.Count == 0 ? [] : await exchange.Record.ImportAsync(changes, ChangeEndpoints.Source, exchange.Caller.Person, exchange.Cancel);
            for (var i = 0; i < outcomes.Length; i++)
                answers[order[i].Index] = await AnswerAsync(exchange, outcomes[i]);
        }
        catch (ChangeRefusedException e)
        {
            throw Placed(order[e.Index], Outcomes.From(e)!);
        }
        foreach (var request in requests.Where(r => !r.Changes))
            answers[request.Index] = await At(request, () => ReadAsync(exchange, request));
        return answers;
    }

    private static async Task<FhirNode[]> BatchAsync(FhirExchange exchange, FhirNode[] entries)
    {
        var answers = new FhirNode[entries.Length];
        for (var i = 0; i < entries.Length; i++)
        {
            try
            {
                var request = BundleRequest.Read(entries[i], i);
                answers[i] = request.Changes
                    ? await AnswerAsync(exchange, (await exchange.Record.ImportAsync([await ChangeRequests.OfAsync(exchange, request)], ChangeEndpoints.Source, exchange.Caller.Person, exchange.Cancel))[0])
                    : await ReadAsync(exchange, request);
            }
            catch (Exception e) when (Outcomes.From(e) is not null)
            {
                var refused = Outcomes.From(e)!;
                answers[i] = FhirNode.Object(("response", Bundles.Response(refused.Status.ToString(CultureInfo.InvariantCulture), outcome: refused.Outcome ?? Outcomes.Of(refused.Code, refused.Message))));
            }
        }
        return answers;
    }

    private static async Task<FhirNode> AnswerAsync(FhirExchange exchange, ChangeOutcome outcome)
    {
        var status = outcome.Result switch { ChangeResult.Created => "201 Created", ChangeResult.Deleted => "204 No Content", _ => "200 OK" };
        var current = exchange.WantsRepresentation && outcome.Result is not ChangeResult.Deleted ? await exchange.Record.ReadAsync(outcome.Name.Type, outcome.Name.Id, exchange.Caller.Person, exchange.Cancel) : null;
        return FhirNode.Object(
            ("fullUrl", outcome.Result is ChangeResult.Deleted ? null : $"{exchange.Base}/{outcome.Name}"),
            ("resource", current?.Resource),
            ("response", Bundles.Response(status, outcome.Version == 0 ? null : outcome.Version, current?.At, outcome.Result is ChangeResult.Deleted ? null : exchange.AddressOf(outcome.Name, outcome.Version))));
    }

    private static async Task<FhirNode> ReadAsync(FhirExchange exchange, BundleRequest request)
    {
        if (request.Id is null)
        {
            var found = await SearchEndpoints.FindAsync(exchange, request.Type, [.. (request.Query ?? "").Split('&', StringSplitOptions.RemoveEmptyEntries).Select(Pair)]);
            return FhirNode.Object(("resource", found), ("response", Bundles.Response("200 OK")));
        }
        var version = await ReadEndpoints.FindAsync(exchange, request.Type, request.Id, request.Version);
        return FhirNode.Object(("fullUrl", $"{exchange.Base}/{version.Name}"), ("resource", version.Resource), ("response", Bundles.Response("200 OK", version.Version, version.At)));
    }

    private static KeyValuePair<string, string> Pair(string text)
    {
        var at = text.IndexOf('=', StringComparison.Ordinal);
        return at < 0 ? KeyValuePair.Create(Decode(text), "") : KeyValuePair.Create(Decode(text[..at]), Decode(text[(at + 1)..]));
    }

    private static string Decode(string text) => Uri.UnescapeDataString(text.Replace('+', ' '));

    /// <summary>Does it, and says of a refusal which entry it was about.</summary>
    private static async Task<T> At<T>(BundleRequest request, Func<Task<T>> act)
    {
        try
        {
            return await act();
        }
        catch (Exception e) when (Outcomes.From(e) is not null)
        {
            throw Placed(request, Outcomes.From(e)!);
        }
    }

    private static FhirRefusedException Placed(BundleRequest request, FhirRefusedException refused) => new(refused.Status, refused.Code, $"{request.Place}: {refused.Message}", refused)
    {
        Outcome = Outcomes.Of(refused.Code, $"{request.Place}: {refused.Message}", expression: request.Place),
    };
}
