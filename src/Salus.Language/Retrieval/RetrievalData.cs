namespace Salus.Language.Retrieval;

/// <summary>The word lists that come with retrieval; lines that begin with # are notes.</summary>
internal static class RetrievalData
{
    public static IEnumerable<string> Lines(string name)
    {
        using var stream = typeof(RetrievalData).Assembly.GetManifestResourceStream("Retrieval/Data/" + name)!;
        using var reader = new StreamReader(stream);
        while (reader.ReadLine() is { } line)
        {
            if (line.Length > 0 && line[0] != '#')
                yield return line;
        }
    }
}
