using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.RegularExpressions;
using Salus.Language.Text;
using Salus.Trust;
using Salus.Writing;

namespace Salus.Documentation.Letters;

/// <summary>
/// What a letter must have, may not have, and whether its days and changes of medication are those of the record. Reads the draft and its sources alone.
/// </summary>
public sealed partial class LetterCheck : ICheck
{
    /// <summary>Letters to patients ask for at most so many years of schooling; names of medicines and conditions are not counted.</summary>
    public const double HighestGrade = 6;

    public string Name => "letter";

    public string Version => "1";

    public ImmutableArray<string> Capabilities => [LettersCapability.CapabilityName];

    public async IAsyncEnumerable<Finding> InspectAsync(Draft draft, Sources sources, [EnumeratorCancellation] CancellationToken cancel)
    {
        await Task.CompletedTask;
        ArgumentNullException.ThrowIfNull(draft);
        ArgumentNullException.ThrowIfNull(sources);
        var kind = LetterKinds.TryName(draft.Origin.Parameters.GetValueOrDefault("kind")) ?? LetterKind.Referral;
        var chart = SourceChart.Of(draft, sources);
        var given = sources.Find(LetterRequest.SourceId)?.Segments.Select(s => s.Text).ToArray() ?? [];
        if (kind is not LetterKind.DischargeInstructions && !draft.Statements.Any(s => s.Section == "letter" && (s.Text.StartsWith(LetterRequest.ToLine, StringComparison.Ordinal) || s.Evidence.Any(e => e is Attestation))))
            yield return new Finding(Name, Severity.Warning, "The letter has no addressee. Add who it goes to.", null);
        foreach (var finding in kind.IsNote() ? NoMore(draft, chart, given.Contains(LetterRequest.DiagnosisLine, StringComparer.Ordinal)) : NoLess(draft, chart, kind))
            yield return finding;
        foreach (var finding in Days(draft, sources))
            yield return finding;
        if (kind.IsOfStay())
            foreach (var finding in Changes(draft, chart))
                yield return finding;
        if (kind is LetterKind.DischargeInstructions && Grade(draft, chart) is var grade and > HighestGrade)
            yield return new Finding(Name, Severity.Warning, string.Create(CultureInfo.InvariantCulture, $"The letter reads at grade {grade:0.0}; letters to patients should be at {HighestGrade:0} or below. Use shorter words and sentences."), null);
    }

    /// <summary>Flesch-Kincaid of what the patient reads, with the names of medicines, conditions and dates taken as one short word each.</summary>
    public static double Grade(Draft draft, Chart chart)
    {
        var text = new StringBuilder();
        var names = chart.Medications.SelectMany(m => m.History.Select(h => ChartWords.Plain(h.Name))).Concat(chart.Allergies.All.Select(a => ChartWords.Plain(a.Substance))).Concat(chart.Problems.Select(p => ChartWords.Plain(p.Name))).Distinct(StringComparer.OrdinalIgnoreCase).OrderByDescending(n => n.Length).ToArray();
        foreach (var statement in draft.Statements.Where(s => s.Section is not "letter"))
        {
            var words = LongDay().Replace(statement.Text, "May 1");
            foreach (var name in names)
                words = words.Replace(name, "this", StringComparison.OrdinalIgnoreCase);
            text.Append(words).Append('\n');
        }
        return ReadingGrade.Of(text.ToString());
    }

    /// <summary>Nothing of health for an employer or a school unless somebody asked for it.</summary>
    private IEnumerable<Finding> NoMore(Draft draft, Chart chart, bool mayName)
    {
        if (mayName)
            yield break;
        foreach (var (index, statement) in draft.Statements.Index())
            if (!statement.Evidence.Any(e => e is Attestation) && statement.Section is not "letter" && (AbsenceNote.TellsOfHealth(statement.Text)
                || chart.Problems.Any(p => SourceChart.Mentions(statement.Text, p.Name)) || chart.Medications.Any(m => SourceChart.Mentions(statement.Text, m.Name))))
                yield return new Finding(Name, Severity.Blocking, "A note to an employer or a school holds no diagnosis, finding or drug unless it was asked for that the diagnosis be named.", index);
        if (draft.Statements.Select((s, i) => (s, i)).FirstOrDefault(s => BirthDate().IsMatch(s.s.Text)) is { s: not null } born)
            yield return new Finding(Name, Severity.Blocking, "A note to an employer or a school does not need the date of birth.", born.i);
    }

    /// <summary>Active allergies and drugs of high risk in letters that list medication.</summary>
    private IEnumerable<Finding> NoLess(Draft draft, Chart chart, LetterKind kind)
    {
        if (kind is LetterKind.Appeal)
            yield break;
        var text = string.Join('\n', draft.Statements.Select(s => s.Text));
        foreach (var allergy in chart.Allergies.All.Where(a => a.Active && !SourceChart.Mentions(text, a.Substance)))
            yield return new Finding(Name, Severity.Blocking, $"The record holds an active allergy that the letter does not name: {ChartWords.Plain(allergy.Substance)}.", null) { Evidence = [.. ChartLines.Of(allergy).Evidence.Take(1)] };
        if (NoAllergies().IsMatch(text) && chart.Allergies.NoneKnownBy is null)
            yield return new Finding(Name, Severity.Blocking, "The letter says that no allergies are known, and no source says so.", null);
        if (kind is LetterKind.Referral)
            foreach (var medication in chart.Medications.Where(m => m.Standing is not MedicationStanding.Stopped && DrugGroups.Of(m.Name).Length > 0 && !SourceChart.Mentions(text, m.Name)))
                yield return new Finding(Name, DrugGroups.Of(medication.Name).Any(g => g is DrugGroup.Anticoagulant or DrugGroup.Insulin) ? Severity.Blocking : Severity.Warning, $"The record holds a current {DrugGroups.Words(DrugGroups.Of(medication.Name)[0])} that the letter does not name: {ChartWords.Plain(medication.Name)}.", null) { Evidence = [.. ChartLines.Evidence(medication.Shown).Take(1)] };
    }

