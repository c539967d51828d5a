using Salus.Fhir.Definitions;

namespace Salus.Fhir.Validation;

/// <summary>Search parameters that cannot be searched by.</summary>
internal sealed class SearchParameterRules(ValidationRun run)
{
    public void Check(Spot parameter)
    {
        if (parameter.Value("type") is "composite" && parameter.All("component").Count() < 2)
            run.Error(parameter, "business-rule", "search-composite", "A composite search parameter has two components or more.");
        var bases = parameter.All("base").Select(b => b.Node.Value).OfType<string>().ToList();
        if (parameter.Value("expression") is { Length: > 0 } expression)
            Expression(parameter, expression, bases);
        if (parameter.Value("derivedFrom") is { } derived && Find(derived.Split('|')[0]) is { } above)
        {
            if (above.Type != parameter.Value("type"))
                run.Error(parameter, "business-rule", "search-derived", $"The parameter has the type {parameter.Value("type")}, but {derived}, from which it is derived, has {above.Type}.");
            foreach (var type in bases.Where(b => !above.Base.Contains(b, StringComparer.Ordinal) && !above.Base.Contains("Resource", StringComparer.Ordinal)))
                run.Error(parameter, "business-rule", "search-derived", $"{derived}, from which the parameter is derived, is not for {type}.");
        }
    }

    private SearchParameter? Find(string url) => run.Definitions.ResourceTypes.SelectMany(run.Definitions.SearchParameters).FirstOrDefault(p => string.Equals(p.Url, url, StringComparison.Ordinal));

    private void Expression(Spot parameter, string expression, List<string> bases)
    {
        var spot = parameter.First("expression")!;
        if (InvariantRules.Parse(expression) is null)
        {
            run.Error(spot, "value", "search-expression", $"The expression is not FHIRPath: {PrimitiveRules.Short(expression)}");
            return;
        }
        foreach (var part in expression.Split('|', StringSplitOptions.TrimEntries))
        {
            var name = part.TrimStart('(').Split('.', ' ', '(')[0];
            if (run.Definitions.IsResource(name) && bases.Count > 0 && !bases.Exists(b => run.Definitions.IsSubtype(b, name) || run.Definitions.IsSubtype(name, b)))
                run.Error(spot, "value", "search-expression", $"The expression begins with {name}, but the parameter is for {string.Join(", ", bases)}.");
        }
    }
}
