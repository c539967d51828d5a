using System.Collections.Frozen;
using System.Globalization;

namespace Salus.Language.Written;

/// <summary>Names that are said letter by letter: vertebrae, A1c, B12, MRI.</summary>
internal static class SpelledLetters
{
    private static readonly FrozenSet<string> Acronyms = new[]
    {
        "mri", "ekg", "ecg", "emg", "eeg", "tsh", "cbc", "bmp", "cmp", "bmi", "psa", "ldl", "hdl", "uti", "copd", "gerd", "icu", "ekgs", "hiv", "std", "egd", "tia", "dvt", "afib", "nsaid", "ptsd", "adhd", "acl", "mcl", "cpap", "inr", "gfr", "bun", "crp", "esr", "otc", "pcp", "ent",
    }.ToFrozenSet(StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, int> Vertebrae = new Dictionary<string, int>(StringComparer.Ordinal) { ["c"] = 8, ["t"] = 12, ["l"] = 5, ["s"] = 5 }.ToFrozenDictionary(StringComparer.Ordinal);

    public static bool TryRead(TokenReader tokens, int start, out string written, out int next)
    {
        (written, next) = ("", start);
        return tokens.IsWord(start) && (TryA1c(tokens, start, out written, out next) || TryVertebrae(tokens, start, out written, out next)
            || TryVitamin(tokens, start, out written, out next) || TryAcronym(tokens, start, out written, out next));
    }

    private static bool TryA1c(TokenReader tokens, int start, out string written, out int next)
    {
        (written, next) = ("A1c", start);
        if (tokens[start] == "a" && tokens[start + 1] is "one" or "1" && tokens[start + 2] == "c")
            next = start + 3;
        else if (tokens[start] == "a1" && tokens[start + 1] == "c")
            next = start + 2;
        else if (tokens[start] == "a" && tokens[start + 1] == "1c")
            next = start + 2;
        return next > start;
    }

    /// <summary>One level or a chain of levels: <c>L4</c>, <c>L4-L5</c>, <c>C5-6</c>. Heart sounds (S1 S2) stay apart.</summary>
    private static bool TryVertebrae(TokenReader tokens, int start, out string written, out int next)
    {
        (written, next) = ("", start);
        if (!TryLevel(tokens, start, out var letter, out var number, out next))
            return false;
        written = letter + number.ToString(CultureInfo.InvariantCulture);
        if (letter == "S")
            return true;
        var joined = tokens.OverHyphen(next);
        if (TryLevel(tokens, joined, out var secondLetter, out var second, out var afterSecond) && (secondLetter != letter ? "CTLS".IndexOf(secondLetter[0], StringComparison.Ordinal) == "CTLS".IndexOf(letter[0], StringComparison.Ordinal) + 1 : second > number))
        {
            written += "-" + secondLetter + second.ToString(CultureInfo.InvariantCulture);
            next = afterSecond;
        }
        else if (TryLevelNumber(tokens, joined, out second) && second == number + 1 && (joined > next || NumberWords.IsNumberWord(tokens[joined])))
        {
            written += "-" + second.ToString(CultureInfo.InvariantCulture);
            next = joined + 1;
        }

        return true;
    }

    private static bool TryLevel(TokenReader tokens, int start, out string letter, out int number, out int next)
    {
        (letter, number, next) = ("", 0, start);
        var word = tokens[start];
        if (word.Length is 0 or > 3 || !Vertebrae.TryGetValue(word[..1], out var highest))
            return false;
        if (word.Length > 1)
        {
            if (!int.TryParse(word.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out number))
                return false;
            next = start + 1;
        }
        else
        {
            var at = tokens.Next(start);
            if (!TryLevelNumber(tokens, at, out number))
                return false;
            next = at + 1;
        }

        letter = word[..1].ToUpperInvariant();
        return number >= 1 && number <= highest;
    }

    private static bool TryLevelNumber(TokenReader tokens, int at, out int number)
    {
        number = NumberWords.UnitOrTeen(tokens[at]);
        return number is >= 1 and <= 12 || (tokens.IsNumber(at) && int.TryParse(tokens[at], NumberStyles.None, CultureInfo.InvariantCulture, out number) && number is >= 1 and <= 12);
    }

    private static bool TryVitamin(TokenReader tokens, int start, out string written, out int next)
    {
        (written, next) = ("", start);
        if (tokens[start] is not ("b" or "d" or "k"))
            return false;
        var at = tokens.Next(start);
        var number = NumberWords.UnitOrTeen(tokens[at]);
        if (!(tokens[start] == "b" && number is 1 or 6 or 12) && !(tokens[start] is "d" or "k" && number is 2 or 3 && tokens[start - 1] == "vitamin"))
            return false;
        (written, next) = (tokens[start].ToUpperInvariant() + number.ToString(CultureInfo.InvariantCulture), at + 1);
        return true;
    }

    private static bool TryAcronym(TokenReader tokens, int start, out string written, out int next)
    {
        (written, next) = ("", start);
        if (tokens[start].Length != 1)
            return false;
        var letters = "";
        for (var i = start; i < start + 5 && tokens.IsWord(i) && tokens[i].Length == 1; i++)
        {
            letters += tokens[i];
            if (letters.Length >= 3 && Acronyms.Contains(letters))
                (written, next) = (letters.ToUpperInvariant(), i + 1);
        }

        return next > start;
    }
}
