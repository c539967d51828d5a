using System.Collections.Immutable;
using System.Globalization;
using Salus.Fhir;
using Salus.Trust;

namespace Salus.Documentation.Surveys;

/// <summary>A questionnaire as its statements say it, and as FHIR R4 Questionnaire.</summary>
/// <param name="Topic">What it is about, as it is said to the people who answer.</param>
public sealed record SurveyForm(string Title, string Topic, ImmutableArray<(DraftSection Section, ImmutableArray<SurveyQuestion> Questions)> Sections)
{
    private const string OptionCodes = "0123456789abcdefghijklmnopqrstuvwxyz";

    public IEnumerable<SurveyQuestion> Questions => Sections.SelectMany(s => s.Questions);

    /// <summary>Flesch-Kincaid grade of the questions put together.</summary>
    public double Grade => Math.Round(Salus.Language.Text.ReadingGrade.Of(string.Join(' ', Questions.Select(q => q.Text))), 1);

    /// <summary>An estimate; see <see cref="AnswerTime"/>.</summary>
    public double Minutes => AnswerTime.Minutes(Questions);

    /// <param name="kept">The statements of the draft that count; those that cannot be read as questions are left out, the check has named them.</param>
    public static SurveyForm Of(Draft draft, ImmutableArray<Statement> kept) => new(
        draft.Origin.Parameters.GetValueOrDefault(DraftTitle.Parameter, "Survey"),
        draft.Origin.Parameters.GetValueOrDefault("topic", "our care"),
        [.. draft.Outline.Select(s => (s, (ImmutableArray<SurveyQuestion>)[.. kept.Where(k => k.Section == s.Key).Select(k => SurveyQuestion.TryRead(k.Text, out var question, out var unread) ? question : null).OfType<SurveyQuestion>()])).Where(s => s.Item2.Length > 0)]);

    /// <param name="isSigned">A signed survey is active, any other a draft.</param>
    public FhirNode ToQuestionnaire(DraftId id, bool isSigned)
    {
        var known = Questions.ToDictionary(q => q.Id, q => q, StringComparer.Ordinal);
        return FhirNode.Resource("Questionnaire",
            ("id", id.ToString()),
            ("url", $"urn:uuid:{id}"),
            ("name", "Survey"),
            ("title", Title),
            ("status", isSigned ? "active" : "draft"),
            ("subjectType", FhirNode.List("Patient")),
            ("item", FhirNode.List([(FhirElement)Introduction(), .. Sections.Select(s => (FhirElement)FhirNode.Object(
                ("linkId", s.Section.Key),
                ("text", s.Section.Title),
                ("type", "group"),
                ("item", FhirNode.List(s.Questions.Select(q => (FhirElement)Item(q, known))))))])));
    }

    /// <summary>Read first by everybody who answers.</summary>
    private FhirNode Introduction() => FhirNode.Object(("linkId", "introduction"), ("text", $"These questions are about {Topic}. They take {AnswerTime.InWords(Minutes)}. You may leave out any of them."), ("type", "display"));

    private static FhirNode Item(SurveyQuestion question, Dictionary<string, SurveyQuestion> known) => FhirNode.Object(
        ("extension", question.Kind is QuestionKind.Number ? FhirNode.List(
            Datatypes.Extension("http://hl7.org/fhir/StructureDefinition/minValue", ("valueInteger", Whole(question.Options[0]))),
            Datatypes.Extension("http://hl7.org/fhir/StructureDefinition/maxValue", ("valueInteger", Whole(question.Options[1])))) : default),
        ("linkId", question.Id),
        ("prefix", question.Id[1..] + "."),
        ("text", question.Text),
        ("type", question.Kind switch { QuestionKind.Text => "text", QuestionKind.Number => "integer", _ => "choice" }),
        ("enableWhen", FhirNode.List(question.After is { } after && known.TryGetValue(after, out var before) ? question.When.Select(w => (FhirElement)When(before, w)) : [])),
        ("enableBehavior", question.When.Length > 1 ? "any" : null),
        ("required", false),
        ("repeats", question.Kind is QuestionKind.Several ? true : (bool?)null),
        ("answerOption", FhirNode.List(question.Kind is QuestionKind.One or QuestionKind.Several ? question.Options.Select((o, i) => (FhirElement)FhirNode.Object(("valueCoding", Coding(question, o, i)))) : [])));

    private static FhirNode When(SurveyQuestion before, string answer) => before.Kind is QuestionKind.Number
        ? FhirNode.Object(("question", before.Id), ("operator", "="), ("answerInteger", Whole(answer)))
        : FhirNode.Object(("question", before.Id), ("operator", "="), ("answerCoding", Coding(before, answer, before.Options.IndexOf(answer))));

    private static FhirNode Coding(SurveyQuestion question, string option, int index) =>
        Datatypes.Coding("urn:salus:survey:" + question.Id, index is >= 0 and < 36 ? OptionCodes[index].ToString() : option, option);

    private static int Whole(string number) => int.TryParse(number, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole) ? whole : 0;
}
