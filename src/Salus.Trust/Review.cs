using System.Collections.Immutable;

namespace Salus.Trust;

/// <summary>
/// The desk where people work on drafts, from the engine's proposal to the signature. Every act is one audited transaction.
/// Changes name the revision they were made on; when it is no longer the current one they fail with <see cref="StaleRevisionException"/>.
/// Who may come to the desk is decided before (see the access policies); who may sign and overrule is decided here.
/// </summary>
public sealed class Review(Database database, Record record, Ledger ledger, ICredentialCheck credentials, IEnumerable<ICheck> checks, TimeProvider clock)
{
    /// <summary>Longest text of a statement or reason, in UTF-16 code units.</summary>
    public const int LongestText = 20_000;

    private readonly ImmutableArray<ICheck> checks = [.. checks];

    /// <summary>Checks what an engine proposes and keeps it; on disk when it returns. Submitting the same again changes nothing.</summary>
    /// <param name="draft">Revision 1 of a new draft, or the engine's next revision of one that is not signed.</param>
    /// <param name="by">Whose request it was; null for work that nobody waits for.</param>
    /// <exception cref="ArgumentException">The draft breaks a rule that engines must keep.</exception>
    public async Task<ReviewedDraft> SubmitAsync(Draft draft, Sources sources, Person? by, CancellationToken cancel)
    {
        RequireWellFormed(draft);
        if (by is not null && !Access.Allows(by, draft.Purpose is Purpose.Research ? Act.ProposeData : Act.CreateDraft, draft.Purpose))
            throw new ReviewRefusedException(draft.Purpose is Purpose.Research ? "Only a researcher may propose drafts for research." : "Drafts about the care of patients are for those who care for them.");
        var reviewed = await Inspection.RunAsync(draft, sources, checks, cancel);
        var kept = await database.WriteAsync(async transaction =>
        {
            var now = clock.GetUtcNow();
            if (!await DraftStore.InsertAsync(transaction, reviewed, by?.Id, now))
            {
                if (await DraftStore.LoadAsync(transaction, draft.Id, draft.Revision) is { } same && same.Draft.Digest() == draft.Digest())
                    return same;
                if (!await DraftStore.ClaimAsync(transaction, draft.Id, draft.Revision - 1, now))
                    throw await WhyNotAsync(transaction, draft.Id);
                reviewed = await WithDecisionsAsync(transaction, reviewed);
                await DraftStore.DescribeAsync(transaction, reviewed, DraftState.Waiting);
            }
            else if (draft.Revision != 1)
            {
                throw new ArgumentException($"The first revision of a draft is 1, not {draft.Revision}.", nameof(draft));
            }
            await AddRevisionAsync(transaction, reviewed, RevisionChange.Submitted, statement: null, by, now);
            return reviewed;
        }, cancel);
        TrustMeters.Submitted(kept);
        return kept;
    }

    /// <summary>The draft with its verdict; when checks were added or updated since, with that of today's checks.</summary>
    /// <param name="revision">Null for the current one.</param>
    /// <exception cref="UnknownDraftException">No such draft or revision.</exception>
    public Task<ReviewedDraft> OpenAsync(DraftId id, int? revision, Person by, CancellationToken cancel) => database.WriteAsync(async transaction =>
    {
        var item = await FindAsync(transaction, id, by);
        var reviewed = await DraftStore.LoadAsync(transaction, id, revision ?? item.Revision) ?? throw new UnknownDraftException(id);
        if (reviewed.Draft.Revision == item.Revision && item.State is not DraftState.Signed && !Inspection.IsUpToDate(reviewed, checks))
            reviewed = await InspectAgainAsync(transaction, reviewed, item.State, cancel);
        var now = clock.GetUtcNow();
        await DraftStore.OpenedAsync(transaction, id, now);
        await AuditAsync(transaction, by, "open-draft", reviewed.Draft, now);
        return reviewed;
    }, cancel);

    /// <summary>One line of the work list.</summary>
    /// <exception cref="UnknownDraftException">No such draft.</exception>
    public Task<WorkItem> FindAsync(DraftId id, Person by, CancellationToken cancel) => database.WriteAsync(async transaction =>
    {
        var item = await FindAsync(transaction, id, by);
        await AuditLog.AppendAsync(transaction, new AuditEntry(clock.GetUtcNow(), by.Id, "list-drafts", id, item.Subject));
        return item;
    }, cancel);

