using System.Globalization;
using System.Runtime.CompilerServices;
using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Salus.Trust;

namespace Salus.Workbench.Web;

/// <summary>Who did what, for those whose task it is to ask, and the ledger's checkpoint and export.</summary>
internal static class AuditEndpoints
{
    private const int PageSize = 200;

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/audit", List).Requires(Act.ReadAudit).WithTags("Audit").WithSummary("The audit trail, newest first, 200 entries a page.")
            .WithDescription("Next page: below = index of the last entry. Also: person, act, draft, patient, from, until.").ProducesProblem(400);
        api.MapGet("/audit/export", ExportAsync).Requires(Act.ReadAudit).WithTags("Audit").WithSummary("All entries that fit, as CSV.").Produces<string>(200, "text/csv");
        api.MapGet("/ledger/checkpoint", CheckpointAsync).Requires(Act.ReadLedger).WithTags("Ledger").WithSummary("The newest signed checkpoint; nothing (204) while the ledger is empty.");
        api.MapGet("/ledger/export", ExportLedgerAsync).Requires(Act.ReadLedger).WithTags("Ledger").WithSummary("The whole ledger as JSON Lines, for 'salus ledger verify --file'.").Produces<string>(200, "application/jsonl");
    }

    private static async Task<Results<Ok<SignedCheckpoint>, NoContent>> CheckpointAsync(LedgerReader ledger, CancellationToken cancel) =>
        await ledger.CheckpointAsync(cancel) is { } checkpoint ? TypedResults.Ok(checkpoint) : TypedResults.NoContent();

    private static async Task ExportLedgerAsync(LedgerReader ledger, HttpResponse response, CancellationToken cancel)
    {
        response.ContentType = "application/jsonl; charset=utf-8";
        response.Headers.ContentDisposition = "attachment; filename=\"salus-ledger.jsonl\"";
        await using var lines = new StreamWriter(response.Body, leaveOpen: true);
        await ledger.ExportAsync(lines, cancel);
    }

    private static Ok<IAsyncEnumerable<AuditLine>> List([AsParameters] AuditFilter filter, AuditTrail trail, ClaimsPrincipal user) =>
        TypedResults.Ok(FirstAsync(trail.ReadAsync(filter.ToQuery(), user.Person(), default), PageSize));

    private static async Task ExportAsync([AsParameters] AuditFilter filter, AuditTrail trail, HttpContext http, CancellationToken cancel)
    {
        var query = filter.ToQuery();
        http.Response.ContentType = "text/csv; charset=utf-8";
        http.Response.Headers.ContentDisposition = "attachment; filename=\"salus-audit.csv\"";
        await using var csv = new StreamWriter(http.Response.Body, leaveOpen: true);
        await csv.WriteAsync("index,at,person,name,act,outcome,draft,patient,detail\r\n");
        await foreach (var (index, entry, name) in trail.ReadAsync(query, http.User.Person(), cancel))
        {
            string?[] cells =
            [
                index.ToString(CultureInfo.InvariantCulture), entry.At.ToString("O", CultureInfo.InvariantCulture), entry.Person?.ToString(), name,
                entry.Act, entry.Outcome, entry.Draft?.ToString(), entry.Patient?.ToString(), entry.Detail,
            ];
            await csv.WriteAsync(string.Join(',', cells.Select(Csv.Cell)) + "\r\n");
        }
    }

    public static async IAsyncEnumerable<T> FirstAsync<T>(IAsyncEnumerable<T> all, int count, [EnumeratorCancellation] CancellationToken cancel = default)
    {
        await foreach (var one in all.WithCancellation(cancel))
        {
            yield return one;
            if (--count == 0)
                yield break;
        }
    }
}

/// <summary>What to look for, as it stands in an address.</summary>
public sealed record AuditFilter
{
    public Guid? Person { get; init; }

    public string? Act { get; init; }

    public DraftId? Draft { get; init; }

    public string? Patient { get; init; }

    public DateTimeOffset? From { get; init; }

    public DateTimeOffset? Until { get; init; }

    public long? Below { get; init; }

    public AuditQuery ToQuery() => new(
        Person is { } person ? new PersonId(person) : null,
        string.IsNullOrWhiteSpace(Act) ? null : Act.Trim(),
        Draft,
        string.IsNullOrWhiteSpace(Patient) ? null : new PatientId(Patient.Trim()),
        From,
        Until,
        Below);
}
