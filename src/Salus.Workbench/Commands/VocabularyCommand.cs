using System.CommandLine;
using System.Globalization;
using Salus.Language.Vocabularies;
using Salus.Workbench.Vocabularies;
using Spectre.Console;

namespace Salus.Workbench.Commands;

/// <summary><c>salus vocabulary</c>: the site's own term lists, matched beside the words that come with Salus.</summary>
internal static class VocabularyCommand
{
    private const string Format = "Table with tabs or commas and the columns code, term[, system, kind, synonyms separated by |], or JSON Lines with the same names.";

    public static Command Create(Shell shell) => new("vocabulary", "Your own term lists: findings, drugs and other concepts with their codes, found in conversations beside the words that come with Salus.\n\nExample: salus vocabulary add drugs.tsv --name formulary --system urn:example:formulary --kind drug") { Add(shell), List(shell), Remove(shell), Check(shell) };

    private static Argument<FileInfo> ListFile() => new("file") { Description = Format };

    private static Option<string?> System() => new("--system") { Description = "Code system of rows that name none, for example http://hl7.org/fhir/sid/icd-10-cm.", HelpName = "uri" };

    private static Option<string?> Kind() => new("--kind") { Description = "What the concepts of rows are that do not say so: finding, disorder, drug, drugclass, anatomy, test, procedure, exam, specialty, kin or other.", HelpName = "kind" };

    private static Command Add(Shell shell)
    {
        var (file, system, kind, json) = (ListFile(), System(), Kind(), SharedOptions.Json());
        var name = new Option<string?>("--name") { Description = "What you call the list. Default: the file's name. A list of the same name is replaced.", HelpName = "name" };
        var command = new Command("add", "Take a term list into the data folder. Drafts written from then on name it with its digest.\n\nExample: salus vocabulary add icd10cm.tsv --name icd-10-cm --system http://hl7.org/fhir/sid/icd-10-cm --kind disorder") { file, name, system, kind, json };
        command.SetAction(async (call, _) =>
        {
            var list = call.GetValue(file)!;
            var terminology = VocabularyFolder.Prepare(list, call.GetValue(name) ?? Path.GetFileNameWithoutExtension(list.Name).ToLowerInvariant(), call.GetValue(system), KindOf(call.GetValue(kind)));
            new VocabularyFolder(shell.Options.Home).Keep(terminology);
            await WriteAsync(shell, terminology, call.GetValue(json), "Added");
            return 0;
        });
        return command;
    }

    private static Command Check(Shell shell)
    {
        var (file, system, kind, json) = (ListFile(), System(), Kind(), SharedOptions.Json());
        var command = new Command("check", "Read a term list without taking it in: exit code 1 with file and line when it breaks the format.\n\nExample: salus vocabulary check drugs.tsv --system urn:example:formulary --kind drug") { file, system, kind, json };
        command.SetAction(async (call, _) =>
        {
            var terminology = VocabularyFolder.Prepare(call.GetValue(file)!, "checked", call.GetValue(system), KindOf(call.GetValue(kind)));
            await WriteAsync(shell, terminology, call.GetValue(json), "Read");
            return 0;
        });
        return command;
    }

    private static Command List(Shell shell)
    {
        var json = SharedOptions.Json();
        var command = new Command("list", "The lists in the data folder.\n\nExample: salus vocabulary list --json") { json };
        command.SetAction(async (call, _) =>
        {
            var lists = new VocabularyFolder(shell.Options.Home).Read();
            if (call.GetValue(json))
            {
                await shell.WriteJsonAsync(lists.Select(ToJson));
                return 0;
            }

            var table = new Table().Border(TableBorder.Simple).AddColumn("name").AddColumn("file").AddColumn("concepts").AddColumn("terms").AddColumn("SHA-256 of the file");
            foreach (var list in lists)
                table.AddRow(new Text(list.Info.Name), new Text(list.Info.Source), new Text(Count(list.ConceptCount)), new Text(Count(list.TermCount)), new Text(list.Info.SourceDigest[..16]));
            shell.Terminal.Write(table);
            return 0;
        });
        return command;
    }

    private static Command Remove(Shell shell)
    {
        var json = SharedOptions.Json();
        var name = new Argument<string>("name") { Description = "A list as 'salus vocabulary list' names it." };
        var command = new Command("remove", "Take a list out of the data folder. Drafts that it helped to write keep its name and digest.\n\nExample: salus vocabulary remove formulary") { name, json };
        command.SetAction(async (call, _) =>
        {
            new VocabularyFolder(shell.Options.Home).Remove(call.GetValue(name)!);
            if (call.GetValue(json))
                await shell.WriteJsonAsync(new { removed = call.GetValue(name) });
            else
                await shell.Out.WriteLineAsync($"Removed {call.GetValue(name)}.");
            return 0;
        });
        return command;
    }

    private static Task WriteAsync(Shell shell, Terminology terminology, bool json, string done) => json
        ? shell.WriteJsonAsync(ToJson(terminology))
        : shell.Out.WriteLineAsync($"{done} {terminology.Info.Source}: {Count(terminology.ConceptCount)} concepts, {Count(terminology.TermCount)} terms.");

    private static object ToJson(Terminology terminology) =>
        new { terminology.Info.Name, terminology.Info.Source, terminology.Info.SourceDigest, Concepts = terminology.ConceptCount, Terms = terminology.TermCount };

    private static ConceptKind? KindOf(string? word) =>
        word is null ? null : TermListReader.KindOf(word) ?? throw new CallException($"'{word}' is no kind of concept. Use finding, disorder, drug, drugclass, anatomy, test, procedure, exam, specialty, kin or other.");

    private static string Count(int number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
