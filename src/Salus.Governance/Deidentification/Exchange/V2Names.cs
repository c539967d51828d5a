using System.Collections.Frozen;
using Salus.Fhir.V2;

namespace Salus.Governance.Deidentification.Exchange;

/// <summary>A person's name in its parts.</summary>
internal sealed record PersonName(string Given, string Middle, string Family)
{
    /// <summary>As it is spoken.</summary>
    public string Whole { get; } = string.Join(' ', new[] { Given, Middle, Family }.Where(p => p.Length > 0));
}

/// <summary>Names of XPN and XCN, of CDA's PN: put together to find and replace them, taken apart to write them back.</summary>
internal static class V2Names
{
    private static readonly FrozenSet<string> titles = FrozenSet.ToFrozenSet(
        ["mr", "mrs", "ms", "miss", "mx", "dr", "doctor", "prof", "professor", "sir", "dame", "rev", "fr", "sr", "jr", "ii", "iii", "iv", "v", "esq", "md", "do", "dds", "dmd", "dpm", "dc", "od", "phd", "pharmd", "rph", "rn", "lpn", "lvn", "np", "fnp", "cnp", "crnp", "aprn", "arnp", "dnp", "cnm", "crna", "pa", "pa-c", "pac", "msn", "bsn", "ma", "ms", "mph", "mba", "mbbs", "mbchb", "facs", "facp", "frcp", "frcs", "rd", "pt", "dpt", "ot", "otr", "slp", "lcsw", "msw", "psyd", "ba", "bs", "ne", "al"],
        StringComparer.OrdinalIgnoreCase);

    public static PersonName Read(V2Notation notation, string[] parts)
    {
        return new PersonName(Words(1), Words(2), Words(0));

        // FN: the surname is the first subcomponent; what stands behind it repeats parts of it.
        string Words(int index)
        {
            if (index >= parts.Length || parts[index] is "\"\"")
                return "";
            var raw = parts[index];
            var end = notation.Subcomponent == '\0' ? -1 : raw.IndexOf(notation.Subcomponent, StringComparison.Ordinal);
            return string.Join(' ', notation.TextOf(end < 0 ? raw : raw[..end]).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        }
    }

    /// <summary>Whose a name is: equal names in one role are one person.</summary>
    public static string Owner(string role, string whole) => role == "patient" ? role : $"{role}-{whole.ToUpperInvariant()}";

    public static bool IsTitle(string raw) => raw.Split([' ', ',', '&'], StringSplitOptions.RemoveEmptyEntries).All(w => titles.Contains(w.Replace(".", "", StringComparison.Ordinal)));
}
