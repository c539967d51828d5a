using System.CommandLine;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Salus.Design;
using Salus.Design.Terminal;
using Salus.Trust;
using Salus.Writing;

namespace Salus.Documentation.VisitSummaries;

/// <summary>A call that contradicts itself or gives nothing to summarise; the message says how to put it right.</summary>
public sealed class SummaryCallException(string message) : ArgumentException(message);

/// <summary><c>salus visit-summary</c>: a note, as the patient can read it.</summary>
internal static class SummaryCommand
{
    public static Command Create(CommandContext context)
    {
        var file = new Argument<FileInfo?>("FILE") { Description = "A note as text, with its headings.", Arity = ArgumentArity.ZeroOrOne };
        var patient = new Option<string?>("--patient") { Description = "Id of a patient in the record: the newest note signed here is told.", HelpName = "id" };
        var note = new Option<string?>("--note") { Description = "With --patient: the draft id of an older signed note.", HelpName = "id" };
        var by = new Option<string?>("--as") { Description = "Account the chart is read and audited under. Default: SALUS_USER, else the only account that may.", HelpName = "user", DefaultValueFactory = _ => Environment.GetEnvironmentVariable("SALUS_USER") };
        var embedded = new Option<bool>("--embedded") { Description = "Write with the embedded engine even where the site chose a language model." };
        var submit = new Option<bool>("--submit") { Description = "Put the draft on the work list for review." };
        var json = new Option<bool>("--json") { Description = "Write JSON: the draft with its evidence, what was left out, findings and grade." };
        var command = new Command("visit-summary", "Tell a patient in plain words what a note says: never above grade six, every dose, date and denial kept.\n\nExample: salus visit-summary note.txt\n\nExample: salus visit-summary --patient p1 --as ada --submit") { file, patient, note, by, embedded, submit, json };
        command.SetAction(async (call, cancel) =>
        {
            var services = context.Services();
            var source = (call.GetValue(file), call.GetValue(patient)) switch
            {
                ({ } text, null) => await TextAsync(text, cancel),
                (null, { } id) => await SignedAsync(services, id, call.GetValue(note), call.GetValue(by), cancel),
                _ => throw new SummaryCallException("Give a note as a file, or a patient of the record with --patient; one of the two."),
            };
            var (draft, sources, fellBack) = await services.GetRequiredService<SummaryWriter>().WriteAsync(source, SummaryRules.Of(services.GetRequiredService<TrustOptions>()), call.GetValue(embedded), cancel);
            if (fellBack is not null)
                await context.Error.WriteLineAsync(fellBack);
            var reviewed = call.GetValue(submit)
                ? await services.GetRequiredService<Review>().SubmitAsync(draft, sources, by: null, cancel)
                : await Inspection.RunAsync(draft, sources, services.GetServices<ICheck>(), cancel);
            if (call.GetValue(json))
                await context.Out.WriteLineAsync(JsonSerializer.Serialize(new { draft = reviewed.Draft, findings = reviewed.Findings, grade = SummaryWriter.GradeOf(draft.Statements) }, TrustJson.Indented));
            else
                new DraftPrinter(context.Terminal).Print(reviewed);
            return 0;
        });
        return command;
    }

    private static async Task<SummarySource> TextAsync(FileInfo file, CancellationToken cancel)
    {
        if (file.Exists && file.Length > 4L * SummarySource.LongestText)
            throw new SummaryCallException($"{file.Name} is too long for one visit.");
        var text = await File.ReadAllTextAsync(file.FullName, cancel);
        return string.IsNullOrWhiteSpace(text) ? throw new SummaryCallException($"{file.Name} is empty.") : SummarySource.Of(text, file.Name);
    }

    private static async Task<SummarySource> SignedAsync(IServiceProvider services, string patient, string? note, string? by, CancellationToken cancel)
    {
        var person = await ActingAs.OfAsync(services.GetRequiredService<People>(), by, Act.ReadChart, cancel);
        var chart = await services.GetRequiredService<ChartReader>().ReadAsync(new PatientId(patient), person, cancel)
            ?? throw new SummaryCallException($"There is no patient '{patient}' in the record, or none that {person.UserName} may see.");
        var signed = await SignedVisit.FindAsync(chart, services.GetRequiredService<Record>(), note, person, cancel);
        return SummarySource.Of(signed ?? throw new SummaryCallException(note is null ? "No visit note about this patient was signed here." : $"No visit note '{note}' about this patient was signed here."), chart.Patient);
    }
}
