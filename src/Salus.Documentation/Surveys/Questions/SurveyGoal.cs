using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Salus.Language;

namespace Salus.Documentation.Surveys;

/// <summary>What a goal asks for, with the words that say so.</summary>
/// <param name="Purposes">In the order of how clearly the goal asks for them; never empty.</param>
/// <param name="Topic">What the survey is about, in the goal's words; null when it names nothing.</param>
internal sealed partial record SurveyGoal(string Text, ImmutableArray<(SurveyPurpose Purpose, TextSpan Words)> Purposes, TextSpan? Topic)
{
    private const int MostPurposes = 3;
    private const int MostTopicWords = 8;

    /// <summary>Words that name the people and the asking, never the thing asked about.</summary>
    private static readonly HashSet<string> edges = new(StringComparer.OrdinalIgnoreCase) { "the", "a", "an", "our", "their", "his", "her", "its", "they", "to", "of", "and", "or", "is", "are", "was", "were", "do", "does", "did", "at", "in", "on", "with", "how", "why", "whether", "what" };

    public static SurveyGoal Read(string goal)
    {
        var found = QuestionLibrary.Purposes.Select(p => (Purpose: p, Words: p.Cues.SelectMany(c => Whole(goal, c)).OrderByDescending(s => s.Length).ThenBy(s => s.Start).ToArray())).Where(p => p.Words.Length > 0)
            .OrderByDescending(p => p.Words.Sum(w => w.Length)).ThenBy(p => p.Words[0].Start).Select(p => (p.Purpose, p.Words[0])).Take(MostPurposes).ToImmutableArray();
        if (found.IsEmpty)
            found = [(QuestionLibrary.Purposes.First(p => p.Name is "satisfaction"), new TextSpan(0, goal.Length))];
        return new SurveyGoal(goal, found, TopicOf(goal));
    }

    public string? TopicText => Topic is { } span ? Address(span.In(Text)) : null;

    /// <summary>The thing after the verb or preposition that leads to it, up to the next clause.</summary>
    private static TextSpan? TopicOf(string goal)
    {
        if (Lead().Match(goal) is not { Success: true } match)
            return null;
        var (start, end) = (match.Groups["topic"].Index, match.Groups["topic"].Index + match.Groups["topic"].Length);
        if (Stop().Match(goal, start, end - start) is { Success: true } stop && stop.Index > start)
            end = stop.Index;
        var words = Word().Matches(goal[start..end]).Select(m => (At: start + m.Index, m.Value)).Take(MostTopicWords).ToList();
        while (words.Count > 0 && edges.Contains(words[^1].Value))
            words.RemoveAt(words.Count - 1);
        while (words.Count > 1 && edges.Contains(words[0].Value) && words[0].Value.ToLowerInvariant() is not ("the" or "our" or "their" or "a" or "an"))
            words.RemoveAt(0);
        return words.Count == 0 ? null : TextSpan.FromBounds(words[0].At, words[^1].At + words[^1].Value.Length);
    }

    /// <summary>Said to the person: "their medicines" is "your medicines".</summary>
    private static string Address(string topic) => Their().Replace(topic, "your");

    private static IEnumerable<TextSpan> Whole(string text, string cue)
    {
        for (var at = text.IndexOf(cue, StringComparison.OrdinalIgnoreCase); at >= 0; at = text.IndexOf(cue, at + 1, StringComparison.OrdinalIgnoreCase))
        {
            if ((at == 0 || !char.IsLetter(text[at - 1])) && (at + cue.Length == text.Length || !char.IsLetter(text[at + cue.Length])))
                yield return new TextSpan(at, cue.Length);
        }
    }

    [GeneratedRegex(@"\b(?:miss|misses|missed|missing|skip|skipped|attend|cancel|satisfied with|happy with|unhappy with|satisfaction with|experiences? (?:with|of|in|on|at)|experiences?|coming to|come to|going to|go to|think (?:of|about)|thoughts? on|opinions? (?:of|on|about)|feedback (?:on|about)|barriers to|access to|adherence to|stick to|use|using|take|taking|understand|visit|learn about|know about|ask about|about|recover(?:ing)? from|recovery (?:from|after)|quality of|rate|with|after|during|on|in|at|of|for)\s+(?<topic>[\p{L}\d][^.?!]*)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Lead();

    [GeneratedRegex(@"\s+(?:because|so that|since|and how|and why|and whether|and what|in order|when|while|if|but|at home|at night|today|and does|and do)\b|[,;:]", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Stop();

    [GeneratedRegex(@"[\p{L}\p{N}][\p{L}\p{N}'’-]*", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Word();

    [GeneratedRegex(@"^(?:their|his|her)\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Their();
}
