using System.Collections.Immutable;
using System.Globalization;
using Salus.Fhir;
using Salus.Fhir.Resources;
using Salus.Fhir.Units;
using Salus.Trust;

namespace Salus.Documentation.Registries;

/// <summary>The values that elements of resources offer for a field, each with the exact elements that say it.</summary>
internal sealed class ElementAnswers(ResourceReading reading)
{
    public IEnumerable<Candidate> Of(RegistryField field, ElementRule rule)
    {
        foreach (var version in reading.Matching(rule.Resources))
        {
            var date = reading.Date(rule.Resources, version.Stored!);
            foreach (var node in reading.Select(rule.Value, version.Stored!))
            {
                if (Leaves(node, rule) is { Length: > 0 } leaves)
                    yield return Candidate(field, rule, version, node, leaves, date);
            }
        }
    }

    private Candidate Candidate(RegistryField field, ElementRule rule, RecordVersion version, FhirNode node, FhirNode[] leaves, (FhirDate At, FhirNode Node)? date)
    {
        var evidence = ImmutableArray.CreateBuilder<Evidence>();
        foreach (var leaf in date is { } known ? leaves.Append(known.Node).Distinct() : leaves)
        {
            if (ElementPath.Of(version.Stored!, leaf) is { } path)
                evidence.Add(new Element(version.Place, path, leaf.Value!));
        }
        var said = Said(node);
        var read = rule.Constant is { } constant ? new Reading(new FieldValue(constant, null)) : Read(field, rule, node);
        if (read.Converted is { } formula && read.Value?.Number is { } number)
            evidence.Add(new Calculation(version.Place, formula, number, field.Unit!));
        return new Candidate(read.Value, read.Fault, read.Why, said, date is { } at ? Days.Of(at.At) : null, date?.At.Text, evidence.ToImmutable(), version.Place);
    }

    private sealed record Reading(FieldValue? Value, OpenReason? Fault = null, string? Why = null, string? Converted = null)
    {
        public static Reading Wrong(OpenReason fault, string why) => new(null, fault, why);
    }

    private Reading Read(RegistryField field, ElementRule rule, FhirNode node) => field.Type switch
    {
        FieldType.Quantity => Quantity(field, rule, node),
        FieldType.Date => Date(node),
        FieldType.Text => node.Value is { } text ? new Reading(new FieldValue(Line(text), null)) : Words(node) is { } words ? new Reading(new FieldValue(Line(words), null)) : Reading.Wrong(OpenReason.NotReadable, "It holds no words."),
        _ => Chosen(field, rule, node),
    };

    private static Reading Date(FhirNode node)
    {
        var text = node.Value ?? node["start"]?.Value;
        return FhirDate.TryParse(text, out _) ? new Reading(new FieldValue(text![..Math.Min(10, text!.Length)], null)) : Reading.Wrong(OpenReason.NotReadable, $"'{Line(text ?? "")}' is no date.");
    }

    private static Reading Quantity(RegistryField field, ElementRule rule, FhirNode node)
    {
        var literal = node.Value ?? node["value"]?.Value;
        var unit = node.Value is not null ? "1" : node["code"]?.Value ?? node["unit"]?.Value ?? "1";
        if (node["comparator"]?.Value is { } comparator)
            return Reading.Wrong(OpenReason.NotReadable, $"It is only known to be {comparator} {literal} {unit}.");
        if (new FieldValue(literal ?? "", unit).Number is not { } number)
            return Reading.Wrong(OpenReason.NotReadable, "It is no number.");
        if (string.Equals(unit, field.Unit, StringComparison.Ordinal))
            return new Reading(new FieldValue(literal!, field.Unit));
        if (UnitConversion.Apply(number, unit, field, rule.Units) is not var (amount, formula))
            return Reading.Wrong(OpenReason.NotConvertible, $"{literal} {unit} cannot be converted to {field.Unit}. Where a formula exists, the mapping may give it under 'units'.");
        return new Reading(new FieldValue(amount.ToString(CultureInfo.InvariantCulture), field.Unit), Converted: formula);
    }

