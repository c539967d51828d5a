using System.Collections.Immutable;
using System.CommandLine;
using System.CommandLine.Invocation;
using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Salus.Design;
using Salus.Design.Terminal;
using Salus.Governance.Deidentification.Releases;
using Salus.Language.Identifiers;
using Salus.Trust;
using Spectre.Console;

namespace Salus.Governance.Deidentification.Commands;

/// <summary><c>salus deidentify</c>: finds and replaces identifiers, proposes releases, writes what somebody signed.</summary>
internal static class DeidentifyCommand
{
    public static Command Create(CommandContext context)
    {
        var command = new Command("deidentify", "Documents and data without the people in them: found, replaced by a policy, checked, signed, released.\n\nExample: salus deidentify files samples/deidentification --policy safe-harbor\n\nExample: salus deidentify --batch docs.jsonl --out spans.jsonl")
        {
            Text(context),
            Kind(context, "fhir", "FHIR resources, bundles and NDJSON, as JSON or XML", "bundles/"),
            Kind(context, "hl7", "HL7 v2 messages and batches", "messages.hl7"),
            Kind(context, "cda", "C-CDA documents", "summary.xml"),
            Kind(context, "csv", "Tables as CSV or TSV with a header", "visits.csv"),
            Kind(context, "files", "Any mixture of text, FHIR, HL7 v2, C-CDA, tables, Word and PDF that belongs together", "samples/deidentification"),
            Release(context),
            Policy(context),
        };
        var batch = new BatchOptions(command, withPolicy: true);
        command.SetAction(async (call, cancel) => await batch.RunAsync(context, call, cancel) ?? throw new DeidentificationCallException("Say what to de-identify: text, fhir, hl7, cda, csv or files, with a file or folder; or --batch FILE for spans of many texts."));
        return command;
    }

    private static Command Text(CommandContext context)
    {
        var command = Kind(context, "text", "Plain text, RTF, HTML, Word, and PDF that holds text", "letter.txt");
        var run = (AsynchronousCommandLineAction)command.Action!;
        command.Description += "\n\nExample: salus deidentify text --batch docs.jsonl --out spans.jsonl";
        var batch = new BatchOptions(command, withPolicy: false);
        command.SetAction(async (call, cancel) => await batch.RunAsync(context, call, cancel) ?? await run.InvokeAsync(call, cancel));
        return command;
    }

    /// <summary>Spans of many texts.</summary>
    private sealed class BatchOptions
    {
        private readonly Option<FileInfo?> documents = new("--batch") { Description = "Many texts as JSON Lines of 'id' and 'text'; a line may hold 'patient' (a FHIR Patient, or the id of one in the record) or 'known' (a list of 'class' and 'value'). Finds spans and changes nothing.", HelpName = "file" };
        private readonly Option<FileInfo?> spans = new("--out") { Description = "With --batch: file for the spans as JSON Lines. Default: the standard output.", HelpName = "file" };
        private readonly Option<string> policy;
        private readonly Option<bool> json;
        private readonly Option<string[]> patient;
        private readonly Option<string?> by;

        public BatchOptions(Command command, bool withPolicy)
        {
            command.Add(documents);
            command.Add(spans);
            policy = withPolicy ? PolicyOption() : command.Options.OfType<Option<string>>().First(o => o.Name == "--policy");
            json = withPolicy ? Json() : command.Options.OfType<Option<bool>>().First(o => o.Name == "--json");
            patient = withPolicy ? PatientOption() : command.Options.OfType<Option<string[]>>().First(o => o.Name == "--patient");
            by = withPolicy ? By("Account that reads the record, with --patient. Default: SALUS_USER, else the only account that may.") : command.Options.OfType<Option<string?>>().First(o => o.Name == "--as");
            if (!withPolicy)
                return;
            command.Add(policy);
            command.Add(json);
            command.Add(patient);
            command.Add(by);
        }

