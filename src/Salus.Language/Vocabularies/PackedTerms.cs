using System.Collections.Immutable;
using System.Text;

namespace Salus.Language.Vocabularies;

/// <summary>
/// The terms of a terminology without an object each: all text in one block, the terms of a concept next to each other, the preferred one first.
/// A concept becomes an object when it is met in a text.
/// </summary>
internal sealed class PackedTerms : TermList
{
    private const int MetBits = 13;

    /// <summary>The terms met last, by the low bits of their number; a term met again is not made again.</summary>
    private readonly Met?[] _met = new Met?[1 << MetBits];

    private readonly ImmutableArray<string> _systems;
    private readonly byte[] _text;
    private readonly int[] _termEnds;
    private readonly int[] _firstTerms;
    private readonly byte[] _codes;
    private readonly int[] _codeEnds;
    private readonly byte[] _kinds;
    private readonly byte[] _systemOf;

    /// <exception cref="InvalidDataException">The columns do not fit each other.</exception>
    public PackedTerms(ImmutableArray<string> systems, Columns columns)
    {
        (_systems, _text, _termEnds, _firstTerms) = (systems, columns.Text, columns.TermEnds, columns.FirstTerms);
        (_codes, _codeEnds, _kinds, _systemOf) = (columns.Codes, columns.CodeEnds, columns.Kinds, columns.Systems);
        if (!Fits())
            throw new InvalidDataException("The columns of the terminology do not fit each other.");
    }

    /// <param name="Text">UTF-8 of all terms, one after the other.</param>
    /// <param name="TermEnds">Where each term ends in it.</param>
    /// <param name="FirstTerms">The first term of each concept.</param>
    /// <param name="Codes">UTF-8 of all codes.</param>
    /// <param name="CodeEnds">Where the code of each concept ends in it.</param>
    /// <param name="Kinds">The <see cref="ConceptKind"/> of each concept.</param>
    /// <param name="Systems">The code system of each concept, by its place in the list of systems.</param>
    public sealed record Columns(byte[] Text, int[] TermEnds, int[] FirstTerms, byte[] Codes, int[] CodeEnds, byte[] Kinds, byte[] Systems);

    public const string CodeSystemAttribute = "codeSystem";

    public const string CodeAttribute = "code";

    public ImmutableArray<string> Systems => _systems;

    public Columns Stored => new(_text, _termEnds, _firstTerms, _codes, _codeEnds, _kinds, _systemOf);

    public override int Count => _termEnds.Length;

    public int ConceptCount => _firstTerms.Length;

    public override string Term(int term) => MetAt(term).Text;

    public override ConceptKind KindOf(int term) => (ConceptKind)_kinds[ConceptAt(term)];

    public override bool IsSameConcept(int term, int other) => ConceptAt(term) == ConceptAt(other);

    public override Concept ConceptOf(int term)
    {
        var met = MetAt(term);
        return met.Concept ??= Make(ConceptAt(term));
    }

    private Met MetAt(int term)
    {
        ref var place = ref _met[term & (_met.Length - 1)];
        var met = Volatile.Read(ref place);
        if (met?.Term != term)
            Volatile.Write(ref place, met = new Met(term, Slice(_text, _termEnds, term)));
        return met;
    }

    private Concept Make(int concept)
    {
        var last = concept + 1 < _firstTerms.Length ? _firstTerms[concept + 1] : Count;
        var terms = ImmutableArray.CreateBuilder<string>(last - _firstTerms[concept]);
        for (var term = _firstTerms[concept]; term < last; term++)
            terms.Add(Slice(_text, _termEnds, term));
        var (system, code) = (_systems[_systemOf[concept]], Slice(_codes, _codeEnds, concept));
        var near = NearOf(terms[0], (ConceptKind)_kinds[concept]);
        return new Concept($"{system}|{code}", terms[0], (ConceptKind)_kinds[concept], terms.MoveToImmutable(), near?.System, near?.Flags ?? [], ImmutableDictionary<string, string>.Empty.Add(CodeSystemAttribute, system).Add(CodeAttribute, code));
    }

    /// <summary>The concept of the same sort that the vocabulary of Salus knows in the preferred term: its body system and marks hold for the narrower one too.</summary>
    private static Concept? NearOf(string term, ConceptKind kind) =>
        Vocabulary.Embedded.Matcher.Find(term).Select(mention => mention.Concept).FirstOrDefault(concept => SortOf(concept.Kind) == SortOf(kind));

    private static ConceptKind SortOf(ConceptKind kind) => kind switch { ConceptKind.Disorder => ConceptKind.Finding, ConceptKind.DrugClass => ConceptKind.Drug, _ => kind };

    private int ConceptAt(int term)
    {
        var found = Array.BinarySearch(_firstTerms, term);
        return found >= 0 ? found : ~found - 1;
    }

    private static string Slice(byte[] text, int[] ends, int i)
    {
        var start = i == 0 ? 0 : ends[i - 1];
        return Encoding.UTF8.GetString(text, start, ends[i] - start);
    }

    private bool Fits() =>
        Ascends(_termEnds, 0, _text.Length) && (_termEnds.Length == 0 || _termEnds[^1] == _text.Length)
        && Ascends(_codeEnds, 0, _codes.Length) && _codeEnds.Length == ConceptCount && _kinds.Length == ConceptCount && _systemOf.Length == ConceptCount
        && Ascends(_firstTerms, 1, Count - 1) && (ConceptCount == 0 ? Count == 0 : _firstTerms[0] == 0 && Count > 0)
        && (ConceptCount == 0 || !_systems.IsEmpty && !_systemOf.AsSpan().ContainsAnyExceptInRange((byte)0, (byte)(_systems.Length - 1)))
        && !_kinds.AsSpan().ContainsAnyExceptInRange((byte)0, (byte)ConceptKind.Other);

    /// <summary>From 0 on, each at least <paramref name="step"/> above the one before it, none above <paramref name="most"/>.</summary>
    private static bool Ascends(int[] values, int step, int most)
    {
        var least = 0;
        foreach (var value in values)
        {
            if (value < least || value > most)
                return false;
            least = value + step;
        }

        return true;
    }

    private sealed class Met(int term, string text)
    {
        public int Term { get; } = term;

        public string Text { get; } = text;

        public Concept? Concept { get; set; }
    }
}
