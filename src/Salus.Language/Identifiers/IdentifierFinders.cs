using Salus.Language.Identifiers.Learned;
using Salus.Language.Identifiers.Names;
using Salus.Language.Identifiers.Patterns;
using Salus.Language.Identifiers.Residue;

namespace Salus.Language.Identifiers;

/// <summary>The finders that come with Salus. Both are safe for several threads.</summary>
public static class IdentifierFinders
{
    private static readonly Lazy<IdentifierFinder> embedded = new(() => new IdentifierFinder(new PatternDetector(), new ContextDetector(), LearnedDetector.Embedded));
    private static readonly Lazy<IdentifierFinder> denying = new(() => new IdentifierFinder(new PatternDetector(), new ContextDetector(), LearnedDetector.Embedded, new DefaultDenyDetector()));

    /// <summary>Forms, names and places in context, and what a learned model adds to them.</summary>
    public static IdentifierFinder Embedded => embedded.Value;

    /// <param name="defaultDeny">Words not known to be harmless are found too.</param>
    public static IdentifierFinder For(bool defaultDeny) => defaultDeny ? denying.Value : Embedded;
}
