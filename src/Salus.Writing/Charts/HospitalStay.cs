using System.Collections.Immutable;
using Salus.Fhir.Resources;
using Salus.Trust;

namespace Salus.Writing;

/// <summary>A stay in hospital, and what of the chart belongs to it: by reference where the source gives one, else by date.</summary>
/// <param name="Until">Null while it goes on, and where its end is not recorded.</param>
public sealed record HospitalStay(ChartFact<Encounter> Encounter, DateTimeOffset From, DateTimeOffset? Until)
{
    /// <summary>The newest stay that had begun; admissions before emergency visits.</summary>
    /// <param name="encounter">Id of an encounter in the record; null for the newest.</param>
    /// <returns>Null when there is none.</returns>
    public static HospitalStay? Of(Chart chart, DateTimeOffset at, string? encounter = null)
    {
        ArgumentNullException.ThrowIfNull(chart);
        var begun = chart.Encounters.Where(e => e.Resource.Period?.Start is { } start && start.Start <= at).ToArray();
        var found = encounter is not null ? begun.Where(e => e.Version.Name.Id == encounter) : begun.Where(e => ChartLines.IsStay(e.Resource)).Concat(begun.Where(e => ChartLines.IsEmergency(e.Resource)));
        return found.Select(e => new HospitalStay(e, e.Resource.Period!.Value.Start!.Value.Start, e.Resource.Period.Value.End is { } end && end.Start <= at ? end.Start : null)).FirstOrDefault();
    }

    /// <summary>Whole days from the day of admission to the day of discharge; null while the stay has no end.</summary>
    public int? Days => Until is { } until ? (until.Date - From.Date).Days : null;

    /// <summary>The beginning of the day of admission.</summary>
    public DateTimeOffset FirstDay => new(From.Date, From.Offset);

    /// <summary>Kind and dates, and the days counted.</summary>
    public ChartLine Line()
    {
        var kind = ChartWords.Plain(Encounter.Resource.Types.Select(t => t.Display).FirstOrDefault(d => d is not null) ?? "Hospital stay");
        var reason = Encounter.Resource.Reasons.Select(r => r.Display).FirstOrDefault(d => d is not null) is { } why ? $", for {ChartWords.Plain(why)}" : "";
        var evidence = ChartLine.Elements(Encounter.Version, ["Encounter.type[0].text", "Encounter.type[0].coding[0].display"], ["Encounter.period.start"], ["Encounter.period.end"], ["Encounter.reasonCode[0].text", "Encounter.reasonCode[0].coding[0].display"]);
        return Until is { } sameDay && Days is 0 ? new ChartLine($"{kind}{reason}: on {ChartWords.Day(sameDay)}, left the same day.", evidence)
            : Until is { } until && Days is { } days
            ? new ChartLine($"{kind}{reason}: admitted on {ChartWords.Day(From)}, discharged on {ChartWords.Day(until)}, {days} {(days == 1 ? "day" : "days")}.",
                [.. evidence, new Calculation(Encounter.Version.Place, $"days from {ChartWords.Day(From)} to {ChartWords.Day(until)}", days, "d")])
            : new ChartLine($"{kind}{reason}: admitted on {ChartWords.Day(From)}; no discharge is recorded.", evidence);
    }

    public bool Holds(FhirDate? date) => date is { } known && known.Start >= FirstDay && (Until is not { } until || known.Start <= until.AddDays(1));

    public IEnumerable<ChartProblem> Diagnoses(Chart chart)
    {
        ArgumentNullException.ThrowIfNull(chart);
        var named = Encounter.Resource.Diagnoses.Select(d => d.Condition?.Target?.Id).Concat(Encounter.Resource.ReasonReferences.Select(r => r.Target?.Id)).OfType<string>().ToHashSet(StringComparer.Ordinal);
        return chart.Problems.Where(p => p.Facts.Any(f => named.Contains(f.Version.Name.Id) || IsOfThis(f.Resource.Encounter) || f.Resource.Encounter is null && Holds(f.Resource.Onset ?? f.Resource.RecordedDate)));
    }

    /// <summary>Oldest first.</summary>
    public IEnumerable<ChartFact<Procedure>> Procedures(Chart chart)
    {
        ArgumentNullException.ThrowIfNull(chart);
        return chart.Procedures.Where(p => IsOfThis(p.Resource.Encounter) || p.Resource.Encounter is null && Holds(p.Resource.Performed)).Reverse();
    }

    /// <summary>Courses measured during the stay, with the last value of it.</summary>
    public IEnumerable<(ResultCourse Course, ResultPoint Last)> Results(Chart chart)
    {
        ArgumentNullException.ThrowIfNull(chart);
        return chart.Results.Select(c => (c, c.Points.LastOrDefault(p => p.At >= From && (Until is not { } until || p.At <= until.AddDays(1))))).Where(c => c.Item2 is not null).Select(c => (c.c, c.Item2!));
    }

    /// <summary>Where the patient went, as the encounter says; null when it does not.</summary>
    public ChartLine? Disposition() => Encounter.Resource.Hospitalization?.DischargeDisposition?.Display is { } where
        ? new ChartLine($"Discharged to: {ChartWords.Plain(where)}.", ChartLine.Elements(Encounter.Version, ["Encounter.hospitalization.dischargeDisposition.text", "Encounter.hospitalization.dischargeDisposition.coding[0].display"]))
        : null;

    private bool IsOfThis(Reference? encounter) => encounter?.Target is { Type: "Encounter" } target && target.Id == Encounter.Version.Name.Id;
}
