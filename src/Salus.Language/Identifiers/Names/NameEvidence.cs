using System.Runtime.CompilerServices;

namespace Salus.Language.Identifiers.Names;

/// <summary>How much speaks for a run of words being a person's name. Positive for, negative against; the weights were set on public texts.</summary>
internal static class NameEvidence
{
    /// <summary>Turns away nearly all words that nothing but <see cref="CanBegin"/> could make a name: see <see cref="ContextReading.IsOrdinary"/>.</summary>
    [MethodImpl(EveryWord.Passes)]
    public static bool MayBeginSmall(ContextReading reading, int i) =>
        reading.Words[i].Shape != WordShape.Digits
        && (reading.Words[i].Shape == WordShape.Uncased || reading.Is(i - 1, WordFacts.Title) || (reading.Facts(i) & (WordFacts.Given | WordFacts.Harmless | WordFacts.Function)) == WordFacts.Given);

    [MethodImpl(EveryWord.Passes)]
    public static bool CanBegin(ContextReading reading, int i)
    {
        var word = reading.Words[i];
        if (word.Shape is WordShape.Digits)
            return false;
        if (word.Shape is WordShape.Uncased)
            return word.Length > 1;
        var titled = TitleBefore(reading, i);
        if (reading.Is(i, WordFacts.Function) && !(titled && reading.IsListed(i) && reading.IsNameCase(i)))
            return word.Shape == WordShape.Initial && (titled || (reading.After(i) == '.' && i + 1 < reading.Count && reading.Gap(i) is "." && reading.Words[i + 1].Shape == WordShape.Initial) || (reading.After(i) == '.' && i + 1 < reading.Count && reading.Gap(i) is ". " && reading.IsNameCase(i + 1) && reading.Is(i + 1, WordFacts.Family)));
        if (word.Shape is WordShape.Initial && !titled && i > 0 && (reading.Gap(i - 1) is "-" || (reading.IsBlank(i - 1) && reading.Is(i - 1, WordFacts.Medical))))
            return false;
        if (word.Shape is WordShape.Initial)
            return titled || (reading.After(i) == '.' && i + 1 < reading.Count && reading.Gap(i) is "." or ". ");
        if (reading.Is(i, WordFacts.FormalTitle) || IsMonth(reading, i))
            return false;
        if (reading.IsNameCase(i))
            return reading.IsListed(i) || !reading.IsHarmless(i) || (titled && word.Shape == WordShape.Capitalised);
        if (titled)
            return reading.IsListed(i) || (!reading.IsHarmless(i) && (reading.IsPlainCase(i) || word.Shape == WordShape.Lower) && word.Length > 2);
        if (!reading.IsPlainCase(i))
            return word.Shape == WordShape.Lower && !reading.IsHarmless(i) && reading.Is(i, WordFacts.Given) && NameSaid(reading, i);
        return !reading.IsHarmless(i) && (reading.IsListed(i) && word.Length > 2 || NameSaid(reading, i) || BehindLabel(reading, i));
    }

