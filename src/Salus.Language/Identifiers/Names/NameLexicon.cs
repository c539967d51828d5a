using System.Runtime.CompilerServices;
using Salus.Language.Identifiers.Known;
using Salus.Language.Vocabularies;

namespace Salus.Language.Identifiers.Names;

/// <summary>
/// The words of all lists with what each list says of them, and the phrases of several words. A word that is a name as well as an ordinary
/// word has both facts; only what stands around it decides. Read once; safe for several threads.
/// </summary>
internal sealed class NameLexicon
{
    public const int LongestPhrase = 6;

    private const int Letters = 26;

    private static readonly Lazy<NameLexicon> LazyEmbedded = new(() => new NameLexicon());

    private readonly WordTable<WordFacts> words;
    private readonly WordTable<PhraseStep> phrases;

    private NameLexicon()
    {
        var facts = new Dictionary<string, WordFacts>(StringComparer.Ordinal);
        var terms = new Dictionary<string, PhraseKind>(StringComparer.Ordinal);
        foreach (var row in Rows("given-names.tsv"))
            Add(row[2], WordFacts.Given);
        foreach (var row in Rows("surnames.tsv"))
            Add(row[1], WordFacts.Family);
        foreach (var row in Rows("words.txt"))
            Add(row[0], WordFacts.Everyday);
        foreach (var list in (ReadOnlySpan<string>)["Vocabularies/Data/common-words.txt", "Retrieval/Data/stop-words.txt"])
        {
            foreach (var row in Rows(list))
                Add(row[0], WordFacts.Everyday);
        }
        foreach (var row in Rows("eponyms.txt"))
        {
            if (row[0] is "terms")
                AddPhrases(row[1], PhraseKind.Kept, WordFacts.None);
            else
                Add(row[1], row[0] is "names" ? WordFacts.Eponym : WordFacts.EponymNoun);
        }
        foreach (var row in Rows("brands.txt"))
            Add(row[0], WordFacts.Medical);
        foreach (var row in Rows("cues.tsv"))
            Add(row[1], CueOf(row[0]) | (row[0] is "credential" or "particle" or "suffix" or "title" or "formal" ? WordFacts.None : WordFacts.Everyday));
        foreach (var row in Rows("organisations.txt"))
        {
            if (row[0] is "known")
                AddPhrases(row[1], PhraseKind.Organization, WordFacts.KnownOrganization);
            else
                Add(row[1], row[0] switch { "legal" => WordFacts.Legal, "care" => WordFacts.Care, "institution" => WordFacts.Institution, "business" => WordFacts.Business, _ => WordFacts.Everyday });
        }
        foreach (var row in Rows("places.txt"))
            AddPhrases(row[0], PhraseKind.Place, WordFacts.Place);
        foreach (var row in Rows("regions.txt"))
        {
            if (row[0].StartsWith("AL AK", StringComparison.Ordinal))
                Add(row[0], WordFacts.RegionCode);
            else
                AddPhrases(row[0], PhraseKind.Region, WordFacts.Region);
        }
        AddVocabulary();
        words = new(facts.Where(f => f.Key.Length > 0).ToDictionary(f => WordHash.Of(f.Key), f => f.Value));
        phrases = new(Steps(terms));

        void Put(string word, WordFacts fact) => facts[word] = facts.GetValueOrDefault(word) | fact;

        void Add(string list, WordFacts fact)
        {
            foreach (var name in list.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            {
                var folded = LetterFolding.Fold(name.EndsWith("'s", StringComparison.Ordinal) ? name[..^2] : name);
                if (folded.Contains('-', StringComparison.Ordinal))
                    Array.ForEach(folded.Split('-', StringSplitOptions.RemoveEmptyEntries), part => Put(part, part.Length > 2 ? fact : WordFacts.None));
                else
                    Put(folded, fact);
            }
        }

        void AddPhrases(string list, PhraseKind kind, WordFacts single)
        {
            foreach (var name in list.Split(' ', StringSplitOptions.RemoveEmptyEntries))
                AddPhrase(name, kind, single);
        }

        void AddPhrase(string name, PhraseKind kind, WordFacts single)
        {
            var key = string.Join(' ', IdentifierWords.Of(name.Replace('_', ' ')).Select(w => LetterFolding.Fold(w.Span.In(name.Replace('_', ' ')))));
            if (!key.Contains(' ', StringComparison.Ordinal))
            {
                Put(key, single);
            }
            else if (key.Count(c => c == ' ') < LongestPhrase)
            {
                Put(key[..key.IndexOf(' ', StringComparison.Ordinal)], WordFacts.PhraseStart);
                terms.TryAdd(key, kind);
            }
        }

        void AddVocabulary()
        {
            foreach (var (term, drug) in Vocabulary.Embedded.Concepts.SelectMany(c => c.Terms.Select(t => (t, c.Kind is ConceptKind.Drug or ConceptKind.DrugClass))))
            {
                var parts = IdentifierWords.Of(term).Select(w => w.Span.In(term)).ToArray();
                var nameInside = false;
                foreach (var part in parts)
                {
                    var folded = LetterFolding.Fold(part);
                    var known = facts.GetValueOrDefault(folded);
                    var isEponym = (known & WordFacts.Eponym) != WordFacts.None || (char.IsUpper(part[0]) && parts.Length > 1 && (known & WordFacts.AnyName) != WordFacts.None);
                    nameInside |= (known & WordFacts.AnyName) != WordFacts.None || isEponym;
                    Put(folded, isEponym ? WordFacts.Eponym : (!drug && (known & WordFacts.Everyday) != WordFacts.None) || (known & WordFacts.Function) != WordFacts.None || (folded.Length < 3 && parts.Length > 1) ? WordFacts.None : WordFacts.Medical);
                }
                if (nameInside && parts.Length > 1)
                    AddPhrase(term, PhraseKind.Kept, WordFacts.None);
            }
        }
    }

    public static NameLexicon Embedded => LazyEmbedded.Value;

    /// <param name="folded">By <see cref="LetterFolding"/>.</param>
    /// <param name="hash">Of the folded word.</param>
    [MethodImpl(EveryWord.Passes)]
    public WordFacts FactsOf(ReadOnlySpan<char> folded, ulong hash) => words.TryGet(hash, out var facts) ? facts : Derived(folded);

    /// <summary>What a run of words is, and whether a listed phrase begins with it and goes on.</summary>
    /// <param name="hash">Of the folded words with a blank between each two.</param>
    public PhraseStep PhraseOf(ulong hash) => phrases.TryGet(hash, out var step) ? step : default;

    private static Dictionary<ulong, PhraseStep> Steps(Dictionary<string, PhraseKind> terms)
    {
        var steps = new Dictionary<ulong, PhraseStep>();
        foreach (var (term, kind) in terms)
        {
            for (var blank = term.IndexOf(' ', StringComparison.Ordinal); blank > 0; blank = term.IndexOf(' ', blank + 1))
            {
                var begun = WordHash.Of(term.AsSpan(0, blank));
                steps[begun] = steps.GetValueOrDefault(begun) with { GoesOn = true };
            }
            var whole = WordHash.Of(term);
            steps[whole] = steps.GetValueOrDefault(whole) with { Kind = kind };
        }
        return steps;
    }

    internal static IEnumerable<string[]> Rows(string file)
    {
        using var stream = typeof(NameLexicon).Assembly.GetManifestResourceStream(file.Contains('/', StringComparison.Ordinal) ? file : "Identifiers/Names/Data/" + file)!;
        using var reader = new StreamReader(stream);
        while (reader.ReadLine() is { } line)
        {
            if (line.Length > 0 && line[0] != '#' && !line.StartsWith("kind\t", StringComparison.Ordinal) && !line.StartsWith("sex\t", StringComparison.Ordinal) && !line.StartsWith("culture\t", StringComparison.Ordinal))
                yield return line.Split('\t');
        }
    }

    private static WordFacts CueOf(string kind) => kind switch
    {
        "title" => WordFacts.Title,
        "formal" => WordFacts.FormalTitle | WordFacts.Title,
        "credential" => WordFacts.Credential,
        "label" => WordFacts.Label,
        "before" => WordFacts.Before,
        "strong" => WordFacts.Strong,
        "kin" => WordFacts.Kin,
        "verb" => WordFacts.Verb,
        "placeverb" => WordFacts.PlaceVerb,
        "placeword" => WordFacts.PlaceWord,
        "orgverb" => WordFacts.OrganizationVerb,
        "orgact" => WordFacts.Verb | WordFacts.OrganizationNoun,
        "orgnoun" => WordFacts.OrganizationNoun,
        "particle" => WordFacts.Particle,
        "suffix" => WordFacts.Suffix,
        "month" => WordFacts.Month | WordFacts.Everyday,
        "street" => WordFacts.Street,
        "function" => WordFacts.Function | WordFacts.Everyday,
        _ => throw new InvalidDataException("cues.tsv has the unknown kind '" + kind + "'."),
    };

    private static readonly string[] MedicalEndings = ["itis", "osis", "oses", "emia", "aemia", "pathy", "ectomy", "otomy", "ostomy", "plasty", "scopy", "scopic", "graphy", "gram", "algia", "opia", "uria", "plegia", "paresis", "megaly", "oma", "omas", "cillin", "mycin", "azole", "prazole", "statin", "sartan", "olol", "pril", "dipine", "mab", "nib", "vir", "gliptin", "gliflozin", "tidine", "triptan", "profen", "caine", "zepam", "zolam", "oxetine", "ology", "ologist", "ologic", "ological", "iatric", "ectomies", "trophic", "genic", "lytic", "oid", "pnea", "phagia", "phasia", "rrhea", "cele", "penia", "tomic", "platin", "taxime", "taxel", "floxacin", "cycline", "sone", "solone", "ridone", "azepine", "setron", "parin", "xaban", "lukast", "terol", "tropium", "fenac", "coxib", "dronate", "glitazone", "glutide", "thiazide", "semide", "barbital", "curium", "trate", "axone", "penem", "conazole", "nidazole", "sulfa", "thyroxine", "amine", "ular", "ural", "esis"];

    private static readonly (string Ending, string Instead)[] Inflections = [("s", ""), ("es", ""), ("ies", "y"), ("ed", ""), ("ed", "e"), ("ied", "y"), ("ing", ""), ("ing", "e"), ("ly", ""), ("ily", "y"), ("er", ""), ("er", "e"), ("est", ""), ("ness", ""), ("less", ""), ("ful", ""), ("able", ""), ("ment", ""), ("ation", "e"), ("al", ""), ("ally", ""), ("ity", ""), ("ive", ""), ("or", ""), ("ist", ""), ("y", "")];

    private static readonly string[] Prefixes = ["un", "re", "non", "pre", "post", "dis", "over", "mis", "in", "anti", "hypo", "hyper", "peri", "intra", "extra", "sub", "micro", "multi", "neuro", "cardio"];

    // Only what ends with the last letter of a word, or begins with its first one, is compared with it.
    private static readonly string[][] MedicalEndingsByLast = ByLetter(MedicalEndings, ending => ending[^1]);
    private static readonly (string Ending, string Instead)[][] InflectionsByLast = ByLetter(Inflections, inflection => inflection.Ending[^1]);
    private static readonly string[][] PrefixesByFirst = ByLetter(Prefixes, prefix => prefix[0]);

    /// <summary>Facts of a word that no list has, by its build.</summary>
    [MethodImpl(EveryWord.Passes)]
    private WordFacts Derived(ReadOnlySpan<char> word)
    {
        if (word.Contains('\'') && (word.EndsWith("'ll") || word.EndsWith("'re") || word.EndsWith("'ve") || word.EndsWith("'d") || word.EndsWith("n't") || word.EndsWith("'m")))
            return WordFacts.Everyday | WordFacts.Function;
        if (word.Length < 4)
            return WordFacts.None;
        var (first, last) = (word[0] - 'a', word[^1] - 'a');
        if ((uint)last < Letters)
        {
            foreach (var ending in MedicalEndingsByLast[last])
            {
                if (word.Length > ending.Length + 2 && word.EndsWith(ending, StringComparison.Ordinal))
                    return WordFacts.Medical;
            }
            foreach (var (ending, instead) in InflectionsByLast[last])
            {
                if (word.Length < ending.Length + 3 || !word.EndsWith(ending, StringComparison.Ordinal))
                    continue;
                var length = word.Length - ending.Length;
                if (IsHarmless(WordHash.Running(WordHash.Running(0, word[..length]), instead)) || (length > 3 && word[length - 1] == word[length - 2] && IsHarmless(WordHash.Running(0, word[..(length - 1)]))))
                    return WordFacts.Everyday;
            }
        }
        if ((uint)first >= Letters)
            return WordFacts.None;
        foreach (var prefix in PrefixesByFirst[first])
        {
            if (word.Length > prefix.Length + 2 && word.StartsWith(prefix, StringComparison.Ordinal) && IsHarmless(WordHash.Running(0, word[prefix.Length..])))
                return WordFacts.Everyday;
        }
        return WordFacts.None;
    }

    private bool IsHarmless(ulong running) => words.TryGet(WordHash.Finish(running), out var facts) && (facts & WordFacts.Harmless) != WordFacts.None && (facts & WordFacts.Eponym) == WordFacts.None;

    private static T[][] ByLetter<T>(T[] all, Func<T, char> letter) => [.. Enumerable.Range('a', Letters).Select(c => all.Where(one => letter(one) == c).ToArray())];
}

/// <param name="GoesOn">A longer phrase of the lists begins with it.</param>
internal readonly record struct PhraseStep(PhraseKind Kind, bool GoesOn);

internal enum PhraseKind : byte
{
    None,

    /// <summary>A term of the vocabulary that holds somebody's name: "Lou Gehrig's disease".</summary>
    Kept,
    Place,
    Region,
    Organization,
}
