using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Globalization;
using Salus.Fhir.Resources;
using Salus.Trust;
using Salus.Writing;

namespace Salus.Documentation.Summaries;

/// <summary>
/// What of a chart to tell first, by rules with published names and points: the same chart on the same day gives the same order, and each
/// thing says why it was chosen.
/// </summary>
internal static class AttentionRanking
{
    private const int RecentDays = 90;
    private const int EmergencyDays = 30;
    private const int YearDays = 365;

    /// <summary>Of results that are not critical, so many at most: three lines of one blood count tell less than one.</summary>
    private const int MostResults = 2;

    private static readonly FrozenDictionary<string, (decimal Points, string Words)> rules =
        SummaryData.Rows("attention.tsv").ToFrozenDictionary(r => r["rule"], r => (decimal.Parse(r["points"], CultureInfo.InvariantCulture), r["words"]), StringComparer.Ordinal);

    private static readonly ImmutableArray<(decimal Points, string Words, string What)> conditions =
        [.. SummaryData.Rows("conditions.tsv").Select(r => (decimal.Parse(r["points"], CultureInfo.InvariantCulture), r["words"], r["what"]))];

    private static readonly ImmutableArray<(string For, string Words, ImmutableArray<string> Results, int Days, string Source)> monitoring =
        [.. SummaryData.Rows("monitoring.tsv").Select(r => (r["for"], r["words"], r["results"].Split('|').ToImmutableArray(), int.Parse(r["days"], CultureInfo.InvariantCulture), r["source"]))];

    /// <summary>All that has a reason, strongest first.</summary>
    public static ImmutableArray<AttentionItem> Of(Chart chart, ChartIndex index, DateTimeOffset at)
    {
        var items = Results(chart, at).Concat(Medications(chart, index, at)).Concat(Allergies(chart, index)).Concat(Problems(chart, index, at)).Concat(Encounters(chart, at))
            .Where(i => !i.Reasons.IsEmpty).OrderByDescending(i => i.Score).ThenBy(i => i.Key, StringComparer.Ordinal).ToArray();
        var results = 0;
        return [.. items.Where(i => !i.Key.StartsWith("result ", StringComparison.Ordinal) || i.Reasons.Any(r => r.Rule == "critical-result") || results++ < MostResults)];
    }

    private static IEnumerable<AttentionItem> Results(Chart chart, DateTimeOffset at)
    {
        foreach (var course in chart.Results)
        {
            if (ResultLines.NewestOf(course, at) is not { } newest || ResultLines.Of(course, at) is not { } line)
                continue;
            var judged = WatchedResult.Judge(course, newest);
            if (judged.Weight is ResultWeight.Usual)
                continue;
            var (before, _, _) = ResultLines.Since(course, newest);
            var rule = judged.Weight is ResultWeight.Critical ? "critical-result"
                : before is not null && WatchedResult.Judge(course, before).Weight is ResultWeight.Usual ? "newly-abnormal"
                : before is not null && Distance(course, newest) > Distance(course, before) ? "worsening" : "abnormal";
            yield return new AttentionItem($"result {course.Name}", line, [Reason(rule, rules[rule].Words, newest.At, at)]);
        }
    }

    private static IEnumerable<AttentionItem> Medications(Chart chart, ChartIndex index, DateTimeOffset at)
    {
        var allergies = chart.Allergies.All.Where(a => a.Active).ToArray();
        foreach (var medication in chart.Medications.Where(m => m.Standing is not MedicationStanding.Stopped))
        {
            var reasons = ImmutableArray.CreateBuilder<AttentionReason>();
            foreach (var group in DrugGroups.Of(medication.Name))
                if (rules.TryGetValue(group.ToString(), out var rule))
                    reasons.Add(new AttentionReason(group.ToString(), $"{DrugGroups.Words(group)}, {rule.Words}", rule.Points, []));
            if (medication.Standing is MedicationStanding.Conflict)
                reasons.Add(Reason("medication-conflict"));
            foreach (var allergy in allergies.Where(a => SameSubstance(a.Substance, medication.Name)))
                reasons.Add(Reason("allergy-and-drug") with { Evidence = ChartLines.Of(allergy).Evidence });
            reasons.AddRange(Monitoring("drug", medication.Name, chart, index, at));
            yield return new AttentionItem($"drug {medication.Name}", ChartLines.Of(medication), reasons.ToImmutable());
        }
    }

    private static IEnumerable<AttentionItem> Allergies(Chart chart, ChartIndex index)
    {
        if (chart.Allergies.Disputed)
            yield return new AttentionItem("allergies", ChartLines.Of(chart.Allergies, index)[0], [Reason("allergy-disputed")]);
        foreach (var allergy in chart.Allergies.All.Where(a => a is { Active: true, Severe: true }))
            yield return new AttentionItem($"allergy {allergy.Substance}", ChartLines.Of(allergy), [Reason("severe-allergy")]);
    }

