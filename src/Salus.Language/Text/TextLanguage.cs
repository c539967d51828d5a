using System.Collections.Frozen;
using System.Collections.Immutable;

namespace Salus.Language.Text;

/// <summary>A stretch of a text that is not English.</summary>
/// <param name="Language">In English: <c>Spanish</c>.</param>
public readonly record struct ForeignPart(TextSpan Span, string Language);

/// <summary>
/// Tells English from other languages by their small words and by their letters: Spanish, French, German, Italian, Portuguese, Polish,
/// Vietnamese; Russian, Arabic, Hindi, Chinese, Japanese, Korean. A few foreign words in an English sentence are English still.
/// Words that English shares with a language, and clinical abbreviations such as MI, are not counted for it.
/// </summary>
public static class TextLanguage
{
    private const int FewestWords = 3;
    private const int FewestInConversation = 5;
    private const int FewestLetters = 4;
    private const int LongestWord = 12;
    private const int English = 0;

    private static readonly string[] Names = ["English", "Spanish", "French", "German", "Italian", "Portuguese", "Polish", "Vietnamese", "Russian", "Arabic", "Hindi", "Chinese", "Japanese", "Korean"];

    private const int FirstScript = 8;

    /// <summary>In the order of <see cref="Names"/>.</summary>
    private static readonly string[] SmallWords =
    [
        "the and you i to of a it that is in my have for on was with but not are your do so this be what any been me we they at or when can just he she had how if did there from were has about no as like well okay an will would all up out one know get go going think right yes yeah",
        "que los las el la de y en un una por con para como pero más está estoy tengo tiene desde hace muy también su usted qué sí días cuando donde dónde porque todo nada hay fue siento le lo al del se cómo gracias duele dolor años ahora puede puedo buenos",
        "le la les de du et est une un je vous nous il elle ne pas que qui dans avec sur mais mon ma mes votre avez ai depuis jours très oui ça où c'est j'ai d'accord quand aussi au aux ce cette bonjour suis êtes douleur peu",
        "der das und ich ist nicht sie ein eine einen mit auf für von zu dem haben habe seit es wir auch wie aber bei mein meine ihr ihre sehr kein keine ja wenn mir ihnen schmerzen tagen noch schon guten wieder nur oder sind",
        "il lo gli di che è un una con non ho hai sono del della ma anche più molto quando giorni mio mia sì questo le la dottore dolore c'è sta stato perché alla nel buongiorno da quanto",
        "que de um uma não os em para com por mas muito está estou tenho tem desde há dias meu minha você quando também sim isso ele ela foi ao da dor doutor bom então porque mais seu sua onde",
        "w z nie się jest że mam od po ale jak bardzo czy tak pani proszę dni ból boli mnie jestem dzień dobry przez tylko już ma pana panią od kiedy gdzie jeszcze sobie",
        "tôi là có không và của bị bác sĩ đau ngày cho với này được những các một rất khi thì nhưng anh chị ạ ông bà cháu mấy rồi đã",
    ];

    private static readonly FrozenDictionary<string, (int Index, int Languages)> Known = Index();

    /// <summary>The language of a conversation as a whole; null when it is English or too little is said to tell.</summary>
    public static string? OfConversation(IEnumerable<string> texts)
    {
        ArgumentNullException.ThrowIfNull(texts);
        Span<int> all = stackalloc int[Names.Length];
        Span<int> different = stackalloc int[Names.Length];
        Span<ulong> seen = stackalloc ulong[(Known.Count / 64) + 1];
        var letters = 0;
        foreach (var text in texts)
            letters += Count(text, seen, all, different);
        return Script(all, letters, letters / 2) ?? (Best(all) is var best && all[best] >= FewestInConversation && different[best] >= FewestWords && all[best] > 2 * all[English] ? Names[best] : null);
    }

    /// <summary>What of a text is not English, sentence by sentence, or all of it when it is so as a whole and no sentence is English; in order.</summary>
    public static ImmutableArray<ForeignPart> ForeignParts(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (!MayHoldParts(text))
            return [];
        var sentences = SentenceSplitter.Spoken(text);
        if (Of(text) is { } whole && !sentences.Any(sentence => IsEnglish(sentence.In(text))))
            return [new ForeignPart(new TextSpan(0, text.Length), whole)];
        var parts = ImmutableArray.CreateBuilder<ForeignPart>();
        foreach (var sentence in sentences)
        {
            if (Of(sentence.In(text)) is not { } language)
                continue;
            if (parts.Count > 0 && parts[^1].Language == language)
                parts[^1] = new ForeignPart(TextSpan.FromBounds(parts[^1].Span.Start, sentence.End), language);
            else
                parts.Add(new ForeignPart(sentence, language));
        }

        return parts.DrainToImmutable();
    }

