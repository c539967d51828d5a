using Salus.Language;
using Salus.Language.Identifiers;

namespace Salus.Governance.Deidentification.Evaluation;

/// <summary>What a class counts as when spans of two systems are compared: places are cut differently everywhere, numbers are named differently.</summary>
public enum SpanGroup
{
    Name,
    Organization,
    Location,
    Date,
    Age,
    Phone,
    Email,
    Url,
    IpAddress,
    Number,

    /// <summary>Titles, professions, nationalities: no identifiers here.</summary>
    NoIdentifier,
}

/// <summary>Precision, recall and F1 of spans: exact (same start, end and group) and by overlap (same group, any common character; each counted once).</summary>
public sealed class SpanScore
{
    private readonly SortedDictionary<SpanGroup, (int Truth, int Found, int Hits)> groups = [];
    private int overlapTruth;
    private int overlapFound;

    public IEnumerable<(SpanGroup Group, double F1, int Truth)> Groups => groups.Select(g => (g.Key, F1(g.Value.Hits, g.Value.Hits, g.Value.Truth, g.Value.Found), g.Value.Truth));

    public double Exact => F1(groups.Values.Sum(g => g.Hits), groups.Values.Sum(g => g.Hits), Truth, Found);

    public double Overlap => F1(overlapTruth, overlapFound, Truth, Found);

    private int Truth => groups.Values.Sum(g => g.Truth);

    private int Found => groups.Values.Sum(g => g.Found);

    public static SpanGroup Of(IdentifierClass kind) => kind switch
    {
        IdentifierClass.Name => SpanGroup.Name,
        IdentifierClass.Organization => SpanGroup.Organization,
        IdentifierClass.Place or IdentifierClass.Region or IdentifierClass.Address or IdentifierClass.PostalCode => SpanGroup.Location,
        IdentifierClass.Date or IdentifierClass.Year => SpanGroup.Date,
        IdentifierClass.Age or IdentifierClass.OldAge => SpanGroup.Age,
        IdentifierClass.Phone or IdentifierClass.Fax => SpanGroup.Phone,
        IdentifierClass.Email => SpanGroup.Email,
        IdentifierClass.Url => SpanGroup.Url,
        IdentifierClass.IpAddress => SpanGroup.IpAddress,
        _ => SpanGroup.Number,
    };

    /// <summary>Places that only blanks, line breaks and commas part are one place: an address is cut into street, city and code by one system and not by another. The full stop behind a place is not part of it.</summary>
    public static List<(TextSpan Span, SpanGroup Group)> Joined(string text, IEnumerable<(TextSpan Span, SpanGroup Group)> spans)
    {
        var joined = new List<(TextSpan Span, SpanGroup Group)>();
        foreach (var next in spans.OrderBy(s => s.Span.Start))
        {
            if (joined is [.., { Group: SpanGroup.Location } last] && next.Group is SpanGroup.Location && next.Span.Start >= last.Span.End && text.AsSpan(last.Span.End, next.Span.Start - last.Span.End).IndexOfAnyExcept(" \t\r\n,") < 0)
                joined[^1] = (TextSpan.FromBounds(last.Span.Start, next.Span.End), SpanGroup.Location);
            else
                joined.Add(next);
        }
        for (var i = 0; i < joined.Count; i++)
        {
            var (span, group) = joined[i];
            if (group is SpanGroup.Location && span.Length > 1 && text[span.End - 1] is '.' or ',')
                joined[i] = (new TextSpan(span.Start, span.Length - 1), group);
        }
        return joined;
    }

    /// <returns>Spans of the truth without an exact match, then findings without one.</returns>
    public (List<(TextSpan Span, SpanGroup Group)> Missed, List<(TextSpan Span, SpanGroup Group)> Extra) Add(IReadOnlyList<(TextSpan Span, SpanGroup Group)> truth, IReadOnlyList<(TextSpan Span, SpanGroup Group)> found)
    {
        var missed = truth.Except(found).ToList();
        foreach (var group in truth.Concat(found).Select(s => s.Group).Distinct())
        {
            var (allTruth, allFound, hits) = groups.GetValueOrDefault(group);
            var mine = truth.Count(t => t.Group == group);
            groups[group] = (allTruth + mine, allFound + found.Count(f => f.Group == group), hits + mine - missed.Count(m => m.Group == group));
        }
        overlapTruth += truth.Count(t => found.Any(f => f.Group == t.Group && f.Span.Overlaps(t.Span)));
        overlapFound += found.Count(f => truth.Any(t => t.Group == f.Group && t.Span.Overlaps(f.Span)));
        return (missed, [.. found.Except(truth)]);
    }

    private static double F1(int truthHits, int foundHits, int truth, int found)
    {
        var recall = truth == 0 ? 1 : (double)truthHits / truth;
        var precision = found == 0 ? 1 : (double)foundHits / found;
        return recall + precision == 0 ? 0 : 2 * recall * precision / (recall + precision);
    }
}
