using System.Text.RegularExpressions;
using Salus.Fhir.Definitions;
using Salus.Fhir.Paths;

namespace Salus.Governance.Deidentification.Fhir;

/// <summary>A step of a rule: an element of that name, of one type where it may have several, where a child has a value.</summary>
internal sealed record PathStep(string? Name, string? Type, string? Child, string? Value);

/// <summary>A rule as the automaton takes it; what the automaton cannot take is a FHIRPath that is evaluated on whole resources.</summary>
/// <param name="Resource">The type of resource it begins at; <c>Resource</c> for any.</param>
/// <param name="First">Where it begins at elements: their name, type or condition; null for a rule of resources.</param>
internal sealed partial record CompiledRule(ElementRule Rule, string? Resource, PathStep? First, PathStep[] Steps, FhirPath? Path)
{
    /// <summary>Chosen by what stands in the element, not by its name alone: a statement about this very extension.</summary>
    public bool HasCondition => Path is not null || First?.Child is not null || Steps.Any(s => s.Child is not null);

    /// <exception cref="DeidentificationException">The path cannot be read.</exception>
    public static CompiledRule Of(ElementRule rule, FhirDefinitions definitions)
    {
        var path = rule.Path.Trim();
        if (Plain().Match(path) is not { Success: true } match)
            return Evaluated(rule, path, definitions);
        var steps = StepsOf(match.Groups["steps"].Value);
        if (match.Groups["name"].Value is { Length: > 0 } name)
            return new CompiledRule(rule, null, new PathStep(name, null, null, null), steps, null);
        var type = match.Groups["type"].Value is { Length: > 0 } byType ? byType : match.Groups["head"].Value;
        if (definitions.FindShape(type) is null)
            throw new DeidentificationException($"The policy's rule '{rule.Path}' names '{type}', which is no type of R4.");
        if (type is "Resource" or "DomainResource" || definitions.IsResource(type))
            return steps.Any(s => s.Name is null) ? Evaluated(rule, path, definitions) : new CompiledRule(rule, type, null, steps, null);
        return steps is [{ Name: null } condition, ..]
            ? new CompiledRule(rule, null, condition with { Type = type }, steps[1..], null)
            : new CompiledRule(rule, null, new PathStep(null, type, null, null), steps, null);
    }

    public bool StartsAtResource(string type) => Resource is "Resource" or "DomainResource" || string.Equals(Resource, type, StringComparison.Ordinal);

    private static CompiledRule Evaluated(ElementRule rule, string path, FhirDefinitions definitions)
    {
        // nodesByType and nodesByName are no functions of FHIRPath.
        var plain = ByName().Replace(ByType().Replace(path, "descendants().where($this is ${what})"), "($this | descendants()).select(${what})");
        var head = Head().Match(plain).Value;
        try
        {
            if (!definitions.IsResource(head) && definitions.FindShape(head) is not null && head is not ("Resource" or "DomainResource"))
                plain = "descendants().where($this is " + head + ")" + plain[head.Length..];
            return new CompiledRule(rule, definitions.IsResource(head) ? head : "Resource", null, [], FhirPath.Parse(plain));
        }
        catch (FhirPathException e)
        {
            throw new DeidentificationException($"The policy's rule '{rule.Path}' is no FHIRPath: {e.Message}", e);
        }
    }

    private static PathStep[] StepsOf(string written)
    {
        var steps = new List<PathStep>();
        foreach (Match step in Step().Matches(written))
        {
            if (step.Groups["name"].Value is { Length: > 0 } name)
                steps.Add(new PathStep(name, null, null, null));
            else if (step.Groups["of"].Value is { Length: > 0 } type && steps.Count > 0)
                steps[^1] = steps[^1] with { Type = type };
            else if (steps.Count > 0)
                steps[^1] = steps[^1] with { Child = step.Groups["child"].Value, Value = step.Groups["value"].Value };
            else
                steps.Add(new PathStep(null, null, step.Groups["child"].Value, step.Groups["value"].Value));
        }
        return [.. steps];
    }

    [GeneratedRegex(@"^((nodesByType\(\s*'(?<type>[A-Za-z0-9]+)'\s*\))|(nodesByName\(\s*'(?<name>[A-Za-z0-9]+)'\s*\))|(?<head>[A-Z][A-Za-z]*))(?<steps>(\.([a-z][A-Za-z0-9]*|ofType\([A-Za-z0-9]+\)|where\([a-z][A-Za-z]* = '[^'\\]*'\)))*)$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Plain();

    [GeneratedRegex(@"\.((ofType\((?<of>[A-Za-z0-9]+)\))|(where\((?<child>[a-z][A-Za-z]*) = '(?<value>[^']*)'\))|(?<name>[a-z][A-Za-z0-9]*))", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Step();

    [GeneratedRegex(@"nodesByType\(\s*'(?<what>[A-Za-z0-9]+)'\s*\)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ByType();

    [GeneratedRegex(@"nodesByName\(\s*'(?<what>[A-Za-z0-9]+)'\s*\)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ByName();

    [GeneratedRegex("^[A-Z][A-Za-z]*", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Head();
}
