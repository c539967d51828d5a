using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using Salus.Fhir.Definitions;
using Salus.Fhir.Units;

namespace Salus.Fhir.Validation;

/// <summary>What is known of a code.</summary>
/// <param name="Exists">Null when its code system is not known well enough to tell.</param>
/// <param name="Display">The preferred text; null when there is none.</param>
internal readonly record struct CodeFact(bool? Exists, string? Display, Concept? Concept);

/// <summary>
/// Codes and value sets among the definitions, without a server: what the code systems at hand list, what is a rule rather than a list
/// (UCUM, languages, media types), and value sets composed of these. The answer "not known" is one of three everywhere.
/// </summary>
internal sealed class Terminology(FhirDefinitions definitions)
{
    private const int DeepestNesting = 12;
    private static readonly TimeSpan patience = TimeSpan.FromMilliseconds(200);
    private readonly ConcurrentDictionary<string, KnownCodes> systems = new(StringComparer.Ordinal);

    /// <summary>Only what is known is kept: addresses in hostile resources must not fill the memory.</summary>
    public KnownCodes? System(string url) =>
        systems.TryGetValue(url, out var known) ? known
        : definitions.CodeSystem(url) is { } source ? systems.GetOrAdd(url, static (_, source) => new KnownCodes(source), source)
        : null;

    public FhirNode? ValueSet(string url) => definitions.ValueSet(url);

    public CodeFact Look(string system, string code)
    {
        switch (system)
        {
            case "http://unitsofmeasure.org":
                return new CodeFact(Ucum.IsValid(code, out _), null, null);
            case "urn:ietf:bcp:13":
                return new CodeFact(RuleSystems.IsMediaType(code), null, null);
            case "urn:ietf:bcp:47":
                return new CodeFact(RuleSystems.IsLanguage(code), null, null);
            case "urn:iso:std:iso:3166":
                return new CodeFact(RuleSystems.IsCountry(code), null, null);
            case "urn:iso:std:iso:4217":
                return new CodeFact(RuleSystems.IsCurrency(code), null, null);
        }
        if (System(system) is not { } known)
            return default;
        // NNxxx: a national person identifier, with the country as three letters (HL7 v2 table 0203).
        if (system is "http://terminology.hl7.org/CodeSystem/v2-0203" && code.Length == 5 && code.StartsWith("NN", StringComparison.Ordinal) && code.All(char.IsAsciiLetterUpper))
            return new CodeFact(true, null, null);
        return known.Find(code) is { } concept ? new CodeFact(true, concept.Display, concept) : new CodeFact(known.IsComplete ? false : null, null, null);
    }

    /// <summary>Whether a code is in a value set. Without a system any system of the value set will do.</summary>
    public bool? IsIn(string valueSet, string? system, string code) =>
        ValueSet(valueSet) is { } source ? IsIn(source, system, code, 0) : null;

    /// <inheritdoc cref="IsIn(string, string?, string)"/>
    public bool? IsIn(FhirNode valueSet, string? system, string code) => IsIn(valueSet, system, code, 0);

    /// <summary>Other texts for a code that supplements of its system give.</summary>
    public IEnumerable<string> Supplements(string system, string code) => definitions.Supplements(system)
        .Select(s => systems.GetOrAdd($"{s["url"]?.Value} supplement", static (_, source) => new KnownCodes(source), s).Find(code))
        .OfType<Concept>()
        .SelectMany(c => c.Node.All("designation").Select(d => d["value"]?.Value).Append(c.Display))
        .OfType<string>();

    private bool? IsIn(FhirNode source, string? system, string code, int depth)
    {
        if (depth > DeepestNesting)
            return null;
        if (source["compose"] is not { } compose)
            return source["expansion"] is { } expansion ? IsListed(expansion, system, code) : null;
        bool? result = false;
        foreach (var include in compose.All("include"))
        {
            result = Or(result, Covers(include, system, code, depth));
            if (result is true)
                break;
        }
        if (result is false)
            return false;
        foreach (var exclude in compose.All("exclude"))
        {
            var covered = Covers(exclude, system, code, depth);
            if (covered is true)
                return false;
            if (covered is null)
                result = null;
        }
        return result;
    }

