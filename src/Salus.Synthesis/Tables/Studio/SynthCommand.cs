using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Salus.Design;
using Salus.Design.Terminal;
using Salus.Fhir.Views;
using Salus.Synthesis.Tables.Augmentation;
using Salus.Synthesis.Tables.Engines;
using Salus.Synthesis.Tables.Engines.Marginals;
using Salus.Synthesis.Tables.Files;
using Salus.Synthesis.Tables.Fitting;
using Salus.Synthesis.Tables.Gate;
using Salus.Synthesis.Tables.Inference;
using Salus.Synthesis.Tables.Longitudinal;
using Salus.Synthesis.Tables.Privacy;
using Salus.Synthesis.Tables.Releases;
using Salus.Synthesis.Tables.Rules;
using Salus.Trust;
using Spectre.Console;

namespace Salus.Synthesis.Tables.Studio;

/// <summary><c>salus synth</c>: learn a table, draw rows, judge them, release what somebody signed.</summary>
internal static class SynthCommand
{
    public static Command Create(CommandContext context) => new("synth", "Synthetic data: tables and visits that hold nobody, and whether they help.\n\nExample: salus synth tables fit patients.csv --out model.salus")
    {
        new Command("tables", "Synthetic tables: learn, draw, judge, release.\n\nExample: salus synth tables fit patients.csv --out model.salus")
        {
            Schema(context), Fit(context), Sample(context), Report(context), Audit(context), Release(context), Budget(context),
        },
        VisitsCommand.Create(context),
        AugmentCommand.Create(context),
    };

    private static Command Schema(CommandContext context)
    {
        var data = Data();
        var output = new Option<FileInfo?>("--out") { Description = "File for the schema as YAML, to be edited and given back with --schema.", HelpName = "file" };
        var json = Json();
        var (schema, view) = (SchemaOption(), View());
        var command = new Command("schema", "What is in a table, as it is understood: kinds, levels, what is left out and why.\n\nExample: salus synth tables schema patients.csv --out patients.yaml") { data, schema, view, output, json };
        command.SetAction(async (call, cancel) =>
        {
            var file = await OpenAsync(call.GetValue(data)!, call.GetValue(schema), call.GetValue(view), cancel);
            if (call.GetValue(output) is { } to)
                await WholeFile.WriteAsync(to, writer =>
                {
                    SchemaFile.Write(file.Schema, file.Form, writer);
                    return Task.CompletedTask;
                });
            if (call.GetValue(json))
                await context.Out.WriteLineAsync(JsonSerializer.Serialize(new { rows = file.RowCount, file.Schema }, TrustJson.Indented));
            else if (call.GetValue(output) is null)
                Print(context, file);
            return 0;
        });
        return command;
    }

    private static Command Fit(CommandContext context)
    {
        var data = Data();
        var engine = new Option<string>("--engine") { Description = "What learns: trees, copula, bayesnet, aim (differential privacy), tvae, ctgan or diffusion.", DefaultValueFactory = _ => FitRequest.DefaultEngine, HelpName = "name" };
        var output = new Option<FileInfo>("--out") { Description = "File for the model. It holds what was learned of real people: keep it like the table.", HelpName = "file", Required = true };
        var epsilon = new Option<double?>("--epsilon") { Description = "Privacy budget of engines that prove their privacy; 1 is common, less is more private.", HelpName = "number" };
        var delta = new Option<double>("--delta") { Description = "Chance with which that proof may fail.", DefaultValueFactory = _ => 1e-6, HelpName = "number" };
        var target = new Option<string?>("--target") { Description = "The column that studies will predict.", HelpName = "column" };
        var held = new Option<double?>("--control-share") { Description = "Share of the people held back for the attacks, 0 to 0.5. Default: a fifth, at most 20,000 rows.", HelpName = "share" };
        var protection = new Option<int?>("--protection") { Description = "How far to stay away from single rows, 0 to 6. Default: as far as quick attacks need it.", HelpName = "level" };
        var (schema, view, seed, json) = (SchemaOption(), View(), Seed(), Json());
        var command = new Command("fit", "Learn a table, so that rows can be drawn from it that hold nobody.\n\nExample: salus synth tables fit patients.csv --engine trees --target readmitted --out model.salus\n\nExample: salus synth tables fit patients.csv --engine aim --epsilon 1 --schema patients.yaml --out model.salus") { data, engine, output, schema, view, epsilon, delta, target, held, protection, seed, json };
        command.SetAction(async (call, cancel) =>
        {
            var file = await OpenAsync(call.GetValue(data)!, call.GetValue(schema), call.GetValue(view), cancel);
            foreach (var decision in file.Schema.Decisions)
                await context.Error.WriteLineAsync(decision);
            var request = new FitRequest
            {
                Engine = call.GetValue(engine)!,
                Seed = call.GetValue(seed),
                Epsilon = call.GetValue(epsilon),
                Delta = call.GetValue(delta),
                Target = call.GetValue(target),
                ControlShare = call.GetValue(held),
                Protection = call.GetValue(protection),
            };
            var learned = await context.Services().GetRequiredService<TableStudio>().FitAsync(file, request, call.GetValue(output)!, call.GetValue(data)!.Name, FitProgressBar.On(context.Error), cancel);
            if (call.GetValue(json))
                await context.Out.WriteLineAsync(JsonSerializer.Serialize(new { learned.About, columns = learned.Schema.Columns.Length, learned.Schema.Left, learned.Schema.Decisions }, TrustJson.Indented));
            else
            {
                foreach (var line in learned.About.Search)
                    await context.Out.WriteLineAsync(line);
                await context.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{call.GetValue(output)!.Name}: {learned.About.Engine} learned {learned.About.LearnedRows} of {learned.About.SourceRows} rows, {learned.Schema.Columns.Length} columns. Draw with: salus synth tables sample {call.GetValue(output)!.Name} --out {TableStudio.NameOf(learned.About.Source)}"));
            }
            return 0;
        });
        return command;
    }

