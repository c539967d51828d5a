using Salus.Fhir.Definitions;
using Salus.Fhir.Paths;

namespace Salus.Fhir.Search;

/// <summary>Reads from a resource what searches can find it by (R4, 3.1.1.4.2 and following: which data types each kind of parameter takes).</summary>
public static class SearchIndexer
{
    /// <summary>Longest text kept in an index, in characters; a search for more of it finds nothing.</summary>
    public const int LongestText = 256;

    /// <exception cref="FhirPathException">The resource does not fit its type so badly that an expression cannot be evaluated.</exception>
    public static SearchEntries Read(FhirNode resource, FhirDefinitions? definitions = null)
    {
        definitions ??= FhirDefinitions.R4;
        var entries = new SearchEntries();
        var context = definitions == FhirDefinitions.R4 ? PathContext.Default : new PathContext { Definitions = definitions };
        foreach (var path in SearchPlan.For(resource.ResourceType!, definitions).Paths)
        {
            if (!path.MayHaveValue(resource))
                continue;
            if (path.Within is null)
            {
                foreach (var value in path.Expression.Evaluate(resource, context))
                    Add(entries, path, 0, value);
                continue;
            }
            var slot = 0;
            var inside = context with { Resource = resource };
            foreach (var element in path.Within.Evaluate(resource, context))
            {
                foreach (var value in path.Expression.Evaluate(element, inside))
                    Add(entries, path, slot, value);
                slot++;
            }
        }
        return entries;
    }

    private static void Add(SearchEntries entries, SearchPath path, int slot, PathValue value)
    {
        switch (path.Kind)
        {
            case "token": AddToken(entries, path.Number, slot, value); break;
            case "string": AddString(entries, path.Number, slot, value); break;
            case "date": AddDate(entries, path.Number, slot, value); break;
            case "number" or "quantity": AddNumber(entries, path.Number, slot, value); break;
            case "reference": AddReference(entries, path.Number, slot, value); break;
            case "uri": AddUri(entries, path.Number, value.Text); break;
        }
    }

    private static void AddToken(SearchEntries entries, long path, int slot, PathValue value)
    {
        if (value.Node is not { } node)
        {
            AddToken(entries, path, slot, "", value.Text);
            return;
        }
        switch (value.FhirType)
        {
            case "CodeableConcept":
                AddConcept(entries, path, slot, node);
                break;
            case "Coding":
                AddCoding(entries, path, slot, node, text: null);
                break;
            case "Identifier":
                AddIdentifier(entries, path, slot, node);
                break;
            case "ContactPoint":
                AddToken(entries, path, slot, node["system"]?.Value ?? "", node["value"]?.Value);
                break;
            case "code":
                AddToken(entries, path, slot, SearchEntries.AnySystem, node.Value);
                break;
            default:
                AddToken(entries, path, slot, "", node.Value);
                break;
        }
    }

    private static void AddConcept(SearchEntries entries, long path, int slot, FhirNode concept)
    {
        var text = concept["text"]?.Value;
        var coded = false;
        foreach (var coding in concept.Children)
        {
            if (coding.Name != "coding" || coding["code"]?.Value is null)
                continue;
            coded = true;
            AddCoding(entries, path, slot, coding, text);
        }
        if (coded || string.IsNullOrWhiteSpace(text))
            return;
        var folded = Cut(SearchText.Fold(text));
        AddToken(entries, path, slot, SearchEntries.WordsSystem, folded);
        entries.Texts.Add(new TextEntry(path, SearchEntries.WordsSystem, folded, folded));
    }

    private static void AddCoding(SearchEntries entries, long path, int slot, FhirNode coding, string? text)
    {
        if (coding["code"]?.Value is not { } code)
            return;
        var system = coding["system"]?.Value ?? "";
        AddToken(entries, path, slot, system, code);
        var display = coding["display"]?.Value;
        if (!string.IsNullOrWhiteSpace(display))
            entries.Texts.Add(new TextEntry(path, system, code, Cut(SearchText.Fold(display))));
        if (!string.IsNullOrWhiteSpace(text) && !string.Equals(text, display, StringComparison.Ordinal))
            entries.Texts.Add(new TextEntry(path, system, code, Cut(SearchText.Fold(text))));
    }

    private static void AddIdentifier(SearchEntries entries, long path, int slot, FhirNode identifier)
    {
        if (identifier["value"]?.Value is not { } value)
            return;
        AddToken(entries, path, slot, identifier["system"]?.Value ?? "", value);
        if (identifier["type"] is not { } type)
            return;
        foreach (var coding in type.All("coding"))
        {
            if (coding["system"]?.Value is { } system && coding["code"]?.Value is { } code)
                AddToken(entries, path, slot, SearchEntries.OfType(system, code), value);
        }
        if (type["text"]?.Value is { Length: > 0 } words)
            entries.Texts.Add(new TextEntry(path, identifier["system"]?.Value ?? "", value, Cut(SearchText.Fold(words))));
    }

    private static void AddToken(SearchEntries entries, long path, int slot, string system, string? code)
    {
        if (!string.IsNullOrEmpty(code))
            entries.Tokens.Add(new TokenEntry(path, slot, Cut(system), Cut(code)));
    }