        /// <summary>Null when no batch was asked for. Without a policy in the call all that is found is told; with one only what it does not keep.</summary>
        public async Task<int?> RunAsync(CommandContext context, ParseResult call, CancellationToken cancel)
        {
            if (call.GetValue(documents) is not { } file)
                return null;
            var asked = call.GetResult(policy) is { Implicit: false } ? PolicyOf(call.GetValue(policy)!) : null;
            var finder = IdentifierFinders.For(asked?.DefaultDeny is true);
            var record = new SoughtInRecord(context, call.GetValue(by));
            var everywhere = await record.OfAsync(call.GetValue(patient) ?? [], cancel);
            return await BatchLines.WriteAsync(context, call.GetValue(spans), call.GetValue(json), new SpanBatch(finder, asked, [.. everywhere.SelectMany(p => p.Detectors)], record).RunAsync(file, cancel), l => l.Error, "texts");
        }
    }

    private static Command Kind(CommandContext context, string kind, string reads, string example)
    {
        var input = new Argument<FileSystemInfo?>("IN") { Description = "File, or folder with all that is below it.", Arity = ArgumentArity.ZeroOrOne };
        var output = new Argument<string?>("OUT") { Description = "File or new folder, with --unreviewed. Without it the output waits inside until a data steward signs.", Arity = ArgumentArity.ZeroOrOne };
        var policy = PolicyOption();
        var key = Key();
        var title = new Option<string?>("--title") { Description = "What people call the release. It goes out with it, so it names no patient.", HelpName = "words" };
        var known = new Option<FileInfo[]>("--known") { Description = "FHIR file (Patient, RelatedPerson, Practitioner, or a bundle) of people to search for in every input; may be given more than once.", HelpName = "file", AllowMultipleArgumentsPerToken = true };
        var patient = PatientOption();
        var unreviewed = new Option<bool>("--unreviewed") { Description = "Write OUT at once, without a person's review and signature: for work that stays inside." };
        var leaveOut = new Option<bool>("--leave-out-unreadable") { Description = "Leave out files of kinds that nobody here reads. Otherwise one of them refuses the whole call." };
        var samples = new Option<int>("--samples") { Description = "Documents drawn for review.", DefaultValueFactory = _ => ReleaseRequest.UsualSamples, HelpName = "count" };
        var least = new Option<int>("--least-k") { Description = "The smallest group of people alike in birth year, sex, place and the like that may be released; 1 demands nothing.", DefaultValueFactory = _ => 1, HelpName = "count" };
        var seed = new Option<ulong>("--seed") { Description = "Of the drawing of documents.", HelpName = "number" };
        var secondOff = new Option<bool>("--no-second-reading") { Description = "With --unreviewed: leave out the second reader, which costs about as much as the first." };
        var by = By("Account that proposes the release, and reads the record with --patient. Default: SALUS_USER, else the only account that may.");
        var json = Json();
        var command = new Command(kind, $"{reads}: writes them without identifiers.\n\nExample: salus deidentify {kind} {example} --policy safe-harbor --as ruth\n\nExample: salus deidentify {kind} {example} {Cleaned(example)} --unreviewed") { input, output, policy, key, title, patient, known, leaveOut, unreviewed, secondOff, samples, seed, least, by, json };
        command.SetAction(async (call, cancel) =>
        {
            var from = call.GetValue(input) ?? throw new DeidentificationCallException("Say what to de-identify: a file or a folder.");
            var to = call.GetValue(output);
            if (to is not null && !call.GetValue(unreviewed))
                throw new DeidentificationCallException("Nobody has reviewed the output, so it is not written outside. Leave OUT away: the output waits inside, a draft is proposed, and after the signature 'salus deidentify release' writes it. For work that stays in the house say --unreviewed.");
            if (to is null && call.GetValue(unreviewed))
                throw new DeidentificationCallException("--unreviewed needs a place to write to: give OUT.");
            var services = context.Services();
            var of = call.GetValue(patient) ?? [];
            // Who names a patient is shown nothing of the record, but what is found tells of it: that takes the right to see identified originals.
            var person = to is null ? await ActingAs.OfAsync(services.GetRequiredService<People>(), call.GetValue(by), of.Length > 0 ? [Act.ProposeData, Act.ReadIdentified] : [Act.ProposeData], cancel) : null;
            var request = new ReleaseRequest
            {
                Input = from,
                Policy = PolicyOf(call.GetValue(policy)!),
                Key = services.GetRequiredService<ReleaseKeys>().Of(call.GetValue(key)!),
                Title = call.GetValue(title) ?? "De-identified files",
                LeaveOutUnreadable = call.GetValue(leaveOut),
                Samples = call.GetValue(samples),
                Seed = call.GetValue(seed),
                LeastK = call.GetValue(least),
                SecondReading = !call.GetValue(secondOff),
                Kinds = KindsOf(kind),
                Sought = [.. await KnownFiles.ReadAsync(call.GetValue(known) ?? [], cancel), .. of.Length > 0 ? await new SoughtInRecord(context, call.GetValue(by), person).OfAsync(of, cancel) : []],
            };
            var progress = new ProgressLines<ReleaseProgress>(context.Error, p => string.Create(CultureInfo.InvariantCulture, $"{100 * p.Share,3:0} % {p.Step}"));
            if (to is not null)
            {
                var report = await services.GetRequiredService<ReleaseRun>().WriteUnreviewedAsync(request, from is DirectoryInfo ? new DirectoryInfo(to) : new FileInfo(to), progress, cancel);
                await TellAsync(context, report, null, call.GetValue(json));
                return 0;
            }
            var (made, draft) = await services.GetRequiredService<ReleaseStudio>().ProposeAsync(request, person!, progress, cancel);
            await TellAsync(context, made, draft, call.GetValue(json));
            return 0;
        });
        return command;
    }

