using System.Collections.Frozen;

namespace Salus.Language.Written;

/// <summary>The English words for numbers.</summary>
internal static class NumberWords
{
    private static readonly FrozenDictionary<string, int> Small = Dictionary(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen", first: 0, step: 1);

    private static readonly FrozenDictionary<string, int> Tens = Dictionary("twenty thirty forty fifty sixty seventy eighty ninety", first: 20, step: 10);

    private static readonly FrozenDictionary<string, int> SmallOrdinals = Dictionary(
        "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth", first: 1, step: 1);

    private static readonly FrozenDictionary<string, int> TensOrdinals = Dictionary("twentieth thirtieth fortieth fiftieth sixtieth seventieth eightieth ninetieth", first: 20, step: 10);

    /// <summary>0 to 19 by its one word; -1 for any other word.</summary>
    public static int UnitOrTeen(string word) => Small.GetValueOrDefault(word, -1);

    public static int Ten(string word) => Tens.GetValueOrDefault(word, -1);

    /// <summary>0 to 9, with <c>oh</c> for zero as in read-out digits; -1 for any other word.</summary>
    public static int Digit(string word) => word == "oh" ? 0 : UnitOrTeen(word) is >= 0 and <= 9 and var digit ? digit : -1;

    public static int SmallOrdinal(string word) => SmallOrdinals.GetValueOrDefault(word, -1);

    public static int TensOrdinal(string word) => TensOrdinals.GetValueOrDefault(word, -1);

    public static bool IsNumberWord(string word) => Small.ContainsKey(word) || Tens.ContainsKey(word) || word is "hundred" or "thousand" or "million";

    private static FrozenDictionary<string, int> Dictionary(string words, int first, int step) =>
        words.Split(' ').Select((word, index) => KeyValuePair.Create(word, first + (index * step))).ToFrozenDictionary(StringComparer.Ordinal);
}
