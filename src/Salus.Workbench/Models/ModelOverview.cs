using System.Collections.Immutable;
using Salus.Language.Models;

namespace Salus.Workbench.Models;

/// <summary>How well a model is, as a light shows it.</summary>
public enum ModelLight
{
    /// <summary>Not asked since the program started.</summary>
    Unknown,

    /// <summary>It answered last.</summary>
    Well,

    /// <summary>It failed last.</summary>
    Failing,

    /// <summary>It failed several times and is left alone for a while.</summary>
    Resting,
}

/// <summary>A model as people see it in a list.</summary>
/// <param name="Key">Where its key is; never the key.</param>
/// <param name="UsedBy">Capabilities that ask it.</param>
public sealed record ModelLine(string Name, string Kind, string Place, string Url, string Model, string? Key, ImmutableArray<string> UsedBy, ModelLight Light, DateTimeOffset? Since, string? Problem, UsageTotal Today, long? TokensPerDay)
{
    public string Address => new Uri(Url).Authority;
}

internal static class ModelOverview
{
    /// <exception cref="ModelSettingsException">The file of models cannot be used.</exception>
    public static ImmutableArray<ModelLine> Of(ChatModels models)
    {
        var settings = models.Settings;
        return [.. settings.Models.Select(m => Line(models, settings, m.Key, m.Value))];
    }

    private static ModelLine Line(ChatModels models, ModelSettings settings, string name, ModelEndpoint endpoint)
    {
        var state = models.StateOf(name);
        var light = state switch { null => ModelLight.Unknown, { Resting: true } => ModelLight.Resting, { LastProblem: not null } => ModelLight.Failing, { LastAnswer: null } => ModelLight.Unknown, _ => ModelLight.Well };
        return new ModelLine(name, endpoint.Kind.ToString().ToLowerInvariant(), endpoint.Place.ToString().ToLowerInvariant(), endpoint.Url.AbsoluteUri, endpoint.Model, endpoint.Key?.ToString(),
            [.. settings.Use.Where(u => u.Value == name).Select(u => u.Key)], light, light is ModelLight.Well ? state?.LastAnswer : state?.LastProblemAt,
            state?.LastProblem is { } problem ? new ModelException(problem, name).Message : null, models.Usage.Today(name), endpoint.TokensPerDay);
    }
}

/// <summary>Trials as people read them.</summary>
internal static class ModelWords
{
    public static string Of(TrialResult result)
    {
        var time = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"'{result.Name}' answered in {result.Seconds:0.0} s{(result.FirstWordSeconds is { } first ? $", its first words after {first.ToString("0.00", System.Globalization.CultureInfo.InvariantCulture)} s" : "")}.");
        return result.KeepsForm is false ? time + " It did not keep the form that was asked for: its drafts will often fall back to the embedded engine. Try --structured json." : time;
    }
}
