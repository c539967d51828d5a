using System.Collections.Immutable;
using System.Globalization;
using Salus.Design.Files;
using Salus.Fhir.Resources;
using Salus.Fhir.Units;

namespace Salus.Documentation.Registries;

/// <summary>Reads one field of a mapping.</summary>
internal sealed class FieldReader(RuleReader rules, ImmutableDictionary<string, EventRule> events, List<MappingProblem> problems)
{
    private const int LongestLabel = 120;

    public RegistryField? Read(YamlValue value)
    {
        if (MapReader.Of(value, "a field", problems) is not { } map)
            return null;
        var (name, label) = (map.Needed("name"), map.Needed("label"));
        if (name.Length > 0 && !MappingReader.IsName(name))
            map.Wrong("name", $"'{MapReader.Short(name)}' is no name: use up to 60 lower-case letters, digits and hyphens.");
        if (label.Contains(':', StringComparison.Ordinal) || label.Length > LongestLabel)
            map.Wrong("label", "A label has no colon, which stands between label and answer, and at most 120 characters.");
        if (!map.Has("type"))
            map.Wrong("type", "'type' is missing: code, quantity, date, boolean or text.");
        var type = map.One("type", FieldType.Text);
        var unit = Unit(map, type);
        var decimals = map.Number("decimals") ?? 2;
        if (decimals is < 0 or > 10 || decimals != Math.Floor(decimals))
            map.Wrong("decimals", "'decimals' is a whole number from 0 to 10.");
        var options = map.List("options").Select(Option).OfType<FieldOption>().ToImmutableArray();
        if (type is FieldType.Code == options.IsEmpty)
            map.Wrong("options", type is FieldType.Code ? "A field of type code has 'options'." : "Only a field of type code has 'options'.");
        foreach (var twice in options.GroupBy(o => o.Label, StringComparer.OrdinalIgnoreCase).Where(g => g.Skip(1).Any()))
            map.Wrong("options", $"Two options are called '{MapReader.Short(twice.Key)}'.");
        var range = Range(map, type);
        var preferFirst = map.Flag("preferFirst", otherwise: false);
        var read = map.List("answers").Select(a => rules.Answer(a, type, options, events)).OfType<AnswerRule>().ToImmutableArray();
        var field = new RegistryField(name, label, type, map.Flag("required", otherwise: false), unit, (int)Math.Clamp(decimals, 0, 10), range, options, preferFirst, read, map.Line);
        map.Done();
        return field;
    }

    private static string? Unit(MapReader map, FieldType type)
    {
        var unit = map.Text("unit");
        if (type is FieldType.Quantity && unit is null)
            map.Wrong("unit", "A quantity has a 'unit', as UCUM code; '1' for a count.");
        else if (type is not FieldType.Quantity && unit is not null)
            map.Wrong("unit", "Only a quantity has a unit.");
        else if (unit is not null && !Ucum.IsValid(unit, out var reason))
            map.Wrong("unit", $"'{MapReader.Short(unit)}' is no UCUM code: {reason}");
        return unit;
    }

    private FieldOption? Option(YamlValue value)
    {
        if (MapReader.Of(value, "an option", problems) is not { } map)
            return null;
        var option = new FieldOption(map.Needed("code"), map.Needed("label"), map.Text("system"));
        map.Done();
        return option;
    }

    private FieldRange? Range(MapReader map, FieldType type)
    {
        if (map.Value("range") is not { } value || MapReader.Of(value, "a range", problems) is not { } range)
            return null;
        if (type is not (FieldType.Quantity or FieldType.Date))
            map.Wrong("range", "Only quantities and dates have a range.");
        var read = new FieldRange(range.Text("least"), range.Text("most"));
        foreach (var (key, bound) in new[] { ("least", read.Least), ("most", read.Most) })
        {
            if (bound is null || bound is FieldRange.Report && type is FieldType.Date)
                continue;
            if (type is FieldType.Quantity && !decimal.TryParse(bound, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out _))
                range.Wrong(key, $"'{MapReader.Short(bound)}' is no number.");
            if (type is FieldType.Date && !FhirDate.TryParse(bound, out _))
                range.Wrong(key, $"'{MapReader.Short(bound)}' is no date: write 2026-01-31, or 'report' for the day of the form.");
        }
        range.Done();
        return read;
    }
}
