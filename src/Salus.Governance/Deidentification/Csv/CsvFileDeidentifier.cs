using System.Globalization;
using System.Text;
using CsvHelper;
using Salus.Language.Identifiers;

namespace Salus.Governance.Deidentification;

/// <summary>
/// Tables: comma, semicolon, tab or bar between fields, the first line names the columns. Rows stream; the first of them decide how columns without a rule are treated.
/// A first line that is no heading is refused, for it would be somebody's data.
/// </summary>
/// <param name="clock">For the age of who lives; the system's by default.</param>
public sealed class CsvFileDeidentifier(TimeProvider? clock = null) : IFileDeidentifier
{
    private const int SampleRows = 500;
    private const int LargestRow = 16 << 20;
    private const int LongestHeading = 64 << 10;

    private static readonly IdentifierClass[] telling = [IdentifierClass.Name, IdentifierClass.Phone, IdentifierClass.Email, IdentifierClass.SocialSecurity, IdentifierClass.Address, IdentifierClass.Date, IdentifierClass.MedicalRecord, IdentifierClass.Url, IdentifierClass.IpAddress];

    public string Kind => "csv";

    public bool Reads(string fileName, ReadOnlySpan<byte> head)
    {
        ArgumentNullException.ThrowIfNull(fileName);
        return Path.GetExtension(fileName).ToLowerInvariant() is ".csv" or ".tsv";
    }

    public async Task GatherAsync(Stream file, KnownPeople people, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(people);
        await ReadAsync(file, (headings, sample) => TablePlan.Of(headings, sample, policy: null, find: null), async (plan, _, rows) =>
        {
            var gathering = new TableGathering(plan, people);
            await foreach (var row in rows)
                gathering.Add(row);
        }, cancel);
    }

    public async Task CleanAsync(Stream file, Stream output, Cleaning cleaning, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(cleaning);
        await using var writer = StrictText.Write(output);
        await ReadAsync(file, (headings, sample) =>
        {
            foreach (var (index, heading) in headings.Index())
                if (ColumnHeadings.Read(heading) is null && IsData(heading, cleaning.Text))
                    throw new DeidentificationException(string.Create(CultureInfo.InvariantCulture, $"Column {index + 1} of the first line looks like data, not like a heading. Add a first line with the names of the columns."));
            return TablePlan.Of(headings, sample, cleaning.Policy, cell => cleaning.Text.Find(cell));
        }, async (plan, separator, rows) =>
        {
            var cleaner = new TableCleaning(plan, cleaning, DateOnly.FromDateTime((clock ?? TimeProvider.System).GetUtcNow().UtcDateTime));
            var (line, count) = (new StringBuilder(), 0L);
            Write(plan.Headings, separator, line);
            await foreach (var row in rows)
            {
                Write(cleaner.Clean(row), separator, line);
                count++;
                if (line.Length > 1 << 16)
                {
                    await writer.WriteAsync(line, cancel);
                    line.Clear();
                    cleaning.Progress?.Report(new(Kind, file.CanSeek ? file.Position : 0, count));
                }
            }
            await writer.WriteAsync(line, cancel);
            cleaning.Progress?.Report(new(Kind, file.CanSeek ? file.Position : 0, count));
        }, cancel);
    }

    private static bool IsData(string heading, TextDeidentifier text) =>
        heading.Count(char.IsAsciiDigit) >= 5 || TablePlan.IsDay(heading.Trim()) || TablePlan.IsNumber(heading.Trim()) || text.Find(heading).Any(s => telling.Contains(s.Class) && s.Span.Length > 0.6 * heading.Length);

