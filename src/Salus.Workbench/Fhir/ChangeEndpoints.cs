using System.Collections.Immutable;
using Salus.Fhir;
using Salus.Fhir.Patching;
using Salus.Fhir.Smart;
using Salus.Trust;

namespace Salus.Workbench.Fhir;

/// <summary>Create, update, patch and delete: one change, through the import door, perhaps with a Provenance of the client's own.</summary>
internal static class ChangeEndpoints
{
    /// <summary>Name of the source in the record for what clients write over FHIR.</summary>
    public const string Source = "fhir";

    public static async Task CreateAsync(string type, HttpContext http)
    {
        var exchange = new FhirExchange(http);
        FhirExchange.RequireType(type);
        exchange.Caller.Demand(type, SmartActs.Create);
        var resource = await ReadAsync(exchange, type);
        var change = await ChangeRequests.OfAsync(exchange, new BundleRequest(0, "POST", type, null, null, null, resource) { IfNoneExist = exchange.Header("If-None-Exist") });
        await MakeAsync(exchange, change, isNew: true);
    }

    public static async Task UpdateAsync(string type, string id, HttpContext http)
    {
        var exchange = new FhirExchange(http);
        FhirExchange.RequireType(type);
        exchange.Caller.Demand(type, SmartActs.Update);
        var resource = await ReadAsync(exchange, type);
        if (resource.Id is null)
            throw FhirRefusedException.Invalid("The resource needs the id that is in the address.");
        Admit(exchange.Caller, resource);
        var current = await CurrentAsync(exchange, type, id);
        var isNew = current is null or { IsDeleted: true };
        if (isNew)
            exchange.Caller.Demand(type, SmartActs.Create);
        if (exchange.Header("If-None-Match") == "*" && current is { IsDeleted: false })
            throw new FhirRefusedException(StatusCodes.Status412PreconditionFailed, "conflict", $"There is a {type} with this id already.");
        await MakeAsync(exchange, new Change(ChangeKind.Update, type, id, resource) { IfVersion = exchange.IfMatch() }, isNew);
    }

    /// <summary>PUT to a search: updates what it finds, or creates.</summary>
    public static async Task UpdateWhereAsync(string type, HttpContext http)
    {
        var exchange = new FhirExchange(http);
        FhirExchange.RequireType(type);
        var resource = await ReadAsync(exchange, type);
        var change = await ChangeRequests.OfAsync(exchange, new BundleRequest(0, "PUT", type, null, null, Condition(http), resource) { IfMatch = exchange.Header("If-Match") });
        await MakeAsync(exchange, change, isNew: true);
    }

    /// <summary>DELETE of a search: deletes the one resource that it finds, or nothing.</summary>
    public static async Task DeleteWhereAsync(string type, HttpContext http)
    {
        var exchange = new FhirExchange(http);
        var change = await ChangeRequests.OfAsync(exchange, new BundleRequest(0, "DELETE", type, null, null, Condition(http), null));
        await exchange.Record.ImportAsync([change], Source, exchange.Caller.Person, exchange.Cancel);
        await exchange.Empty(StatusCodes.Status204NoContent);
    }

    public static async Task PatchAsync(string type, string id, HttpContext http)
    {
        var exchange = new FhirExchange(http);
        FhirExchange.RequireType(type);
        exchange.Caller.Demand(type, SmartActs.Update);
        var patch = await ReadPatchAsync(exchange);
        var current = await CurrentAsync(exchange, type, id);
        if (current?.Stored is not { } stored)
            throw FhirRefusedException.NotFound(type);
        if (exchange.IfMatch() is { } expected && expected != current.Version)
            throw new FhirRefusedException(StatusCodes.Status412PreconditionFailed, "conflict", "There is a newer version than the one in If-Match: read it, and make the patch again.");
        var patched = patch(stored);
        Admit(exchange.Caller, patched);
        await MakeAsync(exchange, new Change(ChangeKind.Update, type, id, patched) { IfVersion = current.Version }, isNew: false);
    }

    public static async Task DeleteAsync(string type, string id, HttpContext http)
    {
        var exchange = new FhirExchange(http);
        FhirExchange.RequireType(type);
        exchange.Caller.Demand(type, SmartActs.Delete);
        if (await CurrentAsync(exchange, type, id) is null)
            throw FhirRefusedException.NotFound(type);
        await exchange.Record.ImportAsync([new Change(ChangeKind.Delete, type, id, null) { IfVersion = exchange.IfMatch() }], Source, exchange.Caller.Person, exchange.Cancel);
        if (await exchange.Record.ReadAsync(type, id, exchange.Caller.Person, exchange.Cancel) is { } deleted)
            exchange.Announce(deleted.Version, deleted.At);
        await (exchange.Return is FhirReturn.Outcome ? exchange.WriteWholeAsync(StatusCodes.Status200OK, Outcomes.Of("informational", "Deleted.", "information")) : exchange.Empty(StatusCodes.Status204NoContent));
    }

