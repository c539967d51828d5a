using System.Runtime.CompilerServices;
using System.Numerics;
using System.Runtime.Intrinsics;
using Salus.Language.Identifiers.Names;
using Salus.Language.Identifiers.Residue;

namespace Salus.Language.Identifiers.Learned;

/// <summary>
/// The signs by which a word is judged: its letters, its writing, what the lists know of it, what other detectors took it and its neighbours for, the words
/// around, the label its line begins with. Each sign is a number, equal for equal signs; no word can be read back from it.
/// </summary>
internal sealed class WordSigns
{
    /// <summary>More than any word has.</summary>
    public const int Most = 128;

    public const int LongestStretch = 256;

    private const int LongestRun = 6;
    private const int SignsOfWord = 3;
    private const WordFacts Small = WordFacts.Function | WordFacts.Particle;

    private readonly ContextReading reading;
    private readonly uint[] words;
    private readonly byte[] kinds;
    private readonly byte[] seen;
    private readonly byte[] gaps;
    private readonly byte[] harmless;
    private readonly byte[] elsewhere;
    private readonly uint[] labels;
    private readonly byte[] labelDistances;
    private readonly byte[] runs;
    private readonly bool[] candidates;

    // The signs of one word, before they are made numbers.
    private readonly uint[] left = new uint[Most];
    private readonly uint[] right = new uint[Most];

    /// <param name="found">What other detectors found, in positions of the text.</param>
    [MethodImpl(EveryWord.Passes)]
    public WordSigns(ContextReading reading, IEnumerable<IdentifierSpan> found)
    {
        this.reading = reading;
        var count = reading.Count;
        words = new uint[count];
        kinds = new byte[count];
        seen = new byte[count];
        gaps = new byte[count + 1];
        harmless = new byte[count];
        elsewhere = new byte[count];
        labels = new uint[count];
        labelDistances = new byte[count];
        runs = new byte[count];
        candidates = new bool[count];
        for (var i = 0; i < count; i++)
        {
            words[i] = HashOf(reading, i);
            kinds[i] = KindOf(reading.Facts(i), reading.Words[i].Shape);
        }
        for (var i = 0; i <= count; i++)
            gaps[i] = GapOf(i);
        ListedPhrases.Find(reading, NameLexicon.Embedded, []);
        MarkSeen(found);
        MarkElsewhere();
        MarkLabels();
        MarkRuns();
        for (var i = 0; i < count; i++)
            candidates[i] = IsJudged(i);
    }

    /// <summary>Runs of words that may be part of a name or number, which most words of most texts plainly are not.</summary>
    public IEnumerable<(int First, int End)> Stretches
    {
        get
        {
            for (var first = 0; first < candidates.Length;)
            {
                var end = first;
                while (end < candidates.Length && candidates[end] && end - first < LongestStretch)
                    end++;
                if (end > first)
                    yield return (first, end);
                first = Math.Max(end, first + 1);
            }
        }
    }

    /// <summary>Whether the sign in this place of those that <see cref="Of"/> fills is made of the letters of the word.</summary>
    public static bool IsOfWord(int place) => place < SignsOfWord;

    /// <summary>Another detector found it.</summary>
    public bool IsSeen(int i) => seen[i] != 0;

    /// <summary>Another detector took it for a name, house, place or region, and not for this one.</summary>
    public bool IsOther(int i, WordTag tag) => seen[i] is > 0 and < 5 && seen[i] != (byte)tag && tag is not WordTag.Code;

    /// <summary>No list calls it harmless.</summary>
    public bool IsStrange(int i) => Harmless(i) == 2 && !reading.IsHarmless(i);

