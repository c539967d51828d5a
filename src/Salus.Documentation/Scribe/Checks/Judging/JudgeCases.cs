using System.Collections.Immutable;
using Salus.Language.Grounding;

namespace Salus.Documentation.Scribe;

/// <summary>A sentence with its measures: written by a person, or a lie.</summary>
/// <param name="Visit">Number of the visit, over all sets.</param>
/// <param name="Kind">Null for a sentence as written.</param>
internal sealed record JudgeCase(string Set, int Visit, Perturbation? Kind, LieWording Wording, string Text, ClaimMeasures Measures, bool IsFault);

/// <summary>Measures the sentences of visits and the lies made of them.</summary>
internal static class JudgeCases
{
    /// <summary>In the order of the texts whatever the number of threads.</summary>
    /// <param name="wordings">Every lie is told in each of them, drugs only in the first.</param>
    /// <param name="inTurn">Each text in one wording only, the next text in the next: enough where there are many texts.</param>
    public static ImmutableArray<JudgeCase> Of(string set, ImmutableArray<GroundedText> texts, int firstVisit, int seed, IReadOnlyList<LieWording> wordings, bool inTurn, CancellationToken cancel)
    {
        var number = texts.Select((text, index) => (text, index)).ToDictionary(t => (object)t.text, t => t.index, ReferenceEqualityComparer.Instance);
        var sentences = wordings.SelectMany((wording, turn) => new HalluBench(seed + turn, wording).Sentences(texts)
                .Where(s => s.Kind is null ? turn == 0 : inTurn ? number[s.Source] % wordings.Count == turn : turn == 0 || s.Kind is not Perturbation.Drug)
                .Select(s => (Sentence: s, Wording: wording)))
            .GroupBy(s => s.Sentence.Source).Select(g => (Text: g.Key, Sentences: g.ToArray())).ToArray();
        var cases = new List<JudgeCase>[sentences.Length];
        Parallel.For(0, sentences.Length, new ParallelOptions { CancellationToken = cancel }, index =>
        {
            var checker = StatementCheck.CheckerOf(sentences[index].Text.Visit);
            cases[index] = [];
            foreach (var (sentence, wording) in sentences[index].Sentences)
                // Of a lie that reads as several claims nobody knows which is false.
                if (checker.Check(sentence.Text) is [var claim])
                    cases[index].Add(new JudgeCase(set, firstVisit + index, sentence.Kind, wording, sentence.Text, claim.Measures, claim.Verdict is not Verdict.Supported));
        });
        return [.. cases.SelectMany(c => c)];
    }
}
