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
    private const int MostCitable = 8;
    private const int MostCitableFacts = 40;

    /// <summary>A passage may be given to a model when its score comes so near to the first's.</summary>
    private const double NearEnough = 0.5;

    /// <summary>A second source is quoted when its score comes so near to the first's.</summary>
    private const double NearFirst = 0.8;

    private const double NearFirstFact = 0.7;

    /// <summary>From the site's corpora.</summary>
    /// <param name="meant">Passages near in meaning, where the site searches by meaning too.</param>
    /// <exception cref="CorpusException">A corpus is damaged.</exception>
    public Answer FromCorpora(string question, CancellationToken cancel, NearPassages? meant = null)
    {
        Refuse(question);
        var open = library.Open();
        if (open.Corpora.IsEmpty)
            return Silent(question, "This site has no corpora yet. Add one with 'salus corpus add FILE'.");
        var found = open.Ranking.Find(question, Found, near: meant?.Passages ?? default, cancel: cancel);
        QuotedSentence Quoted(RankedPassage ranked, string source, string text, int start, int length) => new(text, source, TitleOf(ranked.Passage), open.CorpusOf(ranked.Number).Name, ranked.Passage.Id,
            ranked.Passage.Publisher ?? open.CorpusOf(ranked.Number).Source, ranked.Passage.Url, string.Create(CultureInfo.InvariantCulture, $"/ask/{open.CorpusOf(ranked.Number).Name}/{ranked.Number}?from={start}&length={length}#quoted"));
        var near = found.Passages.Take(Found).Select(p => Quoted(p, "", "", 0, 0)).ToImmutableArray();
        if (found.Passages.IsEmpty || found.Confidence < Answering.LeastConfidence)
            return Silent(question, "No source, no answer: nothing in the corpora of this site is surely about what was asked.") with { Type = found.Question.Types[0].Type, Subject = Subject(found), Confidence = Math.Round(found.Confidence, 3), Related = near, Repaired = found.Question.Repaired };
        var citable = ImmutableArray.CreateBuilder<CitablePassage>();
        var statements = ImmutableArray.CreateBuilder<Statement>();
        var sentences = ImmutableArray.CreateBuilder<QuotedSentence>();
        var sources = new List<Source>();
        var first = found.Passages[0];
        foreach (var (order, ranked) in found.Passages.Where(p => p.Score >= NearEnough * first.Score && p.Focus >= NearEnough * first.Focus).DistinctBy(p => p.Passage.Text, StringComparer.Ordinal).Take(MostCitable).Index())
        {
            var id = string.Create(CultureInfo.InvariantCulture, $"passage-{order + 1}");
            var source = new Source(id, TitleOf(ranked.Passage), "text/plain", [.. Encoding.UTF8.GetBytes(ranked.Passage.Text)], [new Segment(null, ranked.Passage.Text)]);
            var spans = SentenceChoice.Of(ranked, found.Question, open.Shelf.Index, sources.Count == 0 ? MostSentences : 1);
            citable.Add(new CitablePassage(source.Title, ranked.Passage.Text, spans[0], s => Quoted(ranked, id, s.In(ranked.Passage.Text), s.Start, s.Length), s => [new Quote(id, 0, s.Start, s.Length, s.In(ranked.Passage.Text))], source));
            if (sources.Count == MostPassages || ranked.Score < NearFirst * first.Score || ranked.Focus < NearFirst * first.Focus)
                continue;
            sources.Add(source);
            foreach (var span in spans)
            {
                var text = span.In(ranked.Passage.Text);
                if (sentences.Any(s => s.Text == text))
                    continue;
                sentences.Add(Quoted(ranked, id, text, span.Start, span.Length));
                statements.Add(new Statement(Section, text, [new Quote(id, 0, span.Start, span.Length, text)]));
            }
        }
        return Written(question, found, sentences.ToImmutable(), near, statements.ToImmutable(), sources, null) with { Citable = citable.ToImmutable() };
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
        var asked = WithoutName(question, chart);
        var found = new Ranking(shelf, vocabulary).Find(asked, MostCitableFacts, cancel: cancel);
        var near = found.Passages.Take(MostFacts).Select(p => Quoted(facts[p.Number])).ToImmutableArray();
        if (OfKind(asked, found.Question, facts) is { Length: > 0 } all)
            return FromFacts(question, found, all, all, near, chart);
        if (found.Passages.IsEmpty || found.Confidence < Answering.LeastConfidence)
            return Silent(question, "No source, no answer: nothing in the chart of this patient is surely about what was asked.") with { Type = found.Question.Types[0].Type, Subject = Subject(found), Confidence = Math.Round(found.Confidence, 3), Related = near, Repaired = found.Question.Repaired };
        return FromFacts(question, found, [.. found.Passages.Take(MostFacts).Where(p => p.Score >= NearFirstFact * found.Passages[0].Score).Select(p => facts[p.Number])],
            [.. found.Passages.Where(p => p.Score >= NearEnough * found.Passages[0].Score).Select(p => facts[p.Number])], near, chart);
    }

    /// <summary>"What is Martha's potassium?" asks for the patient's: the name says nothing that a fact could explain.</summary>
    private static string WithoutName(string question, Chart chart)
    {
        var names = chart.Identities.SelectMany(i => i.Resource.Names).SelectMany(n => n.Given.Append(n.Family)).OfType<string>().SelectMany(n => SearchWords.Read(n).Select(w => w.Surface)).Where(n => n.Length > 1).ToHashSet(StringComparer.Ordinal);
        var words = new StringBuilder(question);
        foreach (var word in SearchWords.Read(question).Where(w => names.Contains(w.Surface)).Reverse())
            words.Remove(word.Span.Start, word.Span.Length).Insert(word.Span.Start, "patient");
        return words.ToString();
    }

    /// <summary>All facts of a kind, where the question names the kind and nothing else ("which medicines does she take?"): a list that is cut would mislead.</summary>
    private static ImmutableArray<ChartPassage> OfKind(string question, ReadQuestion read, ImmutableArray<ChartPassage> facts)
    {
        var asked = SearchWords.Keys(question).ToHashSet(StringComparer.Ordinal);
        return [.. facts.Where(f => f.Passage.Names.Select(n => SearchWords.Key(n)).ToArray() is var kind && kind.Any(asked.Contains) && read.Core.All(w => kind.Contains(w.Word, StringComparer.Ordinal)))];
    }

    private static QuotedSentence Quoted(ChartPassage fact) => new(fact.Passage.Text, fact.Evidence[0].Source, fact.Passage.Title, null, fact.Passage.Id, fact.Passage.Publisher, null, fact.Page);

    private Answer FromFacts(string question, RankedAnswers found, ImmutableArray<ChartPassage> chosen, ImmutableArray<ChartPassage> citable, ImmutableArray<QuotedSentence> near, Chart chart)
    {
        var statements = chosen.Select(f => new Statement(Section, f.Passage.Text, f.Evidence)).ToImmutableArray();
        var sources = chosen.Select(f => f.SourceIn(chart)).OfType<Source>().DistinctBy(s => s.Id, StringComparer.Ordinal);
        return Written(question, found, [.. chosen.Select(Quoted)], near, statements, sources, chart.Patient) with { Citable = [.. citable.Select(f => f.ToCitable(chart))] };
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

    internal static void Refuse(string question)
    {
        if (string.IsNullOrWhiteSpace(question))
            throw new AskCallException("There is no question. Write one in words.");
        if (question.Length > LongestQuestion)
            throw new AskCallException($"The question is longer than {LongestQuestion} characters. Ask for one thing at a time.");
    }
}

/// <summary>A question that cannot be asked so; the message says what to do.</summary>
public sealed class AskCallException(string message) : ArgumentException(message);
