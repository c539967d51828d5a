using System.Collections.Frozen;
using System.Collections.Immutable;
using Salus.Language;
using Salus.Language.Text;
using Salus.Language.Vocabularies;

namespace Salus.Documentation.Scribe;

/// <summary>Whether a text says that a finding is there.</summary>
public enum StatedPolarity
{
    Affirmed,
    Negated,

    /// <summary>Asked without an answer, hedged, or named as a condition.</summary>
    Open,
}

/// <summary>A finding as a text states it.</summary>
/// <param name="Span">Where its name stands in the text.</param>
public sealed record StatedFinding(Concept Concept, StatedPolarity Polarity, TextSpan Span);

/// <summary>
/// Reads which findings a text states and whether as present or absent, by words of negation and their reach, and by the first words of an
/// answer. For scoring only, and on purpose apart from the assertion engine and the checks: what both got wrong in the same way would
/// otherwise never be seen.
/// </summary>
public static class StatedFindings
{
    private const int AnswerWords = 4;
    private const int Near = 8;

    /// <summary>Words that a denial reaches over, and by how many more each further member of a list lets it reach.</summary>
    private const int Reach = 7;
    private const int Listed = 4;

    /// <summary>Letters that may follow a question in its turn.</summary>
    private const int LittleElse = 40;

    private static readonly FrozenSet<string> Negations = Set("no not nor neither never without denies denied denying deny nil non none negative absent cannot free");
    private static readonly FrozenSet<string> Ends = Set("but however although though except yet still reports reported endorses endorsed admits admitted complains complained presents because which instead");
    private static readonly FrozenSet<string> Weak = Set("change changes increase worse worsening sure certain only just longer further more");
    private static readonly FrozenSet<string> Hedges = Set("if might may possible possibly whether unless could suspect suspected rule risk likely unlikely concern concerned concerns concerning prevent avoid cause causes sign signs should case would");
    private static readonly FrozenSet<string> Subjects = Set("i he she they we it there his her their my the patient");
    private static readonly FrozenSet<string> Has = Set("has have had is are was were am 's feels felt gets got does did do");
    private static readonly FrozenSet<string> Openers = Set("do does did have has had are is were was can");
    private static readonly FrozenSet<string> Asker = Set("you your there it that the he she they");
    private static readonly FrozenSet<string> Fillers = Set("uh um er erm well okay ok so oh hmm mm and but hm");
    private static readonly FrozenSet<string> Yes = Set("yes yeah yep yup correct right absolutely definitely sometimes occasionally exactly sure ya mhm always often");
    private static readonly FrozenSet<string> No = Set("no nope nah not never none neither nothing negative denies");
    private static readonly FrozenSet<string> AfterNo = Set("none no absent negative denied nil");

    /// <summary>The findings of one written text, sentence by sentence.</summary>
    public static ImmutableArray<StatedFinding> In(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var found = ImmutableArray.CreateBuilder<StatedFinding>();
        foreach (var span in SentenceSplitter.Note(text))
            foreach (var (concept, polarity, at) in Sentence(span.In(text)))
                found.Add(new StatedFinding(concept, polarity, TextSpan.FromBounds(span.Start + at.Start, span.Start + at.End)));
        return found.DrainToImmutable();
    }

    /// <summary>The findings of one turn; what a question names is taken as the next speaker answers.</summary>
    public static ImmutableArray<StatedFinding> In(IReadOnlyList<Turn> turns, int turn)
    {
        ArgumentNullException.ThrowIfNull(turns);
        var text = turns[turn].Text;
        var found = ImmutableArray.CreateBuilder<StatedFinding>();
        foreach (var span in SentenceSplitter.Spoken(text))
        {
            var sentence = span.In(text);
            var stated = Sentence(sentence);
            if (stated.Count == 0)
                continue;
            var tokens = Tokenizer.Tokenize(sentence);
            var atEnd = text.AsSpan(span.End).Trim().Length < LittleElse;
            var asked = stated.ConvertAll(f => Asked(tokens, f.Span, turns[turn].Speaker, atEnd));
            var answer = asked.Contains(true) ? AnswerTo(turns, turn) : StatedPolarity.Open;
            foreach (var (index, (concept, polarity, at)) in stated.Index())
            {
                // "yes" to two questions at once says nothing certain about either
                var said = !asked[index] ? polarity : answer is StatedPolarity.Affirmed && asked.Count(a => a) > 1 ? StatedPolarity.Open : answer;
                found.Add(new StatedFinding(concept, said, TextSpan.FromBounds(span.Start + at.Start, span.Start + at.End)));
            }
        }
        return found.DrainToImmutable();
    }

