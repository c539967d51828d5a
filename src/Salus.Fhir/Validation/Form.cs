namespace Salus.Fhir.Validation;

/// <summary>A questionnaire with the answers to it: which questions are asked at all.</summary>
internal sealed class Form
{
    private readonly FhirNode response;
    private readonly HashSet<string> links;

    public Form(FhirNode questionnaire, Spot response)
    {
        Questionnaire = questionnaire;
        this.response = response.Node;
        links = Items(questionnaire).Select(i => i["linkId"]?.Value).OfType<string>().ToHashSet(StringComparer.Ordinal);
    }

    public FhirNode Questionnaire { get; }

    public bool Has(string linkId) => links.Contains(linkId);

    /// <summary>Whether the condition of a question holds; null when it is written in a way that is not evaluated.</summary>
    /// <param name="near">The item of the response in which the question stands: the nearest answer counts where an item repeats.</param>
    public bool? IsEnabled(FhirNode question, FhirNode near)
    {
        if (question.All("extension").Any(e => e["url"]?.Value?.EndsWith("enableWhenExpression", StringComparison.Ordinal) is true))
            return null;
        var conditions = question.All("enableWhen").ToList();
        if (conditions.Count == 0)
            return true;
        return question["enableBehavior"]?.Value is "any" ? conditions.Exists(c => Holds(c, near)) : conditions.TrueForAll(c => Holds(c, near));
    }

    private bool Holds(FhirNode condition, FhirNode near)
    {
        var asked = condition["question"]?.Value;
        var items = Items(near).Where(i => i["linkId"]?.Value == asked).ToList();
        if (items.Count == 0)
            items = [.. Items(response).Where(i => i["linkId"]?.Value == asked)];
        var answers = items.SelectMany(i => i.All("answer")).Select(Value).OfType<FhirNode>().ToList();
        var wanted = condition.Children.FirstOrDefault(c => c.Name.StartsWith("answer", StringComparison.Ordinal));
        if (wanted is null)
            return false;
        return condition["operator"]?.Value switch
        {
            "exists" => answers.Count > 0 == wanted.Value is "true",
            "=" => answers.Exists(a => IsEqual(a, wanted)),
            "!=" => !answers.Exists(a => IsEqual(a, wanted)),
            ">" => answers.Exists(a => Comparison.Order(a, wanted) > 0),
            "<" => answers.Exists(a => Comparison.Order(a, wanted) < 0),
            ">=" => answers.Exists(a => Comparison.Order(a, wanted) >= 0),
            "<=" => answers.Exists(a => Comparison.Order(a, wanted) <= 0),
            _ => false,
        };
    }

    private static bool IsEqual(FhirNode answer, FhirNode wanted) => wanted.Value is not null
        ? string.Equals(answer.Value, wanted.Value, StringComparison.Ordinal)
        : wanted["code"] is { } code ? string.Equals(answer["code"]?.Value, code.Value, StringComparison.Ordinal) && string.Equals(answer["system"]?.Value, wanted["system"]?.Value, StringComparison.Ordinal)
        : Comparison.Holds(answer, wanted);

    private static FhirNode? Value(FhirNode answer) => answer.Children.FirstOrDefault(c => c.Name.StartsWith("value", StringComparison.Ordinal));

    private static IEnumerable<FhirNode> Items(FhirNode above) =>
        above.All("item").Concat(above.All("answer").SelectMany(a => a.All("item"))).SelectMany(i => Items(i).Prepend(i));
}
