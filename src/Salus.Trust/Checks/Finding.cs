using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Salus.Trust;

/// <summary>How much a finding weighs.</summary>
public enum Severity
{
    /// <summary>Worth knowing.</summary>
    Note,

    /// <summary>Look before you sign.</summary>
    Warning,

    /// <summary>Nobody signs while it is open: edit, reject the statement, or overrule with a reason.</summary>
    Blocking,
}

/// <summary>Something a check found wrong, in a message that a clinician understands.</summary>
/// <param name="Check">Name of the check, for example <c>numbers</c>.</param>
/// <param name="Statement">Zero-based index of the statement; null when it concerns the whole draft.</param>
public sealed record Finding(string Check, Severity Severity, string Message, int? Statement)
{
    /// <summary>Places worth showing beside the message: what was said instead, the other half of a contradiction.</summary>
    public ImmutableArray<Evidence> Evidence { get; init; } = [];

    /// <summary>The part of the statement's text that it is about; null for all of it.</summary>
    public int? Start { get; init; }

    public int? Length { get; init; }

    /// <summary>
    /// No reason sets it aside: the statement is rejected, or the draft is not signed. For what must never leave the house as it stands.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Final { get; init; }

    /// <summary>Names the finding so that an overrule holds only while statement and message stay the same.</summary>
    /// <param name="draft">The draft that was inspected.</param>
    public string KeyIn(Draft draft)
    {
        var about = Statement is { } index ? draft.Statements[index].Key : "";
        return Sha256.Of(JsonSerializer.SerializeToUtf8Bytes(new[] { Check, Severity.ToString(), Message, about })).ToString()[..16];
    }
}

/// <summary>
/// Reads a draft and its sources, never the engine that wrote it, and says what is wrong.
/// Plug in your own: registered checks all run, whatever the engine.
/// </summary>
public interface ICheck
{
    /// <summary>Short kebab-case name; appears in findings and in the signature.</summary>
    string Name { get; }

    /// <summary>Changes whenever the verdicts may change.</summary>
    string Version { get; }

    /// <summary>Capabilities it reads; empty for all.</summary>
    ImmutableArray<string> Capabilities => [];

    IAsyncEnumerable<Finding> InspectAsync(Draft draft, Sources sources, CancellationToken cancel);
}

/// <summary>A check that ran, for the signature's provenance.</summary>
public sealed record CheckRun(string Name, string Version);
