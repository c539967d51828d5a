using System.Collections.Immutable;

namespace Salus.Trust;

/// <summary>
/// Reads the chart of a person: everything the record holds about the patient and about the patients of other sources that are linked to it.
/// Look-alikes that nobody decided about are not among it.
/// </summary>
public sealed class ChartReader(Record record, PatientMatching matching)
{
    /// <summary>Null when there is no such patient, or none this person may see.</summary>
    public Task<Chart?> ReadAsync(PatientId patient, Person by, CancellationToken cancel) => ReadAsync(patient, signedTexts: 0, by, cancel);

    /// <inheritdoc cref="ReadAsync(PatientId, Person, CancellationToken)"/>
    /// <param name="signedTexts">So many of the newest signed notes come with their words.</param>
    public async Task<Chart?> ReadAsync(PatientId patient, int signedTexts, Person by, CancellationToken cancel)
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
        var newest = notes.OrderByDescending(n => n.SignedAt).ToImmutableArray();
        var texts = new List<SignedText>();
        foreach (var note in newest.Take(signedTexts))
            if (await record.TextOfAsync(note.Id, by, cancel) is { } text)
                texts.Add(text);
        return Chart.Of(patient, versions) with { SignedNotes = newest, SignedTexts = [.. texts] };
    }
}