    /// <summary>Last changed first.</summary>
    public Task<ImmutableArray<WorkItem>> WorkListAsync(WorkListQuery query, Person by, CancellationToken cancel) => database.WriteAsync(async transaction =>
    {
        var items = await DraftStore.ListAsync(transaction, query, PurposesOf(by), restrictedToo: await BreakGlass.IsOpenAsync(transaction, by.Id, clock.GetUtcNow()));
        await AuditLog.AppendAsync(transaction, new AuditEntry(clock.GetUtcNow(), by.Id, "list-drafts", Draft: null, Patient: null, Detail: $"{items.Length} drafts"));
        return items;
    }, cancel);

    /// <summary>The same drafts with their content, for lists that show more of them than the work list does. Nobody counts as having opened one.</summary>
    public Task<ImmutableArray<(WorkItem Item, ReviewedDraft Reviewed)>> ListAsync(WorkListQuery query, Person by, CancellationToken cancel) => database.WriteAsync(async transaction =>
    {
        var items = await DraftStore.ListAsync(transaction, query, PurposesOf(by), restrictedToo: await BreakGlass.IsOpenAsync(transaction, by.Id, clock.GetUtcNow()));
        var drafts = ImmutableArray.CreateBuilder<(WorkItem, ReviewedDraft)>(items.Length);
        foreach (var item in items)
            drafts.Add((item, await DraftStore.LoadAsync(transaction, item.Id, item.Revision) ?? throw new UnknownDraftException(item.Id)));
        await AuditLog.AppendAsync(transaction, new AuditEntry(clock.GetUtcNow(), by.Id, "list-drafts", Draft: null, Patient: null, Detail: $"{items.Length} drafts"));
        return drafts.DrainToImmutable();
    }, cancel);

    /// <summary>Every revision and every decision, oldest first.</summary>
    /// <exception cref="UnknownDraftException">No such draft.</exception>
    public Task<ImmutableArray<Revision>> HistoryAsync(DraftId id, Person by, CancellationToken cancel) => database.WriteAsync(async transaction =>
    {
        var item = await FindAsync(transaction, id, by);
        await AuditLog.AppendAsync(transaction, new AuditEntry(clock.GetUtcNow(), by.Id, "read-history", id, item.Subject));
        return await DraftStore.HistoryAsync(transaction, id);
    }, cancel);

    /// <summary>Replaces the words of a statement. It keeps its evidence, so the checks say whether the new words are supported.</summary>
    /// <param name="statement">Zero-based.</param>
    /// <returns>The next revision; the same one when nothing changed.</returns>
    /// <exception cref="ReviewRefusedException">No such statement, or no usable text.</exception>
    public async Task<ReviewedDraft> EditAsync(DraftId id, int revision, int statement, string text, Person by, CancellationToken cancel)
    {
        var current = await CurrentAsync(id, revision, by, cancel);
        var draft = current.Draft;
        if (statement < 0 || statement >= draft.Statements.Length)
            throw new ReviewRefusedException($"The draft has no statement {statement + 1}; it has {draft.Statements.Length}.");
        var before = draft.Statements[statement];
        var words = Words(text, "To remove a statement, reject it.");
        if (string.Equals(words, before.Text, StringComparison.Ordinal))
            return await OpenAsync(id, revision, by, cancel);
        // One person's word does not vouch for another's.
        var after = before with { Text = words, Evidence = [.. before.Evidence.Select(e => e is Attestation ? Attestation.By(by.Id) : e)] };
        return await ReviseAsync(current, draft.Statements.SetItem(statement, after), RevisionChange.Edited, statement, by, cancel);
    }

    /// <summary>Adds what the reviewer knows and no source says, at the end of its section and group.</summary>
    /// <param name="section">Key of a section in the draft's outline.</param>
    /// <exception cref="ReviewRefusedException">No such section, or no usable text.</exception>
    public async Task<ReviewedDraft> AddAsync(DraftId id, int revision, string section, string? group, string text, Person by, CancellationToken cancel)
    {
        var current = await CurrentAsync(id, revision, by, cancel);
        var draft = current.Draft;
        if (!draft.Outline.Any(s => s.Key == section))
            throw new ReviewRefusedException($"The draft has no section '{section}'. Choose one of: {string.Join(", ", draft.Outline.Select(s => s.Key))}.");
        var words = Words(text, "Write what you want to add.");
        group = string.IsNullOrWhiteSpace(group) ? null : StoredText.Line(group);
        var last = LastIndex(draft, s => s.Section == section && s.Group == group) ?? LastIndex(draft, s => s.Section == section) ?? draft.Statements.Length - 1;
        var added = new Statement(section, words, [Attestation.By(by.Id)]) { Group = group };
        return await ReviseAsync(current, draft.Statements.Insert(last + 1, added), RevisionChange.Added, last + 1, by, cancel);
    }

