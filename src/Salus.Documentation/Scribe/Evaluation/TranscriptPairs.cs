using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using Salus.Design;
using Salus.Language.Written;
using Salus.Trust;

namespace Salus.Documentation.Scribe;

/// <summary>
/// The same visit once as the recogniser heard it and once as people wrote it down: what the recogniser's mistakes cost the note.
/// Files of <c>src_experiment_data</c>: <c>PART_…_asr.csv</c> beside <c>PART_…_asrcorr.csv</c> or <c>PART_…_humantrans.csv</c>;
/// where one of the two is not there, the row of <c>PART.csv</c> with the same reference note takes its place.
/// </summary>
/// <param name="Heard">With the recogniser's words.</param>
/// <param name="Written">With the words of people.</param>
public sealed partial record TranscriptPair(Visit Heard, Visit Written)
{
    private const string Folder = "src_experiment_data";

    /// <summary>Empty when the folder holds no such files.</summary>
    /// <exception cref="TranscriptException">A file is there and cannot be read.</exception>
    public static async Task<ImmutableArray<TranscriptPair>> ReadAsync(DirectoryInfo data, string part, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(data);
        var folder = new DirectoryInfo(Path.Combine(data.FullName, Folder));
        if (!folder.Exists)
            return [];
        var heard = new SortedDictionary<string, Visit>(StringComparer.Ordinal);
        var written = new SortedDictionary<string, Visit>(StringComparer.Ordinal);
        foreach (var file in folder.GetFiles(part + "_*.csv").OrderBy(f => f.Name, StringComparer.Ordinal))
        {
            var name = Path.GetFileNameWithoutExtension(file.Name);
            var side = name.EndsWith("_asr", StringComparison.Ordinal) ? heard : name.EndsWith("_asrcorr", StringComparison.Ordinal) || name.EndsWith("_humantrans", StringComparison.Ordinal) ? written : null;
            if (side is null)
                continue;
            await foreach (var row in VisitBatch.ReadAsync(file, cancel))
                if (row.Visit is { ReferenceNote: { } note } visit)
                    side[Key(note)] = visit;
        }
        var official = new FileInfo(Path.Combine(data.FullName, part + ".csv"));
        if (official.Exists)
            await foreach (var row in VisitBatch.ReadAsync(official, cancel))
                if (row.Visit is { ReferenceNote: { } note } visit && heard.ContainsKey(Key(note)) != written.ContainsKey(Key(note)))
                    (heard.ContainsKey(Key(note)) ? written : heard)[Key(note)] = visit;
        // The patient is the same on both sides, or the age alone would make a difference.
        return [.. heard.Where(h => written.ContainsKey(h.Key)).Select(h => new TranscriptPair(h.Value, written[h.Key] with { Patient = h.Value.Patient, ReferenceNote = h.Value.ReferenceNote }))];
    }

    /// <summary>Mean ROUGE-1 of both notes, their difference, and the numbers that only the recogniser brought into the note.</summary>
    public static IEnumerable<Metric> Metrics(ImmutableArray<TranscriptPair> pairs, NoteWriter writer, ScribeOptions options, ICollection<string>? examples = null)
    {
        ArgumentNullException.ThrowIfNull(writer);
        var (heard, written) = (0.0, 0.0);
        var numbers = 0;
        foreach (var pair in pairs)
        {
            var note = Note(writer, pair.Heard, options);
            heard += Rouge.N(pair.Heard.ReferenceNote!, note, 1).F1;
            written += Rouge.N(pair.Heard.ReferenceNote!, Note(writer, pair.Written, options), 1).F1;
            foreach (var number in NewNumbers(note, pair.Written))
            {
                numbers++;
                examples?.Add($"{pair.Heard.EncounterId}: {number} in \"{note.Split('\n').First(l => Rouge.Tokens(l).Contains(number, StringComparer.Ordinal))}\"");
            }
        }
        yield return new Metric(string.Create(CultureInfo.InvariantCulture, $"ROUGE-1 F1 from people's transcripts, {pairs.Length} visits"), 100 * written / pairs.Length, "×100");
        yield return new Metric("ROUGE-1 F1 from the recogniser's", 100 * heard / pairs.Length, "×100");
        yield return new Metric("ROUGE-1 lost to the recogniser", 100 * (written - heard) / pairs.Length, "×100", AtMost: 1);
        yield return new Metric("numbers that only the recogniser brought", numbers, "numbers", AtMost: 0);
    }

    /// <summary>Numbers of a note that people's transcript holds neither as spoken nor in written form.</summary>
    public static IEnumerable<string> NewNumbers(string note, Visit written)
    {
        ArgumentNullException.ThrowIfNull(written);
        var known = written.Transcript.Turns.SelectMany(t => Rouge.Tokens(t.Text).Concat(Rouge.Tokens(SpokenForm.ToWritten(t.Text).Text))).ToHashSet(StringComparer.Ordinal);
        if (written.Patient?.AgeYears is { } age)
            known.Add(age.ToString(CultureInfo.InvariantCulture));
        // "3/3/21" and "3/3/2021" are one date
        foreach (var year in written.Transcript.Turns.SelectMany(t => ShortDate().Matches(t.Text)).Select(m => m.Groups["year"].Value))
            known.UnionWith(["19" + year, "20" + year]);
        known.UnionWith(known.Where(k => k[0] == '0').Select(k => k.TrimStart('0')).ToArray());
        return Rouge.Tokens(note).Where(t => char.IsAsciiDigit(t[0]) && !known.Contains(t) && !known.Contains(t.TrimStart('0'))).Distinct(StringComparer.Ordinal);
    }

    private static string Note(NoteWriter writer, Visit visit, ScribeOptions options)
    {
        var draft = writer.Write(visit, options);
        return DraftText.Plain(draft, draft.Statements);
    }

    [GeneratedRegex(@"\b\d{1,2}/\d{1,2}/(?<year>\d{2})\b", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex ShortDate();

    private static string Key(string note) => string.Join(' ', Rouge.Tokens(note).Take(60));
}
