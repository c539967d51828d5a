using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Mvc;
using Salus.Trust;
using Salus.Workbench.Pages;
using Salus.Workbench.Web;

namespace Salus.Workbench.Imports;

using Answer = Results<RazorComponentResult<Shell>, RedirectHttpResult>;

/// <summary>The import page: take a file in, look at it, start it, watch it, stop it, and take its errors away.</summary>
internal static class ImportRoutes
{
    /// <summary>2 GiB. Larger files go in by the command line, or in parts: an import knows what is there already.</summary>
    public const long LargestUpload = 2L << 30;

    private const int Listed = 50;
    private const int LongestSource = 64;

    public static void Map(IEndpointRouteBuilder routes)
    {
        var imports = routes.MapGroup("/import").Requires(Act.ChangeChart).ExcludeFromDescription();
        imports.MapGet("", async (ImportJobs jobs, CancellationToken cancel) => await ShowAsync(jobs, cancel));
        imports.MapPost("", AddAsync).WithMetadata(new RequestSizeLimitAttribute(LargestUpload), new RequestFormLimitsAttribute { MultipartBodyLengthLimit = LargestUpload });
        imports.MapGet("/{id:guid}", OneAsync);
        imports.MapPost("/{id:guid}/start", (Guid id, ImportJobs jobs, CancellationToken cancel) => ActAsync(id, () => jobs.BeginAsync(id, cancel)));
        imports.MapPost("/{id:guid}/cancel", (Guid id, ImportJobs jobs) => ActAsync(id, () => jobs.CancelAsync(id)));
        imports.MapPost("/{id:guid}/discard", (Guid id, ImportJobs jobs, CancellationToken cancel) => ActAsync(id, () => jobs.DiscardAsync(id, cancel)));
        imports.MapGet("/{id:guid}/errors.csv", ErrorsAsync);
    }

    private static async Task<Answer> AddAsync(HttpContext http, ImportJobs jobs, CancellationToken cancel)
    {
        var form = http.Request.HasFormContentType ? await http.Request.ReadFormAsync(cancel) : FormCollection.Empty;
        var (source, format) = (form["source"].ToString().Trim(), form["format"].ToString());
        if (source.Length is 0 or > LongestSource || source.Any(char.IsControl))
            return await ShowAsync(jobs, cancel, $"Say which system the file comes from, in 1 to {LongestSource} characters: the same words for every file of that system.", source, format);
        if (form.Files["file"] is not { Length: > 0 } file)
            return await ShowAsync(jobs, cancel, "Choose a file. It must not be empty.", source, format);
        try
        {
            await using var content = file.OpenReadStream();
            await using var mapping = form.Files["mapping"] is { Length: > 0 } described ? described.OpenReadStream() : null;
            var job = await jobs.AddAsync(content, Path.GetFileName(file.FileName), source, format.Length > 0 ? format : null, mapping, http.User.Person(), cancel);
            return TypedResults.LocalRedirect(Address(job.Id));
        }
        catch (ImportFormatException unreadable)
        {
            return await ShowAsync(jobs, cancel, unreadable.Message, source, format);
        }
    }

    private static async Task<Results<RazorComponentResult<Shell>, NotFound>> OneAsync(Guid id, ImportJobs jobs, CancellationToken cancel)
    {
        if (await jobs.FindAsync(id, cancel) is not { } job)
            return TypedResults.NotFound();
        var faults = new List<ImportFault>();
        await foreach (var fault in jobs.FaultsAsync(id, cancel))
        {
            faults.Add(fault);
            if (faults.Count == ImportJobPage.ShownFaults)
                break;
        }
        return Page.Show<ImportJobPage>(new { Job = job, Faults = (IReadOnlyList<ImportFault>)faults, Format = jobs.Formats.FirstOrDefault(f => f.Name == job.Format)?.Title ?? job.Format });
    }

    private static async Task<RedirectHttpResult> ActAsync(Guid id, Func<Task> act)
    {
        await act();
        return TypedResults.LocalRedirect(Address(id));
    }

    private static async Task ErrorsAsync(Guid id, ImportJobs jobs, HttpContext http, CancellationToken cancel)
    {
        if (await jobs.FindAsync(id, cancel) is null)
        {
            http.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }
        http.Response.ContentType = "text/csv; charset=utf-8";
        http.Response.Headers.ContentDisposition = $"attachment; filename=\"import-errors-{id:D}.csv\"";
        await using var csv = new StreamWriter(http.Response.Body, leaveOpen: true);
        await csv.WriteAsync("position,entry,type,message\r\n");
        await foreach (var fault in jobs.FaultsAsync(id, cancel))
            await csv.WriteAsync(string.Join(',', Csv.Cell(fault.Position.ToString(CultureInfo.InvariantCulture)), Csv.Cell(fault.Entry?.ToString(CultureInfo.InvariantCulture)), Csv.Cell(fault.Type), Csv.Cell(fault.Message)) + "\r\n");
    }

    private static async Task<RazorComponentResult<Shell>> ShowAsync(ImportJobs jobs, CancellationToken cancel, string? problem = null, string? source = null, string? format = null) =>
        Page.Show<ImportPage>(new { Jobs = await jobs.ListAsync(Listed, cancel), jobs.Formats, Problem = problem, Source = source, Format = format },
            problem is null ? StatusCodes.Status200OK : StatusCodes.Status422UnprocessableEntity);

    private static string Address(Guid id) => $"/import/{id:D}";
}
