using System.Runtime.CompilerServices;
using System.Buffers;
using System.Globalization;
using Salus.Synthesis.Tables.Engines;

namespace Salus.Synthesis.Tables.Files;

/// <summary>
/// Cells between delimiters, RFC 4180 and no more: a quote that is not closed, or stands in the middle of a cell, and a row with another
/// number of cells are errors with line and column, because a reader that guesses there moves values into wrong columns unseen.
/// </summary>
internal sealed class DelimitedReader : RowReader
{
    private readonly CharSource source;
    private readonly string file;
    private readonly TableForm form;
    private readonly SearchValues<char> stops;
    private readonly string[] names;
    private char[] text = new char[1 << 15];
    private int filled;
    private int start;
    private int at;
    private long line = 1;
    private bool ended;
    private (int From, int To)[] cells = new (int, int)[64];
    private int count;

    /// <param name="names">Of the columns, where the file has no heading.</param>
    /// <exception cref="SynthesisException">The heading cannot be read.</exception>
    public DelimitedReader(CharSource source, string file, TableForm form, IReadOnlyList<string>? names = null)
    {
        this.source = source;
        this.file = file;
        this.form = form;
        stops = SearchValues.Create(form.Quotes ? [form.Delimiter, '\r', '\n', '\0', '"'] : [form.Delimiter, '\r', '\n', '\0']);
        if (form.Header)
            this.names = Record(skipBlank: true) ? Heading() : throw new SynthesisException($"{file} has no row.");
        else
            this.names = [.. names ?? throw new ArgumentException("A file without a heading needs names.", nameof(names))];
    }

    public override IReadOnlyList<string> Names => names;

    public override bool Next()
    {
        if (!Record(skipBlank: names.Length > 1))
            return false;
        if (count != names.Length)
            throw At(Line, null, string.Create(CultureInfo.InvariantCulture, $"this row has {Cells(count)}, {(form.Header ? "the heading" : "the schema")} has {names.Length}. Is a delimiter inside a cell without quotes, or a line broken?"));
        return true;
    }

    public override ReadOnlySpan<char> Cell(int column)
    {
        var (from, to) = cells[column];
        return text.AsSpan(start + from, to - from);
    }

    /// <summary>The next record as it is, whatever its number of cells: for finding out about a file.</summary>
    public static IEnumerable<string[]> Records(CharSource source, string file, TableForm form, int most)
    {
        using var reader = new DelimitedReader(source, file, form with { Header = false }, []);
        for (var i = 0; i < most && reader.Record(skipBlank: true); i++)
            yield return [.. Enumerable.Range(0, reader.count).Select(c => reader.Cell(c).ToString())];
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            source.Dispose();
    }

