using Salus.Language.Identifiers.Known;
using Salus.Language.Text;

namespace Salus.Language.Identifiers.Residue;

/// <summary>
/// Keeps only what is known to be harmless, everyday words and the words of medicine with their forms, and reports all the rest: what no list
/// of names and no pattern foresaw. For releases where a lost word costs less than a leaked one. Safe for several threads.
/// </summary>
public sealed class DefaultDenyDetector : IIdentifierDetector
{
    /// <summary>Below all other detectors: what one of them recognised keeps its class.</summary>
    private const double Confidence = 0.2;

    private const int ShortestWord = 3;
    private const int LongestPlainNumber = 5;

    private static readonly string[] Prefixes =
    [
        "anti", "auto", "bi", "cardio", "co", "counter", "de", "dys", "endo", "epi", "extra", "gastro", "hemi", "haem", "hemo", "haemo", "hepato", "hetero", "hydro", "hyper", "hypo", "immuno", "infra", "inter", "intra", "iso", "macro", "mal", "micro",
        "mid", "mis", "mono", "multi", "musculo", "myo", "neo", "nephro", "neuro", "non", "ortho", "osteo", "out", "over", "pan", "para", "peri", "poly", "post", "pre", "pro", "pseudo", "psycho", "pulmo", "re", "retro", "self", "semi", "sub", "super", "supra", "tachy", "thrombo", "trans", "tri", "ultra", "un", "under", "uni", "vaso",
    ];

    /// <summary>Endings that medicine makes its words with and people's names do not have.</summary>
    private static readonly string[] Endings =
    [
        "itis", "osis", "oses", "ectomy", "otomy", "ostomy", "oscopy", "ology", "ologist", "opathy", "plasty", "graphy", "gram", "emia", "aemia", "uria", "algia", "plegia", "paresis", "trophy", "megaly", "penia", "philia", "phobia", "rrhea", "rrhoea", "rrhagia", "stenosis", "sclerosis", "thrombosis", "cytosis", "genesis", "genic", "pril", "sartan", "statin",
        "azole", "prazole", "cillin", "mycin", "floxacin", "cycline", "olol", "dipine", "gliptin", "gliflozin", "glutide", "mab", "tinib", "parin", "kinase", "plase", "xaban", "triptan", "setron", "idine", "amide", "azepam", "barbital", "caine", "profen", "oxetine", "azine", "terol", "sone", "solone", "vir", "oma", "omas", "ization", "isation", "ously", "fulness", "iveness", "ability", "ibility",
    ];

    public string Name => "default-deny";

    public void Find(IdentifierText text, ICollection<IdentifierSpan> found)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(found);
        var plain = text.Plain;
        var word = new FoldedWord();
        var other = new FoldedWord();
        var start = -1;
        var end = -1;
        for (var at = 0; at < plain.Length;)
        {
            if (!FoldedWord.IsPart(plain[at]))
            {
                at++;
                continue;
            }
            var from = at;
            var isHarmless = Reads(plain, ref at, word, out var isCode);
            if (isHarmless || (!isCode && HarmlessWords.IsEponym(WordHash.Of(word.Bare)) && NamesSomething(plain, at, other)))
                continue;
            if (isCode)
            {
                found.Add(new(TextSpan.FromBounds(from, at), IdentifierClass.OtherId, Name, Confidence));
                continue;
            }
            var to = word.IsPossessive ? word.Apostrophe : word.End;
            if (start >= 0 && end == from - 1 && plain[end] is ' ' or '-')
            {
                end = to;
                continue;
            }
            Close();
            (start, end) = (from, to);
        }
        Close();

