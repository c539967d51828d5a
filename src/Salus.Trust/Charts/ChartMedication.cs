using System.Collections.Immutable;
using Salus.Fhir;
using Salus.Fhir.Resources;

namespace Salus.Trust;

/// <summary>How a medication stands when all sources are laid side by side.</summary>
public enum MedicationStanding
{
    /// <summary>Sources differ in whether it is taken, in its strength or in its dose: a person has to look.</summary>
    Conflict,
    Current,
    Stopped,
}

/// <summary>In what the newest words of the sources differ.</summary>
public enum MedicationDifference
{
    /// <summary>One source says it is taken, another that it is not.</summary>
    Status,

    /// <summary>10 mg tablets here, 20 mg tablets there.</summary>
    Strength,
    Dose,
}

/// <summary>What one order or statement says about a medication.</summary>
/// <param name="Name">As that source writes it.</param>
/// <param name="Version">The order or statement in the record.</param>
public sealed record MedicationSaying(string Name, bool Current, string Status, ImmutableArray<Dosage> Dosages, FhirDate? From, FhirDate? Until, string? Reason, RecordVersion Version)
{
    public string SourceSystem => Version.SourceSystem;

    /// <summary>FHIRPath of the medication in <see cref="Version"/>.</summary>
    public string Path => $"{Version.Name.Type}.medication";

    /// <summary>Dose, route, timing and condition for comparing; the words alone where nothing is structured. Empty when nothing is said.</summary>
    internal string DoseKey => string.Join(';', Dosages.Select(Key).Where(k => k.Length > 0).Order(StringComparer.Ordinal));

    private static string Key(Dosage dosage)
    {
        var doses = dosage.Doses.Select(d => d.Dose).OfType<Quantity>().Select(q => FormattableString.Invariant($"{q.Value} {q.Code ?? q.Unit}")).ToArray();
        var repeat = dosage.Timing?.Repeat;
        var timing = repeat is { Frequency: { } times } known ? FormattableString.Invariant($"{times}/{known.Period ?? 1}{known.PeriodUnit}") : dosage.Timing?.Code?.Display ?? "";
        var structured = string.Join(' ', [.. doses, timing, dosage.AsNeeded is true || dosage.AsNeededFor is not null ? "as needed" : ""]).Trim();
        return SameThing.Words(structured.Length > 0 ? structured : dosage.Text ?? dosage.PatientInstruction ?? "");
    }
}

/// <summary>
/// A medication once over all sources, by shared code or ingredient. Each source counts by its newest word; where those differ nobody here
/// decides: <see cref="Accounts"/> holds them all.
/// </summary>
/// <param name="Shown">The account to show first: a current one before a stopped one, then the latest.</param>
/// <param name="Accounts">The newest word of each source.</param>
/// <param name="History">Every order and statement, newest first: where doses changed.</param>
public sealed record ChartMedication(MedicationStanding Standing, ImmutableArray<MedicationDifference> Differs, MedicationSaying Shown, ImmutableArray<MedicationSaying> Accounts, ImmutableArray<MedicationSaying> History)
{
    public string Name => Shown.Name;

