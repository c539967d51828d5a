using System.Collections.Immutable;
using System.Globalization;
using Salus.Design.Patients;
using Salus.Fhir.Resources;

namespace Salus.Design.Pages.Charts;

/// <summary>
/// Observations as trends and results in words, put together by what was measured and in which unit. Panels are those of the reports that
/// list the results; what no report lists goes by its category.
/// </summary>
internal static class ResultReading
{
    private const string VitalSigns = "Vital signs";

    public static (ImmutableArray<TrendView> Vitals, ImmutableArray<ResultPanel> Panels) Read(IReadOnlyCollection<Fact<Observation>> observations, IEnumerable<Fact<DiagnosticReport>> reports)
    {
        var panelOf = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var report in reports.Where(r => r.Resource.Code?.Display is not null))
        {
            foreach (var id in report.Resource.Results.Select(r => r.Target).OfType<(string Type, string Id)>())
                panelOf.TryAdd(id.Id, report.Resource.Code!.Value.Display!);
        }
        var measured = observations.Where(o => o.Resource.Status is not ("entered-in-error" or "cancelled"))
            .SelectMany(o => Measure(o, panelOf)).ToArray();
        var results = measured.GroupBy(m => (m.Key, m.Unit)).Select(Build).ToArray();
        var vitals = results.Where(r => r.Panel == VitalSigns && r.Result.Trend is not null).OrderByDescending(r => r.Result.Trend!.Points.Count()).ThenBy(r => r.Result.Name, StringComparer.Ordinal)
            .Select(r => r.Result.Trend!).ToImmutableArray();
        var panels = results.GroupBy(r => r.Panel, StringComparer.Ordinal)
            .Select(g => new ResultPanel(g.Key, [.. g.Select(r => r.Result).OrderBy(r => r.Name, StringComparer.OrdinalIgnoreCase)]))
            .OrderByDescending(p => p.Results.Max(r => r.Latest)).ThenBy(p => p.Title, StringComparer.Ordinal);
        return (vitals, [.. panels]);
    }

    /// <summary>One observation can hold several measurements: its own value, or a component each.</summary>
    private static IEnumerable<Measurement> Measure(Fact<Observation> fact, Dictionary<string, string> panelOf)
    {
        var observation = fact.Resource;
        if ((observation.Effective ?? observation.Issued) is not { } when || observation.Code is not { Display: { } name } code)
            yield break;
        var panel = PanelOf(observation, panelOf);
        if (Read(observation.ValueQuantity, observation.ValueConcept, observation.ValueText, observation.Interpretations, observation.ReferenceRanges) is { } own)
            yield return own with { Panel = panel, Key = code.Key(), Name = name, When = when.Start, Source = fact.Source("Observation.value") };
        var components = observation.Components.Index().Select(c => (c.Index, c.Item, Read: Read(c.Item.ValueQuantity, c.Item.ValueConcept, c.Item.ValueText, c.Item.Interpretations, c.Item.ReferenceRanges)))
            .Where(c => c.Read is not null && c.Item.Code?.Display is not null).ToArray();
        // Two amounts of one unit are read together, as a blood pressure is.
        var together = components.Length == 2 && components.All(c => c.Read!.Number is not null) && components[0].Read!.Unit == components[1].Read!.Unit;
        foreach (var (index, component, read) in components)
        {
            var part = component.Code!.Value;
            yield return read! with
            {
                Panel = panel,
                Key = together ? code.Key() : code.Key() + "/" + part.Key(),
                Name = together ? name : part.Display!,
                Series = together ? Short(part.Display!, name) : "",
                When = when.Start,
                Source = fact.Source(string.Create(CultureInfo.InvariantCulture, $"Observation.component[{index}].value")),
            };
        }
    }

    private static Measurement? Read(Quantity? quantity, CodeableConcept? concept, string? words, IReadOnlyList<CodeableConcept> interpretations, IReadOnlyList<Observation.ReferenceRange> ranges)
    {
        var said = interpretations.Select(i => ((CodeableConcept?)i).Code()).OfType<string>().Select(FlagOf).FirstOrDefault(f => f is not null);
        if (quantity is { Value: { } number } amount)
        {
            var range = ranges.FirstOrDefault(r => r.Type is null || r.Type.Value.Codings.Any(c => c.Code == "normal"));
            var (low, high) = range.Node is null ? (null, null) : ((double?)range.Low?.Value, (double?)range.High?.Value);
            return new Measurement(FhirWords.Unit(amount), (double)number, amount.Node["value"]!.Value!, amount.Comparator ?? "", low, high, said ?? Against((double)number, amount.Comparator, low, high));
        }
        return (concept?.Display ?? words) is { } text ? new Measurement("", null, text, "", null, null, said ?? RangeFlag.None) : null;
    }

    private static RangeFlag? FlagOf(string code) => code switch
    {
        "H" or "HU" or "HX" => RangeFlag.High,
        "HH" => RangeFlag.CriticalHigh,
        "L" or "LU" or "LX" => RangeFlag.Low,
        "LL" => RangeFlag.CriticalLow,
        "A" or "AA" => RangeFlag.Abnormal,
        "N" => RangeFlag.None,
        _ => null,
    };

    // A value known only to be less than a bound is low only when the whole of it is.
    private static RangeFlag Against(double value, string? comparator, double? low, double? high) =>
        low is { } least && (value < least || (value == least && comparator == "<")) && comparator is not (">" or ">=") ? RangeFlag.Low
        : high is { } most && (value > most || (value == most && comparator == ">")) && comparator is not ("<" or "<=") ? RangeFlag.High
        : RangeFlag.None;

    private static string PanelOf(Observation observation, Dictionary<string, string> panelOf)
    {
        var category = observation.Categories.SelectMany(c => c.Codings).Select(c => c.Code).FirstOrDefault(c => c is not null);
        if (category is "vital-signs" or "vital-sign")
            return VitalSigns;
        if (observation.Id is { } id && panelOf.TryGetValue(id, out var panel))
            return panel;
        return category switch
        {
            "laboratory" => "Other laboratory results",
            "survey" => "Questionnaires",
            "social-history" => "Social history",
            "imaging" => "Imaging",
            "procedure" => "Procedures",
            "exam" => "Examination",
            "therapy" => "Therapy",
            "activity" => "Activity",
            _ => "Other observations",
        };
    }

    /// <summary>One kind of result is one course, also when different panels held it; it stands in the panel of its newest value.</summary>
    private static (string Panel, ResultView Result) Build(IGrouping<(string Key, string Unit), Measurement> group)
    {
        var newest = group.MaxBy(m => m.When)!;
        if (group.Any(m => m.Number is null))
        {
            var words = group.OrderByDescending(m => m.When).Select(m => new WordResult(m.When, m.Number is null ? m.Text : $"{m.Text} {m.Unit}".Trim(), m.Flag, m.Source!));
            return (newest.Panel, new ResultView(newest.Name, newest.When, null, [.. words]));
        }
        var series = group.GroupBy(m => m.Series, StringComparer.Ordinal)
            .Select(s => new TrendSeries(s.Key, [.. s.OrderBy(m => m.When).Select(m => new TrendPoint(m.When, m.Number!.Value, m.Text, m.Comparator, m.Low, m.High, m.Flag, m.Source))]))
            .OrderByDescending(s => s.Points[^1].Value);
        var id = "r-" + Sha256.Of(System.Text.Encoding.UTF8.GetBytes(group.Key.Key + '\n' + group.Key.Unit)).ToString()[..10];
        return (newest.Panel, new ResultView(newest.Name, newest.When, new TrendView(newest.Name, group.Key.Unit, [.. series]) { Id = id }, []));
    }

    // “Systolic Blood Pressure” of “Blood Pressure” is “Systolic”.
    private static string Short(string part, string whole)
    {
        var rest = part.Replace(whole, "", StringComparison.OrdinalIgnoreCase).Trim();
        return rest.Length > 2 ? rest : part;
    }

    private sealed record Measurement(string Unit, double? Number, string Text, string Comparator, double? Low, double? High, RangeFlag Flag)
    {
        public string Panel { get; init; } = "";

        public string Key { get; init; } = "";

        public string Name { get; init; } = "";

        public string Series { get; init; } = "";

        public DateTimeOffset When { get; init; }

        public SourceView? Source { get; init; }
    }
}
