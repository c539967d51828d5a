using System.Runtime.CompilerServices;
using Salus.Language.Identifiers.Names;
using Salus.Language.Identifiers.Residue;

namespace Salus.Language.Identifiers.Learned;

/// <summary>What a model makes of the words of a text: first each by its chances, then by the words beside it and by the same words elsewhere.</summary>
internal sealed class TaggedWords
{
    private const float Sure = 0.9f;

    private readonly ContextReading reading;
    private readonly WordSigns signs;
    private readonly float[] outside;
    private readonly WordTag[] tags;
    private readonly bool[] sure;
    private readonly bool[] taken;

    public TaggedWords(ContextReading reading, WordSigns signs, TagModel model)
    {
        (this.reading, this.signs) = (reading, signs);
        outside = new float[reading.Count];
        tags = new WordTag[reading.Count];
        sure = new bool[reading.Count];
        taken = new bool[reading.Count];
        Array.Fill(outside, 1);
        var pass = new TagPass(model);
        foreach (var (first, end) in signs.Stretches)
        {
            pass.Read(signs, first, end);
            for (var i = first; i < end; i++)
            {
                outside[i] = pass.ChanceOf(i - first, WordTag.Outside);
                tags[i] = pass.Likeliest(i - first);
                sure[i] = pass.ChanceOf(i - first, tags[i]) >= Sure;
            }
        }
    }

    /// <summary>Takes what other detectors found and every word that is likelier of interest than a threshold asks.</summary>
    [MethodImpl(EveryWord.Passes)]
    public void Take(TagThresholds thresholds)
    {
        for (var i = 0; i < taken.Length; i++)
            taken[i] = signs.IsSeen(i) || (outside[i] < thresholds.Strange && outside[i] < thresholds.Of(reading, signs, i, isBeside: false));
        for (var i = 1; i < taken.Length; i++)
            taken[i] |= taken[i - 1] && tags[i - 1] != WordTag.Outside && outside[i] < thresholds.Of(reading, signs, i, isBeside: true) && Joins(i - 1);
        for (var i = taken.Length - 2; i >= 0; i--)
            taken[i] |= taken[i + 1] && tags[i + 1] != WordTag.Outside && outside[i] < thresholds.Of(reading, signs, i, isBeside: true) && Joins(i);
        for (var i = 1; i < taken.Length; i++)
        {
            if (taken[i] != taken[i - 1] && AreInitials(i - 1))
                (taken[i - 1], taken[i], tags[i - 1], tags[i]) = (true, true, WordTag.Name, WordTag.Name);
        }
        Bridge();
        Repeat();
    }

    /// <summary>"A.B.": one of them is no name without the other.</summary>
    private bool AreInitials(int i) =>
        reading.Words[i].Shape is WordShape.Initial && reading.Words[i + 1].Shape is WordShape.Initial && reading.Gap(i) is "." && tags[taken[i] ? i : i + 1] is WordTag.Name;

    /// <summary>Stretches of words that are one finding and hold something that no other detector found, or not as this.</summary>
    public IEnumerable<(TextSpan Span, WordTag Tag, bool IsSure)> Runs()
    {
        for (var first = 0; first < taken.Length; first++)
        {
            if (!taken[first] || tags[first] is WordTag.Outside)
                continue;
            var last = first;
            while (last + 1 < taken.Length && taken[last + 1] && tags[last + 1] == tags[first] && Joins(last))
                last++;
            var (isNew, isSure) = (false, true);
            for (var i = first; i <= last; i++)
            {
                isNew |= IsNew(i);
                isSure &= sure[i];
            }
            if (isNew && (isSure || !IsTerm(first, last)))
            {
                // The 's at the end of a house's name is part of it: "Joe's".
                var end = reading.Words[last].End + (reading.Words[last].IsPossessive && IsHouse(tags[last]) ? 2 : 0);
                yield return (TextSpan.FromBounds(reading.Words[first].Start, end), tags[first], isSure);
            }
            first = last;
        }
    }

    /// <summary>"Physical Therapy" and other terms of medicine in capitals, of which no word is the house's own.</summary>
    private bool IsTerm(int first, int last)
    {
        if (!IsHouse(tags[first]) || !reading.IsNameCase(first))
            return false;
        if (first == last)
            return IsTerm(first - 1) || IsTerm(first);
        for (var i = first; i < last; i++)
        {
            if (!IsTerm(i))
                return false;
        }
        return true;
    }

    private bool IsTerm(int i) => i >= 0 && i + 1 < reading.Count && HarmlessWords.IsTerm(reading.Folded(i), reading.Folded(i + 1));

    private bool IsNew(int i) => !signs.IsSeen(i) || (sure[i] && (signs.IsOther(i, tags[i]) || (IsHouse(tags[i]) && reading.Words[i].IsPossessive)));

    private static bool IsHouse(WordTag tag) => tag is WordTag.Organization or WordTag.Place;

    /// <summary>Small words between two parts of one name: "School of the Arts".</summary>
    [MethodImpl(EveryWord.Passes)]
    private void Bridge()
    {
        const int LongestBridge = 2;
        for (var i = 1; i < taken.Length; i++)
        {
            if (taken[i] || !taken[i - 1] || tags[i - 1] is WordTag.Outside)
                continue;
            var end = i;
            while (end < taken.Length && end - i < LongestBridge && !taken[end] && reading.Words[end].Shape is WordShape.Lower && IsSmall(end, tags[i - 1]) && Joins(end - 1))
                end++;
            if (end == i || end == taken.Length || !taken[end] || tags[end] != tags[i - 1] || !Joins(end - 1))
                continue;
            for (var at = i; at < end; at++)
                (taken[at], tags[at]) = (true, tags[end]);
        }
    }

    private bool IsSmall(int i, WordTag tag) => IsHouse(tag) ? reading.Reads(i, "of", "the", "and", "on", "in", "at", "for", "de", "del", "la", "du", "le", "upon", "an", "a", "y", "na", "am", "der") : reading.Is(i, WordFacts.Particle);

    /// <summary>A word that was surely taken once is taken wherever it stands, if no list calls it harmless.</summary>
    [MethodImpl(EveryWord.Passes)]
    private void Repeat()
    {
        var names = new Dictionary<ulong, WordTag>();
        for (var i = 0; i < taken.Length; i++)
        {
            if (taken[i] && !signs.IsSeen(i) && outside[i] < 0.2f && tags[i] is not WordTag.Code && reading.Words[i].Length > 2 && signs.IsStrange(i))
                names.TryAdd(reading.Hash(i), tags[i]);
        }
        if (names.Count == 0)
            return;
        for (var i = 0; i < taken.Length; i++)
        {
            if (!taken[i] && names.TryGetValue(reading.Hash(i), out var tag) && (reading.IsNameCase(i) || reading.IsPlainCase(i)))
                (taken[i], tags[i]) = (true, tag);
        }
    }

    /// <summary>Nothing between a word and the next that ends a name.</summary>
    [MethodImpl(EveryWord.Passes)]
    private bool Joins(int i)
    {
        var gap = reading.Gap(i);
        if (reading.Words[i].IsPossessive)
            gap = gap[2..];
        return gap is " " or "-" or "'" or "." or ". " or " & ";
    }
}
