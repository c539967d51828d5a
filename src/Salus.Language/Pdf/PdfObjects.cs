using System.Text;

namespace Salus.Language.Pdf;

/// <summary>
/// The numbered objects of a file, found by going through it from its start: where a number comes twice, the later one counts, as it does after
/// changes were appended. The table of places at the end of the file is not needed, and not believed.
/// </summary>
internal sealed class PdfObjects
{
    /// <summary>The mark stands within so many bytes from the start.</summary>
    public const int HeadLength = 1024;

    private const int MostObjects = 1_000_000;
    private const int MostReferences = 32;
    private const int MostPacked = 100_000;

    private readonly PdfBudget budget;
    private readonly Dictionary<int, object?> objects = [];
    private readonly Dictionary<int, byte[]> unpacked = [];

    private PdfObjects(PdfBudget budget) => this.budget = budget;

    /// <summary>What points at the pages; null when no trailer names it.</summary>
    public Dictionary<string, object?>? Catalog { get; private set; }

    public Dictionary<string, object?>? Information { get; private set; }

    public IEnumerable<int> Numbers => objects.Keys.Order();

    /// <exception cref="PdfException">It is no PDF, or it is encrypted.</exception>
    public static PdfObjects Read(ReadOnlyMemory<byte> file, PdfBudget budget)
    {
        if (!PdfText.IsPdf(file.Span))
            throw new PdfException("The file is no PDF: its first bytes do not say so.");
        var found = new PdfObjects(budget);
        found.Scan(file);
        return found;
    }

    /// <summary>The object itself, whatever points at it.</summary>
    public object? Resolve(object? value)
    {
        for (var i = 0; i < MostReferences && value is PdfReference reference; i++)
            value = objects.GetValueOrDefault(reference.Number);
        return value is PdfReference ? null : value;
    }

    public Dictionary<string, object?>? Dictionary(object? value) => Resolve(value) switch
    {
        Dictionary<string, object?> dictionary => dictionary,
        PdfStream stream => stream.Dictionary,
        _ => null,
    };

    public List<object?>? Array(object? value) => Resolve(value) as List<object?>;

    public double? Number(object? value) => Resolve(value) is double number ? number : null;

    public string? Name(object? value) => (Resolve(value) as PdfName)?.Value;

    /// <summary>The bytes of a stream, unpacked; null when it is none or packed as a picture.</summary>
    public byte[]? Bytes(object? value)
    {
        if (Resolve(value) is not PdfStream stream)
            return null;
        if (value is PdfReference { Number: var number } && unpacked.TryGetValue(number, out var known))
            return known;
        var length = Number(stream.Dictionary.GetValueOrDefault("Length")) is { } said && said > stream.Length && said <= stream.In.Length - stream.Start ? (int)said : stream.Length;
        var names = Listed(stream.Dictionary.GetValueOrDefault("Filter") ?? stream.Dictionary.GetValueOrDefault("F")).Select(Name).ToArray();
        var parameters = Listed(stream.Dictionary.GetValueOrDefault("DecodeParms") ?? stream.Dictionary.GetValueOrDefault("DP")).Select(Dictionary).ToArray();
        var filters = names.Select((n, i) => (n ?? "", (i < parameters.Length ? parameters[i] : null) ?? [])).ToArray();
        var bytes = PdfFilters.Unpack(stream.In.Slice(stream.Start, length), filters, this, budget);
        if (bytes is not null && value is PdfReference { Number: var kept })
            unpacked[kept] = bytes;
        return bytes;
    }

    /// <summary>Text of the document's own description: UTF-16 with its mark, UTF-8 with its mark, else Latin.</summary>
    public string? Text(object? value) => Resolve(value) is not byte[] { Length: > 0 } bytes ? null
        : bytes is [0xFE, 0xFF, ..] ? Encoding.BigEndianUnicode.GetString(bytes, 2, bytes.Length - 2)
        : bytes is [0xFF, 0xFE, ..] ? Encoding.Unicode.GetString(bytes, 2, bytes.Length - 2)
        : bytes is [0xEF, 0xBB, 0xBF, ..] ? Encoding.UTF8.GetString(bytes, 3, bytes.Length - 3)
        : Encoding.Latin1.GetString(bytes);

    private IEnumerable<object?> Listed(object? value) => Resolve(value) switch
    {
        null => [],
        List<object?> list => list.Take(16),
        var one => [one],
    };