        void Close()
        {
            if (start >= 0)
                found.Add(new(TextSpan.FromBounds(start, end), IdentifierClass.Name, Name, Confidence));
            start = -1;
        }
    }

    /// <summary>What follows an eponym is a disease, sign or score: "Hoehn and Yahr stage", "Wilson disease".</summary>
    private static bool NamesSomething(string text, int end, FoldedWord other)
    {
        const int Reach = 3;
        for (var i = 0; i < Reach && end + 1 < text.Length && text[end] is ' ' or '-' && FoldedWord.IsLetter(text[end + 1]); i++)
        {
            other.Read(text, end + 1);
            if (HarmlessWords.IsEponymNoun(other.Hash))
                return true;
            if (!HarmlessWords.IsEponym(WordHash.Of(other.Bare)) && !other.Letters.SequenceEqual("and"))
                return false;
            end = other.End;
        }
        return false;
    }

    /// <summary>Moves behind the next word, number or code and says whether it is harmless.</summary>
    private static bool Reads(string text, ref int at, FoldedWord word, out bool isCode)
    {
        var from = at;
        word.Read(text, at);
        at = word.End;
        isCode = word.IsNumber;
        if (at < text.Length && FoldedWord.IsPart(text[at]))
            return Mixed(text, from, ref at, word, out isCode);
        return word.IsNumber ? IsPlainNumber(text, word, ref at) : IsHarmlessWord(text, word);
    }

    internal static bool IsHarmlessWord(string text, FoldedWord word)
    {
        var folded = word.Bare;
        if (folded.Length < ShortestWord)
            return folded.Length == 1 || !IsCapitalised(text, word) || HarmlessWords.ContainsHash(WordHash.Of(folded));
        if (HarmlessWords.ContainsInflected(folded) || HarmlessWords.ContainsInflected(word.Letters) || HarmlessWords.IsEponymAlone(WordHash.Of(folded)))
            return true;
        foreach (var ending in Endings)
        {
            if (folded.Length > ending.Length + 2 && folded.EndsWith(ending, StringComparison.Ordinal) && !IsCapitalisedInside(text, word))
                return true;
        }
        foreach (var prefix in Prefixes)
        {
            if (folded.Length > prefix.Length + 3 && folded.StartsWith(prefix, StringComparison.Ordinal) && HarmlessWords.ContainsInflected(folded[prefix.Length..]))
                return true;
        }
        return false;
    }

    private static bool IsCapitalised(string text, FoldedWord word) => char.IsUpper(text[word.Start]) && word.Length > 1 && char.IsLower(text[word.Start + 1]);

    /// <summary>With a capital that no beginning of a sentence explains.</summary>
    private static bool IsCapitalisedInside(string text, FoldedWord word)
    {
        if (!IsCapitalised(text, word))
            return false;
        var before = word.Start - 1;
        while (before >= 0 && text[before] == ' ')
            before--;
        return before >= 0 && char.IsLetter(text[before]);
    }

    /// <summary>
    /// Numbers as clinical values have them: up to five digits, with a decimal part, in ranges and ratios. A run of digits that separators
    /// lengthen beyond that ("555-203-4481") is none.
    /// </summary>
    private static bool IsPlainNumber(string text, FoldedWord word, ref int at)
    {
        var digits = word.Length;
        var pieces = 1;
        while (at + 1 < text.Length && text[at] is '-' or '.' or '/' or ':' or ',' && char.IsAsciiDigit(text[at + 1]))
        {
            word.Read(text, at + 1);
            digits += word.Length;
            pieces++;
            at = word.End;
        }
        return digits <= LongestPlainNumber || (pieces is 2 && digits <= 8 && !(text[at - word.Length - 1] == '-' && word.Length >= 4 && digits > 7)) || IsCountWithUnit(text, at, pieces);
    }

    /// <summary>"1,250,000 units", "150000/µL": a long number that its unit explains.</summary>
    private static bool IsCountWithUnit(string text, int at, int pieces)
    {
        var next = at < text.Length && text[at] is ' ' or '/' ? at + 1 : at;
        if (pieces > 3 || next >= text.Length || !FoldedWord.IsLetter(text[next]))
            return false;
        var unit = new FoldedWord();
        unit.Read(text, next);
        return new string(unit.Letters) is "unit" or "units" or "iu" or "mcg" or "mg" or "ml" or "l" or "ul" or "cells" or "copies" or "u" or "cfu" or "mm" or "platelets" or "pounds" or "lbs";
    }

    /// <summary>Letters beside digits: "5mg", "T2DM", "L4-L5", "3rd", "HbA1c" are harmless; a code with several digits in it is not.</summary>
    private static bool Mixed(string text, int from, ref int at, FoldedWord word, out bool isCode)
    {
        var digits = word.IsNumber ? word.Length : 0;
        var letters = word.IsNumber ? 0 : word.Length;
        var runs = 1;
        var allWordsKnown = word.IsNumber || letters < 3 || HarmlessWords.ContainsInflected(word.Letters);
        while (at < text.Length && FoldedWord.IsPart(text[at]))
        {
            word.Read(text, at);
            runs++;
            digits += word.IsNumber ? word.Length : 0;
            letters += word.IsNumber ? 0 : word.Length;
            allWordsKnown &= word.IsNumber || word.Length < 3 || HarmlessWords.ContainsInflected(word.Letters);
            at = word.End;
        }
        isCode = digits > 0;
        if (!isCode)
            return true;
        var whole = FoldedWord.WordsOf(text[from..at]);
        if (HarmlessWords.Contains(string.Concat(whole)))
            return true;
        var isMeasured = char.IsAsciiDigit(text[from]) && runs == 2;
        return isMeasured ? allWordsKnown && digits <= 6 : digits <= 3 && letters <= 4 && allWordsKnown || digits <= 2 && allWordsKnown;
    }
}