    private string[] Heading()
    {
        if (count > MostColumns)
            throw At(Line, null, string.Create(CultureInfo.InvariantCulture, $"the heading has more than {MostColumns} cells. Is this a table?"));
        var heading = new string[count];
        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < count; i++)
        {
            // Tables written with their row numbers leave the first name empty; spreadsheets leave empty columns behind.
            heading[i] = Cell(i).IsEmpty ? string.Create(CultureInfo.InvariantCulture, $"column {i + 1}") : Cell(i).ToString();
            if (!seen.TryAdd(heading[i], i))
                throw At(Line, null, string.Create(CultureInfo.InvariantCulture, $"the columns {seen[heading[i]] + 1} and {i + 1} are both named '{Shown(heading[i])}'. Give each column a name of its own."));
        }
        return heading;
    }

    private bool Record(bool skipBlank)
    {
        do
        {
            if (!One())
                return false;
        }
        while (count == 1 && cells[0].From == cells[0].To && (skipBlank || !Have()));
        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private bool One()
    {
        start = at;
        count = 0;
        Line = line;
        if (!Have())
            return false;
        while (true)
        {
            if (form.Quotes && Have() && text[at] == '"')
            {
                if (!Quoted())
                    return true;
                continue;
            }
            var from = at - start;
            int stop;
            while ((stop = text.AsSpan(at, filled - at).IndexOfAny(stops)) < 0)
            {
                at = filled;
                if (!More())
                {
                    Add(from, at - start);
                    return true;
                }
            }
            at += stop;
            if (text[at] == '\0')
                throw Nul();
            if (form.Quotes && text[at] == '"')
            {
                // Spaces before an opening quote are common and mean nothing.
                if (!text.AsSpan(start + from, at - start - from).IsWhiteSpace())
                    throw At(line, at, "a double quote stands in the middle of a cell. Put the cell in quotes and double the quote inside (\"\"), or set 'quotes: none' in the schema file where quotes are ordinary characters.");
                continue;
            }
            Add(from, at - start);
            if (!Step())
                return true;
        }
    }

    /// <summary>Reads a cell in quotes from its opening quote.</summary>
    /// <returns>Whether the record goes on.</returns>
    private bool Quoted()
    {
        var opened = line;
        var column = at - start + 1;
        at++;
        var from = at - start;
        var doubled = false;
        while (true)
        {
            int stop;
            while ((stop = text.AsSpan(at, filled - at).IndexOfAny('"', '\n', '\0')) < 0)
            {
                at = filled;
                if (!More())
                    throw At(opened, start + column - 1, "the double quote that opens here is never closed. Close it, or set 'quotes: none' in the schema file where quotes are ordinary characters.");
            }
            at += stop;
            if (text[at] == '\0')
                throw Nul();
            if (text[at] == '\n')
            {
                line++;
                at++;
                continue;
            }
            at++;
            if (!Have() || text[at] != '"')
                break;
            doubled = true;
            at++;
        }
        var to = at - 1 - start;
        while (Have() && text[at] == ' ')
            at++;
        if (!Have())
        {
            Add(from, doubled ? Undouble(from, to) : to);
            return false;
        }
        if (text[at] != form.Delimiter && text[at] is not ('\r' or '\n'))
            throw At(line, at, $"after a closing double quote comes a delimiter ({Named(form.Delimiter)}) or the end of the line, not '{Shown(text.AsSpan(at, 1))}'. A quote inside a cell is doubled (\"\").");
        Add(from, doubled ? Undouble(from, to) : to);
        return Step();
    }

    /// <summary>Past a delimiter or the end of a line.</summary>
    /// <returns>Whether the record goes on.</returns>
    private bool Step()
    {
        var c = text[at];
        at++;
        if (c == form.Delimiter)
            return true;
        line++;
        if (c == '\r' && Have() && text[at] == '\n')
            at++;
        return false;
    }

    private int Undouble(int from, int to)
    {
        var write = start + from;
        for (var read = start + from; read < start + to; read++)
        {
            text[write++] = text[read];
            if (text[read] == '"')
                read++;
        }
        return write - start;
    }

    private void Add(int from, int to)
    {
        while (from < to && char.IsWhiteSpace(text[start + from]))
            from++;
        while (to > from && char.IsWhiteSpace(text[start + to - 1]))
            to--;
        if (count == cells.Length)
            Array.Resize(ref cells, count * 2);
        if (count > MostColumns)
            throw At(Line, null, string.Create(CultureInfo.InvariantCulture, $"this row has more than {MostColumns} cells. Is this a table?"));
        cells[count++] = (from, to);
    }

    private bool Have() => at < filled || More();

    /// <summary>Reads on; what the record holds so far moves to the front.</summary>
    private bool More()
    {
        if (ended)
            return false;
        if (start > 0)
        {
            text.AsSpan(start, filled - start).CopyTo(text);
            filled -= start;
            at -= start;
            start = 0;
        }
        if (filled == text.Length)
        {
            if (text.Length >= LongestRow)
                throw At(Line, null, string.Create(CultureInfo.InvariantCulture, $"the row that begins here is longer than {LongestRow} characters. Is a quote left open?"));
            Array.Resize(ref text, text.Length * 2);
        }
        var read = source.Read(text.AsSpan(filled));
        filled += read;
        ended = read == 0;
        return read > 0;
    }

    private SynthesisException Nul() =>
        At(line, at, "there is a zero byte. Is this a table in text, or UTF-16 without its mark? Save the file as UTF-8.");

    private SynthesisException At(long onLine, int? position, string what) =>
        new(string.Create(CultureInfo.InvariantCulture, $"{file}, line {onLine}{(position is { } p ? $", cell {count + 1}, character {p - start + 1} of the row" : "")}: {what}"));

    internal static string Named(char delimiter) => delimiter switch
    {
        ',' => "comma",
        ';' => "semicolon",
        '\t' => "tab",
        '|' => "bar",
        _ => $"'{delimiter}'",
    };

    internal static string Shown(ReadOnlySpan<char> value)
    {
        var front = value.Length > 40 ? string.Concat(value[..40], "…") : value.ToString();
        return string.Concat(front.Select(c => char.IsControl(c) ? '·' : c));
    }

    private static string Cells(int cells) => cells == 1 ? "1 cell" : string.Create(CultureInfo.InvariantCulture, $"{cells} cells");
}
