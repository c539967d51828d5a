using Salus.Design.Files;
using Salus.Synthesis.Tables.Engines;

namespace Salus.Synthesis.Tables.Inference;

/// <summary>Schema files as YAML, and what is wrong with them.</summary>
internal static class SchemaYaml
{
    private static readonly YamlLimits limits = new(Depth: 16, Values: 2_000_000, "schema");

    /// <exception cref="SynthesisException">Not YAML, or more than a schema needs; the message names the line.</exception>
    public static YamlValue Read(string text, string file) => YamlTree.Read(text, limits, (line, what) => At(file, line, what));

    public static SynthesisException At(string file, int line, string what) => new(YamlTree.Placed(file, line, what));
}