    /// <summary>The patch in the body, ready to be applied.</summary>
    /// <exception cref="FhirRefusedException">415.</exception>
    /// <exception cref="FhirPatchException">It is none.</exception>
    public static async Task<Func<FhirNode, FhirNode>> ReadPatchAsync(FhirExchange exchange)
    {
        if (exchange.Http.Request.ContentType?.Split(';')[0].Trim() is "application/json-patch+json")
            return JsonPatch.Parse(await exchange.ReadBytesAsync()).Apply;
        if (FhirFormat.OfBody(exchange.Http.Request) is null)
            throw new FhirRefusedException(StatusCodes.Status415UnsupportedMediaType, "not-supported", "A patch is sent as application/json-patch+json, or as Parameters (FHIRPath Patch).");
        return FhirPathPatch.Parse(await exchange.ReadResourceAsync()).Apply;
    }

    /// <summary>A token for one patient writes about that patient alone.</summary>
    /// <exception cref="FhirRefusedException">403.</exception>
    public static void Admit(FhirCaller caller, FhirNode resource)
    {
        foreach (var condition in resource.Places().Where(p => p.Node.Name == "reference" && p.Node.Value?.Contains('?', StringComparison.Ordinal) is true).Select(p => p.Node.Value!))
            ChangeRequests.DemandCondition(caller, condition[..condition.IndexOf('?', StringComparison.Ordinal)], condition[(condition.IndexOf('?', StringComparison.Ordinal) + 1)..]);
        if (caller.Patient is not null && (!caller.Sees(resource) || FhirCaller.IsShared(resource.ResourceType!)))
            throw new FhirRefusedException(StatusCodes.Status403Forbidden, "forbidden", "The token is for one patient, and the resource is about somebody else or nobody.");
    }

    /// <summary>The newest version, which may be a deletion; null when there is none.</summary>
    /// <exception cref="FhirRefusedException">404: it is another patient's.</exception>
    public static async Task<RecordVersion?> CurrentAsync(FhirExchange exchange, string type, string id)
    {
        var current = await exchange.Record.ReadAsync(type, id, exchange.Caller.Person, exchange.Cancel);
        return current?.Resource is { } resource && !exchange.Caller.Sees(resource) ? throw FhirRefusedException.NotFound(type) : current;
    }

    /// <summary>The search of the address, without what only says how to answer.</summary>
    private static string Condition(HttpContext http) => string.Join('&', http.Request.QueryString.Value!.TrimStart('?').Split('&').Where(p => !p.StartsWith("_format=", StringComparison.Ordinal) && !p.StartsWith("_pretty=", StringComparison.Ordinal)));

    private static async Task<FhirNode> ReadAsync(FhirExchange exchange, string type)
    {
        var resource = await exchange.ReadResourceAsync();
        return resource.ResourceType == type ? resource : throw FhirRefusedException.Invalid($"The address asks for a {type}, and the resource is something else.");
    }

    /// <param name="isNew">It is not there yet, or was deleted.</param>
    private static async Task MakeAsync(FhirExchange exchange, Change change, bool isNew)
    {
        var changes = WithProvenance(exchange, change);
        var outcomes = await exchange.Record.ImportAsync(changes, Source, exchange.Caller.Person, exchange.Cancel);
        var made = outcomes[0];
        var current = await exchange.Record.ReadAsync(made.Name.Type, made.Name.Id, exchange.Caller.Person, exchange.Cancel);
        if (current is not null)
            exchange.Announce(current.Version, current.At);
        var created = made.Result is ChangeResult.Created || (isNew && change.Condition is null && made.Result is not ChangeResult.Unchanged);
        if (created)
            exchange.Http.Response.Headers.Location = exchange.AddressOf(made.Name, made.Version);
        await exchange.WriteChangeAsync(created ? StatusCodes.Status201Created : StatusCodes.Status200OK, current?.Resource, created ? "Created." : made.Result is ChangeResult.Unchanged ? "Nothing was changed: this is the newest version already." : "Updated.");
    }

    /// <summary>The header X-Provenance (R4 http, "tracking resource updates with provenance"): stored with the change, and pointing to it.</summary>
    private static ImmutableArray<Change> WithProvenance(FhirExchange exchange, Change change)
    {
        if (exchange.Header("X-Provenance") is not { } header)
            return [change];
        exchange.Caller.Demand("Provenance", SmartActs.Create);
        var provenance = FhirNode.Parse(header);
        if (provenance.ResourceType != "Provenance" || provenance["target"] is not null)
            throw FhirRefusedException.Invalid("X-Provenance is a Provenance resource as JSON, without target: the target is what you send.");
        const string subject = "urn:salus:provenance-target";
        return [change with { FullUrl = subject }, new Change(ChangeKind.Create, "Provenance", null, provenance.With("target", FhirNode.List(Datatypes.Reference(subject))))];
    }
}
