using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Salus.Fhir;
using Salus.Fhir.Paths;

namespace Salus.Workbench.Evaluation;

/// <summary>HL7's FHIRPath suite for R4 as JSON lines: an expression over an input file, and the types and values it must give, or that it must be refused.</summary>
internal sealed class FhirPathSuite : IFhirSuite
{
    public string Name => "FHIRPath";

    public ImmutableArray<SuiteResult> Run(DirectoryInfo data, CancellationToken cancel)
    {
        var folder = new DirectoryInfo(Path.Combine(data.FullName, "fhirpath"));
        if (!folder.Exists || folder.GetFiles("*.jsonl") is not { Length: > 0 } files)
            return [];
        var inputs = new Dictionary<string, FhirNode>(StringComparer.Ordinal);
        var cases = ImmutableArray.CreateBuilder<SuiteCase>();
        foreach (var line in files.OrderBy(f => f.Name, StringComparer.Ordinal).SelectMany(f => File.ReadLines(f.FullName)).Where(l => l.Length > 0))
        {
            cancel.ThrowIfCancellationRequested();
            using var json = JsonDocument.Parse(line);
            var test = json.RootElement;
            cases.Add(new SuiteCase(Text(test, "name") ?? "", Problem(test, Path.Combine(folder.FullName, "input"), inputs)));
        }
        return [new SuiteResult("FHIRPath", 98, cases.ToImmutable())];
    }

    private static string? Problem(JsonElement test, string folder, Dictionary<string, FhirNode> inputs)
    {
        var mustFail = Text(test, "invalid") is not null;
        try
        {
            var path = FhirPath.Parse(Text(test, "expression") ?? "");
            var input = Text(test, "inputfile") is { } file ? Input(folder, file, inputs) : null;
            if (input?.ResourceType is { } type && path.Check(type, isStrict: Text(test, "mode") is "strict") is [var first, ..])
                return mustFail ? null : $"refused before it ran: {first.Reason}";
            var values = path.Evaluate(input is null ? null : PathValue.Of(input));
            var expected = test.TryGetProperty("outputs", out var outputs) && outputs.ValueKind is JsonValueKind.Array ? outputs.EnumerateArray().ToList() : [];
            if (mustFail && expected.Count == 0)
                return "it was evaluated, but must be refused";
            // A predicate asks for the truth of what comes: something there is true, nothing is false.
            if (Text(test, "predicate") is "true")
                values = [PathValue.Of(values.Length == 1 ? values[0].AsBoolean() ?? true : !values.IsEmpty)];
            return Difference(values, expected);
        }
        catch (Exception e) when (e is FhirPathException or FhirFormatException or IOException)
        {
            return mustFail ? null : e.Message;
        }
    }

    private static FhirNode Input(string folder, string file, Dictionary<string, FhirNode> inputs)
    {
        if (!inputs.TryGetValue(file, out var node))
        {
            var bytes = File.ReadAllBytes(Path.Combine(folder, file));
            inputs[file] = node = file.EndsWith(".xml", StringComparison.Ordinal) ? FhirNode.ParseXml(bytes) : FhirNode.Parse(bytes);
        }
        return node;
    }

    private static string? Difference(ImmutableArray<PathValue> values, List<JsonElement> expected)
    {
        if (values.Length != expected.Count)
            return string.Create(CultureInfo.InvariantCulture, $"{values.Length} values instead of {expected.Count}");
        for (var i = 0; i < values.Length; i++)
        {
            var type = values[i].TypeName[(values[i].TypeName.IndexOf('.', StringComparison.Ordinal) + 1)..];
            if (Text(expected[i], "type") is { } wanted && !string.Equals(type, wanted, StringComparison.OrdinalIgnoreCase))
                return $"a {type} instead of a {wanted}";
            if (Text(expected[i], "value") is { } value && !IsSame(values[i].Text ?? "", value.StartsWith('@') ? value[1..].TrimStart('T') : value))
                return $"'{values[i].Text}' instead of '{value}'";
        }
        return null;
    }

    private static bool IsSame(string actual, string expected) =>
        string.Equals(actual, expected, StringComparison.Ordinal)
        || (decimal.TryParse(actual, NumberStyles.Float, CultureInfo.InvariantCulture, out var a) && decimal.TryParse(expected, NumberStyles.Float, CultureInfo.InvariantCulture, out var b) && a == b);

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String or JsonValueKind.True ? value.ToString().ToLowerInvariant() is "true" ? "true" : value.ToString() : null;
}
