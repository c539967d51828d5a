using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Salus.Governance.Deidentification;

/// <summary>
/// Which subjects of several files and formats are one person: those that share an identifier and a date of birth, directly or by way of others. Safe for several threads
/// while gathering; the sets are made when first asked for.
/// </summary>
internal sealed partial class PersonLinks
{
    private readonly ConcurrentDictionary<string, ImmutableHashSet<string>> subjectsBy = new(StringComparer.Ordinal);
    private readonly Lock making = new();
    private volatile Sets? sets;

    public void Add(string subject, string identifier, string? birthDate)
    {
        if (subject.Length == 0 || birthDate is null || Iso(birthDate) is not { } born)
            return;
        // "0" and "unknown" are nobody's number.
        var number = string.Concat(identifier.Where(char.IsLetterOrDigit)).ToUpperInvariant();
        if (number.Length < 3 || !number.Any(char.IsDigit) || number.Distinct().Count() == 1)
            return;
        subjectsBy.AddOrUpdate(number + "\n" + born, static (_, s) => ImmutableHashSet.Create(StringComparer.Ordinal, s), static (_, known, s) => known.Add(s), subject);
        sets = null;
    }

    /// <summary>The smallest id of the set.</summary>
    public string Canonical(string subject) => Made().Root.GetValueOrDefault(subject, subject);

    public ImmutableArray<string> Members(string subject) => Made().Members.TryGetValue(Canonical(subject), out var members) ? members : [subject];

    private Sets Made()
    {
        if (sets is { } made)
            return made;
        lock (making)
            return sets ??= Make();
    }

    private Sets Make()
    {
        var parent = new Dictionary<string, string>(StringComparer.Ordinal);
        string Root(string id)
        {
            while (parent.TryGetValue(id, out var up) && !string.Equals(up, id, StringComparison.Ordinal))
            {
                if (parent.TryGetValue(up, out var further))
                    parent[id] = further;
                id = up;
            }
            return id;
        }
        foreach (var linked in subjectsBy.Values.Where(s => s.Count > 1))
        {
            var roots = linked.Select(Root).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
            foreach (var id in linked)
                parent.TryAdd(id, id);
            foreach (var top in roots)
                parent[top] = roots[0];
        }
        var root = parent.Keys.ToDictionary(id => id, Root, StringComparer.Ordinal);
        return new(root, root.GroupBy(r => r.Value, r => r.Key, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.Order(StringComparer.Ordinal).ToImmutableArray(), StringComparer.Ordinal));
    }

    /// <summary>Null for what is no day in one of the forms of files.</summary>
    internal static string? Iso(string date)
    {
        var match = DayForm().Match(date.Trim());
        if (!match.Success)
            return null;
        int Part(string name) => int.Parse(match.Groups[name].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture);
        var (year, first, second) = (Part("year"), Part("first"), Part("second"));
        // Written with slashes the month stands first, unless it cannot.
        var (month, day) = first > 12 && match.Groups["year"].Index > 0 ? (second, first) : (first, second);
        return month is >= 1 and <= 12 && day >= 1 && year >= 1 && day <= DateTime.DaysInMonth(year, month) ? string.Create(CultureInfo.InvariantCulture, $"{year:0000}-{month:00}-{day:00}") : null;
    }

    private sealed record Sets(Dictionary<string, string> Root, Dictionary<string, ImmutableArray<string>> Members);

    [GeneratedRegex(@"^((?<year>[0-9]{4})[-/.]?(?<first>[0-9]{2})[-/.]?(?<second>[0-9]{2})([T ].*|[0-9]{4,6}.*)?|(?<first>[0-9]{1,2})[-/.](?<second>[0-9]{1,2})[-/.](?<year>[0-9]{4}))\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex DayForm();
}