    private static Command Sample(CommandContext context)
    {
        var model = Model();
        var rows = new Option<long?>("--rows") { Description = "Rows to draw. Default: as many as the source has.", HelpName = "count" };
        var output = new Option<FileInfo>("--out") { Description = "File for the rows: CSV, TSV or JSON Lines by its ending, packed with .gz.", HelpName = "file", Required = true };
        var where = new Option<string?>("--where") { Description = "Only rows that keep this condition: \"sex = F and age >= 60\".", HelpName = "condition" };
        var (seed, json) = (Seed(), Json());
        var command = new Command("sample", "Draw rows from a learned table. The file is not released: it stays with you until the report passes and a data steward signs.\n\nExample: salus synth tables sample model.salus --rows 10000 --seed 7 --out patients-synthetic.csv\n\nExample: salus synth tables sample model.salus --rows 500 --where \"sex = F and age >= 60\" --out women-synthetic.csv") { model, rows, seed, output, where, json };
        command.SetAction(async (call, cancel) =>
        {
            var learned = context.Services().GetRequiredService<TableStudio>().Read(call.GetValue(model)!);
            var condition = call.GetValue(where) is { } text ? Condition.Parse(text, learned.Schema.Columns) : null;
            var set = TableStudio.Draw(learned, call.GetValue(output)!, call.GetValue(rows) ?? learned.About.SourceRows, call.GetValue(seed), condition, FitProgressBar.On(context.Error), cancel);
            await context.Out.WriteLineAsync(call.GetValue(json)
                ? JsonSerializer.Serialize(new { set.FileName, set.Rows, set.Seed, set.Content, set.Bytes, set.About }, TrustJson.Indented)
                : string.Create(CultureInfo.InvariantCulture, $"{set.FileName}: {set.Rows} synthetic rows, not released. Judge them with: salus synth tables report {call.GetValue(model)!.Name} {set.FileName} --data {learned.About.Source}"));
            return 0;
        });
        return command;
    }

