using System.Text;
using System.Text.Json;
using Salus.Synthesis.Tables.Engines;
using Salus.Synthesis.Tables.Gate;
using Salus.Trust;

namespace Salus.Synthesis.Tables.Releases;

/// <summary>Lets a signed data set out of the house: the table, its card and the gate's report in one folder, all of it or nothing.</summary>
public sealed class DataSetRelease(Review review, Record record, DataSetStore store, AuditLog audit, TimeProvider clock)
{
    public const string CardJson = "data-card.json";
    public const string CardText = "data-card.md";
    public const string Report = "report.html";

    /// <summary>What was signed, ready to be written.</summary>
    /// <exception cref="SynthesisException">Nobody signed it, or it is no data set.</exception>
    public async Task<(DataSet Set, DataCard Card, GateReport Report)> FindAsync(DraftId id, Person by, CancellationToken cancel)
    {
        var reviewed = await review.OpenAsync(id, revision: null, by, cancel);
        if (reviewed.Draft.Capability != TablesCapability.CapabilityName || DataSetDraft.SetOf(reviewed.Sources) is not { } set || DataSetDraft.ReportOf(reviewed.Sources) is not { } report)
            throw new SynthesisException("This draft is no data set.");
        if (await record.FindAsync(id, by, cancel) is not { } signed)
            throw new SynthesisException($"Nobody has signed this data set yet, so nothing was released. A data steward reviews it under /drafts/{id}, or with: salus sign {id}");
        return (set, DataCard.Of(set, report, id, signed.Signature), report);
    }

    /// <summary>Writes the folder.</summary>
    /// <param name="folder">Must not exist; its parent must.</param>
    /// <exception cref="SynthesisException">Nobody signed it, the folder exists, the kept file was changed, or the disk is full; nothing is left behind.</exception>
    public async Task<DataSet> WriteAsync(DraftId id, DirectoryInfo folder, Person by, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(folder);
        var (set, card, report) = await FindAsync(id, by, cancel);
        try
        {
            await WholeFolder.WriteAsync(folder, async to =>
            {
                await WholeFolder.FileAsync(to, set.FileName, file => store.CopyAsync(set.Content, file, cancel));
                await WholeFolder.FileAsync(to, CardJson, file => JsonSerializer.SerializeAsync(file, card, TrustJson.Indented, cancel));
                await WholeFolder.FileAsync(to, CardText, async file => await file.WriteAsync(Encoding.UTF8.GetBytes(card.ToMarkdown()), cancel));
                await WholeFolder.FileAsync(to, Report, file =>
                {
                    ReportPage.Write(report, set.Sentences, file);
                    return Task.CompletedTask;
                });
            });
        }
        catch (IOException wrong)
        {
            throw new SynthesisException($"The release could not be written: {wrong.Message} Nothing was released.", wrong);
        }
        await NoteAsync(id, set, by, cancel);
        return set;
    }

    /// <summary>Writes into the audit trail that somebody took the table away.</summary>
    public Task NoteAsync(DraftId id, DataSet set, Person by, CancellationToken cancel) =>
        audit.WriteAsync(new AuditEntry(clock.GetUtcNow(), by.Id, "release-data-set", id, Patient: null, Detail: set.Content.ToString()), cancel);
}
