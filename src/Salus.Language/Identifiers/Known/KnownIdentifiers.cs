using System.Collections.Immutable;

namespace Salus.Language.Identifiers.Known;

/// <summary>
/// Searches a text for what the record holds of the people it is about. Immutable, safe for several threads.
/// </summary>
public sealed class KnownIdentifiers : IIdentifierDetector
{
    private readonly ImmutableArray<KnownIdentifier> known;

    private KnownIdentifiers(ImmutableArray<KnownIdentifier> known) => this.known = known;

    public string Name => "record";

    /// <summary>Values without a letter or digit are passed over.</summary>
    public static KnownIdentifiers Of(IEnumerable<KnownIdentifier> known)
    {
        ArgumentNullException.ThrowIfNull(known);
        return new([.. known.Where(k => k.Value.Any(char.IsLetterOrDigit))]);
    }

    public void Find(IdentifierText text, ICollection<IdentifierSpan> found)
    {
        ArgumentNullException.ThrowIfNull(found);
        foreach (var match in Matches(text))
            found.Add(new(match.Span, match.Class, Name, match.Confidence));
    }

    /// <summary>The same with whom each finding belongs to, in order and without overlap.</summary>
    public ImmutableArray<KnownMatch> Matches(IdentifierText text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var plain = text.Plain;
        var matches = new List<KnownMatch>();
        foreach (var one in known)
        {
            for (var at = plain.IndexOf(one.Value, StringComparison.OrdinalIgnoreCase); at >= 0; at = plain.IndexOf(one.Value, at + one.Value.Length, StringComparison.OrdinalIgnoreCase))
                matches.Add(new(new(at, one.Value.Length), one.Class, one, 1));
        }
        var taken = ImmutableArray.CreateBuilder<KnownMatch>();
        foreach (var match in matches.OrderBy(m => m.Span.Start).ThenByDescending(m => m.Span.Length))
        {
            if (taken.Count == 0 || taken[^1].Span.End <= match.Span.Start)
                taken.Add(match);
        }
        return taken.ToImmutable();
    }
}
