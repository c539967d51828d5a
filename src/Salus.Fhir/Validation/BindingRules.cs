using System.Collections.Immutable;
using Salus.Fhir.Definitions;

namespace Salus.Fhir.Validation;

/// <summary>Codes against the value sets that definitions bind them to.</summary>
internal sealed class BindingRules(ValidationRun run)
{
    // R4 binds every unit of a vital sign to the first short list, which R4B made extensible, as components need other units;
    // the second grows with every work group of HL7.
    private static readonly ImmutableArray<string> relaxed = ["http://hl7.org/fhir/ValueSet/ucum-vitals-common", "http://hl7.org/fhir/ValueSet/hl7-work-group"];

    public void Check(Spot spot, Binding? binding, StructureDefinition? profile)
    {
        if (binding is not { ValueSet: { } valueSet } || binding.Strength is "example")
            return;
        if (binding.Strength is "required" && relaxed.Contains(valueSet.Split('|')[0]))
            binding = binding with { Strength = "extensible" };
        var from = profile is null ? "" : $" (profile {profile.Url})";
        if (spot.Shape is { IsPrimitive: true })
        {
            if (spot.Node.Value is { Length: > 0 } code)
                CheckCode(spot, binding, valueSet, code, from);
            return;
        }
        switch (spot.TypeName)
        {
            case "Coding":
                if (spot.Value("code") is not null)
                    Report(spot, binding, valueSet, IsIn(spot, valueSet), $"The code {Name(spot)}", from);
                break;
            case "CodeableConcept":
                CheckConcept(spot, binding, valueSet, from);
                break;
            case "Quantity" or "Age" or "Count" or "Distance" or "Duration" or "Money":
                if (spot.Value("code") is not null)
                    Report(spot, binding, valueSet, IsIn(spot, valueSet), $"The unit {Name(spot)}", from);
                break;
        }
    }

    /// <summary>Whether a coded element is in a value set: a code, a Coding, a Quantity, or any coding of a concept. Null when that cannot be told.</summary>
    public bool? IsIn(Spot spot, string valueSet)
    {
        if (spot.Shape is { IsPrimitive: true })
            return spot.Node.Value is { } code ? run.Terminology.IsIn(valueSet, null, code) : null;
        if (spot.TypeName is "CodeableConcept")
        {
            bool? result = false;
            foreach (var coding in spot.All("coding"))
            {
                var one = IsIn(coding, valueSet);
                if (one is true)
                    return true;
                result = one is null ? null : result;
            }
            return result;
        }
        if (spot.Value("code") is not { } value)
            return false;
        return run.Terminology.IsIn(valueSet, spot.Value("system") ?? "", value);
    }

    private void CheckCode(Spot spot, Binding binding, string valueSet, string code, string from)
    {
        // uri and string elements may be bound too; only what looks like a code can be judged.
        if (binding.MaxValueSet is { } most && run.Terminology.IsIn(most, null, code) is false)
        {
            run.Error(spot, "code-invalid", "binding", $"The code '{PrimitiveRules.Short(code)}' is not in the value set {most}, outside of which nothing is allowed here{from}.");
            return;
        }
        var member = run.Terminology.IsIn(valueSet, null, code);
        if (spot.TypeName is "uri" or "url" or "canonical" && member is not true)
            return;
        Report(spot, binding, valueSet, member, $"The code '{PrimitiveRules.Short(code)}'", from);
    }

    private void CheckConcept(Spot spot, Binding binding, string valueSet, string from)
    {
        if (!spot.All("coding").Any())
        {
            var severity = binding.Strength switch { "required" => IssueSeverity.Error, "extensible" => IssueSeverity.Warning, _ => (IssueSeverity?)null };
            if (severity is { } level && spot.Node["text"] is not null && !spot.All("extension").Any())
                run.Add(level, spot, "code-invalid", "binding", $"A code from the value set {valueSet} {(level is IssueSeverity.Error ? "is required" : "should be given")}, but there is only text{from}.");
            return;
        }
        Report(spot, binding, valueSet, IsIn(spot, valueSet), spot.All("coding").Skip(1).Any() ? "None of the codings" : $"The code {Name(spot.First("coding")!)}", from);
        if (binding.MaxValueSet is { } most && IsIn(spot, most) is false)
            run.Error(spot, "code-invalid", "binding", $"No coding is in the value set {most}, outside of which nothing is allowed here{from}.");
    }

    private void Report(Spot spot, Binding binding, string valueSet, bool? isIn, string what, string from)
    {
        if (isIn is true)
            return;
        if (isIn is null)
        {
            if (run.Terminology.ValueSet(valueSet) is null && binding.Strength is "required" or "extensible")
                run.Note(spot, "not-found", "unknown-value-set", $"The value set {valueSet} is not loaded, so the code was not checked against it.");
            return;
        }
        var subject = what.StartsWith("None", StringComparison.Ordinal) ? $"{what} is" : $"{what} is not";
        switch (binding.Strength)
        {
            case "required":
                run.Error(spot, "code-invalid", "binding", $"{subject} in the value set {valueSet}, from which a code is required{from}.");
                break;
            case "extensible":
                run.Warn(spot, "code-invalid", "binding", $"{subject} in the value set {valueSet}; take a code from there unless none has the right meaning{from}.");
                break;
            default:
                run.Note(spot, "code-invalid", "binding", $"{subject} in the value set {valueSet}, whose codes are preferred{from}.");
                break;
        }
    }

    private static string Name(Spot coding) => $"'{coding.Value("system")}#{coding.Value("code")}'";
}
