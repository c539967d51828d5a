using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.Net.Http.Headers;
using Salus.Trust;

namespace Salus.Workbench.Fhir;

/// <summary>Bulk export: kick-off by GET or POST, status, files, and the end.</summary>
internal static class ExportEndpoints
{
    public static Task SystemAsync(HttpContext http) => BeginAsync(http, ExportLevel.System);

    public static Task PatientsAsync(HttpContext http) => BeginAsync(http, ExportLevel.Patients);

    public static async Task GroupAsync(string id, HttpContext http)
    {
        var exchange = new FhirExchange(http);
        exchange.Caller.Demand("Group", Salus.Fhir.Smart.SmartActs.Read);
        if (await ChangeEndpoints.CurrentAsync(exchange, "Group", id) is null or { IsDeleted: true })
            throw FhirRefusedException.NotFound("Group");
        await BeginAsync(http, ExportLevel.Group);
    }

    public static Task StatusAsync(string job, HttpContext http)
    {
        var found = Find(job, http);
        if (found.HasFailed)
            throw new FhirRefusedException(StatusCodes.Status500InternalServerError, "exception", "The export failed. Start it again; if it fails again, the log has its id.");
        if (!found.IsDone)
        {
            http.Response.StatusCode = StatusCodes.Status202Accepted;
            http.Response.Headers["X-Progress"] = string.Create(CultureInfo.InvariantCulture, $"{found.TypesDone} of {found.Request.Types.Length} types");
            http.Response.Headers.RetryAfter = "2";
            return Task.CompletedTask;
        }
        http.Response.Headers.Expires = HeaderUtilities.FormatDate(found.At + ExportJobs.Kept);
        var manifest = new JsonObject
        {
            ["transactionTime"] = found.At.ToString("yyyy-MM-dd'T'HH:mm:ss.fffzzz", CultureInfo.InvariantCulture),
            ["request"] = found.Request.Address,
            ["requiresAccessToken"] = true,
            ["output"] = new JsonArray([.. found.Files.Select(f => (JsonNode)new JsonObject { ["type"] = f.Type, ["url"] = $"{AddressOf(http, found)}/{f.Name}", ["count"] = f.Count })]),
            ["deleted"] = new JsonArray(),
            ["error"] = new JsonArray(),
        };
        return TypedResults.Json(manifest).ExecuteAsync(http);
    }

    public static async Task FileAsync(string job, string file, HttpContext http)
    {
        var found = Find(job, http);
        var ready = found.Files.FirstOrDefault(f => f.Name == file);
        if (!found.IsDone || ready is null)
            throw FhirRefusedException.NotFound("file of an export");
        await TypedResults.PhysicalFile(Path.Combine(found.Folder.FullName, ready.Name), "application/fhir+ndjson").ExecuteAsync(http);
    }

    public static Task DeleteAsync(string job, HttpContext http)
    {
        http.RequestServices.GetRequiredService<ExportJobs>().Remove(Find(job, http));
        http.Response.StatusCode = StatusCodes.Status202Accepted;
        return Task.CompletedTask;
    }

    private static async Task BeginAsync(HttpContext http, ExportLevel level)
    {
        var exchange = new FhirExchange(http);
        var request = await ExportRequest.ReadAsync(exchange, level);
        var job = await http.RequestServices.GetRequiredService<ExportJobs>().BeginAsync(request, exchange.Caller.Person, exchange.Cancel);
        http.Response.StatusCode = StatusCodes.Status202Accepted;
        http.Response.Headers.ContentLocation = AddressOf(http, job);
    }

    private static ExportJob Find(string job, HttpContext http) =>
        http.RequestServices.GetRequiredService<ExportJobs>().Find(job, http.User.Person()) ?? throw FhirRefusedException.NotFound("export");

    private static string AddressOf(HttpContext http, ExportJob job) => $"{http.Request.Scheme}://{http.Request.Host}{FhirRoutes.Prefix}/jobs/{job.Id}";
}
