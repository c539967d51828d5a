using System.Collections.Immutable;

namespace Salus.Documentation.Scribe;

/// <summary>
/// Writes the review of systems from what was asked and answered and what the patient said: one line per system, what is reported
/// and what is denied. A symptom that was both affirmed and denied is left to the history, where both stand with their words.
/// </summary>
internal sealed class SymptomReviewer(VisitReading reading)
{
    private sealed record Said(Symptom Symptom, bool Present, ImmutableArray<Clause> From);

    public IEnumerable<Proposal> Compose()
    {
        var said = Everything().ToArray();
        var clear = said.GroupBy(s => s.Symptom).Where(g => g.All(s => s.Present) || g.All(s => !s.Present)).ToArray();
        foreach (var system in clear.GroupBy(g => g.Key.System, StringComparer.Ordinal).OrderBy(g => g.First().Key.SystemOrder))
        {
            var reported = system.Where(g => g.First().Present).ToArray();
            var denied = system.Where(g => !g.First().Present).ToArray();
            var parts = new List<string>();
            if (reported.Length > 0)
                parts.Add("Reports " + EnglishList.Join([.. reported.Select(g => g.Key.Name)], "and"));
            if (denied.Length > 0)
                parts.Add("Denies " + EnglishList.Join([.. denied.Select(g => g.Key.Name)], "or"));
            var from = reported.Concat(denied).SelectMany(g => g.First().From).DistinctBy(c => c.Index).OrderBy(c => c.Index);
            yield return new Proposal("ros", $"{system.Key}: {string.Join(". ", parts)}", [.. from], 5) { Fixed = true };
        }
    }

    private IEnumerable<Said> Everything()
    {
        var review = ReviewOfSystems.Embedded;
        var inAnswers = new HashSet<int>();
        foreach (var exchange in reading.Exchanges)
        {
            if (reading.PhaseOf(exchange.Question) is Phase.Plan || exchange.Reply is Reply.None || exchange.Question.IsCutOff || reading.CuesOf(exchange.Question).Has("kin"))
                continue;
            var asked = review.In(exchange.Question.Words).ToArray();
            var no = exchange.Reply is Reply.No;
            // A "no" denies all that was asked for with "any"; a "yes" is certain only for a single symptom.
            if (asked.Length == 0 || no && AnswerProse.Asked(exchange.Question) is null && asked.Length > 1 || !no && asked.Length > 1)
                continue;
            if (!Asks(exchange.Question))
                continue;
            var own = exchange.Answer.SelectMany(a => review.In(a.Words)).Select(s => s.Symptom).ToHashSet();
            foreach (var (symptom, _, _) in asked)
                if (!own.Contains(symptom))
                    yield return new Said(symptom, !no, [exchange.Question, exchange.Answer[0]]);
        }
        foreach (var clause in reading.Clauses)
        {
            if (clause.Speaker is Speaker.Doctor || clause.IsQuestion || reading.PhaseOf(clause) is Phase.Plan || reading.CuesOf(clause).Has("other-people"))
                continue;
            foreach (var (symptom, at, _) in review.In(clause.Words))
            {
                if (Polarity(clause, at) is { } present)
                    yield return new Said(symptom, present, [clause]);
            }
        }
    }

    private static bool Asks(Clause question) =>
        AnswerProse.Asked(question) is not null || question.Words[0].Key is "do" or "have" or "are" or "did" or "you're" or "you" or "is" or "does" or "has" && !question.Key.Contains("worse", StringComparison.Ordinal) && !question.Key.Contains(" when ", StringComparison.Ordinal) && !question.Key.Contains("better", StringComparison.Ordinal) && !question.Key.Contains("help", StringComparison.Ordinal);

    /// <summary>Whether the patient affirms or denies the symptom named at a word; null when the words leave it open.</summary>
    private static bool? Polarity(Clause clause, int at)
    {
        for (var i = 0; i < clause.Words.Length; i++)
            if (clause.Words[i].Key is "if" or "might" or "maybe" or "could" or "worried" or "afraid" or "used" or "would" or "resolved" or "gone" or "stopped" or "without" or "think" or "better" or "ago" or "when" or "he" or "she" or "they" or "your" or "hardly" or "barely" or "almost" or "nothing")
                return null;
        for (var i = Math.Max(0, at - 7); i < at; i++)
            if (clause.Words[i].Key is "no" or "not" or "don't" or "didn't" or "haven't" or "hasn't" or "never" or "denied" or "isn't" or "doesn't" or "wasn't" or "none")
                return clause.Words.Skip(i).Take(at - i).Any(w => w.Key is "but" or "just" or "because") ? null : false;
        return clause.Reply is Reply.No ? null : true;
    }
}

/// <summary>Lists as English writes them.</summary>
internal static class EnglishList
{
    public static string Join(IReadOnlyList<string> items, string last) => items.Count switch
    {
        0 => "",
        1 => items[0],
        2 => $"{items[0]} {last} {items[1]}",
        _ => $"{string.Join(", ", items.Take(items.Count - 1))}, {last} {items[^1]}",
    };
}
