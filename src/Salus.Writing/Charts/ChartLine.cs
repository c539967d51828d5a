using System.Collections.Immutable;
using Salus.Trust;

namespace Salus.Writing;

/// <summary>Words about a fact of a chart, and the elements that say it: what a statement of any document can be made of.</summary>
/// <param name="Evidence">At least one.</param>
public sealed record ChartLine(string Text, ImmutableArray<Evidence> Evidence)
{
    public Statement In(string section, string? group = null) => new(section, Text, [.. Evidence.Distinct()]) { Group = group };

    /// <summary>The same with words behind it and what they rest on.</summary>
    public ChartLine With(string words, params IEnumerable<Evidence> evidence) => new(Text + words, [.. Evidence, .. evidence]);

    /// <summary>The first of these paths that leads to a value here; null when none does.</summary>
    public static Element? ElementOf(RecordVersion version, params ReadOnlySpan<string> paths)
    {
        foreach (var path in paths)
        {
            try
            {
                return ChartEvidence.Of(version, path);
            }
            catch (ArgumentException)
            {
                // The resource does not say this; the next path may.
            }
        }
        return null;
    }

    /// <summary>What each path says, as far as the resource says it; the resource's status or id where it says none of it.</summary>
    public static ImmutableArray<Evidence> Elements(RecordVersion version, params ReadOnlySpan<string[]> alternatives)
    {
        ArgumentNullException.ThrowIfNull(version);
        var all = ImmutableArray.CreateBuilder<Evidence>();
        foreach (var paths in alternatives)
            if (ElementOf(version, paths) is { } element)
                all.Add(element);
        if (all.Count == 0 && ElementOf(version, version.Name.Type + ".status", version.Name.Type + ".id") is { } any)
            all.Add(any);
        return all.ToImmutable();
    }
}
