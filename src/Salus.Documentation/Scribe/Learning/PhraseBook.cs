using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Salus.Language;
using Salus.Language.Text;
using Salus.Language.Vocabularies;

namespace Salus.Documentation.Scribe;

/// <summary>A template ready to be looked for in a visit.</summary>
/// <param name="Keys">Distinct stems of its content words and its slots as <c>{drug}</c>, with how much each says.</param>
/// <param name="Firm">Stems that belong to a concept of the vocabulary: the visit must say each of them.</param>
internal sealed record PhraseTemplate(LearnedPhrase Phrase, ImmutableArray<TemplatePart> Parts, ImmutableArray<(string Stem, double Weight)> Keys, ImmutableHashSet<string> Firm, bool Negates)
{
    public double Weight { get; } = Keys.Sum(k => k.Weight);

    /// <summary>Says that the patient agrees with the plan, and nothing else; enough patients' notes have it word for word.</summary>
    public bool IsAgreement { get; } = Phrase.Notes >= ScribeLearner.LeastPatients && Parts is [{ Slot: null }] && PhraseBook.Agreement().IsMatch(Phrase.Text);

    public ImmutableArray<Slot> Slots { get; } = [.. Parts.Where(p => p.Slot is not null).Select(p => p.Slot!.Value)];
}

/// <summary>The phrases of a learned file, indexed by the words they need.</summary>
internal sealed partial class PhraseBook
{
    private readonly Dictionary<string, List<int>> byStem = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> inPhrases = new(StringComparer.Ordinal);

    public PhraseBook(ImmutableArray<LearnedPhrase> phrases)
    {
        var stems = phrases.Select(p => PhraseMiner.OwnWords(p.Text).Where(w => !Frame.Contains(w)).Select(Stemmer.Stem).Distinct(StringComparer.Ordinal).ToArray()).ToArray();
        foreach (var stem in stems.SelectMany(s => s))
            inPhrases[stem] = inPhrases.GetValueOrDefault(stem) + 1;
        Templates = [.. phrases.Select((p, i) => Read(p, stems[i], phrases.Length))];
        for (var i = 0; i < Templates.Length; i++)
            foreach (var (stem, _) in Templates[i].Keys)
                (byStem.TryGetValue(stem, out var list) ? list : byStem[stem] = []).Add(i);
    }

    public ImmutableArray<PhraseTemplate> Templates { get; }

    public IReadOnlyList<int> Needing(string stem) => byStem.TryGetValue(stem, out var list) ? list : [];

    /// <summary>Words by which notes introduce what was said; a note may use them without the visit's saying them.</summary>
    private static readonly ImmutableHashSet<string> Introducing = [.. new[]
    {
        "past", "medical", "history", "significant", "presenting", "clinic", "evaluation", "office", "visit", "seen", "noted", "appreciated", "appreciate", "evidence", "reviewed", "demonstrates", "demonstrated", "shows", "showed", "reveals", "revealed",
        "exam", "examination", "findings", "results", "imaging", "discussed", "recommended", "recommend", "explained", "complaints", "complaint", "reviewing", "associated", "prior", "previous", "further", "well", "since", "time", "pleasant",
    }.Select(Stemmer.Stem)];

    public static bool MayIntroduce(string stem) => Introducing.Contains(stem);

    /// <summary>Words that every note uses and that say nothing of a patient; not those that negate or limit.</summary>
    internal static readonly ImmutableHashSet<string> Frame = ImmutableHashSet.Create(StringComparer.Ordinal,
        "a", "an", "the", "of", "and", "or", "nor", "is", "was", "were", "are", "be", "been", "being", "has", "have", "had", "having", "to", "for", "with", "in", "on", "at", "by", "from", "as", "that", "this", "these", "those", "which", "who", "it", "its", "there",
        "he", "she", "his", "her", "him", "himself", "herself", "i", "we", "our", "my", "me", "us", "they", "their", "them", "patient", "patients", "s", "any", "some", "also", "will", "would", "does", "do", "did", "but", "so", "if", "then", "than", "into", "about", "regarding",
        "reports", "report", "reported", "denies", "denied", "deny", "states", "stated", "state", "notes", "noted", "note", "endorses", "endorsed", "present", "presents", "today", "currently", "current", "no", "not", "without", "mr", "mrs", "ms");

    internal static double WeightOf(Slot slot) => slot switch
    {
        Slot.Drug or Slot.Symptom or Slot.Disorder => 4,
        Slot.Dose or Slot.Duration or Slot.Number or Slot.Test or Slot.Procedure or Slot.Specialty => 3,
        Slot.Side => 2,
        _ => 0,
    };

    internal static string KeyOf(Slot slot) => "{" + slot.ToString().ToLowerInvariant() + "}";

    private PhraseTemplate Read(LearnedPhrase phrase, string[] stems, double total)
    {
        var parts = phrase.Parts().ToImmutableArray();
        var keys = stems.Select(s => (s, Math.Log(1 + total / (1 + inPhrases.GetValueOrDefault(s)))))
            .Concat(parts.Where(p => p.Slot is not null && WeightOf(p.Slot.Value) > 0).Select(p => (KeyOf(p.Slot!.Value), WeightOf(p.Slot!.Value))).Distinct());
        var firm = Vocabulary.Embedded.Matcher.Find(phrase.Text).SelectMany(m => Rouge.Tokens(m.Words)).Where(w => !Frame.Contains(w)).Select(Stemmer.Stem).ToImmutableHashSet(StringComparer.Ordinal);
        return new PhraseTemplate(phrase, parts, [.. keys], firm, Negation().IsMatch(phrase.Text));
    }

    [GeneratedRegex(@"^(?:patient agreements?: )?the patient (?:understands and |verbalized understanding and |is in )?(?:agrees|agreement) with the (?:recommended |proposed |medical |treatment |care )*plan$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking | RegexOptions.IgnoreCase)]
    internal static partial Regex Agreement();

    [GeneratedRegex(@"\b(?:no|not|denies|denied|deny|denying|without|never|none|negative|absent|nor|neither|non|unable|cannot|unremarkable|stop|stopped|discontinue|discontinued|avoid|lack|lacks|free|ruled|normal)\b|n't\b", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking | RegexOptions.IgnoreCase)]
    internal static partial Regex Negation();
}
