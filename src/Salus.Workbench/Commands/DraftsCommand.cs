using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using Salus.Design.Terminal;
using Salus.Trust;
using Spectre.Console;

namespace Salus.Workbench.Commands;

/// <summary><c>salus drafts</c>: the review desk without a browser.</summary>
internal static class DraftsCommand
{
    public static Command Create(Shell shell) => new("drafts", "Look at drafts and work on them. Signing is 'salus sign'.\n\nExample: salus drafts list")
    {
        List(shell),
        Show(shell),
        History(shell),
        ReplayCommands.Inputs(shell),
        ReplayCommands.Run(shell),
        Edit(shell),
        Add(shell),
        Accept(shell),
        Reject(shell),
        Overrule(shell),
        SendBack(shell),
    };

    private static Command List(Shell shell)
    {
        var state = new Option<string>("--state") { Description = "waiting, in-review, sent-back, signed, open (the first three) or all.", DefaultValueFactory = _ => "open", HelpName = "state" };
        state.AcceptOnlyFromAmong("open", "all", "waiting", "in-review", "sent-back", "signed");
        var text = new Option<string?>("--text") { Description = "Part of the patient's name or id, or of the reason for the visit.", HelpName = "words" };
        var (take, by, json) = (new Option<int>("--take") { Description = "At most so many, 1 to 500.", DefaultValueFactory = _ => 50, HelpName = "n" }, SharedOptions.As(), SharedOptions.Json());
        var command = new Command("list", "What waits for somebody, last changed first.\n\nExample: salus drafts list --state all --text knee") { state, text, take, by, json };
        command.SetAction(async (call, cancel) =>
        {
            if (call.GetValue(take) is < 1 or > 500)
                throw new CallException("--take is a number from 1 to 500.");
            var person = await shell.PersonAsync(call.GetValue(by), Act.ReadDraft, cancel);
            ImmutableArray<DraftState> states = call.GetValue(state) switch
            {
                "all" => [],
                "open" => WorkListQuery.Open.States,
                var one => [Enum.Parse<DraftState>(one!.Replace("-", "", StringComparison.Ordinal), ignoreCase: true)],
            };
            var items = await shell.Get<Review>().WorkListAsync(new WorkListQuery(states, call.GetValue(text), Take: call.GetValue(take)), person, cancel);
            if (call.GetValue(json))
                await shell.WriteJsonAsync(items);
            else if (items.IsEmpty)
                await shell.Out.WriteLineAsync("Nothing here. Make a draft: salus scribe visit.txt --submit");
            else
                shell.Terminal.Write(Table(items));
            return 0;
        });
        return command;
    }

    private static Command Show(Shell shell)
    {
        var (draft, revision) = (DraftReference.Argument(), new Option<int?>("--revision") { Description = "An earlier revision. Default: the current one.", HelpName = "n" });
        var brief = new Option<bool>("--brief") { Description = "Leave out where the statements come from." };
        var (by, json) = (SharedOptions.As(), SharedOptions.Json());
        var command = new Command("show", "A draft with the evidence of every statement and the findings of every check.\n\nExample: salus drafts show latest") { draft, revision, brief, by, json };
        command.SetAction(async (call, cancel) =>
        {
            var person = await shell.PersonAsync(call.GetValue(by), Act.ReadDraft, cancel);
            var review = shell.Get<Review>();
            var id = await DraftReference.ResolveAsync(review, call.GetValue(draft)!, person, cancel);
            await ShowAsync(shell, await review.OpenAsync(id, call.GetValue(revision), person, cancel), call.GetValue(json), !call.GetValue(brief));
            return 0;
        });
        return command;
    }

