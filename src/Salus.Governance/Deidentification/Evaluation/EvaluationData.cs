namespace Salus.Governance.Deidentification.Evaluation;

/// <summary>The files of <c>Evaluation/Data</c>.</summary>
internal static class EvaluationData
{
    private const string Prefix = "Salus.Governance.Deidentification.Evaluation.Data.";

    /// <summary>Lines that are neither empty nor begin with '#'.</summary>
    public static IEnumerable<string> Lines(string file)
    {
        using var stream = typeof(EvaluationData).Assembly.GetManifestResourceStream(Prefix + file) ?? throw new InvalidOperationException($"{file} is not in the program.");
        using var reader = new StreamReader(stream);
        while (reader.ReadLine() is { } line)
        {
            if (line.Length > 0 && line[0] != '#')
                yield return line;
        }
    }
}
