using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Globalization;
using Salus.Language.Identifiers;

namespace Salus.Governance.Deidentification.Exchange;

/// <summary>What a field, component or subcomponent holds: a word of <c>Data/hl7-v2-fields.tsv</c>.</summary>
/// <param name="Type"><c>CODE</c>, <c>TX</c>, <c>XPN</c> ...: see that file.</param>
/// <param name="Owner">Of a name: <c>patient</c>, <c>kin</c> or <c>clinician</c>.</param>
internal sealed record V2Content(string Type, IdentifierClass? Class, string? Owner)
{
    public static V2Content Unknown { get; } = new("-", null, null);

    public static V2Content Text { get; } = new("TX", null, null);
}

/// <summary>
/// The fields of the segments and the components of the data types of HL7 v2.5.1, each with what it tells about a person. What is not listed is not known,
/// and goes.
/// </summary>
internal static class V2Fields
{
    private static readonly FrozenDictionary<string, ImmutableArray<V2Content>> known = Load();

    /// <summary>Of a segment its fields, of a type its components, from 1; empty for one that is not known.</summary>
    public static ImmutableArray<V2Content> Of(string name) => known.TryGetValue(name, out var parts) ? parts : [];

    public static bool IsKnown(string name) => known.ContainsKey(name);

    private static FrozenDictionary<string, ImmutableArray<V2Content>> Load()
    {
        var assembly = typeof(V2Fields).Assembly;
        var name = assembly.GetManifestResourceNames().Single(n => n.EndsWith("Exchange.Data.hl7-v2-fields.tsv", StringComparison.Ordinal));
        using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
        var read = new Dictionary<string, ImmutableArray<V2Content>>(StringComparer.Ordinal);
        while (reader.ReadLine() is { } line)
        {
            if (line.Length == 0 || line[0] == '#')
                continue;
            var tab = line.IndexOf('\t', StringComparison.Ordinal);
            read.Add(line[..tab], [.. line[(tab + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Content)]);
        }
        return read.ToFrozenDictionary(StringComparer.Ordinal);
    }

    private static V2Content Content(string word)
    {
        var colon = word.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0)
            return new V2Content(word, null, null);
        var detail = word[(colon + 1)..];
        return IdentifierClasses.TryParse(detail, out var kind) ? new V2Content(word[..colon], kind, null) : new V2Content(word[..colon], null, detail);
    }
}

/// <summary>What happens to one field.</summary>
/// <param name="Rule">The policy's rule for the field as a whole; null when only the table speaks.</param>
/// <param name="Parts">The policy's rules for single components that stand before that rule, the first of the policy first.</param>
internal sealed record V2FieldPlan(V2Content Content, FieldRule? Rule, ImmutableArray<(int Component, int Subcomponent, FieldRule Rule)> Parts);

/// <summary>The policy's rules for HL7 v2, and behind them the table of fields; worked out once for every segment that occurs.</summary>
internal sealed class V2Plan
{
    private const int MostSegments = 2_000;

    private readonly ImmutableArray<(string Segment, bool AllSegments, int Field, int Component, int Subcomponent, FieldRule Rule)> rules;
    private readonly Dictionary<string, List<V2FieldPlan?>> plans = new(StringComparer.Ordinal);

    public V2Plan(ImmutableArray<FieldRule> rules) => this.rules = [.. rules.Select(Compile)];

    /// <summary>Whether anything is known about the segment: one that neither the policy nor the table names goes as a whole.</summary>
    public bool Knows(string segment) => V2Fields.IsKnown(segment) || rules.Any(r => Matches(r.Segment, r.AllSegments, segment) && r.Rule.Treatment is not Treatment.Remove);

    public V2FieldPlan Of(string segment, int field)
    {
        if (!plans.TryGetValue(segment, out var fields))
        {
            if (plans.Count >= MostSegments)
                plans.Clear();
            plans.Add(segment, fields = []);
        }
        if (field > 512)
            return Make(segment, field);
        while (fields.Count <= field)
            fields.Add(null);
        return fields[field] ??= Make(segment, field);
    }

    private V2FieldPlan Make(string segment, int field)
    {
        var known = V2Fields.Of(segment);
        var content = field <= known.Length ? known[field - 1] : V2Content.Unknown;
        var parts = ImmutableArray.CreateBuilder<(int, int, FieldRule)>();
        foreach (var (name, all, number, component, subcomponent, rule) in rules)
        {
            if (!Matches(name, all, segment) || (number != 0 && number != field))
                continue;
            if (component == 0)
                return new V2FieldPlan(content, rule, parts.ToImmutable());
            parts.Add((component, subcomponent, rule));
        }
        return new V2FieldPlan(content, null, parts.ToImmutable());
    }

    private static bool Matches(string name, bool all, string segment) =>
        all ? segment.StartsWith(name, StringComparison.Ordinal) : string.Equals(name, segment, StringComparison.Ordinal);

    /// <summary><c>PID-5</c>, <c>PID-3.1</c>, <c>PID-5.1.1</c>, <c>NK1-*</c>, <c>NK1</c>, <c>Z*</c>, <c>*</c>.</summary>
    private static (string, bool, int, int, int, FieldRule) Compile(FieldRule rule)
    {
        var dash = rule.Path.IndexOf('-', StringComparison.Ordinal);
        var segment = dash < 0 ? rule.Path : rule.Path[..dash];
        var numbers = dash < 0 || rule.Path.AsSpan(dash + 1) is "*" ? [] : rule.Path[(dash + 1)..].Split('.');
        if (numbers.Length > 3)
            throw Unreadable();
        Span<int> at = [0, 0, 0];
        for (var i = 0; i < numbers.Length; i++)
        {
            if (!int.TryParse(numbers[i], NumberStyles.None, CultureInfo.InvariantCulture, out at[i]) || at[i] < 1)
                throw Unreadable();
        }
        var all = segment.EndsWith('*');
        return (all ? segment[..^1] : segment, all, at[0], at[1], at[2], rule);

        DeidentificationException Unreadable() => new($"The policy's rule for the HL7 v2 field '{rule.Path}' cannot be read. Write PID-5, PID-3.1, NK1-* or Z*.");
    }
}
