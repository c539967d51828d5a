using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using Salus.Design;
using Salus.Trust;

namespace Salus.Documentation.Scribe;

/// <summary>A consultation and what a clinician expects of its note.</summary>
/// <param name="List">Name of the workbook.</param>
public sealed record ListedVisit(string List, Visit Visit, ImmutableArray<ChecklistItem> Items);

/// <summary>
/// Omission recall on clinicians' checklists in the format of PriMock57: <c>checklists/*/Day D Consultation C - Checklist.xlsx</c> beside
/// <c>transcripts/dayD_consultationCC_doctor.TextGrid</c> and <c>…_patient.TextGrid</c>. An item counts as found in the note or in its
/// list "said, not in the note".
/// </summary>
public static partial class OmissionScore
{
    /// <summary>Turns of the conversation that are read as one text: a question, a murmur and the answer.</summary>
    private const int Together = 3;

    public static bool Fits(DirectoryInfo data)
    {
        ArgumentNullException.ThrowIfNull(data);
        return Directory.Exists(Path.Combine(data.FullName, "checklists")) && Directory.Exists(Path.Combine(data.FullName, "transcripts"));
    }

    /// <exception cref="TranscriptException">A checklist or its conversation cannot be read.</exception>
    public static async Task<ImmutableArray<ListedVisit>> ReadAsync(DirectoryInfo data, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(data);
        var visits = ImmutableArray.CreateBuilder<ListedVisit>();
        foreach (var file in new DirectoryInfo(Path.Combine(data.FullName, "checklists")).GetFiles("*.xlsx", SearchOption.AllDirectories).OrderBy(f => f.FullName, StringComparer.Ordinal))
        {
            var match = Numbered().Match(file.Name);
            if (!match.Success)
                throw new TranscriptException(file.Name, null, "The name does not say which consultation it is of.", "Name it as in 'Day 1 Consultation 3 - Checklist.xlsx'.");
            var stem = string.Create(CultureInfo.InvariantCulture, $"day{int.Parse(match.Groups["day"].Value, CultureInfo.InvariantCulture)}_consultation{int.Parse(match.Groups["number"].Value, CultureInfo.InvariantCulture):00}");
            var transcript = new FileInfo(Path.Combine(data.FullName, "transcripts", stem + "_doctor.TextGrid"));
            if (transcript.Exists)
                visits.Add(new ListedVisit($"{file.Directory!.Name}/{file.Name}", await TranscriptReader.ReadAsync(transcript, cancel), ChecklistWorkbook.Read(file)));
        }
        return visits.Count > 0 ? visits.ToImmutable() : throw new TranscriptException(data.Name, null, "No checklist has its conversation beside it.", "The folder holds checklists/ and transcripts/.");
    }

    /// <param name="missed">Receives the items that were found nowhere, for reading.</param>
    public static IEnumerable<Metric> Metrics(ImmutableArray<ListedVisit> visits, NoteWriter writer, ScribeOptions options, ICollection<string>? missed = null)
    {
        ArgumentNullException.ThrowIfNull(writer);
        var (items, inNote, inEither, said, saidAndFound, entries, listed, spoken) = (0, 0, 0, 0, 0, 0, 0, 0);
        foreach (var visit in visits)
        {
            var draft = writer.Write(visit.Visit, options);
            var titles = draft.Outline.ToDictionary(s => s.Key, s => s.Title, StringComparer.Ordinal);
            // In the order of what they cite, so that texts next to each other were said next to each other.
            var note = draft.Statements.Select(s => (At: At(s.Evidence), Text: $"{titles.GetValueOrDefault(s.Section)} {s.Group}: {s.Text}")).OrderBy(n => n.At).ToArray();
            var omitted = draft.Omitted.Select(o => (At: At(o.Evidence), o.Text)).ToArray();
            var (noted, either) = (new ChecklistMatcher(note.Select(n => n.Text)), new ChecklistMatcher(note.Concat(omitted).OrderBy(n => n.At).Select(n => n.Text)));
            var turns = visit.Visit.Transcript.Turns;
            var everything = new ChecklistMatcher(turns.Select((_, i) => string.Join(' ', turns.Skip(i).Take(Together).Select(t => t.Text))));
            foreach (var item in visit.Items)
            {
                items++;
                inNote += noted.Finds(item) ? 1 : 0;
                var found = either.Finds(item);
                inEither += found ? 1 : 0;
                var wasSaid = everything.Finds(item);
                said += wasSaid ? 1 : 0;
                saidAndFound += wasSaid && found ? 1 : 0;
                if (!found)
                    missed?.Add($"{visit.List}: {item.Text}{(item.Above.IsEmpty ? "" : $" < {item.Above[0]}")}{(wasSaid ? "" : " (nor in the conversation)")}");
            }
            entries += omitted.Length;
            listed += omitted.Sum(o => Words(o.Text));
            spoken += turns.Sum(t => Words(t.Text));
        }
        yield return new Metric($"checklist items found in the note or in what was left out, of {items}", 100.0 * inEither / items, "%", AtLeast: 80);
        yield return new Metric("checklist items found in the note", 100.0 * inNote / items, "%");
        yield return new Metric("checklist items that the matcher finds in the whole conversation", 100.0 * said / items, "%");
        yield return new Metric("of these, found in the note or in what was left out", said == 0 ? 100 : 100.0 * saidAndFound / said, "%");
        yield return new Metric("entries in the list of what was left out", (double)entries / visits.Length, "entries");
        yield return new Metric("words in the list of what was left out", (double)listed / visits.Length, "words");
        yield return new Metric("the list beside the conversation", 100.0 * listed / spoken, "% of words");
    }

    private static (int Turn, int Start) At(ImmutableArray<Evidence> evidence) => evidence.OfType<Quote>().Select(q => (q.Segment, q.Start)).DefaultIfEmpty().Min();

    private static int Words(string text) => text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Length;

    [GeneratedRegex(@"^day (?<day>\d{1,2}) consultation (?<number>\d{1,3})\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Numbered();
}
