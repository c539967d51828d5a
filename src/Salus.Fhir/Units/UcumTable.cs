using System.Collections.Frozen;

namespace Salus.Fhir.Units;

/// <summary>One line of the unit table.</summary>
/// <param name="IsMetric">Takes prefixes.</param>
/// <param name="IsArbitrary">Measured by a procedure: comparable to nothing but itself.</param>
/// <param name="Function">The name of the function that leads from this scale to <paramref name="Of"/>; null for ratio scales.</param>
internal sealed record UcumAtom(string Code, string Name, string Property, bool IsBase, bool IsMetric, bool IsArbitrary, ExactNumber Number, string Of, string? Function);

internal sealed record UcumPrefix(string Code, string Name, ExactNumber Factor);

/// <summary>The atoms and prefixes of UCUM 2.0.1, read once from the embedded table.</summary>
internal static class UcumTable
{
    private static readonly Lazy<(FrozenDictionary<string, UcumAtom> Atoms, UcumPrefix[] Prefixes)> Content = new(Read);

    public static FrozenDictionary<string, UcumAtom> Atoms => Content.Value.Atoms;

    /// <summary>Longest code first, so that 'da' is tried before 'd'.</summary>
    public static UcumPrefix[] Prefixes => Content.Value.Prefixes;

    private static (FrozenDictionary<string, UcumAtom> Atoms, UcumPrefix[] Prefixes) Read()
    {
        using var stream = typeof(UcumTable).Assembly.GetManifestResourceStream("Salus.Fhir.Units.ucum.tsv")!;
        using var reader = new StreamReader(stream);
        var atoms = new List<UcumAtom>();
        var prefixes = new List<UcumPrefix>();
        while (reader.ReadLine() is { } line)
        {
            var cells = line.Split('\t');
            switch (cells[0])
            {
                case "prefix":
                    prefixes.Add(new UcumPrefix(cells[1], cells[2], ExactNumber.Parse(cells[3])!.Value));
                    break;
                case "base":
                    atoms.Add(new UcumAtom(cells[1], cells[2], cells[3], IsBase: true, IsMetric: true, IsArbitrary: false, ExactNumber.One, "", null));
                    break;
                case "unit":
                    atoms.Add(new UcumAtom(cells[1], cells[2], cells[3], IsBase: false, cells[4].Contains('m', StringComparison.Ordinal), cells[4].Contains('a', StringComparison.Ordinal),
                        ExactNumber.Parse(cells[5])!.Value, cells[6], cells.Length > 7 ? cells[7] : null));
                    break;
                default:
                    break;
            }
        }
        return (atoms.ToFrozenDictionary(a => a.Code, StringComparer.Ordinal), [.. prefixes.OrderByDescending(p => p.Code.Length)]);
    }
}