    /// <summary>Whether a word may follow within one name.</summary>
    [MethodImpl(EveryWord.Passes)]
    public static bool CanGoOn(ContextReading reading, int first, int i, bool hyphen)
    {
        var word = reading.Words[i];
        if (reading.Use(i) != WordUse.Open || word.Shape is WordShape.Digits or WordShape.Lower && !reading.IsPlainCase(i) && !(TitleBefore(reading, first) && reading.Words[first].Shape == WordShape.Lower))
            return false;
        if (word.Shape == WordShape.Initial)
            return reading.After(i) == '.' || (i + 1 < reading.Count && reading.IsBlank(i) && reading.IsNameCase(i + 1) && !reading.Is(i, WordFacts.Function) && !reading.IsHarmless(i + 1)) || (!reading.Is(i, WordFacts.Function) && !reading.Is(i + 1, WordFacts.Function));
        if (reading.IsNameCase(i) && !hyphen && (reading.Is(i, WordFacts.Function) ? reading.Words[i - 1].Shape == WordShape.Initial && reading.Is(i, WordFacts.Family) && BehindLabel(reading, first) : reading.IsHarmless(i) && !reading.Is(i, WordFacts.Medical) && i == first + 1 && reading.IsHarmless(first) && TitleBefore(reading, first) && reading.Is(first - 1, WordFacts.FormalTitle)))
            return true;
        if (reading.Is(i, WordFacts.Function) && !hyphen || IsMonth(reading, i) || reading.Is(i, WordFacts.FormalTitle))
            return false;
        if (reading.IsNameCase(i))
        {
            if (word.Shape == WordShape.AllCapitals && reading.Words[first].Shape == WordShape.Capitalised && !reading.IsListed(i))
                return false;
            return hyphen || !reading.IsHarmless(i) || (reading.IsListed(i) && !reading.Is(i, WordFacts.OrganizationWord | WordFacts.Verb));
        }
        if (word.Shape == WordShape.Uncased)
            return reading.Words[first].Shape == WordShape.Uncased;
        return !reading.IsHarmless(i) && (reading.IsListed(i) || word.Length > 3 && (NameSaid(reading, first) || TitleBefore(reading, first) || word.In(reading.Text).ContainsAnyExceptInRange('\0', '\u007F') || reading.Capitals[i] && reading.Is(first, WordFacts.Given) || word.Length > 4 && (reading.Facts(first) & (WordFacts.Given | WordFacts.Harmless)) == WordFacts.Given));
    }

    [MethodImpl(EveryWord.Passes)]
    public static double Of(ContextReading reading, int first, int last)
    {
        var score = 0.0;
        var names = 0;
        var initials = 0;
        var given = false;
        var ordinary = true;
        for (var i = first; i <= last; i++)
        {
            if (reading.Words[i].Shape == WordShape.Initial)
            {
                initials++;
                continue;
            }
            if (reading.Words[i].Shape == WordShape.Lower && reading.Is(i, WordFacts.Particle) && i > first)
                continue;
            names++;
            score = Math.Max(score, OfWord(reading, i));
            given |= (reading.Facts(i) & (WordFacts.Given | WordFacts.Harmless)) == WordFacts.Given;
            ordinary &= reading.IsHarmless(i);
        }
        if (names > 1)
            score += given ? 1.5 : reading.Is(first, WordFacts.Given) && reading.Is(last, WordFacts.Family) ? 1.6 : ordinary ? 0.2 : 0.7;
        if (initials > 0)
            score += names > 0 ? 1.2 : 0.5;
        if (names == 1 && initials == 0 && first == last)
            score += OfSingle(reading, first);
        else if (reading.Begins(first) && reading.Is(first, WordFacts.Harmless))
            score -= names > 1 && reading.Is(first, WordFacts.Given) && reading.Is(last, WordFacts.Family) ? 0.4 : 1;
        if (reading.IsPlainCase(first))
            score -= names > 1 && given ? 0 : given ? 0.5 : 0.8;
        return score + Around(reading, first, last);
    }

    [MethodImpl(EveryWord.Passes)]
    public static bool TitleBefore(ContextReading reading, int i)
    {
        if (i == 0 || !reading.Is(i - 1, WordFacts.Title) || reading.Words[i - 1].IsPossessive)
            return false;
        var gap = reading.Gap(i - 1);
        if (reading.Is(i - 1, WordFacts.FormalTitle))
            return gap is " " or ". " or "." or ".  " or "  " or ".\n" or "\n" or " . " && (gap.Contains('.') || reading.Words[i - 1].Shape != WordShape.AllCapitals || reading.Capitals[i - 1] || reading.IsNameCase(i));
        if (gap is " " && reading.LowerText && reading.IsListed(i) && !reading.IsHarmless(i))
            return true;
        return gap is " " && reading.IsNameCase(i) && (!reading.IsHarmless(i) || reading.IsListed(i) && !reading.Words[i - 1].StartsSentence);
    }