    /// <summary>Fills <paramref name="signs"/>, which has room for <see cref="Most"/>, and returns how many there are. Not safe for several threads.</summary>
    [MethodImpl(EveryWord.Passes)]
    public int Of(int i, Span<int> signs)
    {
        var count = 0;
        var word = reading.Words[i];
        uint k0 = kinds[i];
        var mode = reading.LowerText ? 1u : reading.Capitals[i] ? 2u : 0u;
        var shape = (uint)word.Shape | (mode << 4);
        uint w0 = words[i], w1 = At(words, i + 1), w2 = At(words, i + 2), b1 = At(words, i - 1), b2 = At(words, i - 2), b3 = At(words, i - 3);
        uint kb1 = At(kinds, i - 1), kb2 = At(kinds, i - 2), k1 = At(kinds, i + 1), k2 = At(kinds, i + 2);
        uint s0 = seen[i], sb1 = At(seen, i - 1), s1 = At(seen, i + 1), sb2 = At(seen, i - 2), s2 = At(seen, i + 2);
        uint gb = gaps[i], ga = gaps[i + 1];

        Add(ref count, 1, w0);
        Add(ref count, 46, sb1 | (gb << 4), w0);
        Add(ref count, 47, s1 | (ga << 4), w0);
        Add(ref count, 0, shape);
        Add(ref count, 2, b1);
        Add(ref count, 3, w1);
        Add(ref count, 4, b2);
        Add(ref count, 5, w2);
        Add(ref count, 6, b3);
        Add(ref count, 7, At(words, i + 3));
        Add(ref count, 8, b1, shape);
        Add(ref count, 9, w1, shape);
        Add(ref count, 10, b1, b2);
        Add(ref count, 11, w1, w2);
        Add(ref count, 12, b1, w1);
        Add(ref count, 13, Mix(b1, b2), k0);
        Add(ref count, 14, b1, k0 | (shape << 8));
        Add(ref count, 15, w1, k0 | (shape << 8));
        Add(ref count, 16, k0, shape);
        Add(ref count, 17, kb1, k0 | (shape << 8));
        Add(ref count, 18, k1, k0 | (shape << 8));
        Add(ref count, 19, kb1 | (k1 << 8), k0 | (shape << 8));
        Add(ref count, 20, kb2 | (kb1 << 8), k0);
        Add(ref count, 21, k1 | (k2 << 8), k0);
        Add(ref count, 22, Mix(b3, b2), b1);
        Add(ref count, 23, b2, k0 | (kb1 << 8));
        Add(ref count, 24, w2, k0 | (k1 << 8));
        Bits(ref count, 25, (uint)reading.Facts(i));
        Bits(ref count, 26, (uint)reading.Facts(i - 1));
        Bits(ref count, 27, (uint)reading.Facts(i + 1));
        uint h0 = Harmless(i), h1 = Harmless(i + 1), hb1 = Harmless(i - 1);
        Add(ref count, 64, h0, k0 | (shape << 8));
        Add(ref count, 65, h0 | (h1 << 2) | (hb1 << 4), shape);
        Add(ref count, 66, h0 | (h1 << 2) | (hb1 << 4), k0 | (kb1 << 8) | (k1 << 16));
        Letters(ref count, i, shape);
        if (word.Shape is WordShape.Digits)
        {
            var range = RangeOf(word.In(reading.Text));
            Add(ref count, 57, range, b1);
            Add(ref count, 58, range, w1);
            Add(ref count, 59, range, gb | (ga << 4));
            Add(ref count, 60, range, Mix(b1, b2));
            Add(ref count, 61, range, labels[i]);
        }
        Add(ref count, 62, elsewhere[i], k0 | (shape << 8));
        Add(ref count, 63, elsewhere[i], At(elsewhere, i + 1));
        Add(ref count, 34, gb | (ga << 4), shape);
        Add(ref count, 35, gb, k0 | (shape << 8));
        Add(ref count, 36, ga, k0 | (shape << 8));
        Add(ref count, 37, gb, b1);
        Add(ref count, 38, ga, w1);
        var place = (word.StartsLine ? 1u : word.StartsSentence ? 2u : reading.BehindColon(i) ? 3u : 0u) | (word.IsPossessive ? 4u : 0u);
        Add(ref count, 39, place, k0 | (shape << 8));
        Add(ref count, 40, s0, k0);
        Add(ref count, 41, s0 | (sb1 << 4) | (s1 << 8), shape);
        Add(ref count, 42, sb1 | (gb << 4), k0 | (shape << 8));
        Add(ref count, 43, s1 | (ga << 4), k0 | (shape << 8));
        Add(ref count, 44, sb1 | (sb2 << 4), k0);
        Add(ref count, 45, s1 | (s2 << 4), k0);
        if (labels[i] != 0)
        {
            Add(ref count, 48, labels[i], labelDistances[i]);
            Add(ref count, 49, labels[i], k0 | (shape << 8));
            Add(ref count, 50, labels[i], gb);
        }
        var speech = reading.IsConversation ? 1u : 0u;
        Add(ref count, 51, speech, k0 | (shape << 8));
        var top = i < 12 ? 1u : i < 40 ? 2u : reading.Count - i < 12 ? 3u : reading.Count - i < 40 ? 4u : 0u;
        Add(ref count, 52, top, k0 | (shape << 8));
        uint run = runs[i];
        Add(ref count, 53, run, shape);
        Add(ref count, 54, run, k0);
        Add(ref count, 55, run, b1);
        Add(ref count, 56, run & 7, Mix(b1, b2));
        Hash(count, signs);
        return count;
    }

