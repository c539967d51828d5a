using System.Runtime.CompilerServices;

namespace Salus.Conformance;

/// <summary>The folder of public evaluation data: <c>SALUS_DATA</c>, or <c>shared/data</c> beside the repository.</summary>
internal static class PublicData
{
    /// <summary>A data set's folder; the test is skipped when it is not there.</summary>
    public static DirectoryInfo Folder(string name, [CallerFilePath] string here = "")
    {
        var root = Environment.GetEnvironmentVariable("SALUS_DATA") ?? Path.Combine(Path.GetDirectoryName(here)!, "../../../shared/data");
        var folder = new DirectoryInfo(Path.GetFullPath(Path.Combine(root, name)));
        Assert.SkipUnless(folder.Exists, $"The public data '{name}' is not here; SALUS_DATA names the folder that holds it.");
        return folder;
    }
}
