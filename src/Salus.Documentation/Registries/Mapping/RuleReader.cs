using System.Collections.Immutable;
using System.Globalization;
using Salus.Design.Files;
using Salus.Fhir.Definitions;
using Salus.Fhir.Paths;
using Salus.Fhir.Units;

namespace Salus.Documentation.Registries;

/// <summary>Reads the rules of a mapping: which resources and words answer a field, and what time windows are counted from.</summary>
internal sealed class RuleReader(ImmutableDictionary<string, CodeList> codes, List<MappingProblem> problems)
{
    private const int MostTerms = 200;

    private static readonly ImmutableArray<string> timeUnits = ["days", "weeks", "months", "years"];

    public EventRule? Event(YamlText key, YamlValue value)
    {
        if (MapReader.Of(value, "an event", problems) is not { } map)
            return null;
        if (key.Text is TimeWindow.Report)
            problems.Add(new MappingProblem(key.Line, "'report' is the day the form is filled in for; give the event another name."));
        var resources = Resources(map);
        if (resources is { Date: null })
            map.Wrong("date", "An event has a 'date': the element that says when it was, for example onset.");
        var choice = map.One("choose", Choice.First);
        if (choice is not (Choice.First or Choice.Newest))
            map.Wrong("choose", "Of events the first or the newest counts.");
        var rule = resources is null ? null : new EventRule(key.Text, map.Text("title") ?? key.Text, resources, choice);
        map.Done();
        return rule;
    }

    public AnswerRule? Answer(YamlValue value, FieldType type, ImmutableArray<FieldOption> options, ImmutableDictionary<string, EventRule> events)
    {
        if (MapReader.Of(value, "an answer", problems) is not { } map)
            return null;
        if (map.Has("from") == map.Has("finding"))
        {
            map.Wrong("from", "An answer comes from resources ('from: Observation') or from words of notes ('finding: [smoker]'); one of the two.");
            return null;
        }
        var window = Window(map, events);
        AnswerRule? rule = map.Has("from") ? Element(map, type, options, window) : Finding(map, type, options, window);
        if (rule is { Choice: Choice.Nearest, Window: null })
            map.Wrong("choose", "'nearest' needs a window: its event is what values are near to.");
        map.Done();
        return rule;
    }

    private ElementRule? Element(MapReader map, FieldType type, ImmutableArray<FieldOption> options, TimeWindow? window)
    {
        var resources = Resources(map);
        var constant = Constant(map, "as", type, options);
        if (constant is null && !map.Has("value"))
            map.Wrong("value", "'value' is missing: the FHIRPath of the element that answers, or 'as' for the answer that a fitting resource means.");
        var value = Path(map, "value", resources?.Type) ?? (constant is not null && resources is not null ? FhirPath.Parse(resources.Coded.Text) : null);
        var choice = map.One("choose", resources?.Date is null ? Choice.Only : Choice.Newest);
        if (resources is { Date: null } && (window is not null || choice is not Choice.Only))
            map.Wrong("date", "A choice by time, or a window, needs a 'date': the element that says when, for example effective.");
        var maps = map.List("map").Select(m => ValueMapOf(m, type, options)).OfType<ValueMap>().ToImmutableArray();
        var units = map.List("units").Select(UnitRuleOf).OfType<UnitRule>().ToImmutableArray();
        if (units.Length > 0 && type is not FieldType.Quantity)
            map.Wrong("units", "Only quantities have units.");
        return resources is null || value is null ? null : new ElementRule(resources, value, constant, maps, units, choice, window, map.Line);
    }

    private static FindingRule Finding(MapReader map, FieldType type, ImmutableArray<FieldOption> options, TimeWindow? window)
    {
        var terms = map.Texts("finding");
        if (terms.Length is 0 or > MostTerms)
            map.Wrong("finding", "'finding' lists what it is called: 1 to 200 terms.");
        var rule = new FindingRule(terms, Constant(map, "affirmed", type, options), Constant(map, "negated", type, options), Constant(map, "resolved", type, options), map.Text("experiencer") is "family", map.One("choose", Choice.Newest), window, map.Line);
        if (map.Text("experiencer") is { } who and not ("patient" or "family"))
            map.Wrong("experiencer", $"'experiencer' is patient or family, not '{MapReader.Short(who)}'.");
        if (type is not (FieldType.Boolean or FieldType.Code or FieldType.Quantity))
            map.Wrong("finding", "Words of notes answer fields of type boolean, code or quantity.");
        if (type is not FieldType.Quantity && rule is { Affirmed: null, Negated: null, Resolved: null })
            map.Wrong("finding", "Say what the words mean: 'affirmed', 'negated' or 'resolved', each with an answer.");
        return rule;
    }

    private ResourceRule? Resources(MapReader map)
    {
        var type = map.Needed("from");
        if (type.Length == 0)
            return null;
        if (FhirDefinitions.R4.Type(type) is not { Kind: "resource" })
        {
            map.Wrong("from", $"R4 has no resource type '{MapReader.Short(type)}'.");
            return null;
        }
        var lists = map.Texts("codes");
        foreach (var unknown in lists.Where(l => !codes.ContainsKey(l)))
            map.Wrong("codes", $"There is no code list '{MapReader.Short(unknown)}' under 'codes'.");
        var coded = Path(map, "coded", type) ?? FhirPath.Parse(UsuallyCoded(type));
        if (!lists.IsEmpty && coded.Check(type) is [var problem, ..])
            map.Wrong("coded", $"{type} has no '{coded.Text}': say with 'coded' where its codes are. {problem.Reason}");
        var date = map.Text("date");
        if (date is not null && !IsDate(type, date))
            map.Wrong("date", $"'{MapReader.Short(date)}' is no date of {type}: write element names, such as effective or period.start.");
        return new ResourceRule(type, coded, lists, Path(map, "where", type), date);
    }