    private static async Task ReadAsync(Stream file, Func<IReadOnlyList<string>, IReadOnlyList<string[]>, TablePlan> plan, Func<TablePlan, char, IAsyncEnumerable<string[]>, Task> use, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(file);
        try
        {
            using var text = StrictText.Open(file);
            var head = new char[LongestHeading];
            var read = await StrictText.ReadAsync(text, head, cancel);
            var separator = Separator(head.AsSpan(0, read));
            using var whole = new Continued(head.AsMemory(0, read), text);
            using var table = CsvReader.Create(whole, new CsvReaderOptions
            {
                Separator = separator,
                HasHeader = false,
                MaxRecordSize = LargestRow,
                TrackLineNumbers = true,
                IncludeValuesInExceptions = false,
                MalformedData = CsvMalformedDataHandling.Throw,
                FieldCountMismatch = CsvFieldCountHandling.Allow,
            }, leaveOpen: true);
            if (!await table.ReadAsync(cancel))
                throw new DeidentificationException("The table is empty. Its first line names the columns.");
            var headings = Row(table);
            var sample = new List<string[]>();
            while (sample.Count < SampleRows && await table.ReadAsync(cancel))
                sample.Add(Checked(table, headings.Length));
            await use(plan(headings, sample), separator, Rows(table, headings.Length, sample, cancel));
        }
        catch (CsvFormatException e)
        {
            throw new DeidentificationException(string.Create(CultureInfo.InvariantCulture,
                $"Line {e.LineNumber} cannot be read as CSV: a quotation mark is missing or stands where none may, or the row is longer than {LargestRow >> 20} MiB. Put texts in quotation marks and write quotation marks inside them twice."));
        }
        catch (DecoderFallbackException)
        {
            throw StrictText.NoText();
        }
    }

    private static async IAsyncEnumerable<string[]> Rows(CsvReader table, int columns, List<string[]> sample, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancel)
    {
        foreach (var row in sample)
            yield return row;
        sample.Clear();
        while (await table.ReadAsync(cancel))
            yield return Checked(table, columns);
    }

    private static string[] Checked(CsvReader table, int columns) => table.FieldCount <= columns ? Row(table)
        : throw new DeidentificationException(string.Create(CultureInfo.InvariantCulture, $"Line {table.LineNumber} has more fields than the first line has names. Put texts that hold the separator in quotation marks."));

    private static string[] Row(CsvReader table)
    {
        var row = new string[table.FieldCount];
        for (var i = 0; i < row.Length; i++)
            row[i] = table.GetString(i);
        return row;
    }

    /// <summary>The one that stands most often in the first line outside quotation marks.</summary>
    private static char Separator(ReadOnlySpan<char> head)
    {
        Span<int> counts = stackalloc int[4];
        var quoted = false;
        foreach (var c in head)
        {
            if (c is '"')
                quoted = !quoted;
            else if (!quoted && c is '\n' or '\r')
                break;
            else if (!quoted && ",;\t|".IndexOf(c, StringComparison.Ordinal) is >= 0 and var at)
                counts[at]++;
        }
        var best = 0;
        for (var i = 1; i < counts.Length; i++)
            best = counts[i] > counts[best] ? i : best;
        return ",;\t|"[best];
    }

    private static void Write(IReadOnlyList<string> row, char separator, StringBuilder line)
    {
        for (var i = 0; i < row.Count; i++)
        {
            if (i > 0)
                line.Append(separator);
            var cell = row[i];
            if (cell.AsSpan().IndexOfAny(separator, '"') >= 0 || cell.AsSpan().IndexOfAny('\n', '\r') >= 0 || (cell.Length > 0 && (cell[0] is ' ' || cell[^1] is ' ')))
                line.Append('"').Append(cell.Replace("\"", "\"\"", StringComparison.Ordinal)).Append('"');
            else
                line.Append(cell);
        }
        line.Append('\n');
    }

    /// <summary>What was read already, then the rest.</summary>
    private sealed class Continued(ReadOnlyMemory<char> head, TextReader rest) : TextReader
    {
        private int used;

        public override int Peek() => used < head.Length ? head.Span[used] : rest.Peek();

        public override int Read() => used < head.Length ? head.Span[used++] : rest.Read();

        public override int Read(char[] buffer, int index, int count) => Read(buffer.AsSpan(index, count));

        public override int Read(Span<char> buffer)
        {
            if (used == head.Length)
                return NoNul(buffer, rest.Read(buffer));
            var take = Math.Min(buffer.Length, head.Length - used);
            head.Span.Slice(used, take).CopyTo(buffer);
            used += take;
            return take;
        }

        public override async ValueTask<int> ReadAsync(Memory<char> buffer, CancellationToken cancellationToken = default)
        {
            if (used < head.Length)
                return Read(buffer.Span);
            var read = await rest.ReadAsync(buffer, cancellationToken);
            return NoNul(buffer.Span, read);
        }

        public override Task<int> ReadAsync(char[] buffer, int index, int count) => ReadAsync(buffer.AsMemory(index, count)).AsTask();

        private static int NoNul(ReadOnlySpan<char> buffer, int read) => buffer[..read].Contains('\0') ? throw StrictText.NoText() : read;
    }
}
