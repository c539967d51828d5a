using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.AI;
using Salus.Language;
using Salus.Language.Models;
using Salus.Language.Text;
using Salus.Language.Vocabularies;
using Salus.Trust;

namespace Salus.Documentation.Ask;

/// <summary>
/// Answers with the site's language model where it chose one for questions. Whether there is an answer at all is decided before the model is
/// asked; the model only phrases what the best passages say. A sentence stays when the passages it names bear it out, and each shows the
/// words it rests on. Any failure of the model, or nothing left of what it wrote, gives the quotes and says so. To a model outside the house
/// no identifier goes.
/// </summary>
public sealed class ModelAnswerWriter(AnswerWriter quotes, CorpusMeaning meaning, ChatModels models, Vocabulary vocabulary, TimeProvider clock)
{
    private const string Section = "answer";

    /// <summary>Tokens for the form of the answer and what stands around the passages.</summary>
    private const int Frame = 400;

    private const int LongestPassage = 4_000;
    private const int ShortestPassage = 400;

    private readonly SentenceSupport support = new(vocabulary);

    /// <inheritdoc cref="AnswerWriter.FromCorpora"/>
    public async Task<Answer> FromCorporaAsync(string question, CancellationToken cancel) =>
        await PhrasedAsync(await QuotedAsync(question, cancel), null, cancel);

    /// <summary>The quotes alone: searched by meaning too, where the site has a model for that, and not phrased by any.</summary>
    /// <exception cref="CorpusException">A corpus is damaged.</exception>
    public async Task<Answer> QuotedAsync(string question, CancellationToken cancel)
    {
        AnswerWriter.Refuse(question);
        var near = await meaning.NearAsync(question, allowed: null, cancel);
        return quotes.FromCorpora(question, cancel, near) with { FellBack = near.Problem };
    }

    /// <inheritdoc cref="AnswerWriter.FromChart"/>
    public Task<Answer> FromChartAsync(string question, Chart chart, CancellationToken cancel) =>
        PhrasedAsync(quotes.FromChart(question, chart, cancel), chart, cancel);

    private async Task<Answer> PhrasedAsync(Answer quoted, Chart? chart, CancellationToken cancel)
    {
        if (quoted.Silence is not null)
            return quoted;
        try
        {
            return models.For(AskCapability.CapabilityName) is { } model ? await WithAsync(model, quoted, chart, cancel) : quoted;
        }
        catch (Exception e) when (e is ModelException or ModelSettingsException)
        {
            return FallenBack(quoted, e.Message);
        }
    }

    private static Answer FallenBack(Answer quoted, string why)
    {
        var reason = $"{why} The sources are quoted instead.";
        return quoted with { FellBack = quoted.FellBack is { } earlier ? $"{earlier} {reason}" : reason, Draft = quoted.Draft! with { Origin = quoted.Draft.Origin with { Parameters = quoted.Draft.Origin.Parameters.SetItem("model", reason) } } };
    }

