using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.AI;
using Salus.Language.Models;
using Salus.Trust;

namespace Salus.Documentation.Scribe;

/// <summary>A draft and everything it was made from.</summary>
/// <param name="FellBack">Why the embedded engine wrote it although a model was chosen, in words for the reader; null when that is not so.</param>
public sealed record DraftedNote(Draft Draft, Sources Sources, string? FellBack = null);

/// <summary>
/// Writes the draft of a note with the site's language model. The model phrases; what its statements rest on is worked out here, and the same
/// checks read the draft as read every other. What the embedded engine would have said and the model left out is listed, so that silence of
/// a model is seen. Any failure of the model gives the embedded engine's draft and says so. To a model outside the house no identifier goes.
/// </summary>
public sealed class ModelNoteWriter(NoteWriter embedded, ChatModels models, TimeProvider clock)
{
    /// <summary>Tokens for the form of the answer and what stands around the turns.</summary>
    private const int Frame = 600;

    /// <summary>An omission is one when less of its content than this stands in the model's note.</summary>
    private const double Repeated = 0.6;

    /// <summary>The draft by the model that the site chose for notes; by the embedded engine where it chose none.</summary>
    public async Task<DraftedNote> WriteAsync(Visit visit, ScribeOptions options, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(visit);
        ArgumentNullException.ThrowIfNull(options);
        var ours = embedded.Write(visit, options);
        try
        {
            return models.For(ScribeCapability.CapabilityName) is { } model
                ? await WithAsync(model, visit, options, ours, cancel)
                : new DraftedNote(ours, visit.ToSources());
        }
        catch (Exception e) when (e is ModelException or ModelSettingsException)
        {
            var reason = $"{e.Message} The embedded engine wrote this draft.";
            return new DraftedNote(ours with { Origin = ours.Origin with { Parameters = ours.Origin.Parameters.SetItem("model", reason) } }, visit.ToSources(), reason);
        }
    }

    private async Task<DraftedNote> WithAsync(ChatModel model, Visit visit, ScribeOptions options, Draft ours, CancellationToken cancel)
    {
        var style = NoteWriter.StyleOf(options);
        var concealment = model.Endpoint.Place is ModelPlace.Outside ? Conceal(visit, options) : null;
        var sent = Fitting(visit, model.Endpoint, ours);
        var prompt = NotePrompt.Of(style, sent.Turns.Select(t => (t + 1, SpeakerOf(visit.Transcript.Turns[t]), Hidden(visit.Transcript.Turns[t].Text))), Known(visit).Select(Hidden), []);
        var response = await model.Client.GetResponseAsync(prompt.Messages, new ChatOptions { ResponseFormat = ChatResponseFormat.ForJsonSchema(NoteAnswer.Schema(style), "note") }, cancel);
        if (response.Text.Contains(prompt.Canary, StringComparison.Ordinal) || response.FinishReason == ChatFinishReason.ToolCalls || response.FinishReason == ChatFinishReason.ContentFilter)
            throw new ModelException(ModelProblem.NotUnderstood, model.Name);
        ImmutableArray<AnsweredStatement> answered;
        try
        {
            answered = NoteAnswer.Read(response.Text, style);
        }
        catch (JsonException)
        {
            throw new ModelException(response.FinishReason == ChatFinishReason.Length ? ModelProblem.TooLarge : ModelProblem.NotUnderstood, model.Name);
        }
        if (answered.IsEmpty)
            throw new ModelException(ModelProblem.NotUnderstood, model.Name);
        if (concealment is not null)
            answered = [.. answered.Select(a => a with { Text = concealment.Restore(a.Text), Group = a.Group is null ? null : concealment.Restore(a.Group) })];

        var evidence = new StatementEvidence(visit);
        ImmutableArray<Statement> statements = [.. answered.Select(a => new Statement(a.Section, Ended(a.Text), evidence.Of(a)) { Group = a.Group })];
        var sources = Sources.Of([.. visit.ToSources(), new Source("model-answer", $"Answer of the model {model.Name}", "application/json", [.. Encoding.UTF8.GetBytes(response.Text)], [])]);
        var parameters = ours.Origin.Parameters
            .SetItem("model", model.Name)
            .SetItem("model at its endpoint", response.ModelId is { Length: > 0 } id ? id : model.Endpoint.Model)
            .SetItem("place", model.Endpoint.Place is ModelPlace.Inside ? "inside" : string.Create(CultureInfo.InvariantCulture, $"outside; {concealment!.Count} identifiers were replaced before anything was sent"))
            .SetItem("prompt", $"{NotePrompt.Version} {NotePrompt.RulesDigest.ToString()[..12]}");
        if (model.Endpoint.Temperature is { } temperature)
            parameters = parameters.SetItem("temperature", temperature.ToString(CultureInfo.InvariantCulture));
        if (model.Endpoint.Seed is { } seed)
            parameters = parameters.SetItem("seed", seed.ToString(CultureInfo.InvariantCulture));
        if (sent.LeftOut.Length > 0)
            parameters = parameters.SetItem("not sent", sent.LeftOut);
        return new DraftedNote(ours with
        {
            Statements = statements,
            Outline = [.. style.Sections.Where(s => statements.Any(t => t.Section == s.Key))],
            Omitted = Omitted(ours, statements),
            Origin = new Provenance($"model {model.Name}", response.ModelId is { Length: > 0 } version ? version : model.Endpoint.Model, clock.GetUtcNow(), [.. sources.Select(s => s.Reference)], parameters),
        }, sources);

        string Hidden(string text) => concealment?.Conceal(text) ?? text;
    }

