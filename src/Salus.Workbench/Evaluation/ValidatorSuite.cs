using System.Collections.Immutable;
using System.Text.Json;
using Salus.Fhir;
using Salus.Fhir.Definitions;
using Salus.Fhir.Validation;

namespace Salus.Workbench.Evaluation;

/// <summary>
/// Agreement with the reference validator: for each case of <c>manifest.json</c> that has an outcome, whether both find an error.
/// Each case brings its own profiles, value sets and packages; packages that are not in the folder stay unknown.
/// </summary>
internal sealed class ValidatorSuite : IFhirSuite
{
    public string Name => "Validator";

    public ImmutableArray<SuiteResult> Run(DirectoryInfo data, CancellationToken cancel)
    {
        var folder = new DirectoryInfo(Path.Combine(data.FullName, "validator"));
        var manifest = new FileInfo(Path.Combine(folder.FullName, "manifest.json"));
        if (!manifest.Exists)
            return [];
        using var json = JsonDocument.Parse(File.ReadAllBytes(manifest.FullName));
        var tests = json.RootElement.ValueKind is JsonValueKind.Array ? json.RootElement : json.RootElement.GetProperty("test-cases");
        var errors = ImmutableArray.CreateBuilder<SuiteCase>();
        var warnings = ImmutableArray.CreateBuilder<SuiteCase>();
        foreach (var test in tests.EnumerateArray())
        {
            cancel.ThrowIfCancellationRequested();
            if (Outcome(folder, test) is not { } expected)
                continue;
            var issues = Validate(new ValidatorCase(folder, test));
            var name = test.GetProperty("name").GetString() ?? "";
            errors.Add(new SuiteCase(name, Disagreement("error", expected.Contains("error") || expected.Contains("fatal"), issues.FirstOrDefault(i => i.IsError))));
            warnings.Add(new SuiteCase(name, Disagreement("warning", expected.Contains("warning"), issues.FirstOrDefault(i => i.Severity is IssueSeverity.Warning))));
        }
        return errors.Count == 0 ? [] :
        [
            new SuiteResult("Validator agreement on errors", 90, errors.ToImmutable()),
            new SuiteResult("Validator agreement on warnings", null, warnings.ToImmutable()),
        ];
    }

    /// <summary>The severities the reference reported; null for a case without an outcome.</summary>
    private static HashSet<string>? Outcome(DirectoryInfo folder, JsonElement test)
    {
        if (ValidatorCase.Text(test, "java") is not { } name || new FileInfo(Path.Combine(folder.FullName, "outcomes", name)) is not { Exists: true } file)
            return null;
        using var json = JsonDocument.Parse(File.ReadAllBytes(file.FullName));
        return json.RootElement.TryGetProperty("issue", out var issues)
            ? [.. issues.EnumerateArray().Select(i => i.GetProperty("severity").GetString() ?? "")]
            : [];
    }

    private static ImmutableArray<ValidationIssue> Validate(ValidatorCase test)
    {
        var validator = new Validator(FhirDefinitions.R4.With(test.Definitions()));
        return [.. test.Readings(validator.Definitions).SelectMany(r => validator.Validate(r, test.Options()))];
    }

    private static string? Disagreement(string kind, bool expected, ValidationIssue? found) =>
        expected == found is not null ? null : found is null ? $"the reference finds an {kind}, we do not" : $"the reference finds no {kind}; we say {found}";
}
