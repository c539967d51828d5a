namespace Salus.Language.Identifiers.Patterns;

/// <summary>How surely a word is a month.</summary>
internal enum MonthWord
{
    None,

    /// <summary>"January": a date by itself.</summary>
    Plain,

    /// <summary>"May", "April", "August": also a verb or a name, so words around it decide.</summary>
    Ambiguous,

    /// <summary>"Jan", "Sept": a date with a number or after "in".</summary>
    Short,

    /// <summary>Of another language: a date with a number.</summary>
    Foreign,
}

internal static class Months
{
    private static readonly Dictionary<string, MonthWord> byWord = Read();
    private static readonly WordMap<MonthWord> words = new(byWord);

    private const int Shortest = 3;
    private const int Longest = 10;

    public static IEnumerable<string> Words => byWord.Keys;

    public static MonthWord Of(ReadOnlySpan<char> word) =>
        word.Length is >= Shortest and <= Longest && words.TryGet(word, out var kind) ? kind : MonthWord.None;

    private static Dictionary<string, MonthWord> Read()
    {
        var read = new Dictionary<string, MonthWord>(StringComparer.OrdinalIgnoreCase);
        Put(MonthWord.Foreign, "enero febrero marzo mayo junio julio agosto septiembre setiembre octubre noviembre diciembre ene abr ago dic");
        Put(MonthWord.Foreign, "januar jänner februar märz maerz mai juni juli oktober dezember okt dez");
        Put(MonthWord.Foreign, "janvier février fevrier mars avril juin juillet août aout septembre octobre novembre décembre decembre janv févr avr juil déc");
        Put(MonthWord.Foreign, "janeiro fevereiro março maio junho julho setembro outubro dezembro gennaio febbraio aprile maggio giugno luglio settembre ottobre dicembre");
        Put(MonthWord.Foreign, "januari februari maart mei augustus augusti maj marts juuni kwietnia maja czerwca lipca");
        Put(MonthWord.Short, "jan feb mar apr jun jul aug sep sept oct nov dec");
        Put(MonthWord.Plain, "january february july september october november december");
        // As they are often misspelt.
        Put(MonthWord.Plain, "janurary januray febuary feburary februrary septmber setember ocotber octobor novemeber novmber decemeber decmber");
        Put(MonthWord.Ambiguous, "march april may june august abril");
        return read;

        void Put(MonthWord kind, string list)
        {
            foreach (var word in list.Split(' '))
                read[word] = kind;
        }
    }
}
