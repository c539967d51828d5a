using System.Collections.Immutable;
using Salus.Design.Patients;
using Salus.Fhir.Resources;

namespace Salus.Design.Pages.Charts;

/// <summary>
/// Orders and statements about medications, put together by what the medication is. Each source counts by its newest word; where sources differ
/// in dose or in whether it is taken, nobody here decides: the reader sees both.
/// </summary>
internal static class MedicationReading
{
    private const string Dose = "Dose";
    private const string Status = "Status";

    public static ImmutableArray<MedicationView> Read(IEnumerable<Fact<MedicationRequest>> orders, IEnumerable<Fact<MedicationStatement>> statements, IReadOnlyDictionary<string, CodeableConcept> named)
    {
        var said = orders.Where(o => o.Resource.Status is not ("entered-in-error" or "draft") && o.Resource.DoNotPerform is not true && o.Resource.Intent is not ("proposal" or "option")).Select(o => Say(o, named))
            .Concat(statements.Where(s => s.Resource.Status is not ("entered-in-error" or "not-taken" or "unknown")).Select(s => Say(s, named)))
            .OfType<Saying>();
        return [.. said.GroupBy(s => s.Key, StringComparer.Ordinal).Select(Build).OrderBy(m => m.Order).ThenBy(m => m.View.Name, StringComparer.OrdinalIgnoreCase).Select(m => m.View)];
    }

    /// <summary>From its first day to its last, for the timeline; null when no source gives a day.</summary>
    public static (DateOnly From, DateOnly Until)? Span(Fact<MedicationRequest> order)
    {
        var request = order.Resource;
        if (request.AuthoredOn is not { } from)
            return null;
        var until = request.Dispense?.ValidityPeriod?.End?.Day ?? request.Dosages.Select(d => d.Timing?.Repeat?.Bounds?.End?.Day).Max();
        return (from.Day, IsCurrent(request.Status) ? DateOnly.MaxValue : until ?? from.Day);
    }

    private static Saying? Say(Fact<MedicationRequest> fact, IReadOnlyDictionary<string, CodeableConcept> named)
    {
        var order = fact.Resource;
        return What(order.Medication, order.MedicationReference, named) is not { Display: { } name } medication ? null
            : new Saying(medication.Key(), name, IsCurrent(order.Status), order.Status ?? "", DosageWords.Of(order.Dosages), order.AuthoredOn, order.Dispense?.ValidityPeriod?.End,
                order.Reasons.Select(r => r.Display).Concat(order.ReasonReferences.Select(r => r.Display)).FirstOrDefault(r => r is not null), fact.Source("MedicationRequest.medication"), fact.Version.SourceSystem);
    }

    private static Saying? Say(Fact<MedicationStatement> fact, IReadOnlyDictionary<string, CodeableConcept> named)
    {
        var statement = fact.Resource;
        return What(statement.Medication, statement.MedicationReference, named) is not { Display: { } name } medication ? null
            : new Saying(medication.Key(), name, statement.Status is "active" or "intended" or "on-hold", statement.Status ?? "", DosageWords.Of(statement.Dosages), statement.Effective ?? statement.DateAsserted, statement.EffectivePeriod?.End,
                statement.Reasons.Select(r => r.Display).FirstOrDefault(r => r is not null), fact.Source("MedicationStatement.medication"), fact.Version.SourceSystem);
    }

    private static CodeableConcept? What(CodeableConcept? concept, Reference? reference, IReadOnlyDictionary<string, CodeableConcept> named) =>
        concept ?? (reference?.Target is { Type: "Medication" } target && named.TryGetValue(target.Id, out var known) ? known : null);

    private static bool IsCurrent(string? status) => status is "active" or "on-hold";

    private static (int Order, MedicationView View) Build(IGrouping<string, Saying> same)
    {
        var latest = same.GroupBy(s => s.System, StringComparer.Ordinal).Select(g => g.OrderBy(s => s.Current ? 0 : 1).ThenByDescending(s => s.From?.Start ?? DateTimeOffset.MinValue).First()).ToArray();
        var shown = latest.OrderBy(s => s.Current ? 0 : 1).ThenByDescending(s => s.From?.Start ?? DateTimeOffset.MinValue).First();
        var differs = ImmutableArray.CreateBuilder<string>();
        if (latest.Select(s => s.Current).Distinct().Count() > 1)
            differs.Add(Status);
        if (shown.Current && latest.Where(s => s.Current && s.Dose.Length > 0).Select(s => string.Join(' ', s.Dose.ToLowerInvariant().Split(' ', StringSplitOptions.RemoveEmptyEntries))).Distinct(StringComparer.Ordinal).Count() > 1)
            differs.Add(Dose);
        var standing = differs.Count > 0 ? MedicationStanding.Conflict : shown.Current ? MedicationStanding.Current : MedicationStanding.Stopped;
        var accounts = latest.Select(s => new MedicationAccount(s.Source, [("Medication", s.Name), (Dose, s.Dose), (Status, s.Status), ("Since", FhirWords.When(s.From)), ("Until", FhirWords.When(s.Until))]));
        return ((int)standing, new MedicationView(shown.Name, shown.Dose, standing, shown.Current ? FhirWords.Span(shown.From, null) : FhirWords.When(shown.From), shown.For, [.. accounts]) { Differs = differs.ToImmutable() });
    }

    /// <summary>What one resource says.</summary>
    private sealed record Saying(string Key, string Name, bool Current, string Status, string Dose, FhirDate? From, FhirDate? Until, string? For, SourceView Source, string System);
}
