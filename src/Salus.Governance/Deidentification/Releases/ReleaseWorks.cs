using System.Collections.Immutable;
using Salus.Trust;

namespace Salus.Governance.Deidentification.Releases;

/// <summary>
/// The work folders of this installation. A run holds a lock as long as it lives, so that the next start can tell the rests of one that was
/// killed from one that still runs in another program, and takes the rests away.
/// </summary>
public sealed class ReleaseWorks
{
    private const int WouldBlock = 11;
    private const int WouldBlockOnMac = 35;
    private const int SharingViolation = 32;

    private readonly DirectoryInfo root;

    /// <param name="home">The data folder of this installation.</param>
    public ReleaseWorks(DirectoryInfo home)
    {
        ArgumentNullException.ThrowIfNull(home);
        root = PrivateFolder.Create(Path.Combine(home.FullName, "releases", "work"));
        Sweep();
    }

    /// <summary>Begins a work; what an earlier run of the same release left is gone then.</summary>
    /// <exception cref="DeidentificationException">It runs already.</exception>
    public ReleaseWork Begin(Guid id)
    {
        var held = Hold(id) ?? throw new DeidentificationException("This release is being made at this moment. Wait for its end, or stop it.");
        try
        {
            var work = new ReleaseWork(id, Folder(id), held);
            work.Delete();
            PrivateFolder.Create(Folder(id).FullName);
            PrivateFolder.Create(work.Files.FullName);
            return work;
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }

    /// <summary>A finished work; null when there is none.</summary>
    public ReleaseWork? Find(Guid id) => new ReleaseWork(id, Folder(id), null) is { IsFinished: true } work ? work : null;

    /// <summary>Finished works, newest first.</summary>
    public ImmutableArray<ReleaseWork> List(int most) =>
        [.. root.EnumerateDirectories().Select(d => d.Name).OrderDescending(StringComparer.Ordinal).Select(n => Guid.TryParseExact(n, "D", out var id) ? Find(id) : null).OfType<ReleaseWork>().Take(most)];

    /// <summary>Takes a work away with the documents drawn from it, unless it is being made.</summary>
    public void Drop(Guid id)
    {
        using (var held = Hold(id))
        {
            if (held is null)
                return;
            new ReleaseWork(id, Folder(id), null).Delete();
        }
        File.Delete(Lock(id));
    }

    /// <summary>Takes away what runs that were killed left behind.</summary>
    public void Sweep()
    {
        foreach (var name in root.EnumerateDirectories().Select(d => d.Name).ToArray())
            if (Guid.TryParseExact(name, "D", out var id) && Find(id) is null)
                Drop(id);
        foreach (var file in root.EnumerateFiles("*.lock"))
            if (Guid.TryParseExact(Path.GetFileNameWithoutExtension(file.Name), "D", out var id) && !Folder(id).Exists)
                Drop(id);
    }

    /// <summary>Null while another run holds it.</summary>
    private FileStream? Hold(Guid id)
    {
        var options = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.None };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        try
        {
            return new FileStream(Lock(id), options);
        }
        catch (IOException taken) when ((taken.HResult & 0xFFFF) is WouldBlock or WouldBlockOnMac or SharingViolation)
        {
            return null;
        }
    }

    private string Lock(Guid id) => Path.Combine(root.FullName, id.ToString("D") + ".lock");

    private DirectoryInfo Folder(Guid id) => new(Path.Combine(root.FullName, id.ToString("D")));
}