    private static string UsuallyCoded(string type) => type switch
    {
        "Immunization" => "vaccineCode",
        "MedicationRequest" or "MedicationStatement" or "MedicationAdministration" or "MedicationDispense" => "medication.ofType(CodeableConcept)",
        "Encounter" or "DocumentReference" or "Composition" => "type",
        _ => "code",
    };

    /// <summary>Element names only: the check reads dates without FHIRPath, by the same names.</summary>
    private static bool IsDate(string type, string date)
    {
        IEnumerable<FhirShape> shapes = [FhirDefinitions.R4.Shape(type)];
        foreach (var step in date.Split('.'))
            shapes = [.. shapes.SelectMany(s => s.Written(step).Select(s.Child)).OfType<FhirShape>()];
        return shapes.Any(s => s.TypeName is "date" or "dateTime" or "instant" or "Period");
    }

    private static FhirPath? Path(MapReader map, string key, string? type)
    {
        if (map.Text(key) is not { } text)
            return null;
        try
        {
            var path = FhirPath.Parse(text);
            if (type is not null && path.Check(type) is [var problem, ..])
                map.Wrong(key, string.Create(CultureInfo.InvariantCulture, $"This never works on {type}: {problem.Reason} (character {problem.Position + 1})."));
            return path;
        }
        catch (FhirPathException wrong)
        {
            map.Wrong(key, $"Not FHIRPath: {wrong.Message}");
            return null;
        }
    }

    private static string? Constant(MapReader map, string key, FieldType type, ImmutableArray<FieldOption> options)
    {
        if (map.Text(key) is not { } text)
            return null;
        switch (type)
        {
            case FieldType.Boolean when text is "yes" or "true":
                return "true";
            case FieldType.Boolean when text is "no" or "false":
                return "false";
            case FieldType.Code when options.Any(o => string.Equals(o.Code, text, StringComparison.Ordinal)):
                return text;
            case FieldType.Code:
                map.Wrong(key, $"'{MapReader.Short(text)}' is none of the options' codes: {string.Join(", ", options.Select(o => o.Code))}.");
                return null;
            case FieldType.Boolean:
                map.Wrong(key, $"'{key}' is yes or no here, not '{MapReader.Short(text)}'.");
                return null;
            default:
                map.Wrong(key, $"'{key}' answers fields of type boolean or code.");
                return null;
        }
    }

    private ValueMap? ValueMapOf(YamlValue value, FieldType type, ImmutableArray<FieldOption> options)
    {
        if (MapReader.Of(value, "a map entry", problems) is not { } map)
            return null;
        if (!map.Has("to"))
            map.Wrong("to", "'to' is missing: the option, or yes or no, that the values mean.");
        var entry = new ValueMap(Constant(map, "to", type, options) ?? "", map.Texts("codes"), map.Texts("text"));
        foreach (var unknown in entry.Codes.Where(l => !codes.ContainsKey(l)))
            map.Wrong("codes", $"There is no code list '{MapReader.Short(unknown)}' under 'codes'.");
        if (entry.Codes.IsEmpty && entry.Texts.IsEmpty)
            map.Wrong("codes", "A map entry names code lists under 'codes', or words under 'text'.");
        map.Done();
        return entry;
    }

    private UnitRule? UnitRuleOf(YamlValue value)
    {
        if (MapReader.Of(value, "a conversion", problems) is not { } map)
            return null;
        var rule = new UnitRule(map.Needed("from"), map.Number("factor") ?? 1, map.Number("offset") ?? 0, map.Needed("source"));
        if (!Ucum.IsValid(rule.From, out var reason))
            map.Wrong("from", $"'{MapReader.Short(rule.From)}' is no UCUM code: {reason}");
        if (rule.Factor == 0)
            map.Wrong("factor", "A factor of 0 makes every value the same.");
        map.Done();
        return rule;
    }

    private TimeWindow? Window(MapReader map, ImmutableDictionary<string, EventRule> events)
    {
        if (map.Value("window") is not { } value || MapReader.Of(value, "a window", problems) is not { } window)
            return null;
        var around = window.Text("around") ?? TimeWindow.Report;
        if (around is not TimeWindow.Report && !events.ContainsKey(around))
            window.Wrong("around", $"There is no event '{MapReader.Short(around)}' under 'events'; 'report' is the day the form is filled in for.");
        var (from, to) = (Step(window, "from"), Step(window, "to"));
        var read = new TimeWindow(around, from, to);
        var day = new DateOnly(2024, 1, 1);
        if (from.After(day) > to.After(day))
            window.Wrong("from", "The window ends before it begins.");
        window.Done();
        return read;
    }

    private static TimeStep Step(MapReader window, string key)
    {
        if (window.Text(key) is not { } text)
        {
            window.Wrong(key, $"'{key}' is missing: a window reaches 'from' a time 'to' a time, such as -12 months and 0 days.");
            return default;
        }
        var parts = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var unit = parts.Length == 2 ? parts[1].EndsWith('s') ? parts[1] : parts[1] + "s" : "";
        if (timeUnits.Contains(unit, StringComparer.Ordinal) && int.TryParse(parts[0], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var count) && Math.Abs(count) <= 40_000 && (unit is not "years" || Math.Abs(count) <= 200) && (unit is not "months" || Math.Abs(count) <= 2400))
            return new TimeStep(count, unit);
        window.Wrong(key, $"'{MapReader.Short(text)}' is no time: write for example -12 months, 0 days or 2 weeks.");
        return default;
    }
}
