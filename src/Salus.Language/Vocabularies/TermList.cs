using System.Collections.Immutable;

namespace Salus.Language.Vocabularies;

/// <summary>Terms by number and the concepts they name; numbers run from 0 without gaps. Immutable, safe for concurrent use.</summary>
internal abstract class TermList
{
    public abstract int Count { get; }

    public abstract string Term(int term);

    public abstract Concept ConceptOf(int term);

    public abstract ConceptKind KindOf(int term);

    public abstract bool IsSameConcept(int term, int other);
}

/// <summary>The terms of concepts that are held as objects.</summary>
internal sealed class ConceptTerms : TermList
{
    private readonly ImmutableArray<(string Term, Concept Concept)> _terms;

    public ConceptTerms(IEnumerable<Concept> concepts)
    {
        var terms = ImmutableArray.CreateBuilder<(string, Concept)>();
        foreach (var concept in concepts)
        {
            foreach (var term in concept.Terms)
                terms.Add((term, concept));
        }

        _terms = terms.DrainToImmutable();
    }

    public override int Count => _terms.Length;

    public override string Term(int term) => _terms[term].Term;

    public override Concept ConceptOf(int term) => _terms[term].Concept;

    public override ConceptKind KindOf(int term) => _terms[term].Concept.Kind;

    public override bool IsSameConcept(int term, int other) => _terms[term].Concept.Id == _terms[other].Concept.Id;
}
