namespace Salus.Trust;

/// <summary>Folders and files that only the account which runs Salus may open.</summary>
public static class PrivateFolder
{
    /// <summary>Creates it with its parents; leaves an existing folder as it is.</summary>
    public static DirectoryInfo Create(string path) => OperatingSystem.IsWindows()
        ? Directory.CreateDirectory(path)
        : Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);

    /// <summary>An empty file to write to; replaces an existing one.</summary>
    public static FileStream CreateFile(string path) => Open(path, FileMode.Create);

    internal static FileStream Open(string path, FileMode mode)
    {
        var options = new FileStreamOptions { Mode = mode, Access = FileAccess.ReadWrite, Share = FileShare.ReadWrite };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return new FileStream(path, options);
    }
}
