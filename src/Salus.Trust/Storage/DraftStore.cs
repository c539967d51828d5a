using System.Collections.Immutable;
using System.Globalization;

namespace Salus.Trust;

/// <summary>The SQL behind <see cref="Review"/>: drafts, their revisions and decisions.</summary>
internal static class DraftStore
{
    private const string Columns = "id, revision, capability, state, subject, patient_name as patientName, summary, created_at as createdAt, changed_at as changedAt, statements, blocking, warnings, signed_by as signedBy, purpose, proposed_by as proposedBy";

    public static async Task<WorkItem?> FindAsync(DatabaseTransaction transaction, DraftId id) =>
        (await transaction.SingleAsync<DraftRow>($"select {Columns} from drafts where id = @id", new { id = id.ToString() }))?.ToItem();

    /// <param name="purposes">Only drafts for one of these.</param>
    public static async Task<ImmutableArray<WorkItem>> ListAsync(DatabaseTransaction transaction, WorkListQuery query, IEnumerable<Purpose> purposes, bool restrictedToo)
    {
        var where = new List<string> { $"purpose in ({string.Join(", ", purposes.Select(p => $"'{Name(p)}'").DefaultIfEmpty("''"))})" };
        if (!restrictedToo)
            where.Add("(subject is null or subject not in (select patient from restricted_patients))");
        if (!query.States.IsDefaultOrEmpty)
            where.Add($"state in ({string.Join(", ", query.States.Where(Enum.IsDefined).Select(s => $"'{Name(s)}'"))})");
        if (query.Capability is not null)
            where.Add("capability = @capability");
        if (!string.IsNullOrWhiteSpace(query.Text))
            where.Add("search like @text escape '\\'");
        var rows = await transaction.QueryAsync<DraftRow>(
            $"select {Columns} from drafts where {string.Join(" and ", where)} order by changed_at desc, id desc limit @take offset @skip",
            new
            {
                text = $"%{Escape(StoredText.Line(query.Text ?? "").ToLowerInvariant())}%",
                capability = query.Capability,
                take = Math.Clamp(query.Take, 1, 500),
                skip = Math.Max(0, query.Skip),
            });
        return [.. rows.Select(r => r.ToItem())];
    }

    /// <returns>False when there is such a draft already.</returns>
    public static async Task<bool> InsertAsync(DatabaseTransaction transaction, ReviewedDraft reviewed, PersonId? proposedBy, DateTimeOffset now)
    {
        var draft = reviewed.Draft;
        var summary = DraftSummary.Of(draft, reviewed.Sources);
        return 1 == await transaction.ExecuteAsync(
            """
            insert into drafts (id, revision, capability, state, subject, patient_name, summary, search, created_at, changed_at, statements, blocking, warnings, purpose, proposed_by)
            values (@id, @revision, @capability, 'waiting', @subject, @patientName, @summary, @search, @now, @now, @statements, @blocking, @warnings, @purpose, @proposedBy)
            on conflict (id) do nothing
            """,
            new
            {
                id = draft.Id.ToString(),
                revision = (long)draft.Revision,
                capability = draft.Capability,
                subject = draft.Subject?.Value,
                patientName = summary.PatientName,
                summary = summary.Reason,
                search = summary.Search(draft.Subject),
                now = Stamp.Of(now),
                statements = (long)draft.Statements.Length,
                blocking = (long)reviewed.OpenBlocking.Length,
                warnings = (long)reviewed.Findings.Count(f => f.Severity is Severity.Warning),
                purpose = Name(draft.Purpose),
                proposedBy = proposedBy?.ToString(),
            });
    }

    /// <summary>Takes the draft for a change: from here to the end of the transaction nobody else can change it.</summary>
    /// <returns>False when <paramref name="revision"/> is not the current one, or the draft is signed or unknown.</returns>
    public static async Task<bool> ClaimAsync(DatabaseTransaction transaction, DraftId id, int revision, DateTimeOffset now) =>
        1 == await transaction.ExecuteAsync(
            "update drafts set changed_at = @now where id = @id and revision = @revision and state <> 'signed'",
            new { id = id.ToString(), revision = (long)revision, now = Stamp.Of(now) });

