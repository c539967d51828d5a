using System.Buffers;

namespace Salus.Governance.Deidentification.Releases;

/// <summary>Names of output files: from the release's own naming, with an ending that says how to read them and nothing else.</summary>
internal sealed class OutputNames(Func<string, string> names)
{
    private static readonly string[] endings = [".json", ".ndjson", ".jsonl", ".xml", ".txt", ".md", ".hl7", ".csv", ".tsv", ".html", ".dcm"];
    private static readonly SearchValues<char> allowed = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-");

    private readonly HashSet<string> taken = new(StringComparer.OrdinalIgnoreCase);

    /// <exception cref="DeidentificationException">The naming gives what is no name, or a name twice.</exception>
    public string Of(ReleaseInput input)
    {
        var ending = input.Reader!.OutputExtension(input.File.Name) ?? Known(Path.GetExtension(input.File.Name));
        var name = names(input.Relative);
        if (!name.EndsWith(ending, StringComparison.OrdinalIgnoreCase))
            name = (endings.Contains(Path.GetExtension(name), StringComparer.OrdinalIgnoreCase) ? Path.GetFileNameWithoutExtension(name) : name) + ending;
        if (name.AsSpan().IndexOfAnyExcept(allowed) >= 0 || name.StartsWith('.') || name.Length > 200)
            throw new DeidentificationException($"{input.Words} got a name that is no plain file name. Give names of letters, digits, dots and dashes without a folder.");
        return taken.Add(name) ? name : throw new DeidentificationException($"{input.Words} got the name of another file of this release. Give every file a name of its own.");
    }

    private static string Known(string ending) => endings.FirstOrDefault(e => string.Equals(e, ending, StringComparison.OrdinalIgnoreCase)) ?? ".txt";
}
