using System.Buffers;
using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.CompilerServices;
using Salus.Language.Identifiers.Names;

namespace Salus.Language.Identifiers;

/// <summary>
/// A text as detectors read it: without characters nobody sees (zero-width, soft hyphens, direction marks, control codes), full-width and
/// mathematical forms, odd blanks and dashes written plainly, accents joined to their letters, and letters of another script put back where
/// they stand in a Latin word to look alike ("Jоhn" with a Cyrillic o). What was found is led back to the places of the original. Linear.
/// </summary>
public sealed class IdentifierText
{
    // A letter of Cyrillic, Greek, Armenian or a special form, then the Latin one that a reader takes it for (after Unicode TR39, from general knowledge).
    private const string LookAlikes =
        "аaеeоoрpсcхxуyіiјjѕsԁdһhкkмmтtвbнhӏlԛqԝwѵvАAВBЕEЅSІIЈJКKМMНHОOРPСCТTХXУYԚQԜW" +
        "οoαaνvρpιiκkυuχxγyηnτtϲcϳjΑAΒBΕEΖZΗHΙIΚKΜMΝNΟOΡPΤTΥYΧX" +
        "օoսuհhոnցgՕOıiɑaɡgɩiℓl\u212AK";

    // A combining mark, then letters and what they are with it; marks are parted by blanks.
    private const string Accents =
        "\u0300AÀEÈIÌOÒUÙaàeèiìoòuù \u0301AÁEÉIÍOÓUÚYÝaáeéiíoóuúyýCĆcćNŃnńSŚsśZŹzźLĹlĺRŔrŕ \u0302AÂEÊIÎOÔUÛaâeêiîoôuûCĈcĉGĜgĝHĤhĥSŜsŝWŴwŵYŶyŷ \u0303AÃNÑOÕaãnñoõIĨiĩUŨuũ " +
        "\u0308AÄEËIÏOÖUÜaäeëiïoöuüyÿYŸ \u030AAÅaåUŮuů \u0327CÇcçSŞsşTŢtţ \u030CCČcčDĎdďEĚeěNŇnňRŘrřSŠsšTŤtťZŽzžGǦgǧ \u0306AĂaăGĞgğ \u0328AĄaąEĘeęIĮiįUŲuų \u0304AĀaāEĒeēIĪiīOŌoōUŪuū \u0307ZŻzżEĖeėIİCĊcċGĠgġ \u030BOŐoőUŰuű";

    private const int LeastAllAlike = 3;

    private static readonly SearchValues<char> plainly = SearchValues.Create("\t\n\v\f\r\u001C\u001D\u001E\u001F" + string.Concat(Enumerable.Range(0x20, 0x5F).Select(c => (char)c)));
    private static readonly FrozenDictionary<char, char> alike = Enumerable.Range(0, LookAlikes.Length / 2).ToFrozenDictionary(i => LookAlikes[2 * i], i => LookAlikes[(2 * i) + 1]);
    private static readonly FrozenDictionary<(char Letter, char Mark), char> accented = ReadAccents();

    // Where characters were left out: the place in Plain of the first character after them, and how many were left out up to there.
    private readonly List<(int At, int Left)> cuts;

    private ImmutableArray<IdentifierWord> words;
    private WordReading? reading;

    private IdentifierText(string original, string plain, List<(int At, int Left)> cuts) => (Original, Plain, this.cuts) = (original, plain, cuts);

    public string Original { get; }

    /// <summary>What detectors read; the same object as <see cref="Original"/> when nothing had to be rewritten.</summary>
    public string Plain { get; }

    /// <summary>The words of <see cref="Plain"/>: read at the first asking, for all detectors.</summary>
    public ImmutableArray<IdentifierWord> Words
    {
        get
        {
            if (words.IsDefault)
                ImmutableInterlocked.InterlockedInitialize(ref words, IdentifierWords.Of(Plain));
            return words;
        }
    }

    /// <summary><see cref="Words"/> with what the lists know of them, made at the first asking, for all detectors.</summary>
    internal WordReading Reading => reading ?? Interlocked.CompareExchange(ref reading, new WordReading(Plain, Words), null) ?? reading;

