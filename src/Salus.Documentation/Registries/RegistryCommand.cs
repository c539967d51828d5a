using System.CommandLine;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Salus.Design;
using Salus.Design.Terminal;
using Salus.Fhir.Search;
using Salus.Trust;
using Spectre.Console;

namespace Salus.Documentation.Registries;

/// <summary><c>salus registry</c>: forms from charts, the mappings behind them, and what was signed.</summary>
internal static class RegistryCommand
{
    private const int PatientsAPage = 200;

    public static Command Create(CommandContext context) => new("registry", "Registry forms, filled in from charts by a mapping file.\n\nExample: salus registry draft --mapping diabetes-annual --patient p1 --submit")
    {
        Draft(context), Check(context), Export(context), Form(context), Add(context), List(context), Remove(context),
    };

    private static Command Draft(CommandContext context)
    {
        var mapping = Mapping();
        var patient = new Option<string?>("--patient") { Description = "Id of a patient in the record.", HelpName = "id" };
        var all = new Option<bool>("--all") { Description = "Every patient in the record that the account may see." };
        var from = new Option<string?>("--in") { Description = "Patients from files instead of the record: a FHIR Bundle each (.json), Bundles as lines (.ndjson), or a folder of them.", HelpName = "path" };
        var on = new Option<string?>("--on") { Description = "The day the form is filled in for; time windows count from it. Default: today.", HelpName = "date" };
        var submit = new Option<bool>("--submit") { Description = "Put the drafts on the work list for review." };
        var (by, output, json) = (As(), Out("the forms, one JSON line each"), Json());
        var command = new Command("draft", "Fill in a form from the chart: every answer with its evidence, every other field with the reason why it stays open. Drafts do not leave for a registry; see 'salus registry export'.\n\nExample: salus registry draft --mapping diabetes-annual --patient p1 --submit\n\nExample: salus registry draft --mapping samples/registries/diabetes-annual.yaml --in samples/registries/patients --json")
        {
            mapping, patient, all, from, on, submit, by, output, json,
        };
        command.SetAction(async (call, cancel) =>
        {
            var services = context.Services();
            if (new[] { call.GetValue(patient) is not null, call.GetValue(all), call.GetValue(from) is not null }.Count(given => given) != 1)
                throw new RegistryCallException("Say whose form: --patient ID, --all, or --in PATH; one of the three.");
            if (call.GetValue(from) is not null && call.GetValue(submit))
                throw new RegistryCallException("--submit is for patients in the record; import the files first: salus import FILE");
            var form = Named(services, call.GetValue(mapping)!);
            var report = Day(call.GetValue(on));
            var person = call.GetValue(from) is null ? await ActingAs.OfAsync(services.GetRequiredService<People>(), call.GetValue(by), Act.CreateDraft, cancel) : null;
            var charts = call.GetValue(from) is { } path ? PatientFiles.ReadAsync(path, cancel) : FromRecordAsync(services, call.GetValue(patient), person!, cancel);
            async Task<int> Work(TextWriter to) => await DraftAllAsync(context, services, form, charts, report, call.GetValue(submit) ? person : null, call.GetValue(json) || call.GetValue(output) is not null, to, cancel);
            return call.GetValue(output) is { } file ? await WholeFile.WriteAsync(file, Work) : await Work(context.Out);
        });
        return command;
    }

    private static async Task<int> DraftAllAsync(CommandContext context, IServiceProvider services, RegistryMapping mapping, IAsyncEnumerable<PatientChart> charts, DateOnly? report, Person? submitter, bool json, TextWriter to, CancellationToken cancel)
    {
        var writer = services.GetRequiredService<RegistryWriter>();
        var checks = services.GetServices<ICheck>().ToArray();
        var (forms, answered, open) = (0, 0, 0);
        await foreach (var chart in charts)
        {
            var form = writer.Write(mapping, chart, report);
            var reviewed = submitter is not null ? await services.GetRequiredService<Review>().SubmitAsync(form.Draft, form.Sources, submitter, cancel) : await Inspection.RunAsync(form.Draft, form.Sources, checks, cancel);
            forms++;
            answered += form.Draft.Statements.Length;
            open += form.Draft.Omitted.Length;
            if (json)
                await to.WriteLineAsync(JsonSerializer.Serialize(FormLine.Of(mapping, form, reviewed, submitter is not null), TrustJson.Canonical));
            else
                new DraftPrinter(context.Terminal).Print(reviewed);
        }
        await context.Error.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{forms} {(forms == 1 ? "form" : "forms")}: {answered} fields answered, {open} open.{(submitter is not null ? " They wait for review." : "")}"));
        return forms > 0 ? 0 : 1;
    }

