using System.Globalization;
using Dapper;

namespace Salus.Trust;

/// <summary>The values of one SQL command; equal values share a parameter.</summary>
internal sealed class SqlValues
{
    private readonly Dictionary<object, string> names = [];

    public DynamicParameters All { get; } = new();

    /// <returns>The placeholder.</returns>
    public string Add(object value)
    {
        if (names.TryGetValue(value, out var name))
            return name;
        name = "@v" + names.Count.ToString(CultureInfo.InvariantCulture);
        names.Add(value, name);
        All.Add(name, value);
        return name;
    }

    public string List<T>(IEnumerable<T> values) where T : notnull => string.Join(", ", values.Select(v => Add(v)));
}
