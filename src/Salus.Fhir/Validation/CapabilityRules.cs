namespace Salus.Fhir.Validation;

/// <summary>Capability statements whose search parameters are not what their definitions say.</summary>
internal sealed class CapabilityRules(ValidationRun run)
{
    public void Check(Spot statement)
    {
        foreach (var resource in statement.All("rest").SelectMany(r => r.All("resource")))
        {
            if (resource.Value("type") is not { } type || !run.Definitions.IsResource(type))
                continue;
            foreach (var parameter in resource.All("searchParam"))
            {
                var name = parameter.Value("name");
                var definition = parameter.Value("definition")?.Split('|')[0];
                var known = run.Definitions.SearchParameters(type).FirstOrDefault(p => definition is null ? string.Equals(p.Code, name, StringComparison.Ordinal) : string.Equals(p.Url, definition, StringComparison.Ordinal));
                if (known is not null && parameter.Value("type") is { } said && !string.Equals(said, known.Type, StringComparison.Ordinal))
                    run.Error(parameter, "business-rule", "capability-search", $"The search parameter '{PrimitiveRules.Short(name ?? "")}' of {type} has the type {known.Type}, not {PrimitiveRules.Short(said)}.");
            }
            foreach (var profile in resource.All("profile").Concat(resource.All("supportedProfile")))
            {
                if (profile.Node.Value is { } url && run.Definitions.Structure(url) is { } known && !string.Equals(known.Type, type, StringComparison.Ordinal))
                    run.Error(profile, "business-rule", "capability-profile", $"The profile {url} is for {known.Type}, not for {type}.");
            }
        }
    }
}