    [MethodImpl(EveryWord.Passes)]
    private void Letters(ref int count, int i, uint shape)
    {
        var word = reading.Words[i].In(reading.Text);
        Add(ref count, 28, (uint)Math.Min(word.Length, 12), shape);
        if (reading.Words[i].Shape is WordShape.Digits)
            return;
        var (front, back) = (0u, 0u);
        for (var n = 0; n < 3 && n < word.Length; n++)
        {
            front = (front * 257) + char.ToLowerInvariant(word[n]);
            back = (back * 257) + char.ToLowerInvariant(word[^(n + 1)]);
            if (n == 1)
                Add(ref count, 29, back, 0);
        }
        Add(ref count, 30, front, 0);
        Add(ref count, 31, back, 0);
        Add(ref count, 32, back, shape);
    }

    [MethodImpl(EveryWord.Passes)]
    private bool IsJudged(int i)
    {
        var word = reading.Words[i];
        if (seen[i] != 0)
            return true;
        if (reading.Use(i) is WordUse.Kept || HarmlessWords.IsEponymAlone(reading.Hash(i)))
            return false;
        switch (word.Shape)
        {
            case WordShape.Digits:
                return word.Length < 20;
            case WordShape.Lower when !reading.LowerText:
                return word.Length > 1 && (!reading.IsHarmless(i) || reading.Reads(i, "ninety", "hundred", "nineties") || (i > 0 && reading.Reads(i - 1, "ninety", "hundred", "and") && reading.Reads(i - 1 - (reading.Reads(i - 1, "and") ? 1 : 0), "ninety", "hundred")) || (reading.Reads(i, "one", "a") && reading.Reads(i + 1, "hundred")) || reading.Is(i, WordFacts.Particle) || gaps[i] is GapJoin || gaps[i + 1] is GapJoin
                    || (i > 0 && word.Length <= 4 && (seen[i - 1] != 0 || reading.IsNameCase(i - 1)) && i + 1 < reading.Count && (reading.IsNameCase(i + 1) || reading.Reads(i + 1, "the")))
                    || (i > 1 && reading.Reads(i, "the") && reading.Reads(i - 1, "of", "at", "on") && i + 1 < reading.Count && reading.IsNameCase(i + 1)));
            case WordShape.Lower:
                return !reading.Is(i, WordFacts.Function) || reading.Reads(i, "of", "the", "and", "at", "in", "on", "an", "may", "will");
            default:
                return true;
        }
    }

    private const byte GapNone = 0;
    private const byte GapBlank = 1;
    private const byte GapLine = 2;
    private const byte GapComma = 3;
    private const byte GapColon = 4;
    private const byte GapJoin = 5;
    private const byte GapPoint = 6;
    private const byte GapBracket = 7;
    private const byte GapMark = 8;
    private const byte GapQuote = 9;
    private const byte GapEnd = 10;
    private const byte GapOther = 11;

    /// <summary>1 for a word of everyday or medical use, 2 for any other, 0 for none.</summary>
    [MethodImpl(EveryWord.Passes)]
    private uint Harmless(int i)
    {
        if ((uint)i >= (uint)harmless.Length)
            return 0;
        if (harmless[i] == 0)
            harmless[i] = HarmlessWords.ContainsInflected(reading.Folded(i), reading.Hash(i)) ? (byte)1 : (byte)2;
        return harmless[i];
    }

    /// <summary>Which of the numbers that mean something by their size: ages above 89, years, days of a month.</summary>
    [MethodImpl(EveryWord.Passes)]
    private static uint RangeOf(ReadOnlySpan<char> digits) => digits.Length switch
    {
        1 => 1,
        2 => digits[0] == '9' ? 2u : int.Parse(digits, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture) is > 12 and <= 31 ? 3u : 4u,
        3 => digits[0] == '1' && digits[1] is '0' or '1' ? 5u : 6u,
        4 => digits.StartsWith("19") || digits.StartsWith("20") ? 7u : 8u,
        _ => (uint)Math.Min(20, 4 + digits.Length),
    };