    private static Command Report(CommandContext context)
    {
        var (model, synthetic, data) = (Model(), Synthetic(), Source());
        var html = new Option<FileInfo?>("--html") { Description = "File for the report with its pictures, one HTML page.", HelpName = "file" };
        var groups = new Option<string[]>("--group") { Description = "Column whose groups are looked at one by one; may be given more than once.", HelpName = "column", AllowMultipleArgumentsPerToken = true };
        var submit = new Option<bool>("--submit") { Description = "Propose the data set: it waits in the work list for a data steward." };
        var drawn = new Option<ulong?>("--drawn-with") { Description = "Seed that the rows were drawn with: they are drawn again and compared, and it goes into the data card.", HelpName = "seed" };
        var (schema, view, seed, by, json) = (SchemaOption(), View(), Seed(), As("Account that proposes it"), Json());
        var command = new Command("report", "Judge drawn rows: likeness, usefulness, fairness, and what attacks find out. Ends with 1 when the gate does not let them pass.\n\nExample: salus synth tables report model.salus patients-synthetic.csv --data patients.csv --html report.html\n\nExample: salus synth tables report model.salus patients-synthetic.csv --data patients.csv --drawn-with 7 --submit --as ruth") { model, synthetic, data, schema, view, html, groups, drawn, seed, submit, by, json };
        command.SetAction(async (call, cancel) =>
        {
            var learned = context.Services().GetRequiredService<TableStudio>().Read(call.GetValue(model)!);
            var file = await OpenAsync(call.GetValue(data)!, call.GetValue(schema), call.GetValue(view), cancel);
            var report = TableStudio.Judge(learned, file, call.GetValue(synthetic)!, new GateOptions { Seed = call.GetValue(seed), Target = learned.Schema.Target, Groups = [.. call.GetValue(groups) ?? []] }, FitProgressBar.On(context.Error), cancel);
            return await ToldAsync(context, call.GetValue(json), call.GetValue(html), learned, call.GetValue(synthetic)!, call.GetValue(drawn), report, call.GetValue(submit), call.GetValue(by), cancel);
        });
        return command;
    }

    private static Command Audit(CommandContext context)
    {
        var (model, synthetic, data) = (Model(), Synthetic(), Source());
        var fits = new Option<int>("--fits") { Description = "How often the engine learns again, with and without chosen people.", DefaultValueFactory = _ => 8, HelpName = "count" };
        var html = new Option<FileInfo?>("--html") { Description = "File for the report with its pictures, one HTML page.", HelpName = "file" };
        var (schema, view, seed, json) = (SchemaOption(), View(), Seed(), Json());
        var command = new Command("audit", "The long attacks: the engine learns again and again, with and without chosen people and planted rows, and the attacker says who was there. Takes many times as long as 'fit'.\n\nExample: salus synth tables audit model.salus patients-synthetic.csv --data patients.csv") { model, synthetic, data, schema, view, fits, html, seed, json };
        command.SetAction(async (call, cancel) =>
        {
            var studio = context.Services().GetRequiredService<TableStudio>();
            var learned = studio.Read(call.GetValue(model)!);
            var file = await OpenAsync(call.GetValue(data)!, call.GetValue(schema), call.GetValue(view), cancel);
            if (learned.About is { Engine: AimEngine.EngineName, Epsilon: { } epsilon, Delta: { } delta })
            {
                var bound = EpsilonAudit.OfAim(epsilon, delta, call.GetValue(seed), EpsilonAudit.DefaultFits, FitProgressBar.On(context.Error), cancel);
                await context.Error.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{bound.Fits} invented tables, half of them with one person more: an attacker with the whole model shows ε to be at least {bound.AtLeast:0.###}; {bound.Claimed:0.###} is claimed, which {(bound.Stands ? "stands" : "does NOT stand. Do not release anything of this engine")}."));
                if (!bound.Stands)
                    return 1;
            }
            var options = new GateOptions { Seed = call.GetValue(seed), Target = learned.Schema.Target, Refit = studio.RefitOf(learned), ShadowModels = call.GetValue(fits) };
            var report = TableStudio.Judge(learned, file, call.GetValue(synthetic)!, options, FitProgressBar.On(context.Error), cancel);
            return await ToldAsync(context, call.GetValue(json), call.GetValue(html), learned, call.GetValue(synthetic)!, drawnWith: null, report, submit: false, by: null, cancel);
        });
        return command;
    }

    private static Command Release(CommandContext context)
    {
        var draft = new Argument<string>("DRAFT") { Description = "Id of a signed data set." };
        var output = new Option<DirectoryInfo>("--out") { Description = "New folder for the table, its card and its report.", HelpName = "folder", Required = true };
        var (by, json) = (As("Account that takes it away"), Json());
        var command = new Command("release", "Write a signed data set with its card and its report into a new folder, all of it or nothing.\n\nExample: salus synth tables release 0198c2f4-0000-7000-8000-000000000000 --out patients-2026 --as stella") { draft, output, by, json };
        command.SetAction(async (call, cancel) =>
        {
            var services = context.Services();
            if (!DraftId.TryParse(call.GetValue(draft), null, out var id))
                throw new SynthesisException($"'{call.GetValue(draft)}' is no draft's id. See 'salus drafts list --json'.");
            var person = await ActingAs.OfAsync(services.GetRequiredService<People>(), call.GetValue(by), Act.ReadData, cancel);
            var set = await services.GetRequiredService<DataSetRelease>().WriteAsync(id, call.GetValue(output)!, person, cancel);
            await context.Out.WriteLineAsync(call.GetValue(json)
                ? JsonSerializer.Serialize(new { draft = id, folder = call.GetValue(output)!.FullName, set.FileName, set.Rows, set.Content }, TrustJson.Indented)
                : string.Create(CultureInfo.InvariantCulture, $"{call.GetValue(output)!.Name}: {set.FileName} with {set.Rows} synthetic rows, {DataSetRelease.CardText}, {DataSetRelease.CardJson} and {DataSetRelease.Report}."));
            return 0;
        });
        return command;
    }

    private static Command Budget(CommandContext context)
    {
        var json = Json();
        var command = new Command("budget", "What fits with differential privacy have told about each source, all together, and what is left.\n\nExample: salus synth tables budget --json") { json };
        command.SetAction(async (call, _) =>
        {
            var (ledger, limit) = (context.Services().GetRequiredService<PrivacyLedgerFile>().Read(), PrivacyLimit.Default);
            var sources = ledger.Releases.GroupBy(r => r.Source, StringComparer.OrdinalIgnoreCase).Select(g => (Source: g.Key, Fits: g.Count(), Epsilon: ledger.Epsilon(g.Key, limit.Delta), Last: g.Max(r => r.Time))).ToArray();
            if (call.GetValue(json))
                await context.Out.WriteLineAsync(JsonSerializer.Serialize(new { limit, sources = sources.Select(s => new { s.Source, s.Fits, s.Epsilon, s.Last }) }, TrustJson.Indented));
            else if (sources.Length == 0)
                await context.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"Nothing was spent yet. Each source has ε = {limit.Epsilon:0.##} (δ = {limit.Delta:0.#e+0})."));
            foreach (var source in call.GetValue(json) ? [] : sources)
                await context.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{source.Source[..16]}…  {source.Fits} fits, ε = {source.Epsilon:0.###} of {limit.Epsilon:0.##} (δ = {limit.Delta:0.#e+0}), last {source.Last:yyyy-MM-dd}"));
            return 0;
        });
        return command;
    }

