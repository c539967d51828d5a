using System.Globalization;
using Salus.Fhir.Definitions;

namespace Salus.Fhir.Validation;

/// <summary>One answer: its type, its limits, and whether it is one of the options.</summary>
internal sealed class AnswerRules(ValidationRun run, FhirNode questionnaire)
{
    private const string Extensions = "http://hl7.org/fhir/StructureDefinition/";

    public void Check(Spot answer, Spot value, FhirNode question, string type)
    {
        string[] allowed = type switch
        {
            "choice" => ["Coding", "date", "time", "integer", "string"],
            "open-choice" => ["Coding", "date", "time", "integer", "string"],
            "text" => ["string"],
            "url" => ["uri"],
            "attachment" => ["Attachment"],
            "reference" => ["Reference"],
            "quantity" => ["Quantity"],
            _ => [type],
        };
        if (!allowed.Contains(value.TypeName, StringComparer.Ordinal))
        {
            run.Error(value, "structure", "questionnaire-type", $"The answer must be a {allowed[0]}, not a {value.TypeName}.");
            return;
        }
        Limits(value, question, type);
        switch (value.TypeName)
        {
            case "Attachment":
                Attachment(answer, value, question);
                break;
            case "Reference":
                Reference(value, question);
                break;
            case "Quantity":
                Unit(value, question);
                break;
        }
        Options(answer, value, question, type);
    }

    public static bool IsExclusive(Spot value, FhirNode question) => question.All("answerOption")
        .Where(o => ElementDefinition.ExtensionValue(o, Extensions + "questionnaire-optionExclusive") is "true")
        .Any(o => Value(o) is { } option && IsOption(value.Node, option));

    private void Limits(Spot value, FhirNode question, string type)
    {
        var node = value.Node;
        if (Limit(question, "minValue") is { } least && Comparison.Order(node, least) < 0)
            run.Error(value, "invalid", "questionnaire-min", $"The value {Comparison.Text(node)} is less than {Comparison.Text(least)}, the least allowed.");
        if (Limit(question, "maxValue") is { } most && Comparison.Order(node, most) > 0)
            run.Error(value, "invalid", "questionnaire-max", $"The value {Comparison.Text(node)} is greater than {Comparison.Text(most)}, the greatest allowed.");
        if (node.Value is not { } text)
            return;
        if (value.TypeName is "string" or "uri")
        {
            if (ResponseRules.Whole(question, "minLength") is { } shortest && text.Length < shortest)
                run.Error(value, "invalid", "questionnaire-length", $"The answer has {text.Length} characters; at least {shortest} are needed.");
            if (int.TryParse(question["maxLength"]?.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var longest) && text.Length > longest)
                run.Error(value, "invalid", "questionnaire-length", $"The answer has {text.Length} characters; at most {longest} are allowed.");
            if (type is "string" && text.Contains('\n', StringComparison.Ordinal))
                run.Warn(value, "business-rule", "questionnaire-lines", "The answer to a question of type string should have no line breaks.");
        }
        if (value.TypeName is "decimal" && ResponseRules.Whole(question, "maxDecimalPlaces") is { } places && text.IndexOf('.', StringComparison.Ordinal) is var point and >= 0 && text.Length - point - 1 > places)
            run.Error(value, "invalid", "questionnaire-decimals", $"The answer has {text.Length - point - 1} decimal places; at most {places} are allowed.");
    }

    private void Attachment(Spot answer, Spot value, FhirNode question)
    {
        var types = question.All("extension").Where(e => e["url"]?.Value is Extensions + "mimeType").Select(e => e["valueCode"]?.Value).OfType<string>().ToList();
        if (types.Count > 0 && value.Value("contentType") is var type && !types.Contains(type, StringComparer.Ordinal))
            run.Error(answer, "invalid", "questionnaire-mime", type is null ? "The attachment does not say its content type." : $"The content type {type} is not allowed; allowed are {string.Join(", ", types)}.");
        var most = ElementDefinition.ExtensionValue(question, Extensions + "maxSize");
        if (decimal.TryParse(most, NumberStyles.Float, CultureInfo.InvariantCulture, out var limit))
        {
            var size = long.TryParse(value.Value("size"), NumberStyles.None, CultureInfo.InvariantCulture, out var said) ? said : (value.Value("data")?.Length ?? 0) * 3L / 4;
            if (size > limit * 1024 * 1024)
                run.Error(answer, "invalid", "questionnaire-size", $"The attachment has {size} bytes; {most} MB are allowed.");
        }
    }

