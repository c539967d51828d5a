using System.Collections.Immutable;
using System.Globalization;
using Salus.Design.Files;
using Salus.Language.Text;

namespace Salus.Documentation.Registries;

/// <summary>Reads the keys of one map and collects every problem, each with its line; a key that nobody asked for is one of them.</summary>
internal sealed class MapReader
{
    private readonly List<MappingProblem> problems;
    private readonly YamlMap map;
    private readonly string what;
    private readonly HashSet<string> asked = new(StringComparer.Ordinal);

    private MapReader(YamlMap map, string what, List<MappingProblem> problems) => (this.map, this.what, this.problems) = (map, what, problems);

    /// <param name="what">What the map is, for messages: <c>a field</c>.</param>
    public static MapReader? Of(YamlValue value, string what, List<MappingProblem> problems)
    {
        if (value is YamlMap map)
            return new MapReader(map, what, problems);
        problems.Add(new MappingProblem(value.Line, $"Here {what} is described by keys and values, such as 'name: hba1c'."));
        return null;
    }

    public int Line => map.Line;

    public bool Has(string key) => Find(key) is not null;

    public int LineOf(string key) => Find(key)?.Line ?? Line;

    public void Wrong(string key, string message) => problems.Add(new MappingProblem(LineOf(key), message));

    /// <summary>A text; null when it is not given.</summary>
    public string? Text(string key)
    {
        switch (Find(key))
        {
            case null:
                return null;
            case YamlText { Text: { } text } when !string.IsNullOrWhiteSpace(text):
                return text.Trim();
            case var other:
                Wrong(key, other is YamlText ? $"'{key}' is empty." : $"'{key}' is one value, not a list or a map.");
                return null;
        }
    }

    public string Needed(string key)
    {
        if (Find(key) is null)
            problems.Add(new MappingProblem(Line, $"'{key}' is missing: {what} needs one."));
        return Text(key) ?? "";
    }

    /// <summary>One text or a list of them.</summary>
    public ImmutableArray<string> Texts(string key)
    {
        if (Find(key) is not YamlList list)
            return Text(key) is { } one ? [one] : [];
        foreach (var item in list.Items.Where(i => i is not YamlText { Text.Length: > 0 }))
            problems.Add(new MappingProblem(item.Line, $"'{key}' is a list of words."));
        return [.. list.Items.OfType<YamlText>().Select(t => t.Text.Trim()).Where(t => t.Length > 0)];
    }

    public bool Flag(string key, bool otherwise)
    {
        if (Text(key) is not { } text)
            return otherwise;
        if (text is not ("true" or "false" or "yes" or "no"))
            Wrong(key, $"'{key}' is true or false, not '{Short(text)}'.");
        return text is "true" or "yes";
    }

    public decimal? Number(string key)
    {
        if (Text(key) is not { } text)
            return null;
        if (decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number))
            return number;
        Wrong(key, $"'{key}' is a number such as 12.5, not '{Short(text)}'.");
        return null;
    }

    /// <summary>One of the names of an enumeration, in lower case.</summary>
    public T One<T>(string key, T otherwise) where T : struct, Enum
    {
        if (Text(key) is not { } text)
            return otherwise;
        if (text.All(char.IsAsciiLetterLower) && Enum.TryParse<T>(text, ignoreCase: true, out var known))
            return known;
        Wrong(key, $"'{key}' is one of {string.Join(", ", Enum.GetNames<T>().Select(n => n.ToLowerInvariant()))}, not '{Short(text)}'.");
        return otherwise;
    }

    public IEnumerable<YamlValue> List(string key)
    {
        switch (Find(key))
        {
            case null:
                return [];
            case YamlList list:
                return list.Items;
            default:
                Wrong(key, $"'{key}' is a list: begin each item with '- '.");
                return [];
        }
    }

    /// <summary>The entries of a map whose keys are names of the author's choice.</summary>
    public IEnumerable<(YamlText Key, YamlValue Value)> Entries(string key)
    {
        switch (Find(key))
        {
            case null:
                return [];
            case YamlMap entries:
                return entries.Entries;
            default:
                Wrong(key, $"'{key}' is a map of names.");
                return [];
        }
    }

    public YamlValue? Value(string key) => Find(key);

    /// <summary>Every key that was not asked for is a mistake, most often in spelling.</summary>
    public void Done()
    {
        foreach (var (key, _) in map.Entries.Where(e => !asked.Contains(e.Key.Text)))
        {
            var near = asked.Where(a => EditDistance.Within(a, key.Text, 2) <= 2).Order(StringComparer.Ordinal).FirstOrDefault();
            problems.Add(new MappingProblem(key.Line, $"'{Short(key.Text)}' is no key of {what}.{(near is null ? $" Known are {string.Join(", ", asked.Order(StringComparer.Ordinal))}." : $" Did you mean '{near}'?")}"));
        }
    }

    public static string Short(string text) => text.Length <= 60 ? text : string.Concat(text.AsSpan(0, 60), "…");

    private YamlValue? Find(string key)
    {
        asked.Add(key);
        foreach (var (known, value) in map.Entries)
        {
            if (string.Equals(known.Text, key, StringComparison.Ordinal))
                return value;
        }
        return null;
    }
}
