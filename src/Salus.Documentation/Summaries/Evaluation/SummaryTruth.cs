using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Salus.Trust;

namespace Salus.Documentation.Summaries;

/// <summary>
/// Holds the words of a summary against the raw bundle: dates, states, values, differences, counts, and what may not be missing. Lists and limits
/// here are written for the evaluation and shared with nothing that writes or checks.
/// </summary>
internal sealed partial class SummaryTruth(RawBundle raw, DateTimeOffset at)
{
    /// <summary>Drugs whose absence from a summary would be a harm, by their names.</summary>
    private static readonly string[] drugs =
        ["warfarin", "apixaban", "rivaroxaban", "dabigatran", "edoxaban", "heparin", "enoxaparin", "clopidogrel", "prasugrel", "ticagrelor", "aspirin", "insulin", "morphine", "oxycodone", "hydrocodone", "meperidine", "fentanyl", "methadone",
         "tramadol", "codeine", "methotrexate", "azathioprine", "tacrolimus", "ciclosporin", "docetaxel", "oxaliplatin", "digoxin", "amiodarone", "carbamazepine", "alteplase"];

    /// <summary>LOINC code, unit, below or at, above or at: values for which a laboratory calls.</summary>
    private static readonly (string Loinc, string Unit, decimal? Low, decimal? High)[] critical =
        [("2823-3", "mmol/L", 2.5m, 6.5m), ("6298-4", "mmol/L", 2.5m, 6.5m), ("2951-2", "mmol/L", 120m, 155m), ("2947-0", "mmol/L", 120m, 155m), ("718-7", "g/dL", 7m, null), ("777-3", "10*3/uL", 30m, null), ("2345-7", "mg/dL", 45m, 450m), ("2339-0", "mg/dL", 45m, 450m), ("38483-4", "mg/dL", null, 4m), ("2160-0", "mg/dL", null, 4m), ("17861-6", "mg/dL", 7.2m, 14m), ("49765-1", "mg/dL", 7.2m, 14m)];

    /// <summary>Faults of a draft's facts, one sentence each, and how many facts were held against the bundle.</summary>
    public (int Facts, ImmutableArray<string> Faults) Facts(Draft draft)
    {
        var (count, faults) = (0, ImmutableArray.CreateBuilder<string>());
        void Fact(bool holds, string what)
        {
            count++;
            if (!holds)
                faults.Add(what);
        }
        foreach (var statement in draft.Statements)
        {
            foreach (var element in statement.Evidence.OfType<Element>())
                Fact(Resource(element.Source) is { } resource && RawBundle.At(resource, element.Path) is { } said && (said == element.Value || decimal.TryParse(said, NumberStyles.Number, CultureInfo.InvariantCulture, out var a) && decimal.TryParse(element.Value, NumberStyles.Number, CultureInfo.InvariantCulture, out var b) && a == b), $"{element.Source} {element.Path}: {element.Value}");
            if (statement.Evidence.OfType<Element>().FirstOrDefault() is not { } first || Resource(first.Source) is not { } cited)
                continue;
            switch (RawBundle.Text(cited, "resourceType"))
            {
                case "Observation":
                    Result(statement, cited, Fact);
                    break;
                case "MedicationRequest":
                    var active = RawBundle.Text(cited, "status") is "active";
                    if (statement.Text.Contains(", active", StringComparison.Ordinal))
                        Fact(active, $"active: {statement.Text}");
                    Fact(Days(cited, "authoredOn", statement.Text), $"begin: {statement.Text}");
                    break;
                case "Condition":
                    Fact(Days(cited, "onsetDateTime", statement.Text), $"begin: {statement.Text}");
                    if (statement.Section is "problems" or "conditions" or "attention" or "situation")
                        Fact(RawBundle.Text(cited, "clinicalStatus.coding.code") is "active" or "recurrence" or "relapse", $"active: {statement.Text}");
                    break;
                case "Encounter" when !statement.Text.StartsWith("Discharged to", StringComparison.Ordinal):
                    Fact(Days(cited, "period.start", statement.Text), $"begin: {statement.Text}");
                    if (Stay().Match(statement.Text) is { Success: true } stay && RawBundle.Date(cited, "period.start") is { } from && RawBundle.Date(cited, "period.end") is { } until)
                        Fact(int.Parse(stay.Groups["days"].Value, CultureInfo.InvariantCulture) == (until.UtcDateTime.Date - from.UtcDateTime.Date).Days, $"days: {statement.Text}");
                    break;
                case "Procedure":
                    Fact(Days(cited, "performedPeriod.start", statement.Text) || Days(cited, "performedDateTime", statement.Text), $"day: {statement.Text}");
                    break;
            }
        }
        foreach (var statement in draft.Statements.Where(s => s.Text.StartsWith("Not recorded: ", StringComparison.Ordinal)))
            foreach (var name in statement.Text["Not recorded: ".Length..].TrimEnd('.').Split(", "))
                Fact(!IsRecorded(name), $"said to be absent: {name}");
        return (count, faults.ToImmutable());
    }

