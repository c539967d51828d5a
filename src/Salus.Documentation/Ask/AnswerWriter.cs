using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Salus.Language.Retrieval;
using Salus.Language.Vocabularies;
using Salus.Trust;

namespace Salus.Documentation.Ask;

/// <summary>Answers questions with the words of sources: the site's corpora, or a patient's chart. No source, no answer.</summary>
public sealed class AnswerWriter(CorpusLibrary library, Vocabulary vocabulary, TimeProvider clock)
{
    public const int LongestQuestion = 8000;

    private const string Section = "answer";
    private const int Found = 10;
    private const int MostPassages = 3;
    private const int MostSentences = 3;
    private const int MostFacts = 8;

    /// <summary>A second source is quoted when its score comes so near to the first's.</summary>
    private const double NearFirst = 0.8;

    private const double NearFirstFact = 0.7;

    /// <summary>From the site's corpora.</summary>
    /// <exception cref="CorpusException">A corpus is damaged.</exception>
    public Answer FromCorpora(string question, CancellationToken cancel)
    {
        Refuse(question);
        var open = library.Open();
        if (open.Corpora.IsEmpty)
            return Silent(question, "This site has no corpora yet. Add one with 'salus corpus add FILE'.");
        var found = open.Ranking.Find(question, Found, cancel: cancel);
        QuotedSentence Quoted(RankedPassage ranked, string source, string text, int start, int length) => new(text, source, TitleOf(ranked.Passage), open.CorpusOf(ranked.Number).Name, ranked.Passage.Id,
            ranked.Passage.Publisher ?? open.CorpusOf(ranked.Number).Source, ranked.Passage.Url, string.Create(CultureInfo.InvariantCulture, $"/ask/{open.CorpusOf(ranked.Number).Name}/{ranked.Number}?from={start}&length={length}#quoted"));
        var near = found.Passages.Take(Found).Select(p => Quoted(p, "", "", 0, 0)).ToImmutableArray();
        if (found.Passages.IsEmpty || found.Confidence < Answering.LeastConfidence)
            return Silent(question, "No source, no answer: nothing in the corpora of this site is surely about what was asked.") with { Type = found.Question.Types[0].Type, Subject = Subject(found), Confidence = Math.Round(found.Confidence, 3), Related = near, Repaired = found.Question.Repaired };
        var statements = ImmutableArray.CreateBuilder<Statement>();
        var sentences = ImmutableArray.CreateBuilder<QuotedSentence>();
        var sources = new List<Source>();
        var best = found.Passages.Where(p => p.Score >= NearFirst * found.Passages[0].Score && p.Focus >= 0.8 * found.Passages[0].Focus).DistinctBy(p => p.Passage.Text, StringComparer.Ordinal).Take(MostPassages).ToArray();
        foreach (var (order, ranked) in best.Index())
        {
            var id = string.Create(CultureInfo.InvariantCulture, $"passage-{order + 1}");
            sources.Add(new Source(id, TitleOf(ranked.Passage), "text/plain", [.. Encoding.UTF8.GetBytes(ranked.Passage.Text)], [new Segment(null, ranked.Passage.Text)]));
            foreach (var span in SentenceChoice.Of(ranked, found.Question, open.Shelf.Index, order == 0 ? MostSentences : 1))
            {
                var text = span.In(ranked.Passage.Text);
                if (sentences.Any(s => s.Text == text))
                    continue;
                sentences.Add(Quoted(ranked, id, text, span.Start, span.Length));
                statements.Add(new Statement(Section, text, [new Quote(id, 0, span.Start, span.Length, text)]));
            }
        }
        return Written(question, found, sentences.ToImmutable(), near, statements.ToImmutable(), sources, null);
    }

