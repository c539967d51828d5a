using System.Runtime.CompilerServices;

namespace Salus.Language.Identifiers.Known;

/// <summary>
/// One run of letters or of digits, written as words are compared: small letters without diacritics, "ß" as "ss", apostrophes within dropped.
/// A buffer that is filled again and again while a text is read.
/// </summary>
internal sealed class FoldedWord
{
    /// <summary>Of a longer run only this much is compared; no name or word in use is as long.</summary>
    public const int Longest = 64;

    private readonly char[] letters = new char[Longest];

    public int Start { get; private set; }

    /// <summary>Behind the last letter or digit.</summary>
    public int End { get; private set; }

    /// <summary>Where the last apostrophe within the word stands; -1 when it has none.</summary>
    public int Apostrophe { get; private set; }

    public bool IsNumber { get; private set; }

    public int Length { get; private set; }

    /// <summary>See <see cref="WordHash"/>.</summary>
    public ulong Hash { get; private set; }

    public ReadOnlySpan<char> Letters => letters.AsSpan(0, Length);

    /// <summary>Without the s of "Smith's".</summary>
    public ReadOnlySpan<char> Bare => IsPossessive ? Letters[..^1] : Letters;

    /// <summary>One letter, which may fold to two: "J", "Þ".</summary>
    public bool IsLetterAlone => End - Start == 1 && !IsNumber;

    /// <summary>Ends with an apostrophe and an s: "Smith's".</summary>
    public bool IsPossessive => Apostrophe >= 0 && Apostrophe == End - 2 && letters[Length - 1] == 's';

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsLetter(char c) => c < 128 ? char.IsAsciiLetter(c) : char.IsLetter(c) || IsMark(c);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsPart(char c) => c < 128 ? char.IsAsciiLetterOrDigit(c) : char.IsLetter(c) || IsMark(c);

    /// <summary>Reads the run that begins at a letter or an ASCII digit.</summary>
    public void Read(string text, int start)
    {
        Start = start;
        Apostrophe = -1;
        Length = 0;
        IsNumber = char.IsAsciiDigit(text[start]);
        var hash = 0UL;
        var at = start;
        if (IsNumber)
        {
            for (; at < text.Length && char.IsAsciiDigit(text[at]); at++)
                hash = Add(hash, text[at]);
        }
        else
        {
            at = ReadPlain(text, start, ref hash);
            for (; at < text.Length; at++)
            {
                var c = text[at];
                if (c < 128)
                {
                    if (char.IsAsciiLetter(c))
                        hash = Add(hash, (char)(c | 0x20));
                    else if (c is '\'' or '`' && at > start && at + 1 < text.Length && IsLetter(text[at + 1]))
                        Apostrophe = at;
                    else
                        break;
                }
                else if (char.IsLetter(c))
                {
                    hash = AddFolded(hash, c);
                }
                else if (!IsMark(c))
                {
                    if (c != '\u00B4' || at + 1 >= text.Length || !IsLetter(text[at + 1]))
                        break;
                    Apostrophe = at;
                }
            }
        }
        End = at;
        Hash = WordHash.Finish(hash);
    }

    /// <summary>A value of the record as its words are compared, one string for each run of letters or digits.</summary>
    public static List<string> WordsOf(string value)
    {
        var words = new List<string>();
        var word = new FoldedWord();
        for (var at = 0; at < value.Length;)
        {
            if (!IsPart(value[at]) || IsMark(value[at]))
            {
                at++;
                continue;
            }
            word.Read(value, at);
            words.Add(new string(word.Letters));
            at = word.End;
        }
        return words;
    }

    /// <summary>The plain letters at the beginning, which is nearly always all of the word.</summary>
    private int ReadPlain(string text, int start, ref ulong hash)
    {
        var buffer = letters;
        var running = hash;
        var length = 0;
        var at = start;
        for (; at < text.Length && length < buffer.Length; at++)
        {
            var c = (char)(text[at] | 0x20);
            if (c is < 'a' or > 'z' || text[at] > 'z')
                break;
            buffer[length++] = c;
            running = WordHash.Add(running, c);
        }
        hash = running;
        Length = length;
        return at;
    }

    private static bool IsMark(char c) => c is >= '\u0300' and <= '\u036F';

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ulong Add(ulong hash, char c)
    {
        if (Length == Longest)
            return hash;
        letters[Length++] = c;
        return WordHash.Add(hash, c);
    }

    private ulong AddFolded(ulong hash, char c)
    {
        if (PlainLetters.Of(c) is not { } folded)
            return Add(hash, char.ToLowerInvariant(c));
        foreach (var letter in folded)
            hash = Add(hash, letter);
        return hash;
    }
}
