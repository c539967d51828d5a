using System.Collections.Immutable;
using Salus.Design.Components;
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

/// <param name="Chosen">Models that a capability uses.</param>
/// <param name="Failing">Of these, those that failed last or are left alone for a while.</param>
public sealed record ModelHealth(int Chosen, int Failing);

internal static class ModelOverview
{
    /// <exception cref="ModelSettingsException">The file of models cannot be used.</exception>
    public static ImmutableArray<ModelLine> Of(ChatModels models)
    {
        var settings = models.Settings;
        return [.. settings.Models.Select(m => Line(models, settings, m.Key, m.Value))];
    }

    /// <summary>What people who draft should know now: a chosen model fails and the embedded engine writes instead. Null when all is well.</summary>
    /// <param name="titles">What capabilities are called, by name.</param>
    public static string? Notice(ChatModels models, IReadOnlyDictionary<string, string> titles, TimeProvider clock)
    {
        try
        {
            var now = clock.GetUtcNow();
            var failing = Of(models).Where(l => l is { Light: ModelLight.Failing or ModelLight.Resting, UsedBy.IsEmpty: false, Problem: not null } && models.StateOf(l.Name)?.LastProblemAt > now - Recent);
            var told = failing.Select(l => $"{l.Problem} Since {Words.Moment(TimeZoneInfo.ConvertTime(l.Since ?? now, clock.LocalTimeZone))} the embedded engine does its work: {string.Join(", ", l.UsedBy.Select(u => titles.GetValueOrDefault(u, u).ToLowerInvariant()))}.").ToArray();
            return told.Length == 0 ? null : string.Join(' ', told);
        }
        catch (ModelSettingsException)
        {
            return "The list of models cannot be used; the embedded engines do their work. An administrator sees why under Models.";
        }
    }

    /// <summary>Chosen models for text, and how many of them fail; null where none is chosen.</summary>
    public static ModelHealth? Health(ChatModels models)
    {
        try
        {
            var chosen = Of(models).Where(l => !l.UsedBy.IsEmpty).ToArray();
            return chosen.Length == 0 ? null : new ModelHealth(chosen.Length, chosen.Count(l => l.Light is ModelLight.Failing or ModelLight.Resting));
        }
        catch (ModelSettingsException)
        {
            return null;
        }
    }

    /// <summary>A problem that nobody met again for so long may be over: the next call will tell.</summary>
    private static readonly TimeSpan Recent = TimeSpan.FromHours(2);

    private static ModelLine Line(ChatModels models, ModelSettings settings, string name, ModelEndpoint endpoint)
    {
        var state = models.StateOf(name);
        var light = state switch { null => ModelLight.Unknown, { Resting: true } => ModelLight.Resting, { LastProblem: not null } => ModelLight.Failing, { LastAnswer: null } => ModelLight.Unknown, _ => ModelLight.Well };
        return new ModelLine(name, endpoint.Kind.ToString().ToLowerInvariant(), endpoint.Place.ToString().ToLowerInvariant(), endpoint.Url.AbsoluteUri, endpoint.Model, endpoint.Key?.ToString(),
            [.. settings.Use.Where(u => u.Value == name).Select(u => u.Key)], light, light is ModelLight.Well ? state?.LastAnswer : state?.FailingSince ?? state?.LastProblemAt,
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
