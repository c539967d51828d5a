using System.ClientModel;
using Microsoft.Extensions.AI;
using OpenAI.Embeddings;
using EmbeddingGenerationOptions = Microsoft.Extensions.AI.EmbeddingGenerationOptions;

namespace Salus.Language.Models;

/// <summary>Embeddings of an OpenAI-compatible endpoint, in the order asked. Failures are <see cref="ModelException"/>s.</summary>
internal sealed class OpenAIEmbeddings : IEmbeddingGenerator<string, Embedding<float>>
{
    private const int LargestAnswer = 64 << 20;
    private const int AtOnce = 64;

    private readonly string name;
    private readonly ModelEndpoint endpoint;
    private readonly HttpClient http;
    private readonly EmbeddingClient client;

    public OpenAIEmbeddings(string name, ModelEndpoint endpoint, string? key)
    {
        this.name = name;
        this.endpoint = endpoint;
        http = BoundedTransport.Client(LargestAnswer, key is not null, endpoint.Place is ModelPlace.Outside);
        client = new EmbeddingClient(endpoint.Model, new ApiKeyCredential(key ?? "none"), OpenAIChat.Options(endpoint, http));
    }

    public async Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
    {
        var result = new GeneratedEmbeddings<Embedding<float>>();
        try
        {
            foreach (var part in values.Chunk(AtOnce))
            {
                var answer = (await client.GenerateEmbeddingsAsync(part, cancellationToken: cancellationToken).ConfigureAwait(false)).Value;
                if (answer.Count != part.Length)
                    throw new ModelException(ModelProblem.NotUnderstood, name);
                result.AddRange(answer.OrderBy(e => e.Index).Select(e => new Embedding<float>(e.ToFloats())));
            }
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            throw ModelFailures.Of(e, name);
        }
        if (result.Select(e => e.Vector.Length).Distinct().Skip(1).Any())
            throw new ModelException(ModelProblem.NotUnderstood, name);
        return result;
    }

    public object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceKey is null && serviceType == typeof(ModelEndpoint) ? endpoint : serviceKey is null && serviceType.IsInstanceOfType(this) ? this : null;

    public void Dispose() => http.Dispose();
}
