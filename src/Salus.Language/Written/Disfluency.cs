using System.Collections.Frozen;
using Salus.Language.Text;

namespace Salus.Language.Written;

/// <summary>
/// Takes out what a speaker did not mean to say: filled pauses, filler phrases, broken-off words and repeated starts.
/// Leaves answers ("mm-hmm", "uh-huh"), emphasis ("very , very") and everything else untouched. Linear; never throws.
/// </summary>
public static class Disfluency
{
    private const int LongestRepeat = 5;

    private static readonly FrozenSet<string> Pauses = Set("uh um uhm erm er ah umm uhh hm hmm");

    private static readonly FrozenSet<string> Emphasis = Set(
        "very really no yes yeah okay ok so much many long far big bye right well good never more less again hey ha that had is was do");

    private static readonly FrozenSet<string> Function = Set(
        "a an the i we you he she it they and but or so to of in on at for with my your his her our their if when this there because as like what how is are was were have has did does can could would will 's am just maybe not about from");

    public static WrittenText Remove(string spoken)
    {
        ArgumentNullException.ThrowIfNull(spoken);
        var tokens = new TokenReader(spoken);
        var rewriter = new Rewriter(spoken);
        var i = 0;
        while (i < tokens.Count)
        {
            var end = Math.Max(PauseEnd(tokens, i), Math.Max(FillerEnd(tokens, i), Math.Max(BrokenWordEnd(tokens, i), RepeatEnd(tokens, i))));
            if (end <= i)
            {
                i++;
                continue;
            }

            Drop(rewriter, tokens, i, end);
            i = end;
        }

        return rewriter.Finish();
    }

    /// <summary>Drops tokens with the white space after them, or before them at the end of the text.</summary>
    private static void Drop(Rewriter rewriter, TokenReader tokens, int first, int end)
    {
        var start = tokens.Tokens[first].Span.Start;
        var stop = end < tokens.Count ? tokens.Tokens[end].Span.Start : tokens.Source.Length;
        if (end < tokens.Count && !tokens.Tokens[end].SpaceBefore && start > 0 && tokens.Tokens[end].Kind == TokenKind.Punctuation)
        {
            while (start > rewriter.Position && char.IsWhiteSpace(tokens.Source[start - 1]))
                start--;
        }

        if (start > rewriter.Position || start == 0 || rewriter.Position == start)
            rewriter.Drop(TextSpan.FromBounds(start, stop));
        else
            rewriter.Drop(TextSpan.FromBounds(rewriter.Position, stop));
    }

    private static int PauseEnd(TokenReader tokens, int i)
    {
        if (!tokens.IsWord(i) || !Pauses.Contains(tokens[i]) || tokens.IsInnerHyphen(i + 1) || tokens.IsInnerHyphen(i - 1))
            return i;
        if (tokens[i] is "hmm" && i > 0 && tokens[i - 1] == "mm")
            return i;
        if (tokens[i] is "ah" or "hm" or "hmm" && tokens[i + 1] is "." or "?" or "!" or "")
            return i;
        var end = i + 1;
        return tokens[end] == "," && (i == 0 || !tokens.IsWord(i - 1) || tokens[end + 1] is not "") ? end + 1 : end;
    }

    /// <summary>"you know" and "i mean" between pauses, "like" between commas.</summary>
    private static int FillerEnd(TokenReader tokens, int i)
    {
        var opens = i == 0 || tokens[i - 1] is "," or "." or "?" or "!" || tokens[i - 1] is "and" or "but" or "so" || Pauses.Contains(tokens[i - 1]);
        if (!opens)
            return i;
        if (tokens.Follows(i, "you", "know", ",") || tokens.Follows(i, "i", "mean", ","))
            return i + 3;
        return i > 0 && tokens[i - 1] == "," && tokens.Follows(i, "like", ",") ? i + 2 : i;
    }

    /// <summary>A word broken off with a hyphen (<c>ex- exerting</c>), with the pause after it; "pre- and post-" is none.</summary>
    private static int BrokenWordEnd(TokenReader tokens, int i)
    {
        if (!tokens.IsWord(i) || tokens[i + 1] != "-" || i + 2 >= tokens.Count || tokens.Tokens[i + 1].SpaceBefore || !tokens.Tokens[i + 2].SpaceBefore)
            return i;
        var end = i + 2;
        if (tokens[end] is "," or ".")
        {
            while (tokens[end] is "," or ".")
                end++;
        }

        if (end >= tokens.Count || tokens[end] is "and" or "or" or "to" || !Continues(tokens, i, end))
            return i;
        return end;
    }

    /// <summary>The broken word starts the next one, or is too short to be a word.</summary>
    private static bool Continues(TokenReader tokens, int i, int next) =>
        tokens.IsWord(next) && (tokens[next].StartsWith(tokens[i], StringComparison.Ordinal) || (tokens[i].Length <= 3 && !Function.Contains(tokens[i])));

    /// <summary>The same one to five words twice in a row: the end of the first time, so the second stays.</summary>
    private static int RepeatEnd(TokenReader tokens, int i)
    {
        if (!tokens.IsWord(i))
            return i;
        for (var length = LongestRepeat; length >= 1; length--)
        {
            if (!Words(tokens, i, length))
                continue;
            var second = i + length;
            var marks = 0;
            while (tokens[second] is "," or "." or "-" && marks < 4)
            {
                second++;
                marks++;
            }

            if (marks == 1 && tokens[i + length] == ".")
                continue;
            if (Same(tokens, i, second, length) && IsSlip(tokens, i, length, marks))
                return second;
        }

        return i;
    }

    private static bool Words(TokenReader tokens, int start, int length)
    {
        for (var k = 0; k < length; k++)
        {
            if (!tokens.IsWord(start + k))
                return false;
        }

        return true;
    }

    private static bool Same(TokenReader tokens, int first, int second, int length)
    {
        for (var k = 0; k < length; k++)
        {
            if (!tokens.IsWord(second + k) || tokens[first + k] != tokens[second + k])
                return false;
        }

        return true;
    }

    private static bool IsSlip(TokenReader tokens, int start, int length, int marks)
    {
        if (length > 1)
            return !NumberWords.IsNumberWord(tokens[start]) && !Emphasis.Contains(tokens[start]) && (marks > 0 || Function.Contains(tokens[start]));
        var word = tokens[start];
        if (NumberWords.IsNumberWord(word) || Emphasis.Contains(word))
            return false;
        return marks > 0 || Function.Contains(word);
    }

    private static FrozenSet<string> Set(string words) => words.Split(' ').ToFrozenSet(StringComparer.Ordinal);
}