    private Reading Chosen(RegistryField field, ElementRule rule, FhirNode node)
    {
        var codings = ResourceReading.Codings(node).ToArray();
        var words = codings.Select(c => c["display"]?.Value).Append(node["text"]?.Value).Append(node.Value).OfType<string>().ToArray();
        var meant = rule.Map.IsEmpty
            ? Direct(field, node, codings)
            : rule.Map.Where(m => codings.Any(c => reading.IsIn(c, m.Codes)) || m.Texts.Any(t => words.Contains(t, StringComparer.OrdinalIgnoreCase))).Select(m => m.To);
        return meant.Distinct(StringComparer.Ordinal).ToArray() switch
        {
            [var only] => new Reading(new FieldValue(only, null)),
            [] => Reading.Wrong(OpenReason.NotReadable, $"The mapping does not say what “{Line(Said(node))}” means for this field."),
            var several => Reading.Wrong(OpenReason.NotReadable, $"“{Line(Said(node))}” would mean several answers: {string.Join(", ", several)}."),
        };
    }

    private static IEnumerable<string> Direct(RegistryField field, FhirNode node, FhirNode[] codings) => field.Type is FieldType.Boolean
        ? node.Value is "true" or "false" ? [node.Value] : []
        : field.Options.Where(o => o.Code == node.Value || codings.Any(c => c["code"]?.Value == o.Code && (o.System is null || o.System == c["system"]?.Value))).Select(o => o.Code);

    /// <summary>The primitives that say what the node says.</summary>
    private FhirNode[] Leaves(FhirNode node, ElementRule rule)
    {
        if (node.Value is not null)
            return [node];
        if (node["value"] is { Value: not null } value)
            return [.. new[] { value, node["code"] ?? node["unit"] }.OfType<FhirNode>()];
        if (node["coding"] is not null || node["code"] is not null || node["text"] is not null)
        {
            var lists = rule.Map.IsEmpty ? rule.Resources.Codes : [.. rule.Map.SelectMany(m => m.Codes)];
            var coding = reading.Coding(node, lists) ?? ResourceReading.Codings(node).FirstOrDefault();
            return [.. new[] { coding?["code"], coding?["display"] ?? node["text"] }.OfType<FhirNode>().Where(n => n.Value is not null)];
        }
        return node["start"] is { Value: not null } start ? [start] : [];
    }

    private static string Said(FhirNode node) =>
        node.Value ?? (node["value"]?.Value is { } number ? $"{number} {node["code"]?.Value ?? node["unit"]?.Value}".TrimEnd() : Words(node) ?? node["start"]?.Value ?? "");

    private static string? Words(FhirNode node) =>
        node["text"]?.Value ?? ResourceReading.Codings(node).Select(c => c["display"]?.Value ?? c["code"]?.Value).FirstOrDefault(w => w is not null);

    /// <summary>One line, of a length that fits a form.</summary>
    private static string Line(string text)
    {
        var line = string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return line.Length <= 1000 ? line : line[..1000];
    }
}

/// <summary>Amounts in the unit of a field: by UCUM where the kinds agree, else by a formula of the mapping.</summary>
internal static class UnitConversion
{
    /// <summary>Null when there is no way.</summary>
    public static (decimal Amount, string Formula)? Apply(decimal number, string unit, RegistryField field, ImmutableArray<UnitRule> rules)
    {
        if (rules.FirstOrDefault(r => string.Equals(r.From, unit, StringComparison.Ordinal)) is { } rule)
        {
            var amount = Math.Round((number * rule.Factor) + rule.Offset, field.Decimals, MidpointRounding.AwayFromZero);
            return (amount, string.Create(CultureInfo.InvariantCulture, $"{number} {unit} × {rule.Factor} + {rule.Offset} ({rule.Source})"));
        }
        return Ucum.TryConvert(number, unit, field.Unit!) is { } converted
            ? (Math.Round(converted, field.Decimals, MidpointRounding.AwayFromZero), string.Create(CultureInfo.InvariantCulture, $"{number} {unit} in {field.Unit} (UCUM)"))
            : null;
    }
}
