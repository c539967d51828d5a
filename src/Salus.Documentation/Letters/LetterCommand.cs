using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Salus.Design;
using Salus.Design.Terminal;
using Salus.Trust;

namespace Salus.Documentation.Letters;

/// <summary><c>salus letter</c>: a letter about a patient, on the screen or into the work list.</summary>
internal static class LetterCommand
{
    public static Command Create(CommandContext context)
    {
        var patient = new Option<string>("--patient") { Description = "Id of a patient in the record.", HelpName = "id", Required = true };
        var kind = new Option<string>("--kind") { Description = $"What it is for: {LetterKinds.Known}.", HelpName = "kind", Required = true };
        var by = new Option<string?>("--as") { Description = "Account the chart is read and audited under. Default: SALUS_USER, else the only account that may.", HelpName = "user", DefaultValueFactory = _ => Environment.GetEnvironmentVariable("SALUS_USER") };
        var at = new Option<string?>("--at") { Description = "The day on the letter, as 2026-03-01; what came later is left out. Default: today.", HelpName = "day" };
        var text = new Option<FileInfo?>("--text") { Description = "Plain text of a visit or a document to read beside the chart.", HelpName = "file" };
        var to = new Option<string?>("--to") { Description = "Name and address of the reader.", HelpName = "reader" };
        var from = new Option<string?>("--from") { Description = "Letterhead: name and address of the sender.", HelpName = "sender" };
        var reason = new Option<string?>("--reason") { Description = "Why it is written and what is asked: quoted as it stands.", HelpName = "words" };
        var denial = new Option<FileInfo?>("--denial") { Description = "For an appeal: plain text of what the insurer wrote.", HelpName = "file" };
        var nameDiagnosis = new Option<bool>("--name-diagnosis") { Description = "A note to an employer or a school may name diagnoses." };
        var encounter = new Option<string?>("--encounter") { Description = "Id of the stay a discharge letter is about. Default: the newest.", HelpName = "id" };
        var submit = new Option<bool>("--submit") { Description = "Check it and put it into the work list for somebody to sign." };
        var json = new Option<bool>("--json") { Description = "Write JSON: the draft with its evidence." };
        var command = new Command("letter", "Draft a letter about a patient: referral, discharge summary or instructions, appeal, note for work or school.\n\nExample: salus letter --patient p1 --kind referral --to \"Dr. Lind, Cardiology\" --reason \"Chest pain on exertion. Is this angina?\"\n\nExample: salus letter --patient p1 --kind appeal --denial denial.txt --submit --as ada") { patient, kind, to, from, reason, denial, nameDiagnosis, by, at, text, encounter, submit, json };
        command.SetAction(async (call, cancel) =>
        {
            var services = context.Services();
            var chosen = LetterKinds.TryName(call.GetValue(kind)) ?? throw new LetterCallException($"There is no letter of the kind '{call.GetValue(kind)}'. Choose one of: {LetterKinds.Known}.");
            var person = await ActingAs.OfAsync(services.GetRequiredService<People>(), call.GetValue(by), [Act.ReadChart, Act.CreateDraft], cancel);
            var id = call.GetValue(patient)!;
            if (string.IsNullOrWhiteSpace(id))
                throw new LetterCallException("Name a patient with --patient ID. See the page Patients.");
            var chart = await services.GetRequiredService<ChartReader>().ReadAsync(new PatientId(id), LetterEndpoint.SignedTexts, person, cancel)
                ?? throw new LetterCallException($"There is no patient '{id}' in the record, or none that {person.UserName} may see.");
            var day = call.GetValue(at) is { } given ? Day(given) : services.GetRequiredService<TimeProvider>().GetUtcNow();
            var written = await services.GetRequiredService<LetterComposer>().WriteAsync(new LetterRequest(chosen, chart, day)
            {
                To = call.GetValue(to),
                From = call.GetValue(from),
                Reason = call.GetValue(reason),
                Denial = call.GetValue(denial) is { } refusal ? await File.ReadAllTextAsync(refusal.FullName, cancel) : null,
                NameDiagnosis = call.GetValue(nameDiagnosis),
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
        : throw new LetterCallException($"'{text}' is no day. Write it as 2026-03-01.");
}