    private static IEnumerable<AttentionItem> Problems(Chart chart, ChartIndex index, DateTimeOffset at)
    {
        var told = new HashSet<string>(StringComparer.Ordinal);
        foreach (var problem in chart.Problems.Where(p => p.Active))
        {
            var reasons = ImmutableArray.CreateBuilder<AttentionReason>();
            var condition = problem.Name.StartsWith("History of", StringComparison.OrdinalIgnoreCase) || problem.Name.Contains("pre", StringComparison.OrdinalIgnoreCase) && problem.Name.Contains("prediabetes", StringComparison.OrdinalIgnoreCase)
                ? default : conditions.FirstOrDefault(c => SummaryData.Names(problem.Name, c.Words));
            // Of several entries for one disease, the newest stands for them.
            if (condition.What is not null && told.Add(condition.What))
                reasons.Add(new AttentionReason(condition.What, "active condition of high risk", condition.Points, []));
            reasons.AddRange(Monitoring("problem", problem.Name, chart, index, at));
            yield return new AttentionItem($"problem {problem.Name}", ChartLines.Of(problem), reasons.ToImmutable());
        }
    }

    private static IEnumerable<AttentionItem> Encounters(Chart chart, DateTimeOffset at)
    {
        var past = chart.Encounters.Where(e => e.Resource.Period?.Start is { } start && start.Start <= at).ToArray();
        var stay = Array.Find(past, e => ChartLines.IsStay(e.Resource) && Days(End(e), at) <= RecentDays);
        if (stay != default)
            yield return new AttentionItem("encounter", ChartLines.Of(stay), [Reason("recent-stay", rules["recent-stay"].Words, End(stay), at)]);
        var emergency = Array.Find(past, e => ChartLines.IsEmergency(e.Resource) && Days(End(e), at) <= EmergencyDays);
        if (emergency != default)
            yield return new AttentionItem("emergency", ChartLines.Of(emergency), [Reason("recent-emergency", rules["recent-emergency"].Words, End(emergency), at)]);
        if (past is [var last, ..] && Days(End(last), at) > YearDays && chart.Problems.Any(p => p.Active && conditions.Any(c => SummaryData.Names(p.Name, c.Words))) && !IsDead(chart))
            yield return new AttentionItem("follow-up", ChartLines.Of(last), [Reason("overdue-follow-up", "the last encounter on record is more than a year old, with a condition that needs follow-up", null, at)]);
    }

    private static IEnumerable<AttentionReason> Monitoring(string what, string name, Chart chart, ChartIndex index, DateTimeOffset at)
    {
        if (IsDead(chart) || name.Contains("prediabetes", StringComparison.OrdinalIgnoreCase))
            yield break;
        foreach (var due in monitoring.Where(m => m.For == what && SummaryData.Names(name, m.Words)))
        {
            var watched = WatchedResult.All.Where(w => due.Results.Contains(w.Key, StringComparer.Ordinal)).ToArray();
            var names = string.Join(" or ", watched.Select(w => w.Name));
            var newest = chart.Results.Where(c => Array.Exists(watched, w => w.Is(c))).Select(c => (Course: c, Point: ResultLines.NewestOf(c, at))).Where(c => c.Point is not null).OrderByDescending(c => c.Point!.At).FirstOrDefault();
            if (newest.Point is null)
                yield return Reason("never-monitored", $"no {names} is recorded", null, at) with { Evidence = [index.Quote(ChartIndex.Results)] };
            else if (Days(newest.Point.At, at) > due.Days)
                yield return Reason("monitoring-overdue", $"the last {names} is of {ChartWords.Day(newest.Point.At)}, more than {due.Days} days ago ({due.Source})", null, at) with
                {
                    Evidence = [.. ResultLines.Evidence(newest.Course, newest.Point), new Calculation(newest.Point.Fact.Version.Place, $"days from {ChartWords.Day(newest.Point.At)} to {ChartWords.Day(at)}; allowed {due.Days}", due.Days, "d")],
                };
        }
    }

    /// <summary>How far outside its own range, as a share of the bound; 0 inside or without a range.</summary>
    private static decimal Distance(ResultCourse course, ResultPoint point)
    {
        _ = course;
        return point.Number is not { } number ? 0
            : point.High is > 0 and var high && number > high ? (number - high) / high
            : point.Low is > 0 and var low && number < low ? (low - number) / low : 0;
    }

    private static AttentionReason Reason(string rule) => new(rule, rules[rule].Words, rules[rule].Points, []);

    /// <param name="of">When it was; null for what does not age.</param>
    private static AttentionReason Reason(string rule, string words, DateTimeOffset? of, DateTimeOffset at) =>
        new(rule, words, rules[rule].Points * (of is not { } then ? 1m : Days(then, at) switch { <= RecentDays => 1m, <= YearDays => 0.8m, _ => 0.6m }), []);

    private static bool SameSubstance(string allergen, string drug) =>
        allergen.Split([' ', '/', ','], StringSplitOptions.RemoveEmptyEntries).Any(w => w.Length > 4 && !w.StartsWith("allerg", StringComparison.OrdinalIgnoreCase) && SummaryData.Names(drug, w))
        || allergen.Contains("penicillin", StringComparison.OrdinalIgnoreCase) && SummaryData.Names(drug, "amoxicillin|ampicillin|piperacillin|flucloxacillin|penicillin");

    private static DateTimeOffset End(ChartFact<Encounter> encounter) => (encounter.Resource.Period?.End ?? encounter.Resource.Period?.Start)?.Start ?? DateTimeOffset.MinValue;

    private static bool IsDead(Chart chart) => chart.Identities.Any(i => i.Version.Stored!.ValueAt("Patient.deceasedDateTime") is not null || i.Version.Stored!.ValueAt("Patient.deceasedBoolean") is "true");

    private static int Days(DateTimeOffset from, DateTimeOffset to) => from == DateTimeOffset.MinValue ? int.MaxValue : (int)Math.Floor((to - from).TotalDays);
}
