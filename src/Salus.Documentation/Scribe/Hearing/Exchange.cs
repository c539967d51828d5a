using System.Collections.Immutable;

namespace Salus.Documentation.Scribe;

/// <summary>A question of the doctor and what the patient answered to it.</summary>
/// <param name="Question">The last thing asked before the answer.</param>
/// <param name="Answer">The answering clauses; the first holds the yes or no.</param>
public sealed record Exchange(Clause Question, ImmutableArray<Clause> Answer)
{
    /// <summary>Yes or no as far as it holds for the whole question; <see cref="Scribe.Reply.None"/> when the answer is something else.</summary>
    public Reply Reply { get; init; }

    /// <summary>
    /// Pairs each question with the next turn of the other side. Several questions before one answer share it only when it is a "no" and
    /// every one of them asks "any ...": a "yes" to two questions says nothing certain about either, so only the last keeps it.
    /// </summary>
    public static ImmutableArray<Exchange> Pair(ImmutableArray<Clause> clauses)
    {
        var pairs = ImmutableArray.CreateBuilder<Exchange>();
        for (var i = 0; i < clauses.Length; i++)
        {
            if (clauses[i].Speaker is not Speaker.Doctor || !Asks(clauses[i]))
                continue;
            var last = i;
            while (last + 1 < clauses.Length && clauses[last + 1].Speaker is Speaker.Doctor && clauses[last + 1].Turn <= clauses[last].Turn + 1)
                last++;
            // Only questions at the end of the doctor's words are what the patient answers.
            var asked = Enumerable.Range(i, last - i + 1).Where(j => Asks(clauses[j])).ToArray();
            var first = last + 1;
            if (asked.Length == 0 || asked[^1] < last - 1 || first >= clauses.Length || clauses[first].Speaker is Speaker.Doctor || clauses[first].Turn > clauses[last].Turn + 2)
            {
                i = last;
                continue;
            }
            var end = first;
            while (end + 1 < clauses.Length && clauses[end + 1].Speaker == clauses[first].Speaker && clauses[end + 1].Turn == clauses[first].Turn)
                end++;
            var answer = clauses[first..(end + 1)];
            var reply = ReplyOf(answer);
            var trailing = asked.Reverse().TakeWhile((index, n) => n == 0 || index >= asked[^1] - n).Reverse().ToArray();
            var share = reply is Reply.No && trailing.All(j => AsksForAny(clauses[j]));
            foreach (var j in trailing)
                if (share || j == asked[^1])
                    pairs.Add(new Exchange(clauses[j], answer) { Reply = reply });
            i = last;
        }
        return pairs.ToImmutable();
    }

    private static bool Asks(Clause clause) => clause.IsQuestion || AsksForAny(clause);

    /// <summary>"any nausea or vomiting", "no chest pain" said as a question.</summary>
    public static bool AsksForAny(Clause clause) =>
        clause.Speaker is Speaker.Doctor && clause.Words[0].Key is "any" or "no" && clause.Length is > 1 and < 25
        || clause.IsQuestion && (clause.Key.Contains(" any ", StringComparison.Ordinal) || IsBareList(clause));

    /// <summary>"fever, chills?" after an "any other symptoms" that the answer interrupted.</summary>
    public static bool IsBareList(Clause clause) =>
        clause.IsQuestion && clause.Length <= 8 && Cues.Embedded.In(clause)["symptom"] * 3 >= clause.Length && !clause.Words.Any(w => Verbs.IsFinite(w.Key) || w.Key is "you" or "i" or "your" or "it" or "better" or "worse");

    private static Reply ReplyOf(ImmutableArray<Clause> answer)
    {
        var first = answer[0];
        if (first.Reply is Reply.None)
            return first.Key switch
            {
                "not really" or "not at all" or "i don't" or "i have not" or "i haven't" or "i did not" or "i didn't" or "not that i know of" or "not that i've noticed" or "nothing like that" or "not that i can think of" or "i do not" or "not that i'm aware of" or "nothing" or "none of that" or "not currently" or "not right now" or "not anymore" or "it does not" or "it doesn't" or "not recently" => Reply.No,
                "i do" or "i have" or "i am" or "i did" or "it does" or "it has" or "it is" or "that's right" or "that's correct" or "i sure do" => Reply.Yes,
                _ => Reply.None,
            };
        // "no , it's ..." keeps its no; "no ... but ..." and "yeah no" do not hold for all that was asked.
        return answer.Skip(1).Any(c => c.Reply is not Reply.None && c.Reply != first.Reply) ? Reply.None : first.Reply;
    }
}
