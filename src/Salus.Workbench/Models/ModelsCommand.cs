using System.CommandLine;
using System.Globalization;
using Salus.Language.Models;
using Salus.Workbench.Commands;
using Spectre.Console;

namespace Salus.Workbench.Models;

/// <summary><c>salus models</c>: which language models this site uses, for what, and within which limits.</summary>
internal static class ModelsCommand
{
    private const string Embedded = "embedded";

    public static Command Create(Shell shell) =>
        new("models", "The language models of this site: any OpenAI-compatible endpoint. What a model writes passes the same checks as everything else; without one every capability works with its embedded engine.\n\nExample: salus models add house --url http://127.0.0.1:8080/v1 --model qwen3-14b --place inside --for scribe")
        {
            Add(shell), List(shell), Test(shell), Use(shell), Examples(shell), Remove(shell),
        };

    private static Command Add(Shell shell)
    {
        var name = new Argument<string>("name") { Description = "What people here call it: small letters, digits, hyphens." };
        var url = new Option<string>("--url") { Description = "Address up to and with the version, for example http://127.0.0.1:8080/v1.", Required = true, HelpName = "address" };
        var model = new Option<string>("--model") { Description = "Its name at the endpoint.", Required = true, HelpName = "name" };
        var place = new Option<ModelPlace>("--place") { Description = "inside: patient text may go there. outside: only text without identifiers goes there.", Required = true, HelpName = "inside|outside" };
        var kind = new Option<ModelKind>("--kind") { Description = "chat, embedding or transcription.", DefaultValueFactory = _ => ModelKind.Chat, HelpName = "kind" };
        var key = new Option<string?>("--key") { Description = "Where its key is: env:NAME or credential:NAME. The key itself is never written down.", HelpName = "reference" };
        var structured = new Option<AnswerForm>("--structured") { Description = "How the form of an answer is enforced: schema, json or none.", DefaultValueFactory = _ => AnswerForm.Schema, HelpName = "form" };
        var context = new Option<int?>("--context-tokens") { Description = "Tokens it reads and writes together. Default: 16384.", HelpName = "count" };
        var most = new Option<int?>("--max-tokens") { Description = "Tokens of one answer at most. Default: 4096.", HelpName = "count" };
        var timeout = new Option<int?>("--timeout") { Description = "Seconds for one answer. Default: 120.", HelpName = "seconds" };
        var concurrency = new Option<int?>("--concurrency") { Description = "Requests at a time. Default: 4.", HelpName = "count" };
        var tokens = new Option<long?>("--tokens-per-day") { Description = "Limit of the day; none without it.", HelpName = "count" };
        var uses = new Option<string[]>("--for") { Description = "Capabilities that are to use it, for example scribe.", AllowMultipleArgumentsPerToken = true, HelpName = "capability" };
        var json = SharedOptions.Json();
        var command = new Command("add", "Add a model, or change one of that name.\n\nExample: salus models add house --url http://127.0.0.1:8080/v1 --model qwen3-14b --place inside --for scribe\n\nExample: salus models add cloud --url https://models.example.org/v1 --model large --place outside --key env:CLOUD_KEY --tokens-per-day 2000000") { name, url, model, place, kind, key, structured, context, most, timeout, concurrency, tokens, uses, json };
        command.SetAction(async (call, _) =>
        {
            if (!Uri.TryCreate(call.GetValue(url), UriKind.Absolute, out var address))
                throw new CallException("--url is an address such as http://127.0.0.1:8080/v1.");
            var endpoint = Refusing(() => new ModelEndpoint(call.GetValue(kind), address, call.GetValue(model)!, call.GetValue(place))
            {
                Key = call.GetValue(key) is { } reference ? SecretReference.Parse(reference) : null,
                Structured = call.GetValue(structured),
                TokensPerDay = call.GetValue(tokens),
            });
            endpoint = Refusing(() => endpoint with
            {
                ContextTokens = call.GetValue(context) ?? endpoint.ContextTokens,
                MaxTokens = call.GetValue(most) ?? endpoint.MaxTokens,
                TimeoutSeconds = call.GetValue(timeout) ?? endpoint.TimeoutSeconds,
                Concurrency = call.GetValue(concurrency) ?? endpoint.Concurrency,
            });
            var id = call.GetValue(name)!;
            var settings = await shell.Get<ModelFile>().ChangeAsync(s => (call.GetValue(uses) ?? []).Aggregate(s.With(id, endpoint), (all, use) => all.WithUse(use, id)));
            if (call.GetValue(json))
                await shell.WriteJsonAsync(settings);
            else
                await shell.Out.WriteLineAsync($"Added '{id}'. See whether it answers: salus models test {id}");
            return 0;
        });
        return command;
    }

