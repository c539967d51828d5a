using Salus.Language.Text;
using Salus.Language.Vocabularies;
using Salus.Trust;
using Salus.Writing;

namespace Salus.Documentation.Letters;

/// <summary>
/// Each requirement of a denial in the insurer's own words, and under it what of the record speaks to it; what the record does not answer is listed as
/// open and never made up.
/// </summary>
internal static class Appeal
{
    private const int MostRequirements = 20;
    private const int MostAnswers = 6;

    /// <summary>Words that every denial has and that tell nothing about what is wanted.</summary>
    private static readonly string[] ofEveryDenial = ["documentation", "evidence", "required", "requirement", "requested", "request", "treatment", "therapy", "necessary", "medically", "medical", "criteria", "failure", "history", "provided", "submitted", "patient", "current"];

    /// <exception cref="LetterCallException">There is no denial to answer.</exception>
    public static void Write(ChartSheet sheet)
    {
        if (!sheet.Texts.Any(t => t.Id == "denial"))
            throw new LetterCallException("An appeal answers a denial: give the insurer's text.");
        var said = sheet.Said(s => !LetterWords.IsAddress(s), signedNotes: false).ToArray();
        var denial = said.Where(l => l.Evidence[0].Source == "denial").ToArray();
        var requirements = denial.Where(l => LetterWords.IsRequirement(l.Text)).Take(MostRequirements).ToArray();
        sheet.AddAll("denial", denial.Where(l => !requirements.Contains(l)), most: 6, why: "The rest of the denial; the whole of it is among the sources.");
        sheet.AddAll("reason", said.Where(l => l.Evidence[0].Source == LetterRequest.SourceId));
        var facts = Facts(sheet).Select(f => (Line: f, Words: Subjects(f.Text))).ToArray();
        foreach (var requirement in requirements)
        {
            var wanted = Subjects(requirement.Text);
            var answers = facts.Where(f => f.Words.Overlaps(wanted)).OrderByDescending(f => f.Words.Count(wanted.Contains)).Take(MostAnswers).Select(f => f.Line)
                .Concat(said.Where(l => l.Evidence[0].Source == "visit" && Subjects(l.Text).Overlaps(wanted)).Take(2)).ToArray();
            if (answers.Length == 0)
                sheet.Add("open", requirement);
            foreach (var answer in answers)
                sheet.Add(answer.In("answers") with { Group = $"“{requirement.Text}”" });
        }
        if (requirements.Length == 0)
            sheet.Omit("Requirements", "No sentence of the denial reads as a requirement: name them in your own words.", []);
    }

    /// <summary>What the record can answer with: drugs of now and before, problems, results, procedures, and words of documents and signed notes.</summary>
    private static IEnumerable<ChartLine> Facts(ChartSheet sheet) =>
    [
        .. sheet.Chart.Medications.Where(m => m.Shown.From is not { } from || from.Start <= sheet.At).Select(ChartLines.Of),
        .. sheet.Chart.Problems.Where(p => p.Since is not { } since || since.Start <= sheet.At).Select(ChartLines.Of),
        .. sheet.Chart.Results.Select(c => ResultLines.Of(c, sheet.At)).OfType<ChartLine>(),
        .. sheet.Chart.Procedures.Where(p => p.Resource.Performed is not { } on || on.Start <= sheet.At).Select(ChartLines.Of),
        .. ChartSentences.Of(sheet.Chart, sheet.At, newest: 0).Where(s => s.Kind is ChartSentenceKind.SignedNote && (s.At is not { } at || at <= sheet.At)).Select(s => new ChartLine(s.Text, s.Evidence)),
    ];

    /// <summary>What a sentence is about: concepts of the vocabulary; where it has none, its rare words.</summary>
    private static HashSet<string> Subjects(string text)
    {
        HashSet<string> concepts = [.. Vocabulary.Embedded.Matcher.Find(text).Where(m => m.Concept.Kind is ConceptKind.Disorder or ConceptKind.Drug or ConceptKind.Finding or ConceptKind.Test or ConceptKind.Procedure).Select(m => m.Concept.Id)];
        return concepts.Count > 0 ? concepts
            : [.. Tokenizer.Tokenize(text).Where(t => t.IsWord && t.Norm.Length > 6 && !CommonWords.Contains(t.Norm)).Select(t => Stemmer.Stem(t.Norm)).Except(ofEveryDenial.Select(Stemmer.Stem), StringComparer.Ordinal)];
    }
}
