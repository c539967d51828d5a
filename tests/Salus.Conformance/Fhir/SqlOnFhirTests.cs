using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Salus.Fhir;
using Salus.Fhir.Views;

namespace Salus.Conformance.Fhir;

/// <summary>The test suite of SQL on FHIR: views over a few resources, the rows they give, and views that must be refused.</summary>
public sealed class SqlOnFhirTests(ITestOutputHelper output)
{
    [Fact]
    public void Every_view_of_the_suite_gives_its_rows()
    {
        var folder = PublicData.Folder("fhir/hl7-test-cases/sql-on-fhir");
        int passed = 0, failed = 0;
        foreach (var file in folder.GetFiles("*.json").OrderBy(f => f.Name, StringComparer.Ordinal))
        {
            if (JsonNode.Parse(File.ReadAllText(file.FullName)) is not JsonObject suite)
                continue;
            var resources = suite["resources"]!.AsArray().Select(r => FhirNode.Parse(r!.ToJsonString())).ToList();
            foreach (var test in suite["tests"]!.AsArray())
            {
                var problem = Run(test!.AsObject(), resources);
                passed += problem is null ? 1 : 0;
                failed += problem is null ? 0 : 1;
                if (problem is not null)
                    output.WriteLine($"{file.Name}, {test["title"]}: {problem}");
            }
        }
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{passed} of {passed + failed} views"));
        Assert.True(passed > 0);
        Assert.Equal(0, failed);
    }

    private static string? Run(JsonObject test, List<FhirNode> resources)
    {
        var mustFail = test["expectError"]?.GetValue<bool>() is true;
        try
        {
            var view = ViewDefinition.Parse(test["view"]!.ToJsonString());
            var rows = view.Rows(resources).ToList();
            if (mustFail)
                return "it ran, but an error was expected";
            if (test["expectColumns"] is JsonArray columns && !columns.Select(c => c!.GetValue<string>()).SequenceEqual(view.Columns.Select(c => c.Name)))
                return $"the columns are {string.Join(", ", view.Columns.Select(c => c.Name))}";
            var expected = test["expect"]!.AsArray().Select(r => Canonical(r!.AsObject())).Order(StringComparer.Ordinal);
            var actual = rows.Select(row => Canonical(view, row)).Order(StringComparer.Ordinal);
            return expected.SequenceEqual(actual) ? null : $"the rows are {string.Join(" ", actual)}";
        }
        catch (ViewException e)
        {
            return mustFail ? null : e.Message;
        }
    }

    private static string Canonical(JsonObject row) =>
        string.Join(", ", row.OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => $"{p.Key}={Text(p.Value)}"));

    private static string Canonical(ViewDefinition view, ImmutableArray<object?> row) =>
        string.Join(", ", view.Columns.Zip(row).OrderBy(c => c.First.Name, StringComparer.Ordinal).Select(c => $"{c.First.Name}={Text(c.Second)}"));

    private static string Text(JsonNode? value) => value switch
    {
        null => "null",
        JsonArray list => $"[{string.Join(" ", list.Select(Text))}]",
        _ when value.GetValueKind() is JsonValueKind.Number => decimal.Parse(value.ToJsonString(), CultureInfo.InvariantCulture).ToString("0.############", CultureInfo.InvariantCulture),
        _ => value.ToString(),
    };

    private static string Text(object? value) => value switch
    {
        null => "null",
        ImmutableArray<object?> list => $"[{string.Join(" ", list.Select(Text))}]",
        bool truth => truth ? "true" : "false",
        decimal number => number.ToString("0.############", CultureInfo.InvariantCulture),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString()!,
    };
}
