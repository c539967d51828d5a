using System.Collections.Immutable;
using Salus.Governance.Deidentification.Releases.Sampling;
using Salus.Language.Identifiers;
using Salus.Trust;

namespace Salus.Governance.Deidentification.Releases;

/// <summary>The acts that page, API and commands share: make a release, propose it, review its documents.</summary>
public sealed class ReleaseStudio(ReleaseRun run, ReleaseWorks works, ReleaseStore store, Review review, TimeProvider clock)
{
    private const int LongestMissed = 500;

    /// <summary>Makes a release and puts it into the work list of data stewards.</summary>
    /// <exception cref="DeidentificationException">Something cannot be de-identified as it is. Nothing is left of it.</exception>
    /// <exception cref="ReviewRefusedException">This person may not propose.</exception>
    public async Task<(ReleaseReport Report, DraftId Draft)> ProposeAsync(ReleaseRequest request, Person by, IProgress<ReleaseProgress>? progress, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(by);
        RequireProposer(by);
        var id = Guid.CreateVersion7(clock.GetUtcNow());
        var report = await MakeAsync(id, request, progress, cancel);
        try
        {
            return (report, await ProposeAsync(id, by, cancel));
        }
        catch
        {
            works.Drop(id);
            throw;
        }
    }

    /// <summary>Makes a release under an id of one's own. One that was made before under this id is replaced; what reviewers missed there is searched for.</summary>
    public async Task<ReleaseReport> MakeAsync(Guid id, ReleaseRequest request, IProgress<ReleaseProgress>? progress, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(request);
        var before = works.Find(id)?.Review.Again() ?? SampleReview.Empty;
        using var work = works.Begin(id);
        var report = await run.RunAsync(request with { Missed = [.. request.Missed, .. before.ToSearch] }, work, progress, cancel);
        await work.SaveAsync(before);
        return report;
    }

    /// <summary>Puts a release that was made into the work list of data stewards, or what was made of it since in place of what was proposed.</summary>
    /// <exception cref="DeidentificationException">There is none.</exception>
    public async Task<DraftId> ProposeAsync(Guid id, Person by, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(by);
        RequireProposer(by);
        var work = Existing(id);
        if (await store.AddAsync(work.Archive, cancel) != work.Report!.Content)
            throw new DeidentificationException("The archive was changed since it was made. Make the release again.");
        await SubmitAsync(work, by, cancel);
        return new DraftId(id);
    }

    /// <summary>A release that this person may see; null when there is none.</summary>
    public ReleaseWork? Find(Guid id, Person by) => Access.Allows(by, Act.ReadData) ? works.Find(id) : null;

    /// <summary>Keeps what a reviewer said of one document.</summary>
    /// <param name="document">Place in the sample, from 0.</param>
    /// <param name="missed">Empty for a document that is fine.</param>
    /// <exception cref="DeidentificationException">There is no such document, or what was missed does not stand in it.</exception>
    public async Task<SampleReview> MarkAsync(Guid id, int document, ImmutableArray<MissedIdentifier> missed, Person by, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(by);
        var work = Existing(id);
        var samples = work.Samples;
        if (document < 0 || document >= samples.Length)
            throw new DeidentificationException("The sample has no such document.");
        foreach (var miss in missed)
            if (string.IsNullOrWhiteSpace(miss.Value) || miss.Value.Length > LongestMissed || !samples[document].Text.Contains(miss.Value, StringComparison.OrdinalIgnoreCase))
                throw new DeidentificationException("What was missed must stand in the document as it would go out: mark it there, or type it as it stands.");
        var marked = work.Review.With(document, new SampleMark(by.Id, by.DisplayName, clock.GetUtcNow(), missed));
        await work.SaveAsync(marked);
        await SubmitAgainAsync(work, by, cancel);
        return marked;
    }

    /// <summary>The draft as it stands is replaced by one with today's figures of the review; a draft that nobody proposed stays out of the list.</summary>
    private async Task SubmitAgainAsync(ReleaseWork work, Person by, CancellationToken cancel)
    {
        var figures = SampleFigures.Of(work.Report!, work.Review);
        if (await CurrentAsync(new DraftId(work.Id), by, cancel) is { } current && ReleaseDraft.FiguresOf(current.Sources) != figures)
            await SubmitAsync(work, null, cancel, current);
    }

    private async Task SubmitAsync(ReleaseWork work, Person? by, CancellationToken cancel, ReviewedDraft? known = null)
    {
        var current = known ?? (by is null ? null : await CurrentAsync(new DraftId(work.Id), by, cancel));
        var (draft, sources) = ReleaseDraft.Of(work.Report!, SampleFigures.Of(work.Report!, work.Review), (current?.Draft.Revision ?? 0) + 1, clock);
        if (current is null || ReleaseDraft.ReportOf(current.Sources)?.ToJson() != work.Report!.ToJson() || ReleaseDraft.FiguresOf(current.Sources) != ReleaseDraft.FiguresOf(sources))
            await review.SubmitAsync(draft, sources, by, cancel);
    }

    private async Task<ReviewedDraft?> CurrentAsync(DraftId id, Person by, CancellationToken cancel)
    {
        try
        {
            return await review.OpenAsync(id, revision: null, by, cancel);
        }
        catch (UnknownDraftException)
        {
            return null;
        }
    }

    private ReleaseWork Existing(Guid id) => works.Find(id) ?? throw new DeidentificationException("There is no such release in the work folder: it was dropped, or it was released already.");

    private static void RequireProposer(Person by)
    {
        if (!Access.Allows(by, Act.ProposeData, Purpose.Research))
            throw new ReviewRefusedException("Only a researcher may propose a release for review.");
    }
}
