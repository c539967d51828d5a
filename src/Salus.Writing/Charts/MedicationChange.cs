using System.Collections.Immutable;
using Salus.Trust;

namespace Salus.Writing;

/// <summary>What happened to a medication during a stay.</summary>
public enum MedicationChangeKind
{
    Started,
    Changed,
    Stopped,
    Unchanged,

    /// <summary>It is no longer taken, and no source says when it was stopped.</summary>
    StoppedAtUnknownTime,
}

/// <summary>A medication before and after a stay, as orders and statements with their dates say.</summary>
public sealed record MedicationChange(MedicationChangeKind Kind, ChartMedication Medication, MedicationSaying After, MedicationSaying? Before)
{
    /// <summary>Those that were taken before the stay, or began in it. What began and ended long before is none of them.</summary>
    public static ImmutableArray<MedicationChange> During(HospitalStay stay, Chart chart)
    {
        ArgumentNullException.ThrowIfNull(stay);
        ArgumentNullException.ThrowIfNull(chart);
        var end = stay.Until?.AddDays(1) ?? DateTimeOffset.MaxValue;
        return [.. chart.Medications.Select(m => Of(m, stay.FirstDay, end)).OfType<MedicationChange>().OrderBy(c => c.Kind).ThenBy(c => c.Medication.Name, StringComparer.OrdinalIgnoreCase)];
    }

    public static string Title(MedicationChangeKind kind) => kind switch
    {
        MedicationChangeKind.Started => "Started",
        MedicationChangeKind.Changed => "Changed",
        MedicationChangeKind.Stopped => "Stopped",
        MedicationChangeKind.Unchanged => "Unchanged",
        _ => "No longer taken, time of stopping not recorded",
    };

    public ChartLine Line()
    {
        var after = Words(After);
        var evidence = ChartLines.Evidence(After);
        return Kind switch
        {
            MedicationChangeKind.Started => new ChartLine($"{after}, started on {Day(After.From)}.", evidence),
            MedicationChangeKind.Changed => new ChartLine($"{after} since {Day(After.From)}; before: {Words(Before!)}.", [.. evidence, .. ChartLines.Evidence(Before!)]),
            MedicationChangeKind.Stopped => new ChartLine($"{after}, recorded until {Day(After.Until)}.", [.. evidence, .. Until(After)]),
            MedicationChangeKind.Unchanged => new ChartLine($"{after}, since {Day(After.From)}.", evidence),
            _ => new ChartLine($"{after}, {After.Status}; when it was stopped is not recorded.", evidence),
        };
    }

    private static MedicationChange? Of(ChartMedication medication, DateTimeOffset start, DateTimeOffset end)
    {
        static DateTimeOffset At(MedicationSaying s) => s.From?.Start ?? DateTimeOffset.MinValue;
        var during = medication.History.Where(h => At(h) >= start && At(h) <= end).ToArray();
        var before = medication.History.Where(h => At(h) < start && (h.Until is not { } until || until.Start >= start)).ToArray();
        if (Array.Find(medication.History.ToArray(), h => h.Until is { } until && until.Start >= start && until.Start <= end && !h.Current && At(h) <= end) is { } stopped && !Array.Exists(during, d => d != stopped && d.Current))
            return new MedicationChange(MedicationChangeKind.Stopped, medication, stopped, null);
        if (during is [var newest, ..])
        {
            // Something that was over before is begun again, not changed.
            var old = Array.Find(before, b => b.Current || b.Until is not null);
            return old is null ? new MedicationChange(MedicationChangeKind.Started, medication, newest, null)
                : Words(old) == Words(newest) ? new MedicationChange(MedicationChangeKind.Unchanged, medication, newest, old)
                : new MedicationChange(MedicationChangeKind.Changed, medication, newest, old);
        }
        return before is [var taken, ..]
            ? new MedicationChange(taken.Current ? MedicationChangeKind.Unchanged : MedicationChangeKind.StoppedAtUnknownTime, medication, taken, null)
            : null;
    }

    private static string Words(MedicationSaying saying) => ChartSentences.DoseOf(saying) is { Length: > 0 } dose ? $"{ChartWords.Plain(saying.Name)}, {dose}" : ChartWords.Plain(saying.Name);

    private static string Day(Salus.Fhir.Resources.FhirDate? date) => date is { } known ? ChartWords.Day(known) : "a day not recorded";

    private static IEnumerable<Evidence> Until(MedicationSaying saying) =>
        ChartLine.ElementOf(saying.Version, "MedicationStatement.effective.end", "MedicationRequest.dispenseRequest.validityPeriod.end", "MedicationRequest.dosageInstruction[0].timing.repeat.bounds.end") is { } end ? [end] : [];
}
