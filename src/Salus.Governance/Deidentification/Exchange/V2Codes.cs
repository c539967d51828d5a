using System.Collections.Frozen;
using Salus.Language.Identifiers;

namespace Salus.Governance.Deidentification.Exchange;

/// <summary>Tables of HL7 v2 that tell what a number or a word is.</summary>
internal static class V2Codes
{
    /// <summary>HL7 table 0396, code systems whose words are their own and never a sender's free text. Restated.</summary>
    private static readonly FrozenSet<string> systems = FrozenSet.ToFrozenSet(
        ["LN", "LOINC", "SCT", "SCT2", "SNM", "SNM3", "SRT", "SNOMED-CT", "I9", "I9C", "I9CDX", "I9CP", "I10", "I10P", "I10C", "ICD10", "ICD-10-CM", "C4", "CPT", "C5", "HCPCS", "CVX", "MVX", "NDC", "RXNORM", "RXN", "UCUM", "ATC", "CAS", "UNII", "MEDR", "HCC", "UMLS", "NDFRT", "ISO+", "ISO639", "ISO3166_1", "CDCREC", "PHVS", "NUCC", "HL7NULLFL", "DCM", "UMD", "NCIT", "ICDO", "DSM", "NIC", "NANDA"],
        StringComparer.OrdinalIgnoreCase);

    /// <summary>HL7 table 0203, kinds of identifiers. Restated.</summary>
    private static readonly FrozenDictionary<string, IdentifierClass> kinds = new Dictionary<string, IdentifierClass>(StringComparer.OrdinalIgnoreCase)
    {
        ["MR"] = IdentifierClass.MedicalRecord,
        ["MRT"] = IdentifierClass.MedicalRecord,
        ["PI"] = IdentifierClass.MedicalRecord,
        ["PT"] = IdentifierClass.MedicalRecord,
        ["SS"] = IdentifierClass.SocialSecurity,
        ["NI"] = IdentifierClass.SocialSecurity,
        ["NN"] = IdentifierClass.SocialSecurity,
        ["TAX"] = IdentifierClass.SocialSecurity,
        ["MA"] = IdentifierClass.HealthPlan,
        ["MC"] = IdentifierClass.HealthPlan,
        ["MB"] = IdentifierClass.HealthPlan,
        ["MS"] = IdentifierClass.HealthPlan,
        ["HC"] = IdentifierClass.HealthPlan,
        ["JHN"] = IdentifierClass.HealthPlan,
        ["PPO"] = IdentifierClass.HealthPlan,
        ["AN"] = IdentifierClass.Account,
        ["BA"] = IdentifierClass.Account,
        ["BC"] = IdentifierClass.Account,
        ["CC"] = IdentifierClass.Account,
        ["DL"] = IdentifierClass.Licence,
        ["PPN"] = IdentifierClass.Licence,
        ["LN"] = IdentifierClass.Licence,
        ["MD"] = IdentifierClass.Licence,
        ["NPI"] = IdentifierClass.Licence,
        ["DEA"] = IdentifierClass.Licence,
        ["UPIN"] = IdentifierClass.Licence,
        ["VN"] = IdentifierClass.OtherId,
        ["VS"] = IdentifierClass.OtherId,
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>Arcs of HL7 under which code systems, tables and national bodies are registered, not single houses.</summary>
    private static readonly string[] arcs = ["2.16.840.1.113883.4.", "2.16.840.1.113883.5.", "2.16.840.1.113883.6.", "2.16.840.1.113883.12.", "2.16.840.1.113883.18.", "2.16.840.1.113883.1.", "2.16.840.1.113883.10.", "2.16.840.1.113883.11.", "2.16.840.1.113883.3.26.", "2.16.840.1.113883.3.88."];

    private static readonly System.Buffers.SearchValues<char> oidCharacters = System.Buffers.SearchValues.Create("0123456789.");

    public static bool IsStandard(string system) =>
        systems.Contains(system) || (system.Length == 7 && system.StartsWith("HL7", StringComparison.OrdinalIgnoreCase) && !system.AsSpan(3).ContainsAnyExceptInRange('0', '9'));

    public static IdentifierClass? ClassOf(string type) => kinds.TryGetValue(type, out var kind) ? kind : null;

    public static bool IsStandardOid(string oid) => Array.Exists(arcs, a => oid.StartsWith(a, StringComparison.Ordinal)) && oid.AsSpan().IndexOfAnyExcept(oidCharacters) < 0;
}
