using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Salus.Fhir;
using Salus.Trust;
using Salus.Writing;

namespace Salus.Documentation.Summaries;

/// <summary>
/// What must not be missing from a summary, and whether what it says is missing is missing. Reads the draft and its sources alone: the chart is
/// put together again from the resources that came with the draft.
/// </summary>
public sealed partial class SummaryCheck : ICheck
{
    private static readonly DrugGroup[] blocking = [DrugGroup.Anticoagulant, DrugGroup.Insulin];

    public string Name => "summary";

    public string Version => "1";

    public ImmutableArray<string> Capabilities => [SummariesCapability.CapabilityName];

    public async IAsyncEnumerable<Finding> InspectAsync(Draft draft, Sources sources, [EnumeratorCancellation] CancellationToken cancel)
    {
        await Task.CompletedTask;
        ArgumentNullException.ThrowIfNull(draft);
        ArgumentNullException.ThrowIfNull(sources);
        var chart = SourceChart.Of(draft, sources);
        var text = string.Join('\n', draft.Statements.Select(s => s.Text));
        foreach (var finding in Missing(chart, text))
            yield return finding;
        for (var index = 0; index < draft.Statements.Length; index++)
        {
            cancel.ThrowIfCancellationRequested();
            var statement = draft.Statements[index];
            foreach (var message in Absences(statement, chart, sources).Concat(Trends(statement, sources)).Concat(Days(statement)))
                yield return new Finding(Name, Severity.Blocking, message, index);
            foreach (var medication in chart.Medications.Where(m => m.Standing is MedicationStanding.Conflict && SourceChart.Mentions(statement.Text, m.Name) && !statement.Text.Contains("differ", StringComparison.OrdinalIgnoreCase) && statement.Evidence.OfType<Element>().Any(e => ChartLines.Sayings(m).Any(s => s.Version.Place == e.Source))))
                yield return new Finding(Name, Severity.Warning, $"The sources differ about {ChartWords.Plain(medication.Name)}, and this statement does not say so.", index) { Evidence = [.. ChartLines.Sayings(medication).SelectMany(s => ChartLines.Evidence(s).Take(1))] };
        }
    }

    /// <summary>Active allergies, drugs of high risk, critical results.</summary>
    private IEnumerable<Finding> Missing(Chart chart, string text)
    {
        foreach (var allergy in chart.Allergies.All.Where(a => a.Active && !SourceChart.Mentions(text, a.Substance)))
            yield return new Finding(Name, Severity.Blocking, $"The record holds an active allergy that the summary does not name: {ChartWords.Plain(allergy.Substance)}.", null) { Evidence = [.. ChartLines.Of(allergy).Evidence.Take(1)] };
        foreach (var medication in chart.Medications.Where(m => m.Standing is not MedicationStanding.Stopped && !SourceChart.Mentions(text, m.Name)))
            if (DrugGroups.Of(medication.Name) is [var group, ..] groups)
                yield return new Finding(Name, groups.Any(blocking.Contains) ? Severity.Blocking : Severity.Warning, $"The record holds a current {DrugGroups.Words(group)} that the summary does not name: {ChartWords.Plain(medication.Name)}.", null) { Evidence = [.. ChartLines.Evidence(medication.Shown).Take(1)] };
        foreach (var course in chart.Results.Where(c => WatchedResult.Judge(c, c.Newest).Weight is ResultWeight.Critical))
            if (!text.Contains(ChartWords.Number(ChartWords.Rounded(course.Newest.Number ?? 0)), StringComparison.Ordinal) && !text.Contains(course.Newest.Text, StringComparison.Ordinal))
                yield return new Finding(Name, Severity.Blocking, $"The newest {ResultLines.NameOf(course)} is critical and the summary does not hold it: {ResultLines.Amount(course, course.Newest)} on {ChartWords.Day(course.Newest.At)}.", null) { Evidence = [course.Newest.Evidence()] };
    }

    /// <summary>Every "not recorded" and every "none known" is looked up again.</summary>
    private static IEnumerable<string> Absences(Statement statement, Chart chart, Sources sources)
    {
        if (NoAllergies().IsMatch(statement.Text) && !statement.Text.Contains("differ", StringComparison.OrdinalIgnoreCase) && (chart.Allergies.NoneKnownBy is null || chart.Allergies.Known is AllergyKnowledge.Known))
            yield return chart.Allergies.Known is AllergyKnowledge.Known ? "The statement says that no allergies are known; the record names at least one." : "The statement says that no allergies are known. No source says so: allergies are not recorded, which is something else.";
        if (NotRecorded().Match(statement.Text) is not { Success: true } absent)
            yield break;
        var said = statement.Text[absent.Index..];
        var index = ChartIndex.In(sources);
        if (said.Contains("llerg", StringComparison.Ordinal) && (chart.Allergies.Known is not AllergyKnowledge.NotRecorded || index?.Count(ChartIndex.Allergies) is not 0))
            yield return "The statement says that allergies are not recorded; the record holds an entry about them.";
        if (said.Contains("active problems", StringComparison.OrdinalIgnoreCase) && chart.Problems.Any(p => p.Active))
            yield return "The statement says that active problems are not recorded; the record holds at least one.";
        if (said.Contains("current medication", StringComparison.OrdinalIgnoreCase) && chart.Medications.Any(m => m.Standing is not MedicationStanding.Stopped))
            yield return "The statement says that no current medication is recorded; the record holds at least one.";
        // "Not recorded: A, B." names results one by one; in a sentence of another kind only what stands before "recorded" is meant.
        var names = absent.Groups["list"].Success ? absent.Groups["list"].Value.TrimEnd('.').Split(", ") : [absent.Groups["what"].Value];
        foreach (var watched in WatchedResult.All.Where(w => names.Any(n => n.Trim().Equals(w.Name, StringComparison.OrdinalIgnoreCase) || w.Names.Contains(n.Trim(), StringComparer.OrdinalIgnoreCase))))
            if (chart.Results.Any(watched.Is) || Listed(index, watched))
                yield return $"The statement says that {watched.Name} is not recorded; the record holds it.";
    }

