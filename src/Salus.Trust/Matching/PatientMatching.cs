using System.Collections.Immutable;
using System.Text.Json;
using Salus.Fhir;
using Salus.Fhir.Resources;
using Task = System.Threading.Tasks.Task;

namespace Salus.Trust;

/// <summary>
/// Finds out which patients of different sources are one person, and never merges silently: resources stay as they are, a link stands beside them,
/// every step is kept, and every link can be undone. Only equal identifiers of two sources link by themselves, when nothing speaks against it;
/// whatever merely looks alike waits for a person.
/// </summary>
public sealed class PatientMatching(Database database, TimeProvider clock)
{
    private const int PatientsAtOnce = 200;

    /// <summary>A look-alike key that more patients share tells nobody apart; those patients still meet under their other keys.</summary>
    private const int MostUnderOneKey = 50;

    /// <summary>Looks at all patients that are new or changed since the last look. Broken off, it goes on where it stood.</summary>
    public async Task<MatchingSummary> RunAsync(CancellationToken cancel)
    {
        var summary = new MatchingSummary(0, 0, 0);
        while (true)
        {
            var (seen, linked, toDecide) = await database.WriteAsync(LookAsync, cancel);
            if (seen < 0)
                return summary;
            summary = new MatchingSummary(summary.Seen + seen, summary.Linked + linked, summary.ToDecide + toDecide);
        }
    }

    /// <summary>What waits for a person, most alike first; what is closed to this person is not among it.</summary>
    public async Task<ImmutableArray<PatientLink>> OpenAsync(Person by, CancellationToken cancel) =>
        [.. (await ReadAsync("l.state = 'open'", new { }, by, cancel)).OrderByDescending(l => l.Likeness).ThenBy(l => l.Left.Value, StringComparer.Ordinal)];

    /// <summary>Everything decided or waiting about one patient.</summary>
    public Task<ImmutableArray<PatientLink>> LinksOfAsync(PatientId patient, Person by, CancellationToken cancel) =>
        ReadAsync("(a.id = @id or b.id = @id)", new { id = patient.Value }, by, cancel);

    /// <summary>The patients that are one person with this one, itself first; only itself when nothing is linked to it.</summary>
    public Task<ImmutableArray<PatientId>> PersonOfAsync(PatientId patient, CancellationToken cancel) => database.ReadAsync(async transaction =>
    {
        var others = await transaction.QueryAsync<string>(
            """
            select o.id from resources r join matched_patients m on m.patient = r.key join matched_patients n on n.person = m.person join resources o on o.key = n.patient
            where r.type = 'Patient' and r.id = @id and o.key <> r.key order by o.key
            """, new { id = patient.Value });
        return (ImmutableArray<PatientId>)[patient, .. others.Select(o => new PatientId(o))];
    }, cancel);

    /// <summary>A person says what two patients are: one person, two, or (undoing what was said) not decided.</summary>
    /// <param name="reason">How the person knows; kept with the step.</param>
    /// <exception cref="LinkRefusedException">No such patients, no reason, or the link would join two that are known to be different people.</exception>
    public Task DecideAsync(PatientId left, PatientId right, LinkState state, string reason, Person by, CancellationToken cancel)
    {
        var words = StoredText.Line(reason, longest: 500);
        if (words.Length < 3)
            throw new LinkRefusedException("Say how you know: the reason is kept with the decision.");
        return database.WriteAsync(async transaction =>
        {
            await LockAsync(transaction);
            var now = clock.GetUtcNow();
            var closed = await ClosedPatients.ForAsync(transaction, by.Id, now);
            var (a, b) = (await KeyAsync(transaction, left, closed), await KeyAsync(transaction, right, closed));
            if (a == b)
                throw new LinkRefusedException("These are one and the same resource.");
            var links = new LinkStore(transaction, now);
            if (state is LinkState.Linked && await links.DistinctBetweenAsync(a, b))
                throw new LinkRefusedException("Among those who would become one person, two are known to be different people. Undo that decision first, if it was wrong.");
            var known = await links.FindAsync(a, b);
            await links.SaveAsync(a, b, state, known?.Cause ?? LinkCause.LookAlike, known?.Weights ?? "[]", by.Id, words);
            await AuditLog.AppendAsync(transaction, new AuditEntry(now, by.Id, state switch
            {
                LinkState.Linked => "link-patients",
                LinkState.Distinct => "part-patients",
                _ => "undo-patient-link",
            }, Draft: null, left, Detail: $"Patient/{right}"));
        }, cancel);
    }

