using System.Collections.Immutable;
using System.Text.Json;
using Salus.Trust;

namespace Salus.Documentation.Scribe;

/// <summary>Who speaks to whom.</summary>
public enum Voice
{
    /// <summary>A record about the patient, statement by statement.</summary>
    Note,

    /// <summary>Prose to a colleague.</summary>
    Letter,

    /// <summary>Everyday words to the patient.</summary>
    Patient,
}

/// <summary>
/// How a note looks: headings, their order, which are joined, how plan entries are labelled and which words are abbreviated.
/// A style changes words around findings, never which findings the note holds.
/// </summary>
/// <param name="Groups">What headings inside a section are called where the style has its own words for them.</param>
/// <param name="Example">A few lines that show the style at a glance; about nobody.</param>
public sealed record NoteStyle(
    string Name,
    string Title,
    string Example,
    Voice Voice,
    ImmutableArray<DraftSection> Sections,
    ImmutableDictionary<string, string> Merge,
    ImmutableDictionary<string, string> Labels,
    ImmutableDictionary<string, string> Groups,
    ImmutableArray<(string Said, string Written)> Openings,
    ImmutableArray<(string Said, string Written)> Shorthand)
{
    private static readonly Lazy<ImmutableArray<NoteStyle>> Shipped = new(() => [.. ScribeData.Names("styles.").Select(name => { using var document = ScribeData.Read(name); return Parse(document.RootElement); })]);

    /// <summary>The styles that come with Salus, by name.</summary>
    public static ImmutableArray<NoteStyle> Embedded => Shipped.Value;

    /// <exception cref="ArgumentException">There is no such style; the message lists those there are.</exception>
    public static NoteStyle Named(string name) =>
        Embedded.FirstOrDefault(s => string.Equals(s.Name, name, StringComparison.OrdinalIgnoreCase))
        ?? throw new ArgumentException($"There is no style '{name}'. Choose one of: {string.Join(", ", Embedded.Select(s => s.Name))}.", nameof(name));

    /// <summary>With the headings and the order of a site's own notes where most of them agree.</summary>
    public NoteStyle With(LearnedScribe learned) => With(learned.Sections, learned.Order);

    internal NoteStyle With(ImmutableSortedDictionary<string, LearnedSection> use, ImmutableArray<string> places)
    {
        var order = places.Select(Own).Distinct(StringComparer.Ordinal).ToArray();
        return this with
        {
            Sections =
            [
                .. Sections.Select((section, i) => (Section: Titled(section, use), Place: Array.IndexOf(order, section.Key) is >= 0 and var place ? place : order.Length + i))
                    .OrderBy(s => s.Place).Select(s => s.Section),
            ],
        };
    }

    private static DraftSection Titled(DraftSection section, ImmutableSortedDictionary<string, LearnedSection> use) =>
        use.Where(s => Own(s.Key) == section.Key && s.Value.Share >= 0.3).OrderByDescending(s => s.Value.Share).Select(s => s.Value.Heading).FirstOrDefault() is { } heading
            ? section with { Title = heading }
            : section;

    /// <summary>Sites that part assessment from plan, or call the follow-up instructions, mean the same sections.</summary>
    private static string Own(string key) => key switch
    {
        "assessment" or "plan" => "assessment-plan",
        "instructions" => "followup",
        _ => key,
    };

    /// <summary>The section a statement is printed under.</summary>
    public string SectionOf(string key) => Merge.GetValueOrDefault(key, key);

    /// <summary>The sentence with each opening and abbreviation of this style that <paramref name="keeps"/> its meaning.</summary>
    public string Write(string sentence, Func<string, bool> keeps)
    {
        ArgumentNullException.ThrowIfNull(keeps);
        var written = sentence;
        var opening = Openings.FirstOrDefault(o => sentence.StartsWith(o.Said, StringComparison.Ordinal));
        if (opening.Said is not null && sentence.Length > opening.Said.Length + 2)
            Take(ReportedSpeech.Sentence(opening.Written + sentence[opening.Said.Length..]));
        foreach (var (said, shorter) in Shorthand)
            Take(WholeWord(written, said, shorter));
        return written;

        void Take(string wording) => written = wording == written || keeps(wording) ? wording : written;
    }

    /// <summary>The sentence behind the label of its kind, where the style labels that kind.</summary>
    public string Labelled(string sentence, string? label) => label is not null && Labels.TryGetValue(label, out var before) ? before + sentence : sentence;

    /// <summary>The sentence without the label that <see cref="Labelled"/> set before it.</summary>
    public string Unlabelled(string sentence) => Labels.Values.FirstOrDefault(label => sentence.StartsWith(label, StringComparison.Ordinal)) is { } before ? sentence[before.Length..] : sentence;

    private static string WholeWord(string text, string said, string written)
    {
        for (var at = text.IndexOf(said, StringComparison.OrdinalIgnoreCase); at >= 0; at = text.IndexOf(said, at + written.Length, StringComparison.OrdinalIgnoreCase))
        {
            var end = at + said.Length;
            var whole = (at == 0 || !char.IsLetterOrDigit(text[at - 1])) && (end == text.Length || !char.IsLetterOrDigit(text[end]) && text[end] != '\'');
            if (whole)
                text = text[..at] + written + text[end..];
            if (at + written.Length >= text.Length)
                break;
        }
        return text;
    }

    private static NoteStyle Parse(JsonElement json) => new(
        json.GetProperty("name").GetString()!,
        json.GetProperty("title").GetString()!,
        json.GetProperty("example").GetString()!,
        json.TryGetProperty("voice", out var voice) ? voice.GetString() switch { "letter" => Voice.Letter, "patient" => Voice.Patient, _ => Voice.Note } : Voice.Note,
        [.. json.GetProperty("sections").EnumerateArray().Select(s => new DraftSection(s.GetProperty("key").GetString()!, s.GetProperty("title").GetString()!, s.GetProperty("layout").GetString() is "list" ? SectionLayout.List : SectionLayout.Paragraph, s.GetProperty("loinc").GetString()))],
        Map(json.GetProperty("merge")),
        Map(json.GetProperty("labels")),
        json.TryGetProperty("groups", out var groups) ? Map(groups) : ImmutableDictionary<string, string>.Empty,
        Pairs(json.GetProperty("openings")),
        Pairs(json.GetProperty("shorthand")));

    private static ImmutableDictionary<string, string> Map(JsonElement json) =>
        json.EnumerateObject().ToImmutableDictionary(p => p.Name, p => p.Value.GetString()!, StringComparer.Ordinal);

    private static ImmutableArray<(string, string)> Pairs(JsonElement json) =>
        [.. json.EnumerateArray().Select(pair => (pair[0].GetString()!, pair[1].GetString()!))];
}