    private async Task<Answer> WithAsync(ChatModel model, Answer quoted, Chart? chart, CancellationToken cancel)
    {
        var remarks = ImmutableArray.CreateBuilder<string>();
        var readable = quoted.Citable.Where(p => !MachineTalk.IsIn(p.Title) && !MachineTalk.IsIn(p.Text)).ToArray();
        if (readable.Length < quoted.Citable.Length)
            remarks.Add($"{Counted(quoted.Citable.Length - readable.Length, "passage was", "passages were")} not given to the model: there are words in it that speak to machines, not to readers.");
        var (sent, notSent) = Fitting(quoted.Question, readable, model.Endpoint);
        if (notSent.Length > 0)
            remarks.Add($"The model did not read {notSent}: there was no room.");
        if (sent.Length == 0)
            return FallenBack(quoted, $"No passage could be given to the model '{model.Name}'.");
        var concealment = model.Endpoint.Place is ModelPlace.Outside ? Conceal(quoted.Question, sent, chart) : null;
        var prompt = AnswerPrompt.Of(Hidden(quoted.Question), sent.Select(s => chart is null ? (s.Passage.Title, s.Sent.In(s.Passage.Text)) : (Hidden(s.Passage.Title), Hidden(s.Sent.In(s.Passage.Text)))));
        if (concealment is not null)
            remarks.Add($"The model '{model.Name}' is outside this house: {Counted(concealment.Count, "identifier was", "identifiers were")} replaced before anything was sent.");
        var response = await model.Client.GetResponseAsync(prompt.Messages, new ChatOptions { ResponseFormat = ChatResponseFormat.ForJsonSchema(AnswerReply.Schema, "answer") }, cancel);
        var replied = Read(response, prompt, model).Select(r => r with { Text = concealment?.Restore(r.Text) ?? r.Text }).ToArray();
        if (replied.Length == 0)
            return FallenBack(quoted, $"The model '{model.Name}' found no answer in the passages.");

        var fates = new Dictionary<SentenceFate, int>();
        var kept = new List<(string Text, ImmutableArray<SupportingWords> Places)>();
        foreach (var (text, numbers) in replied.SelectMany(r => SentenceSplitter.Note(r.Text).Select(s => (s.In(r.Text), r.Passages))))
        {
            var (fate, places) = support.Of(text, [.. numbers.Where(n => n >= 1 && n <= sent.Length).Select(n => sent[n - 1])]);
            fates[fate] = fates.GetValueOrDefault(fate) + 1;
            if (fate is SentenceFate.Supported && !kept.Exists(k => k.Text == text))
                kept.Add((text, places));
        }
        var left = fates.Where(f => f.Key is not SentenceFate.Supported).Sum(f => f.Value);
        if (left > 0)
            remarks.Add($"{Counted(left, "sentence", "sentences")} of the model left out: {string.Join(", ", fates.Where(f => f.Key is not SentenceFate.Supported).OrderBy(f => f.Key).Select(f => Why(f.Key, f.Value)))}.");
        return kept.Count == 0
            ? FallenBack(quoted, $"Nothing that the model '{model.Name}' wrote is borne out by the passages it named.")
            : Written(quoted, model, response, prompt, sent, kept, left, notSent, concealment, remarks.ToImmutable());

        string Hidden(string text) => concealment?.Conceal(text) ?? text;
    }

    private static ImmutableArray<ReplySentence> Read(ChatResponse response, AnswerPrompt prompt, ChatModel model)
    {
        if (response.Text.Contains(prompt.Canary, StringComparison.Ordinal) || response.FinishReason == ChatFinishReason.ToolCalls || response.FinishReason == ChatFinishReason.ContentFilter)
            throw new ModelException(ModelProblem.NotUnderstood, model.Name);
        try
        {
            return AnswerReply.Read(response.Text);
        }
        catch (JsonException)
        {
            throw new ModelException(response.FinishReason == ChatFinishReason.Length ? ModelProblem.TooLarge : ModelProblem.NotUnderstood, model.Name);
        }
    }

    private Answer Written(Answer quoted, ChatModel model, ChatResponse response, AnswerPrompt prompt, IReadOnlyList<(CitablePassage Passage, TextSpan Sent)> sent, List<(string Text, ImmutableArray<SupportingWords> Places)> kept, int left, string notSent, Concealment? concealment, ImmutableArray<string> remarks)
    {
        var phrased = kept.Select(k => new PhrasedSentence(k.Text, [.. k.Places.Select(p => p.Passage.Quoted(p.Span)).DistinctBy(q => (q.Source, q.Text))])).ToImmutableArray();
        var statements = kept.Select(k => new Statement(Section, k.Text, [.. k.Places.SelectMany(p => p.Passage.EvidenceOf(p.Span)).Distinct()])).ToImmutableArray();
        var sources = Sources.Of([.. sent.Select(s => s.Passage.Source).OfType<Source>().DistinctBy(s => s.Id, StringComparer.Ordinal), new Source("model-answer", $"Answer of the model {model.Name}", "application/json", [.. Encoding.UTF8.GetBytes(response.Text)], [])]);
        var version = response.ModelId is { Length: > 0 } id ? id : model.Endpoint.Model;
        var parameters = quoted.Draft!.Origin.Parameters
            .SetItem("model", model.Name)
            .SetItem("model at its endpoint", version)
            .SetItem("place", concealment is null ? "inside" : string.Create(CultureInfo.InvariantCulture, $"outside; {concealment.Count} identifiers were replaced before anything was sent"))
            .SetItem("prompt", $"{AnswerPrompt.Version} {AnswerPrompt.RulesDigest.ToString()[..12]}")
            .SetItem("request", prompt.Digest.ToString())
            .SetItem("sentences left out", left.ToString(CultureInfo.InvariantCulture));
        if (model.Endpoint.Temperature is { } temperature)
            parameters = parameters.SetItem("temperature", temperature.ToString(CultureInfo.InvariantCulture));
        if (model.Endpoint.Seed is { } seed)
            parameters = parameters.SetItem("seed", seed.ToString(CultureInfo.InvariantCulture));
        if (notSent.Length > 0)
            parameters = parameters.SetItem("not sent", notSent);
        return quoted with
        {
            Phrased = new PhrasedAnswer(model.Name, phrased, left, remarks),
            Sentences = [.. phrased.SelectMany(p => p.Citations).DistinctBy(q => (q.Source, q.Text))],
            Draft = quoted.Draft with { Statements = statements, Origin = new Provenance($"model {model.Name}", version, clock.GetUtcNow(), [.. sources.Select(s => s.Reference)], parameters) },
            Sources = sources,
        };
    }

