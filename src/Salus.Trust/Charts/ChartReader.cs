namespace Salus.Trust;

/// <summary>
/// Reads the chart of a person: everything the record holds about the patient and about the patients of other sources that are linked to it.
/// Look-alikes that nobody decided about are not among it.
/// </summary>
public sealed class ChartReader(Record record, PatientMatching matching)
{
    /// <summary>Null when there is no such patient, or none this person may see.</summary>
    public async Task<Chart?> ReadAsync(PatientId patient, Person by, CancellationToken cancel)
    {
        var versions = new List<RecordVersion>();
        var notes = new List<SignedNoteMention>();
        foreach (var one in await matching.PersonOfAsync(patient, cancel))
        {
            if (await record.EverythingAsync(new EverythingQuery(one.Value), by, cancel) is { } page)
            {
                versions.AddRange([.. page.Matches, .. page.Includes]);
                notes.AddRange(await record.NotesOfAsync(one, by, cancel));
            }
            else if (one == patient)
            {
                return null;
            }
        }
        return Chart.Of(patient, versions) with { SignedNotes = [.. notes.OrderByDescending(n => n.SignedAt)] };
    }
}
