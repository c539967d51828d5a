using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Salus.Design;
using Salus.Design.Terminal;
using Salus.Trust;

namespace Salus.Documentation.Summaries;

/// <summary><c>salus summary</c>: a summary of a chart, on the screen or into the work list.</summary>
internal static class SummaryCommand
{
    public static Command Create(CommandContext context)
    {
        var patient = new Option<string>("--patient") { Description = "Id of a patient in the record.", HelpName = "id", Required = true };
        var kind = new Option<string>("--kind") { Description = $"What it is for: {SummaryKinds.Known}.", HelpName = "kind", DefaultValueFactory = _ => SummaryKind.Overview.Name() };
        var by = new Option<string?>("--as") { Description = "Account the chart is read and audited under. Default: SALUS_USER, else the only account that may.", HelpName = "user", DefaultValueFactory = _ => Environment.GetEnvironmentVariable("SALUS_USER") };
        var at = new Option<string?>("--at") { Description = "The day it is for, as 2026-03-01; what came later is left out. Default: today.", HelpName = "day" };
        var text = new Option<FileInfo?>("--text") { Description = "Plain text of a visit or a document to read beside the chart.", HelpName = "file" };
        var encounter = new Option<string?>("--encounter") { Description = "Id of the stay a hospital course is about. Default: the newest.", HelpName = "id" };
        var submit = new Option<bool>("--submit") { Description = "Check it and put it into the work list for somebody to sign." };
        var json = new Option<bool>("--json") { Description = "Write JSON: the draft with its evidence." };
        var command = new Command("summary", "Summarise a patient's chart. Every statement shows the element of the record that says it.\n\nExample: salus summary --patient p1 --kind overview\n\nExample: salus summary --patient p1 --kind handover --text round.txt --submit --as ada") { patient, kind, by, at, text, encounter, submit, json };
        command.SetAction(async (call, cancel) =>
        {
            var services = context.Services();
            var chosen = SummaryKinds.TryName(call.GetValue(kind)) ?? throw new SummaryCallException($"There is no summary of the kind '{call.GetValue(kind)}'. Choose one of: {SummaryKinds.Known}.");
            var person = await ActingAs.OfAsync(services.GetRequiredService<People>(), call.GetValue(by), [Act.ReadChart, Act.CreateDraft], cancel);
            var id = call.GetValue(patient)!;
            if (string.IsNullOrWhiteSpace(id))
                throw new SummaryCallException("Name a patient with --patient ID. See the page Patients.");
            var chart = await services.GetRequiredService<ChartReader>().ReadAsync(new PatientId(id), SummaryEndpoint.SignedTexts, person, cancel)
                ?? throw new SummaryCallException($"There is no patient '{id}' in the record, or none that {person.UserName} may see.");
            var day = call.GetValue(at) is { } given ? Day(given) : services.GetRequiredService<TimeProvider>().GetUtcNow();
            var written = await services.GetRequiredService<SummaryWriter>().WriteAsync(new SummaryRequest(chosen, chart, day)
            {
                Text = call.GetValue(text) is { } file ? await File.ReadAllTextAsync(file.FullName, cancel) : null,
                Encounter = call.GetValue(encounter),
            }, cancel);
            var reviewed = call.GetValue(submit) ? await services.GetRequiredService<Review>().SubmitAsync(written.Draft, written.Sources, person, cancel) : null;
            if (call.GetValue(json))
                await context.Out.WriteLineAsync(JsonSerializer.Serialize(new { written.Draft, written.FellBack, reviewed?.Findings }, TrustJson.Indented));
            else
                await ReadingPrinter.PrintAsync(context, chosen.Title(), written.Draft, written.FellBack, reviewed);
            return 0;
        });
        return command;
    }

    private static DateTimeOffset Day(string text) => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
        ? new DateTimeOffset(day, new TimeOnly(23, 59), TimeSpan.Zero)
        : throw new SummaryCallException($"'{text}' is no day. Write it as 2026-03-01.");
}
