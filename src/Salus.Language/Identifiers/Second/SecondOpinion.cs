using System.Collections.Immutable;
using Salus.Language.Identifiers.Names;

namespace Salus.Language.Identifiers.Second;

/// <summary>
/// Reads a text that was cleaned as somebody who knows none of the rules it was cleaned by: names by a statistical model of their letters and
/// neighbours, numbers by their shape. What it finds in a release is for a person to look at: it misses names and alarms falsely, each at a rate
/// that the card of the capability states. Tags in square brackets and masks of X, # or * are no findings. Safe for several threads.
/// </summary>
public sealed class SecondOpinion : IIdentifierDetector
{
    private const double NameThreshold = 0.5;

    private readonly WordForms forms = WordForms.Shipped;

    public string Name => "second-opinion";

    public void Find(IdentifierText text, ICollection<IdentifierSpan> found)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(found);
        var seen = new List<IdentifierSpan>();
        Numbers(text, seen);
        Names(text, seen);
        foreach (var one in IdentifierFinder.Settle(text.Plain, seen))
            found.Add(one);
    }

    /// <param name="allowed">Where the release's own surrogates stand, in positions of the text: what lies within them is passed over.</param>
    public ImmutableArray<IdentifierSpan> Find(string text, params ReadOnlySpan<TextSpan> allowed)
    {
        var read = IdentifierText.Of(text);
        var found = new List<IdentifierSpan>();
        Find(read, found);
        var passed = allowed.ToArray();
        Array.Sort(passed, (a, b) => a.Start.CompareTo(b.Start));
        var at = 0;
        var kept = ImmutableArray.CreateBuilder<IdentifierSpan>();
        foreach (var one in found)
        {
            var span = read.ToOriginal(one.Span);
            while (at < passed.Length && passed[at].End < span.End)
                at++;
            if (at == passed.Length || passed[at].Start > span.Start)
                kept.Add(one with { Span = span });
        }
        return kept.DrainToImmutable();
    }

    private void Numbers(IdentifierText read, List<IdentifierSpan> found)
    {
        var shapes = new List<(TextSpan Span, IdentifierClass Class)>();
        DigitShapes.Find(read.Plain, shapes);
        found.AddRange(shapes.Where(s => !IsTreated(read.Plain, s.Span)).Select(s => new IdentifierSpan(s.Span, s.Class, Name, 0.9)));
    }

    private void Names(IdentifierText read, List<IdentifierSpan> found)
    {
        var words = read.Words;
        var opinion = new WordOpinion(read.Plain, words, forms);
        var signs = new double[WordOpinion.Signs];
        var last = -2;
        for (var i = 0; i < words.Length; i++)
        {
            var word = words[i];
            if (word.Length < 2 || word.Shape is WordShape.Digits or WordShape.Mixed or WordShape.Initial || IsTreated(read.Plain, word.Span) || opinion.OfName(i, signs) is var chance && chance < NameThreshold)
                continue;
            if (last == i - 1 && read.Plain[words[last].End] is ' ' or '-' && words[last].End + 1 == word.Start)
                found[^1] = found[^1] with { Span = TextSpan.FromBounds(found[^1].Span.Start, word.End) };
            else
                found.Add(new(word.Span, IdentifierClass.Name, Name, 0.5));
            last = i;
        }
    }

    /// <summary>A tag such as [name] or [medical-record 2], or a mask.</summary>
    private static bool IsTreated(string text, TextSpan span)
    {
        const int LongestTag = 40;
        var isMask = true;
        for (var at = span.Start; at < span.End; at++)
            isMask &= text[at] is 'X' or 'x' or '#' or '*' or '-' or '0';
        if (isMask)
            return true;
        var open = span.Start - 1;
        while (open >= 0 && span.Start - open < LongestTag && (char.IsLetterOrDigit(text[open]) || text[open] is ' ' or '-' or '_'))
            open--;
        if (open < 0 || text[open] != '[')
            return false;
        var close = span.End;
        while (close < text.Length && close - span.End < LongestTag && (char.IsLetterOrDigit(text[close]) || text[close] is ' ' or '-' or '_'))
            close++;
        return close < text.Length && text[close] == ']' && IdentifierClasses.TryParse(TagWord(text.AsSpan(open + 1, close - open - 1)), out _);
    }

    private static string TagWord(ReadOnlySpan<char> tag)
    {
        var end = tag.TrimEnd("0123456789 -_").Length;
        return tag[..end].ToString().ToLowerInvariant().Replace(' ', '-').Replace('_', '-');
    }
}
