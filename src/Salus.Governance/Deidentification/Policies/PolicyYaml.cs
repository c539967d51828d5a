using Salus.Design.Files;

namespace Salus.Governance.Deidentification;

/// <summary>Policy files as YAML, and what is wrong with them.</summary>
internal static class PolicyYaml
{
    private static readonly YamlLimits limits = new(Depth: 8, Values: 200_000, "policy");

    /// <exception cref="DeidentificationException">Not YAML, or more than a policy needs; the message names the line.</exception>
    public static YamlValue Read(string text, string file) => YamlTree.Read(text, limits, (line, what) => At(file, line, what));

    public static DeidentificationException At(string file, int line, string what) => new(YamlTree.Placed(file, line, what));
}