    /// <summary>"Patient: ", "Attending: ", "cc: ", with nothing but the name behind it.</summary>
    [MethodImpl(EveryWord.Passes)]
    public static bool BehindLabel(ContextReading reading, int i)
    {
        if (i == 0 || !reading.SameLine(i - 1))
            return false;
        var gap = reading.Gap(i - 1);
        for (var most = i - 4; i > 1 && i > most && reading.Gap(i - 1) is " " or "-" && reading.Words[i - 1].Shape == WordShape.Lower && reading.Is(i - 1, WordFacts.Particle) && reading.SameLine(i - 2);)
            gap = reading.Gap(--i - 1);
        return gap.Contains(':') && gap.Length < 6 && reading.Is(i - 1, WordFacts.Label) && !(reading.IsConversation && reading.Words[i - 1].StartsLine);
    }

    /// <summary>"my name is", "call me", "named him", "last name?".</summary>
    [MethodImpl(EveryWord.Passes)]
    public static bool NameSaid(ContextReading reading, int i)
    {
        if (i < 2)
            return false;
        if (Reads(reading, i - 1, "me") || Reads(reading, i - 1, "him") || Reads(reading, i - 1, "her"))
            return reading.IsBlank(i - 1) && (StartsWith(reading, i - 2, "call") || StartsWith(reading, i - 2, "name") && reading.Words[i - 2].Length == 5);
        if ((Reads(reading, i - 1, "is") || Reads(reading, i - 1, "are") || Reads(reading, i - 1, "was")) && reading.IsBlank(i - 1) && StartsWith(reading, i - 2, "name"))
            return true;
        if (reading.IsBlank(i - 1) && StartsWith(reading, i - 1, "name") && reading.Words[i - 1].IsPossessive)
            return true;
        if (reading.Gap(i - 1).Contains('?'))
        {
            for (var j = i - 1; j >= 0 && j > i - 9; j--)
            {
                if (Reads(reading, j, "name"))
                    return true;
                if (reading.Begins(j))
                    return false;
            }
        }
        return false;
    }

    [MethodImpl(EveryWord.Passes)]
    public static bool IsMonth(ContextReading reading, int i)
    {
        if (!reading.Is(i, WordFacts.Month))
            return false;
        if (!reading.IsListed(i))
            return true;
        if (i + 1 < reading.Count && reading.Words[i + 1].Shape is WordShape.Digits or WordShape.Mixed && reading.Gap(i) is " " or ". " or ", " or "-" or "/")
            return true;
        if (i > 1 && reading.Reads(i - 1, "to", "with", "by") && reading.Reads(i - 2, "spoke", "spoken", "talked", "speaking", "talk", "thanks", "according", "seen", "accompanied"))
            return false;
        return i > 0 && !TitleBefore(reading, i) && reading.Gap(i - 1) is " " or "-" or "/" && (reading.Words[i - 1].Shape is WordShape.Digits or WordShape.Mixed || Among(reading, i - 1, "in", "of", "on", "since", "until", "by", "early", "late", "mid", "last", "next", "this", "during", "through", "from", "to", "till", "before", "after"));
    }

    [MethodImpl(EveryWord.Passes)]
    private static double OfWord(ContextReading reading, int i)
    {
        var facts = reading.Facts(i);
        var word = reading.Words[i];
        if (word.Shape == WordShape.Uncased)
            return OfUncased(reading, i);
        var harmless = (facts & WordFacts.Harmless) != WordFacts.None;
        if ((facts & WordFacts.AnyName) != WordFacts.None)
        {
            if ((facts & WordFacts.Medical) != WordFacts.None)
                return 0;
            if (harmless)
                return 0.6;
            if ((facts & (WordFacts.Place | WordFacts.Region)) != WordFacts.None)
                return (facts & (WordFacts.Given | WordFacts.Region)) == WordFacts.Given ? 2 : 1.3;
            if ((facts & WordFacts.Eponym) != WordFacts.None)
                return (facts & WordFacts.Given) != WordFacts.None ? 2 : 1.2;
            return word.Length == 2 ? 1 : (facts & WordFacts.Given) != WordFacts.None ? 2.8 : 2.3;
        }
        if (harmless || (facts & (WordFacts.OrganizationWord | WordFacts.EponymNoun | WordFacts.Street | WordFacts.Credential)) != WordFacts.None)
            return -1;
        if ((facts & (WordFacts.Place | WordFacts.Region | WordFacts.Eponym | WordFacts.KnownOrganization)) != WordFacts.None)
            return 0;
        if (word.Shape == WordShape.AllCapitals && !reading.Capitals[i])
            return 0.2;
        return word.In(reading.Text).ContainsAnyExceptInRange('\0', '\u007F') ? 2 : 1.2;
    }

