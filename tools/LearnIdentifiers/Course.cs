using Salus.Governance.Deidentification.Evaluation;
using Salus.Language.Identifiers;
using Salus.Language.Identifiers.Learned;
using Salus.Language.Identifiers.Names;
using Salus.Language.Identifiers.Patterns;
using Salus.Learning;

namespace Salus.Tools.LearnIdentifiers;

/// <summary>Learns a model, and measures what is learned on authors, templates and texts that were left out.</summary>
internal sealed class Course(Material material, int seed)
{
    private const int Passes = 5;
    private const int Folds = 3;
    private const int NotesMeasured = 300;

    private static readonly PatternDetector patterns = new();
    private static readonly ContextDetector context = new();
    private static readonly IdentifierFinder others = new(patterns, context);

    public TagModel Learn() => Learn(_ => true, _ => true, _ => true);

    /// <summary>One line for each threshold: recall and precision on the notes of an author that was left out, F1 on sentences of left-out templates, false finds in left-out texts.</summary>
    public IEnumerable<string> Measure(string author, int fold)
    {
        var plain = material.Plain[fold % material.Plain.Count];
        var model = Learn(name => name != author, template => template % Folds != fold % Folds, name => name != plain.Name);
        var notes = material.Planted(material.Sets.First(s => s.Name == author), forLearning: false).Take(NotesMeasured).ToArray();
        foreach (var alone in (double[])[0, 0.5, 0.9, 0.94, 0.96, 0.98])
        {
            var finder = alone == 0 ? others : new IdentifierFinder(patterns, context, new LearnedDetector(model, TagThresholds.Clinical with { Harmless = alone, Listed = Math.Max(alone, TagThresholds.Clinical.Listed) }));
            var score = new TokenScore();
            foreach (var (note, found) in notes.AsParallel().AsOrdered().Select(n => (n, finder.Find(n.Text))))
                score.Add(note.Text, note.Spans, [.. found.Select(f => (f.Span, f.Class))]);
            var spans = new SpanScore();
            foreach (var (sentence, template) in material.Sentences)
            {
                if (template % Folds == fold % Folds)
                    spans.Add([.. sentence.Aligned().Where(s => s.Group is not SpanGroup.NoIdentifier)], SpanScore.Joined(sentence.Text, finder.Find(sentence.Text).Select(f => (f.Span, SpanScore.Of(f.Class)))));
            }
            var wrong = new TokenScore();
            var words = 0;
            foreach (var text in plain.Texts)
            {
                wrong.Add(text.Text, [], [.. finder.Find(text.Text).Select(f => (f.Span, f.Class))]);
                words += TokenScore.Words(text.Text, new(0, text.Text.Length)).Count();
            }
            yield return FormattableString.Invariant($"{author,-15} {alone,4:F2}  recall {score.Recall:F2}  precision {score.Precision:F2}  sentences F1 {spans.Exact:F3}  flagged of 1,000 words of {plain.Name}: {1000.0 * wrong.Wrong / words:F1}");
        }
    }

    private TagModel Learn(Func<string, bool> author, Func<int, bool> template, Func<string, bool> plain)
    {
        var random = new SeededRandom(unchecked((ulong)seed));
        var notes = material.Sets.Where(s => author(s.Name)).SelectMany(s => material.Planted(s, forLearning: true)).Select(MarkedText.Of).ToArray();
        MarkedText[] texts =
        [
            .. notes,
            .. notes.Where(_ => random.NextInt(2) == 0).Select(n => n.Part(random)),
            .. material.Bare(random),
            .. Enumerable.Repeat(material.Sentences.Where(s => template(s.Template)), 2).SelectMany(s => s).Select(s => MarkedText.Of(s.Sentence)),
            .. material.Plain.Where(p => plain(p.Name)).SelectMany(p => p.Texts),
        ];
        var prepared = texts.AsParallel().AsOrdered().Select(t => TagLearner.Prepare(t.Text, t.Marks, others.Find(t.Text))).ToArray();
        var learner = new TagLearner();
        for (var pass = 1; pass <= Passes; pass++)
        {
            for (var i = prepared.Length - 1; i > 0; i--)
            {
                var other = random.NextInt(i + 1);
                (prepared[i], prepared[other]) = (prepared[other], prepared[i]);
            }
            Console.Error.WriteLine(FormattableString.Invariant($"pass {pass} of {Passes} over {prepared.Length:N0} texts: {prepared.Sum(learner.See):N0}"));
        }
        return learner.Model;
    }
}
