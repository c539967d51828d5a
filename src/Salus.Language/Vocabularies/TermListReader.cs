using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Salus.Language.Vocabularies;

/// <summary>
/// Reads a site's term lists, one concept a line, UTF-8. As JSON Lines: <c>{"system":…,"code":…,"kind":…,"term":…,"synonyms":[…]}</c>.
/// As a table, separated by tabs or commas (with double quotes around cells that hold one), under a header that names the columns:
/// <c>code</c> and <c>term</c> are required; <c>system</c>, <c>kind</c> and <c>synonyms</c> (separated by <c>|</c>) may be left out. Further columns are not read.
/// Lines that are empty or begin with <c>#</c> are skipped.
/// </summary>
public static class TermListReader
{
    private const int LongestTerm = 1000;
    private const int LongestCode = 200;
    private const string Known = "finding, disorder, drug, drugclass, anatomy, test, procedure, exam, specialty, kin, other";

    /// <param name="file">The file's name, for messages.</param>
    /// <param name="system">The code system of rows that name none; null refuses such rows.</param>
    /// <param name="kind">The kind of rows that name none; null refuses such rows.</param>
    /// <exception cref="VocabularyFormatException">While enumerating; the message names file and line.</exception>
    public static IEnumerable<TermListRow> Read(TextReader reader, string file, string? system, ConceptKind? kind)
    {
        ArgumentNullException.ThrowIfNull(reader);
        ArgumentNullException.ThrowIfNull(file);
        TermListColumns? columns = null;
        var rows = 0;
        for (var number = 1; reader.ReadLine() is { } line; number++)
        {
            if (line.Length == 0 || line[0] == '#' || string.IsNullOrWhiteSpace(line))
                continue;
            var isJson = columns is null && line[0] == '{';
            if (!isJson && columns is null)
            {
                columns = TermListColumns.Of(line, file, number);
                continue;
            }

            var cells = isJson ? FromJson(line, file, number) : columns!.Cells(line, file, number);
            yield return Row(cells, file, number, system, kind);
            rows++;
        }

        if (rows == 0)
            throw new VocabularyFormatException(file, 1, "the list holds no term; below the header there should be one concept a line.");
    }

    /// <summary>The kind that a word names, as in the column <c>kind</c>; null for other words.</summary>
    public static ConceptKind? KindOf(string word) =>
        word.Length > 0 && !char.IsAsciiDigit(word[0]) && word[0] != '-' && Enum.TryParse<ConceptKind>(word, ignoreCase: true, out var kind) && Enum.IsDefined(kind) && kind != ConceptKind.Section ? kind : null;

    private static TermListRow Row(in TermCells cells, string file, int line, string? system, ConceptKind? kind)
    {
        var of = cells.System.Length > 0 ? cells.System : system ?? throw new VocabularyFormatException(file, line, "no code system; fill the column 'system', or name one for the whole list.");
        var sort = cells.Kind.Length == 0
            ? kind ?? throw new VocabularyFormatException(file, line, "no kind; fill the column 'kind', or name one for the whole list.")
            : KindOf(cells.Kind) ?? throw new VocabularyFormatException(file, line, $"'{Short(cells.Kind)}' is no kind of concept; use one of {Known}.");
        if (cells.Code.Length is 0 or > LongestCode || cells.Code.Any(char.IsControl))
            throw new VocabularyFormatException(file, line, "the code is empty or too long.");
        if (cells.Term.Length == 0)
            throw new VocabularyFormatException(file, line, $"the code '{Short(cells.Code)}' has no term.");
        var terms = ImmutableArray.CreateBuilder<string>(1 + cells.Synonyms.Length);
        terms.Add(cells.Term);
        foreach (var synonym in cells.Synonyms)
        {
            if (synonym.Length > 0 && !terms.Contains(synonym, StringComparer.Ordinal))
                terms.Add(synonym);
        }

        foreach (var term in terms)
        {
            if (term.Length > LongestTerm || term.Any(char.IsControl))
                throw new VocabularyFormatException(file, line, string.Create(CultureInfo.InvariantCulture, $"a term of '{Short(cells.Code)}' has more than {LongestTerm} characters, or a control character."));
        }

        return new TermListRow(line, of, cells.Code, sort, terms.DrainToImmutable());
    }