    private static async Task<int> ToldAsync(CommandContext context, bool json, FileInfo? html, LearnedTable learned, FileInfo synthetic, ulong? drawnWith, GateReport report, bool submit, string? by, CancellationToken cancel)
    {
        var rows = TableStudio.RowsOf(learned, synthetic, cancel);
        if (drawnWith is { } seed && !TableStudio.IsDrawnWith(learned, synthetic, rows, seed, cancel))
            throw new SynthesisException(string.Create(CultureInfo.InvariantCulture, $"{synthetic.Name} does not hold what seed {seed} draws from this model. Give the seed of 'sample', or leave --drawn-with out."));
        var set = TableStudio.SetOf(learned, synthetic, rows, drawnWith);
        if (html is not null)
            WholeFile.Write(html, to => ReportPage.Write(report, set.Sentences, to));
        DraftId? proposed = null;
        if (submit)
        {
            var services = context.Services();
            var person = await ActingAs.OfAsync(services.GetRequiredService<People>(), by, Act.ProposeData, cancel);
            await services.GetRequiredService<DataSetStore>().AddAsync(synthetic, cancel);
            var (draft, sources) = DataSetDraft.Of(set, report, services.GetRequiredService<TimeProvider>());
            proposed = (await services.GetRequiredService<Review>().SubmitAsync(draft, sources, person, cancel)).Draft.Id;
        }
        if (json)
            await context.Out.WriteLineAsync(JsonSerializer.Serialize(new { report.Passes, report.TrainRows, report.ControlRows, report.SyntheticRows, report.Measures, draft = proposed }, TrustJson.Indented));
        else
            Print(context, report, proposed);
        return report.Passes ? 0 : 1;
    }

