using System.Collections.Frozen;

namespace Salus.Language.Identifiers.Known;

/// <summary>Reads a known number or code from where one of its beginnings stands, across separators and line breaks.</summary>
internal static class CodeSearch
{
    private const int WidestGap = 8;
    private const int LabelReach = 28;

    private static readonly FrozenSet<string> Labels = FrozenSet.Create(StringComparer.Ordinal,
        "mrn", "id", "no", "nr", "num", "number", "record", "chart", "account", "acct", "code", "plate", "zip", "postcode", "postal", "case", "file", "bed", "room", "ext", "extension", "pin", "policy", "member", "subscriber", "licence", "license", "serial", "patient", "ref", "reference", "visit", "encounter");

    private static readonly string[] TailLabels = ["last four", "last 4", "final four", "ending", "ends in", "ends with", "xxx", "***", "•••", "last digits", "last digit"];

    /// <param name="next">A buffer for the words that follow.</param>
    public static KnownMatch? Read(CodeIndex index, string text, FoldedWord first, FoldedWord next)
    {
        if (first is { IsNumber: true, Length: 4 } && index.FindTail(first.Hash) is { } tailed && IsTail(text, first.Start))
            return new(TextSpan.FromBounds(first.Start, first.End), tailed.Class, tailed, 0.95);
        var best = Read(index, text, first, next, 0);
        for (var zeros = 1; best is null && first.IsNumber && zeros < first.Length && first.Letters[zeros - 1] == '0'; zeros++)
            best = Read(index, text, first, next, zeros);
        return best;
    }

    private static KnownMatch? Read(CodeIndex index, string text, FoldedWord first, FoldedWord word, int skipped)
    {
        KnownMatch? best = null;
        var running = WordHash.Running(0, first.Letters[skipped..]);
        var length = first.Length - skipped;
        var end = first.End;
        while (length <= index.Longest && index.Begins(WordHash.Finish(running)))
        {
            if (index.Find(WordHash.Finish(running)) is { } code && (!code.NeedsLabel || IsApart(text, first.Start, end) && (HasLabel(text, first.Start) || IsPlaced(code.Known, text, first.Start, end))))
                best = new(TextSpan.FromBounds(first.Start, end), code.Known.Class, code.Known, 1);
            var next = Next(text, end);
            if (next < 0)
                break;
            word.Read(text, next);
            running = WordHash.Running(running, word.Letters);
            length += word.Length;
            end = word.End;
        }
        return best is { Class: IdentifierClass.PostalCode } postal ? postal with { Span = WithSuffix(text, postal.Span) } : best;
    }

    private static int Next(string text, int end)
    {
        var at = end;
        while (at < text.Length && at - end < WidestGap && !FoldedWord.IsPart(text[at]))
            at++;
        return at < text.Length && FoldedWord.IsPart(text[at]) ? at : -1;
    }

    private static bool IsApart(string text, int start, int end) =>
        (start == 0 || !FoldedWord.IsPart(text[start - 1])) && (end == text.Length || !FoldedWord.IsPart(text[end]));

    /// <summary>A short postal code stands before its city; one of four figures that is no year, and no part of a number, stands for itself.</summary>
    private static bool IsPlaced(KnownIdentifier known, string text, int start, int end) =>
        known.Class is IdentifierClass.PostalCode
        && ((end + 1 < text.Length && text[end] == ' ' && char.IsUpper(text[end + 1]))
            || (text[start..end] is { Length: 4 } code && code.All(char.IsAsciiDigit) && !code.StartsWith("19", StringComparison.Ordinal) && !code.StartsWith("20", StringComparison.Ordinal) && !IsBesideFigures(text, start, end)));

    private static bool IsBesideFigures(string text, int start, int end) =>
        (start > 1 && char.IsAsciiDigit(text[start - 2]) && text[start - 1] is not '\n') || (end + 1 < text.Length && char.IsAsciiDigit(text[end + 1]) && text[end] is not '\n') || (end < text.Length && text[end] is '%');

    /// <summary>The four digits that may follow a ZIP code.</summary>
    private static TextSpan WithSuffix(string text, TextSpan span)
    {
        var end = span.End;
        if (span.Length != 5 || end + 4 >= text.Length || text[end] != '-')
            return span;
        for (var i = 1; i <= 4; i++)
        {
            if (!char.IsAsciiDigit(text[end + i]))
                return span;
        }
        return end + 5 < text.Length && char.IsAsciiDigit(text[end + 5]) ? span : new(span.Start, span.Length + 5);
    }

    private static bool IsTail(string text, int start)
    {
        var before = text[Math.Max(0, start - LabelReach)..start];
        return Array.Exists(TailLabels, label => before.Contains(label, StringComparison.OrdinalIgnoreCase));
    }

    private static bool HasLabel(string text, int start)
    {
        var before = text[Math.Max(0, start - LabelReach)..start];
        if (before.TrimEnd().EndsWith('#'))
            return true;
        var words = FoldedWord.WordsOf(before);
        return words.TakeLast(3).Any(Labels.Contains);
    }
}