    private static Command History(Shell shell)
    {
        var (draft, by, json) = (DraftReference.Argument(), SharedOptions.As(), SharedOptions.Json());
        var command = new Command("history", "Every revision and every decision, oldest first.\n\nExample: salus drafts history latest") { draft, by, json };
        command.SetAction(async (call, cancel) =>
        {
            var person = await shell.PersonAsync(call.GetValue(by), Act.ReadDraft, cancel);
            var review = shell.Get<Review>();
            var history = await review.HistoryAsync(await DraftReference.ResolveAsync(review, call.GetValue(draft)!, person, cancel), person, cancel);
            if (call.GetValue(json))
            {
                await shell.WriteJsonAsync(history);
                return 0;
            }
            var names = (await shell.Get<People>().AccountsAsync(cancel)).ToDictionary(a => a.Person.Id, a => a.Person.UserName);
            foreach (var step in history)
            {
                var where = step.Statement is { } index ? string.Create(CultureInfo.InvariantCulture, $" statement {index + 1}") : "";
                await shell.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{step.At:yyyy-MM-dd HH:mm} revision {step.Number}: {Kebab(step.Change)}{where} by {(step.Editor is { } editor ? names.GetValueOrDefault(editor, editor.ToString()) : "the engine")}"));
                foreach (var decision in step.Decisions)
                    await shell.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{decision.At:yyyy-MM-dd HH:mm}   {Kebab(decision.Kind)} by {names.GetValueOrDefault(decision.By, decision.By.ToString())}{(decision.Reason is { } why ? ": " + why : "")}"));
            }
            return 0;
        });
        return command;
    }

    private static Command Edit(Shell shell)
    {
        var (statement, text) = (StatementArgument(), new Argument<string>("text") { Description = "What it shall say; it keeps its evidence, so the checks say whether the new words are supported." });
        return Change(shell, "edit", "Replace the words of a statement: the next revision, checked again.\n\nExample: salus drafts edit latest 3 \"Right knee pain for 3 weeks.\"", [statement, text], [],
            (review, call, draft, by, cancel) => review.EditAsync(draft.Draft.Id, draft.Draft.Revision, Index(draft, call.GetValue(statement)), call.GetValue(text)!, by, cancel));
    }

    private static Command Add(Shell shell)
    {
        var (section, text) = (new Argument<string>("section") { Description = "Key of a section, for example hpi." }, new Argument<string>("text") { Description = "What you know and no source says; it stands on your word." });
        var group = new Option<string?>("--group") { Description = "Heading inside the section, for example the problem in the plan.", HelpName = "name" };
        return Change(shell, "add", "Add a statement on your own word: the next revision.\n\nExample: salus drafts add latest sh \"Lives with two children.\"", [section, text], [group],
            (review, call, draft, by, cancel) => review.AddAsync(draft.Draft.Id, draft.Draft.Revision, call.GetValue(section)!, call.GetValue(group), call.GetValue(text)!, by, cancel));
    }

    private static Command Accept(Shell shell)
    {
        var statement = StatementArgument();
        return Change(shell, "accept", "Say that a statement is right.\n\nExample: salus drafts accept latest 3", [statement], [],
            (review, call, draft, by, cancel) => DecideAsync(review, draft, DecisionKind.Accept, call.GetValue(statement), null, by, cancel));
    }

    private static Command Reject(Shell shell)
    {
        var (statement, reason) = (StatementArgument(), new Option<string?>("--reason") { Description = "Why; kept with the decision.", HelpName = "words" });
        return Change(shell, "reject", "Keep a statement out of the note.\n\nExample: salus drafts reject latest 7 --reason \"said about her mother\"", [statement], [reason],
            (review, call, draft, by, cancel) => DecideAsync(review, draft, DecisionKind.Reject, call.GetValue(statement), call.GetValue(reason), by, cancel));
    }

    private static Command Overrule(Shell shell)
    {
        var finding = new Argument<string>("finding") { Description = "As 'drafts show' names it, for example F2." };
        var reason = new Option<string>("--reason") { Description = "Why it may be set aside; it goes into the signature.", Required = true, HelpName = "words" };
        return Change(shell, "overrule", "Set a finding aside, with a reason. Only a clinician may.\n\nExample: salus drafts overrule latest F2 --reason \"dose confirmed by phone\"", [finding], [reason],
            (review, call, draft, by, cancel) =>
            {
                var name = call.GetValue(finding)!.TrimStart('F', 'f');
                if (!int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number < 1 || number > draft.Findings.Length)
                    throw new CallException($"There is no finding {call.GetValue(finding)}: the draft has {(draft.Findings.IsEmpty ? "none" : $"F1 to F{draft.Findings.Length}")}.");
                return review.DecideAsync(draft.Draft.Id, draft.Draft.Revision, DecisionKind.Overrule, draft.Findings[number - 1].KeyIn(draft.Draft), call.GetValue(reason), by, cancel);
            });
    }

