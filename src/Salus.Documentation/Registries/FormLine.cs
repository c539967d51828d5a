using System.Collections.Immutable;
using Salus.Trust;

namespace Salus.Documentation.Registries;

/// <summary>A filled-in form as one JSON line: a draft for people and tools to look at, not what leaves for a registry.</summary>
public sealed record FormLine(string Registry, string Version, string? Patient, string Report, DraftId Draft, bool Submitted, ImmutableArray<FormField> Fields, ImmutableArray<string> Blocking)
{
    public static FormLine Of(RegistryMapping mapping, FilledForm form, ReviewedDraft reviewed, bool submitted) => new(
        mapping.Name, mapping.Version, form.Draft.Subject?.Value, form.Draft.Origin.Parameters[RegistryWriter.ReportParameter], form.Draft.Id, submitted,
        [.. form.Outcomes.Select(o => new FormField(o.Field.Name, o.Field.Required, StatusOf(o), o.Value?.Value, o.Value?.Unit, o.Value is null ? null : o.At, o.Open is null ? null : o.Says, o.Evidence))],
        [.. reviewed.OpenBlocking.Select(f => f.Message)]);

    /// <summary><c>answered</c>, or the reason in kebab case: <c>no-data</c>, <c>outside-window</c>.</summary>
    public static string StatusOf(FieldOutcome outcome) => outcome.Open switch
    {
        null => "answered",
        OpenReason.Conflicting => "conflicting",
        OpenReason.OutOfRange => "out-of-range",
        OpenReason.NotConvertible => "not-convertible",
        OpenReason.NotReadable => "not-readable",
        OpenReason.NotCertain => "not-certain",
        OpenReason.OutsideWindow => "outside-window",
        _ => "no-data",
    };
}

/// <param name="Status">See <see cref="FormLine.StatusOf"/>.</param>
public sealed record FormField(string Field, bool Required, string Status, string? Value, string? Unit, string? Date, string? Why, ImmutableArray<Evidence> Evidence);
