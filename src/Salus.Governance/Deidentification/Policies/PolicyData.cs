namespace Salus.Governance.Deidentification;

/// <summary>Files that come with Salus.</summary>
internal static class PolicyData
{
    public static string Text(string name)
    {
        using var stream = typeof(PolicyData).Assembly.GetManifestResourceStream($"Salus.Governance.Deidentification.{name}")
            ?? throw new InvalidOperationException($"The resource {name} is missing from the program.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