    /// <summary>Writes the state of a claimed draft and what the work list shows of it.</summary>
    public static Task DescribeAsync(DatabaseTransaction transaction, ReviewedDraft reviewed, DraftState state, PersonId? signedBy = null)
    {
        var draft = reviewed.Draft;
        var summary = DraftSummary.Of(draft, reviewed.Sources);
        return transaction.ExecuteAsync(
            """
            update drafts set revision = @revision, state = @state, signed_by = @signedBy, patient_name = @patientName, summary = @summary, search = @search,
                statements = @statements, blocking = @blocking, warnings = @warnings
            where id = @id
            """,
            new
            {
                id = draft.Id.ToString(),
                revision = (long)draft.Revision,
                state = Name(state),
                signedBy = signedBy?.ToString(),
                patientName = summary.PatientName,
                summary = summary.Reason,
                search = summary.Search(draft.Subject),
                statements = (long)draft.Statements.Length,
                blocking = (long)reviewed.OpenBlocking.Length,
                warnings = (long)reviewed.Findings.Count(f => f.Severity is Severity.Warning),
            });
    }

    /// <returns>Digest of the revision's content.</returns>
    public static async Task<Sha256> AddRevisionAsync(DatabaseTransaction transaction, ReviewedDraft reviewed, RevisionChange change, int? statement, DateTimeOffset now)
    {
        var draft = reviewed.Draft;
        var content = await Blobs.PutJsonAsync(transaction, draft);
        var inspection = await Blobs.PutJsonAsync(transaction, new Verdict(reviewed.Checks, reviewed.Findings));
        var sources = ImmutableArray.CreateBuilder<Sha256>();
        foreach (var source in reviewed.Sources)
            sources.Add(await Blobs.PutJsonAsync(transaction, source));
        var manifest = await Blobs.PutJsonAsync(transaction, sources.ToImmutable());
        await transaction.ExecuteAsync(
            """
            insert into revisions (draft, number, change, statement, content, inspection, sources, editor, at)
            values (@draft, @number, @change, @statement, @content, @inspection, @sources, @editor, @at)
            """,
            new
            {
                draft = draft.Id.ToString(),
                number = (long)draft.Revision,
                change = Name(change),
                statement = (long?)statement,
                content = content.ToString(),
                inspection = inspection.ToString(),
                sources = manifest.ToString(),
                editor = draft.Origin.Editor?.ToString(),
                at = Stamp.Of(now),
            });
        return content;
    }

    /// <summary>The verdict of later checks on the current revision; the earlier one stays among the blobs.</summary>
    public static async Task ReplaceVerdictAsync(DatabaseTransaction transaction, ReviewedDraft reviewed)
    {
        var inspection = await Blobs.PutJsonAsync(transaction, new Verdict(reviewed.Checks, reviewed.Findings));
        await transaction.ExecuteAsync(
            "update revisions set inspection = @inspection where draft = @id and number = @revision",
            new { inspection = inspection.ToString(), id = reviewed.Draft.Id.ToString(), revision = (long)reviewed.Draft.Revision });
    }

    public static async Task<ReviewedDraft?> LoadAsync(DatabaseTransaction transaction, DraftId id, int revision)
    {
        var row = await transaction.SingleAsync<RevisionContent>(
            "select content, inspection, sources from revisions where draft = @id and number = @revision",
            new { id = id.ToString(), revision = (long)revision });
        if (row is null)
            return null;
        var draft = await Blobs.GetJsonAsync<Draft>(transaction, row.Content);
        var verdict = await Blobs.GetJsonAsync<Verdict>(transaction, row.Inspection);
        var sources = new List<Source>();
        foreach (var digest in await Blobs.GetJsonAsync<ImmutableArray<Sha256>>(transaction, row.Sources))
            sources.Add(await Blobs.GetJsonAsync<Source>(transaction, digest.ToString()));
        var decisions = (await DecisionsAsync(transaction, id)).Where(d => d.Revision <= revision).Select(d => d.Decision);
        return new ReviewedDraft(draft, new Sources(sources), verdict.Checks, verdict.Findings, [.. decisions]);
    }