    /// <summary>What the embedded engine found worth a statement, and what it listed itself, as far as the model's note does not say it.</summary>
    private static ImmutableArray<Omission> Omitted(Draft ours, ImmutableArray<Statement> statements)
    {
        var said = Rouge.Tokens(string.Join(' ', statements.Select(s => s.Text))).ToHashSet(StringComparer.Ordinal);
        bool IsSaid(string text) => Rouge.Tokens(text).Where(t => !Salus.Language.Vocabularies.CommonWords.Contains(t)).Distinct(StringComparer.Ordinal).ToArray() is var words && (words.Length == 0 || words.Count(said.Contains) >= Repeated * words.Length);
        return
        [
            .. ours.Statements.Where(s => !IsSaid(s.Text)).Select(s => new Omission(s.Text, "The embedded engine would have written it; the model did not.", s.Evidence)),
            .. ours.Omitted.Where(o => !IsSaid(o.Text)),
        ];
    }

    /// <summary>The turns that fit into what the model reads: where not all do, those on which the embedded engine built the most stay.</summary>
    private static (ImmutableArray<int> Turns, string LeftOut) Fitting(Visit visit, ModelEndpoint endpoint, Draft ours)
    {
        var room = endpoint.ContextTokens - endpoint.MaxTokens - Frame - TokenEstimate.Of(ScribeData.Text($"prompts.{NotePrompt.Version}.txt"));
        var cost = visit.Transcript.Turns.Select(t => TokenEstimate.Of(t.Text) + 16).ToArray();
        var all = Enumerable.Range(0, cost.Length).ToImmutableArray();
        if (cost.Sum() <= room)
            return (all, "");
        var cited = ours.Statements.SelectMany(s => s.Evidence).Concat(ours.Omitted.SelectMany(o => o.Evidence)).OfType<Quote>().GroupBy(q => q.Segment).ToDictionary(g => g.Key, g => g.Count());
        var kept = new SortedSet<int>();
        foreach (var turn in all.OrderByDescending(t => cited.GetValueOrDefault(t)).ThenBy(t => t))
        {
            if (cost[turn] > room)
                continue;
            room -= cost[turn];
            kept.Add(turn);
        }
        return ([.. kept], "turns " + Ranges(all.Where(t => !kept.Contains(t)).Select(t => t + 1)));
    }

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

    private static Concealment Conceal(Visit visit, ScribeOptions options)
    {
        var known = new[] { visit.Patient?.Name, visit.Patient?.Id, visit.EncounterId }.OfType<string>();
        return new Concealment(known, visit.Transcript.Turns.Select(t => t.Text), options.Vocabulary);
    }

    private static IEnumerable<string> Known(Visit visit)
    {
        if (visit.Patient is not { } patient)
            yield break;
        if (patient.Name is { } name)
            yield return $"The patient is called {name}.";
        if (patient.AgeYears is { } age)
            yield return string.Create(CultureInfo.InvariantCulture, $"The patient is {age} years old.");
        if (patient.Gender is { } gender)
            yield return $"The patient's sex is {gender}.";
    }

    private static string SpeakerOf(Turn turn) => turn.Speaker switch { Speaker.Doctor => "clinician", Speaker.Patient => "patient", Speaker.Companion => "companion", _ => "unknown" };

    private static string Ended(string text) => text[^1] is '.' or '!' or '?' or ':' ? text : text + ".";
}
