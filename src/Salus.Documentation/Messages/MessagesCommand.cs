using System.CommandLine;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Salus.Design;
using Salus.Design.Terminal;
using Salus.Fhir;
using Salus.Trust;
using Spectre.Console;

namespace Salus.Documentation.Messages;

/// <summary>A call of <c>salus messages</c> that contradicts itself; the message says how to put it right.</summary>
public sealed class MessagesCallException(string message) : ArgumentException(message);

/// <summary><c>salus messages triage</c> and <c>salus messages reply</c>.</summary>
internal static class MessagesCommand
{
    public static Command Create(CommandContext context) => new("messages", "Read messages of patients: what they are about, how urgent, and what may be answered.\n\nExample: salus messages triage inbox.jsonl") { Triage(context), Reply(context) };

    private static Command Triage(CommandContext context)
    {
        var file = new Argument<FileInfo?>("FILE") { Description = "JSON Lines with 'text' and optionally 'id'.", Arity = ArgumentArity.ZeroOrOne };
        var text = new Option<string?>("--text") { Description = "One message, in place of a file.", HelpName = "words" };
        var json = new Option<bool>("--json") { Description = "Write JSON: one line for each message, in the order of the file." };
        var command = new Command("triage", "Sort messages by urgency, with the words that decided. A red flag is never answered in writing.\n\nExample: salus messages triage inbox.jsonl --json\n\nExample: salus messages triage --text \"out of lipitor in 5 days, can you send more?\"") { file, text, json };
        command.SetAction(async (call, cancel) =>
        {
            var triage = context.Services().GetRequiredService<MessageTriage>();
            if ((call.GetValue(file) is null) == (call.GetValue(text) is null))
                throw new MessagesCallException("Give a file of messages, or one message with --text; one of the two.");
            var read = new List<(MessageLine Line, TriagedMessage Triaged)>();
            if (call.GetValue(text) is { } words)
                read.Add((new MessageLine("1", words), triage.Read(words)));
            else
                await foreach (var line in MessageFile.ReadAsync(call.GetValue(file)!, cancel))
                {
                    var triaged = triage.Read(line.Text);
                    if (call.GetValue(json))
                        await context.Out.WriteLineAsync(JsonSerializer.Serialize(TriageView.Of(line.Id, line.Text, triaged), TrustJson.Canonical));
                    else
                        read.Add((line, triaged));
                }
            if (call.GetValue(json) && call.GetValue(text) is { } one)
                await context.Out.WriteLineAsync(JsonSerializer.Serialize(TriageView.Of(null, one, read[0].Triaged), TrustJson.Canonical));
            else if (!call.GetValue(json))
                Print(context.Terminal, read);
            return 0;
        });
        return command;
    }

    private static void Print(IAnsiConsole terminal, List<(MessageLine Line, TriagedMessage Triaged)> read)
    {
        foreach (var (line, triaged) in read.OrderByDescending(r => r.Triaged.Urgency))
        {
            terminal.WriteLine($"{MessageNames.Title(triaged.Urgency).ToUpperInvariant(),-14} {line.Id}  {triaged.Reason}");
            foreach (var flag in triaged.Flags.Take(3))
                terminal.WriteLine($"               “{string.Join(" … ", flag.Words.Select(w => w.In(line.Text).ReplaceLineEndings(" ")))}”: {flag.Rule.Why}");
        }
    }

