using Salus.Design.Files;

namespace Salus.Documentation.Registries;

/// <summary>Mapping files as YAML.</summary>
internal static class MappingYaml
{
    private static readonly YamlLimits limits = new(Depth: 24, Values: 50_000, "registry");

    /// <exception cref="MappingException">Not YAML, or more than a mapping needs; the message names the line.</exception>
    public static YamlValue Read(string text) => YamlTree.Read(text, limits, (line, what) => new MappingException([new MappingProblem(line, char.ToUpperInvariant(what[0]) + what[1..])]));
}