    /// <summary>Accepts or rejects a statement, overrules a blocking finding, or takes such a decision back.</summary>
    /// <param name="target">A <see cref="Statement.Key"/>, or for an overrule <see cref="Finding.KeyIn"/>.</param>
    /// <param name="reason">Required for an overrule.</param>
    /// <exception cref="ReviewRefusedException">No such target in this revision, or the decision is not allowed.</exception>
    public async Task<ReviewedDraft> DecideAsync(DraftId id, int revision, DecisionKind kind, string target, string? reason, Person by, CancellationToken cancel)
    {
        var current = await CurrentAsync(id, revision, by, cancel);
        reason = string.IsNullOrWhiteSpace(reason) ? null : Words(reason, "");
        SigningRules.RequireAllowed(current, kind, target, reason, by);
        return await DecideAsync(current, new Decision(kind, target, by.Id, clock.GetUtcNow(), reason), DraftState.InReview, by, cancel);
    }

    /// <summary>Says that the draft cannot be signed as it is, and why. The next edit or decision takes it up again.</summary>
    /// <exception cref="ReviewRefusedException">No reason.</exception>
    public async Task SendBackAsync(DraftId id, int revision, string reason, Person by, CancellationToken cancel)
    {
        var why = Words(reason, "Say what is wrong, so that somebody can put it right.");
        var current = await CurrentAsync(id, revision, by, cancel);
        await DecideAsync(current, new Decision(DecisionKind.SendBack, id.ToString(), by.Id, clock.GetUtcNow(), why), DraftState.SentBack, by, cancel);
    }

    private Task<ReviewedDraft> DecideAsync(ReviewedDraft current, Decision decision, DraftState next, Person by, CancellationToken cancel) => database.WriteAsync(async transaction =>
    {
        var (id, revision) = (current.Draft.Id, current.Draft.Revision);
        if (!await DraftStore.ClaimAsync(transaction, id, revision, decision.At))
            throw await WhyNotAsync(transaction, id);
        var taken = await DraftStore.DecisionsAsync(transaction, id);
        await DraftStore.AddDecisionAsync(transaction, id, revision, taken.Length, decision);
        var decided = await WithDecisionsAsync(transaction, current);
        await DraftStore.DescribeAsync(transaction, decided, next);
        await AuditAsync(transaction, by, DraftStore.Name(decision.Kind), current.Draft, decision.At);
        return decided;
    }, cancel);

    /// <summary>
    /// Signature, record, ledger and audit in one transaction: all of it or nothing.
    /// </summary>
    /// <param name="password">The signer's, asked for again.</param>
    /// <exception cref="SignatureRefusedException">Says everything that stands against it.</exception>
    public Task<SignedDraft> SignAsync(DraftId id, int revision, Person by, string password, CancellationToken cancel) =>
        SignAsync(id, revision, decisionsSeen: null, by, password, cancel);

