using System.Globalization;
using System.Text;
using System.Text.Json;
using Salus.Synthesis.Tables.Engines;

namespace Salus.Synthesis.Tables.Files;

/// <summary>One JSON object on each line, its keys the columns. A key that a row does not have, and <c>null</c>, are missing values.</summary>
internal sealed class JsonLinesReader : RowReader
{
    private readonly Stream stream;
    private readonly string file;
    private readonly bool discover;
    private readonly List<string> names;
    private readonly Dictionary<string, int> index = new(StringComparer.Ordinal);
    private readonly List<bool> holdsText = [];
    private readonly List<bool> holdsBare = [];
    private byte[] bytes = new byte[1 << 16];
    private int from;
    private int filled;
    private bool ended;
    private long line;
    private char[] text = new char[1 << 12];
    private int used;
    private (int From, int To)[] cells = [];

    /// <param name="names">The columns; null: whatever keys the rows have, in the order in which they first come.</param>
    public JsonLinesReader(Stream stream, string file, IReadOnlyList<string>? names)
    {
        this.stream = stream;
        this.file = file;
        discover = names is null;
        this.names = [.. names ?? []];
        for (var i = 0; i < this.names.Count; i++)
            index.Add(this.names[i], i);
        cells = new (int, int)[Math.Max(16, this.names.Count)];
    }

    public override IReadOnlyList<string> Names => names;

    /// <summary>Whether all values of the column were numbers or booleans.</summary>
    public bool IsBare(int column) => holdsBare[column] && !holdsText[column];

    public override bool Next()
    {
        while (true)
        {
            if (!Slice(out var row))
                return false;
            line++;
            if (line == 1 && row is [0xef, 0xbb, 0xbf, ..])
                row = row[3..];
            if (!row.ContainsAnyExcept(" \t\r"u8))
                continue;
            Line = line;
            Read(row);
            return true;
        }
    }

    public override ReadOnlySpan<char> Cell(int column) => text.AsSpan(cells[column].From, cells[column].To - cells[column].From).Trim();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            stream.Dispose();
    }

    private void Read(ReadOnlySpan<byte> row)
    {
        used = 0;
        Array.Clear(cells);
        try
        {
            var json = new Utf8JsonReader(row, new JsonReaderOptions { MaxDepth = 8 });
            json.Read();
            if (json.TokenType is not JsonTokenType.StartObject)
                throw At("each line is one JSON object, {\"column\": value, …}. A JSON array is not JSON Lines: write each of its objects on a line.");
            while (json.Read() && json.TokenType is JsonTokenType.PropertyName)
                Property(ref json);
            if (json.Read())
                throw At("a second value stands on this line.");
        }
        catch (JsonException wrong)
        {
            throw new SynthesisException(string.Create(CultureInfo.InvariantCulture, $"{file}, line {line}{(wrong.BytePositionInLine is { } p ? $", byte {p + 1}" : "")}: this is not JSON. Each line is one whole JSON object in UTF-8."), wrong);
        }
        catch (InvalidOperationException wrong)
        {
            // Reading a string says so when its bytes are no UTF-8 or an escape names half a surrogate pair.
            throw new SynthesisException(string.Create(CultureInfo.InvariantCulture, $"{file}, line {line}: the text is not valid Unicode. Save the file as UTF-8."), wrong);
        }
    }

    private void Property(ref Utf8JsonReader json)
    {
        Room(json.ValueSpan.Length);
        var length = json.CopyString(text.AsSpan(used));
        var name = text.AsSpan(used, length);
        if (!index.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(name, out var column))
        {
            if (!discover)
                throw At($"the key '{DelimitedReader.Shown(name)}' was not there when the schema was made.");
            if (names.Count == MostColumns)
                throw At(string.Create(CultureInfo.InvariantCulture, $"the rows have more than {MostColumns} keys. Are values used as keys?"));
            column = names.Count;
            names.Add(name.ToString());
            index.Add(names[^1], column);
            if (cells.Length < names.Count)
                Array.Resize(ref cells, names.Count * 2);
        }
        while (holdsText.Count <= column)
        {
            holdsText.Add(false);
            holdsBare.Add(false);
        }
        json.Read();
        Room(json.ValueSpan.Length);
        var at = used;
        switch (json.TokenType)
        {
            case JsonTokenType.Null:
                break;
            case JsonTokenType.String:
                used += json.CopyString(text.AsSpan(used));
                holdsText[column] |= used > at;
                break;
            case JsonTokenType.Number or JsonTokenType.True or JsonTokenType.False:
                used += Encoding.UTF8.GetChars(json.ValueSpan, text.AsSpan(used));
                holdsBare[column] = true;
                break;
            default:
                throw At($"'{DelimitedReader.Shown(names[column])}' holds {(json.TokenType is JsonTokenType.StartArray ? "a list" : "an object")}. A cell holds one value: write nested values as columns of their own.");
        }
        if (cells[column] != default)
            throw At($"the key '{DelimitedReader.Shown(names[column])}' is given twice.");
        // From 1, so that a cell which was read differs from one that was not.
        cells[column] = (at, used);
    }

    private void Room(int length)
    {
        if (used == 0)
            used = 1;
        if (used + length > text.Length)
            Array.Resize(ref text, Math.Max(text.Length * 2, used + length));
    }

    private bool Slice(out ReadOnlySpan<byte> row)
    {
        var searched = 0;
        while (true)
        {
            var end = bytes.AsSpan(from + searched, filled - from - searched).IndexOf((byte)'\n');
            if (end >= 0)
            {
                row = bytes.AsSpan(from, searched + end);
                from += searched + end + 1;
                return true;
            }
            searched = filled - from;
            if (ended)
            {
                row = bytes.AsSpan(from, searched);
                from = filled;
                return searched > 0;
            }
            bytes.AsSpan(from, searched).CopyTo(bytes);
            from = 0;
            filled = searched;
            if (filled == bytes.Length)
            {
                if (bytes.Length >= LongestRow)
                    throw new SynthesisException(string.Create(CultureInfo.InvariantCulture, $"{file}, line {line + 1}: the line is longer than {LongestRow} bytes. One row belongs on each line; is this a single JSON document?"));
                Array.Resize(ref bytes, bytes.Length * 2);
            }
            try
            {
                var read = stream.Read(bytes.AsSpan(filled));
                filled += read;
                ended = read == 0;
            }
            catch (Exception wrong) when (wrong is IOException or InvalidDataException)
            {
                throw new SynthesisException(string.Create(CultureInfo.InvariantCulture, $"{file} cannot be read beyond line {line + 1}: {wrong.Message} The file is damaged or cut off; get it again."), wrong);
            }
        }
    }

    private SynthesisException At(string what) => new(string.Create(CultureInfo.InvariantCulture, $"{file}, line {line}: {what}"));
}
