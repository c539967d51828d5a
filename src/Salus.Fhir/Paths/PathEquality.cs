namespace Salus.Fhir.Paths;

/// <summary>The <c>=</c> and <c>~</c> of FHIRPath 2.0 (§6.1). Null means that it cannot be told.</summary>
internal static class PathEquality
{
    public static bool? Equal(in PathValues a, in PathValues b)
    {
        if (a.IsEmpty || b.IsEmpty)
            return null;
        if (a.Count != b.Count)
            return false;
        bool? all = true;
        for (var i = 0; i < a.Count; i++)
        {
            switch (Equal(a[i], b[i]))
            {
                case false: return false;
                case null: all = null; break;
                default: break;
            }
        }
        return all;
    }

    public static bool? Equal(in PathValue left, in PathValue right)
    {
        if (left.Kind is PathKind.Node && right.Kind is PathKind.Node && (ReferenceEquals(left.Content, right.Content) || SameText(left, right)))
            return true;
        if (right.Kind is PathKind.String && left.IsText)
            return string.Equals(left.Node!.Value, (string)right.Content!, StringComparison.Ordinal);
        var (a, b) = (left.System(), right.System());
        if (a.Kind == b.Kind)
        {
            return a.Kind switch
            {
                PathKind.Node => SameNodes(a, b),
                PathKind.Boolean or PathKind.Integer or PathKind.Long => a.Bits == b.Bits,
                PathKind.Decimal => (decimal)a.Content! == (decimal)b.Content!,
                PathKind.String => string.Equals((string)a.Content!, (string)b.Content!, StringComparison.Ordinal),
                PathKind.Quantity => PathQuantity.Compare((PathQuantity)a.Content!, (PathQuantity)b.Content!) is { } order ? order == 0 : null,
                PathKind.Date or PathKind.DateTime or PathKind.Time => PathTemporal.Compare((PathTemporal)a.Content!, (PathTemporal)b.Content!) is { } order ? order == 0 : null,
                PathKind.Type => Equals(a.Content, b.Content),
                _ => false,
            };
        }
        if (a.IsNumber && b.IsNumber)
            return a.AsDecimal() == b.AsDecimal();
        if (a.Kind is PathKind.Date or PathKind.DateTime && b.Kind is PathKind.Date or PathKind.DateTime)
            return PathTemporal.Compare((PathTemporal)a.Content!, (PathTemporal)b.Content!) is { } order ? order == 0 : null;
        if (Mixed(a, b) is var (x, y))
            return PathQuantity.Compare(x, y) is { } order ? order == 0 : null;
        return false;
    }

    /// <summary>A number beside a quantity counts as a quantity of unit one.</summary>
    public static (PathQuantity A, PathQuantity B)? Mixed(in PathValue a, in PathValue b)
    {
        if (a.Kind is PathKind.Quantity && b.IsNumber)
            return ((PathQuantity)a.Content!, new PathQuantity(b.AsDecimal()!.Value, "1"));
        if (b.Kind is PathKind.Quantity && a.IsNumber)
            return (new PathQuantity(a.AsDecimal()!.Value, "1"), (PathQuantity)b.Content!);
        return null;
    }

    /// <summary>Two string-like primitives of the same literal need no conversion to be equal.</summary>
    private static bool SameText(in PathValue a, in PathValue b) =>
        a.Node is { Kind: FhirValueKind.String, Value: { } x } && b.Node is { Kind: FhirValueKind.String, Value: { } y } && string.Equals(x, y, StringComparison.Ordinal)
        && ReferenceEquals(a.Shape, b.Shape);

    /// <summary>Structures are equal when their children are, name by name and in order.</summary>
    private static bool SameNodes(in PathValue a, in PathValue b)
    {
        var (left, right) = (a.Node!, b.Node!);
        if (!string.Equals(left.ResourceType, right.ResourceType, StringComparison.Ordinal) || !string.Equals(left.Value, right.Value, StringComparison.Ordinal)
            || left.Children.Length != right.Children.Length)
            return false;
        var used = 0UL;
        for (var i = 0; i < left.Children.Length; i++)
        {
            var child = left.Children[i];
            // The order of properties says nothing; the order of repetitions does, and the first unused of that name keeps it.
            var at = 0;
            while (at < right.Children.Length && ((at < 64 && (used & (1UL << at)) != 0) || !string.Equals(right.Children[at].Name, child.Name, StringComparison.Ordinal)))
                at++;
            if (at >= 64)
                return left.Equals(right);
            if (at == right.Children.Length)
                return false;
            used |= 1UL << at;
            var mine = new PathValue(child, a.Shape?.Child(child.Name));
            var other = new PathValue(right.Children[at], b.Shape?.Child(child.Name));
            if (Equal(mine, other) is not true)
                return false;
        }
        return true;
    }

