using System.Collections.Immutable;
using System.Globalization;
using System.IO.Compression;
using System.Xml;

namespace Salus.Documentation.Scribe;

/// <summary>A fact that a clinician expects in the note of a consultation.</summary>
/// <param name="Text">Without the stars that show its depth.</param>
/// <param name="Above">The items it belongs to, the nearest first: <c>left</c> below <c>problem with hearing</c>.</param>
/// <param name="Heading">The part of the note, for example <c>PMH</c>; empty before the first one.</param>
public sealed record ChecklistItem(string Text, ImmutableArray<string> Above, string Heading);

/// <summary>
/// Reads a clinician's checklist from the first sheet of an XLSX workbook (ECMA-376, part 1): the first column headed <c>CHECKLIST</c> and
/// the mark beside it. A row without a mark is a heading; stars before a text make it part of the item above. Only the cells are read,
/// with bounds on size and rows; formulas, styles and links never.
/// </summary>
public static class ChecklistWorkbook
{
    private const int MostRows = 2000;
    private const int MostBytes = 16 * 1024 * 1024;
    private const string Advice = "Save the checklist as an XLSX workbook with the columns CHECKLIST and Critical.";

    /// <exception cref="TranscriptException">No such workbook.</exception>
    public static ImmutableArray<ChecklistItem> Read(FileInfo file)
    {
        ArgumentNullException.ThrowIfNull(file);
        try
        {
            using var zip = ZipFile.OpenRead(file.FullName);
            var strings = zip.GetEntry("xl/sharedStrings.xml") is { } shared ? Strings(shared) : [];
            var sheet = zip.GetEntry("xl/worksheets/sheet1.xml") ?? throw new TranscriptException(file.Name, null, "The workbook has no first sheet.", Advice);
            return Items(Rows(sheet, strings), file.Name);
        }
        catch (Exception e) when (e is InvalidDataException or XmlException or IOException or UnauthorizedAccessException)
        {
            throw new TranscriptException(file.Name, null, "The workbook cannot be read.", Advice, e);
        }
    }

    private static ImmutableArray<ChecklistItem> Items(List<Dictionary<string, string>> rows, string file)
    {
        if (rows is not [var header, ..] || header.Where(c => c.Value.Trim().Equals("CHECKLIST", StringComparison.OrdinalIgnoreCase)).Select(c => c.Key).Order(StringComparer.Ordinal).FirstOrDefault() is not { } column)
            throw new TranscriptException(file, 1, "No column of the first sheet is headed CHECKLIST.", Advice);
        var mark = Next(column);
        var items = ImmutableArray.CreateBuilder<ChecklistItem>();
        var above = new Stack<(int Depth, string Text)>();
        var heading = "";
        foreach (var row in rows.Skip(1))
        {
            if (!row.TryGetValue(column, out var cell) || cell.Trim() is not { Length: > 0 } text || text[0] == '#')
                continue;
            var depth = text.TakeWhile(c => c == '*').Count();
            text = text.TrimStart('*').Trim();
            if (text.Length == 0)
                continue;
            if (depth == 0 && string.IsNullOrWhiteSpace(row.GetValueOrDefault(mark)))
            {
                heading = text;
                above.Clear();
                continue;
            }
            while (above.Count > 0 && above.Peek().Depth >= depth)
                above.Pop();
            items.Add(new ChecklistItem(text, [.. above.Select(a => a.Text)], heading));
            above.Push((depth, text));
        }
        return items.ToImmutable();
    }

    private static List<string> Strings(ZipArchiveEntry entry)
    {
        var strings = new List<string>();
        using var xml = Open(entry);
        while (xml.Read())
            if (xml is { NodeType: XmlNodeType.Element, LocalName: "si" })
                strings.Add(Text(xml));
        return strings;
    }

    private static List<Dictionary<string, string>> Rows(ZipArchiveEntry entry, List<string> strings)
    {
        var rows = new List<Dictionary<string, string>>();
        using var xml = Open(entry);
        while (xml.Read() && rows.Count <= MostRows)
        {
            if (xml is not { NodeType: XmlNodeType.Element, LocalName: "row" or "c" })
                continue;
            if (xml.LocalName is "row")
                rows.Add(new Dictionary<string, string>(StringComparer.Ordinal));
            else if (rows.Count > 0 && xml.GetAttribute("r") is { } reference && !xml.IsEmptyElement)
            {
                var isShared = xml.GetAttribute("t") is "s";
                var value = Text(xml);
                if (isShared)
                    value = int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index < strings.Count ? strings[index] : "";
                if (value.Length > 0)
                    rows[^1][reference.TrimEnd("0123456789".ToCharArray())] = value;
            }
        }
        return rows;
    }

    /// <summary>The texts and values inside the element the reader stands on; it stands on the end of it afterwards.</summary>
    private static string Text(XmlReader xml)
    {
        if (xml.IsEmptyElement)
            return "";
        var depth = xml.Depth;
        var text = "";
        var counts = false;
        while (xml.Read() && xml.Depth > depth)
        {
            if (xml.NodeType is XmlNodeType.Element)
                counts = xml.LocalName is "t" or "v" && !xml.IsEmptyElement;
            else if (counts && xml.NodeType is XmlNodeType.Text or XmlNodeType.SignificantWhitespace or XmlNodeType.CDATA)
                text += xml.Value;
        }
        return text;
    }

    private static XmlReader Open(ZipArchiveEntry entry) =>
        entry.Length <= MostBytes
            ? XmlReader.Create(entry.Open(), new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, MaxCharactersInDocument = MostBytes, CloseInput = true })
            : throw new InvalidDataException("A part of the workbook is too large.");

    /// <summary>The column to the right: <c>A</c> → <c>B</c>. Checklists stand in the first few columns.</summary>
    private static string Next(string column) => column.Length == 1 && column[0] < 'Z' ? ((char)(column[0] + 1)).ToString() : "";
}
