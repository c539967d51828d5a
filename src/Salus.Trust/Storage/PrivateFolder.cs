namespace Salus.Trust;

/// <summary>Folders that only the account which runs Salus may enter.</summary>
public static class PrivateFolder
{
    /// <summary>Creates it with its parents; leaves an existing folder as it is.</summary>
    public static DirectoryInfo Create(string path) => OperatingSystem.IsWindows()
        ? Directory.CreateDirectory(path)
        : Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
}