    private static async IAsyncEnumerable<PatientChart> FromRecordAsync(IServiceProvider services, string? patient, Person person, [EnumeratorCancellation] CancellationToken cancel)
    {
        var reader = services.GetRequiredService<ChartReader>();
        if (patient is not null)
        {
            yield return await ChartAsync(reader, patient, person, cancel) ?? throw new RegistryCallException($"There is no patient '{patient}' in the record, or none that {person.UserName} may see.");
            yield break;
        }
        string? cursor = null;
        do
        {
            var page = await services.GetRequiredService<Record>().SearchAsync(SearchQuery.Parse("Patient", []) with { Count = PatientsAPage, Cursor = cursor }, person, cancel);
            foreach (var found in page.Matches)
            {
                if (await ChartAsync(reader, found.Name.Id, person, cancel) is { } chart)
                    yield return chart;
            }
            cursor = page.Next;
        }
        while (cursor is not null);
    }

    private static async Task<PatientChart?> ChartAsync(ChartReader reader, string patient, Person person, CancellationToken cancel) =>
        await reader.ReadAsync(new PatientId(patient), RegistryEndpoint.SignedTexts, person, cancel) is { } chart ? PatientChart.Of(chart) : null;

    private static Command Check(CommandContext context)
    {
        var files = new Argument<FileInfo[]>("FILE") { Description = "Mapping files, YAML or JSON.", Arity = ArgumentArity.OneOrMore };
        var json = Json();
        var command = new Command("check", "Say everything that is wrong with mapping files, each with its line. Exit code 1 when there is something.\n\nExample: salus registry check samples/registries/diabetes-annual.yaml") { files, json };
        command.SetAction(async (call, _) =>
        {
            var wrong = 0;
            foreach (var file in call.GetValue(files)!)
            {
                try
                {
                    var mapping = MappingReader.Read(file);
                    await context.Out.WriteLineAsync(call.GetValue(json) ? JsonSerializer.Serialize(new { file = file.Name, mapping.Name, mapping.Version, fields = mapping.Fields.Count(), problems = Array.Empty<MappingProblem>() }, TrustJson.Canonical)
                        : string.Create(CultureInfo.InvariantCulture, $"{file.Name}: {mapping.Title}, version {mapping.Version}, {mapping.Fields.Count()} fields. Nothing is wrong with it."));
                }
                catch (MappingException e)
                {
                    wrong++;
                    if (call.GetValue(json))
                        await context.Out.WriteLineAsync(JsonSerializer.Serialize(new { file = file.Name, problems = e.Problems }, TrustJson.Canonical));
                    else
                        await context.Error.WriteLineAsync(e.Message);
                }
            }
            return wrong == 0 ? 0 : 1;
        });
        return command;
    }

    private static Command Export(CommandContext context)
    {
        var registry = new Option<string?>("--registry") { Description = "Only forms of this registry. Default: all.", HelpName = "name" };
        var format = new Option<string>("--format") { Description = "csv (a line for each field), jsonl (a line for each form) or questionnaire-response (FHIR R4, NDJSON).", DefaultValueFactory = _ => "csv", HelpName = "name" };
        format.AcceptOnlyFromAmong("csv", "jsonl", "questionnaire-response");
        var (by, output, json) = (As(), Out("the forms; readable by you alone, since it holds patient data"), Json());
        var command = new Command("export", "Write the forms that a person signed, in the signed words. Unsigned drafts do not leave. Audited.\n\nExample: salus registry export --registry diabetes-annual --format csv --out diabetes.csv") { registry, format, by, output, json };
        command.SetAction(async (call, cancel) =>
        {
            var services = context.Services();
            var person = await ActingAs.OfAsync(services.GetRequiredService<People>(), call.GetValue(by), Act.ReadSigned, cancel);
            var written = 0;
            async Task<int> Work(TextWriter to)
            {
                if (call.GetValue(format) is "csv")
                    await to.WriteLineAsync(RegistryForms.CsvHeader);
                await foreach (var form in services.GetRequiredService<RegistryExport>().AllAsync(call.GetValue(registry), person, cancel))
                {
                    foreach (var line in RegistryEndpoint.Lines(form, call.GetValue(format)!))
                        await to.WriteLineAsync(line);
                    written++;
                }
                return 0;
            }
            if (call.GetValue(output) is not { } file)
                return await Work(context.Out);
            await WholeFile.WriteAsync(file, Work);
            await context.Out.WriteLineAsync(call.GetValue(json) ? JsonSerializer.Serialize(new { file = file.FullName, forms = written }, TrustJson.Indented) : string.Create(CultureInfo.InvariantCulture, $"Wrote {written} signed {(written == 1 ? "form" : "forms")} to {file.FullName}"));
            return 0;
        });
        return command;
    }

