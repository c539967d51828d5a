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
            if (IsRow(line))
                yield return line;
        }
    }

    public static IEnumerable<string> Lines(FileInfo file) => File.ReadLines(file.FullName).Where(IsRow);

    private static bool IsRow(string line) => line.Length > 0 && line[0] != '#';
}
