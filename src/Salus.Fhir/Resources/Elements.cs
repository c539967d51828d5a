using System.Globalization;

namespace Salus.Fhir.Resources;

/// <summary>How views read the children of a node.</summary>
internal static class Elements
{
    public static string? Text(this FhirNode node, string name) => node[name]?.Value;

    public static string[] Texts(this FhirNode node, string name)
    {
        var found = node.Span(name);
        var texts = new List<string>(found.Length);
        foreach (var item in found)
        {
            if (item.Value is { } text)
                texts.Add(text);
        }
        return [.. texts];
    }

    public static bool? Flag(this FhirNode node, string name) => node[name]?.Value switch { "true" => true, "false" => false, _ => null };

    public static int? Whole(this FhirNode node, string name) =>
        int.TryParse(node[name]?.Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null;

    public static decimal? Number(this FhirNode node, string name) =>
        decimal.TryParse(node[name]?.Value, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out var number) ? number : null;

    public static FhirDate? Date(this FhirNode node, string name) => FhirDate.TryParse(node[name]?.Value, out var date) ? date : null;

    /// <summary>A dateTime, an instant, or the start of a Period: <c>effective[x]</c>, <c>performed[x]</c>, <c>onset[x]</c>.</summary>
    public static FhirDate? ChoiceDate(this FhirNode node, string element) =>
        node.Date(element + "DateTime") ?? node.Date(element + "Date") ?? node.Date(element + "Instant") ?? node[element + "Period"]?.Date("start");

    /// <summary>The element <c>name[x]</c> whatever its type.</summary>
    public static FhirNode? Choice(this FhirNode node, string element)
    {
        foreach (var child in node.Children)
        {
            if (child.Name.Length > element.Length && char.IsAsciiLetterUpper(child.Name[element.Length]) && child.Name.StartsWith(element, StringComparison.Ordinal))
                return child;
        }
        return null;
    }

    public static T? One<T>(this FhirNode node, string name, Func<FhirNode, T> view) where T : struct => node[name] is { } found ? view(found) : null;

    public static T[] Each<T>(this FhirNode node, string name, Func<FhirNode, T> view)
    {
        var found = node.Span(name);
        var views = new T[found.Length];
        for (var i = 0; i < views.Length; i++)
            views[i] = view(found[i]);
        return views;
    }
}
