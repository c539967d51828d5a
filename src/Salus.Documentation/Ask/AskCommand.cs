using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Salus.Design;
using Salus.Design.Terminal;
using Salus.Trust;
using Spectre.Console;

namespace Salus.Documentation.Ask;

/// <summary><c>salus ask</c>: a question to the site's corpora or to a patient's chart, or a file of questions.</summary>
internal static class AskCommand
{
    private const int LongestLine = 1 << 20;

    public static Command Create(CommandContext context)
    {
        var question = new Argument<string?>("question") { Description = "In words, as people ask.", Arity = ArgumentArity.ZeroOrOne };
        var patient = new Option<string?>("--patient") { Description = "Id of a patient in the record: the answer comes from this chart alone.", HelpName = "id" };
        var by = new Option<string?>("--as") { Description = "Account the chart is read and audited under. Default: SALUS_USER, else the only account that may.", HelpName = "user", DefaultValueFactory = _ => Environment.GetEnvironmentVariable("SALUS_USER") };
        var batch = new Option<FileInfo?>("--batch") { Description = "JSON Lines with 'question' and optionally 'id': one line with the ranked passages and quotes comes out for each; no model phrases them.", HelpName = "file" };
        var json = new Option<bool>("--json") { Description = "Write JSON." };
        var command = new Command("ask", "Answer a question from the site's own corpora or a patient's chart, every sentence with its source: in the source's words, or in those of the model that the site chose for ask. Where no source answers, it says so: exit code 1.\n\nExample: salus ask \"my son has hay fever, what can we do about it?\"\n\nExample: salus ask \"which antibiotics did she get?\" --patient p1 --as ada") { question, patient, by, batch, json };
        command.SetAction(async (call, cancel) =>
        {
            var writer = context.Services().GetRequiredService<ModelAnswerWriter>();
            if (call.GetValue(batch) is { } file)
                return call.GetValue(question) is null && call.GetValue(patient) is null ? await BatchAsync(context, writer, file, cancel) : throw new AskCallException("--batch reads its questions from the file and asks the corpora; give no question and no --patient with it.");
            var asked = call.GetValue(question) ?? throw new AskCallException("Write a question, or give a file of questions with --batch FILE.");
            var answer = call.GetValue(patient) is { } id ? await FromChartAsync(context.Services(), writer, asked, id, call.GetValue(by), cancel) : await writer.FromCorporaAsync(asked, cancel);
            if (call.GetValue(json))
                await context.Out.WriteLineAsync(JsonSerializer.Serialize(answer, TrustJson.Indented));
            else
                Print(context.Terminal, answer);
            return answer.Silence is null ? 0 : 1;
        });
        return command;
    }

    private static async Task<Answer> FromChartAsync(IServiceProvider services, ModelAnswerWriter writer, string question, string patient, string? by, CancellationToken cancel)
    {
        var person = await ActingAs.OfAsync(services.GetRequiredService<People>(), by, Act.ReadChart, cancel);
        var chart = await services.GetRequiredService<ChartReader>().ReadAsync(new PatientId(patient), AskEndpoint.SignedTexts, person, cancel)
            ?? throw new AskCallException($"There is no patient '{patient}' in the record, or none that {person.UserName} may see.");
        return await writer.FromChartAsync(question, chart, cancel);
    }

    private static async Task<int> BatchAsync(CommandContext context, ModelAnswerWriter writer, FileInfo file, CancellationToken cancel)
    {
        using var reader = file.OpenText();
        var number = 0;
        while (await reader.ReadLineAsync(cancel) is { } line)
        {
            number++;
            if (string.IsNullOrWhiteSpace(line))
                continue;
            var (id, question) = Asked(line, file, number);
            var answer = await writer.QuotedAsync(question, cancel);
            await context.Out.WriteLineAsync(JsonSerializer.Serialize(new { id, answer.Subject, answer.Type, answer.Confidence, answered = answer.Silence is null, answer.Sentences, passages = answer.Related.Select(r => new { r.Corpus, r.Passage, r.Title, r.Url }) }, TrustJson.Canonical));
        }
        return 0;
    }

    private static (string Id, string Question) Asked(string line, FileInfo file, int number)
    {
        try
        {
            if (line.Length > LongestLine)
                throw new JsonException("It is too long.");
            using var json = JsonDocument.Parse(line);
            var question = json.RootElement.GetProperty("question").GetString()!;
            return (json.RootElement.TryGetProperty("id", out var id) ? id.ToString() : number.ToString(CultureInfo.InvariantCulture), question.Length <= AnswerWriter.LongestQuestion ? question : question[..AnswerWriter.LongestQuestion]);
        }
        catch (Exception wrong) when (wrong is JsonException or KeyNotFoundException or InvalidOperationException or NullReferenceException)
        {
            throw new AskCallException(string.Create(CultureInfo.InvariantCulture, $"{file.Name}, line {number}: write one JSON object with 'question' (and optionally 'id') a line."));
        }
    }

    private static void Print(IAnsiConsole terminal, Answer answer)
    {
        foreach (var (wrong, right) in answer.Repaired)
            terminal.WriteLine($"Read “{wrong}” as “{right}…”.");
        if (answer.FellBack is { } reason)
            terminal.WriteLine(reason);
        if (answer.Silence is { } silence)
        {
            terminal.WriteLine(silence);
            if (answer.Related.Length > 0)
                terminal.WriteLine("Nearest, and not an answer:");
            foreach (var near in answer.Related.Take(3))
                terminal.WriteLine($"  {near.Title} ({near.Publisher ?? near.Corpus})");
            return;
        }
        if (answer.Phrased is { } phrased)
        {
            foreach (var sentence in phrased.Sentences)
                terminal.WriteLine($"{sentence.Text} {string.Concat(sentence.Citations.Select(c => string.Create(CultureInfo.InvariantCulture, $"[{answer.Sentences.IndexOf(c) + 1}]")))}");
            terminal.WriteLine($"\nWritten by the model '{phrased.Model}' from these words:");
        }
        Quotes(terminal, answer);
        foreach (var remark in answer.Phrased?.Remarks ?? [])
            terminal.WriteLine(remark);
    }

    private static void Quotes(IAnsiConsole terminal, Answer answer)
    {
        var source = "";
        foreach (var (order, sentence) in answer.Sentences.Index())
        {
            if (source != sentence.Source)
                terminal.WriteLine($"\n{sentence.Title} ({string.Join(", ", new[] { sentence.Publisher, sentence.Corpus, sentence.Url }.Where(s => !string.IsNullOrEmpty(s)).Distinct(StringComparer.Ordinal))})");
            source = sentence.Source;
            terminal.WriteLine($"  {(answer.Phrased is null ? "" : string.Create(CultureInfo.InvariantCulture, $"[{order + 1}] "))}“{sentence.Text.ReplaceLineEndings(" ")}”");
        }
    }
}
