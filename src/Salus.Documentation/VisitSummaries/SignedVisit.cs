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
    /// <returns>Null where no such visit note of this chart was signed.</returns>
    public static async Task<SignedText?> FindAsync(Chart chart, Record record, string? note, Person by, CancellationToken cancel)
    {
        var told = Of(chart).FirstOrDefault(n => string.IsNullOrWhiteSpace(note) || string.Equals(n.Id.ToString(), note, StringComparison.OrdinalIgnoreCase));
        return told is null ? null : await record.TextOfAsync(told.Id, by, cancel);
    }

    /// <summary>Those that may be told, newest first.</summary>
    public static ImmutableArray<SignedNoteMention> Of(Chart chart) => [.. chart.SignedNotes.Where(n => n.Capability is VisitNotes).Take(Newest)];
}
