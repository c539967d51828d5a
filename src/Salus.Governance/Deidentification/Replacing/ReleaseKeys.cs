using Salus.Trust;

namespace Salus.Governance.Deidentification;

/// <summary>The keys of a data folder, by name. Each is made when first asked for and lies in a file its owner alone can read.</summary>
public sealed class ReleaseKeys(DirectoryInfo home)
{
    private const int LongestName = 64;

    /// <param name="name">Letters, digits, dots and dashes; or a key file.</param>
    /// <exception cref="DeidentificationException">The name is none, or the key is damaged.</exception>
    public ReleaseKey Of(string name) => FileOf(name) is { } file ? ReleaseKey.Of(file) : throw NoName();

    /// <summary>A key that was made before.</summary>
    /// <exception cref="DeidentificationException">There is none of this name, or it is damaged.</exception>
    public ReleaseKey Existing(string name) => FileOf(name) switch
    {
        null => throw NoName(),
        { Exists: true } file => ReleaseKey.Read(file),
        _ => throw new DeidentificationException("There is no key of this name in the data folder. Give the name that the release was made with, or the key file."),
    };

    private FileInfo? FileOf(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (name.Length is > 0 and <= LongestName && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.' or '_') && !name.StartsWith('.') && !File.Exists(name))
            return new FileInfo(Path.Combine(PrivateFolder.Create(Path.Combine(home.FullName, "release-keys")).FullName, $"{name}.key"));
        return File.Exists(name) ? new FileInfo(name) : null;
    }

    private static DeidentificationException NoName() => new("A key has a name of letters, digits, dots and dashes, or is the file of a key.");
}