    private async Task<(long Seen, long Linked, long ToDecide)> LookAsync(DatabaseTransaction transaction)
    {
        await LockAsync(transaction);
        var now = clock.GetUtcNow();
        var from = await transaction.ScalarAsync<long?>("select number from matching_progress where id = 1") ?? 0;
        var newest = await transaction.ScalarAsync<long>("select coalesce(max(number), 0) from versions");
        if (from == newest)
            return (-1, 0, 0);
        var rows = await transaction.QueryAsync<(long Number, long Key)>(
            "select v.number, v.resource from versions v join resources r on r.key = v.resource where v.number > @from and r.type = 'Patient' order by v.number limit @PatientsAtOnce", new { from, PatientsAtOnce });
        var links = new LinkStore(transaction, now);
        var (linked, toDecide) = (0L, 0L);
        foreach (var key in rows.Select(r => r.Key).Distinct())
        {
            var (l, t) = await LookAsync(transaction, links, key, now);
            (linked, toDecide) = (linked + l, toDecide + t);
        }
        await transaction.ExecuteAsync(
            "insert into matching_progress (id, number) values (1, @number) on conflict (id) do update set number = excluded.number",
            new { number = rows.Count < PatientsAtOnce ? newest : rows[^1].Number });
        if (linked + toDecide > 0)
            await AuditLog.AppendAsync(transaction, new AuditEntry(now, Person: null, "match-patients", Draft: null, Patient: null, Detail: string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{linked} linked, {toDecide} to decide")));
        return (rows.Count, linked, toDecide);
    }

    private static async Task<(long Linked, long ToDecide)> LookAsync(DatabaseTransaction transaction, LinkStore links, long key, DateTimeOffset now)
    {
        var own = await CandidateAsync(transaction, key, now);
        await transaction.ExecuteAsync("delete from match_identifiers where patient = @key", new { key });
        await transaction.ExecuteAsync("delete from match_keys where patient = @key", new { key });
        if (own is null)
            return (0, 0);
        var candidates = (await links.NeighboursAsync(key)).ToHashSet();
        foreach (var (system, value, _) in own.Traits.Identifiers)
        {
            candidates.UnionWith(await transaction.QueryAsync<long>("select patient from match_identifiers where system = @system and value = @value", new { system, value }));
            await transaction.ExecuteAsync("insert into match_identifiers (system, value, patient) values (@system, @value, @key) on conflict do nothing", new { system, value, key });
        }
        foreach (var blocking in own.Traits.BlockingKeys())
        {
            var others = await transaction.QueryAsync<long>("select patient from match_keys where key = @blocking order by patient limit @limit", new { blocking, limit = MostUnderOneKey + 1L });
            if (others.Count <= MostUnderOneKey)
                candidates.UnionWith(others);
            await transaction.ExecuteAsync("insert into match_keys (key, patient) values (@blocking, @key)", new { blocking, key });
        }
        var (linked, toDecide) = (0L, 0L);
        foreach (var other in candidates.Order())
        {
            if (await CandidateAsync(transaction, other, now) is not { } candidate)
                continue;
            switch (await links.JudgeAsync(own, candidate))
            {
                case LinkState.Linked: linked++; break;
                case LinkState.Open: toDecide++; break;
            }
        }
        return (linked, toDecide);
    }

    private static async Task<MatchCandidate?> CandidateAsync(DatabaseTransaction transaction, long key, DateTimeOffset now)
    {
        var row = await transaction.SingleAsync<CandidateRow>("select source_system as sourceSystem, content, deleted from resources where key = @key", new { key });
        return row is not { Deleted: 0, Content: { } content } ? null
            : new MatchCandidate(key, row.SourceSystem, PatientTraits.Of(new Patient(FhirNode.Parse(await Blobs.GetAsync(transaction, content))), now));
    }

    private Task<ImmutableArray<PatientLink>> ReadAsync(string where, object parameters, Person by, CancellationToken cancel) => database.ReadAsync(async transaction =>
    {
        var closed = await ClosedPatients.ForAsync(transaction, by.Id, clock.GetUtcNow());
        var rows = await transaction.QueryAsync<LinkRow>(
            $"""
            select a.id as leftId, b.id as rightId, l.state, l.because, l.weights, l.person, l.reason, l.at
            from patient_links l join resources a on a.key = l.lesser join resources b on b.key = l.greater
            where {where} and {closed.Condition("a.key")} and {closed.Condition("b.key")} order by l.at, l.lesser, l.greater
            """, parameters);
        return (ImmutableArray<PatientLink>)[.. rows.Select(r => r.ToLink())];
    }, cancel);

    private static async Task<long> KeyAsync(DatabaseTransaction transaction, PatientId patient, ClosedPatients closed)
    {
        var key = await transaction.ScalarAsync<long?>("select key from resources where type = 'Patient' and id = @id and version > 0", new { id = patient.Value });
        return key is { } known && !await closed.HoldsAsync(transaction, known) ? known : throw new LinkRefusedException("There is no such patient.");
    }

    private static async Task LockAsync(DatabaseTransaction transaction)
    {
        if (transaction.Dialect is Dialect.Postgres)
            await transaction.ScalarAsync<object>("select pg_advisory_xact_lock(7258004)");
    }

    private sealed record CandidateRow(string SourceSystem, string? Content, long Deleted);

    private sealed record LinkRow(string LeftId, string RightId, string State, string Because, string Weights, string? Person, string? Reason, string At)
    {
        public PatientLink ToLink() => new(
            new PatientId(LeftId),
            new PatientId(RightId),
            LinkStore.StateOf(State),
            LinkStore.CauseOf(Because),
            JsonSerializer.Deserialize<ImmutableArray<MatchWeight>>(Weights, TrustJson.Canonical),
            Person is null ? null : new PersonId(Guid.ParseExact(Person, "N")),
            Reason,
            Stamp.Read(At));
    }
}
