using System.Collections.Immutable;
using Salus.Trust;

namespace Salus.Documentation.VisitSummaries;

/// <summary>The signed visit note that is told to a patient.</summary>
internal static class SignedVisit
{
    /// <summary>Older notes are not offered.</summary>
    private const int Newest = 50;

    /// <summary>Name of the capability whose drafts are visit notes; letters and forms are nothing to tell.</summary>
    private const string VisitNotes = "scribe";

    /// <param name="note">Id of its draft; null for the newest.</param>
    /// <returns>The chart and the note, null where none was signed; null when there is no such patient, or none this person may see.</returns>
    public static async Task<(Chart Chart, SignedText? Note)?> FindAsync(ChartReader charts, PatientId patient, string? note, Person by, CancellationToken cancel)
    {
        if (await charts.ReadAsync(patient, Newest, by, cancel) is not { } chart)
            return null;
        var visits = chart.SignedTexts.Where(t => t.Mention.Capability is VisitNotes);
        return (chart, string.IsNullOrWhiteSpace(note) ? visits.FirstOrDefault() : visits.FirstOrDefault(t => string.Equals(t.Mention.Id.ToString(), note, StringComparison.OrdinalIgnoreCase)));
    }

    /// <summary>Those that may be told, newest first.</summary>
    public static ImmutableArray<SignedNoteMention> Of(Chart chart) => [.. chart.SignedNotes.Where(n => n.Capability is VisitNotes).Take(Newest)];
}
