using System.Collections.Immutable;

namespace Salus.Fhir.Search;

/// <summary>How a number, quantity or date is compared (R4, 3.1.1.4.1).</summary>
public enum SearchPrefix
{
    Eq,
    Ne,
    Gt,
    Lt,
    Ge,
    Le,

    /// <summary>Starts after.</summary>
    Sa,

    /// <summary>Ends before.</summary>
    Eb,

    /// <summary>Approximately: within a tenth.</summary>
    Ap,
}

/// <summary>One value of a search parameter; several, separated by commas, are alternatives.</summary>
public abstract record SearchValue;

/// <param name="System">Null: any; empty: the code has none.</param>
/// <param name="Code">Null: any of the system.</param>
public sealed record TokenValue(string? System, string? Code) : SearchValue;

/// <summary>An identifier of a kind, from <c>:of-type</c>.</summary>
public sealed record IdentifierOfType(string TypeSystem, string TypeCode, string Value) : SearchValue;

public sealed record TextValue(string Text) : SearchValue;

/// <param name="Start">First tick of the span, UTC.</param>
/// <param name="End">First tick behind it.</param>
public sealed record DateValue(SearchPrefix Prefix, long Start, long End) : SearchValue;

/// <param name="Low">Lowest number that is written like this when rounded.</param>
/// <param name="High">First number above that is not.</param>
public sealed record NumberValue(SearchPrefix Prefix, decimal Value, decimal Low, decimal High) : SearchValue;

/// <param name="System">Null: any.</param>
/// <param name="Unit">A code of the system, or the unit as written when there is none; null: any.</param>
public sealed record QuantityValue(NumberValue Number, string? System, string? Unit) : SearchValue;

/// <param name="Type">Null when only an id was given.</param>
/// <param name="Id">Null when an address was given.</param>
/// <param name="Url">An address that is not <c>Type/id</c>.</param>
public sealed record ReferenceValue(string? Type, string? Id, string? Url) : SearchValue;

public sealed record UriValue(string Uri) : SearchValue;

/// <summary>One value for each component.</summary>
public sealed record CompositeValue(ImmutableArray<SearchValue> Parts) : SearchValue;

/// <param name="IsMissing">True: resources that have no value for the parameter.</param>
public sealed record MissingValue(bool IsMissing) : SearchValue;
