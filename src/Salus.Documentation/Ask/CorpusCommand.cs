using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Salus.Design;
using Salus.Trust;
using Spectre.Console;

namespace Salus.Documentation.Ask;

/// <summary><c>salus corpus</c>: the texts that questions are answered from.</summary>
internal static class CorpusCommand
{
    public static Command Create(CommandContext context) => new("corpus", "The site's own texts that questions are answered from: guidelines, policies, patient information, answered questions.\n\nExample: salus corpus add sepsis-guideline.md --source \"Hospital\" --edition 2026-03") { Add(context), Embed(context), List(context), Remove(context) };

    private static Option<bool> Json() => new("--json") { Description = "Write JSON." };

    private static Command Add(CommandContext context)
    {
        var file = new Argument<FileInfo>("file") { Description = "JSON Lines (question and answer, or text), Markdown, HTML or plain text in UTF-8, where .gz is unpacked; or PDF. DOCX is not read." };
        var name = new Option<string?>("--name") { Description = "What you call it. Default: the file's name. A corpus of the same name is replaced.", HelpName = "name" };
        var source = new Option<string>("--source") { Description = "Who publishes it; shown with every quote.", HelpName = "text", DefaultValueFactory = _ => "" };
        var version = new Option<string>("--edition") { Description = "Its version or date, as the publisher gives it.", HelpName = "text", DefaultValueFactory = _ => "" };
        var licence = new Option<string>("--licence") { Description = "Under what terms it may be used.", HelpName = "text", DefaultValueFactory = _ => "" };
        var json = Json();
        var command = new Command("add", "Take a file into the data folder.\n\nExample: salus corpus add answers.jsonl --name patient-answers --source \"National Library\" --edition 2026-01 --licence \"CC BY 4.0\"") { file, name, source, version, licence, json };
        command.SetAction(async (call, cancel) =>
        {
            var from = call.GetValue(file)!;
            var services = context.Services();
            var corpus = services.GetRequiredService<CorpusFolder>().Add(from, call.GetValue(name) ?? NameOf(from), call.GetValue(source)!, call.GetValue(version)!, call.GetValue(licence)!);
            _ = services.GetRequiredService<CorpusLibrary>().Open();
            cancel.ThrowIfCancellationRequested();
            var meaning = await EmbedAsync(context, services, cancel);
            if (call.GetValue(json))
                await context.Out.WriteLineAsync(JsonSerializer.Serialize(new { corpus.Name, corpus.File, corpus.Passages, corpus.Digest, corpus.Source, corpus.Version, corpus.Licence, corpus.Added, corpus.Remarks, meaning }, TrustJson.Indented));
            else
                await context.Out.WriteLineAsync(string.Join(' ', corpus.Remarks.Prepend($"Added {corpus.Name}: {Count(corpus.Passages)} passages of {corpus.File}.").Concat(meaning is null ? [] : [Told(meaning)])));
            return 0;
        });
        return command;
    }

    private static Command Embed(CommandContext context)
    {
        var json = Json();
        var command = new Command("embed", "Give the passages their vectors, so that they are found by meaning too: with the model that 'salus models use embedding NAME' chose. Goes on where it stopped; another model begins anew.\n\nExample: salus corpus embed") { json };
        command.SetAction(async (call, cancel) =>
        {
            var state = await EmbedAsync(context, context.Services(), cancel) ?? throw new AskCallException("This site has no embedding model. Add one with 'salus models add NAME --kind embedding …' and choose it with 'salus models use embedding NAME'.");
            await context.Out.WriteLineAsync(call.GetValue(json) ? JsonSerializer.Serialize(state, TrustJson.Indented) : Told(state));
            return state.Problem is null ? 0 : 1;
        });
        return command;
    }

    private static Task<MeaningState?> EmbedAsync(CommandContext context, IServiceProvider services, CancellationToken cancel) =>
        services.GetRequiredService<CorpusMeaning>().EmbedAsync(new Shown(context.Error), cancel);

    /// <summary>A line after each tenth part.</summary>
    private sealed class Shown(TextWriter to) : IProgress<MeaningState>
    {
        private int tenths;

        public void Report(MeaningState value)
        {
            if (value.Passages == 0 || value.Done * 10L / value.Passages <= tenths)
                return;
            tenths = (int)(value.Done * 10L / value.Passages);
            to.WriteLine($"{Count(value.Done)} of {Count(value.Passages)} passages have their vectors.");
        }
    }

    private static string Told(MeaningState state) => state.Problem is null
        ? $"{Count(state.Done)} of {Count(state.Passages)} passages are found by meaning too, with the model '{state.Model}'."
        : $"{state.Problem} {Count(state.Done)} of {Count(state.Passages)} passages have their vectors; the others are found by their words alone. Go on with 'salus corpus embed'.";

    private static Command List(CommandContext context)
    {
        var json = Json();
        var command = new Command("list", "The corpora in the data folder.\n\nExample: salus corpus list --json") { json };
        command.SetAction(async (call, _) =>
        {
            var all = context.Services().GetRequiredService<CorpusFolder>().List();
            if (call.GetValue(json))
            {
                await context.Out.WriteLineAsync(JsonSerializer.Serialize(all, TrustJson.Indented));
                return 0;
            }
            var table = new Table().Border(TableBorder.Simple).AddColumn("name").AddColumn("passages").AddColumn("source").AddColumn("version").AddColumn("licence").AddColumn("added");
            foreach (var corpus in all)
                table.AddRow(new Text(corpus.Name), new Text(Count(corpus.Passages)), new Text(corpus.Source), new Text(corpus.Version), new Text(corpus.Licence), new Text(corpus.Added.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)));
            context.Terminal.Write(table);
            if (context.Services().GetRequiredService<CorpusMeaning>().State() is { } state)
                context.Terminal.WriteLine(Told(state));
            return 0;
        });
        return command;
    }

    private static Command Remove(CommandContext context)
    {
        var json = Json();
        var name = new Argument<string>("name") { Description = "A corpus as 'salus corpus list' names it." };
        var command = new Command("remove", "Take a corpus out of the data folder: nothing is answered from it any more.\n\nExample: salus corpus remove patient-answers") { name, json };
        command.SetAction(async (call, _) =>
        {
            context.Services().GetRequiredService<CorpusFolder>().Remove(call.GetValue(name)!);
            await context.Out.WriteLineAsync(call.GetValue(json) ? JsonSerializer.Serialize(new { removed = call.GetValue(name) }, TrustJson.Indented) : $"Removed {call.GetValue(name)}.");
            return 0;
        });
        return command;
    }

    /// <summary>The file's name as far as a corpus may have it.</summary>
    private static string NameOf(FileInfo file) =>
        new([.. file.Name.Split('.')[0].ToLowerInvariant().Select(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) ? c : '-').SkipWhile(c => c == '-').Take(40)]);

    private static string Count(int number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
