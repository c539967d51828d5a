using System.Globalization;

namespace Salus.Fhir.Validation;

/// <summary>Answers against the questions of their questionnaire (https://hl7.org/fhir/R4/questionnaireresponse.html).</summary>
internal sealed class ResponseRules(ValidationRun run)
{
    private const string Extensions = "http://hl7.org/fhir/StructureDefinition/";

    public void Check(Spot response)
    {
        if (response.Value("questionnaire") is not { Length: > 0 } url)
        {
            run.Note(response, "not-found", "questionnaire", "The response names no questionnaire, so its answers were not checked.");
            return;
        }
        var questionnaire = Find(response, url);
        if (questionnaire is null)
        {
            if (run.Options.Resolve?.Invoke(url) is { ResourceType: { } type } && type is not "Questionnaire" || (run.Options.References is not ReferenceChecks.Form && Known(url) is { } other && other is not "Questionnaire"))
                run.Error(response.First("questionnaire")!, "structure", "questionnaire", $"{url} is no questionnaire.");
            else
                run.Warn(response.First("questionnaire")!, "not-found", "questionnaire", $"The questionnaire {PrimitiveRules.Short(url)} is not loaded, so the answers were not checked against it.");
            return;
        }
        var form = new Form(questionnaire, response);
        Period(response, questionnaire);
        var unfinished = response.Value("status") is "in-progress" or "entered-in-error";
        Items(response, questionnaire, [.. response.All("item")], form, unfinished);
    }

    private FhirNode? Find(Spot response, string url)
    {
        if (url.StartsWith('#'))
            return run.References.Contained(response, url[1..])?.Node;
        if (run.Definitions.Added(url, "Questionnaire") is { } known)
            return known;
        return run.Options.Resolve?.Invoke(url) is { ResourceType: "Questionnaire" } found ? found : null;
    }

    private string? Known(string url) => run.Terminology.ValueSet(url) is not null ? "ValueSet" : run.Terminology.System(url) is not null ? "CodeSystem" : run.Definitions.Structure(url) is not null ? "StructureDefinition" : null;

    private void Period(Spot response, FhirNode questionnaire)
    {
        if (questionnaire["effectivePeriod"] is not { } period || response.First("authored") is not { Node.Value: { } authored } spot)
            return;
        if (period["end"] is { } end && Comparison.Order(spot.Node, end) > 0)
            run.Warn(spot, "business-rule", "questionnaire-period", $"The questionnaire was only to be used until {end.Value}, but this was answered on {authored}.");
        if (period["start"] is { } start && Comparison.Order(spot.Node, start) < 0)
            run.Warn(spot, "business-rule", "questionnaire-period", $"The questionnaire was only to be used from {start.Value}, but this was answered on {authored}.");
    }

    private void Items(Spot above, FhirNode definition, List<Spot> items, Form form, bool unfinished)
    {
        var questions = definition.All("item").ToList();
        var last = -1;
        foreach (var item in items)
        {
            if (item.Value("linkId") is not { } id)
                continue;
            var at = questions.FindIndex(q => string.Equals(q["linkId"]?.Value, id, StringComparison.Ordinal));
            if (at < 0)
            {
                run.Error(item, "structure", "questionnaire-link", form.Has(id)
                    ? $"The item '{PrimitiveRules.Short(id)}' stands in another place of the questionnaire; move it there."
                    : $"The questionnaire has no item '{PrimitiveRules.Short(id)}'.");
                continue;
            }
            if (at < last)
                run.Error(item, "structure", "questionnaire-order", $"The item '{PrimitiveRules.Short(id)}' is out of order; answers stand in the order of the questions.");
            last = Math.Max(at, last);
        }
        foreach (var question in questions)
        {
            var id = question["linkId"]?.Value;
            Question(above, question, items.FindAll(i => string.Equals(i.Value("linkId"), id, StringComparison.Ordinal)), form, unfinished);
        }
    }