    internal static ImmutableArray<ChartMedication> From(IEnumerable<ChartFact<MedicationRequest>> orders, IEnumerable<ChartFact<MedicationStatement>> statements, Dictionary<string, CodeableConcept> named)
    {
        var said = orders.Where(o => o.Resource.Status is not ("entered-in-error" or "draft") && o.Resource.DoNotPerform is not true && o.Resource.Intent is not ("proposal" or "option"))
            .Select(o => Say(o.Version, What(o.Resource.Medication, o.Resource.MedicationReference, named), o.Resource.Status is "active" or "on-hold", o.Resource.Status, o.Resource.Dosages,
                o.Resource.AuthoredOn, o.Resource.Dispense?.ValidityPeriod?.End ?? o.Resource.Dosages.Select(d => d.Timing?.Repeat?.Bounds?.End).Max(), o.Resource.Reasons.Select(r => r.Display).Concat(o.Resource.ReasonReferences.Select(r => r.Display))))
            .Concat(statements.Where(s => s.Resource.Status is not ("entered-in-error" or "unknown"))
                .Select(s => Say(s.Version, What(s.Resource.Medication, s.Resource.MedicationReference, named), s.Resource.Status is "active" or "intended" or "on-hold", s.Resource.Status, s.Resource.Dosages,
                    s.Resource.Effective ?? s.Resource.DateAsserted, s.Resource.EffectivePeriod?.End, s.Resource.Reasons.Select(r => r.Display))))
            .OfType<(MedicationSaying Saying, ImmutableArray<string> Keys)>().ToArray();
        return
        [
            .. SameThing.Group(said, s => s.Keys).Select(same => Build([.. same.Select(s => s.Saying)]))
                .OrderBy(m => m.Standing).ThenBy(m => m.Name, StringComparer.OrdinalIgnoreCase),
        ];
    }

    private static (MedicationSaying, ImmutableArray<string>)? Say(RecordVersion version, CodeableConcept? medication, bool current, string? status, IReadOnlyList<Dosage> dosages, FhirDate? from, FhirDate? until, IEnumerable<string?> reasons) =>
        medication is { Display: { } name } known
            ? (new MedicationSaying(name, current, status ?? "", [.. dosages], from, until, reasons.FirstOrDefault(r => r is not null), version), [.. SameThing.Keys(known), "ingredient " + MedicationIngredient.Of(name)])
            : null;

    private static CodeableConcept? What(CodeableConcept? concept, Reference? reference, Dictionary<string, CodeableConcept> named) =>
        concept ?? (reference?.Target is { Type: "Medication" } target && named.TryGetValue(target.Id, out var known) ? known : null);

    private static ChartMedication Build(ImmutableArray<MedicationSaying> same)
    {
        static DateTimeOffset At(MedicationSaying saying) => saying.From?.Start ?? DateTimeOffset.MinValue;
        var history = same.OrderByDescending(At).ThenByDescending(s => s.Current).ThenBy(s => s.Version.Place, StringComparer.Ordinal).ToImmutableArray();
        var accounts = history.GroupBy(s => s.SourceSystem, StringComparer.Ordinal).Select(g => g.OrderByDescending(s => s.Current).ThenByDescending(At).First()).ToImmutableArray();
        var shown = accounts.OrderByDescending(s => s.Current).ThenByDescending(At).First();
        var differs = ImmutableArray.CreateBuilder<MedicationDifference>();
        if (accounts.Select(a => a.Current).Distinct().Count() > 1)
            differs.Add(MedicationDifference.Status);
        // Within one source two current strengths count too: the newer order does not say that it replaces the older.
        var current = history.Where(s => s.Current).ToArray();
        if (current.Select(s => SameThing.Words(s.Name)).Distinct(StringComparer.Ordinal).Count() > 1 && current.SelectMany(s => Strengths(s.Name)).Distinct(StringComparer.Ordinal).Count() > 1)
            differs.Add(MedicationDifference.Strength);
        if (current.Select(s => s.DoseKey).Where(k => k.Length > 0).Distinct(StringComparer.Ordinal).Count() > 1)
            differs.Add(MedicationDifference.Dose);
        var standing = differs.Count > 0 ? MedicationStanding.Conflict : shown.Current ? MedicationStanding.Current : MedicationStanding.Stopped;
        return new ChartMedication(standing, differs.ToImmutable(), shown, accounts, history);
    }

    /// <summary>The numbers with their units in a name: <c>10 mg</c>.</summary>
    private static IEnumerable<string> Strengths(string name)
    {
        var words = SameThing.Words(name).Split(' ');
        for (var i = 0; i + 1 < words.Length; i++)
        {
            if (char.IsAsciiDigit(words[i][0]) && words[i + 1] is not "hr")
                yield return $"{words[i]} {words[i + 1]}";
        }
    }
}
