using System.Collections.Frozen;
using System.Globalization;
using Salus.Language.Text;
using Salus.Language.Vocabularies;
using Salus.Language.Written;

namespace Salus.Documentation.Scribe;

/// <summary>
/// What of a note the whole conversation and the patient's details carry, whoever wrote the note and whether or not it cites anything:
/// so that systems can be put side by side. Counted from words alone, without engine or checks.
/// </summary>
/// <param name="Sentences">Sentences that claim something.</param>
/// <param name="Foreign">Sentences of which this visit says less than half of the content words, parts of the body aside: as if from another visit.</param>
/// <param name="Findings">Findings stated as present or absent that the conversation names as present or absent too.</param>
/// <param name="FindingsAgreeing">Of these, those that it names somewhere with the same polarity.</param>
public sealed record TextScore(int Sentences, int Foreign, int Numbers, int NumbersSupported, int Units, int UnitsSupported, int Drugs, int DrugsSupported, int Findings, int FindingsAgreeing)
{
    private const double Half = 0.5;
    private const int FewestContentWords = 3;
    private const int KeyLetters = 5;
    private const int LongestLabel = 6;

    /// <summary>Words of grammar and those with which any note is written, by stem key.</summary>
    private static readonly FrozenSet<string> Usual = Keys(
        "the and for with without that this these those there here from into over under after before during since until while about because have has had having does did done will would should could can may might must are was were been being not none any all some each every both either neither only also just very more most less least much many few other another such same own again once now today she her hers his him they them their its who whom which what when where how why than then but nor "
        + "patient patients reports reported states stated denies denied endorses notes noted presents presenting follow following visit clinic office evaluation exam examination history significant medical past current currently recent recently continue continued recommend recommended advise advised discussed plan treatment additional testing assessment status normal within limits unremarkable pleasant year years old male female well time times describes described including includes overall appears appearance seen feels feeling takes taking taken used using symptoms findings issues concerns problem problems complaints condition side left right bilateral order ordered refer referral review reviewed result results reveal revealed evidence performed obtained consider diagnosis medication medications prescribe prescribed provided provide therapy increase decrease improve improved improvement worsening stable unchanged able unable try encouraged help require required experiencing experienced associated related consistent likely appropriate management control controlled physician provider primary care return needed need questions understands agrees verbalized understanding instructed instructions education occasional intermittent mild moderate severe daily");

    public static TextScore None { get; } = new(0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

    public static TextScore operator +(TextScore a, TextScore b)
    {
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(b);
        return new(a.Sentences + b.Sentences, a.Foreign + b.Foreign, a.Numbers + b.Numbers, a.NumbersSupported + b.NumbersSupported, a.Units + b.Units, a.UnitsSupported + b.UnitsSupported, a.Drugs + b.Drugs, a.DrugsSupported + b.DrugsSupported, a.Findings + b.Findings, a.FindingsAgreeing + b.FindingsAgreeing);
    }

    /// <param name="foreign">Receives the sentences that the visit does not carry, for reading.</param>
    public static TextScore Of(string note, Visit visit, ICollection<string>? foreign = null)
    {
        ArgumentNullException.ThrowIfNull(visit);
        var turns = visit.Transcript.Turns;
        var said = string.Join("\n", turns.Select(t => t.Text).Append(Patient(visit.Patient)));
        var written = string.Join("\n", turns.Select(t => SpokenForm.ToWritten(t.Text).Text));
        var tokens = Rouge.Tokens(said).Concat(Rouge.Tokens(written)).ToHashSet(StringComparer.Ordinal);
        var keys = tokens.Select(Key).ToHashSet(StringComparer.Ordinal);
        var concepts = Vocabulary.Embedded.Matcher.Find(said).Concat(Vocabulary.Embedded.Matcher.Find(written)).Select(m => m.Concept.Id).ToHashSet(StringComparer.Ordinal);
        var stated = Enumerable.Range(0, turns.Length).SelectMany(i => StatedFindings.In(turns, i)).Where(f => f.Polarity is not StatedPolarity.Open).ToLookup(f => f.Concept.Id, f => f.Polarity, StringComparer.Ordinal);
        var score = None;
        foreach (var sentence in HalluBench.SentencesOf(note))
        {
            var own = Rouge.Tokens(sentence);
            var numbers = own.Where(t => char.IsAsciiDigit(t[0])).ToArray();
            var units = own.Where(NoteScore.UnitWords.Contains).ToArray();
            var drugs = NoteScore.DrugsIn(sentence);
            var findings = StatedFindings.In(sentence).Where(f => f.Polarity is not StatedPolarity.Open && stated.Contains(f.Concept.Id)).ToArray();
            var isForeign = IsForeign(sentence, keys, concepts);
            if (isForeign)
                foreign?.Add($"{visit.EncounterId}: {sentence}");
            score += new TextScore(
                1,
                isForeign ? 1 : 0,
                numbers.Length,
                numbers.Count(tokens.Contains),
                units.Length,
                units.Count(u => tokens.Contains(u) || NoteScore.Spelled(u).Any(tokens.Contains)),
                drugs.Count,
                drugs.Count(concepts.Contains),
                findings.Length,
                findings.Count(f => stated[f.Concept.Id].Contains(f.Polarity)));
        }
        return score;
    }

    private static bool IsForeign(string sentence, HashSet<string> keys, HashSet<string> concepts)
    {
        // "Ears, nose and throat: denies …" names a part of the note before it says something
        var label = sentence.IndexOf(':', StringComparison.Ordinal);
        if (label >= 0 && sentence.AsSpan(0, label).Count(' ') < LongestLabel)
            sentence = sentence[(label + 1)..];
        var mentions = Vocabulary.Embedded.Matcher.Find(sentence);
        var known = mentions.Where(m => m.Concept.Kind is ConceptKind.Anatomy || concepts.Contains(m.Concept.Id)).Select(m => m.Span).ToArray();
        var (all, found) = (0, 0);
        foreach (var token in Tokenizer.Tokenize(sentence).Where(t => t.IsWord && t.Norm.Length > 3))
        {
            var key = Key(token.Norm);
            if (Usual.Contains(key))
                continue;
            all++;
            found += keys.Contains(key) || known.Any(s => s.Start <= token.Span.Start && s.End >= token.Span.End) ? 1 : 0;
        }
        return all >= FewestContentWords && found < Half * all;
    }

    private static string Patient(VisitPatient? patient) =>
        patient is null ? "" : string.Create(CultureInfo.InvariantCulture, $"{patient.Name} {patient.Gender} {patient.AgeYears}{(patient.AgeYears is null ? "" : " years")}");

    /// <summary>The stem's first letters: "migraines" and "migraine", "smoking" and "smoked" agree.</summary>
    private static string Key(string word)
    {
        var stem = Stemmer.Stem(word);
        return stem.Length > KeyLetters ? stem[..KeyLetters] : stem;
    }

    private static FrozenSet<string> Keys(string words) => words.Split(' ').Select(Key).ToFrozenSet(StringComparer.Ordinal);
}