    /// <summary>From a patient's chart: only facts of this chart are ranked, each with the element that says it.</summary>
    public Answer FromChart(string question, Chart chart, CancellationToken cancel)
    {
        Refuse(question);
        ArgumentNullException.ThrowIfNull(chart);
        var facts = ChartPassages.Of(chart);
        if (facts.IsEmpty)
            return Silent(question, "No source, no answer: the chart of this patient holds nothing that can be quoted.");
        var shelf = Shelf.Of([.. facts.Select(f => f.Passage)]);
        var found = new Ranking(shelf, vocabulary).Find(question, MostFacts, cancel: cancel);
        QuotedSentence Quoted(RankedPassage ranked) => new(ranked.Passage.Text, facts[ranked.Number].Evidence[0].Source, ranked.Passage.Title, null, ranked.Passage.Id, ranked.Passage.Publisher, null, facts[ranked.Number].Page);
        var near = found.Passages.Select(Quoted).ToImmutableArray();
        if (OfKind(question, found.Question, facts) is { Length: > 0 } all)
            return FromFacts(question, found, all, near, chart);
        if (found.Passages.IsEmpty || found.Confidence < Answering.LeastConfidence)
            return Silent(question, "No source, no answer: nothing in the chart of this patient is surely about what was asked.") with { Type = found.Question.Types[0].Type, Subject = Subject(found), Confidence = Math.Round(found.Confidence, 3), Related = near, Repaired = found.Question.Repaired };
        return FromFacts(question, found, [.. found.Passages.Where(p => p.Score >= NearFirstFact * found.Passages[0].Score).Select(p => facts[p.Number])], near, chart);
    }

    /// <summary>All facts of a kind, where the question names the kind and nothing else ("which medicines does she take?"): a list that is cut would mislead.</summary>
    private static ImmutableArray<ChartPassage> OfKind(string question, ReadQuestion read, ImmutableArray<ChartPassage> facts)
    {
        var asked = SearchWords.Keys(question).ToHashSet(StringComparer.Ordinal);
        return [.. facts.Where(f => f.Passage.Names.Select(n => SearchWords.Key(n)).ToArray() is var kind && kind.Any(asked.Contains) && read.Core.All(w => kind.Contains(w.Word, StringComparer.Ordinal)))];
    }

    private Answer FromFacts(string question, RankedAnswers found, ImmutableArray<ChartPassage> chosen, ImmutableArray<QuotedSentence> near, Chart chart)
    {
        var statements = chosen.Select(f => new Statement(Section, f.Passage.Text, f.Evidence)).ToImmutableArray();
        var sources = chosen.Select(f => f.Text ?? chart.SourceOf(f.Evidence[0])).OfType<Source>().DistinctBy(s => s.Id, StringComparer.Ordinal);
        return Written(question, found, [.. chosen.Select(f => new QuotedSentence(f.Passage.Text, f.Evidence[0].Source, f.Passage.Title, null, f.Passage.Id, f.Passage.Publisher, null, f.Page))], near, statements, sources, chart.Patient);
    }

    private Answer Written(string question, RankedAnswers found, ImmutableArray<QuotedSentence> sentences, ImmutableArray<QuotedSentence> near, ImmutableArray<Statement> statements, IEnumerable<Source> sources, PatientId? patient)
    {
        var all = Sources.Of(sources);
        var origin = new Provenance("embedded-ask", typeof(AnswerWriter).Assembly.GetName().Version?.ToString(3) ?? "0", clock.GetUtcNow(), [.. all.Select(s => s.Reference)],
            ImmutableSortedDictionary<string, string>.Empty.Add("question", Sha256.Of(Encoding.UTF8.GetBytes(question)).ToString()));
        var draft = new Draft(DraftId.New(clock), 1, AskCapability.CapabilityName, patient, statements, [], origin) { Outline = [new DraftSection(Section, "ANSWER", SectionLayout.List)] };
        return new Answer(question, Subject(found), found.Question.Types[0].Type, Math.Round(found.Confidence, 3), null, sentences, near) { Draft = draft, Sources = all, Repaired = found.Question.Repaired };
    }

    private static Answer Silent(string question, string why) => new(question, null, QuestionTypes.Information, 0, why, [], []);

    private static string? Subject(RankedAnswers found) => found.Question.Foci.IsEmpty ? null : found.Question.Foci[0].Name;

    private static string TitleOf(CorpusPassage passage) => passage.Question ?? (passage.Heading is { } heading ? $"{passage.Title}: {heading}" : passage.Title);

    private static void Refuse(string question)
    {
        if (string.IsNullOrWhiteSpace(question))
            throw new AskCallException("There is no question. Write one in words.");
        if (question.Length > LongestQuestion)
            throw new AskCallException($"The question is longer than {LongestQuestion} characters. Ask for one thing at a time.");
    }
}

/// <summary>A question that cannot be asked so; the message says what to do.</summary>
public sealed class AskCallException(string message) : ArgumentException(message);