    private static bool? IsListed(FhirNode expansion, string? system, string code)
    {
        var open = new Stack<FhirNode>([expansion]);
        while (open.TryPop(out var node))
        {
            foreach (var item in node.All("contains"))
            {
                if (string.Equals(item["code"]?.Value, code, StringComparison.Ordinal) && (system is null || string.Equals(item["system"]?.Value, system, StringComparison.Ordinal)) && item["abstract"]?.Value is not "true")
                    return true;
                open.Push(item);
            }
        }
        return false;
    }

    /// <summary>Whether one include (or exclude) of a value set covers a code: its system or list, and every value set that it names.</summary>
    private bool? Covers(FhirNode include, string? system, string code, int depth)
    {
        bool? result = true;
        var own = include["system"]?.Value;
        if (own is not null)
        {
            if (system is not null && !string.Equals(system, own, StringComparison.Ordinal))
                return false;
            result = CoversSystem(include, own, code);
        }
        foreach (var nested in include.All("valueSet"))
        {
            if (result is false)
                return false;
            var inside = nested.Value is { } url && ValueSet(url) is { } source ? IsIn(source, system, code, depth + 1) : null;
            result = And(result, inside);
        }
        return result;
    }

    private bool? CoversSystem(FhirNode include, string system, string code)
    {
        var listed = include.All("concept");
        if (listed.Any())
            return listed.Any(c => string.Equals(c["code"]?.Value, code, StringComparison.Ordinal));
        var fact = Look(system, code);
        if (fact.Exists is not true)
            return fact.Exists;
        bool? result = true;
        foreach (var filter in include.All("filter"))
            result = And(result, Passes(system, code, fact, filter));
        return result;
    }

    private bool? Passes(string system, string code, CodeFact fact, FhirNode filter)
    {
        var property = filter["property"]?.Value ?? "";
        var operation = filter["op"]?.Value;
        var value = filter["value"]?.Value ?? "";
        if (operation is "regex" && property is "code" or "display")
            return Matches(property is "code" ? code : fact.Display ?? "", value);
        if (fact.Concept is not { } concept || System(system) is not { } known)
            return system is "http://unitsofmeasure.org" && property is "canonical" && operation is "=" ? Ucum.AreComparable(code, value) : null;
        return operation switch
        {
            "is-a" => known.IsA(code, value),
            "descendent-of" => !string.Equals(code, value, StringComparison.Ordinal) && known.IsA(code, value),
            "is-not-a" => !known.IsA(code, value),
            "generalizes" => known.IsA(value, code),
            "child-of" => concept.Property("parent").Contains(value, StringComparer.Ordinal),
            "=" => concept.Property(property).Contains(value, StringComparer.Ordinal),
            "in" => value.Split(',', StringSplitOptions.TrimEntries).Intersect(concept.Property(property), StringComparer.Ordinal).Any(),
            "not-in" => !value.Split(',', StringSplitOptions.TrimEntries).Intersect(concept.Property(property), StringComparer.Ordinal).Any(),
            "exists" => concept.Property(property).Any() == value is "true",
            "regex" => concept.Property(property).Aggregate((bool?)false, (any, v) => Or(any, Matches(v, value))),
            _ => null,
        };
    }

    private static bool? Matches(string text, string pattern)
    {
        try
        {
            return Regex.IsMatch(text, $"^(?:{pattern})$", RegexOptions.CultureInvariant, patience);
        }
        catch (Exception e) when (e is ArgumentException or RegexMatchTimeoutException)
        {
            return null;
        }
    }

    private static bool? Or(bool? a, bool? b) => a is true || b is true ? true : a is null || b is null ? null : false;

    private static bool? And(bool? a, bool? b) => a is false || b is false ? false : a is null || b is null ? null : true;
}