    private void Scan(ReadOnlyMemory<byte> file)
    {
        var data = file.Span;
        var trailers = new List<Dictionary<string, object?>>();
        var (position, word, trailerWord) = (0, -1, -1);
        while (position < data.Length)
        {
            word = Ahead(data, "obj"u8, position, word);
            trailerWord = Ahead(data, "trailer"u8, position, trailerWord);
            var at = Math.Min(word, trailerWord);
            if (at == data.Length)
                break;
            if (at == trailerWord)
            {
                var lexer = new PdfLexer(file, budget, references: true, at + "trailer".Length);
                if (lexer.Next() is Dictionary<string, object?> trailer)
                    trailers.Add(trailer);
                position = Math.Max(at + 1, lexer.Position);
                continue;
            }
            position = NumberBefore(data, at) is { } number && objects.Count < MostObjects ? Keep(file, number, at + "obj".Length, trailers) : at + 1;
        }
        foreach (var container in Numbers.Where(n => Name(Dictionary(objects[n])?.GetValueOrDefault("Type")) is "ObjStm").ToArray())
            Unfold(container);
        if (trailers.Exists(t => t.ContainsKey("Encrypt")))
            throw new PdfException("The PDF is encrypted. Save it without protection, or as text, and use that.");
        Catalog = trailers.AsEnumerable().Reverse().Select(t => Dictionary(t.GetValueOrDefault("Root"))).FirstOrDefault(c => c?.ContainsKey("Pages") is true)
            ?? Numbers.Reverse().Select(n => Dictionary(objects[n])).FirstOrDefault(d => Name(d?.GetValueOrDefault("Type")) is "Catalog");
        Information = trailers.AsEnumerable().Reverse().Select(t => Dictionary(t.GetValueOrDefault("Info"))).FirstOrDefault(i => i is not null);
    }

    /// <summary>The next place of a word; the one known already while it lies ahead.</summary>
    private static int Ahead(ReadOnlySpan<byte> data, ReadOnlySpan<byte> word, int position, int known) =>
        known >= position ? known : data[position..].IndexOf(word) is >= 0 and var next ? position + next : data.Length;

    /// <summary>Reads the object that begins here; gives the place to go on from.</summary>
    private int Keep(ReadOnlyMemory<byte> file, int number, int from, List<Dictionary<string, object?>> trailers)
    {
        var data = file.Span;
        var lexer = new PdfLexer(file, budget, references: true, from);
        var value = lexer.Next();
        if (ReferenceEquals(value, PdfLexer.End) || value is PdfKeyword)
            return from;
        var end = lexer.Position;
        if (value is Dictionary<string, object?> dictionary && lexer.Next() is PdfKeyword { Value: "stream" })
        {
            var start = lexer.Position;
            if (start < data.Length && data[start] == '\r')
                start++;
            if (start < data.Length && data[start] == '\n')
                start++;
            var length = LengthOf(data, start, dictionary.GetValueOrDefault("Length"));
            value = new PdfStream(dictionary, file, start, length);
            end = start + length;
            if (dictionary.GetValueOrDefault("Type") is PdfName { Value: "XRef" })
                trailers.Add(dictionary);
        }
        objects[number] = value;
        unpacked.Remove(number);
        return Math.Max(end, from);
    }

    /// <summary>What the dictionary says where the stream ends there; else up to the word that ends it.</summary>
    private static int LengthOf(ReadOnlySpan<byte> data, int start, object? said)
    {
        if (said is double number && number >= 0 && number <= data.Length - start)
        {
            var after = start + (int)number;
            for (var spaces = 0; spaces < 4 && after < data.Length && PdfLexer.IsSpace(data[after]); spaces++)
                after++;
            if (data[after..].StartsWith("endstream"u8))
                return (int)number;
        }
        var length = data[start..].IndexOf("endstream"u8);
        return length < 0 ? data.Length - start : length;
    }

    /// <summary>Objects that are packed together in a stream.</summary>
    private void Unfold(int container)
    {
        if (Resolve(objects[container]) is not PdfStream stream || Bytes(stream) is not { } bytes || Number(stream.Dictionary.GetValueOrDefault("N")) is not { } count || Number(stream.Dictionary.GetValueOrDefault("First")) is not { } first)
            return;
        var head = new PdfLexer(bytes, budget, references: false);
        for (var i = 0; i < Math.Min(count, MostPacked) && objects.Count < MostObjects; i++)
        {
            if (head.Next() is not double number || head.Next() is not double offset || number is < 0 or > int.MaxValue || first + offset < 0 || first + offset >= bytes.Length)
                return;
            // An object of the file itself that comes later was written later.
            if (objects.TryGetValue((int)number, out var other) && other is PdfStream { Start: var place } && place > stream.Start)
                continue;
            var value = new PdfLexer(bytes, budget, references: true, (int)(first + offset)).Next();
            if (!ReferenceEquals(value, PdfLexer.End) && value is not PdfKeyword)
                objects[(int)number] = value;
        }
    }

    /// <summary>"12 0 " before the word: 12; null where the word is another, such as endobj.</summary>
    private static int? NumberBefore(ReadOnlySpan<byte> data, int at)
    {
        var i = at - 1;
        if (!Back(data, ref i, PdfLexer.IsSpace) || !Back(data, ref i, PdfLexer.IsDigit) || !Back(data, ref i, PdfLexer.IsSpace))
            return null;
        var end = i;
        if (!Back(data, ref i, PdfLexer.IsDigit) || end - i > 9)
            return null;
        var number = 0;
        for (var d = i + 1; d <= end; d++)
            number = (number * 10) + data[d] - '0';
        return number;
    }

    private static bool Back(ReadOnlySpan<byte> data, ref int i, Func<byte, bool> holds)
    {
        var from = i;
        while (i >= 0 && from - i < 12 && holds(data[i]))
            i--;
        return i < from;
    }
}