    /// <summary>As many of the best passages as the model reads; a long one is sent around the words that answer best.</summary>
    private static (ImmutableArray<(CitablePassage Passage, TextSpan Sent)> Sent, string NotSent) Fitting(string question, CitablePassage[] passages, ModelEndpoint endpoint)
    {
        var room = endpoint.ContextTokens - endpoint.MaxTokens - Frame - TokenEstimate.Of(AnswerPrompt.Rules) - TokenEstimate.Of(question);
        var sent = ImmutableArray.CreateBuilder<(CitablePassage, TextSpan)>();
        var (parts, whole) = (0, 0);
        foreach (var passage in passages)
        {
            var frame = TokenEstimate.Of(passage.Title) + 24;
            // A character takes three bytes at most here, and a token is three bytes.
            var most = Math.Min(LongestPassage, room - frame);
            if (most < Math.Min(ShortestPassage, passage.Text.Length))
            {
                whole++;
                continue;
            }
            var span = Around(passage, most);
            room -= frame + TokenEstimate.Of(span.In(passage.Text));
            parts += span.Length < passage.Text.Length ? 1 : 0;
            sent.Add((passage, span));
        }
        var notSent = new[] { parts > 0 ? $"parts of {Counted(parts, "passage", "passages")}" : "", whole > 0 ? Counted(whole, "whole passage", "whole passages") : "" }.Where(s => s.Length > 0);
        return (sent.ToImmutable(), string.Join(" and ", notSent));
    }

    private static TextSpan Around(CitablePassage passage, int most)
    {
        var text = passage.Text;
        if (text.Length <= most)
            return new TextSpan(0, text.Length);
        var from = Math.Clamp(passage.Best.Start - (most / 4), 0, text.Length - most);
        while (from > 0 && from < passage.Best.Start && !char.IsWhiteSpace(text[from - 1]))
            from++;
        var to = Math.Min(text.Length, from + most);
        while (to < text.Length && to > from + (most / 2) && !char.IsWhiteSpace(text[to]))
            to--;
        return TextSpan.FromBounds(from, to);
    }

    private Concealment Conceal(string question, ImmutableArray<(CitablePassage Passage, TextSpan Sent)> sent, Chart? chart) => chart is null
        ? new Concealment([], [question], vocabulary)
        : new Concealment(Known(chart), [question, .. sent.Select(s => s.Sent.In(s.Passage.Text))], vocabulary);

    private static IEnumerable<string> Known(Chart chart) => chart.Identities.Select(i => i.Resource).SelectMany(p =>
        p.Names.SelectMany(n => new[] { n.Text, n.Family }.Concat(n.Given))
            .Concat(p.Contacts.SelectMany(c => new[] { c.Name?.Display }))
            .Concat(p.Addresses.SelectMany(a => new[] { a.Text, a.City }))
            .Concat(p.Identifiers.Select(i => i.Value))).OfType<string>();

    private static string Why(SentenceFate fate, int count) => string.Create(CultureInfo.InvariantCulture, $"{count} {fate switch { SentenceFate.NoPassage => "without a passage", SentenceFate.NotSaid => "not said by the passages named", _ => "contradicted by the passages named" }}");

    private static string Counted(int count, string one, string more) => string.Create(CultureInfo.InvariantCulture, $"{count} {(count == 1 ? one : more)}");
}
