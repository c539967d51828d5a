using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace Salus.Language.Identifiers.Patterns;

/// <summary>A text under the eyes of the pattern detector, and what was found in it. Looks around a place are bounded, so that the whole stays linear.</summary>
internal sealed class Page(string text, ICollection<IdentifierSpan> found, string detector)
{
    /// <summary>What one look to the left or right reads at most, in characters.</summary>
    public const int Sight = 96;

    private Label label;
    private int labelAt = -1;

    public string Text { get; } = text;

    public int Length => Text.Length;

    public char this[int at] => (uint)at < (uint)Text.Length ? Text[at] : '\0';

    public void Add(int start, int end, IdentifierClass kind, double confidence)
    {
        if (end > start)
            found.Add(new(TextSpan.FromBounds(start, end), kind, detector, confidence));
    }

    /// <summary>The length of what a form, which begins with \G, finds at a place; 0 when it is not there.</summary>
    [MethodImpl(EveryWord.Passes)]
    public int Measure(Regex form, int at)
    {
        foreach (var match in form.EnumerateMatches(Text, at))
            return match.Length;
        return 0;
    }

    /// <summary>The label that the words before a place give to what stands there.</summary>
    public Label LabelBefore(int at)
    {
        if (labelAt != at)
            (label, labelAt) = (Labels.Before(Text, at), at);
        return label;
    }

    public bool IsDigit(int at) => char.IsAsciiDigit(this[at]);

    public bool IsLetter(int at) => char.IsLetter(this[at]);

    public bool IsWordPart(int at) => char.IsLetterOrDigit(this[at]);

    [MethodImpl(EveryWord.Passes)]
    public int SkipDigits(int at)
    {
        while (IsDigit(at))
            at++;
        return at;
    }

    [MethodImpl(EveryWord.Passes)]
    public int SkipWord(int at)
    {
        var end = Math.Min(Length, at + Sight);
        while (at < end && char.IsLetter(Text[at]))
            at++;
        return at;
    }

    /// <summary>Past blanks; past one line break too when <paramref name="lines"/> is said.</summary>
    [MethodImpl(EveryWord.Passes)]
    public int SkipBlanks(int at, bool lines = false)
    {
        var end = Math.Min(Length, at + Sight);
        for (; at < end; at++)
        {
            if (Text[at] is ' ' or '\t' or '\r')
                continue;
            if (Text[at] != '\n' || !lines)
                break;
            lines = false;
        }
        return at;
    }

    [MethodImpl(EveryWord.Passes)]
    public int SkipBlanksBack(int at)
    {
        var least = Math.Max(0, at - Sight);
        while (at > least && Text[at - 1] is ' ' or '\t' or '\r')
            at--;
        return at;
    }

    /// <summary>The word of letters that ends before a place, after blanks and at most one of <paramref name="marks"/>; empty when there is none.</summary>
    public ReadOnlySpan<char> WordBefore(int at, string marks = "") => WordBefore(at, marks, out _);

    public ReadOnlySpan<char> WordBefore(int at, string marks, out int start)
    {
        var end = BlanksBack(at);
        if (end > 0 && marks.Contains(Text[end - 1], StringComparison.Ordinal))
            end = BlanksBack(end - 1);
        start = end;
        var least = Math.Max(0, end - Sight);
        while (start > least && (char.IsLetter(Text[start - 1]) || (Text[start - 1] == '\'' && start - 1 > least && char.IsLetter(Text[start - 2]))))
            start--;
        return Text.AsSpan(start, end - start);
    }

    /// <summary>The word of letters that begins at a place or after blanks; empty when there is none.</summary>
    [MethodImpl(EveryWord.Passes)]
    public ReadOnlySpan<char> WordAfter(int at)
    {
        at = SkipBlanks(at, lines: true);
        return Text.AsSpan(at, SkipWord(at) - at);
    }

    public bool StartsLine(int at)
    {
        at = SkipBlanksBack(at);
        return at == 0 || Text[at - 1] is '\n' or '\r';
    }

    public bool EndsLine(int at)
    {
        at = SkipBlanks(at);
        return at >= Length || Text[at] is '\n';
    }

    [MethodImpl(EveryWord.Passes)]
    private int BlanksBack(int at)
    {
        var least = Math.Max(0, at - Sight);
        while (at > least && Text[at - 1] is ' ' or '\t' or '\r' or '\n')
            at--;
        return at;
    }
}