    private static void AddString(SearchEntries entries, long path, int slot, PathValue value)
    {
        if (value.Node is { Children.IsEmpty: false } node && node.Value is null)
        {
            // Names and addresses: every part of them; the period and the use are no text.
            foreach (var part in node.Children)
            {
                if (part.Kind is FhirValueKind.String && part.Name is not ("use" or "type" or "system" or "id"))
                    AddString(entries, path, slot, part.Value);
            }
            return;
        }
        AddString(entries, path, slot, value.Text);
    }

    private static void AddString(SearchEntries entries, long path, int slot, string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
            return;
        entries.Strings.Add(new StringEntry(path, slot, Cut(SearchText.Fold(text)), Cut(text)));
    }

    private static void AddDate(SearchEntries entries, long path, int slot, PathValue value)
    {
        if (value.Text is { } text)
        {
            if (SearchSpans.TryDate(text, out var start, out var end))
                entries.Dates.Add(new DateEntry(path, slot, start, end));
            return;
        }
        if (value.Node is not { } node)
            return;
        var period = value.FhirType is "Timing" ? node["repeat"]?["boundsPeriod"] : node;
        if (period is not null && (period["start"]?.Value ?? period["end"]?.Value) is not null)
        {
            var from = SearchSpans.TryDate(period["start"]?.Value ?? "", out var first, out _) ? first : SearchSpans.Always;
            var until = SearchSpans.TryDate(period["end"]?.Value ?? "", out _, out var last) ? last : SearchSpans.Forever;
            if (from < until)
                entries.Dates.Add(new DateEntry(path, slot, from, until));
        }
        foreach (var moment in node.All("event"))
        {
            if (SearchSpans.TryDate(moment.Value ?? "", out var start, out var end))
                entries.Dates.Add(new DateEntry(path, slot, start, end));
        }
    }

    private static void AddNumber(SearchEntries entries, long path, int slot, PathValue value)
    {
        if (value.Node is { Value: null } node)
        {
            if (node["low"] is not null || node["high"] is not null)
            {
                AddRange(entries, path, slot, node);
                return;
            }
            if (SearchSpans.TryNumber(node["value"]?.Value ?? "", out var number, out _, out _))
                entries.Quantities.Add(Quantity(path, slot, node, number, number));
            return;
        }
        if (SearchSpans.TryNumber(value.Text ?? "", out var plain, out _, out _))
            entries.Quantities.Add(new QuantityEntry(path, slot, "", SearchSpans.Key(plain), SearchSpans.Key(plain), "", SearchSpans.Key(plain), SearchSpans.Key(plain)));
    }

    private static void AddRange(SearchEntries entries, long path, int slot, FhirNode range)
    {
        var hasLow = SearchSpans.TryNumber(range["low"]?["value"]?.Value ?? "", out var low, out _, out _);
        var hasHigh = SearchSpans.TryNumber(range["high"]?["value"]?.Value ?? "", out var high, out _, out _);
        if ((range["low"] ?? range["high"]) is not { } unit || !(hasLow || hasHigh))
            return;
        var entry = Quantity(path, slot, unit, hasLow ? low : high, hasHigh ? high : low);
        entries.Quantities.Add(entry with
        {
            Low = hasLow ? entry.Low : long.MinValue,
            StatedLow = hasLow ? entry.StatedLow : long.MinValue,
            High = hasHigh ? entry.High : long.MaxValue,
            StatedHigh = hasHigh ? entry.StatedHigh : long.MaxValue,
        });
    }

    private static QuantityEntry Quantity(long path, int slot, FhirNode quantity, decimal low, decimal high)
    {
        var money = quantity["currency"]?.Value;
        var system = money is null ? quantity["system"]?.Value : SearchMeasure.Currencies;
        var code = money ?? quantity["code"]?.Value;
        var measure = SearchMeasure.Of(system, code ?? quantity["unit"]?.Value);
        return new QuantityEntry(
            path, slot, Cut(measure.Name), measure.Key(low), measure.Key(high),
            Cut(code ?? quantity["unit"]?.Value ?? ""), SearchSpans.Key(low), SearchSpans.Key(high));
    }

    private static void AddReference(SearchEntries entries, long path, int slot, PathValue value)
    {
        var node = value.Node;
        if (node is null || node.ResourceType is not null)
            return;
        var reference = node.Value ?? node["reference"]?.Value;
        if (reference is { Length: > 0 } && reference[0] != '#')
        {
            if (TryName(reference, out var type, out var id))
                entries.References.Add(new ReferenceEntry(path, slot, type, id));
            else
                AddUri(entries, path, reference);
        }
        if (node["identifier"]?["value"]?.Value is { } identifier)
            AddToken(entries, path, slot, node["identifier"]!["system"]?.Value ?? "", identifier);
    }

    /// <summary><c>Type/id</c>, perhaps with a version behind it.</summary>
    private static bool TryName(string reference, out string type, out string id)
    {
        (type, id) = ("", "");
        var parts = reference.Split('/');
        if (parts.Length is not (2 or 4) || parts[0].Length < 2 || !char.IsAsciiLetterUpper(parts[0][0]) || !parts[0].All(char.IsAsciiLetter) || parts[1].Length == 0 || (parts.Length == 4 && parts[2] != "_history"))
            return false;
        (type, id) = (parts[0], parts[1]);
        return true;
    }

    private static void AddUri(SearchEntries entries, long path, string? value)
    {
        if (!string.IsNullOrEmpty(value))
            entries.Uris.Add(new UriEntry(path, Cut(value)));
    }

    private static string Cut(string text) => text.Length <= LongestText ? text : text[..LongestText];
}
