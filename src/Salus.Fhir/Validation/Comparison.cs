using System.Globalization;
using System.Text;

namespace Salus.Fhir.Validation;

/// <summary>An instance against the fixed, pattern and limiting values of a definition. Names of the two top nodes do not count.</summary>
internal static class Comparison
{
    public static bool IsSame(FhirNode node, FhirNode expected)
    {
        if (!SameValue(node, expected) || node.Children.Length != expected.Children.Length)
            return false;
        foreach (var group in expected.Children.GroupBy(c => c.Name, StringComparer.Ordinal))
        {
            var mine = node.All(group.Key).ToList();
            var theirs = group.ToList();
            if (mine.Count != theirs.Count || mine.Where((m, i) => !IsSame(m, theirs[i])).Any())
                return false;
        }
        return true;
    }

    /// <summary>Everything in the pattern is in the node; lists may hold more and in another order.</summary>
    public static bool Holds(FhirNode node, FhirNode pattern)
    {
        if (pattern.Value is not null && !SameValue(node, pattern))
            return false;
        foreach (var wanted in pattern.Children)
        {
            if (!node.All(wanted.Name).Any(n => Holds(n, wanted)))
                return false;
        }
        return true;
    }

    /// <summary>Less than zero when the node is below the limit; zero when they are equal or cannot be compared.</summary>
    public static int Order(FhirNode node, FhirNode limit)
    {
        var value = node.Value ?? node["value"]?.Value;
        var bound = limit.Value ?? limit["value"]?.Value;
        if (value is null || bound is null)
            return 0;
        if (limit.Value is null && !string.Equals(node["code"]?.Value, limit["code"]?.Value, StringComparison.Ordinal))
            return 0;
        if (decimal.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var a) && decimal.TryParse(bound, NumberStyles.Float, CultureInfo.InvariantCulture, out var b))
            return a.CompareTo(b);
        if (DateTimeOffset.TryParse(value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var mine) && DateTimeOffset.TryParse(bound, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var theirs))
            return mine.CompareTo(theirs);
        var length = Math.Min(value.Length, bound.Length);
        return string.CompareOrdinal(value, 0, bound, 0, length);
    }

    /// <summary>As it is quoted in a message: short, without line breaks.</summary>
    public static string Text(FhirNode node)
    {
        if (node.Value is { } value)
            return $"'{PrimitiveRules.Short(value)}'";
        var text = Encoding.UTF8.GetString(node.As("", inList: false).ToUtf8());
        return text.Length > 200 ? text[..200] + "…" : text;
    }

    private static bool SameValue(FhirNode a, FhirNode b)
    {
        if (string.Equals(a.Value, b.Value, StringComparison.Ordinal))
            return true;
        return a.Kind is FhirValueKind.Number && b.Kind is FhirValueKind.Number
            && decimal.TryParse(a.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var x)
            && decimal.TryParse(b.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var y) && x == y;
    }
}
