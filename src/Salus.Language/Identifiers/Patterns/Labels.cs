using System.Runtime.CompilerServices;
using Salus.Language.Identifiers.Known;
using Salus.Language.Identifiers.Names;

namespace Salus.Language.Identifiers.Patterns;

/// <summary>What the words before a value say it is.</summary>
/// <param name="Class">Null for none, and for words that say the value identifies nobody ("grade 3").</param>
/// <param name="Grip">How much like a code the value must look.</param>
internal readonly record struct Label(IdentifierClass? Class, Grip Grip)
{
    public bool Is(IdentifierClass kind) => Class == kind;
}

internal enum Grip
{
    None,

    /// <summary>The words say that the value is a measure, a room, a code of a classification: nothing that identifies.</summary>
    Harmless,

    /// <summary>"Number", "ID": only what looks like a code.</summary>
    Loose,

    /// <summary>"Case", "order", "lot": four digits, or letters and digits.</summary>
    Middling,

    /// <summary>"MRN", "SSN": any value with three digits.</summary>
    Firm,
}

/// <summary>
/// Reads the label of a value backwards from where the value begins: "Medical record number (MRN) is: 12345", "last 4 of SSN: 1234". Words in between that carry
/// nothing ("number", "is", "me at") are passed; the first word that is neither ends the search.
/// </summary>
internal static class Labels
{
    private const int Words = 7;
    private const int Reach = 64;

    private static readonly WordTable<Label> phrases = new(Read());
    private static readonly WordSet links = new("sir maam number numbers num no nr nbr is was are were the a an id ids identifier code codes value as follows assigned listed on file his her my your our their its new old current ending in with me him us you at to of for and or s it patient pts nos se pls please under reads shows last digits doctor guest family still uh um okay ok yes yeah sure its thats that this so well oh");
    private static readonly WordSet numbers = new("id ids identifier number no nr num nbr code");

    /// <summary>What a single word, in any case, says of a value written straight behind it ("dob3/4/1950").</summary>
    public static Label Of(ReadOnlySpan<char> word)
    {
        Span<char> lower = stackalloc char[Reach];
        return word.Length <= Reach && phrases.TryGet(WordHash.Of(lower[..word.ToLowerInvariant(lower)]), out var label) ? label : default;
    }

    [MethodImpl(EveryWord.Passes)]
    public static Label Before(string text, int at)
    {
        Span<char> joined = stackalloc char[Reach + Words];
        Span<int> starts = stackalloc int[Words + 1];
        Span<bool> broken = stackalloc bool[Words + 1];
        Span<bool> apart = stackalloc bool[Words + 1];
        var first = joined.Length;
        var count = 0;
        var least = Math.Max(0, at - Reach);
        var lines = 0;
        var generic = false;
        var i = at - 1;
        var parted = false;
        var split = false;
        while (i >= least && count < Words)
        {
            var c = text[i];
            if (char.IsAsciiLetter(c))
            {
                var end = i + 1;
                while (i >= least && (char.IsAsciiLetter(text[i]) || (text[i] == '\'' && i > least && char.IsAsciiLetter(text[i - 1]))))
                    i--;
                if (i >= 0 && char.IsAsciiDigit(text[i]))
                    break;
                if (count > 0)
                    joined[--first] = ' ';
                var stop = first;
                for (var k = end - 1; k > i; k--)
                    if (text[k] != '\'')
                        joined[--first] = char.ToLowerInvariant(text[k]);
                broken[count] = parted;
                apart[count] = parted || split;
                starts[count++] = stop;
                (parted, split) = (false, false);
                continue;
            }
            if (c == '\n' && ++lines > 2)
                break;
            split |= c is '\n' or ':';
            if (c == '#')
                generic = true;
            else if (c == '4' && i > 0 && !char.IsLetterOrDigit(text[i - 1]) && !char.IsLetterOrDigit(text[i + 1]))
                parted = false;
            else if (c == ',' && count > 0 && IsPlease(joined[first..]))
                parted = false;
            else if (c is ';' or ',' || (c is '.' or '!' && count > 0 && i + 1 < text.Length && char.IsWhiteSpace(text[i + 1]) && !IsNumberMark(text, i) && !NumberFollows(text, i + 2)))
                parted = true;
            else if (!char.IsWhiteSpace(c) && c is not (':' or '.' or '-' or '=' or '(' or ')' or '"' or '\'' or '*' or '|' or '/' or '?' or '[' or ']' or '\u2116' or '_' or '<' or '>'))
                break;
            i--;
        }
        return Search(joined[first..], first, starts[..count], broken, apart, generic);
    }

    /// <summary>"No." is a number, not the end of a sentence.</summary>
    private static bool IsNumberMark(string text, int dot) =>
        dot >= 2 && text[dot - 1] is 'o' or 'O' or 'r' or 'R' && text[dot - 2] is 'n' or 'N' && (dot == 2 || !char.IsLetter(text[dot - 3]));

    /// <summary>"Your licence number, please?": the comma parts nothing.</summary>
    private static bool IsPlease(ReadOnlySpan<char> words) => words.StartsWith("please", StringComparison.Ordinal) || words.StartsWith("pls", StringComparison.Ordinal) || words.StartsWith("sir", StringComparison.Ordinal);

    /// <summary>"Hosp. no.": an abbreviation, not the end of a sentence.</summary>
    private static bool NumberFollows(string text, int at) =>
        at + 2 < text.Length && text[at] is 'n' or 'N' && text[at + 1] is 'o' or 'O' or 'r' or 'R' && !char.IsLetter(text[at + 2]);

    [MethodImpl(EveryWord.Passes)]
    private static Label Search(ReadOnlySpan<char> joined, int offset, ReadOnlySpan<int> ends, ReadOnlySpan<bool> broken, ReadOnlySpan<bool> apart, bool generic)
    {
        for (var last = 0; last < ends.Length; last++)
        {
            if (last > 0 && broken[last])
                break;
            var reach = last;
            while (reach + 1 < ends.Length && reach < last + 3 && !apart[reach + 1])
                reach++;
            for (var start = reach; start >= last; start--)
            {
                var from = start + 1 < ends.Length ? ends[start + 1] - offset + 1 : 0;
                if (phrases.TryGet(WordHash.Of(joined[from..(ends[last] - offset)]), out var label))
                    return label;
            }
            var begin = last + 1 < ends.Length ? ends[last + 1] - offset + 1 : 0;
            var word = joined[begin..(ends[last] - offset)];
            if (!links.Has(word))
                break;
            generic |= numbers.Has(word);
        }
        return generic ? new(IdentifierClass.OtherId, Grip.Loose) : default;
    }

    private static Dictionary<ulong, Label> Read()
    {
        using var stream = typeof(Labels).Assembly.GetManifestResourceStream("Identifiers/Patterns/Data/labels.tsv")!;
        using var reader = new StreamReader(stream);
        var read = new Dictionary<ulong, Label>();
        while (reader.ReadLine() is { } line)
        {
            if (line.Length == 0 || line[0] == '#')
                continue;
            var fields = line.Split('\t');
            var label = IdentifierClasses.TryParse(fields[0], out var kind) ? new Label(kind, Enum.Parse<Grip>(fields[1], ignoreCase: true)) : new Label(null, Grip.Harmless);
            foreach (var phrase in fields[2].Split('|'))
                read[WordHash.Of(phrase)] = label;
        }
        return read;
    }
}
