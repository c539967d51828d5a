using System.Collections.Immutable;
using System.Text;
using System.Text.Json;

namespace Salus.Trust;

/// <summary>
/// Leads from a draft, signed or not, back to exactly what it was made of, and proves it: the sources have the digests that the draft
/// names, and the same code makes the same statements of them. Both are audited.
/// </summary>
public sealed class Replay(Review review, AuditLog audit, IEnumerable<IRewriter> rewriters, TimeProvider clock)
{
    /// <summary>The engine's revision of the draft with its inputs.</summary>
    /// <exception cref="UnknownDraftException">No such draft, or none this person may see.</exception>
    public async Task<DraftInputs> InputsAsync(DraftId id, Person by, CancellationToken cancel)
    {
        var first = await WrittenAsync(id, by, cancel);
        await AuditAsync("read-inputs", first.Draft, by, cancel);
        return InputsOf(first);
    }

    /// <summary>Writes the draft once more from its inputs and compares. Nothing of the draft is changed.</summary>
    /// <exception cref="UnknownDraftException">No such draft, or none this person may see.</exception>
    /// <exception cref="NotRewritableException">It cannot be written once more.</exception>
    public async Task<ReplayReport> RunAsync(DraftId id, RewriteCall call, Person by, CancellationToken cancel)
    {
        var first = await WrittenAsync(id, by, cancel);
        await AuditAsync(call.AskAgain ? "ask-model-again" : "replay-draft", first.Draft, by, cancel);
        var rewriter = rewriters.FirstOrDefault(r => r.Capability == first.Draft.Capability) ?? rewriters.FirstOrDefault(r => r.Capability.Length == 0)
            ?? throw new NotRewritableException($"Drafts of '{first.Draft.Capability}' cannot be written once more. Their inputs can be read: salus drafts inputs {id}");
        var again = await rewriter.RewriteAsync(first.Draft, first.Sources, call, cancel);
        var remarks = again.Remarks;
        if (first.Draft.Origin is var was && again.Draft.Origin is var now && (was.Engine, was.EngineVersion) != (now.Engine, now.EngineVersion))
            remarks = remarks.Add($"It was written by {was.Engine} {was.EngineVersion}; now {now.Engine} {now.EngineVersion} wrote it.");
        remarks = remarks.AddRange(Changed(was.Parameters, now.Parameters));
        return new ReplayReport(InputsOf(first), DigestOf(first.Draft), DigestOf(again.Draft), Differences(first.Draft.Statements, again.Draft.Statements), remarks, again.SameRequest, again.Answer);
    }

    /// <summary>The newest revision that no person edited.</summary>
    private async Task<ReviewedDraft> WrittenAsync(DraftId id, Person by, CancellationToken cancel)
    {
        var history = await review.HistoryAsync(id, by, cancel);
        return await review.OpenAsync(id, history.Last(r => r.Editor is null).Number, by, cancel);
    }

    private static DraftInputs InputsOf(ReviewedDraft first)
    {
        var origin = first.Draft.Origin;
        return new DraftInputs(first.Draft.Id, first.Draft.Revision, first.Draft.Capability, origin.Engine, origin.EngineVersion, origin.At, origin.Parameters,
            [.. origin.Inputs.Select(i => Kept(i, first.Sources.Find(i.Id)))], Text(ModelSources.Request), Text(ModelSources.Answer));

        string? Text(string source) => first.Sources.Find(source) is { } kept ? Encoding.UTF8.GetString(kept.Original.AsSpan()) : null;
    }

    private static KeptInput Kept(SourceReference named, Source? source) =>
        new(named.Id, named.Title, named.MediaType, named.Content, source?.Original.Length ?? 0, source is not null && source.Digest == named.Content);

    /// <summary>Everything of a draft that a reader sees; not its id, and not when it was written.</summary>
    private static Sha256 DigestOf(Draft draft) => Sha256.Of(JsonSerializer.SerializeToUtf8Bytes(new { draft.Statements, draft.Outline, draft.Omitted }, TrustJson.Canonical));

    private static ImmutableArray<StatementDifference> Differences(ImmutableArray<Statement> kept, ImmutableArray<Statement> again)
    {
        var (then, now) = (kept.ToLookup(s => s.Key, StringComparer.Ordinal), again.ToLookup(s => s.Key, StringComparer.Ordinal));
        return
        [
            .. kept.Where(s => !now.Contains(s.Key)).Select(s => new StatementDifference(s, again.FirstOrDefault(a => a.Text == s.Text && a.Section == s.Section))),
            .. again.Where(s => !then.Contains(s.Key) && !kept.Any(k => k.Text == s.Text && k.Section == s.Section)).Select(s => new StatementDifference(null, s)),
        ];
    }

    private static IEnumerable<string> Changed(ImmutableSortedDictionary<string, string> was, ImmutableSortedDictionary<string, string> now)
    {
        foreach (var (name, value) in was)
            if (!now.TryGetValue(name, out var other))
                yield return $"{name}: it was '{value}', now it is not set.";
            else if (other != value)
                yield return $"{name}: it was '{value}', now it is '{other}'.";
        foreach (var (name, value) in now.Where(p => !was.ContainsKey(p.Key)))
            yield return $"{name}: it was not set, now it is '{value}'.";
    }

    private Task AuditAsync(string act, Draft draft, Person by, CancellationToken cancel) =>
        audit.WriteAsync(new AuditEntry(clock.GetUtcNow(), by.Id, act, draft.Id, draft.Subject, Detail: $"revision {draft.Revision}"), cancel);
}