    /// <summary>What may not be missing, and what of it is.</summary>
    public (int All, ImmutableArray<string> Missed) MustNotMiss(Draft draft)
    {
        var text = string.Join('\n', draft.Statements.Select(s => s.Text)).ToLowerInvariant();
        var all = 0;
        var missed = ImmutableArray.CreateBuilder<string>();
        void Need(string what, bool there)
        {
            all++;
            if (!there)
                missed.Add(what);
        }
        foreach (var allergy in raw.Of("AllergyIntolerance").Where(a => RawBundle.Text(a, "clinicalStatus.coding.code") is "active"))
            Need("allergy " + RawBundle.Name(allergy, "code"), text.Contains(RawBundle.Name(allergy, "code")!.ToLowerInvariant(), StringComparison.Ordinal));
        foreach (var order in raw.Of("MedicationRequest").Where(m => RawBundle.Text(m, "status") is "active"))
            foreach (var drug in drugs.Where(d => RawBundle.Name(order, "medicationCodeableConcept")?.Contains(d, StringComparison.OrdinalIgnoreCase) is true))
                Need("drug " + drug, text.Contains(drug, StringComparison.Ordinal));
        foreach (var (loinc, unit, low, high) in critical)
            if (Course(loinc).LastOrDefault() is { ValueKind: JsonValueKind.Object } newest && RawBundle.Text(newest, "valueQuantity.code") == unit && Number(newest, "valueQuantity.value") is { } value && (value <= low || value >= high))
                Need(string.Create(CultureInfo.InvariantCulture, $"critical {loinc} {value}"), text.Contains(Shown(value), StringComparison.Ordinal));
        return (all, missed.ToImmutable());
    }

    private void Result(Statement statement, JsonElement cited, Action<bool, string> fact)
    {
        var code = RawBundle.Text(cited, "code.coding.code")!;
        var course = Course(code).ToArray();
        var day = RawBundle.Date(cited, "effectiveDateTime")!.Value;
        fact(Days(cited, "effectiveDateTime", statement.Text), $"day: {statement.Text}");
        if (statement.Section is "results" or "attention" && !statement.Text.Contains("Why:", StringComparison.Ordinal) && course.Length > 0)
            fact(course.Where(o => RawBundle.Date(o, "effectiveDateTime") >= day).All(o => RawBundle.Date(o, "effectiveDateTime") == day) || statement.Section is "results" && !statement.Text.Contains("no earlier", StringComparison.Ordinal) && course.Length > 1, $"newest: {statement.Text}");
        var path = cited.TryGetProperty("valueQuantity", out _) ? "valueQuantity.value" : cited.TryGetProperty("component", out _) ? "component.valueQuantity.value" : null;
        if (path is null)
            return;
        var values = cited.TryGetProperty("component", out var parts) ? parts.EnumerateArray().Select(p => Number(p, "valueQuantity.value")) : [Number(cited, path)];
        foreach (var value in values.OfType<decimal>())
            fact(statement.Text.Contains(Shown(value), StringComparison.Ordinal), string.Create(CultureInfo.InvariantCulture, $"value {value}: {statement.Text}"));
        if (Trend().Match(statement.Text) is not { Success: true } trend || cited.TryGetProperty("component", out _))
            return;
        var before = course.LastOrDefault(o => RawBundle.Date(o, "effectiveDateTime") < day);
        if (before.ValueKind is not JsonValueKind.Object || Number(before, path) is not { } earlier || Number(cited, path) is not { } now)
        {
            fact(false, $"no earlier value: {statement.Text}");
            return;
        }
        var difference = decimal.Parse(Shown(now), CultureInfo.InvariantCulture) - decimal.Parse(Shown(earlier), CultureInfo.InvariantCulture);
        fact(trend.Groups["way"].Value == (difference > 0 ? "up" : difference < 0 ? "down" : "unchanged"), $"trend: {statement.Text}");
        if (trend.Groups["by"].Success)
            fact(decimal.Parse(trend.Groups["by"].Value, CultureInfo.InvariantCulture) == Math.Abs(difference) && statement.Text.Contains($"from {Shown(earlier)}", StringComparison.Ordinal), string.Create(CultureInfo.InvariantCulture, $"difference {difference}: {statement.Text}"));
    }