    private static Command Release(CommandContext context)
    {
        var draft = new Argument<Guid>("DRAFT") { Description = "Id of the signed draft." };
        var output = new Option<DirectoryInfo>("--out") { Description = "New folder for files, statement and report.", HelpName = "folder", Required = true };
        var by = By("Account that takes it away. Default: SALUS_USER, else the only account that may.");
        var json = Json();
        var command = new Command("release", "Write a signed release with its statement and report: all of it or nothing.\n\nExample: salus deidentify release 0198c2f4-0000-7000-8000-000000000000 --out lakemoor-2024 --as stella") { draft, output, by, json };
        command.SetAction(async (call, cancel) =>
        {
            var services = context.Services();
            var person = await ActingAs.OfAsync(services.GetRequiredService<People>(), call.GetValue(by), Act.ReadData, cancel);
            var folder = call.GetValue(output)!;
            var released = await services.GetRequiredService<Releases.Release>().WriteAsync(new DraftId(call.GetValue(draft)), folder, person, cancel);
            await context.Out.WriteLineAsync(call.GetValue(json)
                ? JsonSerializer.Serialize(new { folder = folder.FullName, released.Report.Files, signedBy = released.Signature.Name, signedAt = released.Signature.At, released.Content }, TrustJson.Indented)
                : string.Create(CultureInfo.InvariantCulture, $"{folder.FullName}: {released.Report.Files} files with statement and report, signed by {released.Signature.Name}."));
            return 0;
        });
        return command;
    }

    private static Command Policy(CommandContext context)
    {
        var name = new Argument<string>("POLICY") { Description = $"A profile ({string.Join(", ", DeidentificationPolicy.Profiles)}) or a file to check.", DefaultValueFactory = _ => "safe-harbor" };
        var output = new Option<FileInfo?>("--out") { Description = "File to write the profile to, to be edited.", HelpName = "file" };
        var json = Json();
        var command = new Command("policy", "Show a profile as YAML to start from, or check a policy file.\n\nExample: salus deidentify policy safe-harbor --out ours.yaml\n\nExample: salus deidentify policy ours.yaml") { name, output, json };
        command.SetAction(async (call, cancel) =>
        {
            var asked = call.GetValue(name)!;
            var policy = PolicyOf(asked);
            if (DeidentificationPolicy.Profiles.Contains(asked, StringComparer.Ordinal) && !call.GetValue(json))
            {
                var yaml = DeidentificationPolicy.YamlOf(asked);
                if (call.GetValue(output) is { } file)
                    await WholeFile.WriteAsync(file, async to =>
                    {
                        await to.WriteAsync(yaml);
                        return 0;
                    });
                else
                    await context.Out.WriteAsync(yaml);
                return 0;
            }
            await context.Out.WriteLineAsync(call.GetValue(json)
                ? JsonSerializer.Serialize(new { policy.Name, policy.Version, policy.BasedOn, policy.DefaultDeny, text = policy.Text.ToDictionary(t => t.Key.Word(), t => t.Value.ToString().ToLowerInvariant(), StringComparer.Ordinal), fhir = policy.Fhir.Length, hl7 = policy.Fields.Length, columns = policy.Columns.Length }, TrustJson.Indented)
                : string.Create(CultureInfo.InvariantCulture, $"{policy.Name} {policy.Version}{(policy.BasedOn is { } profile ? $", based on {profile}" : "")}: {policy.Fhir.Length} rules for FHIR, {policy.Fields.Length} for HL7 v2, {policy.Columns.Length} for columns. It holds together."));
            return 0;
        });
        return command;
    }

