using Salus.Fhir.Definitions;
using Salus.Fhir.Search;

namespace Salus.Trust;

/// <summary>The comparison of one value with the columns of one index row (R4, 3.1.1.4.1 and 3.1.1.4.5).</summary>
internal sealed class ValueSql(SqlValues values, DateTimeOffset now, FhirDefinitions definitions)
{
    /// <param name="x">Alias of the index table.</param>
    public string Of(string kind, string x, SearchModifier modifier, SearchValue value) => value switch
    {
        TokenValue token when modifier is SearchModifier.Below or SearchModifier.Above => Codes(x, new CodeTree(definitions).Reach(token, modifier is SearchModifier.Below)),
        TokenValue token => Token(x, token),
        IdentifierOfType kindOf => $"{x}.code = {values.Add(kindOf.Value)} and {x}.system = {values.Add(SearchEntries.OfType(kindOf.TypeSystem, kindOf.TypeCode))}",
        TextValue text => String(x, modifier, text.Text),
        DateValue date => Date(x, date),
        NumberValue number => Number(number, $"{x}.low", $"{x}.high", v => SearchSpans.Key(v)),
        QuantityValue quantity => Quantity(x, quantity),
        UriValue uri when kind == "token" => Codes(x, new CodeTree(definitions).MembersOf(uri.Uri)),
        UriValue uri => Uri(x, modifier, uri.Uri),
        ReferenceValue { Url: { } url } => $"exists (select 1 from index_uris u where u.path = {x}.path and u.resource = {x}.resource and u.value = {values.Add(url)})",
        ReferenceValue reference => $"{x}.target in (select r.key from resources r where r.id = {values.Add(reference.Id!)}{(reference.Type is null ? "" : $" and r.type = {values.Add(reference.Type)}")})",
        _ => throw new ArgumentOutOfRangeException(nameof(value)),
    };

    /// <summary>What a code is called contains the words.</summary>
    public string Words(string x, string text) => $"{x}.folded like {values.Add($"%{Escape(SearchText.Fold(text))}%")} escape '\\'";

    private string Token(string x, TokenValue token)
    {
        var system = token.System switch
        {
            null => null,
            "" => $"{x}.system in ('', {values.Add(SearchEntries.AnySystem)})",
            _ => $"{x}.system in ({values.Add(token.System)}, {values.Add(SearchEntries.AnySystem)})",
        };
        if (token.Code is null)
            return $"{x}.system = {values.Add(token.System!)}";
        var code = $"{x}.code = {values.Add(Cut(token.Code))}";
        return system is null ? code : $"{code} and {system}";
    }

    private string Codes(string x, IReadOnlyCollection<(string System, string Code)> codes) => codes.Count == 0
        ? "1 = 0"
        : $"({string.Join(" or ", codes.GroupBy(c => c.System, StringComparer.Ordinal).Select(g =>
            $"{x}.system in ({values.Add(g.Key)}, {values.Add(SearchEntries.AnySystem)}) and {x}.code in ({values.List(g.Select(c => c.Code))})"))})";

    private string String(string x, SearchModifier modifier, string text)
    {
        if (modifier is SearchModifier.Exact)
            return $"{x}.folded = {values.Add(Cut(SearchText.Fold(text)))} and {x}.stated = {values.Add(Cut(text))}";
        var folded = Cut(SearchText.Fold(text));
        if (modifier is SearchModifier.Contains)
            return $"{x}.folded like {values.Add($"%{Escape(folded)}%")} escape '\\'";
        return SearchText.After(folded) is { } after
            ? $"{x}.folded >= {values.Add(folded)} and {x}.folded < {values.Add(after)}"
            : $"{x}.folded >= {values.Add(folded)}";
    }

    private string Date(string x, DateValue date)
    {
        var (from, until) = (date.Start, date.End);
        if (date.Prefix is SearchPrefix.Ap)
        {
            var tenth = Math.Abs(now.UtcTicks - from) / 10;
            (from, until) = (Math.Max(0, from - tenth), until + Math.Min(tenth, SearchSpans.Forever - until));
        }
        var (start, end) = (values.Add(from), values.Add(until));
        return date.Prefix switch
        {
            SearchPrefix.Eq => $"{x}.starts >= {start} and {x}.ends <= {end}",
            SearchPrefix.Ne => $"({x}.starts < {start} or {x}.ends > {end})",
            SearchPrefix.Gt => $"{x}.ends > {end}",
            SearchPrefix.Ge => $"{x}.ends > {start}",
            SearchPrefix.Lt => $"{x}.starts < {start}",
            SearchPrefix.Le => $"{x}.starts < {end}",
            SearchPrefix.Sa => $"{x}.starts >= {end}",
            SearchPrefix.Eb => $"{x}.ends <= {start}",
            _ => $"{x}.starts < {end} and {x}.ends > {start}",
        };
    }

    private string Quantity(string x, QuantityValue quantity)
    {
        if (quantity.System is null && quantity.Unit is null)
            return Number(quantity.Number, $"{x}.stated_low", $"{x}.stated_high", v => SearchSpans.Key(v));
        if (quantity.System is null)
            return $"{x}.unit = {values.Add(quantity.Unit!)} and {Number(quantity.Number, $"{x}.stated_low", $"{x}.stated_high", v => SearchSpans.Key(v))}";
        var measure = SearchMeasure.Of(quantity.System, quantity.Unit);
        return $"{x}.measure = {values.Add(Cut(measure.Name))} and {Number(quantity.Number, $"{x}.low", $"{x}.high", measure.Key)}";
    }

    private string Number(NumberValue number, string low, string high, Func<decimal, long> key)
    {
        var (from, until) = number.Prefix is SearchPrefix.Ap
            ? (number.Value - Math.Abs(number.Value) / 10, number.Value + Math.Abs(number.Value) / 10)
            : (number.Low, number.High);
        var (first, last, value) = (values.Add(key(from)), values.Add(key(until)), values.Add(key(number.Value)));
        var upper = from == until || number.Prefix is SearchPrefix.Ap ? "<=" : "<";
        return number.Prefix switch
        {
            SearchPrefix.Eq => $"{low} >= {first} and {high} {upper} {last}",
            SearchPrefix.Ap => $"{low} <= {last} and {high} >= {first}",
            SearchPrefix.Ne => $"not ({low} >= {first} and {high} {upper} {last})",
            SearchPrefix.Gt or SearchPrefix.Sa => $"{(number.Prefix is SearchPrefix.Gt ? high : low)} > {value}",
            SearchPrefix.Ge => $"{high} >= {value}",
            SearchPrefix.Lt or SearchPrefix.Eb => $"{(number.Prefix is SearchPrefix.Lt ? low : high)} < {value}",
            _ => $"{low} <= {value}",
        };
    }

    private string Uri(string x, SearchModifier modifier, string uri) => modifier switch
    {
        SearchModifier.Below when SearchText.After(uri) is { } after => $"{x}.value >= {values.Add(uri)} and {x}.value < {values.Add(after)}",
        SearchModifier.Above => $"{x}.value in ({values.List(Enumerable.Range(0, uri.Length).Where(i => uri[i] == '/').Select(i => uri[..i]).Append(uri))})",
        _ => $"{x}.value = {values.Add(Cut(uri))}",
    };

    private static string Cut(string text) => text.Length <= SearchIndexer.LongestText ? text : text[..SearchIndexer.LongestText];

    private static string Escape(string text) => text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("%", "\\%", StringComparison.Ordinal).Replace("_", "\\_", StringComparison.Ordinal);
}