    private void Question(Spot above, FhirNode question, List<Spot> items, Form form, bool unfinished)
    {
        var type = question["type"]?.Value ?? "";
        var enabled = form.IsEnabled(question, above.Node);
        var name = question["linkId"]?.Value;
        if (enabled is false)
        {
            foreach (var item in items.Where(i => i.All("answer").Any() || i.All("item").Any()))
                run.Error(item, "business-rule", "questionnaire-disabled", $"The item '{name}' has an answer, though its condition does not hold.");
            return;
        }
        if (items.Count == 0)
        {
            if (question["required"]?.Value is "true" && enabled is true && type is not "display" && !unfinished)
                run.Error(above, "required", "questionnaire-required", $"The required item '{name}' has no answer.");
            return;
        }
        var repeats = question["repeats"]?.Value is "true";
        if (items.Count > 1 && !(repeats && type is "group"))
            run.Error(items[1], "structure", "questionnaire-repeat", $"The item '{name}' is there {items.Count} times, but {(repeats ? "several answers belong in one item" : "does not repeat")}.");
        foreach (var item in items)
        {
            Text(item, question);
            switch (type)
            {
                case "group":
                    Group(item, question, form, unfinished);
                    break;
                case "display":
                    if (item.All("answer").Any() || item.All("item").Any())
                        run.Error(item, "structure", "questionnaire-display", $"The item '{name}' only displays something; it takes no answers.");
                    break;
                case "question":
                    if (item.All("answer").Any())
                        run.Error(item, "structure", "questionnaire-type", $"The item '{name}' has the abstract type question, so it takes no answers.");
                    break;
                default:
                    Answers(item, question, type, form, unfinished);
                    break;
            }
        }
    }

    private void Text(Spot item, FhirNode question)
    {
        if (item.Value("text") is { } said && question["text"]?.Value is { } text && !string.Equals(said, text, StringComparison.Ordinal))
            run.Error(item, "business-rule", "questionnaire-text", "The text differs from that of the questionnaire. Repeat it as it is, or leave it out.");
    }

    private void Group(Spot item, FhirNode question, Form form, bool unfinished)
    {
        if (item.All("answer").Any())
        {
            run.Error(item, "structure", "questionnaire-group", "A group takes no answers, only items.");
            return;
        }
        var items = item.All("item").ToList();
        if (items.Count == 0 && question["required"]?.Value is "true" && !unfinished)
            run.Error(item, "required", "questionnaire-required", "The required group has no items.");
        if (items.Count > 0 || !unfinished)
            Items(item, question, items, form, unfinished);
    }

    private void Answers(Spot item, FhirNode question, string type, Form form, bool unfinished)
    {
        if (item.All("item").Any())
            run.Error(item, "structure", "questionnaire-nesting", "Items below a question belong inside its answer.");
        var answers = item.All("answer").ToList();
        var required = question["required"]?.Value is "true";
        if (answers.Count == 0 && required && !unfinished)
            run.Error(item, "required", "questionnaire-required", $"The required item '{question["linkId"]?.Value}' has no answer.");
        if (answers.Count > 1 && question["repeats"]?.Value is not "true")
            run.Error(item, "structure", "questionnaire-repeat", $"One answer is allowed, but there are {answers.Count}.");
        if (Whole(question, "questionnaire-minOccurs") is { } least && answers.Count < least && !unfinished)
            run.Error(item, "structure", "questionnaire-occurs", $"At least {least} answers are needed, but there are {answers.Count}.");
        if (Whole(question, "questionnaire-maxOccurs") is { } most && answers.Count > most)
            run.Error(item, "structure", "questionnaire-occurs", $"At most {most} answers are allowed, but there are {answers.Count}.");
        var exclusive = new List<Spot>();
        foreach (var answer in answers)
        {
            if (answer.First("value") is { } value)
            {
                new AnswerRules(run, form.Questionnaire).Check(answer, value, question, type);
                if (AnswerRules.IsExclusive(value, question))
                    exclusive.Add(answer);
            }
            Items(answer, question, [.. answer.All("item")], form, unfinished);
        }
        if (exclusive.Count > 0 && answers.Count > 1)
            run.Error(exclusive[0], "business-rule", "questionnaire-exclusive", "This answer excludes all others, but there are others.");
    }

    internal static int? Whole(FhirNode question, string extension) =>
        int.TryParse(Definitions.ElementDefinition.ExtensionValue(question, Extensions + extension), NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? count : null;
}