    /// <summary>What other detectors took the same word for where it stands elsewhere in the text.</summary>
    private void MarkElsewhere()
    {
        var taken = new Dictionary<uint, byte>();
        var heads = 0UL;
        for (var i = 0; i < seen.Length; i++)
        {
            if (seen[i] is > 0 and < 4 && reading.Words[i].Length > 2)
            {
                taken[words[i]] = seen[i];
                heads |= HeadOf(words[i]);
            }
        }
        for (var i = 0; i < seen.Length; i++)
        {
            if (seen[i] == 0 && (heads & HeadOf(words[i])) != 0 && taken.TryGetValue(words[i], out var mark))
                elsewhere[i] = mark;
        }
    }

    /// <summary>One of 64 bits, by which most words are told apart without a look into a table.</summary>
    private static ulong HeadOf(uint word) => 1UL << (int)(word >> 26);

    /// <summary>What stands before a word, behind the one before it.</summary>
    [MethodImpl(EveryWord.Passes)]
    private byte GapOf(int i)
    {
        if (i == 0 || i == reading.Count)
            return GapEnd;
        var gap = reading.Gap(i - 1);
        if (gap.Length == 0)
            return GapNone;
        if (gap is " ")
            return GapBlank;
        if (gap.IndexOf('\n') >= 0)
            return GapLine;
        if (gap.IndexOf(':') >= 0)
            return GapColon;
        if (gap.IndexOfAny('(', ')', '[') >= 0 || gap.IndexOf(']') >= 0 || gap.IndexOfAny('<', '>') >= 0)
            return GapBracket;
        if (gap.IndexOf('#') >= 0)
            return GapMark;
        if (gap is "-" or "/" or "." or "'" or "_" or "+" or "@" or "&")
            return GapJoin;
        if (gap.IndexOf('.') >= 0 || gap.IndexOfAny('!', '?') >= 0)
            return GapPoint;
        if (gap.IndexOf(',') >= 0 || gap.IndexOf(';') >= 0)
            return GapComma;
        return gap.IndexOfAny('"', '\u201C', '\u201D') >= 0 ? GapQuote : gap.TrimStart(' ').Length == 0 ? GapBlank : GapOther;
    }

    [MethodImpl(EveryWord.Passes)]
    private void MarkSeen(IEnumerable<IdentifierSpan> found)
    {
        foreach (var (span, kind, _, _) in found)
        {
            var mark = kind switch
            {
                IdentifierClass.Name => (byte)1,
                IdentifierClass.Organization => (byte)2,
                IdentifierClass.Place or IdentifierClass.Address => (byte)3,
                IdentifierClass.Region => (byte)4,
                IdentifierClass.Date => (byte)5,
                IdentifierClass.Age or IdentifierClass.Year or IdentifierClass.OldAge => (byte)6,
                _ => (byte)7,
            };
            for (var i = FirstEndingBehind(span.Start); i < reading.Count && reading.Words[i].Start < span.End; i++)
                seen[i] = mark;
        }
    }

    private int FirstEndingBehind(int place)
    {
        var (low, high) = (0, reading.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (reading.Words[middle].End <= place)
                low = middle + 1;
            else
                high = middle;
        }
        return low;
    }

    /// <summary>The word before the nearest colon on the same line, for a few words behind it.</summary>
    [MethodImpl(EveryWord.Passes)]
    private void MarkLabels()
    {
        var (label, at) = (0u, -1);
        for (var i = 0; i < reading.Count; i++)
        {
            if (reading.Words[i].StartsLine)
                label = 0;
            if (gaps[i] is GapColon or GapMark && i > 0)
                (label, at) = (words[i - 1], i);
            if (label != 0 && i - at < 8)
                (labels[i], labelDistances[i]) = (label, (byte)Math.Min(3, i - at));
        }
    }

    /// <summary>How long the run of words that could be one name is, where in it a word stands, and whether a word of houses is in it.</summary>
    [MethodImpl(EveryWord.Passes)]
    private void MarkRuns()
    {
        for (var first = 0; first < reading.Count;)
        {
            if (!InRun(first))
            {
                first++;
                continue;
            }
            var last = first;
            while (last + 1 < reading.Count && last - first < 2 * LongestRun && gaps[last + 1] is GapBlank or GapJoin && (InRun(last + 1) || (reading.Is(last + 1, Small) && last + 2 < reading.Count && InRun(last + 2) && !reading.LowerText)))
                last++;
            var house = -1;
            var unknown = false;
            for (var i = first; i <= last; i++)
            {
                house = reading.Is(i, WordFacts.OrganizationWord) ? i : house;
                unknown |= !reading.IsHarmless(i);
            }
            for (var i = first; i <= last; i++)
            {
                var ahead = house < 0 ? 0 : house == i ? 1 : house > i ? 2 : 3;
                runs[i] = (byte)(Math.Min(3, last - first) | (ahead << 2) | (i == first ? 16 : i == last ? 32 : 48) | (unknown ? 64 : 0));
            }
            first = last + 1;
        }
    }

