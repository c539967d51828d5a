using Microsoft.Extensions.AI;

namespace Salus.Language.Models;

/// <summary>A model ready to be asked.</summary>
/// <param name="Name">What this house calls it.</param>
public sealed record ChatModel(string Name, ModelEndpoint Endpoint, IChatClient Client);

/// <summary>
/// The models of a site, ready to be asked: a client per endpoint, made on first use and kept, behind limits of the day, time, tries and
/// rest. The file is read again when it changed, so a new model needs no restart; calls under way keep the client they have.
/// </summary>
/// <param name="file">See <see cref="ModelSettings"/>; it need not exist. Null: there are no models.</param>
/// <param name="wire">Makes the client that speaks to an endpoint; null for OpenAI-compatible ones.</param>
public sealed class ChatModels(FileInfo? file, ModelUsage usage, TimeProvider clock, Func<string, ModelEndpoint, string?, IChatClient>? wire = null) : IDisposable
{
    private readonly Lock gate = new();
    private readonly Dictionary<(string Name, ModelEndpoint Endpoint), (IChatClient Client, ResilientChat Resilient)> clients = [];
    private readonly Dictionary<(string Name, ModelEndpoint Endpoint), ModelState> keyless = [];
    private ModelSettings settings = ModelSettings.None;
    private DateTime seen = DateTime.MinValue;

    /// <summary>No models: everything works with its embedded engine.</summary>
    public static ChatModels None(TimeProvider clock) => new(null, new ModelUsage(new DirectoryInfo("."), clock), clock);

    public ModelUsage Usage => usage;

    /// <summary>What the file says now.</summary>
    /// <exception cref="ModelSettingsException">The file cannot be used.</exception>
    public ModelSettings Settings
    {
        get
        {
            if (file is null)
                return ModelSettings.None;
            lock (gate)
            {
                file.Refresh();
                var changed = file.Exists ? file.LastWriteTimeUtc : DateTime.MinValue.AddTicks(1);
                if (changed != seen)
                    (settings, seen) = (ModelSettings.Read(file), changed);
                return settings;
            }
        }
    }

    /// <summary>The model that a capability is to use; null for its embedded engine.</summary>
    /// <exception cref="ModelSettingsException">The file cannot be used.</exception>
    public ChatModel? For(string capability) => Settings.Use.TryGetValue(capability, out var name) ? Named(name) : null;

    /// <summary>A model by name; null when there is no such chat model.</summary>
    public ChatModel? Named(string name)
    {
        if (!Settings.Models.TryGetValue(name, out var endpoint) || endpoint.Kind is not ModelKind.Chat)
            return null;
        return new ChatModel(name, endpoint, ClientOf(name, endpoint).Client);
    }

    /// <summary>How a chat model fares in this process; null when it was not asked yet and nothing is known to stand against it.</summary>
    public ModelState? StateOf(string name)
    {
        lock (gate)
        {
            if (!Settings.Models.TryGetValue(name, out var endpoint))
                return null;
            var state = clients.TryGetValue((name, endpoint), out var known) ? known.Resilient.State : keyless.GetValueOrDefault((name, endpoint));
            if (endpoint.TokensPerDay is null && endpoint.CostPerDay is null)
                return state;
            var today = usage.Today(name);
            return today.TokensIn + today.TokensOut >= endpoint.TokensPerDay || today.Cost >= endpoint.CostPerDay
                ? (state ?? ModelState.Unknown).With(ModelProblem.OverBudget, clock.GetUtcNow())
                : state;
        }
    }

    /// <summary>An answer that came and could not be used: only its reader can tell.</summary>
    public void Unusable(ModelException failure)
    {
        ArgumentNullException.ThrowIfNull(failure);
        lock (gate)
            if (failure.Problem is ModelProblem.NotUnderstood or ModelProblem.TooLarge && Settings.Models.TryGetValue(failure.Model, out var endpoint) && clients.TryGetValue((failure.Model, endpoint), out var known))
                known.Resilient.Failed(failure.Problem);
    }

    /// <summary>The site's embedding model; null when it has none.</summary>
    public (string Name, IEmbeddingGenerator<string, Embedding<float>> Generator)? Embedding() =>
        Settings.Use.TryGetValue("embedding", out var name) ? (name, Embedder(name)) : null;

    /// <exception cref="ModelException">Its key is not where it should be.</exception>
    public IEmbeddingGenerator<string, Embedding<float>> Embedder(string name) => new OpenAIEmbeddings(name, Settings.Models[name], KeyOf(name, Settings.Models[name]));

    /// <summary>The site's speech-to-text model; null when it has none.</summary>
    public OpenAITranscription? Transcription() =>
        Settings.Use.TryGetValue("transcription", out var name) ? Listener(name) : null;

    /// <exception cref="ModelException">Its key is not where it should be.</exception>
    public OpenAITranscription Listener(string name) => new(name, Settings.Models[name], KeyOf(name, Settings.Models[name]));

    public void Dispose()
    {
        lock (gate)
        {
            foreach (var (client, _) in clients.Values)
                client.Dispose();
            clients.Clear();
        }
    }

    private (IChatClient Client, ResilientChat Resilient) ClientOf(string name, ModelEndpoint endpoint)
    {
        lock (gate)
        {
            if (!clients.TryGetValue((name, endpoint), out var known))
            {
                var key = endpoint.Key?.Read();
                if (key is null && endpoint.Key is not null)
                {
                    keyless[(name, endpoint)] = keyless.GetValueOrDefault((name, endpoint), ModelState.Unknown).With(ModelProblem.Key, clock.GetUtcNow());
                    throw new ModelException(ModelProblem.Key, name);
                }
                var resilient = new ResilientChat(name, endpoint, wire is null ? new OpenAIChat(name, endpoint, key) : wire(name, endpoint, key), clock);
                clients[(name, endpoint)] = known = (new BudgetedChat(name, endpoint, resilient, usage), resilient);
            }
            return known;
        }
    }

    private static string? KeyOf(string name, ModelEndpoint endpoint) =>
        endpoint.Key is null ? null : endpoint.Key.Read() ?? throw new ModelException(ModelProblem.Key, name);
}
