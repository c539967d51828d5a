using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Salus.Design;
using Spectre.Console;

namespace Salus.Documentation.Scribe;

/// <summary><c>salus learned</c>: what a learned file of the scribe holds, for a person to read and to prune.</summary>
internal static class LearnedCommand
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static Command Create(CommandContext context) =>
        new("learned", "See what 'salus learn scribe' learned, and take phrases out of it.\n\nExample: salus learned show our-style.json --section hpi") { Show(context), Prune(context) };

    private static Command Show(CommandContext context)
    {
        var file = new Argument<FileInfo>("FILE") { Description = "File from 'salus learn scribe'." };
        var section = new Option<string?>("--section") { Description = "Only phrases of this section, for example hpi or assessment-plan.", HelpName = "key" };
        var json = new Option<bool>("--json") { Description = "Write one JSON object." };
        var command = new Command("show", "List sources, counts, sections and phrases with their support and slots.\n\nExample: salus learned show our-style.json --section exam") { file, section, json };
        command.SetAction(async (call, cancel) =>
        {
            var learned = LearnedScribe.Read(call.GetValue(file)!);
            var phrases = Of(learned, call.GetValue(section));
            if (call.GetValue(json))
                await context.Out.WriteLineAsync(JsonSerializer.Serialize(new
                {
                    learned.Sources,
                    learned.Visits,
                    learned.Patients,
                    learned.LeastPatients,
                    learned.Statements,
                    learned.Shape,
                    learned.Sections,
                    learned.Order,
                    words = learned.Words.Count,
                    phrases = phrases.Select(p => new { p.Id, p.Section, p.Text, p.Notes, p.Label, p.Group, slots = p.Slots.Select(s => s.ToString().ToLowerInvariant()) }),
                }, Json).AsMemory(), cancel);
            else
                Print(context.Terminal, learned, phrases);
            return 0;
        });
        return command;
    }

    private static Command Prune(CommandContext context)
    {
        var file = new Argument<FileInfo>("FILE") { Description = "File from 'salus learn scribe'." };
        var output = new Option<FileInfo>("--out") { Description = "File to write; may be the same file.", Required = true, HelpName = "file" };
        var remove = new Option<string[]>("--remove") { Description = "Ids of phrases to take out, as 'salus learned show' lists them.", AllowMultipleArgumentsPerToken = true, HelpName = "id" };
        var least = new Option<int?>("--least-support") { Description = "Take out every phrase that fewer patients' notes have, 1 or more.", HelpName = "n" };
        var json = new Option<bool>("--json") { Description = "Write the counts as one JSON object." };
        var command = new Command("prune", "Write the file without some phrases. Sections, words and the ranker stay.\n\nExample: salus learned prune our-style.json --out ours.json --remove 3f2a91c07b --least-support 2") { file, output, remove, least, json };
        command.SetAction(async (call, cancel) =>
        {
            var learned = LearnedScribe.Read(call.GetValue(file)!);
            var ids = call.GetValue(remove) ?? [];
            if (ids.Length == 0 && call.GetValue(least) is null)
                throw new ScribeCallException("Say what to take out: --remove ID... or --least-support N.");
            if (call.GetValue(least) is < 1)
                throw new ScribeCallException("--least-support is a number of patients, 1 or more.");
            if (call.GetValue(output)!.Directory is { Exists: false } missing)
                throw new ScribeCallException($"There is no folder {missing.FullName} to write {call.GetValue(output)!.Name} into.");
            var pruned = learned.Without(ids, call.GetValue(least) ?? 1);
            pruned.Write(call.GetValue(output)!);
            var (kept, removed) = (pruned.Phrases.Length, learned.Phrases.Length - pruned.Phrases.Length);
            var line = call.GetValue(json) ? JsonSerializer.Serialize(new { removed, kept }, Json) : string.Create(CultureInfo.InvariantCulture, $"{removed} phrases taken out, {kept} kept.");
            await context.Out.WriteLineAsync(line.AsMemory(), cancel);
            return 0;
        });
        return command;
    }

    private static ImmutableArray<LearnedPhrase> Of(LearnedScribe learned, string? section)
    {
        if (section is null)
            return learned.Phrases;
        ImmutableArray<LearnedPhrase> own = [.. learned.Phrases.Where(p => string.Equals(p.Section, section, StringComparison.OrdinalIgnoreCase))];
        return own.Length > 0 ? own : throw new ScribeCallException($"There is no phrase of a section '{section}'. There are phrases of: {string.Join(", ", learned.Phrases.Select(p => p.Section).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).DefaultIfEmpty("none"))}.");
    }

    private static void Print(IAnsiConsole terminal, LearnedScribe learned, ImmutableArray<LearnedPhrase> phrases)
    {
        terminal.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Learned from {learned.Visits} visits of {learned.Patients} patients: {string.Join(", ", learned.Sources)}"));
        terminal.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{learned.Phrases.Length} phrases, {learned.Words.Count} words and pairs of words; each phrase, or each of its own words, is in notes of {learned.LeastPatients} patients or more."));
        terminal.WriteLine(string.Create(CultureInfo.InvariantCulture, $"A note has about {learned.Shape.Words} words."));
        var sections = new Table().Border(TableBorder.Simple).AddColumn("section").AddColumn("heading").AddColumn(new TableColumn("in notes").RightAligned()).AddColumn(new TableColumn("words").RightAligned());
        foreach (var key in learned.Order.Where(learned.Sections.ContainsKey))
            sections.AddRow(new Text(key), new Text(learned.Sections[key].Heading), new Text(learned.Sections[key].Share.ToString("P0", CultureInfo.InvariantCulture)), new Text(learned.Sections[key].Words.ToString("0", CultureInfo.InvariantCulture)));
        terminal.Write(sections);
        var table = new Table().Border(TableBorder.Simple).AddColumn("id").AddColumn("section").AddColumn(new TableColumn("patients").RightAligned()).AddColumn("phrase");
        foreach (var phrase in phrases)
            table.AddRow(new Text(phrase.Id), new Text(phrase.Section), new Text(phrase.Notes.ToString(CultureInfo.InvariantCulture)), new Text(phrase.Text));
        terminal.Write(table);
    }
}
