using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Salus.Fhir;
using Salus.Fhir.Views;

namespace Salus.Workbench.Evaluation;

/// <summary>The tests of SQL on FHIR: views over a few resources, the rows they must give in any order, and views that must be refused.</summary>
internal sealed class SqlOnFhirSuite : IFhirSuite
{
    public string Name => "SQL on FHIR";

    public ImmutableArray<SuiteResult> Run(DirectoryInfo data, CancellationToken cancel)
    {
        var folder = data.EnumerateDirectories("sql-on-fhir", SearchOption.AllDirectories).MinBy(d => d.FullName, StringComparer.Ordinal);
        if (folder is null)
            return [];
        var cases = ImmutableArray.CreateBuilder<SuiteCase>();
        foreach (var file in folder.GetFiles("*.json").OrderBy(f => f.Name, StringComparer.Ordinal))
        {
            cancel.ThrowIfCancellationRequested();
            using var suite = JsonDocument.Parse(File.ReadAllBytes(file.FullName));
            if (suite.RootElement.ValueKind is not JsonValueKind.Object || !suite.RootElement.TryGetProperty("tests", out var tests))
                continue;
            var resources = suite.RootElement.GetProperty("resources").EnumerateArray().Select(r => FhirNode.Parse(r.GetRawText())).ToList();
            foreach (var test in tests.EnumerateArray())
                cases.Add(new SuiteCase($"{file.Name}, {test.GetProperty("title").GetString()}", Problem(test, resources)));
        }
        return cases.Count == 0 ? [] : [new SuiteResult("SQL on FHIR", 100, cases.ToImmutable())];
    }

    private static string? Problem(JsonElement test, List<FhirNode> resources)
    {
        var mustFail = test.TryGetProperty("expectError", out var fails) && fails.ValueKind is JsonValueKind.True;
        try
        {
            var view = ViewDefinition.Parse(test.GetProperty("view").GetRawText());
            var rows = view.Rows(resources).ToList();
            if (mustFail)
                return "it ran, but must be refused";
            if (test.TryGetProperty("expectColumns", out var columns) && !columns.EnumerateArray().Select(c => c.GetString()).SequenceEqual(view.Columns.Select(c => c.Name)))
                return $"the columns are {string.Join(", ", view.Columns.Select(c => c.Name))}";
            if (test.TryGetProperty("expectCount", out var count) && count.GetInt32() != rows.Count)
                return string.Create(CultureInfo.InvariantCulture, $"{rows.Count} rows instead of {count.GetInt32()}");
            if (!test.TryGetProperty("expect", out var expect))
                return null;
            var wanted = expect.EnumerateArray().Select(Row).Order(StringComparer.Ordinal);
            var got = rows.Select(row => Row(view, row)).Order(StringComparer.Ordinal).ToList();
            return wanted.SequenceEqual(got, StringComparer.Ordinal) ? null : $"the rows are {string.Join("; ", got)}";
        }
        catch (ViewException e)
        {
            return mustFail ? null : e.Message;
        }
    }

    private static string Row(JsonElement row) =>
        string.Join(", ", row.EnumerateObject().OrderBy(p => p.Name, StringComparer.Ordinal).Select(p => $"{p.Name}={Cell(p.Value)}"));

    private static string Row(ViewDefinition view, ImmutableArray<object?> row) =>
        string.Join(", ", view.Columns.Zip(row).OrderBy(c => c.First.Name, StringComparer.Ordinal).Select(c => $"{c.First.Name}={Cell(c.Second)}"));

    private static string Cell(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => "null",
        JsonValueKind.Array => $"[{string.Join(' ', value.EnumerateArray().Select(Cell))}]",
        JsonValueKind.Number => Number(value.GetDecimal()),
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        _ => value.ToString(),
    };

    private static string Cell(object? value) => value switch
    {
        null => "null",
        ImmutableArray<object?> list => $"[{string.Join(' ', list.Select(Cell))}]",
        bool truth => truth ? "true" : "false",
        int or long or decimal => Number(Convert.ToDecimal(value, CultureInfo.InvariantCulture)),
        _ => value.ToString()!,
    };

    /// <summary>Trailing zeros say nothing here.</summary>
    private static string Number(decimal value) => value.ToString("0.############################", CultureInfo.InvariantCulture);
}
