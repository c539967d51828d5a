using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace Salus.Documentation.Scribe;

/// <summary>
/// "Actually it was the left": what was said shortly before of the other side is written with the side that was meant, and rests on both
/// places. Only plain corrections count: a short clause that names a side and nothing else, opened by a word that takes something back.
/// </summary>
internal sealed partial class SpokenCorrections(VisitReading reading)
{
    /// <summary>So many turns back a correction reaches.</summary>
    public const int Reach = 8;

    public ImmutableArray<Proposal> Apply(IEnumerable<Proposal> proposals)
    {
        var all = proposals.ToList();
        for (var i = 0; i < reading.Clauses.Length; i++)
        {
            var clause = reading.Clauses[i];
            if (Meant(clause, i) is not var (side, part))
                continue;
            all.RemoveAll(p => p.From is [var own] && own.Index == clause.Index);
            var other = side == "left" ? "right" : "left";
            if (Target(i, other, part) is not { } target)
                continue;
            for (var p = 0; p < all.Count; p++)
            {
                if (all[p].Gathered is null && all[p].From.Any(c => c.Index == target.Index) && Named(all[p].Text, other) && !Named(all[p].Text, side))
                    all[p] = all[p] with { Text = Replace(all[p].Text, other, side), From = all[p].From.Add(clause), Correction = $"Corrected in the conversation: {side}, not {other}." };
            }
        }
        return [.. all];
    }

    /// <summary>The side that the clause puts in place of the other, and the part of the body if it names one.</summary>
    private (string Side, string Part)? Meant(Clause clause, int i)
    {
        if (clause.Length > 10 || clause.IsQuestion || Correction().Match(clause.Key) is not { Success: true } match)
            return null;
        var before = i > 0 && reading.Clauses[i - 1].LastTurn == clause.Turn ? reading.Clauses[i - 1].Words[^1].End : 0;
        var said = reading.Turns[clause.Turn].Text[before..Math.Max(before, clause.Words.Last(w => w.Turn == clause.Turn).End)];
        var part = match.Groups["part"].Value is "side" or "one" or "now" ? "" : match.Groups["part"].Value;
        return match.Groups["not"].Success || TakesBack().IsMatch(said.ToLowerInvariant()) ? (match.Groups["side"].Value, part) : null;
    }

    private Clause? Target(int correction, string side, string part)
    {
        for (var i = correction - 1; i >= 0 && reading.Clauses[i].Turn >= reading.Clauses[correction].Turn - Reach; i--)
        {
            if (reading.Clauses[i].Words.Any(w => w.Key == side) && (part.Length == 0 || reading.Clauses[i].Words.Any(w => w.Key == part)))
                return reading.Clauses[i];
        }
        return null;
    }

    private static bool Named(string text, string side) => text.Split([' ', ',', '.'], StringSplitOptions.None).Contains(side, StringComparer.OrdinalIgnoreCase);

    private static string Replace(string text, string from, string to) => string.Join(' ', text.Split(' ').Select(word => word.TrimEnd(',', '.') == from ? to + word[from.Length..] : word));

    [GeneratedRegex(@"^(?:(?<not>not (?:the|my|your|his|her) (?:left|right)(?: [a-z]+)?,? )(?:but )?|(?:it's|it is|it was|it|that's|that was|i meant|make that|on|in|(?:actually|wait|sorry|no|oh|i mean|excuse me),?)\s+)*(?:the|my|your|his|her) (?<side>left|right)(?: (?<part>[a-z]+))?(?: side| one)?(?<not>,? not (?:the|my|your|his|her) (?:left|right)(?: [a-z]+)?)?$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Correction();

    [GeneratedRegex(@"\b(?:actually|sorry|i mean|i meant|correction|wait|excuse me|oops|my mistake)\b|\bno\s*,", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex TakesBack();
}
