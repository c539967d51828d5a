using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Globalization;

namespace Salus.Language.Vocabularies;

/// <summary>A vocabulary file breaks its format.</summary>
public sealed class VocabularyFormatException(string file, int line, string problem)
    : FormatException(string.Create(CultureInfo.InvariantCulture, $"{file}, line {line}: {problem}"))
{
    public string File { get; } = file;

    /// <summary>One-based.</summary>
    public int Line { get; } = line;
}

/// <summary>
/// Reads vocabulary files: UTF-8, tab-separated; lines starting with <c>#</c> are remarks, the first other line names the columns.
/// <c>id</c> and <c>name</c> are required. <c>synonyms</c>, <c>lay</c>, <c>spoken</c>, <c>brands</c> and <c>adjectives</c> are lists of terms and
/// <c>flags</c> a list of marks, separated by <c>|</c>; <c>system</c>, <c>class</c> or <c>area</c> is the concept's system. Every other column,
/// and the lists under their own name, becomes an attribute. A lone <c>-</c> is an empty cell.
/// What the concepts are comes from the remark <c># concept: drug</c>, else from the file's name (<c>drugs.tsv</c>); in findings the column <c>kind</c> tells disorders from findings.
/// </summary>
public static class VocabularyReader
{
    private static readonly FrozenSet<string> TermColumns = new[] { "synonyms", "lay", "spoken", "brands", "adjectives", "terms" }.ToFrozenSet(StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, ConceptKind> Files = new Dictionary<string, ConceptKind>(StringComparer.Ordinal)
    {
        ["findings"] = ConceptKind.Finding, ["drugs"] = ConceptKind.Drug, ["anatomy"] = ConceptKind.Anatomy, ["tests"] = ConceptKind.Test, ["procedures"] = ConceptKind.Procedure,
        ["exam"] = ConceptKind.Exam, ["sections"] = ConceptKind.Section, ["specialties"] = ConceptKind.Specialty, ["kin"] = ConceptKind.Kin,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <param name="file">The file's name, for the kind of its concepts and for messages.</param>
    /// <exception cref="VocabularyFormatException">The message names file and line.</exception>
    public static ImmutableArray<Concept> Read(TextReader reader, string file)
    {
        ArgumentNullException.ThrowIfNull(reader);
        ArgumentNullException.ThrowIfNull(file);
        var concepts = ImmutableArray.CreateBuilder<Concept>();
        var lines = new Dictionary<string, int>(StringComparer.Ordinal);
        var kind = Files.TryGetValue(Path.GetFileNameWithoutExtension(file), out var named) ? named : (ConceptKind?)null;
        string[]? columns = null;
        for (var number = 1; reader.ReadLine() is { } line; number++)
        {
            if (line.StartsWith("# concept:", StringComparison.Ordinal))
                kind = KindOf(line["# concept:".Length..].Trim(), file, number);
            if (line.Length == 0 || line[0] == '#')
                continue;
            var cells = line.Split('\t');
            if (columns is null)
            {
                columns = Header(cells, file, number);
                continue;
            }

            var concept = Parse(columns, cells, kind ?? throw new VocabularyFormatException(file, number, "nothing says what the concepts are; begin the file with a line such as '# concept: drug'."), file, number);
            if (!lines.TryAdd(concept.Id, number))
                throw new VocabularyFormatException(file, number, string.Create(CultureInfo.InvariantCulture, $"the id '{concept.Id}' is already used on line {lines[concept.Id]}; ids must be unique."));
            concepts.Add(concept);
        }

        return columns is null ? throw new VocabularyFormatException(file, 1, "the file has no header line; it must name at least the columns id and name.") : concepts.DrainToImmutable();
    }

    private static ConceptKind KindOf(string text, string file, int line) =>
        Enum.TryParse<ConceptKind>(text, ignoreCase: true, out var kind) && Enum.IsDefined(kind) && !char.IsAsciiDigit(text[0])
            ? kind
            : throw new VocabularyFormatException(file, line, $"'{text}' is no kind of concept; use one of {string.Join(", ", Enum.GetNames<ConceptKind>()).ToLowerInvariant()}.");

    private static string[] Header(string[] cells, string file, int line)
    {
        foreach (var required in (ReadOnlySpan<string>)["id", "name"])
        {
            if (!cells.Contains(required, StringComparer.Ordinal))
                throw new VocabularyFormatException(file, line, $"the header has no column '{required}'.");
        }

        return cells.Distinct(StringComparer.Ordinal).Count() == cells.Length ? cells : throw new VocabularyFormatException(file, line, "the header names a column twice.");
    }

    private static Concept Parse(string[] columns, string[] cells, ConceptKind kind, string file, int line)
    {
        if (cells.Length != columns.Length)
            throw new VocabularyFormatException(file, line, string.Create(CultureInfo.InvariantCulture, $"{cells.Length} cells where the header has {columns.Length}; cells are separated by single tabs."));
        string id = "", name = "";
        string? system = null;
        var terms = ImmutableArray.CreateBuilder<string>();
        var flags = ImmutableHashSet<string>.Empty;
        var attributes = ImmutableDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        for (var i = 0; i < columns.Length; i++)
        {
            var cell = cells[i].Trim();
            if (cell is "" or "-")
                continue;
            switch (columns[i])
            {
                case "id":
                    id = cell;
                    break;
                case "name":
                    name = cell;
                    terms.Insert(0, cell);
                    break;
                case "flags":
                    flags = List(cell).ToImmutableHashSet(StringComparer.Ordinal);
                    break;
                case "system" or "class" or "area":
                    system = cell;
                    break;
                default:
                    attributes[columns[i]] = cell;
                    if (TermColumns.Contains(columns[i]))
                        terms.AddRange(List(cell));
                    break;
            }
        }

        if (id.Length == 0 || id.Any(char.IsWhiteSpace))
            throw new VocabularyFormatException(file, line, "the id is empty or has a space in it.");
        if (name.Length == 0)
            throw new VocabularyFormatException(file, line, $"the concept '{id}' has no name.");
        kind = Refine(kind, system, attributes.GetValueOrDefault("kind"));
        return new Concept($"{Prefix(kind)}/{id}", name, kind, [.. terms.Distinct(StringComparer.Ordinal)], system, flags, attributes.ToImmutable());
    }

    private static ConceptKind Refine(ConceptKind kind, string? system, string? subkind) => (kind, system, subkind) switch
    {
        (ConceptKind.Finding, _, "disorder" or "injury") => ConceptKind.Disorder,
        (ConceptKind.Drug, "class", _) => ConceptKind.DrugClass,
        _ => kind,
    };

    /// <summary>Findings and disorders share their names' space, drugs and their classes too.</summary>
    private static string Prefix(ConceptKind kind) => kind switch
    {
        ConceptKind.Disorder => "finding",
        ConceptKind.DrugClass => "drug",
        _ => kind.ToString().ToLowerInvariant(),
    };

    private static string[] List(string cell) => cell.Split('|', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