    private static Command List(Shell shell)
    {
        var json = SharedOptions.Json();
        var command = new Command("list", "The models, what uses them, and what they were used for today.\n\nExample: salus models list --json") { json };
        command.SetAction(async (call, _) =>
        {
            var models = shell.Get<ChatModels>();
            var overview = ModelOverview.Of(models);
            if (call.GetValue(json))
            {
                await shell.WriteJsonAsync(overview);
                return 0;
            }
            if (overview.IsEmpty)
            {
                await shell.Out.WriteLineAsync("There are no models; every capability works with its embedded engine. Add one: salus models add --help");
                return 0;
            }
            var table = new Table().Border(TableBorder.Simple).AddColumn("name").AddColumn("kind").AddColumn("place").AddColumn("address").AddColumn("model").AddColumn("used by").AddColumn("today");
            foreach (var line in overview)
                table.AddRow(new Text(line.Name), new Text(line.Kind), new Text(line.Place), new Text(line.Url), new Text(line.Model), new Text(line.UsedBy.IsEmpty ? "nothing yet" : string.Join(", ", line.UsedBy)),
                    new Text(string.Create(CultureInfo.InvariantCulture, $"{line.Today.Calls} calls, {line.Today.TokensIn + line.Today.TokensOut} tokens")));
            shell.Terminal.Write(table);
            return 0;
        });
        return command;
    }

    private static Command Test(Shell shell)
    {
        var name = new Argument<string>("name") { Description = "A model from 'salus models list'." };
        var json = SharedOptions.Json();
        var command = new Command("test", "Ask a model something harmless and see whether it can be used.\n\nExample: salus models test house") { name, json };
        command.SetAction(async (call, cancel) =>
        {
            var result = await shell.Get<ModelTrial>().RunAsync(call.GetValue(name)!, cancel);
            if (call.GetValue(json))
                await shell.WriteJsonAsync(result);
            else if (result.Problem is not null)
                await shell.Error.WriteLineAsync($"{result.Problem} {result.Remedy}");
            else
                await shell.Out.WriteLineAsync(ModelWords.Of(result));
            return result.Problem is null ? 0 : CommandFailures.WorkFailed;
        });
        return command;
    }

    private static Command Use(Shell shell)
    {
        var capability = new Argument<string>("capability") { Description = "For example scribe; embedding and transcription stand for those kinds." };
        var name = new Argument<string>("name") { Description = "A model, or 'embedded' for the engine that comes with Salus." };
        var json = SharedOptions.Json();
        var command = new Command("use", "Choose the model of a capability.\n\nExample: salus models use scribe house\n\nExample: salus models use scribe embedded") { capability, name, json };
        command.SetAction(async (call, _) =>
        {
            var (use, model) = (call.GetValue(capability)!, call.GetValue(name)!);
            var settings = await shell.Get<ModelFile>().ChangeAsync(s => model == Embedded ? s.WithoutUse(use) : s.WithUse(use, model));
            if (call.GetValue(json))
                await shell.WriteJsonAsync(settings);
            else
                await shell.Out.WriteLineAsync(model == Embedded ? $"'{use}' works with its embedded engine." : $"'{use}' asks the model '{model}', and falls back to its embedded engine when it fails.");
            return 0;
        });
        return command;
    }

    private static Command Examples(Shell shell)
    {
        var count = new Argument<int>("count") { Description = $"0 to {ModelSettings.MostStyleExamples}; 0 shows none." };
        var json = SharedOptions.Json();
        var command = new Command("examples", "How many of the site's own signed notes show a model in the house how this site writes. They are about other patients and go without what tells of whom; none goes outside.\n\nExample: salus models examples 0") { count, json };
        command.SetAction(async (call, _) =>
        {
            var wanted = call.GetValue(count);
            if (wanted is < 0 or > ModelSettings.MostStyleExamples)
                throw new CallException($"The count lies between 0 and {ModelSettings.MostStyleExamples}.");
            var settings = await shell.Get<ModelFile>().ChangeAsync(s => s with { StyleExamples = wanted });
            if (call.GetValue(json))
                await shell.WriteJsonAsync(settings);
            else
                await shell.Out.WriteLineAsync(wanted == 0 ? "No signed notes are shown to models as examples." : string.Create(CultureInfo.InvariantCulture, $"Up to {wanted} signed {(wanted == 1 ? "note shows" : "notes show")} a model in the house how this site writes."));
            return 0;
        });
        return command;
    }

    private static Command Remove(Shell shell)
    {
        var name = new Argument<string>("name") { Description = "A model from 'salus models list'." };
        var json = SharedOptions.Json();
        var command = new Command("remove", "Forget a model; what used it works with its embedded engine.\n\nExample: salus models remove house") { name, json };
        command.SetAction(async (call, _) =>
        {
            var id = call.GetValue(name)!;
            var settings = await shell.Get<ModelFile>().ChangeAsync(s => s.Models.ContainsKey(id) ? s.Without(id) : throw new CallException($"There is no model '{id}'. See 'salus models list'."));
            if (call.GetValue(json))
                await shell.WriteJsonAsync(settings);
            else
                await shell.Out.WriteLineAsync($"Removed '{id}'.");
            return 0;
        });
        return command;
    }

    private static ModelEndpoint Refusing(Func<ModelEndpoint> make)
    {
        try
        {
            return make();
        }
        catch (Exception e) when (e is ArgumentOutOfRangeException or FormatException)
        {
            throw new CallException(e.Message.Split(" (Parameter", StringSplitOptions.None)[0]);
        }
    }
}
