using System.Collections.Immutable;
using System.Text.Json;
using Salus.Language.Retrieval;
using Salus.Language.Vocabularies;
using Salus.Trust;

namespace Salus.Writing;

/// <summary>
/// Finds the signed notes of the site that are most like what is being written, section by section, to show a model inside the house how
/// this site writes. Only notes that whoever drafts may read, never one of the same patient, never one of a restricted patient, and only
/// without what tells of whom they are. Every use is in the audit trail. Safe for several threads.
/// </summary>
public sealed class StyleNotes(Record record, PatientMatching matching, AuditLog audit, Vocabulary vocabulary, TimeProvider clock) : IDisposable
{
    /// <summary>Of each kind of document, so many of the newest signed ones are looked through.</summary>
    public const int Newest = 150;

    private const int MostWords = 80;
    private const int HitsPerSection = 12;

    private static readonly JsonSerializerOptions json = new(TrustJson.Canonical);

    private readonly SemaphoreSlim reading = new(1);
    private readonly Dictionary<string, Shelf> shelves = new(StringComparer.Ordinal);

    /// <summary>The best examples for a draft: of each of its sections at most one, from at most so many notes.</summary>
    /// <param name="ours">The embedded engine's draft: its sections are what is looked for.</param>
    /// <param name="patientName">Of the patient who is written about; notes of somebody of that name are left out.</param>
    /// <param name="by">Who drafts; without a person there is nobody whose right could be asked, and so no example.</param>
    public async Task<ImmutableArray<StyleExample>> ForAsync(Draft ours, string? patientName, int notes, Person? by, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(ours);
        if (notes <= 0 || by is null || !Access.Allows(by, Act.ReadSigned))
            return [];
        var shelf = await ReadAsync(ours.Capability, cancel);
        if (shelf.Places.IsEmpty)
            return [];
        var same = ours.Subject is { } subject ? (await matching.PersonOfAsync(subject, cancel)).Append(subject).ToHashSet() : [];
        var hits = new List<(string Section, StyleNote Note, string Text, float Score)>();
        foreach (var section in ours.Statements.GroupBy(s => s.Section, StringComparer.Ordinal))
        {
            var found = shelf.Index.Search(Query(shelf.Index, section.Select(s => s.Text)), HitsPerSection, p => shelf.Places[p] is var (note, key, _) && key == section.Key && !(note.Subject is { } other && same.Contains(other)) && !string.Equals(note.PatientName, patientName, StringComparison.OrdinalIgnoreCase), cancel);
            hits.AddRange(found.Where(h => h.Score > 0).Select(h => (section.Key, shelf.Places[h.Passage].Note, shelf.Places[h.Passage].Text, h.Score / found[0].Score)));
        }
        var best = hits.GroupBy(h => h.Note.Id).OrderByDescending(g => g.Sum(h => h.Score)).ThenBy(g => g.Key.ToString(), StringComparer.Ordinal).Take(notes).Select(g => g.Key).ToHashSet();
        ImmutableArray<StyleExample> examples =
        [
            .. hits.Where(h => best.Contains(h.Note.Id)).GroupBy(h => h.Section, StringComparer.Ordinal)
                .Select(g => g.MaxBy(h => h.Score)).Select(h => new StyleExample(h.Section, h.Text, h.Note.Id, h.Note.Content)),
        ];
        foreach (var used in examples.Select(e => e.Note).Distinct())
            await audit.WriteAsync(new AuditEntry(clock.GetUtcNow(), by.Id, "use-style-example", used, shelf.SubjectOf(used), Detail: $"for draft {ours.Id}"), cancel);
        return examples;
    }

    public void Dispose() => reading.Dispose();

    /// <summary>The examples as they are kept with a draft; null for none.</summary>
    internal static Source? ToSource(ImmutableArray<StyleExample> examples) => examples.IsDefaultOrEmpty ? null
        : new Source(ModelSources.Examples, "Examples of this site's style", "application/json", [.. JsonSerializer.SerializeToUtf8Bytes(examples, json)], []);

    /// <summary>The examples that a draft was written with.</summary>
    /// <exception cref="NotRewritableException">They are kept in a form that is not read any more.</exception>
    public static ImmutableArray<StyleExample> In(Sources kept)
    {
        ArgumentNullException.ThrowIfNull(kept);
        try
        {
            return kept.Find(ModelSources.Examples) is { } source ? JsonSerializer.Deserialize<ImmutableArray<StyleExample>>(source.Original.AsSpan(), json) : [];
        }
        catch (JsonException e)
        {
            throw new NotRewritableException("The examples of style that are kept with the draft cannot be read.", e);
        }
    }

    private static IEnumerable<QueryWord> Query(PassageIndex index, IEnumerable<string> texts) =>
        texts.SelectMany(SearchWords.Keys).GroupBy(k => k, StringComparer.Ordinal).OrderByDescending(g => index.RarityOf(g.Key)).ThenBy(g => g.Key, StringComparer.Ordinal).Take(MostWords).Select(g => new QueryWord(g.Key, 1));

    /// <summary>The notes of a capability as they are now; only what was signed since the last time is read.</summary>
    private async Task<Shelf> ReadAsync(string capability, CancellationToken cancel)
    {
        await reading.WaitAsync(cancel);
        try
        {
            var known = shelves.GetValueOrDefault(capability, Shelf.Empty);
            var newest = await record.ExamplesAsync(capability, Newest, known.Notes.ContainsKey, cancel);
            if (newest.Length == known.Notes.Count && newest.All(n => n.Note is null))
                return known;
            return shelves[capability] = Shelf.Of(newest.Select(n => n.Note is { } note ? StyleNote.Of(note, vocabulary) : known.Notes[n.Id]));
        }
        finally
        {
            reading.Release();
        }
    }

    private sealed record Shelf(ImmutableDictionary<DraftId, StyleNote> Notes, PassageIndex Index, ImmutableArray<(StyleNote Note, string Section, string Text)> Places)
    {
        public static Shelf Empty { get; } = Of([]);

        public static Shelf Of(IEnumerable<StyleNote> notes)
        {
            var all = notes.ToArray();
            ImmutableArray<(StyleNote, string, string)> places = [.. all.SelectMany(n => n.Sections.Select(s => (n, s.Section, s.Text)))];
            var builder = new PassageIndexBuilder();
            foreach (var (_, _, text) in places)
                builder.Add(new IndexedPassage("", "", "", text));
            return new Shelf(all.ToImmutableDictionary(n => n.Id), builder.Build(), places);
        }

        public PatientId? SubjectOf(DraftId note) => Notes[note].Subject;
    }
}
