using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using Salus.Language;
using Salus.Language.Text;
using Salus.Language.Vocabularies;

namespace Salus.Documentation.Scribe;

/// <summary>A phrase and the patients it was found with, by number; the numbers stay in memory.</summary>
internal sealed record MinedPhrase(LearnedPhrase Phrase, ImmutableHashSet<int> Patients);

/// <summary>
/// Cuts signed notes into sentences and sentences into templates. A template is kept when enough different patients have it, or when
/// each of its own words is one that enough different patients' notes have: so no rare word, which could be a name or a place,
/// and no number or drug gets into the file.
/// </summary>
internal sealed partial class PhraseMiner(int leastPatients, IReadOnlySet<string> names)
{
    private const int LongestWords = 45;

    private sealed record Sighting(string Section, string Text, string? Label, string? Group, int Patient);

    /// <param name="notes">Notes with the patient's name, where it is known, and a number for each patient.</param>
    public ImmutableArray<MinedPhrase> Mine(IReadOnlyList<(string Note, string? Name, int Patient)> notes)
    {
        var words = new Dictionary<string, HashSet<int>>(StringComparer.Ordinal);
        foreach (var (note, _, patient) in notes)
            foreach (var word in Rouge.Tokens(note))
                (words.TryGetValue(word, out var who) ? who : words[word] = []).Add(patient);
        var seen = new Dictionary<string, List<Sighting>>(StringComparer.Ordinal);
        foreach (var (note, name, patient) in notes)
            foreach (var sighting in Sentences(note, name, patient))
                (seen.TryGetValue(sighting.Text, out var list) ? list : seen[sighting.Text] = []).Add(sighting);
        return
        [
            .. seen.OrderBy(s => s.Key, StringComparer.Ordinal)
                .Where(s => !OwnWords(s.Key).Any(names.Contains))
                .Where(s => s.Value.Select(v => v.Patient).Distinct().Count() >= leastPatients || OwnWords(s.Key).All(w => words.GetValueOrDefault(w)?.Count >= leastPatients))
                .Select(s => Phrase(s.Key, s.Value, words)),
        ];
    }

    /// <summary>The words of a template outside its slots.</summary>
    public static IEnumerable<string> OwnWords(string template) => Rouge.Tokens(LearnedPhrase.SlotPlace().Replace(template, " "));

    private MinedPhrase Phrase(string text, List<Sighting> seen, Dictionary<string, HashSet<int>> words)
    {
        var section = Most(seen.Select(s => s.Section))!;
        var group = Most(seen.Where(s => s.Section == section).Select(s => s.Group));
        var own = group is not null && Rouge.Tokens(group).All(w => !names.Contains(w) && words.GetValueOrDefault(w)?.Count >= leastPatients) ? group : null;
        var patients = seen.Select(s => s.Patient).ToImmutableHashSet();
        return new MinedPhrase(LearnedPhrase.Of(section, text, patients.Count) with { Label = Most(seen.Select(s => s.Label)), Group = own }, patients);
    }

    private static string? Most(IEnumerable<string?> values) =>
        values.GroupBy(v => v, StringComparer.Ordinal).OrderByDescending(g => g.Count()).ThenBy(g => g.Key, StringComparer.Ordinal).First().Key;

    private static IEnumerable<Sighting> Sentences(string note, string? name, int patient)
    {
        string? section = null;
        foreach (var raw in note.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var heading = raw.TrimEnd(':');
            if (heading.Length <= 40 && SectionHeadings.Embedded.SectionOf(heading) is { } key)
            {
                section = key is "assessment" or "plan" ? "assessment-plan" : key is "instructions" ? "followup" : key;
                continue;
            }
            if (section is null)
                continue;
            var line = Bullet().Replace(raw, "");
            string? label = null;
            string? group = null;
            if (Prefix().Match(line) is { Success: true } prefix)
            {
                var before = prefix.Groups["before"].Value.Trim();
                label = LabelOf(before);
                if (label is not null || section is "exam")
                    line = line[prefix.Length..].Trim();
                if (label is null && section is "exam")
                    group = before;
            }
            foreach (var span in SentenceSplitter.Note(line))
            {
                var sentence = span.In(line).Trim().TrimEnd('.', ';', ',').Trim();
                var count = sentence.Count(char.IsWhiteSpace) + 1;
                if (count is < 2 or > LongestWords || Doctor().IsMatch(sentence) || sentence.Contains('{', StringComparison.Ordinal))
                    continue;
                var mentions = Vocabulary.Embedded.Matcher.Find(sentence);
                var facts = SlottedText.Template(sentence, SlottedText.Marks(sentence, SlotDepth.Facts, name, mentions));
                yield return new Sighting(section, Opened(facts), label, group, patient);
                var concepts = SlottedText.Template(sentence, SlottedText.Marks(sentence, SlotDepth.Concepts, name, mentions));
                if (concepts != facts && (OwnWords(concepts).Any(w => !PhraseBook.Frame.Contains(w)) || concepts.Contains("{test}", StringComparison.Ordinal) && concepts.Contains("{number}", StringComparison.Ordinal)))
                    yield return new Sighting(section, Opened(concepts), label, group, patient);
            }
        }
    }

    /// <summary>A capital at the start says nothing, unless the word is an abbreviation.</summary>
    private static string Opened(string text) =>
        text.Length > 1 && char.IsUpper(text[0]) && !char.IsUpper(text[1]) && text[1] is not ('-' or '/') && !text.StartsWith("I ", StringComparison.Ordinal) ? char.ToLower(text[0], CultureInfo.InvariantCulture) + text[1..] : text;

    private static string? LabelOf(string prefix)
    {
        var key = prefix.ToLowerInvariant();
        return key.Contains("reasoning", StringComparison.Ordinal) ? "reasoning"
            : key.Contains("testing", StringComparison.Ordinal) || key is "tests" ? "testing"
            : key.Contains("treatment", StringComparison.Ordinal) ? "treatment"
            : key.Contains("referral", StringComparison.Ordinal) ? "referral"
            : key.Contains("education", StringComparison.Ordinal) || key.Contains("counseling", StringComparison.Ordinal) ? "education"
            : null;
    }

    [GeneratedRegex(@"^(?:[•*–-]\s*|\d{1,2}[.)]\s+)+", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Bullet();

    [GeneratedRegex(@"^(?<before>[A-Z][A-Za-z/ ,&-]{1,50}):\s*", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Prefix();

    [GeneratedRegex(@"\bDr\.? [A-Z]|\bDoctor [A-Z]", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Doctor();

}
