using System.Globalization;
using Salus.Synthesis.Tables.Engines;
using Salus.Synthesis.Tables.Inference;

namespace Salus.Synthesis.Tables.Files;

/// <summary>Finds out how a table is written from its first rows, where the schema file does not say.</summary>
internal static class FormDetection
{
    private const int Sample = 200;
    private static readonly char[] Delimiters = [',', ';', '\t', '|'];

    /// <param name="decisions">What was decided is added.</param>
    /// <exception cref="SynthesisException">No table can be seen.</exception>
    public static TableForm Detect(TableInput input, SchemaFile declared, List<string> decisions)
    {
        if (declared.Format is TableFormat.JsonLines || (declared.Format is null && input.Ending is ".jsonl" or ".ndjson" or ".json"))
            return new TableForm { Format = TableFormat.JsonLines };
        if (declared.Format is null && input.Ending is not (".csv" or ".tsv" or ".tab" or ".txt" or ".data" or ".dat" or ""))
            throw new SynthesisException($"{input.Name}: files that end in '{input.Ending}' are not read. Give CSV (.csv), TSV (.tsv) or JSON Lines (.jsonl), also packed as .gz or alone in a .zip; for another ending say 'format: csv' in the schema file.");
        var form = new TableForm { Quotes = declared.Quotes ?? true, Encoding = Encoding(input, declared), Header = declared.Header ?? true };
        form = form with { Delimiter = Delimiter(input, declared, form, decisions) };
        var rows = Rows(input, form, Sample);
        if (rows.Count == 0)
            throw new SynthesisException($"{input.Name} has no row.");
        if (declared.Header is null)
            RefuseDataAsHeading(input, rows);
        return form;
    }

    private static string Encoding(TableInput input, SchemaFile declared)
    {
        using var characters = new CharSource(input.Open(), input.Name, declared.Encoding);
        return characters.Encoding;
    }

    private static List<string[]> Rows(TableInput input, TableForm form, int most)
    {
        using var characters = Characters(input, form);
        return [.. DelimitedReader.Records(characters, input.Name, form, most)];
    }

    public static CharSource Characters(TableInput input, TableForm form) => new(input.Open(), input.Name, form.Encoding);

    private static char Delimiter(TableInput input, SchemaFile declared, TableForm form, List<string> decisions)
    {
        var usual = input.Ending is ".tsv" or ".tab" ? '\t' : ',';
        var judged = Delimiters.Concat(declared.Delimiter is { } other ? [other] : []).Distinct().ToDictionary(d => d, d => Judge(input, form with { Delimiter = d }));
        var best = judged.OrderByDescending(j => j.Value.Even ? j.Value.Cells : 0).ThenByDescending(j => j.Key == (declared.Delimiter ?? usual)).First();
        if (declared.Delimiter is { } asked)
        {
            if (judged[asked] is { Even: true, Cells: 1 } && best.Value.Cells > 2)
                throw new SynthesisException(string.Create(CultureInfo.InvariantCulture, $"{input.Name}: with the declared delimiter ({DelimitedReader.Named(asked)}) there is one column; a {DelimitedReader.Named(best.Key)} would give {best.Value.Cells}. Mend 'delimiter' in the schema file."));
            return asked;
        }
        // Where no delimiter divides all rows evenly, the usual one shall name the row that is wrong; among the uneven one that divides at all.
        if (!best.Value.Even || best.Value.Cells <= 1)
            return judged[usual].Cells > 1 ? usual : judged.OrderByDescending(j => j.Value.Cells).ThenByDescending(j => j.Key == usual).First().Key;
        if (judged[usual].Cells > 1 && !judged[usual].Even && best.Value.Cells < judged[usual].Cells)
            return usual;
        if (best.Key != usual)
            decisions.Add(string.Create(CultureInfo.InvariantCulture, $"The cells of {input.Name} are divided by a {DelimitedReader.Named(best.Key)}: it gives {best.Value.Cells} columns in each of the first rows."));
        return best.Key;
    }

    /// <summary>Cells of the first row, and whether all of the first rows have so many.</summary>
    private static (int Cells, bool Even) Judge(TableInput input, TableForm form)
    {
        var cells = 0;
        using var characters = Characters(input, form);
        try
        {
            foreach (var row in DelimitedReader.Records(characters, input.Name, form, Sample))
            {
                if (cells == 0)
                    cells = row.Length;
                else if (row.Length != cells)
                    return (cells, false);
            }
        }
        catch (SynthesisException)
        {
            // Under the right delimiter the reader will say what is wrong, with its line.
            return (cells, false);
        }
        return (cells, true);
    }

    /// <summary>A table whose first row holds values would lose a person and get nonsense for names.</summary>
    private static void RefuseDataAsHeading(TableInput input, List<string[]> rows)
    {
        var first = rows[0];
        var named = first.Count(c => c.Length > 0);
        var numbers = first.Count(c => CellShape.IsNumber(c) || CellShape.IsMissingMark(c, decided: true));
        // A value that comes again below in its column, in most columns, is no name.
        var again = 0;
        for (var c = 0; c < first.Length; c++)
            if (first[c].Length > 0 && rows.Skip(1).Any(r => c < r.Length && string.Equals(r[c], first[c], StringComparison.Ordinal)))
                again++;
        if (named == 0 || (numbers * 2 <= first.Length && again * 2 <= named))
            return;
        var shown = string.Join(", ", first.Take(4).Select(c => $"'{DelimitedReader.Shown(c)}'"));
        throw new SynthesisException($"{input.Name}, line 1: the first row looks like data ({shown}{(first.Length > 4 ? ", …" : "")}), not like names. If the file has no heading, say 'header: false' in the schema file and give 'names: [...]' there (without them the columns are called column1, column2, …). If these are the names, say 'header: true'.");
    }
}
