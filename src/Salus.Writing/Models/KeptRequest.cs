using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;
using Salus.Language.Models;
using Salus.Trust;

namespace Salus.Writing;

/// <summary>What passed between us and a model when a draft was written, as it is kept with the draft.</summary>
/// <param name="Model">What this house called it.</param>
/// <param name="Room">Tokens that it read, without those of its answer.</param>
/// <param name="Outside">It stood outside of the house: what was sent is concealed.</param>
/// <param name="Carried">Parameters that come from the model and not from the task.</param>
internal sealed record KeptRequest(string Model, ImmutableArray<byte> Body, string Answer, int Room, bool Outside, ImmutableSortedDictionary<string, string> Carried)
{
    private const string RoomName = "tokens read";

    private static readonly ImmutableArray<string> names = ["model", "model at its endpoint", "temperature", "seed", RoomName];

    /// <summary>The parameters of a model's draft that its settings decide.</summary>
    /// <param name="version">What the endpoint says that it is.</param>
    public static ImmutableSortedDictionary<string, string> Carry(ChatModel model, string version, int room)
    {
        var carried = ImmutableSortedDictionary<string, string>.Empty
            .Add("model", model.Name)
            .Add("model at its endpoint", version)
            .Add(RoomName, room.ToString(CultureInfo.InvariantCulture));
        if (model.Endpoint.Temperature is { } temperature)
            carried = carried.Add("temperature", temperature.ToString(CultureInfo.InvariantCulture));
        return model.Endpoint.Seed is { } seed ? carried.Add("seed", seed.ToString(CultureInfo.InvariantCulture)) : carried;
    }

    /// <exception cref="NotRewritableException">Request or answer were not kept.</exception>
    public static KeptRequest Of(Draft first, Sources kept)
    {
        var parameters = first.Origin.Parameters;
        if (kept.Find(ModelSources.Request) is not { } request || kept.Find(ModelSources.Answer) is not { } answer || !int.TryParse(parameters.GetValueOrDefault(RoomName), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var room))
            throw new NotRewritableException("The draft was written before requests to models were kept with drafts.");
        return new KeptRequest(parameters.GetValueOrDefault("model", ""), request.Original, Encoding.UTF8.GetString(answer.Original.AsSpan()), room, parameters.GetValueOrDefault("place", "").StartsWith("outside", StringComparison.Ordinal),
            ImmutableSortedDictionary.CreateRange(StringComparer.Ordinal, parameters.Where(p => names.Contains(p.Key))));
    }

    /// <summary>Whether these messages and this form of the answer are those that were sent.</summary>
    public bool Asks(ImmutableArray<ChatMessage> messages, JsonElement schema)
    {
        try
        {
            var (sent, options) = SentRequest.Read(Body.AsSpan());
            return sent.Select(m => (m.Role, m.Text)).SequenceEqual(messages.Select(m => (m.Role, m.Text)))
                && (options.ResponseFormat is not ChatResponseFormatJson { Schema: { } form } || JsonNode.DeepEquals(JsonNode.Parse(form.GetRawText()), JsonNode.Parse(schema.GetRawText())));
        }
        catch (FormatException)
        {
            return false;
        }
    }

    /// <summary>Sends the kept request again, to the model of that name. A request made for inside the house never goes outside.</summary>
    /// <returns>The new answer, and whether the same bytes were sent.</returns>
    /// <exception cref="NotRewritableException">There is no such model, or it stands elsewhere now.</exception>
    /// <exception cref="ModelException">It gave no answer.</exception>
    public async Task<(ChatResponse Answer, bool Equal)> AskAgainAsync(ChatModels models, CancellationToken cancel)
    {
        if (models.Named(Model) is not { } model)
            throw new NotRewritableException($"The site has no model '{Model}' any more. See: salus models list");
        if (!Outside && model.Endpoint.Place is ModelPlace.Outside)
            throw new NotRewritableException($"The model '{Model}' stood in the house when the draft was written and stands outside now: the request holds identifiers and is not sent.");
        try
        {
            var (messages, options) = SentRequest.Read(Body.AsSpan());
            var answer = await model.Client.GetResponseAsync(messages, options, cancel);
            return (answer, SentRequest.AskTheSame(Body.AsSpan(), SentRequest.Of(answer).AsSpan()));
        }
        catch (FormatException e)
        {
            throw new NotRewritableException("The kept request is not one that can be sent.", e);
        }
    }
}