    private static Command SendBack(Shell shell)
    {
        var reason = new Option<string>("--reason") { Description = "What has to be put right.", Required = true, HelpName = "words" };
        return Change(shell, "send-back", "Say that the draft cannot be signed as it is.\n\nExample: salus drafts send-back latest --reason \"wrong patient\"", [], [reason],
            async (review, call, draft, by, cancel) =>
            {
                await review.SendBackAsync(draft.Draft.Id, draft.Draft.Revision, call.GetValue(reason)!, by, cancel);
                return draft;
            });
    }

    /// <summary>A command that opens the current revision, changes something about it and says what it is now.</summary>
    private static Command Change(Shell shell, string name, string description, Argument[] arguments, Option[] options, Func<Review, ParseResult, ReviewedDraft, Person, CancellationToken, Task<ReviewedDraft>> change)
    {
        var draft = DraftReference.Argument();
        var revision = new Option<int?>("--revision") { Description = "The revision you looked at; refused when there is a newer one. Default: the current one.", HelpName = "n" };
        var (by, json) = (SharedOptions.As(), SharedOptions.Json());
        var command = new Command(name, description) { draft };
        foreach (var argument in arguments)
            command.Add(argument);
        foreach (var option in (Option[])[.. options, revision, by, json])
            command.Add(option);
        command.SetAction(async (call, cancel) =>
        {
            var person = await shell.PersonAsync(call.GetValue(by), Act.EditDraft, cancel);
            var review = shell.Get<Review>();
            var id = await DraftReference.ResolveAsync(review, call.GetValue(draft)!, person, cancel);
            var before = await review.OpenAsync(id, call.GetValue(revision), person, cancel);
            var after = await change(review, call, before, person, cancel);
            if (call.GetValue(json))
                await ShowAsync(shell, after, json: true, evidence: true);
            else
                await shell.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"Draft {id}, revision {after.Draft.Revision}: {DraftPrinter.Summary(after)}"));
            return 0;
        });
        return command;
    }

    private static Task<ReviewedDraft> DecideAsync(Review review, ReviewedDraft draft, DecisionKind kind, int statement, string? reason, Person by, CancellationToken cancel) =>
        review.DecideAsync(draft.Draft.Id, draft.Draft.Revision, kind, draft.Draft.Statements[Index(draft, statement)].Key, reason, by, cancel);

    private static Argument<int> StatementArgument() => new("statement") { Description = "Its number, as 'drafts show' prints it." };

    private static int Index(ReviewedDraft draft, int number) => number >= 1 && number <= draft.Draft.Statements.Length
        ? number - 1
        : throw new CallException(string.Create(CultureInfo.InvariantCulture, $"There is no statement {number}: the draft has 1 to {draft.Draft.Statements.Length}."));

    private static async Task ShowAsync(Shell shell, ReviewedDraft reviewed, bool json, bool evidence)
    {
        if (json)
            await shell.WriteJsonAsync(new { reviewed.Draft, reviewed.Findings, reviewed.Decisions, reviewed.Checks, openBlocking = reviewed.OpenBlocking.Length });
        else
            new DraftPrinter(shell.Terminal).Print(reviewed, evidence);
    }

    private static Table Table(ImmutableArray<WorkItem> items)
    {
        var table = new Table().Border(TableBorder.Simple).AddColumn("draft").AddColumn("state").AddColumn("patient").AddColumn("about").AddColumn(new TableColumn("findings")).AddColumn("changed (UTC)");
        foreach (var item in items)
        {
            var findings = (item.Blocking, item.Warnings) switch { (0, 0) => "none", (0, var w) => $"{w} to look at", (var b, var w) => $"{b} blocking, {w} to look at" };
            table.AddRow(
                new Text(item.Id.ToString()[^12..]), new Text(Kebab(item.State)), new Text(item.PatientName), new Text(item.Summary),
                new Text(findings, item.Blocking > 0 ? new Style(Color.Red) : Style.Plain), new Text(item.ChangedAt.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)));
        }
        return table;
    }

    private static string Kebab<T>(T value) where T : struct, Enum => System.Text.Json.JsonNamingPolicy.KebabCaseLower.ConvertName(value.ToString());
}
