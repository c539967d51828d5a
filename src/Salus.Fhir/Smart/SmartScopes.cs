using System.Collections.Immutable;

namespace Salus.Fhir.Smart;

/// <summary>A set of scopes, as a token or a request carries them. What no scope of the set allows is refused.</summary>
public sealed record SmartScopes
{
    /// <summary>Room for every resource type in every context, and an end.</summary>
    private const int Most = 500;

    private static readonly ImmutableHashSet<string> others = ["launch", "launch/patient", "launch/encounter", "openid", "fhirUser", "profile", "offline_access", "online_access"];

    private SmartScopes(ImmutableArray<SmartScope> resources, ImmutableSortedSet<string> named) => (Resources, Named) = (resources, named);

    public static SmartScopes None { get; } = new([], []);

    /// <summary>Those on FHIR resources.</summary>
    public ImmutableArray<SmartScope> Resources { get; }

    /// <summary><c>launch</c>, <c>launch/patient</c>, <c>launch/encounter</c>, <c>openid</c>, <c>fhirUser</c>, <c>profile</c>, <c>offline_access</c>, <c>online_access</c>.</summary>
    public ImmutableSortedSet<string> Named { get; }

    public bool IsEmpty => Resources.IsEmpty && Named.IsEmpty;

    /// <summary>Reads scopes separated by spaces.</summary>
    /// <exception cref="FormatException">Names the part that is no scope.</exception>
    public static SmartScopes Parse(string text)
    {
        var read = Parse(text, out var unknown);
        return unknown.IsEmpty ? read : throw new FormatException($"'{Cut(unknown[0])}' is not a SMART scope. Write it as patient/Observation.rs, user/*.cruds or system/Patient.r, or launch, openid, fhirUser, offline_access.");
    }

    /// <summary>Reads what is understood; a server leaves the rest out of what it grants (RFC 6749 §3.3).</summary>
    public static SmartScopes Parse(string text, out ImmutableArray<string> unknown)
    {
        var resources = ImmutableArray.CreateBuilder<SmartScope>();
        var strange = ImmutableArray.CreateBuilder<string>();
        var named = ImmutableSortedSet.CreateBuilder<string>(StringComparer.Ordinal);
        foreach (var part in text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Take(Most))
        {
            if (SmartScope.TryParse(part) is { } scope)
            {
                if (!resources.Contains(scope))
                    resources.Add(scope);
            }
            else if (others.Contains(part))
            {
                named.Add(part);
            }
            else
            {
                strange.Add(part);
            }
        }
        unknown = strange.ToImmutable();
        return new SmartScopes(resources.ToImmutable(), named.ToImmutable());
    }

    /// <summary>Whether a scope of this context opens the act on every resource of the type: none that narrows itself by a query is counted.</summary>
    public bool Allows(SmartContext context, string resourceType, SmartActs act) => Resources.Any(s => s.Context == context && s.Query is null && s.Covers(resourceType, act));

    /// <summary>
    /// The scopes of this context that open the act on the type, whole or narrowed by a query. Empty means refused; with more than one,
    /// a resource that any of them admits is open.
    /// </summary>
    public IEnumerable<SmartScope> For(SmartContext context, string resourceType, SmartActs act) => Resources.Where(s => s.Context == context && s.Covers(resourceType, act));

    public bool Has(string named) => Named.Contains(named);

    /// <summary>What of a request is granted to somebody registered for <paramref name="registered"/>: never more than either says.</summary>
    public SmartScopes Within(SmartScopes registered) => new(
        [.. Resources.SelectMany(wanted => registered.Resources.Select(wanted.Common).OfType<SmartScope>()).Distinct()],
        Named.Intersect(registered.Named));

    public override string ToString() => string.Join(' ', Named.Concat(Resources.Select(s => s.ToString())));

    public bool Equals(SmartScopes? other) => other is not null && ToString() == other.ToString();

    public override int GetHashCode() => ToString().GetHashCode(StringComparison.Ordinal);

    private static string Cut(string text) => text.Length <= 60 ? text : text[..60] + "…";
}
