using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Salus.Language;
using Salus.Language.Text;
using Salus.Language.Vocabularies;
using Salus.Language.Written;
using Salus.Trust;

namespace Salus.Documentation.Scribe;

/// <summary>A learned phrase filled with words of the visit.</summary>
/// <param name="Number">Of the phrase in its book.</param>
/// <param name="Covered">Share of what the phrase says, by weight, that the cited clauses say; 0 to 1.</param>
/// <param name="BestClause">The share that the best single clause says.</param>
internal sealed record FilledPhrase(int Number, PhraseTemplate Template, string Text, ImmutableArray<Clause> From, ImmutableArray<Evidence> Facts, double Covered, double BestClause)
{
    /// <summary>While learning: the visit's own note is one of those the phrase was found in.</summary>
    public bool IsOwn { get; init; }
}

/// <summary>
/// Looks for the places of a visit that say what a learned phrase says, within a few clauses, and fills its slots with the words said there.
/// Names, ages and the words for the patient come from the record. Nothing is taken from anywhere else.
/// </summary>
internal sealed class PhraseFiller
{
    private const double LeastCovered = 0.8;
    private const int MostClauses = 3;
    private const int Reach = 4;
    private const int MostAnchors = 4;

    /// <summary>A phrase of so few content words is short.</summary>
    private const int FewKeys = 3;

    /// <summary>Words that may stand between those of a short phrase.</summary>
    private const int Breath = 5;

    /// <summary>Characters between a number and what it is of.</summary>
    private const int FarthestNumber = 50;

    private readonly VisitReading reading;
    private readonly PhraseBook book;
    private readonly string[] written;
    private readonly HashSet<string>[] stems;
    private readonly ImmutableArray<(Slot Slot, string Text, int At)>[] values;

    public PhraseFiller(VisitReading reading, PhraseBook book)
    {
        (this.reading, this.book) = (reading, book);
        var count = reading.Clauses.Length;
        written = new string[count];
        stems = new HashSet<string>[count];
        values = new ImmutableArray<(Slot, string, int)>[count];
        for (var i = 0; i < count; i++)
        {
            var text = written[i] = SpokenForm.ToWritten(reading.Clauses[i].Key).Text;
            var mentions = reading.Vocabulary.Matcher.Find(text);
            values[i] = [.. SlottedText.Marks(text, SlotDepth.Concepts, patientName: null, mentions).Where(m => PhraseBook.WeightOf(m.Slot) > 0).Select(m => (m.Slot, ValueOf(m, text, mentions), m.Span.Start))];
            stems[i] = [.. Rouge.Tokens(text).Concat(Rouge.Tokens(reading.Clauses[i].Key)).Concat(mentions.SelectMany(m => Rouge.Tokens(m.Concept.Name))).Select(Stemmer.Stem), .. values[i].Select(v => PhraseBook.KeyOf(v.Slot))];
        }
    }

    /// <param name="may">Which phrases to try, by number.</param>
    public IEnumerable<FilledPhrase> Fill(Func<int, bool> may)
    {
        var scores = new Dictionary<int, Dictionary<int, double>>();
        for (var clause = 0; clause < stems.Length; clause++)
            foreach (var stem in stems[clause])
                foreach (var phrase in book.Needing(stem))
                {
                    var weight = book.Templates[phrase].Keys.First(k => k.Stem == stem).Weight;
                    var byClause = scores.TryGetValue(phrase, out var found) ? found : scores[phrase] = [];
                    byClause[clause] = byClause.GetValueOrDefault(clause) + weight;
                }
        foreach (var (phrase, byClause) in scores.OrderBy(s => s.Key))
        {
            if (!may(phrase))
                continue;
            var template = book.Templates[phrase];
            var done = new HashSet<string>(StringComparer.Ordinal);
            foreach (var (anchor, score) in byClause.Where(c => c.Value >= 0.3 * template.Weight).OrderByDescending(c => c.Value).ThenBy(c => c.Key).Take(MostAnchors))
                if (At(phrase, template, anchor, score) is { } filled && done.Add(filled.Text))
                    yield return filled;
        }
    }

    private FilledPhrase? At(int number, PhraseTemplate template, int anchor, double score)
    {
        var window = new SortedSet<int> { anchor };
        var have = new HashSet<string>(stems[anchor], StringComparer.Ordinal);
        var covered = score;
        while (window.Count < MostClauses && covered < template.Weight)
        {
            var (best, gain) = (-1, 0.5);
            for (var i = Math.Max(0, anchor - Reach); i <= Math.Min(stems.Length - 1, anchor + Reach); i++)
            {
                if (window.Contains(i))
                    continue;
                var more = template.Keys.Where(k => !have.Contains(k.Stem) && stems[i].Contains(k.Stem)).Sum(k => k.Weight) - 0.05 * Math.Abs(i - anchor);
                if (more > gain)
                    (best, gain) = (i, more);
            }
            if (best < 0)
                break;
            window.Add(best);
            covered += template.Keys.Where(k => !have.Contains(k.Stem) && stems[best].Contains(k.Stem)).Sum(k => k.Weight);
            have.UnionWith(stems[best]);
        }
        if (covered < LeastCovered * template.Weight)
            return null;
        foreach (var (stem, _) in template.Keys)
            if (!have.Contains(stem) && (stem[0] == '{' || template.Firm.Contains(stem) || !PhraseBook.MayIntroduce(stem)))
                return null;
        if (template.Keys.Length <= FewKeys && covered < template.Weight * 0.999 || template.Keys.Length <= FewKeys && !Together(template, window))
            return null;
        var facts = ImmutableArray.CreateBuilder<Evidence>();
        return Write(template, anchor, facts) is { } text
            ? new FilledPhrase(number, template, text, [.. window.Select(i => reading.Clauses[i])], [.. facts.Distinct()], covered / template.Weight, score / template.Weight)
            : null;
    }