    [MethodImpl(EveryWord.Passes)]
    public static IdentifierText Of(string original)
    {
        ArgumentNullException.ThrowIfNull(original);
        var gaps = new List<(int At, int Left)>();
        var first = original.AsSpan().IndexOfAnyExcept(plainly);
        if (first < 0)
            return new(original, original, gaps);
        char[]? plain = null;
        var length = 0;
        var word = 0;
        var judged = 0;
        var replace = false;
        for (var i = 0; i < original.Length; i++)
        {
            var c = original[i];
            var read = c;
            if (c > '~' || c < ' ')
            {
                read = Read(original, i);
                if (read == c && alike.TryGetValue(c, out var latin))
                {
                    if (i >= judged)
                        (judged, replace) = Judge(original, word, i);
                    read = replace ? latin : c;
                }
                else if (IsMark(c))
                {
                    read = '\0';
                    var composed = length > 0 && i > 0 && accented.TryGetValue((plain is null ? original[i - 1] : plain[length - 1], c), out var joined) ? joined : '\0';
                    if (composed == '\0' && !(i > 0 && (plain is null ? original[i - 1] : length > 0 ? plain[length - 1] : ' ') < '\u0250'))
                        read = c;
                    if (composed != '\0')
                        (plain ??= Copied(original, i))[length - 1] = composed;
                }
            }
            if (read is not '\0' && !char.IsLetter(read) && !IsMark(read))
                word = i + 1;
            if (plain is null && (read != c || c == '\0'))
                plain = Copied(original, i);
            if (read != '\0')
            {
                if (plain is not null)
                    plain[length] = read;
                length++;
                continue;
            }
            var left = i + 1 - length;
            if (gaps.Count > 0 && gaps[^1].At == length)
                gaps[^1] = (length, left);
            else
                gaps.Add((length, left));
        }
        return plain is null ? new(original, original, gaps) : new(original, new string(plain, 0, length), gaps);
    }

    /// <summary>
    /// From a place in <see cref="Plain"/> to the place in <see cref="Original"/>, inside it for every span. Unseen characters before and after
    /// stay outside; accents and second halves of a character belong to what they follow.
    /// </summary>
    public TextSpan ToOriginal(TextSpan plain)
    {
        var start = Math.Clamp(plain.Start, 0, Plain.Length);
        var end = (int)Math.Clamp((long)plain.Start + plain.Length, start, Plain.Length);
        if (cuts.Count == 0)
            return TextSpan.FromBounds(start, end);
        var from = Origin(start);
        if (end == start)
            return new TextSpan(Math.Min(from, Original.Length), 0);
        var to = Origin(end - 1) + 1;
        var next = end == Plain.Length ? Original.Length : Origin(end);
        while (to < next && (IsMark(Original[to]) || char.IsLowSurrogate(Original[to])))
            to++;
        return TextSpan.FromBounds(from, to);
    }

