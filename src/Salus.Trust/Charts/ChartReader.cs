using System.Collections.Immutable;
using System.Security.Claims;

namespace Salus.Trust;

/// <summary>
/// Reads the chart of a person: everything the record holds about the patient and about the patients of other sources that are linked to it.
/// Look-alikes that nobody decided about are not among it.
/// </summary>
public sealed class ChartReader(Record record, PatientMatching matching)
{
    /// <summary>Null when there is no such patient, or none this person may see.</summary>
    public Task<Chart?> ReadAsync(PatientId patient, Person by, CancellationToken cancel) => ReadAsync(patient, signedTexts: 0, by, cancel);

    /// <summary>The chart as far as whoever asks may read it, in person or with a token.</summary>
    /// <param name="patient">As it was asked for; it need not be an id at all.</param>
    /// <param name="signedTexts">So many of the newest signed notes come with their words.</param>
    /// <returns>Null when there is no such patient, none this person may see, another than the one a token is bound to, or charts are closed to the token.</returns>
    public async Task<Chart?> OpenAsync(string? patient, int signedTexts, ClaimsPrincipal user, CancellationToken cancel)
    {
        if (string.IsNullOrWhiteSpace(patient) || !user.May(Act.ReadChart))
            return null;
        var id = new PatientId(patient);
        return user.BoundPatient() is { } bound && bound != id ? null : await ReadAsync(id, signedTexts, user.Person(), cancel);
    }

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