    /// <summary>Each medication stands under the change that its own dates give, and none that changed is missing.</summary>
    private IEnumerable<Finding> Changes(Draft draft, Chart chart)
    {
        if (draft.Statements.SelectMany(s => s.Evidence).OfType<Element>().FirstOrDefault(e => e.Source.StartsWith("Encounter/", StringComparison.Ordinal)) is not { } cited
            || HospitalStay.Of(chart, LastMoment(draft), cited.Source.Split('/')[1]) is not { } stay)
            yield break;
        var told = draft.Statements.Index().Where(s => s.Item.Section == "medication").ToArray();
        foreach (var change in MedicationChange.During(stay, chart).Where(c => c.Kind is not MedicationChangeKind.StoppedAtUnknownTime))
        {
            var (index, statement) = told.FirstOrDefault(s => SourceChart.Mentions(s.Item.Text, change.Medication.Name) && (s.Item.Evidence.OfType<Element>().All(e => !e.Source.StartsWith("Medication", StringComparison.Ordinal)) || s.Item.Evidence.Any(e => e.Source == change.After.Version.Place)));
            if (statement is null)
            {
                if (change.Kind is not MedicationChangeKind.Unchanged)
                    yield return new Finding(Name, Severity.Blocking, $"{ChartWords.Plain(change.After.Name)} was {Word(change.Kind)} during the stay, and the letter does not say so.", null) { Evidence = [.. ChartLines.Evidence(change.After).Take(1)] };
            }
            else if (Said(statement) is { } said && said != change.Kind)
            {
                yield return new Finding(Name, Severity.Blocking, $"The letter has {ChartWords.Plain(change.After.Name)} as {Word(said)}; by the dates of the record it was {Word(change.Kind)}.", index) { Evidence = [.. ChartLines.Evidence(change.After).Take(1)] };
            }
        }
    }

    /// <summary>The end of the day on the letter.</summary>
    private static DateTimeOffset LastMoment(Draft draft) =>
        DateOnly.TryParseExact(draft.Origin.Parameters.GetValueOrDefault("day"), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? new DateTimeOffset(day, TimeOnly.MaxValue, TimeSpan.Zero) : DateTimeOffset.MaxValue;

    private static MedicationChangeKind? Said(Statement statement)
    {
        var words = statement.Group is { } group && Enum.TryParse<MedicationChangeKind>(group, out var grouped) ? grouped.ToString() : statement.Text.Split(':')[0];
        return words switch { "New" or "Started" => MedicationChangeKind.Started, "Changed" => MedicationChangeKind.Changed, "Stopped" => MedicationChangeKind.Stopped, "As before" or "Unchanged" => MedicationChangeKind.Unchanged, _ => null };
    }

    private static string Word(MedicationChangeKind kind) => kind switch { MedicationChangeKind.Unchanged => "unchanged", _ => kind.ToString().ToLowerInvariant() };

    /// <summary>Every full date of the letter stands in a source.</summary>
    private IEnumerable<Finding> Days(Draft draft, Sources sources)
    {
        var known = new HashSet<DateOnly>();
        foreach (var source in sources)
            foreach (var text in source.Segments.Select(s => s.Text).Append(source.Segments.IsEmpty ? Encoding.UTF8.GetString(source.Original.AsSpan()) : ""))
                known.UnionWith(DaysIn(text));
        foreach (var (index, statement) in draft.Statements.Index())
            foreach (var day in DaysIn(statement.Text).Where(d => !known.Contains(d) && !statement.Evidence.Any(e => e is Attestation)))
                yield return new Finding(Name, Severity.Blocking, $"{day.ToString("d MMMM yyyy", CultureInfo.InvariantCulture)} stands in no source of this letter.", index);
    }

    private static IEnumerable<DateOnly> DaysIn(string text)
    {
        foreach (Match match in IsoDay().Matches(text))
            if (DateOnly.TryParseExact(match.Value, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date))
                yield return date;
        foreach (Match match in LongDay().Matches(text))
            foreach (var form in new[] { "d MMMM yyyy", "MMMM d yyyy" })
                if (DateOnly.TryParseExact(match.Value.Replace(",", "", StringComparison.Ordinal), form, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
                    yield return day;
    }

    [GeneratedRegex(@"\b\d{4}-\d{2}-\d{2}", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex IsoDay();

    [GeneratedRegex(@"\b(?:\d{1,2} (?:January|February|March|April|May|June|July|August|September|October|November|December) \d{4}|(?:January|February|March|April|May|June|July|August|September|October|November|December) \d{1,2},? \d{4})\b", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex LongDay();

    [GeneratedRegex(@"\bborn\b|\bdate of birth\b|\bDOB\b", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex BirthDate();

    [GeneratedRegex(@"\bno known (?:drug |food )?allerg", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex NoAllergies();
}
