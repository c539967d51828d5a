using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using Salus.Language.Identifiers;
using Salus.Trust;

namespace Salus.Governance.Deidentification.Releases;

/// <summary>Makes the reader of free text for one run.</summary>
public delegate TextDeidentifier TextReading(Replacer replacer, Tally tally);

/// <summary>
/// Makes a release from files: learns from all of them who occurs, cleans each, reads what came out with a detector of another kind, measures
/// how far people stand out, and draws documents for a person to review. Any file that cannot be understood stops the whole run, and a
/// run that stops leaves nothing behind: not a file, not a word of the input in a message.
/// </summary>
/// <param name="readers">The first that reads a file gets it.</param>
/// <param name="second">The second opinion.</param>
public sealed class ReleaseRun(IEnumerable<IFileDeidentifier> readers, TextReading text, IIdentifierDetector second, TimeProvider clock)
{
    private const int DiskFull = 28;
    private const int DiskFullOnWindows = 112;

    private readonly ImmutableArray<IFileDeidentifier> readers = [.. readers];

    /// <summary>Fills a work for review.</summary>
    /// <exception cref="DeidentificationException">Something cannot be de-identified as it is. Nothing is left of the work.</exception>
    public Task<ReleaseReport> RunAsync(ReleaseRequest request, ReleaseWork work, IProgress<ReleaseProgress>? progress, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(work);
        return GuardedAsync(work.Delete, async () =>
        {
            var course = new ReleaseCourse(request, readers, text, second, progress, cancel);
            var report = await course.RunAsync(work.Files, work.Id, clock.GetUtcNow());
            await using (var archive = PrivateFolder.CreateFile(work.Archive.FullName))
            {
                await ReleaseArchive.WriteAsync(work.Files, archive, cancel);
                archive.Flush(flushToDisk: true);
            }
            await using var packed = work.Archive.OpenRead();
            report = report with { Content = Sha256.FromBytes(await SHA256.HashDataAsync(packed, cancel)), Bytes = packed.Length };
            await work.FinishAsync(report, course.Samples, course.Finds);
            return report;
        }, cancel);
    }

    /// <summary>
    /// De-identifies straight into a file or folder that nobody reviews: for who said so. All of it is written or nothing.
    /// </summary>
    /// <param name="output">A file for a file, and a folder that does not exist yet for a folder.</param>
    /// <exception cref="DeidentificationException">Something cannot be de-identified as it is, or the output cannot be written. Nothing is left of it.</exception>
    public Task<ReleaseReport> WriteUnreviewedAsync(ReleaseRequest request, FileSystemInfo output, IProgress<ReleaseProgress>? progress, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(output);
        var course = new ReleaseCourse(request with { Samples = 0 }, readers, text, second, progress, cancel);
        var at = clock.GetUtcNow();
        return GuardedAsync(() => { }, async () =>
        {
            if (Directory.Exists(request.Input.FullName))
            {
                RequireRoom(Path.Exists(output.FullName), output);
                ReleaseReport? report = null;
                await WholeFolder.WriteAsync(new DirectoryInfo(output.FullName), async folder => report = await course.RunAsync(folder, Guid.Empty, at));
                return report!;
            }
            RequireRoom(Directory.Exists(output.FullName), output);
            var part = output.FullName + ".part";
            var folderOfPart = new DirectoryInfo(part);
            try
            {
                if (folderOfPart.Exists)
                    folderOfPart.Delete(recursive: true);
                PrivateFolder.Create(part);
                var report = await course.RunAsync(folderOfPart, Guid.Empty, at);
                var made = folderOfPart.EnumerateFiles().Single();
                await using (var written = made.OpenWrite())
                    written.Flush(flushToDisk: true);
                made.MoveTo(output.FullName, overwrite: true);
                return report;
            }
            finally
            {
                if (Directory.Exists(part))
                    Directory.Delete(part, recursive: true);
            }
        }, cancel);
    }

    private static void RequireRoom(bool taken, FileSystemInfo output)
    {
        if (taken)
            throw new DeidentificationException("The output is there already as a folder. Name a new one: a release is never mixed with other files.");
        if (Path.GetDirectoryName(output.FullName) is { } parent && !Directory.Exists(parent))
            throw new DeidentificationException("There is no folder to write the output into. Make it first.");
    }

    /// <summary>Messages of others may hold what stood in a file, so neither they nor their exceptions go on.</summary>
    private static async Task<ReleaseReport> GuardedAsync(Action undo, Func<Task<ReleaseReport>> act, CancellationToken cancel)
    {
        try
        {
            return await act();
        }
        catch (Exception stopped)
        {
            undo();
            if (stopped is DeidentificationException || stopped is OperationCanceledException && cancel.IsCancellationRequested)
                throw;
            throw Told(stopped, null);
        }
    }

    /// <param name="where">Which file, without its name; null for the whole.</param>
    internal static DeidentificationException Told(Exception stopped, string? where) => stopped switch
    {
        DeidentificationException told => where is null ? told : new($"{where}: {told.Message}"),
        IOException full when (full.HResult & 0xFFFF) is DiskFull or DiskFullOnWindows => new("The disk is full. Free some space and start again; nothing was written."),
        _ => new(string.Create(CultureInfo.InvariantCulture, $"{where ?? "The release"} could not be de-identified ({stopped.GetType().Name}), so nothing was written. Look whether the file is whole; if it is, tell your administrator.")),
    };
}