    private static Command Form(CommandContext context)
    {
        var (mapping, json) = (Mapping(), Json());
        var command = new Command("form", "The form itself as FHIR R4 Questionnaire, to which exported responses belong.\n\nExample: salus registry form --mapping diabetes-annual") { mapping, json };
        command.SetAction(async (call, _) =>
        {
            await context.Out.WriteLineAsync(RegistryForms.Questionnaire(Named(context.Services(), call.GetValue(mapping)!)).ToJson(indented: true));
            return 0;
        });
        return command;
    }

    private static Command Add(CommandContext context)
    {
        var file = new Argument<FileInfo>("FILE") { Description = "A mapping file." };
        var json = Json();
        var command = new Command("add", "Keep a mapping in the data folder, in place of one of the same name, so that pages and commands know it.\n\nExample: salus registry add samples/registries/hip-fracture.yaml") { file, json };
        command.SetAction(async (call, _) =>
        {
            var mapping = context.Services().GetRequiredService<RegistryFolder>().Add(call.GetValue(file)!);
            await context.Out.WriteLineAsync(call.GetValue(json) ? JsonSerializer.Serialize(new { mapping.Name, mapping.Version, fields = mapping.Fields.Count() }, TrustJson.Indented) : $"Added {mapping.Name}, version {mapping.Version}.");
            return 0;
        });
        return command;
    }

    private static Command List(CommandContext context)
    {
        var json = Json();
        var command = new Command("list", "The registries in the data folder.\n\nExample: salus registry list --json") { json };
        command.SetAction(async (call, _) =>
        {
            var all = context.Services().GetRequiredService<RegistryFolder>().List();
            if (call.GetValue(json))
            {
                await context.Out.WriteLineAsync(JsonSerializer.Serialize(all.Select(m => new { m.Name, m.Version, m.Title, m.Publisher, fields = m.Fields.Count() }), TrustJson.Indented));
                return 0;
            }
            var table = new Table().Border(TableBorder.Simple).AddColumn("name").AddColumn("version").AddColumn("title").AddColumn("fields");
            foreach (var mapping in all)
                table.AddRow(new Text(mapping.Name), new Text(mapping.Version), new Text(mapping.Title), new Text(mapping.Fields.Count().ToString(CultureInfo.InvariantCulture)));
            context.Terminal.Write(table);
            return 0;
        });
        return command;
    }

    private static Command Remove(CommandContext context)
    {
        var name = new Argument<string>("name") { Description = "A registry as 'salus registry list' names it." };
        var json = Json();
        var command = new Command("remove", "Take a mapping out of the data folder. Drafts and signed forms keep the mapping they were made by.\n\nExample: salus registry remove hip-fracture") { name, json };
        command.SetAction(async (call, _) =>
        {
            context.Services().GetRequiredService<RegistryFolder>().Remove(call.GetValue(name)!);
            await context.Out.WriteLineAsync(call.GetValue(json) ? JsonSerializer.Serialize(new { removed = call.GetValue(name) }, TrustJson.Indented) : $"Removed {call.GetValue(name)}.");
            return 0;
        });
        return command;
    }

    private static RegistryMapping Named(IServiceProvider services, string mapping) =>
        File.Exists(mapping) ? MappingReader.Read(new FileInfo(mapping))
        : services.GetRequiredService<RegistryFolder>().Find(mapping) ?? throw new RegistryCallException($"There is neither a mapping file nor a registry '{mapping}'. See 'salus registry list'.");

    private static DateOnly? Day(string? text) => text is null ? null
        : DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : throw new RegistryCallException($"'{text}' is no day. Write it as 2026-01-31.");

    private static Option<string> Mapping() => new("--mapping") { Description = "A mapping file, or the name of a registry that was added.", HelpName = "file or name", Required = true };

    private static Option<string?> As() => new("--as") { Description = "Account the act is done and audited under. Default: SALUS_USER, else the only account that may.", HelpName = "user", DefaultValueFactory = _ => Environment.GetEnvironmentVariable("SALUS_USER") };

    private static Option<FileInfo?> Out(string what) => new("--out") { Description = $"File for {what}. Default: the standard output.", HelpName = "file" };

    private static Option<bool> Json() => new("--json") { Description = "Write JSON." };
}