    /// <summary>Whether words that deny stand before or right after a stretch of a sentence and reach it.</summary>
    internal static bool Denied(ImmutableArray<Token> tokens, int first, int last)
    {
        var reach = Reach;
        for (var i = first - 1; i >= 0 && reach > 0; i--, reach--)
        {
            var word = tokens[i].Norm;
            if (word is "or" or "," or "nor")
                reach += Listed;
            if (Ends.Contains(word) || word is ";" or "." or ":" && i < first - 1)
                break;
            if (Negations.Contains(word))
                return !(i + 1 < first && Weak.Contains(tokens[i + 1].Norm)) && !(word is "free" && !(i + 1 < tokens.Length && tokens[i + 1].Is("of"))) && !(word is "non" && i < first - 2);
            // "no fever, and he has a cough", "no fever, has a cough": a new predicate
            if (Has.Contains(word) && i > 0 && (Subjects.Contains(tokens[i - 1].Norm) || tokens[i - 1].Norm is "and" or ","))
            {
                if (i + 1 < tokens.Length && tokens[i + 1].Is("not"))
                    continue;
                break;
            }
        }
        var next = last + 1;
        if (next < tokens.Length && (tokens[next].Norm is ":" or "-" or "–" || Has.Contains(tokens[next].Norm)))
            next++;
        if (next < tokens.Length && tokens[next].Is("not") && next + 1 < tokens.Length && tokens[next + 1].Norm is "present" or "there" or "noted" or "seen")
            return true;
        // "edema: none", "diarrhea no"
        return next < tokens.Length && (next > last + 1 || next == tokens.Length - 1) && AfterNo.Contains(tokens[next].Norm) && !(next + 1 < tokens.Length && Weak.Contains(tokens[next + 1].Norm));
    }

    private static List<(Concept Concept, StatedPolarity Polarity, TextSpan Span)> Sentence(string sentence)
    {
        var tokens = Tokenizer.Tokenize(sentence);
        var found = new List<(Concept, StatedPolarity, TextSpan)>();
        foreach (var mention in Vocabulary.Embedded.Matcher.Find(sentence, tokens))
        {
            if (mention.Concept.Kind is not (ConceptKind.Finding or ConceptKind.Disorder or ConceptKind.Exam))
                continue;
            var (first, last) = Tokens(tokens, mention.Span);
            var hedged = Enumerable.Range(Math.Max(0, first - 6), Math.Min(6, first)).Any(i => Hedges.Contains(tokens[i].Norm));
            var polarity = Denied(tokens, first, last) ? StatedPolarity.Negated : hedged ? StatedPolarity.Open : StatedPolarity.Affirmed;
            found.Add((mention.Concept, polarity, mention.Span));
        }
        return found;
    }

    internal static (int First, int Last) Tokens(ImmutableArray<Token> tokens, TextSpan span)
    {
        var first = 0;
        while (first < tokens.Length - 1 && tokens[first].Span.End <= span.Start)
            first++;
        var last = first;
        while (last + 1 < tokens.Length && tokens[last + 1].Span.Start < span.End)
            last++;
        return (first, last);
    }

    /// <summary>Whether a finding is asked for: behind the words that open a question, near them and the end where no mark tells.</summary>
    private static bool Asked(ImmutableArray<Token> sentence, TextSpan finding, Speaker speaker, bool atEnd)
    {
        var marked = sentence[^1].Is("?");
        if (!marked && (speaker is not Speaker.Doctor || !atEnd))
            return false;
        var (first, last) = Tokens(sentence, finding);
        var openers = Enumerable.Range(0, sentence.Length).Where(i => sentence[i].Is("any") || i + 1 < sentence.Length && Openers.Contains(sentence[i].Norm) && Asker.Contains(sentence[i + 1].Norm)).ToArray();
        return marked
            ? openers.Length == 0 || openers[0] <= first
            : openers.Any(i => i < first && first - i <= Near) && sentence.Length - last <= 2 * Near;
    }

    private static StatedPolarity AnswerTo(IReadOnlyList<Turn> turns, int turn)
    {
        if (turn + 1 >= turns.Count || turns[turn + 1].Speaker == turns[turn].Speaker)
            return StatedPolarity.Open;
        var words = Tokenizer.Tokenize(turns[turn + 1].Text).Where(t => t.Kind is not TokenKind.Punctuation).Select(t => t.Norm).SkipWhile(Fillers.Contains).Take(AnswerWords).ToArray();
        if (words.Length == 0)
            return StatedPolarity.Open;
        if (No.Contains(words[0]) || words[0] is "i" && words.Contains("not", StringComparer.Ordinal))
            return StatedPolarity.Negated;
        return Yes.Contains(words[0]) || words is ["i", "do" or "have" or "am" or "did", ..] or ["it", "does" or "is" or "has", ..] or ["a", "little" or "bit", ..]
            ? words.Skip(1).Any(No.Contains) ? StatedPolarity.Open : StatedPolarity.Affirmed
            : StatedPolarity.Open;
    }

    private static FrozenSet<string> Set(string words) => words.Split(' ').ToFrozenSet(StringComparer.Ordinal);
}
