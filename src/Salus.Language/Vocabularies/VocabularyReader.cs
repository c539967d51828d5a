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
/// Reads vocabulary files: UTF-8, tab-separated, lines starting with <c>#</c> are remarks, the first other line names the columns.
/// <c>id</c>, <c>name</c> and <c>kind</c> are required; <c>terms</c> and <c>flags</c> are lists separated by <c>|</c>; <c>system</c> is text; any other column becomes an attribute.
/// </summary>
public static class VocabularyReader
{
    /// <exception cref="VocabularyFormatException" />
    public static ImmutableArray<Concept> Read(TextReader reader, string file)
    {
        ArgumentNullException.ThrowIfNull(reader);
        var concepts = ImmutableArray.CreateBuilder<Concept>();
        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        string[]? columns = null;
        for (var number = 1; reader.ReadLine() is { } line; number++)
        {
            if (line.Length == 0 || line[0] == '#')
                continue;
            var cells = line.Split('\t');
            if (columns is null)
            {
                columns = Header(cells, file, number);
                continue;
            }

            var concept = Parse(columns, cells, file, number);
            if (!seen.TryAdd(concept.Id, number))
                throw new VocabularyFormatException(file, number, $"the id '{concept.Id}' is already used on line {seen[concept.Id].ToString(CultureInfo.InvariantCulture)}; ids must be unique.");
            concepts.Add(concept);
        }

        return columns is null ? throw new VocabularyFormatException(file, 1, "the file has no header line; it must name the columns id, name and kind.") : concepts.DrainToImmutable();
    }

    private static string[] Header(string[] cells, string file, int line)
    {
        foreach (var required in (ReadOnlySpan<string>)["id", "name", "kind"])
        {
            if (!cells.Contains(required, StringComparer.Ordinal))
                throw new VocabularyFormatException(file, line, $"the header has no column '{required}'.");
        }

        return cells.Distinct(StringComparer.Ordinal).Count() == cells.Length ? cells : throw new VocabularyFormatException(file, line, "the header names a column twice.");
    }

    private static Concept Parse(string[] columns, string[] cells, string file, int line)
    {
        if (cells.Length != columns.Length)
            throw new VocabularyFormatException(file, line, string.Create(CultureInfo.InvariantCulture, $"{cells.Length} cells where the header has {columns.Length}; cells are separated by single tabs."));
        string id = "", name = "", kindText = "", terms = "", flags = "", system = "";
        var attributes = ImmutableDictionary<string, string>.Empty;
        for (var i = 0; i < columns.Length; i++)
        {
            var cell = cells[i].Trim();
            switch (columns[i])
            {
                case "id": id = cell; break;
                case "name": name = cell; break;
                case "kind": kindText = cell; break;
                case "terms": terms = cell; break;
                case "flags": flags = cell; break;
                case "system": system = cell; break;
                default:
                    if (cell.Length > 0)
                        attributes = attributes.SetItem(columns[i], cell);
                    break;
            }
        }

        if (id.Length == 0 || id.Any(char.IsWhiteSpace))
            throw new VocabularyFormatException(file, line, "the id is empty or has a space in it.");
        if (name.Length == 0)
            throw new VocabularyFormatException(file, line, $"the concept '{id}' has no name.");
        if (!Enum.TryParse<ConceptKind>(kindText, ignoreCase: true, out var kind) || !Enum.IsDefined(kind) || char.IsAsciiDigit(kindText[0]))
            throw new VocabularyFormatException(file, line, $"'{kindText}' is no kind of concept; use one of {string.Join(", ", Enum.GetNames<ConceptKind>()).ToLowerInvariant()}.");
        var all = ImmutableArray.CreateBuilder<string>();
        all.Add(name);
        foreach (var term in List(terms))
        {
            if (!all.Contains(term, StringComparer.OrdinalIgnoreCase) || !all.Contains(term, StringComparer.Ordinal))
                all.Add(term);
        }

        return new Concept(id, name, kind, all.DrainToImmutable(), system.Length > 0 ? system : null, List(flags).ToImmutableHashSet(StringComparer.Ordinal), attributes);
    }

    private static string[] List(string cell) => cell.Split('|', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
