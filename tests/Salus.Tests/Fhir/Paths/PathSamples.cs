using Salus.Fhir;

namespace Salus.Tests.Fhir.Paths;

/// <summary>Invented resources that the path tests walk over.</summary>
internal static class PathSamples
{
    public static FhirNode Patient { get; } = FhirNode.Parse("""
        {"resourceType":"Patient","id":"p1","active":true,
         "contained":[{"resourceType":"Organization","id":"clinic","name":"North clinic"}],
         "extension":[{"url":"urn:test:eye","valueCode":"green"}],
         "name":[{"use":"official","family":"Okafor","given":["Ada","Marie"]},{"use":"nickname","given":["Addie"],"_given":[{"extension":[{"url":"urn:test:sound","valueString":"AD-ee"}]}]}],
         "telecom":[{"system":"phone","value":"020 1","rank":2},{"system":"phone","value":"020 2","rank":1},{"system":"email","value":"a@example.org"}],
         "gender":"female","birthDate":"1980-03-09","deceasedBoolean":false,
         "maritalStatus":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v3-MaritalStatus","code":"M"}]},
         "managingOrganization":{"reference":"#clinic"},
         "generalPractitioner":[{"reference":"Practitioner/gp1"}]}
        """);

    public static FhirNode Weight { get; } = FhirNode.Parse("""
        {"resourceType":"Observation","id":"o1","status":"final","code":{"text":"Weight"},
         "effectiveDateTime":"2026-02-03T08:30:00+01:00",
         "valueQuantity":{"value":72.50,"unit":"kg","system":"http://unitsofmeasure.org","code":"kg"},
         "component":[{"code":{"text":"a"},"valueInteger":3},{"code":{"text":"b"},"valueString":"three"}]}
        """);
}