    [MethodImpl(EveryWord.Passes)]
    private bool InRun(int i) => reading.LowerText ? reading.Words[i].Shape is WordShape.Lower && !reading.Is(i, Small | WordFacts.Verb) : reading.IsNameCase(i) || reading.Capitals[i] || reading.Words[i].Shape is WordShape.Initial;

    /// <summary>The lists in a few groups, so that signs of several words meet often enough.</summary>
    [MethodImpl(EveryWord.Passes)]
    private static byte KindOf(WordFacts facts, WordShape shape)
    {
        if (shape is WordShape.Digits)
            return 1;
        if (shape is WordShape.Mixed)
            return 2;
        if ((facts & (WordFacts.Title | WordFacts.FormalTitle)) != WordFacts.None)
            return 3;
        if ((facts & WordFacts.Credential) != WordFacts.None)
            return 4;
        if ((facts & WordFacts.Kin) != WordFacts.None)
            return 5;
        if ((facts & WordFacts.Month) != WordFacts.None)
            return 6;
        if ((facts & WordFacts.Street) != WordFacts.None)
            return 7;
        if ((facts & WordFacts.OrganizationWord) != WordFacts.None)
            return 8;
        if ((facts & WordFacts.Particle) != WordFacts.None)
            return 9;
        if ((facts & WordFacts.Function) != WordFacts.None)
            return 10;
        var name = (facts & WordFacts.AnyName) == WordFacts.AnyName ? 3 : (facts & WordFacts.Given) != WordFacts.None ? 1 : (facts & WordFacts.Family) != WordFacts.None ? 2 : 0;
        var other = (facts & WordFacts.Medical) != WordFacts.None ? 3 : (facts & WordFacts.Everyday) != WordFacts.None ? 2 : (facts & (WordFacts.Place | WordFacts.Region | WordFacts.RegionCode | WordFacts.KnownOrganization | WordFacts.Eponym)) != WordFacts.None ? 1 : 0;
        return (byte)(16 + (name * 4) + other);
    }

    /// <summary>Equal for words that differ in capitals alone, and for numbers of one form.</summary>
    [MethodImpl(EveryWord.Passes)]
    private static uint HashOf(ContextReading reading, int i)
    {
        var word = reading.Words[i];
        if (word.Shape is not (WordShape.Digits or WordShape.Mixed))
            return (uint)reading.Hash(i) | 1;
        var hash = 2166136261u;
        foreach (var c in word.In(reading.Text))
            hash = (hash ^ (char.IsDigit(c) ? '#' : '@')) * 16777619u;
        return hash | 1;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint At(uint[] values, int i) => (uint)i < (uint)values.Length ? values[i] : 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint At(byte[] values, int i) => (uint)i < (uint)values.Length ? values[i] : 255u;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Mix(uint a, uint b) => (a * 0x9E3779B1u) ^ BitOperations.RotateLeft(b * 0x85EBCA6Bu, 13);

    [MethodImpl(EveryWord.Passes)]
    private void Bits(ref int count, uint group, uint facts)
    {
        for (; facts != 0; facts &= facts - 1)
            Add(ref count, group, (uint)BitOperations.TrailingZeroCount(facts));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Add(ref int count, uint group, uint a, uint b = 0)
    {
        (left[count], right[count]) = (a ^ (group * 0x27D4EB2Fu), b);
        count++;
    }

    /// <summary>Makes numbers of the signs that were added, several at once; what stands behind them up to a whole vector means nothing.</summary>
    [MethodImpl(EveryWord.Passes)]
    private void Hash(int count, Span<int> signs)
    {
        for (var n = 0; n < count; n += Vector256<uint>.Count)
        {
            var second = Vector256.Create<uint>(right.AsSpan(n)) * 0x85EBCA6Bu;
            var hash = (Vector256.Create<uint>(left.AsSpan(n)) * 0x9E3779B1u) + ((second << 15) | (second >>> 17));
            hash = (hash ^ (hash >>> 15)) * 0x2C1B3C6Du;
            (hash >>> 8).AsInt32().CopyTo(signs[n..]);
        }
    }
}
