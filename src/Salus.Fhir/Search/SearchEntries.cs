namespace Salus.Fhir.Search;

/// <param name="Slot">The repetition of the element that a composite belongs to; 0 elsewhere.</param>
/// <param name="System">Empty: none. <see cref="SearchEntries.AnySystem"/>: what the element's value set implies. Other kinds begin with a control character.</param>
public readonly record struct TokenEntry(long Path, int Slot, string System, string Code);

/// <summary>What a code is called, so that it is found by its words.</summary>
public readonly record struct TextEntry(long Path, string System, string Code, string Folded);

public readonly record struct StringEntry(long Path, int Slot, string Folded, string Exact);

/// <param name="Start">Ticks, UTC.</param>
/// <param name="End">First tick behind the span.</param>
public readonly record struct DateEntry(long Path, int Slot, long Start, long End);

/// <param name="Measure">What makes two quantities comparable: UCUM's base units, or system and code as they came; empty for a plain number.</param>
/// <param name="Low">In that measure, as <see cref="SearchSpans.Key"/>.</param>
/// <param name="StatedLow">As it came.</param>
public readonly record struct QuantityEntry(long Path, int Slot, string Measure, long Low, long High, string Unit, long StatedLow, long StatedHigh);

/// <param name="Type">Of the target; with <paramref name="Id"/> the name of a resource.</param>
public readonly record struct ReferenceEntry(long Path, int Slot, string Type, string Id);

public readonly record struct UriEntry(long Path, string Value);

/// <summary>What one resource says, by the paths of its type's <see cref="SearchPlan"/>.</summary>
public sealed class SearchEntries
{
    /// <summary>The system of a bare code, which the element's value set implies.</summary>
    public const string AnySystem = "*";

    /// <summary>The system of a concept that has words and no code.</summary>
    public const string WordsSystem = "\u0001words";

    public List<TokenEntry> Tokens { get; } = [];

    public List<TextEntry> Texts { get; } = [];

    public List<StringEntry> Strings { get; } = [];

    public List<DateEntry> Dates { get; } = [];

    public List<QuantityEntry> Quantities { get; } = [];

    public List<ReferenceEntry> References { get; } = [];

    public List<UriEntry> Uris { get; } = [];

    /// <summary>The system under which an identifier stands a second time, for <c>:of-type</c>.</summary>
    public static string OfType(string typeSystem, string typeCode) => $"\u0001type {typeSystem}|{typeCode}";
}