    /// <summary>Of one code up to the day, oldest first.</summary>
    private IEnumerable<JsonElement> Course(string loinc) =>
        raw.Of("Observation").Where(o => RawBundle.Text(o, "code.coding.code") == loinc && RawBundle.Date(o, "effectiveDateTime") <= at).OrderBy(o => RawBundle.Date(o, "effectiveDateTime"));

    private bool IsRecorded(string name) => name switch
    {
        "active problems" => raw.Of("Condition").Any(c => RawBundle.Text(c, "clinicalStatus.coding.code") is "active"),
        "current medication" => raw.Of("MedicationRequest").Any(c => RawBundle.Text(c, "status") is "active"),
        "procedures" => raw.Of("Procedure").Any(),
        "INR" => Named("inr"),
        "ECG" => Named("electrocardiogra") || Named("ekg"),
        "HbA1c" => Course("4548-4").Any(),
        "Haemoglobin" => Course("718-7").Any(),
        "Platelets" => Course("777-3").Any(),
        "Creatinine" => Course("2160-0").Concat(Course("38483-4")).Any(),
        "eGFR" => Course("33914-3").Any(),
        "Potassium" => Course("2823-3").Concat(Course("6298-4")).Any(),
        "Blood pressure" => Course("55284-4").Concat(Course("85354-9")).Any(),
        "Weight" => Course("29463-7").Any(),
        "Glucose" => Course("2339-0").Concat(Course("2345-7")).Any(),
        _ => false,
    };

    private bool Named(string word) => raw.Of("Observation").Concat(raw.Of("Procedure")).Any(r => Regex.IsMatch(RawBundle.Name(r, "code") ?? "", $@"\b{word}", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1)));

    private JsonElement? Resource(string source) => source is "patient" ? raw.Of("Patient").First() : source.Split('/') is [var type, var id, ..] ? raw.Find($"{type}/{id}") : null;

    private static bool Days(JsonElement resource, string path, string text) => RawBundle.Text(resource, path) is { } said && text.Contains(said[..Math.Min(10, said.Length)], StringComparison.Ordinal);

    private static decimal? Number(JsonElement resource, string path) => RawBundle.Text(resource, path) is { } text && decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>Three significant digits where the source wrote more than five.</summary>
    private static string Shown(decimal value)
    {
        var text = value.ToString(CultureInfo.InvariantCulture);
        if (text.Count(char.IsAsciiDigit) <= 5)
            return text.Contains('.', StringComparison.Ordinal) ? text.TrimEnd('0').TrimEnd('.') : text;
        var magnitude = value == 0 ? 0 : (int)Math.Floor(Math.Log10((double)Math.Abs(value)));
        return Math.Round(value, Math.Clamp(2 - magnitude, 0, 10), MidpointRounding.AwayFromZero).ToString("0.##########", CultureInfo.InvariantCulture);
    }

    [GeneratedRegex(@"; (?<way>up|down|unchanged)(?: by (?<by>[0-9.]+))?\b", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Trend();

    [GeneratedRegex(@", (?<days>\d+) days?\.", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Stay();
}
