using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Salus.Design;
using Salus.Design.Terminal;
using Salus.Synthesis.Tables.Fitting;
using Salus.Synthesis.Tables.Studio;
using Salus.Trust;
using Spectre.Console;

namespace Salus.Synthesis.Tables.Augmentation;

/// <summary><c>salus synth augment</c>: whether adding synthetic rows helps to predict a column.</summary>
internal static class AugmentCommand
{
    public static Command Create(CommandContext context)
    {
        var data = SynthCommand.Data();
        var target = new Option<string?>("--target") { Description = "The column to predict. Default: the target of the schema.", HelpName = "column" };
        var level = new Option<string?>("--level") { Description = "The level that is told from all others. Default: the rarest with enough rows.", HelpName = "level" };
        var engine = new Option<string>("--engine") { Description = "What draws the added rows; not one with differential privacy.", DefaultValueFactory = _ => FitRequest.DefaultEngine, HelpName = "name" };
        var share = new Option<double>("--share") { Description = "Synthetic rows for each real row, above 0 to 10.", DefaultValueFactory = _ => 1, HelpName = "number" };
        var protection = new Option<int?>("--protection") { Description = "How far to stay away from single rows, 0 to 6. Default: by the number of rows.", HelpName = "level" };
        var (schema, view, seed, json) = (SynthCommand.SchemaOption(), SynthCommand.View(), SynthCommand.Seed(), SynthCommand.Json());
        var command = new Command("augment", "Whether adding synthetic rows helps a prediction: several learners on real rows alone and with synthetic rows added, judged on real rows that neither they nor the engine saw.\n\nExample: salus synth augment samples/tables/clinic.csv --target readmitted") { data, target, level, engine, share, protection, schema, view, seed, json };
        command.SetAction(async (call, cancel) =>
        {
            var file = await SynthCommand.OpenAsync(call.GetValue(data)!, call.GetValue(schema), call.GetValue(view), cancel);
            var wanted = call.GetValue(target) ?? file.Schema.Target ?? throw new Engines.SynthesisException("Say which column is to be predicted: --target COLUMN.");
            if (call.GetValue(share) is not (> 0 and <= 10))
                throw new Engines.SynthesisException("--share must lie above 0 and be at most 10.");
            if (call.GetValue(protection) is < 0 or > Engines.FitOptions.MostProtection)
                throw new Engines.SynthesisException($"--protection must lie between 0 and {Engines.FitOptions.MostProtection}.");
            var options = new AugmentationOptions
            {
                Target = wanted,
                Level = call.GetValue(level),
                Share = call.GetValue(share),
                Protection = call.GetValue(protection),
                Persons = file.Persons,
                Seed = call.GetValue(seed),
            };
            var chosen = context.Services().GetRequiredService<TableStudio>().EngineOf(call.GetValue(engine)!, epsilon: null);
            var report = AugmentationStudy.Run(TableSources.ReadAll(file.Source, cancel), chosen, options, FitProgressBar.On(context.Error), cancel);
            if (call.GetValue(json))
                await context.Out.WriteLineAsync(JsonSerializer.Serialize(report, TrustJson.Indented));
            else
                Print(context, report);
            return 0;
        });
        return command;
    }

    private static void Print(CommandContext context, AugmentationReport report)
    {
        var table = new Spectre.Console.Table { Border = TableBorder.Simple };
        foreach (var (title, right) in ((string, bool)[])[("Learner", false), ("Added", false), ($"{report.Measure}, real", true), ("with added", true), ("Gain", true), ("Interval", true), ("Verdict", false)])
            table.AddColumn(new TableColumn(title) { Alignment = right ? Justify.Right : Justify.Left });
        foreach (var r in report.Results)
            table.AddRow(Words(r.Learner), r.Added is AddedRows.Alike ? "rows alike" : "rare class", Number(r.Real), Number(r.Augmented), Number(r.Gain), $"{Number(r.Low)} to {Number(r.High)}", r.Verdict switch
            {
                AugmentationVerdict.Benefit => "benefit",
                AugmentationVerdict.Harm => "harm",
                _ => "no benefit",
            });
        context.Terminal.Write(table);
        context.Out.WriteLine(report.Conclusion);
    }

    private static string Words(StudyLearner learner) => learner switch
    {
        StudyLearner.BoostedTrees => "boosted trees",
        StudyLearner.RandomForest => "random forest",
        _ => "linear",
    };

    private static string Number(double value) => value.ToString("0.000", CultureInfo.InvariantCulture);
}