    private int Origin(int at)
    {
        int low = 0, high = cuts.Count;
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (cuts[middle].At <= at)
                low = middle + 1;
            else
                high = middle;
        }
        return low == 0 ? at : at + cuts[low - 1].Left;
    }

    private static char[] Copied(string original, int length)
    {
        var plain = new char[original.Length];
        original.CopyTo(0, plain, 0, length);
        return plain;
    }

    /// <summary>The character as a reader sees it; nul for one that nobody sees.</summary>
    private static char Read(string text, int at)
    {
        var c = text[at];
        switch (c)
        {
            case '\t' or '\n' or '\v' or '\f' or '\r' or (>= '\u001C' and <= '\u001F'):
                return c;
            case < ' ' or '\u007F':
                return '\0';
            case '\u0085' or '\u2028' or '\u2029':
                return '\n';
            case '\u0091' or '\u0092' or '\u2018' or '\u2019' or '\u201B' or '\u02B9' or '\u02BB' or '\u02BC' or '\u02BE' or '\u02BF' or '\uA78C':
                return '\'';
            case '\u0096' or '\u2010' or '\u2011' or '\u2012' or '\u2013' or '\u2212' or '\uFE58' or '\uFE63':
                return '-';
            case >= '\u0080' and <= '\u009F':
                return c;
            case '\u00AD' or '\u034F' or '\u061C' or '\u115F' or '\u1160' or '\u17B4' or '\u17B5' or '\u180E' or '\u2800' or '\u3164' or '\uFEFF' or '\uFFA0':
            case (>= '\u200B' and <= '\u200F') or (>= '\u202A' and <= '\u202E') or (>= '\u2060' and <= '\u206F') or (>= '\u180B' and <= '\u180D') or (>= '\uFE00' and <= '\uFE0F') or (>= '\uFFF9' and <= '\uFFFB'):
                return '\0';
            case '\u00A0' or '\u1680' or '\u202F' or '\u205F' or '\u3000' or (>= '\u2000' and <= '\u200A'):
                return ' ';
            case >= '\uFF01' and <= '\uFF5E':
                return (char)(c - 0xFEE0);
            case >= '\u24B6' and <= '\u24CF':
                return (char)(c - '\u24B6' + 'A');
            case >= '\u24D0' and <= '\u24E9':
                return (char)(c - '\u24D0' + 'a');
        }
        if (char.IsHighSurrogate(c) && at + 1 < text.Length && char.IsLowSurrogate(text[at + 1]))
            return Styled(char.ConvertToUtf32(c, text[at + 1])) is not '\0' and var letter ? letter : c;
        if (char.IsLowSurrogate(c) && at > 0 && char.IsHighSurrogate(text[at - 1]) && char.ConvertToUtf32(text[at - 1], c) is var point && (Styled(point) != '\0' || point is >= 0xE0000 and <= 0xE01EF))
            return '\0';
        return CharUnicodeInfo.GetUnicodeCategory(c) is UnicodeCategory.DecimalDigitNumber && CharUnicodeInfo.GetDecimalDigitValue(c) is >= 0 and var digit ? (char)('0' + digit) : c;
    }

    /// <summary>Letters and figures in bold, italic, script and the like, from the block of mathematical alphanumerics; nul for others.</summary>
    private static char Styled(int point) => point switch
    {
        >= 0x1D400 and <= 0x1D6A3 => (char)(((point - 0x1D400) % 52) is var at && at < 26 ? 'A' + at : 'a' + at - 26),
        >= 0x1D7CE and <= 0x1D7FF => (char)('0' + ((point - 0x1D7CE) % 10)),
        >= 0x1F130 and <= 0x1F149 => (char)('A' + point - 0x1F130),
        >= 0x1F150 and <= 0x1F169 => (char)('A' + point - 0x1F150),
        _ => '\0',
    };

    private static bool IsMark(char c) => c is (>= '\u0300' and <= '\u036F') or (>= '\u20D0' and <= '\u20F0');

    /// <summary>
    /// Whether look-alikes in the word from <paramref name="start"/> are Latin letters in disguise: beside a true Latin letter, or all of them
    /// between Latin words. Each word is read once.
    /// </summary>
    private static (int End, bool Replace) Judge(string text, int start, int at)
    {
        var (latin, others, letters) = (false, false, 0);
        var end = start;
        for (; end < text.Length; end++)
        {
            var c = text[end];
            if (char.IsLetter(c))
            {
                letters++;
                latin |= c < '\u0250' && c != 'ı';
                others |= c >= '\u0250' && !alike.ContainsKey(c);
            }
            else if (!IsMark(c) && Read(text, end) != '\0')
            {
                break;
            }
        }
        return (Math.Max(end, at + 1), latin || (!others && letters >= LeastAllAlike && (IsLatinNear(text, start - 1, -1) || IsLatinNear(text, end, 1))));
    }

    private static bool IsLatinNear(string text, int at, int step)
    {
        for (var looked = 0; looked < 8 && (uint)at < (uint)text.Length; looked++, at += step)
            if (char.IsLetter(text[at]))
                return text[at] < '\u0250';
        return false;
    }

    private static FrozenDictionary<(char Letter, char Mark), char> ReadAccents()
    {
        var read = new Dictionary<(char, char), char>();
        foreach (var mark in Accents.Split(' '))
            for (var i = 1; i + 1 < mark.Length; i += 2)
                read[(mark[i], mark[0])] = mark[i + 1];
        return read.ToFrozenDictionary();
    }
}