    private static Command Reply(CommandContext context)
    {
        var text = new Option<string?>("--text") { Description = "The message.", HelpName = "words" };
        var file = new Option<FileInfo?>("--file") { Description = "The message, as a text file.", HelpName = "file" };
        var chart = new Option<FileInfo?>("--chart") { Description = "FHIR R4 Bundle of the patient: medicines, results and visits come from it.", HelpName = "file" };
        var grade = new Option<double?>("--grade") { Description = "Reading grade not to be passed, 1 to 18. Default: that of the site's rules, 6 where they say nothing.", HelpName = "number" };
        var rules = new Option<FileInfo?>("--rules") { Description = "The site's reply rules. Default: messages.json in the data folder.", HelpName = "file" };
        var embedded = new Option<bool>("--embedded") { Description = "Write with the embedded engine even where the site chose a language model." };
        var submit = new Option<bool>("--submit") { Description = "Put the draft on the work list for review." };
        var json = new Option<bool>("--json") { Description = "Write JSON: the draft with its evidence and findings." };
        var command = new Command("reply", "Draft the reply to a message; for a red flag the card for the clinic instead. Nothing is sent.\n\nExample: salus messages reply --text \"need a refill of my metformin\" --chart chart.json") { text, file, chart, grade, rules, embedded, submit, json };
        command.SetAction(async (call, cancel) =>
        {
            var services = context.Services();
            if ((call.GetValue(file) is null) == (call.GetValue(text) is null))
                throw new MessagesCallException("Give the message with --text or --file; one of the two.");
            if (call.GetValue(grade) is < 1 or > 18)
                throw new MessagesCallException("--grade is a number from 1 to 18.");
            var words = call.GetValue(text) ?? await File.ReadAllTextAsync(call.GetValue(file)!.FullName, cancel);
            if (string.IsNullOrWhiteSpace(words) || words.Length > PatientMessage.LongestText)
                throw new MessagesCallException($"A message has between 1 and {PatientMessage.LongestText} characters.");
            var (patient, versions) = call.GetValue(chart) is { } bundle ? await BundleAsync(bundle, cancel) : (null, []);
            var site = call.GetValue(rules) is { } own ? ReplyRules.Read(own) : ReplyRules.Of(services.GetRequiredService<TrustOptions>());
            var message = new PatientMessage("message", words, null, patient);
            var (draft, sources, fellBack) = await services.GetRequiredService<ReplyWriter>().WriteAsync(message, patient is { } id ? Chart.Of(id, versions) : null, [.. versions.Where(v => v.Name.Type is "Appointment")], site, new ReplyOptions(call.GetValue(grade), call.GetValue(embedded)), cancel);
            if (fellBack is not null)
                await context.Error.WriteLineAsync(fellBack);
            var reviewed = call.GetValue(submit)
                ? await services.GetRequiredService<Review>().SubmitAsync(draft, sources, by: null, cancel)
                : await Inspection.RunAsync(draft, sources, services.GetServices<ICheck>(), cancel);
            if (call.GetValue(json))
                await context.Out.WriteLineAsync(JsonSerializer.Serialize(new { draft = reviewed.Draft, findings = reviewed.Findings, grade = ReplyWriter.GradeOf(draft.Statements) }, TrustJson.Indented));
            else
                new DraftPrinter(context.Terminal).Print(reviewed);
            return 0;
        });
        return command;
    }

    private static async Task<(PatientId? Patient, RecordVersion[] Versions)> BundleAsync(FileInfo file, CancellationToken cancel)
    {
        var bundle = FhirNode.Parse(await File.ReadAllBytesAsync(file.FullName, cancel));
        var resources = bundle.ResourceType is "Bundle" ? bundle.All("entry").Select(e => e["resource"]).OfType<FhirNode>().ToArray() : [bundle];
        var versions = resources.Where(r => r.ResourceType is not null).Select((r, i) => (r.Id is null ? r.With("id", $"r{i + 1}") : r, i))
            .Select(r => new RecordVersion(new ResourceName(r.Item1.ResourceType!, r.Item1.Id!), 1, VersionAct.Create, DateTimeOffset.UnixEpoch, file.Name, Sha256.Of(r.Item1.ToUtf8()), null, r.Item1)).ToArray();
        var patients = versions.Where(v => v.Name.Type is "Patient").ToArray();
        if (patients.Length != 1)
            throw new MessagesCallException($"{file.Name} holds {patients.Length} patients. Give the resources of one patient.");
        return (new PatientId(patients[0].Name.Id), versions);
    }
}
