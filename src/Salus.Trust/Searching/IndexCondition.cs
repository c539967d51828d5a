namespace Salus.Trust;

/// <summary>Rows of the index that speak for a resource. All of it is SQL with parameters; nothing a caller wrote stands in it.</summary>
/// <param name="From">Tables with their aliases.</param>
/// <param name="Where">On those.</param>
/// <param name="Key">The column with the resource's key.</param>
/// <param name="Ordered">Whether the rows come in the order of their keys without sorting.</param>
internal sealed record IndexRows(string From, string Where, string Key, bool Ordered = false);

/// <summary>A criterion as the index answers it: some row exists in one of the alternatives, or in none of them.</summary>
/// <param name="Negated">True: no row may exist.</param>
internal sealed record IndexCondition(IReadOnlyList<IndexRows> Any, bool Negated = false)
{
    /// <summary>True for a resource by its key.</summary>
    public string On(string key) => Any.Count == 0
        ? Negated ? "1 = 1" : "1 = 0"
        : $"{(Negated ? "not " : "")}({string.Join(" or ", Any.Select(rows => $"exists (select 1 from {rows.From} where {rows.Where} and {rows.Key} = {key})"))})";

    /// <summary>The keys of all resources for which it holds; only for a condition that is not negated. Keys may come twice.</summary>
    public string Keys => string.Join(" union all ", Any.Select(rows => $"select {rows.Key} as key from {rows.From} where {rows.Where}"));

    public bool CanLead => !Negated && Any.Count > 0;

    public bool Ordered => Any.Count == 1 && Any[0].Ordered;
}
