using System.Collections.Immutable;

namespace Salus.Language.Vocabularies;

/// <summary>
/// A site's own list of terms, ready for matching: code system, code, kind, preferred term and synonyms of each concept, held in some
/// 80 bytes a term. Its concepts have the id <c>system|code</c>. A million terms are read back from their file in a fraction of a second.
/// </summary>
public sealed class Terminology
{
    /// <summary>More would not fit the tables.</summary>
    public const int MostTerms = 20_000_000;

    internal Terminology(TerminologyInfo info, PackedTerms terms, TermIndex index) => (Info, Terms, Index) = (info, terms, index);

    public TerminologyInfo Info { get; }

    public int ConceptCount => Terms.ConceptCount;

    /// <summary>Preferred terms and synonyms.</summary>
    public int TermCount => Terms.Count;

    internal PackedTerms Terms { get; }

    internal TermIndex Index { get; }

    /// <exception cref="VocabularyFormatException">The list breaks its format; the message names file and line.</exception>
    public static Terminology Of(TerminologyInfo info, IEnumerable<TermListRow> rows)
    {
        ArgumentNullException.ThrowIfNull(info);
        ArgumentNullException.ThrowIfNull(rows);
        var packer = new TermPacker();
        foreach (var row in rows)
            packer.Add(row, info.Source);
        var terms = packer.Pack();
        return new Terminology(info, terms, TermIndex.Of(terms));
    }
}

/// <summary>What a terminology is and where it comes from.</summary>
/// <param name="Name">What the site calls it: lower-case letters, digits and hyphens.</param>
/// <param name="Source">The name of the file it was made from.</param>
/// <param name="SourceDigest">SHA-256 of that file, lower-case hexadecimal.</param>
public sealed record TerminologyInfo(string Name, string Source, string SourceDigest);

/// <summary>One concept of a term list.</summary>
/// <param name="Line">One-based line of the file.</param>
/// <param name="Terms">The preferred term first.</param>
public sealed record TermListRow(int Line, string System, string Code, ConceptKind Kind, ImmutableArray<string> Terms);