    [MethodImpl(EveryWord.Passes)]
    private static double OfSingle(ContextReading reading, int i)
    {
        var score = 0.0;
        var harmless = reading.IsHarmless(i);
        if (reading.Begins(i))
            score -= harmless ? 1 : reading.IsListed(i) ? 0.3 : 1;
        else if (harmless && reading.IsNameCase(i) && !InTitleCase(reading, i))
            score += reading.Words[i].Shape != WordShape.Capitalised ? 0 : reading.Is(i, WordFacts.Given) && !reading.Is(i, WordFacts.Medical) ? 1.4 : 0.9;
        if (reading.IsNameCase(i) && !reading.IsListed(i) && InTitleCase(reading, i))
            score -= 0.6;
        else if (!harmless && !reading.IsListed(i) && reading.Words[i].Shape == WordShape.Capitalised && reading.Words[i].Length > 3 && !reading.Begins(i) && !(i > 0 && reading.Is(i - 1, WordFacts.PlaceWord)) && !LikeDrug(reading, i) && !(i + 1 < reading.Count && reading.IsBlank(i) && reading.Is(i + 1, WordFacts.Medical | WordFacts.EponymNoun)))
            score += 0.8;
        if (reading.Begins(i) && reading.Is(i, WordFacts.Given) && !reading.Is(i, WordFacts.Medical) && (harmless || reading.Is(i, WordFacts.Region)) && i + 1 < reading.Count && reading.IsBlank(i)
            && (reading.Reads(i + 1, "has", "asked", "came", "moved", "walks", "walked", "broke", "said", "says", "eats", "wakes", "lives", "told", "wants", "wanted", "denies", "reports", "states", "called", "works", "plays", "went", "prays", "feels", "drinks", "smokes", "takes") || (reading.Reads(i + 1, "is", "was") && reading.Reads(i + 2, "her", "his", "my", "our", "their"))))
            score += 2.4;
        if (i + 1 < reading.Count && reading.IsBlank(i) && reading.Reads(i + 1, "birth", "pill", "pills", "mg", "mcg", "tablet", "tablets", "contraceptive", "ocp"))
            score -= 3;
        if (i + 1 < reading.Count && reading.IsBlank(i) && reading.Reads(i + 1, "family") && reading.IsNameCase(i) && !harmless)
            score += 1;
        if (reading.Is(i, WordFacts.Place | WordFacts.Region) && PlacesInContext.HasCue(reading, i))
            score -= 2;
        return score;
    }

