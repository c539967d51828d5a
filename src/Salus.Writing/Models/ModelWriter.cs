using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.AI;
using Salus.Language.Models;
using Salus.Language.Text;
using Salus.Language.Vocabularies;
using Salus.Trust;

namespace Salus.Writing;

/// <summary>
/// Lets the site's language model write what the embedded engine has already drafted. The model phrases; what its statements rest on is
/// worked out here, and the same checks read the draft as read every other. What the embedded engine would have said and the model left
/// out is listed, so that silence of a model is seen. Any failure of the model gives the embedded engine's draft and says so. To a model
/// outside the house no identifier goes.
/// </summary>
public sealed class ModelWriter(ChatModels models, TimeProvider clock)
{
    /// <summary>Tokens for the form of the answer and what stands around the material.</summary>
    private const int Frame = 600;

    /// <summary>Tokens around each piece of material.</summary>
    private const int AroundPiece = 16;

    /// <summary>An omission is one when less of its content than this stands in the model's document.</summary>
    private const double Repeated = 0.6;

    /// <param name="ours">The embedded engine's draft; its capability decides which model is asked.</param>
    /// <returns>The model's draft; ours where the site chose no model or the model failed.</returns>
    public async Task<Written> WriteAsync(Draft ours, Sources sources, WritingTask task, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(ours);
        ArgumentNullException.ThrowIfNull(task);
        try
        {
            return models.For(ours.Capability) is { } model ? await WithAsync(model, ours, sources, task, cancel) : new Written(ours, sources);
        }
        catch (Exception e) when (e is ModelException or ModelSettingsException)
        {
            var reason = $"{e.Message} The embedded engine wrote this draft.";
            return new Written(ours with { Origin = ours.Origin with { Parameters = ours.Origin.Parameters.SetItem("model", reason) } }, sources, reason);
        }
    }

    private async Task<Written> WithAsync(ChatModel model, Draft ours, Sources sources, WritingTask task, CancellationToken cancel)
    {
        var outside = model.Endpoint.Place is ModelPlace.Outside;
        if (outside)
            task = task with { Examples = [] };
        var concealment = outside ? new Concealment(task.Identifiers, task.Material.Select(m => m.Text).Concat(task.Wishes.Values), task.Vocabulary) : null;
        var sent = Fitting(task, model.Endpoint, ours);
        var request = ModelRequest.Of(task, sent.Places, text => concealment?.Conceal(text) ?? text);
        var response = await model.Client.GetResponseAsync(request.Messages, new ChatOptions { ResponseFormat = ChatResponseFormat.ForJsonSchema(StatementAnswer.Schema(task), ours.Capability) }, cancel);
        var answered = Read(response, request, task, model.Name);
        if (concealment is not null)
            answered = [.. answered.Select(a => a with { Text = concealment.Restore(a.Text), Group = a.Group is null ? null : concealment.Restore(a.Group) })];

        var evidence = new StatementEvidence(task);
        ImmutableArray<Statement> statements = [.. answered.Select(a => new Statement(a.Section, Ended(a.Text), evidence.Of(a)) { Group = a.Group })];
        var all = Sources.Of([.. sources, new Source("model-answer", $"Answer of the model {model.Name}", "application/json", [.. Encoding.UTF8.GetBytes(response.Text)], [])]);
        var version = response.ModelId is { Length: > 0 } id ? id : model.Endpoint.Model;
        return new Written(ours with
        {
            Statements = statements,
            Outline = [.. task.Sections.Where(s => statements.Any(t => t.Section == s.Key))],
            Omitted = Omitted(ours, statements),
            Origin = new Provenance($"model {model.Name}", version, clock.GetUtcNow(), [.. all.Select(s => s.Reference)], Parameters(ours, task, model, version, concealment, sent.LeftOut)),
        }, all);
    }

    private static ImmutableArray<AnsweredStatement> Read(ChatResponse response, ModelRequest request, WritingTask task, string model)
    {
        if (response.Text.Contains(request.Canary, StringComparison.Ordinal) || response.FinishReason == ChatFinishReason.ToolCalls || response.FinishReason == ChatFinishReason.ContentFilter)
            throw new ModelException(ModelProblem.NotUnderstood, model);
        try
        {
            var answered = StatementAnswer.Read(response.Text, task);
            return answered.IsEmpty ? throw new ModelException(ModelProblem.NotUnderstood, model) : answered;
        }
        catch (JsonException)
        {
            throw new ModelException(response.FinishReason == ChatFinishReason.Length ? ModelProblem.TooLarge : ModelProblem.NotUnderstood, model);
        }
    }

