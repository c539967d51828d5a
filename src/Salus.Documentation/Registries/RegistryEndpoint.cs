using System.Collections.Immutable;
using System.Globalization;
using System.Security.Claims;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Salus.Trust;

namespace Salus.Documentation.Registries;

/// <summary>A form to fill in.</summary>
/// <param name="Registry">Name of a registry of this site.</param>
/// <param name="On">The day the form is filled in for, as ISO 8601; null for today.</param>
public sealed record NewForm(string Registry, string Patient, string? On = null);

/// <summary>The draft that waits in the work list.</summary>
public sealed record DraftedForm(DraftId Id, int Revision, int Answered, int Open, int Blocking);

/// <param name="Fields">How many.</param>
public sealed record KnownRegistry(string Name, string Version, string Title, string? Publisher, int Fields);

/// <summary><c>/api/registries</c>: which there are, a form from a chart, what was signed.</summary>
internal static class RegistryEndpoint
{
    /// <summary>Signed notes of a patient whose words are read, newest first.</summary>
    public const int SignedTexts = 50;

    public static void Map(IEndpointRouteBuilder api)
    {
        var registries = api.MapGroup("/registries").WithTags("Registries");
        registries.MapGet("/", (RegistryFolder folder) => TypedResults.Ok(folder.List().Select(m => new KnownRegistry(m.Name, m.Version, m.Title, m.Publisher, m.Fields.Count())).ToImmutableArray()))
            .Requires(Act.CreateDraft).WithSummary("The registries of this site.");
        registries.MapPost("/forms", DraftAsync).Requires(Act.CreateDraft).WithSummary("Fill in a form from a patient's chart: it is checked and waits in the work list.").ProducesProblem(422);
        registries.MapGet("/forms", ExportAsync).Requires(Act.ReadSigned).WithSummary("The forms that a person signed: csv, jsonl or questionnaire-response. Audited.").ProducesProblem(422);
    }

    /// <summary>A signed form as lines of one of the formats.</summary>
    public static IEnumerable<string> Lines(SignedForm form, string format) => format switch
    {
        "csv" => RegistryForms.Csv(form),
        "jsonl" => [RegistryForms.Json(form)],
        _ => [RegistryForms.Response(form).ToJson()],
    };

    /// <summary>Null when there is no such patient, none this person may see, or another than the one a token is bound to.</summary>
    public static async Task<PatientChart?> ChartOfAsync(string patient, ChartReader charts, ClaimsPrincipal user, CancellationToken cancel) =>
        await charts.OpenAsync(patient, SignedTexts, user, cancel) is { } chart ? PatientChart.Of(chart) : null;

    private static async Task<Results<Created<DraftedForm>, NotFound, ProblemHttpResult>> DraftAsync(NewForm form, RegistryFolder folder, RegistryWriter writer, ChartReader charts, Review review, ClaimsPrincipal user, CancellationToken cancel)
    {
        DateOnly day = default;
        if (form.On is not null && !DateOnly.TryParseExact(form.On, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out day))
            return TypedResults.Problem("Write the day as 2026-01-31.", statusCode: StatusCodes.Status422UnprocessableEntity, title: "This is no day");
        if (folder.Find(form.Registry ?? "") is not { } mapping)
            return TypedResults.Problem("This site has no registry of that name.", statusCode: StatusCodes.Status422UnprocessableEntity, title: "There is no such registry");
        if (await ChartOfAsync(form.Patient, charts, user, cancel) is not { } chart)
            return TypedResults.NotFound();
        var filled = writer.Write(mapping, chart, form.On is null ? null : day);
        var reviewed = await review.SubmitAsync(filled.Draft, filled.Sources, user.Person(), cancel);
        return TypedResults.Created($"/api/drafts/{reviewed.Draft.Id}", new DraftedForm(reviewed.Draft.Id, reviewed.Draft.Revision, filled.Draft.Statements.Length, filled.Draft.Omitted.Length, reviewed.OpenBlocking.Length));
    }

    private static Results<PushStreamHttpResult, ProblemHttpResult> ExportAsync(RegistryExport export, ClaimsPrincipal user, string? registry = null, string format = "csv")
    {
        if (format is not ("csv" or "jsonl" or "questionnaire-response"))
            return TypedResults.Problem("Choose one of: csv, jsonl, questionnaire-response.", statusCode: StatusCodes.Status422UnprocessableEntity, title: "There is no such format");
        var bound = user.BoundPatient();
        var person = user.Person();
        return TypedResults.Stream(async stream =>
        {
            await using var to = new StreamWriter(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)) { NewLine = "\n" };
            if (format is "csv")
                await to.WriteLineAsync(RegistryForms.CsvHeader);
            await foreach (var form in export.AllAsync(registry, person, CancellationToken.None))
            {
                if (bound is not null && form.Patient != bound)
                    continue;
                foreach (var line in Lines(form, format))
                    await to.WriteLineAsync(line);
            }
        }, format switch { "csv" => "text/csv; charset=utf-8", "jsonl" => "application/x-ndjson", _ => "application/fhir+ndjson" }, $"registry-forms.{(format is "csv" ? "csv" : "ndjson")}");
    }
}