    [MethodImpl(EveryWord.Passes)]
    private static double Around(ContextReading reading, int first, int last)
    {
        var score = 0.0;
        var listed = false;
        for (var i = first; i <= last; i++)
            listed |= reading.IsListed(i);
        if (TitleBefore(reading, first))
            score += reading.Is(first - 1, WordFacts.FormalTitle) ? 4 : 2;
        if (NameSaid(reading, first))
            score += 2.5;
        var next = last + 1;
        if (next < reading.Count && reading.IsBlank(last) && reading.Is(next, WordFacts.EponymNoun) && !reading.Is(first, WordFacts.Given))
            score -= 2.5;
        if (next + 1 < reading.Count && reading.Gap(last) is ", " && reading.Is(next, WordFacts.RegionCode) && reading.Words[next].Shape == WordShape.AllCapitals && reading.Words[next + 1].Shape == WordShape.Digits && reading.Words[next + 1].Length == 5)
            score -= 5;
        if (first > 0 && reading.IsBlank(first - 1) && reading.Reads(first - 1, "surname", "forename"))
            score += 2.5;
        if (first > 0 && reading.Reads(first - 1, "sincerely", "regards", "truly", "yours", "respectfully", "wishes", "faithfully") && reading.Gap(first - 1).Contains('\n'))
            score += 2.5;
        if (first > 0 && reading.SameLine(first - 1) && (BehindLabel(reading, first) || (reading.IsBlank(first - 1) && reading.Reads(first - 1, "by", "pt"))) && IsSigil(reading, first, last))
            score += 2.2;
        if (PlacesInContext.BehindAddress(reading, first, last))
            score -= reading.Is(next, WordFacts.Region) ? 4 : reading.Is(first, WordFacts.Given) ? 0 : 2;
        var goesOn = next < reading.Count && reading.IsBlank(last) && reading.Words[next].Shape == WordShape.Lower;
        if (BehindLabel(reading, first) && (!goesOn || reading.IsPlainCase(first)) && (last > first || !reading.IsHarmless(first)))
            score += 2;
        if (next < reading.Count && reading.Gap(last) is ", " or " " or "," && reading.Is(next, WordFacts.Credential) && reading.Words[next].Shape is WordShape.AllCapitals or WordShape.Mixed or WordShape.Capitalised && (reading.Gap(last) is not " " || !reading.Is(next, WordFacts.AnyName | WordFacts.Everyday) || reading.Words[next].Shape == WordShape.AllCapitals))
            score += reading.IsNameCase(first) || listed ? 2.5 : 0;
        if (first > 0 && reading.SameLine(first - 1))
        {
            var gap = reading.Gap(first - 1);
            if (gap is " " or ", " && !reading.Words[first - 1].IsPossessive)
            {
                if (reading.Is(first - 1, WordFacts.Kin) && !reading.Begins(first))
                    score += gap is " " ? 1.5 : 1;
                else if (reading.Is(first - 1, WordFacts.Strong))
                    score += 1.2;
                else if (gap is " " && reading.Is(first - 1, WordFacts.Before))
                    score += 0.5;
            }
            else if (gap is " , " && reading.Is(first - 1, WordFacts.Strong))
            {
                score += 1;
            }
            if (gap is " " && listed && (Among(reading, first - 1, "i'm") || (first > 1 && (Among(reading, first - 1, "am") && Among(reading, first - 2, "i") || Among(reading, first - 1, "is") && Among(reading, first - 2, "this")))))
                score += 1;
        }
        if (!listed && first > 0 && reading.IsBlank(first - 1) && reading.Reads(first - 1, "in", "from", "near", "at", "to"))
            score -= 1.2;
        if (next < reading.Count && goesOn && reading.Is(next, WordFacts.Verb))
            score += reading.Is(next, WordFacts.Strong) ? 1.8 : 0.6;
        if (last > first && reading.Words[first].StartsLine && (next >= reading.Count || !reading.SameLine(last)) && reading.After(last) is '\n' or '\r')
            score += 0.4;
        if (reading.Words[last].IsPossessive && goesOn && !reading.Is(next, WordFacts.EponymNoun))
            score += 0.4;
        if (reading.Words[first].StartsLine && reading.After(last) == ':' && last - first < 2)
            score += listed ? 1 : reading.HasNamedSpeakers && !reading.IsHarmless(first) ? 2 : 0;
        if (last == first && next < reading.Count && reading.Words[first].StartsSentence && reading.Gap(last) is ", " && Among(reading, next, "can", "could", "would", "please", "how", "are", "you", "i", "thank", "will"))
            score += 1.8;
        else if (listed && first > 0 && reading.Gap(first - 1) is ", " && reading.After(last) is '?' or '!' or '.')
            score += 0.5;
        return score;
    }

