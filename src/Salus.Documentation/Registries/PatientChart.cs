using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Salus.Fhir.Resources;
using Salus.Trust;
using Salus.Writing;

namespace Salus.Documentation.Registries;

/// <summary>What a registry reads of one patient: resources as they stand in the record, and the words of documents and signed notes.</summary>
public sealed record PatientChart(PatientId Patient, ImmutableArray<RecordVersion> Versions, ImmutableArray<ChartText> Texts)
{
    private const int MostTextBytes = 4 << 20;

    /// <summary>The resources of a chart with the texts of its documents that are plain text.</summary>
    public static PatientChart Of(Chart chart)
    {
        ArgumentNullException.ThrowIfNull(chart);
        var notes = chart.SignedTexts.Where(n => n.Mention.Capability != RegistriesCapability.CapabilityName).Select(n => ChartText.Of(n.Source, n.Mention.SignedAt.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)));
        return new PatientChart(chart.Patient, chart.Versions, [.. chart.Documents.Select(Text).OfType<ChartText>(), .. notes]);
    }

    private static ChartText? Text(ChartFact<DocumentReference> fact)
    {
        foreach (var attachment in fact.Resource.Contents.Select(c => c.Attachment).OfType<Attachment>())
        {
            if (attachment.Data is not { Length: > 0 and < MostTextBytes } data || attachment.ContentType?.StartsWith("text/plain", StringComparison.OrdinalIgnoreCase) is not true)
                continue;
            var bytes = new byte[data.Length];
            if (Convert.TryFromBase64String(data, bytes, out var length))
                return ChartText.Of(Paragraphs.ToSource(fact.Version.Place + "/text", fact.Resource.Type?.Display ?? fact.Resource.Description ?? "Document", Encoding.UTF8.GetString(bytes, 0, length)), (fact.Resource.Date ?? fact.Resource.Context?.Period?.Start)?.Text);
        }
        return null;
    }
}

/// <summary>A written text of a chart.</summary>
/// <param name="Source">Its paragraphs are the segments.</param>
/// <param name="At">When it was written, as FHIR writes dates; null when that is not known.</param>
public sealed record ChartText(Source Source, string? At)
{
    private const char Separator = '@';

    /// <param name="text">Its date goes into its id, so that checks need not ask elsewhere.</param>
    public static ChartText Of(Source text, string? at) =>
        new(at is null ? text : text with { Id = $"{text.Id}{Separator}{at}", Title = text.Title.Contains(at[..Math.Min(10, at.Length)], StringComparison.Ordinal) ? text.Title : $"{text.Title}, {at[..Math.Min(10, at.Length)]}" }, at);

    /// <summary>The date that stands in the id of a text source; null where there is none.</summary>
    public static string? DateOf(string sourceId) => sourceId.IndexOf(Separator, StringComparison.Ordinal) is >= 0 and var at ? sourceId[(at + 1)..] : null;
}
