using System.Collections.Concurrent;
using Salus.Fhir.Units;

namespace Salus.Fhir.Search;

/// <summary>
/// When two quantities can be compared: those in UCUM units of one dimension can, whatever prefix the units have;
/// others only with the same system and code.
/// </summary>
public sealed class SearchMeasure
{
    public const string UcumSystem = "http://unitsofmeasure.org";

    /// <summary>ISO 4217, the system of amounts of money.</summary>
    public const string Currencies = "urn:iso:std:iso:4217";

    private const int MostKept = 5000;
    private static readonly ConcurrentDictionary<(string?, string?), SearchMeasure> known = new();

    private readonly UcumUnit? unit;

    private SearchMeasure(string name, UcumUnit? unit) => (Name, this.unit) = (name, unit);

    /// <summary>Equal for quantities that can be compared.</summary>
    public string Name { get; }

    /// <param name="system">Null when none was given.</param>
    /// <param name="code">The unit's code, or the unit as written when it has none; null: a plain number.</param>
    public static SearchMeasure Of(string? system, string? code)
    {
        if (known.TryGetValue((system, code), out var measure))
            return measure;
        measure = system is UcumSystem && code is not null && Ucum.TryParse(code) is { } unit
            ? new SearchMeasure($"{UcumSystem}|{unit.CanonicalCode}", unit)
            : new SearchMeasure(system is null && code is null ? "" : $"{system}|{code}", null);
        if (known.Count < MostKept)
            known.TryAdd((system, code), measure);
        return measure;
    }

    /// <summary>Where an amount stands among all of this measure, as <see cref="SearchSpans.Key(double)"/>.</summary>
    public long Key(decimal value) => unit is null ? SearchSpans.Key(value) : SearchSpans.Key(Ucum.Canonical(ExactNumber.From(value), unit.Code).Value.ToDouble());
}
