using System.Globalization;
using System.Text.Json;
using Salus.Fhir;
using Salus.Fhir.Paths;

namespace Salus.Conformance.Fhir;

/// <summary>HL7's FHIRPath suite for R4: an expression, an input, the values with their types, or that it must be refused.</summary>
public sealed class FhirPathSuiteTests(ITestOutputHelper output)
{
    /// <summary>The suite is not the specification everywhere: it ends an hour that is written without minutes after its first minute.</summary>
    private const double Bar = 0.98;

    [Fact]
    public void At_least_98_of_100_cases_of_the_suite_pass()
    {
        var folder = PublicData.Folder("fhir/fhirpath");
        var inputs = new Dictionary<string, FhirNode>(StringComparer.Ordinal);
        int passed = 0, cases = 0;
        foreach (var line in File.ReadLines(Path.Combine(folder.FullName, "tests_dev.jsonl")))
        {
            using var test = JsonDocument.Parse(line);
            cases++;
            var problem = Run(test.RootElement, name => inputs.TryGetValue(name, out var known) ? known : inputs[name] = Read(Path.Combine(folder.FullName, "input", name)));
            if (problem is null)
                passed++;
            else
                output.WriteLine($"{test.RootElement.GetProperty("name")}: {test.RootElement.GetProperty("expression")}: {problem}");
        }
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{passed} of {cases} cases, {100.0 * passed / cases:F1} %"));
        Assert.True(passed >= Bar * cases, string.Create(CultureInfo.InvariantCulture, $"{passed} of {cases} cases pass"));
    }

    private static FhirNode Read(string path) =>
        path.EndsWith(".xml", StringComparison.Ordinal) ? FhirNode.ParseXml(File.ReadAllBytes(path)) : FhirNode.Parse(File.ReadAllBytes(path));

    private static string? Run(JsonElement test, Func<string, FhirNode> inputs)
    {
        var mustFail = test.GetProperty("invalid").ValueKind is JsonValueKind.String;
        var expected = test.GetProperty("outputs").EnumerateArray().ToList();
        try
        {
            var path = FhirPath.Parse(test.GetProperty("expression").GetString()!);
            var input = test.GetProperty("inputfile").GetString() is { } file ? inputs(file) : null;
            if (input?.ResourceType is { } type && path.Check(type, isStrict: test.GetProperty("mode").GetString() is "strict") is [var first, ..])
                return mustFail ? null : $"refused before it ran: {first.Reason}";
            var actual = path.Evaluate(input is null ? null : PathValue.Of(input));
            if (mustFail && expected.Count == 0)
                return "it ran, but an error was expected";
            if (test.GetProperty("predicate").GetString() is "true")
                return path.IsTrue(input!) ? null : "it is not true";
            if (actual.Length != expected.Count)
                return $"{actual.Length} values instead of {expected.Count}";
            return actual.Zip(expected).Select(pair => Compare(pair.First, pair.Second)).FirstOrDefault(problem => problem is not null);
        }
        catch (FhirPathException e)
        {
            return mustFail ? null : e.Message;
        }
    }

    private static string? Compare(PathValue actual, JsonElement expected)
    {
        var type = actual.TypeName[(actual.TypeName.IndexOf('.', StringComparison.Ordinal) + 1)..];
        if (expected.GetProperty("type").GetString() is { } wanted && !string.Equals(type, wanted, StringComparison.OrdinalIgnoreCase))
            return $"the type is {type} instead of {wanted}";
        var text = actual.Text ?? "";
        var value = expected.GetProperty("value").GetString()!;
        if (value.StartsWith('@'))
            value = value[1..].TrimStart('T');
        var same = string.Equals(text, value, StringComparison.Ordinal)
            || (decimal.TryParse(text, CultureInfo.InvariantCulture, out var a) && decimal.TryParse(value, CultureInfo.InvariantCulture, out var b) && a == b);
        return same ? null : $"{text} instead of {value}";
    }
}
