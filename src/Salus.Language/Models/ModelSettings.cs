using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Salus.Language.Models;

/// <summary>The file of models cannot be used; the message says where and what to do.</summary>
public sealed class ModelSettingsException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>
/// The models of a site: one file, <c>models.json</c>, endpoints by name and which capability uses which. Without a line in
/// <paramref name="Use"/> a capability works with its embedded engine.
/// </summary>
/// <param name="Models">By the name people here call them.</param>
/// <param name="Use">Name of a model by capability; <c>embedding</c> and <c>transcription</c> stand for those kinds.</param>
public sealed record ModelSettings(ImmutableSortedDictionary<string, ModelEndpoint> Models, ImmutableSortedDictionary<string, string> Use)
{
    public const string FileName = "models.json";

    /// <summary>The most signed notes that may go along with one request as examples of style.</summary>
    public const int MostStyleExamples = 3;

    private const int LargestFile = 1 << 20;
    private const int LongestName = 40;

    /// <summary>
    /// So many of the site's own signed notes show a model inside the house how this site writes, without what tells of whom they are;
    /// 0 shows none. They never go outside.
    /// </summary>
    public int StyleExamples { get; init => field = value is >= 0 and <= MostStyleExamples ? value : throw new ArgumentOutOfRangeException(nameof(value), $"It lies between 0 and {MostStyleExamples}."); } = MostStyleExamples;

    public static ModelSettings None { get; } = new(ImmutableSortedDictionary.Create<string, ModelEndpoint>(StringComparer.Ordinal), ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal));

    /// <summary>The settings in a file; none where there is no file.</summary>
    /// <exception cref="ModelSettingsException">The file cannot be used.</exception>
    public static ModelSettings Read(FileInfo file)
    {
        ArgumentNullException.ThrowIfNull(file);
        if (!file.Exists)
            return None;
        if (file.Length > LargestFile)
            throw new ModelSettingsException($"{file.Name} is larger than a list of models can be.");
        try
        {
            return Parse(File.ReadAllBytes(file.FullName), file.Name);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ModelSettingsException($"{file.Name} cannot be read: {e.Message}", e);
        }
    }

    /// <exception cref="ModelSettingsException">It is not such a file.</exception>
    public static ModelSettings Parse(ReadOnlySpan<byte> json, string name)
    {
        Form? form;
        try
        {
            form = JsonSerializer.Deserialize<Form>(json, Json);
        }
        catch (JsonException e)
        {
            throw new ModelSettingsException($"{name}, line {(e.LineNumber ?? 0) + 1}{(e.Path is null or "$" ? "" : $", {e.Path}")}: {ReasonOf(e)}", e);
        }
        catch (Exception e) when (e is ArgumentException or FormatException)
        {
            throw new ModelSettingsException($"{name}: {FirstLine(e.Message)}", e);
        }
        if (form?.StyleExamples is < 0 or > MostStyleExamples)
            throw new ModelSettingsException($"{name}: styleExamples lies between 0 and {MostStyleExamples}.");
        var settings = None with { StyleExamples = form?.StyleExamples ?? MostStyleExamples };
        foreach (var (key, endpoint) in form?.Models ?? new(StringComparer.Ordinal))
            settings = settings.With(key, endpoint, name);
        foreach (var (capability, model) in form?.Use ?? new(StringComparer.Ordinal))
            settings = settings.WithUse(capability, model);
        return settings;
    }

    /// <summary>With one endpoint more, or another in its place.</summary>
    /// <exception cref="ModelSettingsException">Its name or address cannot be.</exception>
    public ModelSettings With(string name, ModelEndpoint endpoint, string file = FileName)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        if (!IsName(name))
            throw new ModelSettingsException($"{file}: '{Shown(name)}' cannot be the name of a model; use up to {LongestName} small letters, digits and hyphens.");
        if (endpoint.Fault() is { } fault)
            throw new ModelSettingsException($"{file}, model '{name}': {fault}");
        return this with { Models = Models.SetItem(name, endpoint) };
    }

    /// <summary>Without an endpoint and the uses of it.</summary>
    public ModelSettings Without(string name) =>
        this with { Models = Models.Remove(name), Use = Use.RemoveRange(Use.Where(u => u.Value == name).Select(u => u.Key)) };

    /// <exception cref="ModelSettingsException">There is no such model.</exception>
    public ModelSettings WithUse(string capability, string model)
    {
        if (!IsName(capability))
            throw new ModelSettingsException($"'{Shown(capability)}' is no name of a capability.");
        if (!Models.TryGetValue(model, out var endpoint))
            throw new ModelSettingsException($"'{capability}' is to use the model '{Shown(model)}', which is not in the list{(Models.IsEmpty ? "" : $": {string.Join(", ", Models.Keys)}")}.");
        var wanted = KindOf(capability);
        if (endpoint.Kind != wanted)
            throw new ModelSettingsException($"'{capability}' needs a model of the kind {wanted.ToString().ToLowerInvariant()}; '{model}' is one for {endpoint.Kind.ToString().ToLowerInvariant()}.");
        return this with { Use = Use.SetItem(capability, model) };
    }

    public ModelSettings WithoutUse(string capability) => this with { Use = Use.Remove(capability) };

    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(new Form { Models = new(Models, StringComparer.Ordinal), Use = new(Use, StringComparer.Ordinal), StyleExamples = StyleExamples == MostStyleExamples ? null : StyleExamples }, Json);

    private static ModelKind KindOf(string use) => use switch { "embedding" => ModelKind.Embedding, "transcription" => ModelKind.Transcription, _ => ModelKind.Chat };

    private static bool IsName(string name) => name.Length is > 0 and <= LongestName && name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-');

    private static string Shown(string name) => name.Length <= LongestName ? name : name[..LongestName] + "…";

    /// <summary>What a person can act on; names of our types say nothing to them.</summary>
    private static string ReasonOf(JsonException e)
    {
        const string Missing = "missing required properties including: ";
        if (e.InnerException is ArgumentException or FormatException)
            return FirstLine(e.InnerException.Message);
        if (e.Message.IndexOf(Missing, StringComparison.Ordinal) is >= 0 and var at)
            return $"it lacks {e.Message[(at + Missing.Length)..].Split('.')[0]}.";
        return e.Message.Contains("could not be mapped", StringComparison.Ordinal) ? "this name is not known here." : "it is not a list of models: it has models and use.";
    }

    private static string FirstLine(string message) => message.Split('\n', '(')[0].Trim();

    private sealed class Form
    {
        public SortedDictionary<string, ModelEndpoint> Models { get; init; } = new(StringComparer.Ordinal);

        public SortedDictionary<string, string> Use { get; init; } = new(StringComparer.Ordinal);

        public int? StyleExamples { get; init; }
    }

    private static JsonSerializerOptions Json { get; } = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        ReadCommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false) },
        WriteIndented = true,
        NewLine = "\n",
    };
}
