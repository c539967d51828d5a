using System.Collections.Immutable;
using Salus.Fhir.Definitions;

namespace Salus.Fhir.Search;

/// <summary>Reads the values of one parameter by its type and modifier.</summary>
/// <param name="name">As written, for messages.</param>
/// <param name="type">The resource type that has the parameter.</param>
internal sealed class SearchValueReader(FhirDefinitions definitions, string type, string name)
{
    private const int MostValues = 1000;

    public ImmutableArray<SearchValue> Read(SearchParameter parameter, SearchModifier modifier, string? targetType, string text)
    {
        if (text.Length == 0)
            throw new SearchException(name, "It has no value: give one, or leave the parameter out.");
        if (modifier is SearchModifier.Missing)
        {
            return text switch
            {
                "true" => [new MissingValue(true)],
                "false" => [new MissingValue(false)],
                _ => throw new SearchException(name, "':missing' takes true or false."),
            };
        }
        if (modifier is SearchModifier.In or SearchModifier.NotIn)
            return [new UriValue(text)];
        var pieces = SearchSyntax.Split(text, ',');
        if (pieces.Count > MostValues)
            throw new SearchException(name, $"It has {pieces.Count} alternatives; at most {MostValues} are searched at once.");
        return [.. pieces.Select(p => One(parameter, modifier, targetType, p))];
    }

    private SearchValue One(SearchParameter parameter, SearchModifier modifier, string? targetType, string text)
    {
        if (text.Length == 0)
            throw new SearchException(name, "One of its values is empty: take out the comma, or write '\\,' for a comma in a value.");
        return modifier switch
        {
            SearchModifier.Text or SearchModifier.Exact or SearchModifier.Contains => new TextValue(SearchSyntax.Unescape(text)),
            SearchModifier.OfType => OfType(text),
            SearchModifier.Identifier => Token(text),
            SearchModifier.Above or SearchModifier.Below when parameter.Type is "uri" => new UriValue(SearchSyntax.Unescape(text)),
            _ => Plain(parameter, targetType, text),
        };
    }

    private SearchValue Plain(SearchParameter parameter, string? targetType, string text) => parameter.Type switch
    {
        "token" => Token(text),
        "string" => new TextValue(SearchSyntax.Unescape(text)),
        "uri" => new UriValue(SearchSyntax.Unescape(text)),
        "date" => Date(text),
        "number" => Number(text),
        "quantity" => Quantity(text),
        "reference" => Reference(targetType, SearchSyntax.Unescape(text)),
        "composite" => Composite(parameter, text),
        _ => throw new SearchException(name, $"Parameters of the type '{parameter.Type}' are not searched here."),
    };

    private TokenValue Token(string text)
    {
        var parts = SearchSyntax.Split(text, '|');
        return parts.Count switch
        {
            1 => new TokenValue(null, SearchSyntax.Unescape(parts[0])),
            2 when parts[0].Length + parts[1].Length > 0 => new TokenValue(SearchSyntax.Unescape(parts[0]), parts[1].Length == 0 ? null : SearchSyntax.Unescape(parts[1])),
            _ => throw new SearchException(name, "A token is written code, system|code, |code or system|; write '\\|' for a bar in a value."),
        };
    }

    private IdentifierOfType OfType(string text) => SearchSyntax.Split(text, '|') is [{ Length: > 0 } system, { Length: > 0 } code, { Length: > 0 } value]
        ? new IdentifierOfType(SearchSyntax.Unescape(system), SearchSyntax.Unescape(code), SearchSyntax.Unescape(value))
        : throw new SearchException(name, "':of-type' takes system|code|value of an identifier.");

    private DateValue Date(string text)
    {
        var (prefix, rest) = SearchSyntax.Prefix(text);
        return SearchSpans.TryDate(rest.Replace(' ', '+'), out var start, out var end)
            ? new DateValue(prefix, start, end)
            : throw new SearchException(name, "A date is written 2026, 2026-05, 2026-05-31 or 2026-05-31T14:00:00Z, with a prefix such as ge before it.");
    }

    private NumberValue Number(string text)
    {
        var (prefix, rest) = SearchSyntax.Prefix(text);
        return SearchSpans.TryNumber(rest, out var value, out var low, out var high)
            ? new NumberValue(prefix, value, low, high)
            : throw new SearchException(name, "A number is written 7, 7.0 or 7e2, with a prefix such as ge before it.");
    }

    private QuantityValue Quantity(string text) => SearchSyntax.Split(text, '|') switch
    {
        [var number] => new QuantityValue(Number(number), null, null),
        [var number, var system, var unit] => new QuantityValue(Number(number), system.Length == 0 ? null : SearchSyntax.Unescape(system), unit.Length == 0 ? null : SearchSyntax.Unescape(unit)),
        _ => throw new SearchException(name, "A quantity is written 5.4, 5.4|http://unitsofmeasure.org|mg or 5.4||mg."),
    };

    private static ReferenceValue Reference(string? targetType, string text)
    {
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        if (slash < 0 && !text.Contains(':', StringComparison.Ordinal))
            return new ReferenceValue(targetType, text, null);
        var parts = text.Split('/');
        return parts.Length is 2 && parts[0].Length > 0 && char.IsAsciiLetterUpper(parts[0][0]) && parts[1].Length > 0
            ? new ReferenceValue(parts[0], parts[1], null)
            : new ReferenceValue(null, null, text);
    }

    private CompositeValue Composite(SearchParameter parameter, string text)
    {
        var parts = SearchSyntax.Split(text, '$');
        if (parts.Count != parameter.Components.Length)
            throw new SearchException(name, $"It takes {parameter.Components.Length} values with '$' between them.");
        return new CompositeValue([.. parts.Zip(parameter.Components, (part, component) => One(Component(component), SearchModifier.None, targetType: null, part))]);
    }

    private SearchParameter Component(SearchComponent component) => definitions.SearchParameters(type).FirstOrDefault(p => string.Equals(p.Url, component.Definition, StringComparison.Ordinal))
        ?? throw new SearchException(name, $"Its part {component.Definition} is not defined.");
}
