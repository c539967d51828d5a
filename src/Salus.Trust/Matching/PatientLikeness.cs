using System.Collections.Immutable;

namespace Salus.Trust;

/// <summary>How one field of two patients compares, and what that weighs.</summary>
/// <param name="Field"><c>family</c>, <c>given</c>, <c>birth date</c>, <c>sex</c>, <c>address</c>, <c>contact</c>.</param>
/// <param name="Level"><c>same</c>, <c>similar</c> or <c>different</c>; never a value.</param>
/// <param name="Weight">Logarithm to base 2 of the ratio of the two chances.</param>
public sealed record MatchWeight(string Field, string Level, double Weight);

/// <summary>
/// How much speaks for two patients being one person: the sum of log2(m/u) over the fields that both have (Fellegi and Sunter,
/// "A theory for record linkage", JASA 64 (1969) 1183-1210). m is the chance of the level for one person, u for two strangers.
/// u of the birth date is one day of 80 years, of the sex one half; the others are our assumptions for a hospital's population:
/// they order the tasks of a person, and nothing is ever linked by the sum.
/// </summary>
public static class PatientLikeness
{
    /// <summary>From here on a person is asked. Name, sex and birth date together weigh 27.9; a name alone, with another birth date, 5.9.</summary>
    public const double Threshold = 14;

    private const double DayOfEightyYears = 1 / 29_220.0;

    private static readonly ImmutableDictionary<(string Field, string Level), double> weights = new Dictionary<(string, string), (double M, double U)>
    {
        [("family", "same")] = (0.92, 0.01),
        [("family", "similar")] = (0.05, 0.01),
        [("family", "different")] = (0.03, 0.98),
        [("given", "same")] = (0.90, 0.02),
        [("given", "similar")] = (0.07, 0.03),
        [("given", "different")] = (0.03, 0.95),
        [("birth date", "same")] = (0.96, DayOfEightyYears),
        [("birth date", "similar")] = (0.03, 0.003),
        [("birth date", "different")] = (0.01, 0.997),
        [("sex", "same")] = (0.99, 0.5),
        [("sex", "different")] = (0.01, 0.5),
        [("address", "same")] = (0.70, 0.001),
        [("address", "different")] = (0.30, 0.999),
        [("contact", "same")] = (0.60, 0.0005),
        [("contact", "different")] = (0.40, 0.9995),
    }.ToImmutableDictionary(w => w.Key, w => Math.Round(Math.Log2(w.Value.M / w.Value.U), 2));

    internal static ImmutableArray<MatchWeight> Compare(PatientTraits a, PatientTraits b)
    {
        var parts = ImmutableArray.CreateBuilder<MatchWeight>();
        Add("family", Names(a.Families, b.Families));
        Add("given", Names(a.Givens, b.Givens));
        Add("birth date", a.BirthDate is null || b.BirthDate is null ? null : a.BirthDate == b.BirthDate ? "same" : SimilarDates(a.BirthDate, b.BirthDate) ? "similar" : "different");
        Add("sex", a.Sex is null || b.Sex is null ? null : a.Sex == b.Sex ? "same" : "different");
        Add("address", Shared(a.Addresses, b.Addresses));
        Add("contact", Shared(a.Contacts, b.Contacts));
        return parts.ToImmutable();

        void Add(string field, string? level)
        {
            if (level is not null)
                parts.Add(new MatchWeight(field, level, weights[(field, level)]));
        }
    }

    public static double Sum(ImmutableArray<MatchWeight> parts) => parts.Sum(p => p.Weight);

    private static string? Shared(ImmutableArray<string> a, ImmutableArray<string> b) =>
        a.IsEmpty || b.IsEmpty ? null : a.Intersect(b, StringComparer.Ordinal).Any() ? "same" : "different";

    private static string? Names(ImmutableArray<string> a, ImmutableArray<string> b) =>
        Shared(a, b) is not "different" and var level ? level : a.Any(x => b.Any(y => SimilarNames(x, y))) ? "similar" : "different";

    /// <summary>An initial, a part of a double name, or one slip of the pen in names of four letters and more.</summary>
    private static bool SimilarNames(string a, string b)
    {
        var (shorter, longer) = a.Length <= b.Length ? (a, b) : (b, a);
        if (shorter.TrimEnd('.').Length == 1)
            return longer[0] == shorter[0];
        if (longer.Split(' ', '-').Contains(shorter, StringComparer.Ordinal))
            return true;
        return shorter.Length >= 4 && longer.Length - shorter.Length <= 1 && OneEdit(shorter, longer);
    }

    /// <summary>One letter more, less, other, or two neighbours exchanged.</summary>
    private static bool OneEdit(string shorter, string longer)
    {
        var at = 0;
        while (at < shorter.Length && shorter[at] == longer[at])
            at++;
        if (shorter.Length != longer.Length)
            return shorter.AsSpan(at).SequenceEqual(longer.AsSpan(at + 1));
        return at < shorter.Length && (shorter.AsSpan(at + 1).SequenceEqual(longer.AsSpan(at + 1))
            || (at + 1 < shorter.Length && shorter[at] == longer[at + 1] && shorter[at + 1] == longer[at] && shorter.AsSpan(at + 2).SequenceEqual(longer.AsSpan(at + 2))));
    }

    /// <summary>Day and month exchanged, or one digit wrong; both as yyyy-MM-dd.</summary>
    private static bool SimilarDates(string a, string b) =>
        (a[..4] == b[..4] && a[5..7] == b[8..] && a[8..] == b[5..7]) || a.Zip(b).Count(pair => pair.First != pair.Second) == 1;
}
