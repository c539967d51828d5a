using System.Collections.Immutable;
using Salus.Trust;

namespace Salus.Writing;

/// <summary>The sources of a document about a chart: the patient, what its statements point at, and what no such document may leave out.</summary>
public static class ChartSources
{
    /// <summary>Id under which the patient's resource goes with the draft.</summary>
    public const string Patient = "patient";

    /// <param name="at">The day the document is for.</param>
    /// <param name="evidence">Of its statements and omissions.</param>
    /// <param name="texts">Sources that are no part of the chart: a request, a visit, signed notes. Those that nothing cites stay too.</param>
    public static Sources For(Chart chart, ChartIndex index, DateTimeOffset at, IEnumerable<Evidence> evidence, params IEnumerable<Source> texts)
    {
        ArgumentNullException.ThrowIfNull(chart);
        ArgumentNullException.ThrowIfNull(index);
        ArgumentNullException.ThrowIfNull(evidence);
        var all = new List<Source>();
        if (PatientOf(chart) is { } patient)
            all.Add(patient);
        // What people wrote stands first for those who review.
        all.AddRange(texts);
        all.Add(index.Source);
        all.AddRange(evidence.Concat(MustNotMiss(chart, at)).Select(chart.SourceOf).OfType<Source>());
        all.AddRange(chart.SignedTexts.Where(t => evidence.Any(e => e.Source == t.Source.Id)).Select(t => t.Source));
        return Sources.Of(all.DistinctBy(s => s.Id, StringComparer.Ordinal));
    }

    public static Source? PatientOf(Chart chart)
    {
        ArgumentNullException.ThrowIfNull(chart);
        return chart.Identities is [var identity, ..] ? new Source(Patient, "Patient record", "application/fhir+json", [.. identity.Version.Stored!.ToUtf8()], []) : null;
    }

    /// <param name="at">What came later is left out.</param>
    /// <summary>Allergies, current medication, active problems, and newest results beyond their limits: a check has to see them even when a writer did not.</summary>
    public static IEnumerable<Evidence> MustNotMiss(Chart chart, DateTimeOffset at)
    {
        ArgumentNullException.ThrowIfNull(chart);
        return
        [
            .. chart.Allergies.All.SelectMany(a => ChartLines.Of(a).Evidence),
            .. chart.Medications.Where(m => m.Standing is not MedicationStanding.Stopped && (m.Shown.From is not { } from || from.Start <= at)).SelectMany(m => ChartLines.Sayings(m)).SelectMany(s => ChartLines.Evidence(s)),
            .. chart.Problems.Where(p => p.Active).SelectMany(p => ChartLines.Of(p).Evidence),
            .. chart.Results.Select(c => (Course: c, Newest: ResultLines.NewestOf(c, at))).Where(c => c.Newest is not null && WatchedResult.Judge(c.Course, c.Newest).Weight is not ResultWeight.Usual).Select(c => c.Newest!.Evidence()),
        ];
    }
}