    /// <summary>"S.T.", "PGD": letters that stand for somebody.</summary>
    private static bool IsSigil(ContextReading reading, int first, int last)
    {
        if (first == last)
            return reading.Words[first].Shape == WordShape.AllCapitals && reading.Words[first].Length is 2 or 3 && !reading.IsHarmless(first) && !reading.Is(first, WordFacts.Credential) && reading.BehindColon(first);
        for (var i = first; i <= last; i++)
        {
            if (reading.Words[i].Shape != WordShape.Initial)
                return false;
        }
        return true;
    }

    /// <summary>An unknown word where the name of a drug or of something used would stand.</summary>
    [MethodImpl(EveryWord.Passes)]
    public static bool LikeDrug(ContextReading reading, int i) =>
        (i > 0 && reading.Reads(i - 1, "on", "taking", "takes", "take", "took", "taken", "started", "start", "starting", "given", "give", "using", "uses", "used", "use", "prescribed", "prescribe", "mg", "continue", "continued", "stopped", "stop", "tried", "try", "received", "plus", "including", "increase", "decrease", "or", "with", "of", "the", "some", "his", "her", "my", "your", "a", "an"))
        || (i > 1 && reading.Is(i - 1, WordFacts.Function) && reading.Is(i - 2, WordFacts.Medical)) || (i > 1 && reading.Reads(i - 1, "to") && reading.Reads(i - 2, "allergic", "switched", "switch", "change", "changed", "allergy", "sensitive", "intolerant", "reaction"))
        || (i > 0 && reading.Gap(i - 1) is ", " && reading.Is(i - 1, WordFacts.Medical))
        || (i + 1 < reading.Count && reading.SameLine(i) && (reading.Words[i + 1].Shape == WordShape.Digits || (reading.Gap(i) is ", " && reading.Is(i + 1, WordFacts.Medical)) || reading.Reads(i + 1, "daily", "cream", "gel", "ointment", "inhaler", "spray", "xr", "er", "sr", "hct", "dose", "therapy", "treatment")));

    /// <summary>A heading or title: most words around it are capitalised.</summary>
    private static bool InTitleCase(ContextReading reading, int i)
    {
        var capitals = 0;
        if (i > 0 && reading.IsBlank(i - 1) && reading.IsNameCase(i - 1) && !reading.IsListed(i - 1))
            capitals++;
        if (i + 1 < reading.Count && reading.IsBlank(i) && reading.IsNameCase(i + 1) && !reading.IsListed(i + 1))
            capitals++;
        return capitals > 0;
    }

    // Chinese family names in the order of their frequency.
    private const string HanFamilies = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤佐鈴高田渡伊山中小加吉井木清斎張劉陳楊黃趙吳孫馬鄭謝許韓馮鄧蕭";

    private static double OfUncased(ContextReading reading, int i)
    {
        var word = reading.Words[i].In(reading.Text);
        var among = (i > 0 && reading.Words[i - 1].Shape is WordShape.Lower or WordShape.Capitalised) || (i + 1 < reading.Count && reading.Words[i + 1].Shape is WordShape.Lower or WordShape.Capitalised);
        if (word[0] is >= '\u4E00' and <= '\u9FFF')
            return word.Length is >= 2 and <= 4 && HanFamilies.Contains(word[0], StringComparison.Ordinal) ? among ? 2.5 : 1 : among ? 1 : 0;
        return among ? 2 : 0.5;
    }

    private static bool Reads(ContextReading reading, int i, string word) => OrganizationsInContext.Reads(reading, i, word);

    private static bool Among(ContextReading reading, int i, params ReadOnlySpan<string> any)
    {
        foreach (var word in any)
        {
            if (Reads(reading, i, word))
                return true;
        }
        return false;
    }

    private static bool StartsWith(ContextReading reading, int i, string beginning) => i >= 0 && reading.Words[i].In(reading.Text).StartsWith(beginning, StringComparison.OrdinalIgnoreCase);
}
