using System.Collections;
using System.Collections.Immutable;
using System.Globalization;
using Salus.Fhir;
using Salus.Fhir.Views;
using Salus.Synthesis.Tables.Engines;

namespace Salus.Synthesis.Tables.Files;

/// <summary>The rows that a view makes of FHIR NDJSON, one resource in memory at a time.</summary>
internal sealed class ViewRowReader : RowReader
{
    private readonly Stream stream;
    private readonly string file;
    private readonly ViewDefinition view;
    private readonly IEnumerator<FhirNode> resources;
    private readonly string[] cells;
    private IEnumerator<ImmutableArray<object?>>? rows;
    private long resource;

    public ViewRowReader(Stream stream, string file, ViewDefinition view)
    {
        this.stream = stream;
        this.file = file;
        this.view = view;
        resources = FhirNdjson.ReadAsync(stream).ToBlockingEnumerable().GetEnumerator();
        Names = [.. view.Columns.Select(c => c.Name)];
        cells = new string[view.Columns.Length];
    }

    public override IReadOnlyList<string> Names { get; }

    public override bool Next()
    {
        try
        {
            while (rows is null || !rows.MoveNext())
            {
                rows?.Dispose();
                rows = null;
                if (!resources.MoveNext())
                    return false;
                Line = ++resource;
                rows = view.Rows(resources.Current).GetEnumerator();
            }
            for (var c = 0; c < cells.Length; c++)
                cells[c] = Text(rows.Current[c], c);
            return true;
        }
        catch (FhirFormatException wrong)
        {
            throw new SynthesisException($"{file}: {wrong.Message}", wrong);
        }
        catch (ViewException wrong)
        {
            throw new SynthesisException(string.Create(CultureInfo.InvariantCulture, $"{file}, resource {resource}: the view does not fit it: {wrong.Message}"), wrong);
        }
        catch (Exception wrong) when (wrong is IOException or InvalidDataException)
        {
            throw new SynthesisException(string.Create(CultureInfo.InvariantCulture, $"{file} cannot be read beyond resource {resource}: {wrong.Message} The file is damaged or cut off; get it again."), wrong);
        }
    }

    public override ReadOnlySpan<char> Cell(int column) => cells[column];

    protected override void Dispose(bool disposing)
    {
        if (!disposing)
            return;
        rows?.Dispose();
        resources.Dispose();
        stream.Dispose();
    }

    private string Text(object? value, int column) => value switch
    {
        null => "",
        bool yes => yes ? "true" : "false",
        string text => text.Trim(),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        IEnumerable => throw new SynthesisException($"The column '{Names[column]}' of the view holds lists. A cell holds one value: choose one in the path, or make a row of each with forEach."),
        _ => value.ToString() ?? "",
    };
}
