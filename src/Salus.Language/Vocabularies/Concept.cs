using System.Collections.Immutable;

namespace Salus.Language.Vocabularies;

/// <summary>What sort of thing a concept names.</summary>
public enum ConceptKind
{
    /// <summary>What a patient feels or somebody sees: cough, rash.</summary>
    Finding,

    /// <summary>A disease or injury.</summary>
    Disorder,
    Drug,
    DrugClass,
    Anatomy,

    /// <summary>Laboratory tests, imaging, vital signs: what has a result.</summary>
    Test,
    Procedure,

    /// <summary>What is found by examining: murmur, guarding.</summary>
    Exam,
    Specialty,
    Kin,

    /// <summary>A heading of a note.</summary>
    Section,
    Other,
}

/// <summary>One meaning, under all the words people use for it.</summary>
/// <param name="Id">Unique in a vocabulary, stable over releases: <c>finding/cough</c>.</param>
/// <param name="Name">The preferred written term: <c>shortness of breath</c>.</param>
/// <param name="Terms">Synonyms and lay words; the name itself is always one of them.</param>
/// <param name="System">Body system or drug class, where there is one: <c>respiratory</c>.</param>
/// <param name="Flags">Short marks such as <c>redflag</c>, <c>anticoagulant</c>.</param>
/// <param name="Attributes">Further columns of the vocabulary file by name, for example <c>forms</c>, <c>brands</c>, <c>unit</c>.</param>
public sealed record Concept(string Id, string Name, ConceptKind Kind, ImmutableArray<string> Terms, string? System, ImmutableHashSet<string> Flags, ImmutableDictionary<string, string> Attributes)
{
    public bool Has(string flag) => Flags.Contains(flag);

    public bool Equals(Concept? other) => other is not null && Id == other.Id;

    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(Id);

    public override string ToString() => $"{Name} ({Id})";
}

/// <summary>A concept named in a text.</summary>
/// <param name="Span">In the text that was searched.</param>
/// <param name="Words">The words as they stand there.</param>
/// <param name="Term">The term of the concept that they match.</param>
/// <param name="Distance">Edits between the words and the term beyond inflection; 0 unless a long word was misspelt.</param>
public sealed record Mention(Concept Concept, TextSpan Span, string Words, string Term, int Distance);
