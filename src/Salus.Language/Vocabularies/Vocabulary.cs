using System.Collections.Immutable;

namespace Salus.Language.Vocabularies;

/// <summary>
/// The concepts a text is searched for. Immutable. Where two concepts claim the same term the earlier one has it;
/// concepts added with <see cref="With(IEnumerable{Concept})"/> come first, so a site's own words win. Terminologies come last: they add words
/// without taking away what is known of the others.
/// </summary>
public sealed class Vocabulary
{
    private static readonly Lazy<Vocabulary> LazyEmbedded = new(LoadEmbedded);

    /// <summary>In the order in which they win a shared term.</summary>
    private static readonly ImmutableArray<string> EmbeddedFiles = ["findings", "exam", "drugs", "tests", "procedures", "anatomy", "kin", "specialties"];

    private readonly Lazy<Dictionary<string, Concept>> _byId;
    private readonly Lazy<TermIndex> _index;
    private readonly Lazy<ConceptMatcher> _matcher;

    private Vocabulary(ImmutableArray<Concept> concepts)
        : this(concepts, [], new Lazy<TermIndex>(() => TermIndex.Of(new ConceptTerms(concepts.Where(concept => concept.Kind != ConceptKind.Section)))))
    {
    }

    private Vocabulary(ImmutableArray<Concept> concepts, ImmutableArray<Terminology> terminologies, Lazy<TermIndex> index)
    {
        (Concepts, Terminologies, _index) = (concepts, terminologies, index);
        _byId = new Lazy<Dictionary<string, Concept>>(() => concepts.ToDictionary(concept => concept.Id, StringComparer.Ordinal));
        _matcher = new Lazy<ConceptMatcher>(() => new ConceptMatcher([index.Value, .. terminologies.Select(terminology => terminology.Index)]));
    }

    /// <summary>The vocabulary that comes with the library; read on first use.</summary>
    public static Vocabulary Embedded => LazyEmbedded.Value;

    /// <summary>Those of the vocabulary itself, without the concepts of <see cref="Terminologies"/>.</summary>
    public ImmutableArray<Concept> Concepts { get; }

    /// <summary>The site's own lists that are matched too.</summary>
    public ImmutableArray<Terminology> Terminologies { get; }

    /// <summary>Matches every concept but the headings of notes, which are ordinary words elsewhere. Built on first use.</summary>
    public ConceptMatcher Matcher => _matcher.Value;

    /// <summary>A matcher for some kinds only; keep it, building takes a while.</summary>
    public ConceptMatcher MatcherOf(params ReadOnlySpan<ConceptKind> kinds)
    {
        var wanted = kinds.ToArray();
        return ConceptMatcher.Of(Concepts.Where(concept => wanted.Contains(concept.Kind)));
    }

    /// <exception cref="ArgumentException">Two concepts share an id.</exception>
    public static Vocabulary Of(IEnumerable<Concept> concepts)
    {
        var all = concepts.ToImmutableArray();
        var ids = new HashSet<string>(all.Length, StringComparer.Ordinal);
        foreach (var concept in all)
        {
            if (!ids.Add(concept.Id))
                throw new ArgumentException($"Two concepts have the id '{concept.Id}'.", nameof(concepts));
        }

        return new Vocabulary(all);
    }

    /// <summary>Reads one vocabulary file.</summary>
    /// <exception cref="VocabularyFormatException">The file breaks the format; the message names file and line.</exception>
    public static Vocabulary Load(FileInfo file)
    {
        ArgumentNullException.ThrowIfNull(file);
        using var reader = file.OpenText();
        return Of(VocabularyReader.Read(reader, file.Name));
    }

    /// <summary>This vocabulary with more concepts; one with the id of a present concept takes its place.</summary>
    public Vocabulary With(IEnumerable<Concept> concepts)
    {
        var added = concepts.ToImmutableArray();
        var ids = added.Select(concept => concept.Id).ToHashSet(StringComparer.Ordinal);
        return Of(added.AddRange(Concepts.Where(concept => !ids.Contains(concept.Id)))).With(Terminologies);
    }

    /// <summary>This vocabulary and, behind it, a site's own lists.</summary>
    public Vocabulary With(ImmutableArray<Terminology> terminologies) => terminologies.IsEmpty ? this : new Vocabulary(Concepts, Terminologies.AddRange(terminologies), _index);

    /// <summary>The concept of <see cref="Concepts"/> with this id; null where there is none.</summary>
    public Concept? Find(string id) => _byId.Value.GetValueOrDefault(id);

    private static Vocabulary LoadEmbedded()
    {
        var concepts = ImmutableArray.CreateBuilder<Concept>();
        foreach (var name in EmbeddedFiles)
        {
            using var reader = new StreamReader(typeof(Vocabulary).Assembly.GetManifestResourceStream($"Vocabularies/Data/{name}.tsv")!);
            concepts.AddRange(VocabularyReader.Read(reader, name + ".tsv"));
        }

        return Of(concepts);
    }
}
