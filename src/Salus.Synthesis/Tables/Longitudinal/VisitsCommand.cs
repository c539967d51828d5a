using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Salus.Design;
using Salus.Synthesis.Tables.Engines;
using Salus.Synthesis.Tables.Studio;
using Salus.Trust;
using Spectre.Console;

namespace Salus.Synthesis.Tables.Longitudinal;

/// <summary><c>salus synth visits</c>: learn courses of time, draw new persons with their visits, go on with those that have begun.</summary>
internal static class VisitsCommand
{
    public static Command Create(CommandContext context) => new("visits", "Tables with a row for each visit of a person: learn them, draw new persons, go on with courses that have begun.\n\nExample: salus synth visits fit visits.csv --out visits.salus")
    {
        Fit(context), Sample(context), Continue(context), Check(context),
    };

    private static Command Fit(CommandContext context)
    {
        var preset = new CoursesRequest();
        var data = SynthCommand.Data();
        var output = new Option<FileInfo>("--out") { Description = "File for the model. It holds what was learned of real people: keep it like the table.", HelpName = "file", Required = true };
        var order = new Option<string?>("--order") { Description = "The column that says when each visit was. Default: it is found.", HelpName = "column" };
        var happened = new Option<string?>("--event") { Description = "The column that says what ended a person's course, for example death. Default: it is found.", HelpName = "column" };
        var persons = new Option<string>("--engine") { Description = "What learns the persons: copula or trees.", DefaultValueFactory = _ => preset.PersonEngine, HelpName = "name" };
        var visits = new Option<string>("--visit-engine") { Description = "What learns the steps from visit to visit: trees or copula.", DefaultValueFactory = _ => preset.VisitEngine, HelpName = "name" };
        var held = new Option<double>("--control-share") { Description = "Share of the persons held back to compare twins with, 0 to 0.5.", DefaultValueFactory = _ => preset.ControlShare, HelpName = "share" };
        var protection = new Option<int>("--protection") { Description = "How far to stay away from single persons, 0 to 6.", HelpName = "level" };
        var (schema, view, seed, json) = (SynthCommand.SchemaOption(), SynthCommand.View(), SynthCommand.Seed(), SynthCommand.Json());
        var command = new Command("fit", "Learn persons and their visits. Columns that never change are the person's; an end of follow-up and what ended it are found.\n\nExample: salus synth visits fit visits.csv --event status --out visits.salus") { data, output, order, happened, persons, visits, held, protection, schema, view, seed, json };
        command.SetAction(async (call, cancel) =>
        {
            var file = await SynthCommand.OpenAsync(call.GetValue(data)!, call.GetValue(schema), call.GetValue(view), cancel);
            var request = new CoursesRequest
            {
                Order = call.GetValue(order),
                Event = call.GetValue(happened),
                PersonEngine = call.GetValue(persons)!,
                VisitEngine = call.GetValue(visits)!,
                ControlShare = call.GetValue(held),
                Protection = Math.Clamp(call.GetValue(protection), 0, FitOptions.MostProtection),
                Seed = call.GetValue(seed),
            };
            var learned = LearnedCourses.Fit(file, call.GetValue(data)!.Name, request, context.Services().GetServices<ITableEngine>(), FitProgressBar.On(context.Error), cancel);
            learned.Write(call.GetValue(output)!);
            var (person, visit) = (learned.Model.Parent.Select(c => c.Name), learned.Model.Child.Select(c => c.Name));
            await context.Out.WriteLineAsync(call.GetValue(json)
                ? JsonSerializer.Serialize(new { learned.About, person, visit, learned.Model.Ends, learned.Model.Event }, TrustJson.Indented)
                : string.Create(CultureInfo.InvariantCulture, $"{call.GetValue(output)!.Name}: {learned.About.LearnedPersons} of {learned.About.Persons} persons learned. Of the person: {string.Join(", ", person)}. Of the visit: {string.Join(", ", visit)}. Ends: {(learned.Model.Ends.IsEmpty ? "none found" : string.Join(", ", learned.Model.Ends))}; what ended it: {learned.Model.Event ?? "none found"}."));
            return 0;
        });
        return command;
    }

