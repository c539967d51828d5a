using System.Collections.Immutable;
using System.Globalization;
using Salus.Language.Findings;
using Salus.Language.Grounding;
using Salus.Language.Vocabularies;
using Salus.Trust;
using Salus.Writing;

namespace Salus.Documentation.Surveys;

/// <summary>Lets the site's model word the questions where it chose one for surveys; any failure gives the embedded questionnaire. The same check reads both.</summary>
public sealed class ModelSurveyWriter(SurveyWriter embedded, ModelWriter models, Vocabulary vocabulary)
{
    private static readonly Lazy<PromptFile> prompt = new(() => PromptFile.Whole("survey-1", SurveyData.Text("prompts.survey-1.txt")));

    /// <exception cref="SurveyCallException">The goal or the length cannot be used.</exception>
    public Task<Written> WriteAsync(string goal, double minutes, CancellationToken cancel)
    {
        var ours = embedded.Write(goal, minutes);
        var said = ours.Sources.Find(SurveyWriter.GoalSource)!.Segments[0].Text;
        var sections = ours.Draft.Outline;
        var material = ImmutableArray.CreateBuilder<Material>();
        material.Add(Piece("goal", said, new Quote(SurveyWriter.GoalSource, 0, 0, said.Length, said)));
        foreach (var question in QuestionLibrary.Questions.Where(q => sections.Any(s => s.Key == q.Purpose)))
            material.Add(Piece("library question", question.Text, new Quote(QuestionLibrary.SourceId, question.Entry, 0, question.Text.Length, question.Text)));
        var task = new WritingTask(prompt.Value, sections, material.ToImmutable())
        {
            Wishes = ImmutableSortedDictionary<string, string>.Empty.Add("minutes", minutes.ToString("0.#", CultureInfo.InvariantCulture)),
            Vocabulary = vocabulary,
        };
        return models.WriteAsync(ours.Draft, ours.Sources, task, cancel);
    }

    private static Material Piece(string about, string text, Evidence evidence) => new(MaterialKind.Paragraph, new Passage(SpeakerRole.Note, text), [evidence]) { About = about };
}
