namespace Salus.Fhir.Validation;

/// <summary>Concept maps that map codes which do not exist, or that are outside of what the map says it maps.</summary>
internal sealed class MapRules(ValidationRun run)
{
    public void Check(Spot map)
    {
        var from = Scope(map, "source");
        var to = Scope(map, "target");
        foreach (var group in map.All("group"))
        {
            foreach (var element in group.All("element"))
            {
                Code(element, group.Value("source"), from);
                foreach (var target in element.All("target"))
                    Code(target, group.Value("target"), to);
            }
        }
    }

    private void Code(Spot mapped, string? system, string? scope)
    {
        if (system is null || mapped.Value("code") is not { Length: > 0 } code)
            return;
        if (run.Terminology.Look(system, code).Exists is false)
            run.Error(mapped, "code-invalid", "map-code", $"The code system {system} has no code '{PrimitiveRules.Short(code)}'.");
        else if (scope is not null && run.Terminology.IsIn(scope, system, code) is false)
            run.Note(mapped, "code-invalid", "map-scope", $"The code '{PrimitiveRules.Short(code)}' is not in {scope}, to which the map is limited.");
    }

    private static string? Scope(Spot map, string side) => map.Value(side + "Canonical") ?? map.Value(side + "Uri");
}