    private static string? Of(ReadOnlySpan<char> text)
    {
        Span<int> counts = stackalloc int[Names.Length];
        var letters = CountDifferent(text, counts);
        return Script(counts, letters, letters / 2) ?? (Best(counts) is var best && counts[best] >= FewestWords && counts[best] > counts[English] ? Names[best] : null);
    }

    private static bool IsEnglish(ReadOnlySpan<char> text)
    {
        Span<int> counts = stackalloc int[Names.Length];
        _ = CountDifferent(text, counts);
        return counts[English] >= FewestWords && counts[English] > counts[Best(counts)];
    }

    /// <summary>Most turns are English without doubt and need not be taken apart.</summary>
    private static bool MayHoldParts(string text)
    {
        Span<int> counts = stackalloc int[Names.Length];
        var letters = CountDifferent(text, counts);
        return counts[Best(counts)] >= FewestWords || Script(counts, letters, FewestLetters) is not null;
    }

    private static int Best(ReadOnlySpan<int> counts)
    {
        var best = 1;
        for (var language = 2; language < FirstScript; language++)
            best = counts[language] > counts[best] ? language : best;
        return best;
    }

    private static string? Script(ReadOnlySpan<int> counts, int letters, int most)
    {
        for (var language = FirstScript; language < Names.Length; language++)
        {
            if (counts[language] >= FewestLetters && counts[language] * 2 > Math.Min(letters, most * 2))
                return language == FirstScript + 3 && counts[language + 1] > 0 ? Names[language + 1] : Names[language];
        }

        return null;
    }

    /// <summary>Different small words of each language and the letters of each script; returns the number of letters.</summary>
    private static int CountDifferent(ReadOnlySpan<char> text, Span<int> different)
    {
        Span<int> all = stackalloc int[Names.Length];
        Span<ulong> seen = stackalloc ulong[(Known.Count / 64) + 1];
        var letters = Count(text, seen, all, different);
        all[FirstScript..].CopyTo(different[FirstScript..]);
        return letters;
    }

    /// <summary>Adds the small words of each language, those not yet seen, and the letters of each script; returns the number of letters.</summary>
    private static int Count(ReadOnlySpan<char> text, Span<ulong> seen, Span<int> all, Span<int> different)
    {
        Span<char> word = stackalloc char[LongestWord];
        var lookup = Known.GetAlternateLookup<ReadOnlySpan<char>>();
        var letters = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (!char.IsLetter(text[i]))
                continue;
            var start = i;
            while (i < text.Length && (char.IsLetter(text[i]) || text[i] is '\'' or '\u2019'))
                i++;
            letters += i - start;
            if (ScriptOf(text[start]) is > 0 and var script)
            {
                all[script] += i - start;
                continue;
            }

            if (i - start > LongestWord)
                continue;
            var length = text[start..i].ToLowerInvariant(word);
            if (!lookup.TryGetValue(word[..length], out var known))
                continue;
            var isNew = (seen[known.Index / 64] & (1UL << (known.Index % 64))) == 0;
            seen[known.Index / 64] |= 1UL << (known.Index % 64);
            for (var language = 0; language < FirstScript; language++)
            {
                all[language] += (known.Languages >> language) & 1;
                different[language] += isNew ? (known.Languages >> language) & 1 : 0;
            }
        }

        return letters;
    }

    /// <summary>The language that most writes with the letter; 0 for Latin and all other letters.</summary>
    private static int ScriptOf(char c) => c switch
    {
        >= '\u0400' and <= '\u052F' => FirstScript,
        >= '\u0600' and <= '\u06FF' or >= '\u0750' and <= '\u077F' => FirstScript + 1,
        >= '\u0900' and <= '\u097F' => FirstScript + 2,
        >= '\u4E00' and <= '\u9FFF' => FirstScript + 3,
        >= '\u3040' and <= '\u30FF' => FirstScript + 4,
        >= '\uAC00' and <= '\uD7AF' => FirstScript + 5,
        _ => 0,
    };

    private static FrozenDictionary<string, (int, int)> Index()
    {
        var index = new Dictionary<string, (int Index, int Languages)>(StringComparer.Ordinal);
        for (var language = 0; language < SmallWords.Length; language++)
        {
            foreach (var word in SmallWords[language].Split(' '))
                index[word] = index.TryGetValue(word, out var known) ? (known.Index, known.Languages | (1 << language)) : (index.Count, 1 << language);
        }

        return index.ToFrozenDictionary(StringComparer.Ordinal);
    }
}