    /// <inheritdoc cref="SignAsync(DraftId, int, Person, string, CancellationToken)"/>
    /// <param name="decisionsSeen">How many decisions the signer had before them: a decision that somebody else took since refuses the signature. Null signs whatever holds.</param>
    public async Task<SignedDraft> SignAsync(DraftId id, int revision, int? decisionsSeen, Person by, string password, CancellationToken cancel)
    {
        var found = await database.ReadAsync(transaction => FindAsync(transaction, id, by), cancel);
        if (!Access.Allows(by, Act.SignDraft, found.Purpose))
            throw await RefusedAsync(id, by, [found.Purpose is Purpose.Research ? "Only a data steward may sign what is for research." : "Only a clinician may sign."], cancel);
        if (found.Purpose is Purpose.Research && found.ProposedBy == by.Id)
            throw await RefusedAsync(id, by, ["You proposed this yourself: another data steward signs it."], cancel);
        if (!await credentials.VerifyAsync(by.Id, password, cancel))
            throw await RefusedAsync(id, by, ["The password is wrong, or the account is locked."], cancel);
        var current = await CurrentAsync(id, revision, by, cancel);
        try
        {
            var draft = await database.WriteAsync(async transaction =>
            {
                var now = clock.GetUtcNow();
                if (!await DraftStore.ClaimAsync(transaction, id, revision, now))
                    throw await WhyNotAsync(transaction, id);
                var item = await DraftStore.FindAsync(transaction, id);
                var reviewed = await WithDecisionsAsync(transaction, current);
                var against = SigningRules.Against(reviewed, item!.State);
                if (!Inspection.IsUpToDate(current, checks))
                    against = against.Insert(0, "The checks were updated since the draft was opened. Open it again to see their verdict, then sign.");
                if (decisionsSeen is { } seen && seen != reviewed.Decisions.Length)
                    against = against.Insert(0, "Somebody decided about a part of this draft while you read it. Look at it again, then sign.");
                if (!against.IsEmpty)
                    throw new SignatureRefusedException(against);
                var signed = new SignedDraft(reviewed, new Signature(by.Id, by.DisplayName, by.Roles.First(r => Access.Allows(by with { Roles = [r] }, Act.SignDraft, found.Purpose)), now, SigningRules.Overruled(reviewed)));
                await DraftStore.DescribeAsync(transaction, reviewed, DraftState.Signed, by.Id);
                await record.CommitAsync(transaction, signed);
                await AuditAsync(transaction, by, "sign", reviewed.Draft, now);
                return signed;
            }, cancel);
            TrustMeters.Signed(draft);
            return draft;
        }
        catch (SignatureRefusedException e)
        {
            throw await RefusedAsync(id, by, e.Reasons, cancel);
        }
    }

    /// <summary>What the pilot report needs: times and counts over the notes signed in a period, nothing about patients.</summary>
    public Task<ReviewFigures> FiguresAsync(FiguresQuery query, Person by, CancellationToken cancel) => database.WriteAsync(async transaction =>
    {
        await AuditLog.AppendAsync(transaction, new AuditEntry(clock.GetUtcNow(), by.Id, "read-figures", Draft: null, Patient: null));
        return await ReviewFigures.ReadAsync(transaction, query);
    }, cancel);

    private async Task<ReviewedDraft> ReviseAsync(ReviewedDraft current, ImmutableArray<Statement> statements, RevisionChange change, int statement, Person by, CancellationToken cancel)
    {
        var draft = current.Draft;
        var next = draft with { Revision = draft.Revision + 1, Statements = statements, Origin = draft.Origin with { At = clock.GetUtcNow(), Editor = by.Id } };
        var reviewed = await Inspection.RunAsync(next, current.Sources, checks, cancel);
        return await database.WriteAsync(async transaction =>
        {
            var now = clock.GetUtcNow();
            if (!await DraftStore.ClaimAsync(transaction, draft.Id, draft.Revision, now))
                throw await WhyNotAsync(transaction, draft.Id);
            var revised = await WithDecisionsAsync(transaction, reviewed);
            await DraftStore.DescribeAsync(transaction, revised, DraftState.InReview);
            await AddRevisionAsync(transaction, revised, change, statement, by, now);
            return revised;
        }, cancel);
    }

    private async Task AddRevisionAsync(DatabaseTransaction transaction, ReviewedDraft reviewed, RevisionChange change, int? statement, Person? by, DateTimeOffset now)
    {
        var content = await DraftStore.AddRevisionAsync(transaction, reviewed, change, statement, now);
        await ledger.AppendAsync(transaction, "draft", content);
        await AuditAsync(transaction, by, change switch { RevisionChange.Submitted => "submit-draft", RevisionChange.Edited => "edit-statement", _ => "add-statement" }, reviewed.Draft, now);
    }

    private async Task<ReviewedDraft> InspectAgainAsync(DatabaseTransaction transaction, ReviewedDraft reviewed, DraftState state, CancellationToken cancel)
    {
        var again = await WithDecisionsAsync(transaction, await Inspection.RunAsync(reviewed.Draft, reviewed.Sources, checks, cancel));
        await DraftStore.ReplaceVerdictAsync(transaction, again);
        await DraftStore.DescribeAsync(transaction, again, state);
        return again;
    }

