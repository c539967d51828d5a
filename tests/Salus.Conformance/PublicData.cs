namespace Salus.Conformance;

/// <summary>The folder of public evaluation data: <c>SALUS_DATA</c>, or <c>shared/data</c> beside the repository.</summary>
internal static class PublicData
{
    /// <summary>A data set's folder; the test is skipped when it is not there.</summary>
    public static DirectoryInfo Folder(string name)
    {
        var root = Environment.GetEnvironmentVariable("SALUS_DATA") is { Length: > 0 } named ? named : Path.Combine(Repository().FullName, "..", "shared", "data");
        var folder = new DirectoryInfo(Path.GetFullPath(Path.Combine(root, name)));
        Assert.SkipUnless(folder.Exists, $"The public data '{name}' is not here; SALUS_DATA names the folder that holds it.");
        return folder;
    }

    public static DirectoryInfo Repository()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Salus.slnx")))
            folder = folder.Parent ?? throw new DirectoryNotFoundException("The tests run from a clone of the repository.");
        return folder;
    }
}