    private static async Task TellAsync(CommandContext context, ReleaseReport report, DraftId? draft, bool json)
    {
        if (json)
        {
            await context.Out.WriteLineAsync(JsonSerializer.Serialize(new { draft, report }, TrustJson.Indented));
            return;
        }
        var table = new Table { Border = TableBorder.Simple };
        table.AddColumn("Found");
        table.AddColumn("Done");
        table.AddColumn(new TableColumn("Times") { Alignment = Justify.Right });
        foreach (var line in report.Tally)
            table.AddRow(new Spectre.Console.Text(line.Class.Word()), new Spectre.Console.Text(line.Treatment.ToString().ToLowerInvariant()), new Spectre.Console.Text(line.Count.ToString("N0", CultureInfo.InvariantCulture)));
        context.Terminal.Write(table);
        await context.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{report.Files} files by {report.Policy} {report.PolicyVersion}{(report.LeftOut > 0 ? $"; {report.LeftOut} left out" : "")}."));
        foreach (var line in SafeHarborStatement.Of(report).Remarks)
            await context.Out.WriteLineAsync(line);
        await context.Out.WriteLineAsync(draft is { } id
            ? $"Waits in the work list as {id}. A data steward looks at the sample under /releases, signs, and then: salus deidentify release {id} --out FOLDER"
            : "Written without review: it stays in the house.");
    }

    /// <summary>Readers of a kind; empty for all.</summary>
    private static ImmutableArray<string> KindsOf(string kind) => kind switch
    {
        "files" => [],
        "text" => ["text", "docx", "pdf", "rtf", "html"],
        _ => [kind],
    };

    internal static DeidentificationPolicy PolicyOf(string asked) =>
        DeidentificationPolicy.Profiles.Contains(asked, StringComparer.Ordinal) || !File.Exists(asked)
            ? DeidentificationPolicy.Profile(asked)
            : DeidentificationPolicy.Read(File.ReadAllText(asked), Path.GetFileName(asked));

    private static string Cleaned(string example) => example.EndsWith('/') || !example.Contains('.', StringComparison.Ordinal) ? "clean/" : $"clean{Path.GetExtension(example)}";

    internal static Option<string> PolicyOption() => new("--policy") { Description = $"A profile ({string.Join(", ", DeidentificationPolicy.Profiles)}) or a YAML file. See: salus deidentify policy", DefaultValueFactory = _ => "safe-harbor", HelpName = "policy" };

    internal static Option<string> Key() => new("--key") { Description = "Name of a key in the data folder, made when first used, or a key file. Equal keys give equal replacements: use one for all files of a project.", DefaultValueFactory = _ => "default", HelpName = "name" };

    private static Option<string?> By(string description) => new("--as") { Description = description, HelpName = "user", DefaultValueFactory = _ => Environment.GetEnvironmentVariable("SALUS_USER") };

    private static Option<string[]> PatientOption() => new("--patient") { Description = "Id of a patient in the record whom the texts are about: their names, numbers, dates and addresses, their kin's and clinicians', are searched for in every input. May be given more than once; takes the role of a data steward, and is audited.", HelpName = "id" };

    private static Option<bool> Json() => new("--json") { Description = "Write JSON." };
}

/// <summary>A call that contradicts itself; the message says what to do.</summary>
public sealed class DeidentificationCallException(string message) : ArgumentException(message);
