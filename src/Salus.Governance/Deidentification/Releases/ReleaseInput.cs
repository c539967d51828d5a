using System.Collections.Immutable;
using System.Globalization;

namespace Salus.Governance.Deidentification.Releases;

/// <summary>A file that goes into a release.</summary>
/// <param name="Relative">Path below the folder that was given, with slashes. May name a patient: never shown.</param>
/// <param name="Number">From 1, in the order of paths.</param>
internal sealed record ReleaseInput(FileInfo File, string Relative, int Number, int Count)
{
    private const int HeadBytes = 4096;
    private const int LongestShownExtension = 6;

    /// <summary>The reader of this file; null when nobody reads it.</summary>
    public IFileDeidentifier? Reader { get; init; }

    /// <summary>How messages call it.</summary>
    public string Words => string.Create(CultureInfo.InvariantCulture, $"File {Number} of {Count} ({Ending(Relative)})");

    /// <summary>All files, each with its reader.</summary>
    /// <exception cref="DeidentificationException">There is none, or one is a link.</exception>
    public static ImmutableArray<ReleaseInput> Of(FileSystemInfo input, ImmutableArray<IFileDeidentifier> readers)
    {
        var files = input switch
        {
            DirectoryInfo { Exists: true } folder => folder.EnumerateFiles("*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.None })
                .Select(f => (File: f, Relative: Path.GetRelativePath(folder.FullName, f.FullName).Replace(Path.DirectorySeparatorChar, '/'))).OrderBy(f => f.Relative, StringComparer.Ordinal).ToArray(),
            FileInfo { Exists: true } file => [(File: file, Relative: file.Name)],
            _ => throw new DeidentificationException("There is no such file or folder to de-identify. Check the name."),
        };
        if (files.Length == 0)
            throw new DeidentificationException("The folder holds no file to de-identify.");
        return [.. files.Select((f, i) => Read(new ReleaseInput(f.File, f.Relative, i + 1, files.Length), readers))];
    }

    private static ReleaseInput Read(ReleaseInput input, ImmutableArray<IFileDeidentifier> readers)
    {
        if (input.File.LinkTarget is not null)
            throw new DeidentificationException($"{input.Words} is a link to another file. Put the file itself there, or take the link away.");
        try
        {
            Span<byte> head = stackalloc byte[HeadBytes];
            using var stream = input.File.OpenRead();
            var read = stream.ReadAtLeast(head, HeadBytes, throwOnEndOfStream: false);
            foreach (var reader in readers)
                if (reader.Reads(input.File.Name, head[..read]))
                    return input with { Reader = reader };
            return input;
        }
        catch (Exception wrong) when (wrong is IOException or UnauthorizedAccessException)
        {
            throw new DeidentificationException($"{input.Words} cannot be opened. Check that the account which runs Salus may read it.");
        }
    }

    /// <summary>The extension, where it is short enough to be one.</summary>
    private static string Ending(string path)
    {
        var ending = Path.GetExtension(path);
        return ending.Length is > 1 and <= LongestShownExtension && ending.AsSpan(1).IndexOfAnyExcept(letters) < 0 ? ending.ToLowerInvariant() : "no known ending";
    }

    private static readonly System.Buffers.SearchValues<char> letters = System.Buffers.SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789");
}
