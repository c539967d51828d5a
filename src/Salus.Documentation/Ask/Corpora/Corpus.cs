using System.Collections.Immutable;

namespace Salus.Documentation.Ask;

/// <summary>A collection of texts that a site answers from.</summary>
/// <param name="Name">What the site calls it: lower-case letters, digits and hyphens.</param>
/// <param name="File">The file it was read from.</param>
/// <param name="Digest">SHA-256 of the passages as they are kept, in hexadecimal digits.</param>
/// <param name="Source">Who publishes it.</param>
/// <param name="Version">Version or date as its publisher gives it; empty when not given.</param>
/// <param name="Licence">Under what terms it may be used; empty when not given.</param>
public sealed record Corpus(string Name, string File, int Passages, string Digest, string Source, string Version, string Licence, DateTimeOffset Added)
{
    /// <summary>What could not be read of the file, in whole sentences.</summary>
    public ImmutableArray<string> Remarks { get; init; } = [];
}