    private static void Print(CommandContext context, GateReport report, DraftId? proposed)
    {
        foreach (var section in report.Measures.GroupBy(m => m.Section).OrderByDescending(g => g.Key is GateSection.Privacy))
        {
            var table = new Spectre.Console.Table { Border = TableBorder.Simple, Title = new TableTitle(section.Key.ToString()) };
            foreach (var (title, right) in ((string, bool)[])[("Measure", false), ("Value", true), ("95 % interval", true), ("Limit", true), ("Verdict", false)])
                table.AddColumn(new TableColumn(title) { Alignment = right ? Justify.Right : Justify.Left });
            foreach (var m in section)
                table.AddRow(new Spectre.Console.Text(m.Title), new Spectre.Console.Text(Number(m.Value)), new Spectre.Console.Text(m.Low is null || m.High is null ? "" : $"{Number(m.Low)}-{Number(m.High)}"), new Spectre.Console.Text(Number(m.Limit)), new Spectre.Console.Text(m.Verdict.ToString(), m.Verdict switch { Verdict.Fail => new Style(Color.Red), Verdict.Warn or Verdict.NotMeasurable => new Style(Color.Olive), _ => Style.Plain }));
            context.Terminal.Write(table);
        }
        foreach (var m in report.Measures.Where(m => m.Verdict is Verdict.Fail or Verdict.Warn or Verdict.NotMeasurable))
            context.Out.WriteLine($"{m.Verdict}: {m.Words}");
        context.Out.WriteLine(report.Passes ? "The gate lets this table pass; a data steward decides about its release." : "The gate does not let this table pass.");
        if (proposed is { } id)
            context.Out.WriteLine($"In the work list as {id}.");
    }

    private static void Print(CommandContext context, TableFile file)
    {
        var table = new Spectre.Console.Table { Border = TableBorder.Simple };
        foreach (var title in (string[])["Column", "Kind", "What it means"])
            table.AddColumn(title);
        foreach (var column in file.Schema.Columns)
            table.AddRow(new Spectre.Console.Text(column.Name), new Spectre.Console.Text(DataSetWords.Of(column.Kind)), new Spectre.Console.Text(column.HasLevels ? string.Create(CultureInfo.InvariantCulture, $"{column.Levels.Length} levels{(column.Hierarchy is { } h ? $", {h}" : "")}") : column.DateFormat ?? ""));
        foreach (var left in file.Schema.Left)
            table.AddRow(new Spectre.Console.Text(left.Name), new Spectre.Console.Text(DataSetWords.Of(left.Treatment)), new Spectre.Console.Text(left.Reason));
        context.Terminal.Write(table);
        foreach (var decision in file.Schema.Decisions)
            context.Out.WriteLine(decision);
    }

    internal static async Task<TableFile> OpenAsync(FileInfo data, FileInfo? schema, FileInfo? view, CancellationToken cancel) =>
        TableFile.Open(data, schema is null ? null : SchemaFile.Read(schema), view is null ? null : await ViewOf(view, cancel), cancel);

    private static async Task<ViewDefinition> ViewOf(FileInfo view, CancellationToken cancel)
    {
        try
        {
            return ViewDefinition.Parse(await File.ReadAllTextAsync(view.FullName, cancel));
        }
        catch (Exception wrong) when (wrong is ViewException)
        {
            throw new SynthesisException($"{view.Name} is no ViewDefinition that can be run: {wrong.Message}", wrong);
        }
    }

    internal static Argument<FileInfo> Data() => new("DATA") { Description = "Table as CSV, TSV, JSON Lines, or FHIR NDJSON with --view; packed as gzip or ZIP too." };

    internal static Option<FileInfo?> SchemaOption() => new("--schema") { Description = "What you know about the columns, as YAML. Start from: salus synth tables schema DATA --out FILE", HelpName = "file" };

    internal static Option<FileInfo?> View() => new("--view") { Description = "ViewDefinition (SQL on FHIR) that makes a table of FHIR NDJSON.", HelpName = "file" };

    internal static Option<ulong> Seed() => new("--seed") { Description = "Equal seed, version and input give equal output.", HelpName = "number" };

    internal static Option<bool> Json() => new("--json") { Description = "Write JSON." };

    private static Argument<FileInfo> Model() => new("MODEL") { Description = "File from 'salus synth tables fit'." };

    private static Argument<FileInfo> Synthetic() => new("SYNTHETIC") { Description = "File from 'salus synth tables sample'." };

    private static Option<FileInfo> Source() => new("--data") { Description = "The table that the model was learned from.", HelpName = "file", Required = true };

    private static Option<string?> As(string what) => new("--as") { Description = $"{what}. Default: SALUS_USER, else the only account that may.", HelpName = "user", DefaultValueFactory = _ => Environment.GetEnvironmentVariable("SALUS_USER") };

    private static string Number(double? value) => value is { } v ? v.ToString("0.000", CultureInfo.InvariantCulture) : "";
}
