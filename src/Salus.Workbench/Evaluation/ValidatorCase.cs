using System.Text;
using System.Text.Json;
using Salus.Fhir;
using Salus.Fhir.Definitions;
using Salus.Fhir.Validation;

namespace Salus.Workbench.Evaluation;

/// <summary>One case of the validator suite: its file, what it brings along, and the settings of the manifest.</summary>
internal sealed class ValidatorCase(DirectoryInfo folder, JsonElement test)
{
    /// <summary>Profiles and terms beside the file, and in packages.</summary>
    public IEnumerable<FhirNode> Definitions()
    {
        foreach (var name in Names("packages").Concat(Names("package-map")))
        {
            if (Locate(name) is { Exists: true } package)
            {
                using var stream = package.OpenRead();
                foreach (var resource in FhirPackage.Read(stream).Resources)
                    yield return resource;
            }
        }
        foreach (var name in Names("supporting").Concat(Names("profiles")).Concat(Names("supporting5")))
        {
            if (Locate(name) is { Exists: true } file && Read(file, FhirDefinitions.R4).Node is { } resource)
                yield return resource;
        }
    }

    /// <summary>The resource to validate; several for NDJSON.</summary>
    public IEnumerable<FhirReading> Readings(FhirDefinitions definitions)
    {
        var file = Locate(Text(test, "file") ?? "");
        if (file.Extension is ".ndjson")
            return File.ReadLines(file.FullName).Where(l => l.Length > 0).Select(l => FhirReading.Json(Encoding.UTF8.GetBytes(l)));
        var reading = Read(file, definitions);
        return [Flag("allow-comments") is true ? reading with { Problems = [.. reading.Problems.Where(p => p.Kind is not FhirReadProblemKind.Comment)] } : reading];
    }

    /// <summary>The reference runs these cases with extensions that it does not know as errors.</summary>
    public ValidationOptions Options() => new()
    {
        UnknownExtensions = IssueSeverity.Error,
        WrongDisplays = Flag("wrong-displays") is null && Text(test, "wrong-displays") is not "warning" ? IssueSeverity.Error : IssueSeverity.Warning,
        TrustRestReferences = Flag("assumeValidRestReferences") is true,
        RefuseMarkup = Flag("security-checks") is true,
        RefuseExampleUrls = Flag("examples") is false,
        CheckContained = Text(test, "validateContains") is not "IGNORE",
        ForPublication = Flag("for-publication") is true || Text(test, "for-publication") is "true",
        BestPractice = Text(test, "best-practice") is "Warning" ? IssueSeverity.Warning : null,
        References = Text(test, "validateReference") switch
        {
            "CHECK_VALID" => ReferenceChecks.Valid,
            "CHECK_EXISTS_AND_TYPE" => ReferenceChecks.ExistsAndType,
            "CHECK_EXISTS" => ReferenceChecks.Exists,
            _ => ReferenceChecks.Form,
        },
        BundleRules = test.TryGetProperty("bundle-param", out var rule) ? [new BundleRule(Text(rule, "rule") ?? "", Text(rule, "profile") ?? "")] : [],
    };

    private static FhirReading Read(FileInfo file, FhirDefinitions definitions)
    {
        var bytes = File.ReadAllBytes(file.FullName);
        return file.Extension is ".xml" ? FhirReading.Xml(bytes, definitions) : FhirReading.Json(bytes);
    }

    private FileInfo Locate(string name) => new(Path.Combine(folder.FullName, "files", name));

    private IEnumerable<string> Names(string property) => !test.TryGetProperty(property, out var value) ? [] : value.ValueKind switch
    {
        JsonValueKind.String => [value.GetString()!],
        JsonValueKind.Array => value.EnumerateArray().Where(v => v.ValueKind is JsonValueKind.String).Select(v => v.GetString()!),
        JsonValueKind.Object => value.EnumerateObject().Where(p => p.Value.ValueKind is JsonValueKind.String).Select(p => p.Value.GetString()!),
        _ => [],
    };

    private bool? Flag(string property) => !test.TryGetProperty(property, out var value) ? null : value.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => null,
    };

    internal static string? Text(JsonElement element, string property) =>
        element.TryGetProperty(property, out var value) && value.ValueKind is JsonValueKind.String ? value.GetString() : null;
}
