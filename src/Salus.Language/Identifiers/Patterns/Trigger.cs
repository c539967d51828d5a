using System.Runtime.CompilerServices;

namespace Salus.Language.Identifiers.Patterns;

/// <summary>Words at which something without a figure at its head may begin.</summary>
internal static class Trigger
{
    private enum Kind
    {
        Occasion,
        Age,
        Decade,
        Month,
        Url,
        Dot,
        Address,
        Corner,
        Plate,
        Street,
    }

    public const int Longest = 14;

    private const int Letters = 26;

    private static readonly Dictionary<string, Kind> byWord = Read();
    private static readonly WordMap<Kind> kinds = new(byWord);

    // By first letter, second letter and length: nearly every word of a note is turned away here.
    private static readonly bool[] heads = Heads();

    [MethodImpl(EveryWord.Passes)]
    public static int At(Page page, int start, int end)
    {
        var word = page.Text.AsSpan(start, end - start);
        var head = Head(word);
        if ((head >= 0 && !heads[head]) || !kinds.TryGet(word, out var kind))
            return 0;
        return kind switch
        {
            Kind.Month => WrittenDates.Month(page, start, end, Months.Of(word)),
            Kind.Occasion => WrittenDates.Occasion(page, start),
            Kind.Age => Ages.Words(page, start),
            Kind.Decade => Ages.Decades(page, start, end),
            Kind.Url => NetworkNames.Url(page, start),
            Kind.Address => Addresses.Named(page, start),
            Kind.Corner => Addresses.Corner(page, start),
            Kind.Street => Addresses.Unnumbered(page, start, end),
            Kind.Plate => Codes.Plate(page, end),
            _ => NetworkNames.SpokenEmail(page, start),
        };
    }

    /// <summary>-1 for a word that begins with letters beyond the Latin ones: those are looked up.</summary>
    private static int Head(ReadOnlySpan<char> word)
    {
        var first = (word[0] | 0x20) - 'a';
        var second = word.Length > 1 ? (word[1] | 0x20) - 'a' : 0;
        return (uint)first < Letters && (uint)second < Letters && word.Length <= Longest ? (((first * Letters) + second) * (Longest + 1)) + word.Length : -1;
    }

    private static bool[] Heads()
    {
        var read = new bool[Letters * Letters * (Longest + 1)];
        foreach (var word in byWord.Keys)
            if (Head(word) is >= 0 and var head)
                read[head] = true;
        return read;
    }

    private static Dictionary<string, Kind> Read()
    {
        var read = new Dictionary<string, Kind>(StringComparer.OrdinalIgnoreCase);
        Put(Kind.Occasion, "christmas xmas thanksgiving halloween easter hanukkah chanukah kwanzaa ramadan diwali passover yom rosh juneteenth new labor labour memorial independence veterans veteran columbus president presidents mlk martin valentine valentines mother mothers father fathers boxing good ash palm cinco st bastille mardi eid guy remembrance canada australia anzac spring summer fall autumn winter q");
        foreach (var month in Months.Words)
            read[month] = Kind.Month;
        Put(Kind.Age, "hundred one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety");
        Put(Kind.Decade, "twenties thirties forties fifties sixties seventies eighties nineties");
        Put(Kind.Url, "http https ftp ftps sftp www");
        Put(Kind.Dot, "dot");
        Put(Kind.Address, "p po post postfach apartado casilla psc unit cmr rr r rural hc star rfd usns uss uscgc usnv apt apartment suite ste flat");
        Put(Kind.Plate, "plate plates tag tags registration");
        Put(Kind.Street, "street avenue boulevard blvd lane road drive ave rd");
        Put(Kind.Corner, "corner intersection");
        return read;

        void Put(Kind kind, string list)
        {
            foreach (var word in list.Split(' '))
                read[word] = kind;
        }
    }
}
