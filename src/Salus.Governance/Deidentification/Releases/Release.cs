using System.Text;
using Salus.Trust;

namespace Salus.Governance.Deidentification.Releases;

/// <summary>Lets a signed release out of the house: its files, statement and report in one folder, all of it or nothing.</summary>
public sealed class Release(Review review, Record record, ReleaseStore store, ReleaseWorks works, AuditLog audit, TimeProvider clock)
{
    public const string StatementText = "statement.md";
    public const string StatementJson = "statement.json";
    public const string StatementHtml = "statement.html";
    public const string ReportJson = "report.json";

    /// <summary>The folder of the outputs beside those.</summary>
    public const string Files = "files";

    /// <summary>What was signed, ready to be written.</summary>
    /// <exception cref="DeidentificationException">Nobody signed it, or it is no release.</exception>
    /// <exception cref="UnknownDraftException">There is none, or not for this person.</exception>
    public async Task<SignedRelease> FindAsync(DraftId id, Person by, CancellationToken cancel)
    {
        var reviewed = await review.OpenAsync(id, revision: null, by, cancel);
        if (reviewed.Draft.Capability != ReleaseDraft.Capability || ReleaseDraft.ReportOf(reviewed.Sources) is not { Content: { } content } report || ReleaseDraft.FiguresOf(reviewed.Sources) is not { } figures)
            throw new DeidentificationException("This draft is no release of de-identified files.");
        if (await record.FindAsync(id, by, cancel) is not { } signed)
            throw Unsigned(id);
        return new SignedRelease(report, figures, signed.Signature, content);
    }

    /// <summary>Writes the folder. What was kept for the review is gone afterwards.</summary>
    /// <param name="folder">Must not exist; its parent must.</param>
    /// <exception cref="DeidentificationException">Nobody signed it, the folder exists, the kept archive was changed, or the disk is full; nothing is left behind.</exception>
    public async Task<SignedRelease> WriteAsync(DraftId id, DirectoryInfo folder, Person by, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(folder);
        var release = await FindAsync(id, by, cancel);
        try
        {
            await WholeFolder.WriteAsync(folder, async to =>
            {
                var archive = new FileInfo(Path.Combine(to.FullName, ReleaseReport.ArchiveName));
                await WholeFolder.FileAsync(to, archive.Name, file => store.CopyAsync(release.Content, file, cancel));
                await using (var packed = archive.OpenRead())
                    await ReleaseArchive.UnpackAsync(packed, PrivateFolder.Create(Path.Combine(to.FullName, Files)), cancel);
                archive.Delete();
                await WriteTextAsync(to, StatementText, release.Statement.ToMarkdown(release.Report, release.Signature));
                await WriteTextAsync(to, StatementJson, release.Statement.ToJson());
                await WriteTextAsync(to, StatementHtml, StatementPage.Of(release.Report, release.Figures, release.Signature));
                await WriteTextAsync(to, ReportJson, release.Report.ToJson());
            });
        }
        catch (Exception wrong) when (wrong is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            throw new DeidentificationException($"The release could not be written: {wrong.Message} Nothing was released.", wrong);
        }
        await NoteAsync(id, release, by, cancel);
        return release;
    }

    /// <summary>Copies the archive of a signed release, for who takes it over the network.</summary>
    public async Task CopyAsync(DraftId id, SignedRelease release, Stream to, Person by, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(release);
        await NoteAsync(id, release, by, cancel);
        await store.CopyAsync(release.Content, to, cancel);
    }

    /// <summary>Writes into the audit trail that somebody took the release away, and takes away what nobody needs any more: the documents with their originals.</summary>
    private async Task NoteAsync(DraftId id, SignedRelease release, Person by, CancellationToken cancel)
    {
        await audit.WriteAsync(new AuditEntry(clock.GetUtcNow(), by.Id, "release-files", id, Patient: null, Detail: release.Content.ToString()), cancel);
        works.Drop(release.Report.Id);
    }

    /// <summary>Why nothing is written, and what to do.</summary>
    /// <param name="id">Null where it was not proposed.</param>
    public static DeidentificationException Unsigned(DraftId? id) => new(id is { } draft
        ? $"Nobody has signed this release yet, so nothing was written. A data steward reviews it under /releases/{draft} and signs it; then: salus deidentify release {draft} FOLDER"
        : "Nobody has signed this release, so it is not written outside the work folder. Propose it for review, or say --unreviewed and take the responsibility yourself.");

    private static Task WriteTextAsync(DirectoryInfo folder, string name, string text) => WholeFolder.FileAsync(folder, name, async to => await to.WriteAsync(Encoding.UTF8.GetBytes(text)));
}

/// <summary>A release that a person signed.</summary>
/// <param name="Content">Digest of the archive.</param>
public sealed record SignedRelease(ReleaseReport Report, SampleFigures Figures, Signature Signature, Sha256 Content)
{
    public SafeHarborStatement Statement => SafeHarborStatement.Of(Report);
}
