using Salus.Fhir;
using Salus.Fhir.Patching;
using Salus.Fhir.Smart;
using Salus.Trust;

namespace Salus.Workbench.Fhir;

/// <summary>What an entry of a Bundle, or a request with a condition, means as a change of the record, once the caller may make it.</summary>
internal static class ChangeRequests
{
    /// <exception cref="FhirRefusedException">The caller may not, or it cannot be understood.</exception>
    public static async Task<Change> OfAsync(FhirExchange exchange, BundleRequest request)
    {
        FhirExchange.RequireType(request.Type);
        var caller = exchange.Caller;
        if (request.Method is "POST" or "PUT" && request.Resource!.ResourceType != request.Type)
            throw FhirRefusedException.Invalid($"The address asks for a {request.Type}, and the resource is something else.");
        var condition = request.Query ?? request.IfNoneExist;
        if (condition is not null)
            DemandCondition(caller, request.Type, condition);
        var expected = request.IfMatch is { } etag ? FhirExchange.VersionIn(etag) ?? throw new FhirRefusedException(StatusCodes.Status412PreconditionFailed, "conflict", "ifMatch names no version of this server: write it as W/\"3\".") : (long?)null;
        switch (request.Method)
        {
            case "POST":
                caller.Demand(request.Type, SmartActs.Create);
                ChangeEndpoints.Admit(caller, request.Resource!);
                return new Change(ChangeKind.Create, request.Type, null, request.Resource) { Condition = condition, FullUrl = request.FullUrl };
            case "PUT":
                caller.Demand(request.Type, SmartActs.Update);
                ChangeEndpoints.Admit(caller, request.Resource!);
                if (condition is not null)
                {
                    caller.Demand(request.Type, SmartActs.Create);
                    return new Change(ChangeKind.Update, request.Type, request.Resource!.Id, request.Resource) { Condition = condition, FullUrl = request.FullUrl, IfVersion = expected };
                }
                var before = await ChangeEndpoints.CurrentAsync(exchange, request.Type, request.Id!);
                if (before is null or { IsDeleted: true })
                    caller.Demand(request.Type, SmartActs.Create);
                else if (request.OnlyIfNew)
                    throw new FhirRefusedException(StatusCodes.Status412PreconditionFailed, "conflict", $"There is a {request.Type} with this id already.");
                return new Change(ChangeKind.Update, request.Type, request.Id, request.Resource) { FullUrl = request.FullUrl, IfVersion = expected };
            case "PATCH":
                caller.Demand(request.Type, SmartActs.Update);
                if (request.Id is null)
                    throw new FhirRefusedException(StatusCodes.Status400BadRequest, "not-supported", "A patch names the resource by its id.");
                var current = await ChangeEndpoints.CurrentAsync(exchange, request.Type, request.Id);
                if (current?.Stored is not { } stored)
                    throw FhirRefusedException.NotFound(request.Type);
                var patched = PatchOf(request.Resource!)(stored);
                ChangeEndpoints.Admit(caller, patched);
                return new Change(ChangeKind.Update, request.Type, request.Id, patched) { FullUrl = request.FullUrl, IfVersion = expected ?? current.Version };
            default:
                caller.Demand(request.Type, SmartActs.Delete);
                if (condition is not null)
                    return new Change(ChangeKind.Delete, request.Type, null, null) { Condition = condition };
                if (await ChangeEndpoints.CurrentAsync(exchange, request.Type, request.Id!) is null)
                    throw FhirRefusedException.NotFound(request.Type);
                return new Change(ChangeKind.Delete, request.Type, request.Id, null) { IfVersion = expected };
        }
    }

    /// <summary>A condition is a search: whoever states one must be allowed to search, and not be bound to one patient.</summary>
    /// <exception cref="FhirRefusedException">403, or it says nothing.</exception>
    public static void DemandCondition(FhirCaller caller, string type, string condition)
    {
        if (string.IsNullOrWhiteSpace(condition))
            throw FhirRefusedException.Invalid("The condition is empty, and would mean every resource.");
        caller.DemandUnbound();
        caller.Demand(type, SmartActs.Search);
    }

    /// <summary>FHIRPath Patch as Parameters, or JSON Patch in a Binary, as R4 has them in a Bundle.</summary>
    private static Func<FhirNode, FhirNode> PatchOf(FhirNode resource)
    {
        if (resource.ResourceType == "Parameters")
            return FhirPathPatch.Parse(resource).Apply;
        if (resource.ResourceType == "Binary" && resource["contentType"]?.Value == "application/json-patch+json")
        {
            var data = resource["data"]?.Value ?? "";
            var bytes = new byte[data.Length];
            return Convert.TryFromBase64String(data, bytes, out var length) ? JsonPatch.Parse(bytes.AsSpan(0, length)).Apply : throw FhirRefusedException.Invalid("The data of the Binary is not base64.");
        }
        throw FhirRefusedException.Invalid("A patch is a Parameters resource (FHIRPath Patch), or a Binary with application/json-patch+json.");
    }
}