    private static ImmutableSortedDictionary<string, string> Parameters(Draft ours, WritingTask task, ChatModel model, string version, Concealment? concealment, string leftOut)
    {
        var parameters = ours.Origin.Parameters
            .SetItem("model", model.Name)
            .SetItem("model at its endpoint", version)
            .SetItem("place", concealment is null ? "inside" : string.Create(CultureInfo.InvariantCulture, $"outside; {concealment.Count} identifiers were replaced before anything was sent"))
            .SetItem("prompt", $"{task.Prompt.Version} {task.Prompt.Digest.ToString()[..12]}")
            .SetItems(task.Wishes);
        if (model.Endpoint.Temperature is { } temperature)
            parameters = parameters.SetItem("temperature", temperature.ToString(CultureInfo.InvariantCulture));
        if (model.Endpoint.Seed is { } seed)
            parameters = parameters.SetItem("seed", seed.ToString(CultureInfo.InvariantCulture));
        return leftOut.Length > 0 ? parameters.SetItem("not sent", leftOut) : parameters;
    }

    /// <summary>What the embedded engine found worth a statement, and what it listed itself, as far as the model does not say it.</summary>
    private static ImmutableArray<Omission> Omitted(Draft ours, ImmutableArray<Statement> statements)
    {
        static IEnumerable<string> Words(string text) => Tokenizer.Tokenize(text).Where(t => t.Norm.Length > 0 && char.IsLetterOrDigit(t.Norm[0])).Select(t => t.Norm);
        var said = statements.SelectMany(s => Words(s.Text)).ToHashSet(StringComparer.Ordinal);
        bool IsSaid(string text) => Words(text).Where(t => !CommonWords.Contains(t)).Distinct(StringComparer.Ordinal).ToArray() is var words && (words.Length == 0 || words.Count(said.Contains) >= Repeated * words.Length);
        return
        [
            .. ours.Statements.Where(s => !IsSaid(s.Text)).Select(s => new Omission(s.Text, "The embedded engine would have written it; the model did not.", s.Evidence)),
            .. ours.Omitted.Where(o => !IsSaid(o.Text)),
        ];
    }

    /// <summary>The material that fits into what the model reads: where not all does, that on which the embedded engine built the most stays.</summary>
    private static (ImmutableArray<int> Places, string LeftOut) Fitting(WritingTask task, ModelEndpoint endpoint, Draft ours)
    {
        var room = endpoint.ContextTokens - endpoint.MaxTokens - Frame - TokenEstimate.Of(task.Prompt.Text) - task.Examples.Sum(e => TokenEstimate.Of(e.Text) + AroundPiece);
        var cost = task.Material.Select(m => TokenEstimate.Of(m.Text) + AroundPiece).ToArray();
        var all = Enumerable.Range(0, cost.Length).ToImmutableArray();
        if (cost.Sum() <= room)
            return (all, "");
        var cited = ours.Statements.SelectMany(s => s.Evidence).Concat(ours.Omitted.SelectMany(o => o.Evidence)).Select(PlaceOf).GroupBy(p => p).ToDictionary(g => g.Key, g => g.Count());
        int Use(int place) => task.Material[place].Evidence.Max(e => cited.GetValueOrDefault(PlaceOf(e)));
        var kept = new SortedSet<int>();
        foreach (var place in all.OrderByDescending(Use).ThenBy(p => p))
        {
            if (cost[place] > room)
                continue;
            room -= cost[place];
            kept.Add(place);
        }
        return ([.. kept], (task.Material.All(m => m.Kind is MaterialKind.Turn) ? "turns " : "pieces ") + Ranges(all.Where(p => !kept.Contains(p)).Select(p => p + 1)));
    }

    private static (string Source, int Segment, string Path) PlaceOf(Evidence evidence) => evidence switch
    {
        Quote quote => (quote.Source, quote.Segment, ""),
        Element element => (element.Source, -1, element.Path),
        _ => (evidence.Source, -1, ""),
    };

    private static string Ranges(IEnumerable<int> numbers)
    {
        var ranges = new List<(int From, int To)>();
        foreach (var number in numbers)
            if (ranges.Count > 0 && ranges[^1].To == number - 1)
                ranges[^1] = (ranges[^1].From, number);
            else
                ranges.Add((number, number));
        return string.Join(", ", ranges.Select(r => r.From == r.To ? string.Create(CultureInfo.InvariantCulture, $"{r.From}") : string.Create(CultureInfo.InvariantCulture, $"{r.From}–{r.To}")));
    }

    private static string Ended(string text) => text[^1] is '.' or '!' or '?' or ':' ? text : text + ".";
}
