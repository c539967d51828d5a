using System.Collections.Frozen;

namespace Salus.Fhir.Validation;

/// <summary>Which profile R4 demands of an Observation with a LOINC code of its vital signs list (https://hl7.org/fhir/R4/observation-vitalsigns.html).</summary>
internal static class VitalSigns
{
    private const string Base = "http://hl7.org/fhir/StructureDefinition/";

    private static readonly FrozenDictionary<string, string> profiles = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["85353-1"] = "vitalspanel",
        ["9279-1"] = "resprate",
        ["8867-4"] = "heartrate",
        ["2708-6"] = "oxygensat",
        ["8310-5"] = "bodytemp",
        ["8302-2"] = "bodyheight",
        ["9843-4"] = "headcircum",
        ["29463-7"] = "bodyweight",
        ["39156-5"] = "bmi",
        ["85354-9"] = "bp",
        ["76534-7"] = "bp",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    public static string? ProfileOf(Spot observation)
    {
        foreach (var coding in observation.First("code")?.All("coding") ?? [])
        {
            if (coding.Value("system") is "http://loinc.org" && coding.Value("code") is { } code && profiles.TryGetValue(code, out var name))
                return Base + name;
        }
        return null;
    }
}