    private static TermCells FromJson(string line, string file, int number)
    {
        try
        {
            using var json = JsonDocument.Parse(line);
            if (json.RootElement.ValueKind != JsonValueKind.Object)
                throw new VocabularyFormatException(file, number, "a line holds one JSON object.");
            var root = json.RootElement;
            var synonyms = root.TryGetProperty("synonyms", out var list) && list.ValueKind != JsonValueKind.Null
                ? [.. list.EnumerateArray().Select(s => (s.GetString() ?? "").Trim())]
                : Array.Empty<string>();
            return new TermCells(Text(root, "system"), Text(root, "code"), Text(root, "kind"), Text(root, "term"), synonyms);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new VocabularyFormatException(file, number, "the line is no JSON object with texts under system, code, kind and term, and a list of texts under synonyms.");
        }
    }

    private static string Text(JsonElement row, string name) => row.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? (value.GetString() ?? "").Trim() : "";

    /// <summary>What a message quotes.</summary>
    private static string Short(string text) => text.Length <= 40 ? text : text[..40] + "…";
}

/// <summary>The cells of one line, trimmed; empty where there is nothing.</summary>
internal readonly record struct TermCells(string System, string Code, string Kind, string Term, string[] Synonyms);

/// <summary>Where the columns of a table stand.</summary>
internal sealed class TermListColumns
{
    private readonly char _separator;
    private readonly int _count;
    private readonly int _system;
    private readonly int _code;
    private readonly int _kind;
    private readonly int _term;
    private readonly int _synonyms;

    private TermListColumns(char separator, string[] header)
    {
        (_separator, _count) = (separator, header.Length);
        (_system, _code, _kind) = (Array.IndexOf(header, "system"), Array.IndexOf(header, "code"), Array.IndexOf(header, "kind"));
        (_term, _synonyms) = (Array.IndexOf(header, "term"), Array.IndexOf(header, "synonyms"));
    }

    public static TermListColumns Of(string header, string file, int line)
    {
        var separator = header.Contains('\t', StringComparison.Ordinal) ? '\t' : ',';
        string[] names = [.. Split(header.TrimStart('\uFEFF'), separator, file, line).Select(n => n.ToLowerInvariant())];
        if (names.Distinct(StringComparer.Ordinal).Count() != names.Length)
            throw new VocabularyFormatException(file, line, "the header names a column twice.");
        foreach (var required in (ReadOnlySpan<string>)["code", "term"])
        {
            if (!names.Contains(required, StringComparer.Ordinal))
                throw new VocabularyFormatException(file, line, $"the header has no column '{required}'.");
        }

        return new TermListColumns(separator, names);
    }

    public TermCells Cells(string line, string file, int number)
    {
        var cells = Split(line, _separator, file, number);
        if (cells.Count != _count)
            throw new VocabularyFormatException(file, number, string.Create(CultureInfo.InvariantCulture, $"{cells.Count} cells where the header has {_count}."));
        return new TermCells(
            _system < 0 ? "" : cells[_system],
            cells[_code],
            _kind < 0 ? "" : cells[_kind],
            cells[_term],
            _synonyms < 0 || cells[_synonyms].Length == 0 ? [] : cells[_synonyms].Split('|', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));
    }

    /// <summary>Quotes count in tables with commas only, as spreadsheets write them; a quoted cell stays on its line.</summary>
    private static List<string> Split(string line, char separator, string file, int number)
    {
        var cells = new List<string>();
        if (separator == '\t' || !line.Contains('"', StringComparison.Ordinal))
        {
            cells.AddRange(line.Split(separator, StringSplitOptions.TrimEntries));
            return cells;
        }

        var cell = new StringBuilder();
        var quoted = false;
        for (var i = 0; i < line.Length; i++)
        {
            if (line[i] == '"' && quoted && i + 1 < line.Length && line[i + 1] == '"')
                cell.Append(line[i++]);
            else if (line[i] == '"')
                quoted = !quoted;
            else if (line[i] == separator && !quoted)
                cells.Add(Take(cell));
            else
                cell.Append(line[i]);
        }

        if (quoted)
            throw new VocabularyFormatException(file, number, "a quoted cell does not end on its line.");
        cells.Add(Take(cell));
        return cells;
    }

    private static string Take(StringBuilder cell)
    {
        var text = cell.ToString().Trim();
        cell.Clear();
        return text;
    }
}