    private void Reference(Spot value, FhirNode question)
    {
        if (value.Value("reference") is not { } reference || ReferenceForm.TypeOf(reference) is not { } type)
            return;
        var allowed = question.All("extension").Where(e => e["url"]?.Value is Extensions + "questionnaire-referenceResource").Select(e => e["valueCode"]?.Value).OfType<string>().ToList();
        if (allowed.Count > 0 && !allowed.Contains(type, StringComparer.Ordinal))
            run.Error(value, "structure", "reference-type", $"A reference to {type} is not allowed here; allowed are {string.Join(", ", allowed)}.");
    }

    private void Unit(Spot value, FhirNode question)
    {
        var valueSet = ElementDefinition.ExtensionValue(question, Extensions + "questionnaire-unitValueSet");
        if (valueSet is not null && run.Bindings.IsIn(value, valueSet) is false)
            run.Error(value, "code-invalid", "questionnaire-unit", $"The unit '{value.Value("unit") ?? value.Value("code")}' is not in the value set {valueSet}.");
        var options = question.All("extension").Where(e => e["url"]?.Value is Extensions + "questionnaire-unitOption").Select(e => e["valueCoding"]).OfType<FhirNode>().ToList();
        if (options.Count > 0 && !options.Exists(o => o["system"]?.Value == value.Value("system") && o["code"]?.Value == value.Value("code")))
            run.Error(value, "code-invalid", "questionnaire-unit", $"The unit '{value.Value("unit") ?? value.Value("code")}' is none of those the question offers.");
    }

    private void Options(Spot answer, Spot value, FhirNode question, string type)
    {
        var options = question.All("answerOption").Select(Value).OfType<FhirNode>().ToList();
        var open = type is "open-choice";
        if (options.Count > 0)
        {
            if (open && value.TypeName is "string")
                return;
            var sameType = options.FindAll(o => string.Equals(o.Name, value.Node.Name, StringComparison.Ordinal));
            if (sameType.Count == 0)
                run.Error(answer, "structure", "questionnaire-option", $"None of the options is a {value.TypeName}.");
            else if (!sameType.Exists(o => IsOption(value.Node, o)))
                run.Error(answer, "code-invalid", "questionnaire-option", $"{Comparison.Text(value.Node)} is none of the options.");
            return;
        }
        if (question["answerValueSet"]?.Value is not { } valueSet || value.TypeName is not "Coding")
            return;
        var source = valueSet.StartsWith('#') ? questionnaire.All("contained").FirstOrDefault(c => c.Id == valueSet[1..]) : run.Terminology.ValueSet(valueSet);
        if (source is null)
            run.Warn(answer, "not-found", "unknown-value-set", $"The value set {valueSet}, which the question names, is not loaded, so the answer was not checked.");
        else if (value.Value("code") is { } code && run.Terminology.IsIn(source, value.Value("system"), code) is false)
            run.Error(answer, "code-invalid", "questionnaire-option", $"The code '{value.Value("system")}#{code}' is not in the value set {valueSet} that the question names.");
    }

    private static FhirNode? Value(FhirNode option) => option.Children.FirstOrDefault(c => c.Name.StartsWith("value", StringComparison.Ordinal));

    private static bool IsOption(FhirNode value, FhirNode option) => option.Value is not null
        ? string.Equals(value.Value, option.Value, StringComparison.Ordinal)
        : string.Equals(value["reference"]?.Value, option["reference"]?.Value, StringComparison.Ordinal)
            && string.Equals(value["code"]?.Value, option["code"]?.Value, StringComparison.Ordinal)
            && (value["system"]?.Value is not { } system || option["system"]?.Value is not { } other || string.Equals(system, other, StringComparison.Ordinal));

    private static FhirNode? Limit(FhirNode question, string extension) => question.All("extension")
        .FirstOrDefault(e => string.Equals(e["url"]?.Value, Extensions + extension, StringComparison.Ordinal))
        ?.Children.FirstOrDefault(c => c.Name.StartsWith("value", StringComparison.Ordinal));
}