    private static Command Sample(CommandContext context)
    {
        var (model, output, seed, json) = (Model(), Output(), SynthCommand.Seed(), SynthCommand.Json());
        var persons = new Option<int?>("--persons") { Description = "Persons to draw. Default: as many as the source has.", HelpName = "count" };
        var command = new Command("sample", "Draw new persons with their visits. The file is not released: it stays with you.\n\nExample: salus synth visits sample visits.salus --persons 500 --seed 7 --out visits-synthetic.csv") { model, persons, seed, output, json };
        command.SetAction(async (call, cancel) =>
        {
            var learned = LearnedCourses.Read(call.GetValue(model)!, context.Services().GetServices<ITableEngine>());
            var count = call.GetValue(persons) ?? learned.About.Persons;
            if (count < 1)
                throw new SynthesisException("At least one person must be drawn.");
            var rows = learned.Draw(call.GetValue(output)!, count, call.GetValue(seed), cancel);
            await context.Out.WriteLineAsync(call.GetValue(json)
                ? JsonSerializer.Serialize(new { persons = count, visits = rows, learned.About }, TrustJson.Indented)
                : string.Create(CultureInfo.InvariantCulture, $"{call.GetValue(output)!.Name}: {count} synthetic persons with {rows} visits, not released."));
            return 0;
        });
        return command;
    }

    private static Command Continue(CommandContext context)
    {
        var (model, output, seed, json) = (Model(), Output(), SynthCommand.Seed(), SynthCommand.Json());
        var begun = new Argument<FileInfo>("BEGUN") { Description = "Visits so far, with the columns of the source; the end and what ended it are drawn anew." };
        var futures = new Option<int>("--futures") { Description = "Futures of each person.", DefaultValueFactory = _ => 100, HelpName = "count" };
        var command = new Command("continue", $"Digital twins: go on with courses that have begun. {TwinCalibration.Caution}\n\nExample: salus synth visits continue visits.salus begun.csv --futures 200 --out twins.csv") { model, begun, futures, seed, output, json };
        command.SetAction(async (call, cancel) =>
        {
            if (call.GetValue(futures) is < 1 or > 100_000)
                throw new SynthesisException("Between 1 and 100000 futures can be drawn.");
            var learned = LearnedCourses.Read(call.GetValue(model)!, context.Services().GetServices<ITableEngine>());
            var rows = learned.Continue(call.GetValue(begun)!, call.GetValue(output)!, call.GetValue(futures), call.GetValue(seed), cancel);
            await context.Out.WriteLineAsync(call.GetValue(json)
                ? JsonSerializer.Serialize(new { futures = call.GetValue(futures), visits = rows, caution = TwinCalibration.Caution }, TrustJson.Indented)
                : string.Create(CultureInfo.InvariantCulture, $"{call.GetValue(output)!.Name}: {rows} visits in {call.GetValue(futures)} futures of each person. {TwinCalibration.Caution}"));
            return 0;
        });
        return command;
    }

    private static Command Check(CommandContext context)
    {
        var (model, seed, json) = (Model(), SynthCommand.Seed(), SynthCommand.Json());
        var data = new Option<FileInfo>("--data") { Description = "The table that the courses were learned from.", HelpName = "file", Required = true };
        var futures = new Option<int>("--futures") { Description = "Futures of each person.", DefaultValueFactory = _ => 200, HelpName = "count" };
        var (schema, view) = (SynthCommand.SchemaOption(), SynthCommand.View());
        var command = new Command("check", "How twins of the persons held back compare with what then happened: half of their visits are told, the next three are drawn.\n\nExample: salus synth visits check visits.salus --data visits.csv") { model, data, futures, schema, view, seed, json };
        command.SetAction(async (call, cancel) =>
        {
            var learned = LearnedCourses.Read(call.GetValue(model)!, context.Services().GetServices<ITableEngine>());
            var file = await SynthCommand.OpenAsync(call.GetValue(data)!, call.GetValue(schema), call.GetValue(view), cancel);
            var spreads = learned.Check(file, Math.Clamp(call.GetValue(futures), 20, 10_000), 3, call.GetValue(seed), cancel);
            if (call.GetValue(json))
            {
                await context.Out.WriteLineAsync(JsonSerializer.Serialize(new { spreads, caution = TwinCalibration.Caution }, TrustJson.Indented));
                return 0;
            }
            var table = new Spectre.Console.Table { Border = TableBorder.Simple };
            foreach (var title in (string[])["Column", "Visit", "Values", "in 50 %", "in 80 %", "in 95 %", "PIT distance", "chance"])
                table.AddColumn(title);
            foreach (var s in spreads)
                table.AddRow(new Spectre.Console.Text(s.Column), Number(s.Visit, "0"), Number(s.Count, "0"), Number(s.Within50), Number(s.Within80), Number(s.Within95), Number(s.PitDistance), Number(s.PitBound));
            context.Terminal.Write(table);
            await context.Out.WriteLineAsync(TwinCalibration.Caution);
            return 0;

            static Spectre.Console.Text Number(double value, string format = "0.00") => new(value.ToString(format, CultureInfo.InvariantCulture));
        });
        return command;
    }

    private static Argument<FileInfo> Model() => new("MODEL") { Description = "File from 'salus synth visits fit'." };

    private static Option<FileInfo> Output() => new("--out") { Description = "File for the rows: CSV, TSV or JSON Lines by its ending, packed with .gz.", HelpName = "file", Required = true };
}
