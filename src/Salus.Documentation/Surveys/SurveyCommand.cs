using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Salus.Design;
using Salus.Design.Terminal;
using Salus.Language.Vocabularies;
using Salus.Trust;
using Spectre.Console;

namespace Salus.Documentation.Surveys;

/// <summary><c>salus survey</c>: a questionnaire from a goal, themes of free answers, a questionnaire as FHIR.</summary>
internal static class SurveyCommand
{
    public static Command Create(CommandContext context) => new("survey", "Surveys: a questionnaire from a goal, and themes of free answers.\n\nExample: salus survey draft --goal \"find out why patients miss physiotherapy appointments\"")
    {
        Draft(context), Themes(context), Form(context),
    };

    private static Command Draft(CommandContext context)
    {
        var goal = new Option<string>("--goal") { Description = "What the survey is to find out, in a sentence.", HelpName = "text", Required = true };
        var minutes = new Option<double>("--minutes") { Description = "How long it may take to answer, 1 to 60.", DefaultValueFactory = _ => SurveyWriter.DefaultMinutes, HelpName = "minutes" };
        var fhir = new Option<bool>("--fhir") { Description = "Write the FHIR R4 Questionnaire; its status is draft." };
        var embedded = new Option<bool>("--embedded") { Description = "Write with the embedded engine even where the site chose a language model." };
        var (submit, by, output, json) = (Submit(), As(), Out("the questionnaire"), Json());
        var command = new Command("draft", "Draft a questionnaire: questions and scales of a library, chosen by the words of the goal, checked for leading and double questions.\n\nExample: salus survey draft --goal \"find out why patients miss physiotherapy appointments\" --minutes 4 --submit") { goal, minutes, fhir, embedded, submit, by, output, json };
        command.SetAction(async (call, cancel) =>
        {
            var services = context.Services();
            var written = call.GetValue(embedded)
                ? services.GetRequiredService<SurveyWriter>().Write(call.GetValue(goal)!, call.GetValue(minutes)) is var ours ? new Salus.Writing.Written(ours.Draft, ours.Sources) : null!
                : await services.GetRequiredService<ModelSurveyWriter>().WriteAsync(call.GetValue(goal)!, call.GetValue(minutes), cancel);
            if (written.FellBack is { } reason)
                await context.Error.WriteLineAsync(reason);
            var reviewed = await ReviewedAsync(services, written.Draft, written.Sources, call.GetValue(submit), call.GetValue(by), cancel);
            var form = SurveyForm.Of(reviewed.Draft, reviewed.Kept);
            await WriteAsync(context, call.GetValue(output), call.GetValue(fhir) ? SurveyEndpoint.Questionnaire(reviewed, isSigned: false) : call.GetValue(json) || call.GetValue(output) is not null
                ? JsonSerializer.Serialize(new { draft = reviewed.Draft.Id, form.Title, questions = form.Questions.Count(), form.Minutes, readingGrade = form.Grade, reviewed.Draft.Statements, findings = reviewed.Findings }, TrustJson.Indented) : null, reviewed);
            await context.Error.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{form.Questions.Count()} questions, {AnswerTime.InWords(form.Minutes)}, school grade {form.Grade:0.#}.{(call.GetValue(submit) ? $" Draft {reviewed.Draft.Id} waits for review." : "")}"));
            return 0;
        });
        return command;
    }

    private static Command Themes(CommandContext context)
    {
        var file = new Argument<FileInfo>("FILE") { Description = "Answers as CSV or JSON Lines (.jsonl)." };
        var text = new Option<string?>("--text") { Description = "Column with the answers. Default: answer, text, comment, response or feedback.", HelpName = "column" };
        var group = new Option<string?>("--group") { Description = "Column with groups, for example the ward: a table by group is made.", HelpName = "column" };
        var k = new Option<int>("--k") { Description = "Themes, groups and cells with fewer answers are not shown.", DefaultValueFactory = _ => ThemeWriter.DefaultK, HelpName = "count" };
        var seed = new Option<ulong>("--seed") { Description = "Chooses the quotes, and the order in which leftover answers are clustered. Equal seed and input give equal output.", HelpName = "number" };
        var rows = new Option<FileInfo?>("--rows") { Description = "File for the theme of every answer, a JSON line each, in the order of the input.", HelpName = "file" };
        var (submit, by, output, json) = (Submit(), As(), Out("the summary"), Json());
        var command = new Command("themes", "Summarise free answers by theme, with counts and quotes. Identifiers are concealed before anything else; counts under k are not shown, nor what would let them be worked out.\n\nExample: salus survey themes samples/surveys/free-answers.jsonl --group ward --k 5") { file, text, group, k, seed, rows, submit, by, output, json };
        command.SetAction(async (call, cancel) =>
        {
            var services = context.Services();
            var source = call.GetValue(file)!;
            FreeAnswers answers;
            await using (var stream = source.OpenRead())
                answers = await FreeAnswers.ReadAsync(stream, source.Name, call.GetValue(text), call.GetValue(group), services.GetRequiredService<Vocabulary>(), cancel);
            var written = services.GetRequiredService<ThemeWriter>().Write(answers, call.GetValue(k), call.GetValue(seed));
            if (call.GetValue(rows) is { } place)
                await WholeFile.WriteAsync(place, async to =>
                {
                    var of = written.Rows.SelectMany((theme, t) => theme.Select(r => (Row: r, written.Summary.Themes[t].Title))).ToDictionary(r => r.Row, r => r.Title);
                    foreach (var (row, answer) in answers.All.Index())
                        await to.WriteLineAsync(JsonSerializer.Serialize(new { answer = answer.Text, theme = of.GetValueOrDefault(row) }, TrustJson.Canonical));
                    return 0;
                });
            var reviewed = await ReviewedAsync(services, written.Draft, written.Sources, call.GetValue(submit), call.GetValue(by), cancel);
            await WriteAsync(context, call.GetValue(output), call.GetValue(json) || call.GetValue(output) is not null ? JsonSerializer.Serialize(new { draft = reviewed.Draft.Id, written.Summary, findings = reviewed.Findings }, TrustJson.Indented) : null, reviewed);
            await context.Error.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{answers.All.Length} answers in {written.Summary.Themes.Length} themes, {written.Summary.Ungrouped} in none; {answers.Concealed} identifiers concealed.{(call.GetValue(submit) ? $" Draft {reviewed.Draft.Id} waits for review." : "")}"));
            return 0;
        });
        return command;
    }

    private static Command Form(CommandContext context)
    {
        var draft = new Argument<string>("draft") { Description = "Id of a questionnaire's draft." };
        var (by, output, json) = (As(), Out("the Questionnaire"), Json());
        var command = new Command("form", "A questionnaire as FHIR R4: active once somebody signed it, a draft before.\n\nExample: salus survey form 0198c2f4-0000-7000-8000-000000000000 --out questionnaire.json") { draft, by, output, json };
        command.SetAction(async (call, cancel) =>
        {
            var services = context.Services();
            if (!DraftId.TryParse(call.GetValue(draft), null, out var id))
                throw new SurveyCallException($"'{call.GetValue(draft)}' is no draft's id. See 'salus drafts list --json'.");
            var person = await ActingAs.OfAsync(services.GetRequiredService<People>(), call.GetValue(by), Act.ReadDraft, cancel);
            var review = services.GetRequiredService<Review>();
            var item = await review.FindAsync(id, person, cancel);
            var reviewed = await review.OpenAsync(id, null, person, cancel);
            var form = SurveyEndpoint.Questionnaire(reviewed, item.State is DraftState.Signed) ?? throw new SurveyCallException("This draft is no questionnaire.");
            await WriteAsync(context, call.GetValue(output), form, reviewed);
            return 0;
        });
        return command;
    }

    private static async Task<ReviewedDraft> ReviewedAsync(IServiceProvider services, Draft draft, Sources sources, bool submit, string? by, CancellationToken cancel) => submit
        ? await services.GetRequiredService<Review>().SubmitAsync(draft, sources, await ActingAs.OfAsync(services.GetRequiredService<People>(), by, Act.CreateDraft, cancel), cancel)
        : await Inspection.RunAsync(draft, sources, services.GetServices<ICheck>(), cancel);

    private static async Task WriteAsync(CommandContext context, FileInfo? output, string? text, ReviewedDraft reviewed)
    {
        if (text is null)
            new DraftPrinter(context.Terminal).Print(reviewed);
        else if (output is null)
            await context.Out.WriteLineAsync(text);
        else
            await WholeFile.WriteAsync(output, async to =>
            {
                await to.WriteLineAsync(text);
                return 0;
            });
    }

    private static Option<bool> Submit() => new("--submit") { Description = "Put the draft on the work list for review." };

    private static Option<string?> As() => new("--as") { Description = "Account the act is done and audited under. Default: SALUS_USER, else the only account that may.", HelpName = "user", DefaultValueFactory = _ => Environment.GetEnvironmentVariable("SALUS_USER") };

    private static Option<FileInfo?> Out(string what) => new("--out") { Description = $"File for {what}, as JSON. Default: the standard output.", HelpName = "file" };

    private static Option<bool> Json() => new("--json") { Description = "Write JSON." };
}
