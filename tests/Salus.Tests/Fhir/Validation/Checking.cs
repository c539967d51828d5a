using System.Text;
using Salus.Fhir;
using Salus.Fhir.Definitions;
using Salus.Fhir.Validation;

namespace Salus.Tests.Fhir.Validation;

/// <summary>A resource as JSON, and the rules it breaks.</summary>
internal static class Checking
{
    public static IReadOnlyList<ValidationIssue> Issues(string json, ValidationOptions? options = null, params string[] definitions)
    {
        var validator = definitions.Length == 0 ? Validator.R4 : new Validator(FhirDefinitions.R4.With(definitions.Select(d => FhirNode.Parse(d))));
        return validator.Validate(FhirReading.Json(Encoding.UTF8.GetBytes(json)), options);
    }

    public static IEnumerable<string> Errors(string json, ValidationOptions? options = null, params string[] definitions) =>
        Issues(json, options, definitions).Where(i => i.IsError).Select(i => $"{i.Rule} {i.Location}");

    public static void IsValid(string json, ValidationOptions? options = null, params string[] definitions) => Assert.Empty(Errors(json, options, definitions));

    /// <summary>Exactly these errors, each as rule and location.</summary>
    public static void HasErrors(string json, params string[] errors) => Assert.Equal(errors, Errors(json));

    public static string Observation(string rest) =>
        $$"""{"resourceType":"Observation","status":"final","code":{"text":"Grip strength"},{{rest}}}""";
}
