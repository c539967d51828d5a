namespace Salus.Fhir.Validation;

/// <summary>Conditions of a questionnaire that cannot work: a question that depends on itself, on what is inside it, or on nothing.</summary>
internal sealed class QuestionnaireRules(ValidationRun run)
{
    public void Check(Spot questionnaire)
    {
        var order = new Dictionary<string, int>(StringComparer.Ordinal);
        var items = Items(questionnaire).ToList();
        for (var i = 0; i < items.Count; i++)
        {
            if (items[i].Value("linkId") is { } id)
                order.TryAdd(id, i);
        }
        for (var i = 0; i < items.Count; i++)
        {
            foreach (var condition in items[i].All("enableWhen"))
                Condition(items[i], i, condition, order, items);
        }
    }

    private void Condition(Spot item, int position, Spot condition, Dictionary<string, int> order, List<Spot> items)
    {
        if (condition.Value("question") is not { Length: > 0 } question)
            return;
        if (!order.TryGetValue(question, out var asked))
        {
            run.Error(item, "business-rule", "enable-when", $"The condition refers to the question '{PrimitiveRules.Short(question)}', which the questionnaire does not have.");
            return;
        }
        if (asked == position)
            run.Error(item, "business-rule", "enable-when", "A question cannot depend on itself.");
        else if (IsInside(items[asked], item))
            run.Error(item, "business-rule", "enable-when", "A question cannot depend on a question inside itself.");
        else if (asked > position)
            run.Warn(item, "business-rule", "enable-when", $"The condition refers to the question '{PrimitiveRules.Short(question)}', which comes after this one.");
    }

    private static bool IsInside(Spot inner, Spot outer)
    {
        for (var at = inner.Parent; at is not null; at = at.Parent)
        {
            if (ReferenceEquals(at, outer))
                return true;
        }
        return false;
    }

    private static IEnumerable<Spot> Items(Spot above) => above.All("item").SelectMany(i => Items(i).Prepend(i));
}