    public static bool Equivalent(in PathValues a, in PathValues b)
    {
        if (a.Count != b.Count)
            return false;
        if (a.Count == 1)
            return Equivalent(a[0], b[0]);
        Span<bool> used = a.Count <= 256 ? stackalloc bool[a.Count] : new bool[a.Count];
        for (var i = 0; i < a.Count; i++)
        {
            var at = 0;
            while (at < b.Count && (used[at] || !Equivalent(a[i], b[at])))
                at++;
            if (at == b.Count)
                return false;
            used[at] = true;
        }
        return true;
    }

    public static bool Equivalent(in PathValue left, in PathValue right)
    {
        var (a, b) = (left.System(), right.System());
        if (a.IsNumber && b.IsNumber)
            return PathNumbers.Equivalent(a.AsDecimal()!.Value, b.AsDecimal()!.Value);
        if (a.Kind is PathKind.String && b.Kind is PathKind.String)
            return SameWords((string)a.Content!, (string)b.Content!);
        if (a.Kind is PathKind.Quantity && b.Kind is PathKind.Quantity)
            return PathQuantity.Equivalent((PathQuantity)a.Content!, (PathQuantity)b.Content!);
        if (Mixed(a, b) is var (x, y))
            return PathQuantity.Equivalent(x, y);
        if (a.Kind is PathKind.Node && b.Kind is PathKind.Node)
            return EquivalentNodes(a, b);
        if (a.IsTemporal && b.IsTemporal && ((PathTemporal)a.Content!).Precision is var precision && ((PathTemporal)b.Content!).Precision is var other && precision != other)
            return Math.Min((int)precision, (int)other) >= (int)PathPrecision.Second && Equal(a, b) is true;
        return Equal(a, b) is true;
    }

    /// <summary>Codings and concepts are equivalent by system and code; other structures by their children in any order.</summary>
    private static bool EquivalentNodes(in PathValue a, in PathValue b)
    {
        var (left, right) = (a.Node!, b.Node!);
        if (a.FhirType is "Coding" && b.FhirType is "Coding")
            return string.Equals(left["code"]?.Value, right["code"]?.Value, StringComparison.Ordinal) && string.Equals(left["system"]?.Value, right["system"]?.Value, StringComparison.Ordinal);
        if (!string.Equals(left.ResourceType, right.ResourceType, StringComparison.Ordinal) || left.Children.Length != right.Children.Length)
            return false;
        var (mine, others) = (default(PathValues), default(PathValues));
        foreach (var child in left.Children)
            mine.Add(new PathValue(child, a.Shape?.Child(child.Name)));
        foreach (var child in right.Children)
            others.Add(new PathValue(child, b.Shape?.Child(child.Name)));
        Span<bool> used = others.Count <= 256 ? stackalloc bool[others.Count] : new bool[others.Count];
        for (var i = 0; i < mine.Count; i++)
        {
            var at = 0;
            while (at < others.Count && (used[at] || !string.Equals(mine[i].Node!.Name, others[at].Node!.Name, StringComparison.Ordinal) || !Equivalent(mine[i], others[at])))
                at++;
            if (at == others.Count)
                return false;
            used[at] = true;
        }
        return true;
    }

    /// <summary>Equal but for case, every white space character counting as the same.</summary>
    private static bool SameWords(string a, string b)
    {
        if (a.Length != b.Length)
            return false;
        for (var i = 0; i < a.Length; i++)
        {
            if (char.ToLowerInvariant(a[i]) != char.ToLowerInvariant(b[i]) && !(char.IsWhiteSpace(a[i]) && char.IsWhiteSpace(b[i])))
                return false;
        }
        return true;
    }

    /// <summary>Equal values have equal hashes; where equality is not by value alone (dates, quantities) the hash is by kind.</summary>
    public static int Hash(in PathValue value)
    {
        var system = value.System();
        return system.Kind switch
        {
            PathKind.String => string.GetHashCode((string)system.Content!, StringComparison.Ordinal),
            PathKind.Boolean => system.Truth ? 1 : 2,
            PathKind.Integer or PathKind.Long or PathKind.Decimal => system.AsDecimal()!.Value.GetHashCode(),
            PathKind.Quantity => 5,
            PathKind.Date or PathKind.DateTime => 3,
            PathKind.Time => 4,
            PathKind.Node => system.Node!.Children.Length + 7,
            _ => 6,
        };
    }

    public static bool Contains(in PathValues values, in PathValue value)
    {
        for (var i = 0; i < values.Count; i++)
        {
            if (Equal(values[i], value) is true)
                return true;
        }
        return false;
    }
}
