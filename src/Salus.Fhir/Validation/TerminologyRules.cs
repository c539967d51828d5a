using System.Globalization;

namespace Salus.Fhir.Validation;

/// <summary>Value sets and code systems that contradict themselves or what they build on.</summary>
internal sealed class TerminologyRules(ValidationRun run)
{
    public void CheckValueSet(Spot valueSet)
    {
        foreach (var part in valueSet.First("compose") is { } compose ? compose.All("include").Concat(compose.All("exclude")) : [])
        {
            if (part.Value("system") is { Length: > 0 } system)
                Include(part, system);
        }
    }

    private void Include(Spot include, string system)
    {
        if (system.StartsWith('#') || !ReferenceForm.IsAbsolute(system))
        {
            run.Error(include, "invalid", "value-set-system", "The system must be the absolute address of a code system, also of a contained one.");
            return;
        }
        if (run.Terminology.System(system) is null && run.Terminology.ValueSet(system) is not null)
        {
            run.Error(include, "invalid", "value-set-system", $"{system} is a value set. Name it in valueSet, or name the code system in system.");
            return;
        }
        foreach (var concept in include.All("concept"))
        {
            if (concept.Value("code") is not { Length: > 0 } code)
                continue;
            var fact = run.Terminology.Look(system, code);
            if (fact.Exists is false)
                run.Add(IssueSeverity.Warning, concept, "code-invalid", "unknown-code", $"The code system {system} has no code '{PrimitiveRules.Short(code)}'.");
        }
        foreach (var filter in include.All("filter"))
            Filter(filter, system);
    }

    private void Filter(Spot filter, string system)
    {
        var property = filter.Value("property");
        var value = filter.Value("value");
        if (system is "http://snomed.info/sct" && property is "constraint" && value is not null && Ecl.Problem(value) is { } problem)
            run.Error(filter, "value", "value-set-filter", $"'{PrimitiveRules.Short(value)}' is not in the SNOMED CT expression constraint language: {problem}");
        if (value is null || run.Terminology.System(system) is not { } known)
            return;
        if (known.Source.All("property").FirstOrDefault(p => string.Equals(p["code"]?.Value, property, StringComparison.Ordinal)) is { } declared && filter.Value("op") is "=")
            FilterValue(filter, declared["type"]?.Value, value);
        if (!known.IsComplete)
            return;
        if (filter.Value("op") is "is-a" or "descendent-of" or "is-not-a" or "generalizes" && property is "concept" && known.Find(value) is null)
            run.Error(filter, "code-invalid", "value-set-filter", $"The code system {system} has no code '{PrimitiveRules.Short(value)}', so the filter selects nothing.");
    }

    /// <summary>A property of type Coding is filtered by <c>system#code</c>.</summary>
    private void FilterValue(Spot filter, string? type, string value)
    {
        if (type is not "Coding")
            return;
        var hash = value.IndexOf('#', StringComparison.Ordinal);
        if (hash <= 0)
            run.Warn(filter, "value", "value-set-filter", $"The property holds a Coding, so the value should be written as system#code, not as '{PrimitiveRules.Short(value)}'.");
        else if (run.Terminology.Look(value[..hash].Split('|')[0], value[(hash + 1)..]).Exists is false)
            run.Error(filter, "code-invalid", "value-set-filter", $"The code '{PrimitiveRules.Short(value)}' does not exist, so the filter selects nothing.");
    }

    public void CheckCodeSystem(Spot codeSystem)
    {
        if (codeSystem.Value("url")?.StartsWith("http://hl7.org/fhir/", StringComparison.Ordinal) is true)
            OfHl7(codeSystem);
        var concepts = codeSystem.Descendants().Where(s => s.ElementName is "concept").ToList();
        var content = codeSystem.Value("content");
        if (codeSystem.Value("count") is { } said && int.TryParse(said, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && concepts.Count > 0)
        {
            if (content is "complete" && count != concepts.Count)
                run.Error(codeSystem.First("count")!, "business-rule", "code-count", $"The code system is complete and says it has {count} concepts, but it lists {concepts.Count}.");
            else if (content is "fragment" or "example" && count < concepts.Count)
                run.Error(codeSystem.First("count")!, "business-rule", "code-count", $"The code system says it has {count} concepts, but it lists {concepts.Count}.");
        }
        if (codeSystem.Value("supplements") is { Length: > 0 } supplemented)
            Supplement(codeSystem, supplemented, content, concepts);
        else if (content is "supplement")
            run.Error(codeSystem, "business-rule", "supplement", "A supplement must say in supplements which code system it belongs to.");
        Properties(codeSystem, concepts);
    }

    /// <summary>HL7 asks more of the code systems that it defines itself.</summary>
    private void OfHl7(Spot codeSystem)
    {
        if (codeSystem.Value("caseSensitive") is null)
            run.Warn(codeSystem, "business-rule", "code-system-hl7", "A code system of HL7 should say in caseSensitive whether upper and lower case differ.");
        if (codeSystem.Descendants().Any(s => s.ElementName is "concept" && s.Value("definition") is null))
            run.Warn(codeSystem, "business-rule", "code-system-hl7", "A code system of HL7 should define every concept.");
    }

    private void Supplement(Spot codeSystem, string supplemented, string? content, List<Spot> concepts)
    {
        if (content is not "supplement")
            run.Error(codeSystem, "business-rule", "supplement", "A code system that supplements another has the content 'supplement'.");
        foreach (var concept in concepts)
        {
            if (concept.Value("code") is { } code && run.Terminology.Look(supplemented.Split('|')[0], code).Exists is false)
                run.Error(concept, "code-invalid", "supplement", $"{supplemented} has no code '{PrimitiveRules.Short(code)}', so it cannot be supplemented.");
        }
    }

    /// <summary>Properties of concepts: declared, of the declared type, and codes among them exist.</summary>
    private void Properties(Spot codeSystem, List<Spot> concepts)
    {
        var declared = codeSystem.All("property").Where(p => p.Value("code") is not null).GroupBy(p => p.Value("code")!, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.First(), StringComparer.Ordinal);
        var codes = concepts.Select(c => c.Value("code")).OfType<string>().ToHashSet(StringComparer.Ordinal);
        foreach (var property in concepts.SelectMany(c => c.All("property")))
        {
            if (property.Value("code") is not { } name || property.First("value") is not { } value)
                continue;
            if (!declared.TryGetValue(name, out var definition))
            {
                if (name is not ("parent" or "child" or "notSelectable" or "status" or "inactive" or "deprecationDate" or "effectiveDate" or "retirementDate" or "deprecated" or "partOf" or "comment" or "itemWeight" or "order" or "synonym"))
                    run.Warn(property, "business-rule", "code-property", $"The code system does not declare the property '{PrimitiveRules.Short(name)}'.");
                continue;
            }
            var type = definition.Value("type");
            if (type is not null && !string.Equals(type, value.TypeName, StringComparison.Ordinal))
                run.Error(property, "business-rule", "code-property", $"The property '{PrimitiveRules.Short(name)}' is declared as {type}, but here is a {value.TypeName}.");
            else if (type is "code" && name is "parent" or "child" && value.Node.Value is { } code && !codes.Contains(code) && codeSystem.Value("content") is "complete")
                run.Error(property, "code-invalid", "code-property", $"The code system has no code '{PrimitiveRules.Short(code)}'.");
        }
    }
}