    /// <summary>What the person has in front of them; contents of a revision never change, so this needs no lock.</summary>
    private Task<ReviewedDraft> CurrentAsync(DraftId id, int revision, Person by, CancellationToken cancel) => database.ReadAsync(async transaction =>
    {
        var item = await FindAsync(transaction, id, by);
        if (item.State is DraftState.Signed || item.Revision != revision)
            throw await WhyNotAsync(transaction, id);
        return await DraftStore.LoadAsync(transaction, id, revision) ?? throw new UnknownDraftException(id);
    }, cancel);

    private static IEnumerable<Purpose> PurposesOf(Person by) => Enum.GetValues<Purpose>().Where(purpose => Access.Serves(by, purpose));

    /// <summary>A draft about a restricted patient is not there for somebody who has not broken the glass; nor one for a purpose that is not theirs.</summary>
    private async Task<WorkItem> FindAsync(DatabaseTransaction transaction, DraftId id, Person by) =>
        await DraftStore.FindAsync(transaction, id) is { } item && Access.Serves(by, item.Purpose) && await RestrictedPatients.OpenToAsync(transaction, by.Id, item.Subject, clock.GetUtcNow())
            ? item
            : throw new UnknownDraftException(id);

    private static async Task<ReviewedDraft> WithDecisionsAsync(DatabaseTransaction transaction, ReviewedDraft reviewed)
    {
        var decisions = await DraftStore.DecisionsAsync(transaction, reviewed.Draft.Id);
        return new ReviewedDraft(reviewed.Draft, reviewed.Sources, reviewed.Checks, reviewed.Findings, [.. decisions.Select(d => d.Decision)]);
    }

    private static async Task<Exception> WhyNotAsync(DatabaseTransaction transaction, DraftId id) => await DraftStore.FindAsync(transaction, id) switch
    {
        null => new UnknownDraftException(id),
        { State: DraftState.Signed } => new AlreadySignedException(id),
        var item => new StaleRevisionException(id, item.Revision),
    };

    private async Task<SignatureRefusedException> RefusedAsync(DraftId id, Person by, ImmutableArray<string> reasons, CancellationToken cancel)
    {
        TrustMeters.Refused();
        await database.WriteAsync(
            transaction => AuditLog.AppendAsync(transaction, new AuditEntry(clock.GetUtcNow(), by.Id, "sign", id, Patient: null, "refused", $"{reasons.Length} reasons")), cancel);
        return new SignatureRefusedException(reasons);
    }

    private static Task AuditAsync(DatabaseTransaction transaction, Person? by, string act, Draft draft, DateTimeOffset now) =>
        AuditLog.AppendAsync(transaction, new AuditEntry(now, by?.Id, act, draft.Id, draft.Subject, Detail: $"revision {draft.Revision}"));

    private static void RequireWellFormed(Draft draft)
    {
        if (draft.Origin.Editor is not null || draft.Statements.Any(s => s.Evidence.Any(e => e is Attestation)))
            throw new ArgumentException("Only people attest, and only at the desk: an engine's draft carries neither an editor nor an attestation.", nameof(draft));
        if (draft.Subject is { } subject && !StoredText.IsStorable(subject.Value))
            throw new ArgumentException("The patient's id holds control characters or broken ones.", nameof(draft));
        if (!draft.Outline.IsEmpty && draft.Statements.FirstOrDefault(s => !draft.Outline.Any(o => o.Key == s.Section)) is { } lost)
            throw new ArgumentException($"The section '{lost.Section}' of a statement is not in the outline, so nobody would see it.", nameof(draft));
    }

    private static string Words(string text, string hint)
    {
        var words = text.Trim();
        if (words.Length == 0)
            throw new ReviewRefusedException($"The text is empty. {hint}".TrimEnd());
        if (words.Length > LongestText)
            throw new ReviewRefusedException($"The text has {words.Length} characters; at most {LongestText} are kept.");
        if (!StoredText.IsStorable(words))
            throw new ReviewRefusedException("The text holds control characters or broken ones. Remove them.");
        return words;
    }

    private static int? LastIndex(Draft draft, Func<Statement, bool> match)
    {
        for (var i = draft.Statements.Length - 1; i >= 0; i--)
        {
            if (match(draft.Statements[i]))
                return i;
        }
        return null;
    }
}