    public static async Task<ImmutableArray<(int Revision, Decision Decision)>> DecisionsAsync(DatabaseTransaction transaction, DraftId id)
    {
        var rows = await transaction.QueryAsync<DecisionRow>(
            "select revision, kind, target, person, at, reason from decisions where draft = @id order by position",
            new { id = id.ToString() });
        return [.. rows.Select(r => ((int)r.Revision, new Decision(Parse<DecisionKind>(r.Kind), r.Target, ReadPerson(r.Person), Stamp.Read(r.At), r.Reason)))];
    }

    public static Task AddDecisionAsync(DatabaseTransaction transaction, DraftId id, int revision, int position, Decision decision) => transaction.ExecuteAsync(
        """
        insert into decisions (draft, position, revision, kind, target, person, at, reason)
        values (@draft, @position, @revision, @kind, @target, @person, @at, @reason)
        """,
        new
        {
            draft = id.ToString(),
            position = (long)position,
            revision = (long)revision,
            kind = Name(decision.Kind),
            target = decision.Target,
            person = decision.By.ToString(),
            at = Stamp.Of(decision.At),
            reason = decision.Reason,
        });

    public static async Task<ImmutableArray<Revision>> HistoryAsync(DatabaseTransaction transaction, DraftId id)
    {
        var decisions = (await DecisionsAsync(transaction, id)).ToLookup(d => d.Revision, d => d.Decision);
        var rows = await transaction.QueryAsync<RevisionRow>(
            "select number, at, editor, change, statement, content from revisions where draft = @id order by number",
            new { id = id.ToString() });
        return [.. rows.Select(r => new Revision((int)r.Number, Stamp.Read(r.At), r.Editor is null ? null : ReadPerson(r.Editor),
            Parse<RevisionChange>(r.Change), (int?)r.Statement, Sha256.Parse(r.Content), [.. decisions[(int)r.Number]]))];
    }

    public static Task OpenedAsync(DatabaseTransaction transaction, DraftId id, DateTimeOffset now) =>
        transaction.ExecuteAsync("update drafts set opened_at = @now where id = @id and opened_at is null", new { id = id.ToString(), now = Stamp.Of(now) });

    internal static string Name<T>(T value) where T : struct, Enum => System.Text.Json.JsonNamingPolicy.KebabCaseLower.ConvertName(value.ToString());

    internal static T Parse<T>(string name) where T : struct, Enum => Enum.Parse<T>(name.Replace("-", "", StringComparison.Ordinal), ignoreCase: true);

    internal static PersonId ReadPerson(string id) => new(Guid.ParseExact(id, "N"));

    private static string Escape(string text) => text
        .Replace("\\", "\\\\", StringComparison.Ordinal).Replace("%", "\\%", StringComparison.Ordinal).Replace("_", "\\_", StringComparison.Ordinal);

    private sealed record Verdict(ImmutableArray<CheckRun> Checks, ImmutableArray<Finding> Findings);

    private sealed record RevisionContent(string Content, string Inspection, string Sources);

    private sealed record DecisionRow(long Revision, string Kind, string Target, string Person, string At, string? Reason);

    private sealed record RevisionRow(long Number, string At, string? Editor, string Change, long? Statement, string Content);

    private sealed record DraftRow(
        string Id, long Revision, string Capability, string State, string? Subject, string PatientName, string Summary,
        string CreatedAt, string ChangedAt, long Statements, long Blocking, long Warnings, string? SignedBy, string Purpose, string? ProposedBy)
    {
        public WorkItem ToItem() => new(
            DraftId.Parse(Id, CultureInfo.InvariantCulture), (int)Revision, Capability, Parse<DraftState>(State), Subject is null ? null : new PatientId(Subject),
            PatientName, Summary, Stamp.Read(CreatedAt), Stamp.Read(ChangedAt), (int)Statements, (int)Blocking, (int)Warnings, SignedBy is null ? null : ReadPerson(SignedBy))
        {
            Purpose = Parse<Purpose>(Purpose),
            ProposedBy = ProposedBy is null ? null : ReadPerson(ProposedBy),
        };
    }
}