    private static bool Listed(ChartIndex? index, WatchedResult watched) =>
        index?.Line(ChartIndex.Results) is { } line && line.Split(" – ") is [_, var names] && names.TrimEnd('.').Split("; ").Any(n => watched.Names.Contains(n, StringComparer.OrdinalIgnoreCase));

    /// <summary>Up, down and by how much, from the two values that the statement cites and their own dates.</summary>
    private static IEnumerable<string> Trends(Statement statement, Sources sources)
    {
        if (Trend().Match(statement.Text) is not { Success: true } told)
            yield break;
        var values = statement.Evidence.OfType<Element>().Where(e => e.Path.EndsWith("value.value", StringComparison.Ordinal)).Select(e => (Element: e, Resource: Parsed(sources.Find(e.Source))))
            .Where(v => v.Resource is not null && decimal.TryParse(v.Element.Value, NumberStyles.Number | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out _))
            .Select(v => (Number: decimal.Parse(v.Element.Value, NumberStyles.Number | NumberStyles.AllowExponent, CultureInfo.InvariantCulture), v.Element.Path, At: AtOf(v.Resource!), Kind: v.Resource!.ValueAt("Observation.code.coding[0].code") ?? v.Resource!.ValueAt("Observation.code.text") ?? "")).ToArray();
        // Of a blood pressure both parts are cited; the first one is what the trend is about.
        var same = values.Where(v => values.Length > 0 && v.Path == values[0].Path && v.Kind == values[0].Kind).OrderBy(v => v.At).ToArray();
        if (same.Length < 2 || same[0].At is null)
        {
            yield return "The statement tells a trend; the two values that it follows from are not both cited.";
            yield break;
        }
        var difference = ChartWords.Rounded(same[^1].Number) - ChartWords.Rounded(same[^2].Number);
        var (way, amount) = (told.Groups["way"].Value, told.Groups["by"].Value);
        if (Math.Sign(difference) != way switch { "up" => 1, "down" => -1, _ => 0 })
            yield return $"The statement says '{way}'; from {ChartWords.Number(same[^2].Number)} to {ChartWords.Number(same[^1].Number)} it went {(difference > 0 ? "up" : difference < 0 ? "down" : "neither up nor down")}.";
        else if (amount.Length > 0 && decimal.Parse(amount, CultureInfo.InvariantCulture) != Math.Abs(difference))
            yield return $"The statement gives a difference of {amount}; it is {ChartWords.Number(Math.Abs(difference))}.";
    }

    /// <summary>Days of a stay from the dates in the statement.</summary>
    private static IEnumerable<string> Days(Statement statement)
    {
        if (Stay().Match(statement.Text) is { Success: true } stay && DateOnly.TryParseExact(stay.Groups["from"].Value, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var from)
            && DateOnly.TryParseExact(stay.Groups["until"].Value, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var until)
            && int.TryParse(stay.Groups["days"].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var days) && until.DayNumber - from.DayNumber != days)
            yield return $"The statement counts {days} days; from {stay.Groups["from"].Value} to {stay.Groups["until"].Value} there are {until.DayNumber - from.DayNumber}.";
    }

    private static DateTimeOffset? AtOf(FhirNode observation) =>
        (observation.ValueAt("Observation.effectiveDateTime") ?? observation.ValueAt("Observation.effectivePeriod.start") ?? observation.ValueAt("Observation.issued")) is { } text && Fhir.Resources.FhirDate.TryParse(text, out var date) ? date.Start : null;

    private static FhirNode? Parsed(Source? source)
    {
        try
        {
            return source is null ? null : FhirNode.Parse(source.Original.AsSpan());
        }
        catch (FhirFormatException)
        {
            return null;
        }
    }

    [GeneratedRegex(@"\bno known (?:drug |food )?allerg|\bNKD?A\b|\b(?:has|with) no allergies|\bdenies (?:any )?allerg", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex NoAllergies();

    [GeneratedRegex(@"^Not recorded: (?<list>.+)$|(?:^|\. )(?:No )?(?<what>[^.;:]{2,60}?) (?:is|are) (?:not )?recorded\b|(?<what>Allergies) are not recorded", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase, 1000)]
    private static partial Regex NotRecorded();

    [GeneratedRegex(@"; (?:[a-z]+ )?(?<way>up|down|unchanged)(?: by (?<by>[0-9.]+))?\b", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Trend();

    [GeneratedRegex(@"admitted on (?<from>\d{4}-\d{2}-\d{2}), discharged on (?<until>\d{4}-\d{2}-\d{2}), (?<days>\d+) days?", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Stay();
}