    /// <summary>A short phrase says one thing, so one clause must say it, in one breath.</summary>
    private bool Together(PhraseTemplate template, SortedSet<int> window)
    {
        if (window.Count > 1)
            return false;
        var own = template.Keys.Where(k => k.Stem[0] != '{').Select(k => k.Stem).ToHashSet(StringComparer.Ordinal);
        if (own.Count < 2)
            return true;
        var said = Rouge.Tokens(written[window.Min]).Select(Stemmer.Stem).ToArray();
        for (var start = 0; start < said.Length; start++)
            if (own.Contains(said[start]) && own.IsSubsetOf(said.Skip(start).Take(own.Count + Breath)))
                return true;
        return false;
    }

    private string? Write(PhraseTemplate template, int anchor, ImmutableArray<Evidence>.Builder facts)
    {
        var used = new HashSet<int>();
        var last = 0;
        var text = new StringBuilder();
        foreach (var part in template.Parts)
        {
            var word = part.Words ?? (PhraseBook.WeightOf(part.Slot!.Value) > 0 ? Said(part.Slot.Value) : OfRecord(part.Slot.Value, text.Length == 0, facts));
            if (word is null)
                return null;
            if (part.Slot is not null)
                Article(text, word);
            text.Append(word);
        }
        return text.ToString();

        // All from one clause: what stands in two may not belong together. A number belongs to what was named just before it.
        string? Said(Slot slot)
        {
            for (var i = 0; i < values[anchor].Length; i++)
            {
                var value = values[anchor][i];
                if (value.Slot != slot || slot is Slot.Number && last > 0 && Math.Abs(value.At - last) > FarthestNumber || !used.Add(i))
                    continue;
                last = value.At;
                return value.Text;
            }
            return null;
        }
    }

    /// <summary>"a" or "an" before what the slot became.</summary>
    private static void Article(StringBuilder text, string word)
    {
        var vowel = word.Length > 0 && word[0] is 'a' or 'e' or 'i' or 'o' or 'u' or '8';
        if (vowel && Ends(text, " a "))
            text.Insert(text.Length - 1, 'n');
        else if (!vowel && Ends(text, " an "))
            text.Remove(text.Length - 2, 1);
    }

    private static bool Ends(StringBuilder text, string end)
    {
        for (var i = 0; i < end.Length; i++)
            if (text.Length < end.Length || text[text.Length - end.Length + i] != end[i])
                return false;
        return true;
    }

    private string? OfRecord(Slot slot, bool first, ImmutableArray<Evidence>.Builder facts)
    {
        var patient = reading.Visit.Patient;
        var who = reading.Patient;
        switch (slot)
        {
            case Slot.Name when patient is { Name: { } name, NameEvidence: { } evidence }:
                facts.Add(evidence);
                return name;
            case Slot.Title when patient is { Name: { } name, NameEvidence: { } evidence, Gender: "male" or "female", GenderEvidence: { } gender } && name.Split(' ', StringSplitOptions.RemoveEmptyEntries) is [.., var last]:
                facts.Add(evidence);
                facts.Add(gender);
                return (patient.Gender is "male" ? "Mr. " : "Ms. ") + last;
            case Slot.Age when patient is { AgeYears: { } years, AgeEvidence: { } evidence }:
                facts.Add(evidence);
                return string.Create(CultureInfo.InvariantCulture, $"{years}-year-old");
            case Slot.Gender when patient is { Gender: "male" or "female", GenderEvidence: { } evidence }:
                facts.Add(evidence);
                return patient.Gender;
            case Slot.Subject:
                return who.Plural ? (first ? "the patient" : null) : who.Subject;
            case Slot.Object:
                return who.Plural ? "the patient" : who.Object;
            case Slot.Possessive:
                return who.Plural ? "the patient's" : who.Possessive;
            case Slot.Reflexive:
                return who.Plural ? null : who.Reflexive;
            default:
                return null;
        }
    }

    /// <summary>As a note would write it: "pain in my chest" by the name of what it is.</summary>
    private static string ValueOf(SlotMark mark, string text, ImmutableArray<Mention> mentions)
    {
        var said = mark.Span.In(text);
        var mention = mentions.FirstOrDefault(m => m.Span == mark.Span);
        return mention is not null && said.Split(' ').Any(w => w is "my" or "your" or "the" or "his" or "her") ? mention.Concept.Name : said;
    }
}
