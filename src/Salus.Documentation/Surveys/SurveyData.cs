using System.Collections.Immutable;

namespace Salus.Documentation.Surveys;

/// <summary>The files that come with surveys: tab-separated, the first line names the columns, lines with # tell source and version.</summary>
internal static class SurveyData
{
    public const string Version = "1.0";

    public static string Text(string name)
    {
        using var stream = typeof(SurveyData).Assembly.GetManifestResourceStream("Salus.Documentation.Surveys.Data." + name)!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }

    /// <summary>The rows below the header, cell by cell.</summary>
    public static ImmutableArray<string[]> Rows(string name) => [.. Text(name).Split('\n').Where(l => l.Length > 0 && l[0] != '#').Skip(1).Select(l => l.Split('\t'))];
}
