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
    /// <summary>An omission is one when less of its content than this stands in the model's document.</summary>
    private const double Repeated = 0.6;

    /// <param name="ours">The embedded engine's draft; its capability decides which model is asked.</param>
    /// <param name="listener">Hears the words while they come; null asks for the whole answer at once. What was heard counts for nothing.</param>
    /// <returns>The model's draft; ours where the site chose no model or the model failed.</returns>
    public async Task<Written> WriteAsync(Draft ours, Sources sources, WritingTask task, CancellationToken cancel, Listener? listener = null)
    {
        ArgumentNullException.ThrowIfNull(ours);
        ArgumentNullException.ThrowIfNull(task);
        try
        {
            return models.For(ours.Capability) is { } model ? await WithAsync(model, ours, sources, task, listener, cancel) : new Written(ours, sources);
        }
        catch (Exception e) when (e is ModelException or ModelSettingsException)
        {
            if (e is ModelException failure)
                models.Unusable(failure);
            var reason = $"{e.Message} The embedded engine wrote this draft.";
            return new Written(ours with { Origin = ours.Origin with { Parameters = ours.Origin.Parameters.SetItem("model", reason) } }, sources, reason);
        }
    }

    /// <summary>
    /// Makes a draft that a model wrote once more: the request is put together anew and held against the one that was sent, and the kept
    /// answer is read by the code that reads new ones. Without asking again no model and no network is needed.
    /// </summary>
    /// <param name="first">The model's draft.</param>
    /// <param name="kept">Its sources, with request and answer.</param>
    /// <param name="ours">The embedded engine's draft for the same inputs.</param>
    /// <param name="askAgain">Sends the kept request to the same model again.</param>
    /// <exception cref="NotRewritableException">Request or answer were not kept, or the model cannot be asked.</exception>
    public async Task<Rewriting> AgainAsync(Draft first, Sources kept, Draft ours, WritingTask task, bool askAgain, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(kept);
        ArgumentNullException.ThrowIfNull(ours);
        var sent = KeptRequest.Of(first, kept);
        var prepared = Prepared.Of(task, sent.Room, sent.Outside, ours);
        var same = sent.Asks(prepared.Request.Messages, StatementAnswer.Schema(prepared.Task));
        var answer = sent.Answer;
        if (askAgain)
        {
            try
            {
                var (fresh, equal) = await sent.AskAgainAsync(models, cancel);
                _ = Read(fresh, prepared.Request, prepared.Task, sent.Model);
                (answer, same) = (fresh.Text, same && equal);
            }
            catch (Exception e) when (e is ModelException or ModelSettingsException)
            {
                throw new NotRewritableException($"The model could not be asked again. {e.Message}", e);
            }
        }
        ImmutableArray<Statement> statements;
        try
        {
            statements = Statements(StatementAnswer.Read(answer, prepared.Task), prepared);
        }
        catch (JsonException e)
        {
            throw new NotRewritableException("The kept answer is in no form that is read today.", e);
        }
        var again = Composed(ours, statements, prepared.Task) with
        {
            Origin = first.Origin with { At = clock.GetUtcNow(), Parameters = Parameters(ours, prepared, sent.Carried) },
        };
        return new Rewriting(again, []) { SameRequest = same, Answer = askAgain ? answer : null };
    }

    private async Task<Written> WithAsync(ChatModel model, Draft ours, Sources sources, WritingTask task, Listener? listener, CancellationToken cancel)
    {
        var room = model.Endpoint.ContextTokens - model.Endpoint.MaxTokens;
        var prepared = Prepared.Of(task, room, model.Endpoint.Place is ModelPlace.Outside, ours);
        var options = new ChatOptions { ResponseFormat = ChatResponseFormat.ForJsonSchema(StatementAnswer.Schema(prepared.Task), ours.Capability) };
        var response = listener is null
            ? await model.Client.GetResponseAsync(prepared.Request.Messages, options, cancel)
            : await HearAsync(model, prepared, options, listener, cancel);
        var statements = Statements(Read(response, prepared.Request, prepared.Task, model.Name), prepared);

        var kept = new List<Source>(sources);
        if (StyleNotes.ToSource(prepared.Task.Examples) is { } examples)
            kept.Add(examples);
        if (!task.InSources)
            kept.Add(KeptTask.ToSource(task, ours));
        if (SentRequest.Of(response) is { IsEmpty: false } request)
            kept.Add(new Source(ModelSources.Request, $"Request to the model {model.Name}", "application/json", request, []));
        kept.Add(new Source(ModelSources.Answer, $"Answer of the model {model.Name}", "application/json", [.. Encoding.UTF8.GetBytes(response.Text)], []));
        var all = Sources.Of(kept);
        var version = response.ModelId is { Length: > 0 } id ? id : model.Endpoint.Model;
        return new Written(Composed(ours, statements, prepared.Task) with
        {
            Origin = new Provenance(GroundingCheck.ModelEngine + model.Name, version, clock.GetUtcNow(), [.. all.Select(s => s.Reference)], Parameters(ours, prepared, KeptRequest.Carry(model, version, room))),
        }, all);
    }

    /// <summary>The answer as it comes, told to the listener; in the end the whole of it, as if it had come at once.</summary>
    private static async Task<ChatResponse> HearAsync(ChatModel model, Prepared prepared, ChatOptions options, Listener listener, CancellationToken cancel)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel, listener.Stop);
        var (text, partial) = (new StringBuilder(), new PartialAnswer("statements"));
        var whole = new ChatResponse();
        try
        {
            await foreach (var update in model.Client.GetStreamingResponseAsync(prepared.Request.Messages, options, either.Token))
            {
                whole.AdditionalProperties ??= update.AdditionalProperties;
                whole.FinishReason = update.FinishReason ?? whole.FinishReason;
                whole.ModelId = update.ModelId ?? whole.ModelId;
                text.Append(update.Text);
                foreach (var item in partial.Add(update.Text))
                    listener.Heard(Listener.Of(item, prepared.Restored));
            }
        }
        catch (ModelException e) when (text.Length == 0 && e.Problem is ModelProblem.Request or ModelProblem.NotUnderstood)
        {
            return await AtOnceAsync(model, prepared, options, listener, cancel);
        }
        catch (OperationCanceledException) when (listener.Stop.IsCancellationRequested && !cancel.IsCancellationRequested)
        {
            throw new ModelException(ModelProblem.Stopped, model.Name);
        }
        whole.Messages.Add(new ChatMessage(ChatRole.Assistant, text.ToString()));
        return whole;
    }

    /// <summary>For endpoints that cannot answer in pieces: all of it is heard in the end.</summary>
    private static async Task<ChatResponse> AtOnceAsync(ChatModel model, Prepared prepared, ChatOptions options, Listener listener, CancellationToken cancel)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel, listener.Stop);
        try
        {
            var answer = await model.Client.GetResponseAsync(prepared.Request.Messages, options, either.Token);
            foreach (var item in new PartialAnswer("statements").Add(answer.Text))
                listener.Heard(Listener.Of(item, prepared.Restored));
            return answer;
        }
        catch (OperationCanceledException) when (listener.Stop.IsCancellationRequested && !cancel.IsCancellationRequested)
        {
            throw new ModelException(ModelProblem.Stopped, model.Name);
        }
    }

    private static ImmutableArray<Statement> Statements(ImmutableArray<AnsweredStatement> answered, Prepared prepared)
    {
        var evidence = new StatementEvidence(prepared.Task);
        return [.. answered.Select(a => a with { Text = prepared.Restored(a.Text), Group = a.Group is null ? null : prepared.Restored(a.Group) }).Select(a => new Statement(a.Section, Ended(a.Text), evidence.Of(a)) { Group = a.Group })];
    }

    private static Draft Composed(Draft ours, ImmutableArray<Statement> statements, WritingTask task) => ours with
    {
        Statements = statements,
        Outline = [.. task.Sections.Where(s => statements.Any(t => t.Section == s.Key))],
        Omitted = Omitted(ours, statements),
    };

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

    private static ImmutableSortedDictionary<string, string> Parameters(Draft ours, Prepared prepared, ImmutableSortedDictionary<string, string> carried)
    {
        var parameters = ours.Origin.Parameters
            .SetItems(carried)
            .SetItem("place", prepared.Concealment is null ? "inside" : string.Create(CultureInfo.InvariantCulture, $"outside; {prepared.Concealment.Count} identifiers were replaced before anything was sent"))
            .SetItem("prompt", $"{prepared.Task.Prompt.Version} {prepared.Task.Prompt.Digest.ToString()[..12]}")
            .SetItems(prepared.Task.Wishes);
        if (prepared.Task.Examples is { IsEmpty: false } examples)
            parameters = parameters.SetItem("style examples", string.Join(", ", examples.DistinctBy(e => e.Note).Select(e => $"note {e.Note} {e.Content.ToString()[..12]}")));
        return prepared.LeftOut.Length > 0 ? parameters.SetItem("not sent", prepared.LeftOut) : parameters;
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

    private static string Ended(string text) => text[^1] is '.' or '!' or '?' or ':' ? text : text + ".";
}
