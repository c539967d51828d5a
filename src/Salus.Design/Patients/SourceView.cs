namespace Salus.Design.Patients;

/// <summary>Where an item of a chart came from, ready to be shown.</summary>
/// <param name="System">The system that owns it, in the site's own words.</param>
/// <param name="Resource">Type and id, for example <c>Observation/glucose-1</c>.</param>
/// <param name="Version">As counted by the record; null when there is only one way to see it.</param>
/// <param name="ImportedAt">When this version came in; null for what Salus itself signed.</param>
/// <param name="Href">Leads to the evidence: the resource as it was sent.</param>
public sealed record SourceView(string System, string Resource, string? Version, DateTimeOffset? ImportedAt, string Href);
