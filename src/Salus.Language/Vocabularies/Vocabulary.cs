using System.Collections.Frozen;
using System.Collections.Immutable;

namespace Salus.Language.Vocabularies;

/// <summary>
/// The concepts a text is searched for. Immutable. Where two concepts claim the same term the earlier one has it;
/// concepts added with <see cref="With"/> come first, so a site's own words win.
/// </summary>
public sealed class Vocabulary
{
    private static readonly Lazy<Vocabulary> LazyEmbedded = new(LoadEmbedded);
    private readonly FrozenDictionary<string, Concept> _byId;
    private readonly Lazy<ConceptMatcher> _matcher;

    private Vocabulary(ImmutableArray<Concept> concepts)
    {
        Concepts = concepts;
        _byId = concepts.ToFrozenDictionary(concept => concept.Id, StringComparer.Ordinal);
        _matcher = new Lazy<ConceptMatcher>(() => new ConceptMatcher(this));
    }

    /// <summary>The vocabulary that comes with the library; read on first use.</summary>
    public static Vocabulary Embedded => LazyEmbedded.Value;

    public ImmutableArray<Concept> Concepts { get; }

    /// <summary>Built on first use.</summary>
    public ConceptMatcher Matcher => _matcher.Value;

    /// <exception cref="ArgumentException">Two concepts share an id.</exception>
    public static Vocabulary Of(IEnumerable<Concept> concepts)
    {
        var all = concepts.ToImmutableArray();
        var twice = all.GroupBy(concept => concept.Id, StringComparer.Ordinal).FirstOrDefault(group => group.Skip(1).Any());
        return twice is null ? new Vocabulary(all) : throw new ArgumentException($"Two concepts have the id '{twice.Key}'.", nameof(concepts));
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
        return Of(added.AddRange(Concepts.Where(concept => !ids.Contains(concept.Id))));
    }

    /// <summary>The concept with this id; null where there is none.</summary>
    public Concept? Find(string id) => _byId.GetValueOrDefault(id);

    private static Vocabulary LoadEmbedded()
    {
        var assembly = typeof(Vocabulary).Assembly;
        var concepts = ImmutableArray.CreateBuilder<Concept>();
        foreach (var name in assembly.GetManifestResourceNames().Where(IsVocabulary).Order(StringComparer.Ordinal))
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
            concepts.AddRange(VocabularyReader.Read(reader, name));
        }

        return Of(concepts);
    }

    private static bool IsVocabulary(string resource) =>
        resource.Replace('\\', '/').StartsWith("Vocabularies/Data/", StringComparison.Ordinal) && resource.EndsWith(".tsv", StringComparison.Ordinal);
}
