using System.Collections.Immutable;
using System.Text.Json;

namespace Salus.Trust;

/// <summary>A patient as far as matching needs it.</summary>
internal sealed record MatchCandidate(long Key, string SourceSystem, PatientTraits Traits);

/// <summary>Judges pairs of patients and keeps what is decided, inside one transaction.</summary>
internal sealed class LinkStore(DatabaseTransaction transaction, DateTimeOffset now)
{
    /// <summary>Puts the rule's verdict on a pair; what a person decided is never touched.</summary>
    /// <returns>The new state; null when nothing changed.</returns>
    public async Task<LinkState?> JudgeAsync(MatchCandidate a, MatchCandidate b)
    {
        var known = await FindAsync(a.Key, b.Key);
        if (known is { Person: not null } or { State: LinkState.Distinct })
            return null;
        var weights = PatientLikeness.Compare(a.Traits, b.Traits);
        var verdict = Verdict(a, b, weights);
        if (verdict is (LinkState.Linked, _) && await DistinctBetweenAsync(a.Key, b.Key))
            verdict = (LinkState.Open, LinkCause.Conflict);
        if (verdict is not { } right)
        {
            // A link of the rule whose reason is gone: a person says whether it was wrong.
            if (known is not { State: LinkState.Linked })
                return null;
            right = (LinkState.Open, LinkCause.Conflict);
        }
        if (known is { } before && before.State == right.State && before.Cause == right.Cause)
            return null;
        await SaveAsync(a.Key, b.Key, right.State, right.Cause, JsonSerializer.Serialize(weights, TrustJson.Canonical), person: null, reason: null);
        return right.State;
    }

    /// <summary>Null: nothing worth a person's time.</summary>
    private static (LinkState State, LinkCause Cause)? Verdict(MatchCandidate a, MatchCandidate b, ImmutableArray<MatchWeight> weights)
    {
        var shared = a.Traits.Identifiers.Any(x => b.Traits.Identifiers.Any(y => x.System == y.System && x.Value == y.Value));
        if (!shared)
            return PatientLikeness.Sum(weights) >= PatientLikeness.Threshold ? (LinkState.Open, LinkCause.LookAlike) : null;
        return a.SourceSystem == b.SourceSystem || OtherNumbers(a, b) || Contradicts(weights) ? (LinkState.Open, LinkCause.Conflict) : (LinkState.Linked, LinkCause.Identifier);
    }

    /// <summary>In some system both have current numbers, and none in common.</summary>
    private static bool OtherNumbers(MatchCandidate a, MatchCandidate b) =>
        a.Traits.Identifiers.Where(i => i.IsCurrent).GroupBy(i => i.System, StringComparer.Ordinal).Any(g =>
            b.Traits.Identifiers.Where(i => i.IsCurrent && i.System == g.Key).Select(i => i.Value).ToList() is { Count: > 0 } theirs
            && !g.Select(i => i.Value).Intersect(theirs, StringComparer.Ordinal).Any());

    /// <summary>A family name changes with a marriage; a birth date, a sex and a given name do not do so unseen.</summary>
    private static bool Contradicts(ImmutableArray<MatchWeight> weights)
    {
        var different = weights.Where(w => w.Level == "different").Select(w => w.Field).ToHashSet(StringComparer.Ordinal);
        return different.Contains("birth date") || different.Contains("sex") || different.Contains("given")
            || (different.Contains("family") && !weights.Any(w => w is { Field: "birth date", Level: "same" }));
    }

    public async Task<(LinkState State, LinkCause Cause, string Weights, string? Person)?> FindAsync(long a, long b)
    {
        var row = await transaction.SingleAsync<Row>("select state, because, weights, person from patient_links where lesser = @lesser and greater = @greater", new { lesser = Math.Min(a, b), greater = Math.Max(a, b) });
        return row is null ? null : (StateOf(row.State), CauseOf(row.Because), row.Weights, row.Person);
    }

    /// <summary>Patients that a patient is or was put beside.</summary>
    public Task<IReadOnlyList<long>> NeighboursAsync(long patient) => transaction.QueryAsync<long>(
        "select greater from patient_links where lesser = @patient union select lesser from patient_links where greater = @patient", new { patient });

    /// <summary>Whether linking the two would make one person of patients that are known to be different people.</summary>
    public async Task<bool> DistinctBetweenAsync(long a, long b)
    {
        var (left, right) = (await GroupAsync(a), await GroupAsync(b));
        foreach (var one in left)
        {
            foreach (var other in right)
            {
                if (one != other && await FindAsync(one, other) is { State: LinkState.Distinct })
                    return true;
            }
        }
        return false;
    }

    public async Task SaveAsync(long a, long b, LinkState state, LinkCause cause, string weights, PersonId? person, string? reason)
    {
        var row = new
        {
            lesser = Math.Min(a, b),
            greater = Math.Max(a, b),
            state = Word(state),
            because = Word(cause),
            weights,
            person = person?.ToString(),
            reason,
            at = Stamp.Of(now),
        };
        await transaction.ExecuteAsync(
            """
            insert into patient_links (lesser, greater, state, because, weights, person, reason, at) values (@lesser, @greater, @state, @because, @weights, @person, @reason, @at)
            on conflict (lesser, greater) do update set state = excluded.state, because = excluded.because, weights = excluded.weights, person = excluded.person, reason = excluded.reason, at = excluded.at
            """, row);
        await transaction.ExecuteAsync("insert into patient_link_steps (lesser, greater, state, person, reason, at) values (@lesser, @greater, @state, @person, @reason, @at)", row);
        await RegroupAsync(a, b);
    }

    /// <summary>Writes down anew who is one person among all that either of the two is or was linked to.</summary>
    private async Task RegroupAsync(long a, long b)
    {
        var touched = new HashSet<long> { a, b };
        touched.UnionWith(await transaction.QueryAsync<long>(
            "select n.patient from matched_patients m join matched_patients n on n.person = m.person where m.patient = @a or m.patient = @b", new { a, b }));
        foreach (var patient in touched)
            await transaction.ExecuteAsync("delete from matched_patients where patient = @patient", new { patient });
        while (touched.Count > 0)
        {
            var group = await GroupAsync(touched.First());
            touched.ExceptWith(group);
            if (group.Count == 1)
                continue;
            var person = group.Min();
            foreach (var patient in group)
                await transaction.ExecuteAsync("insert into matched_patients (patient, person) values (@patient, @person) on conflict (patient) do update set person = excluded.person", new { patient, person });
        }
    }

    /// <summary>Everybody who is linked to a patient, over however many links, and the patient.</summary>
    private async Task<HashSet<long>> GroupAsync(long patient)
    {
        var group = new HashSet<long> { patient };
        var open = new Queue<long>(group);
        while (open.TryDequeue(out var one))
        {
            foreach (var next in await transaction.QueryAsync<long>(
                "select greater from patient_links where lesser = @one and state = 'linked' union select lesser from patient_links where greater = @one and state = 'linked'", new { one }))
            {
                if (group.Add(next))
                    open.Enqueue(next);
            }
        }
        return group;
    }

    internal static LinkState StateOf(string word) => Enum.Parse<LinkState>(word, ignoreCase: true);

    internal static LinkCause CauseOf(string word) => word is "look-alike" ? LinkCause.LookAlike : Enum.Parse<LinkCause>(word, ignoreCase: true);

    private static string Word(LinkState state) => state switch { LinkState.Linked => "linked", LinkState.Open => "open", _ => "distinct" };

    private static string Word(LinkCause cause) => cause switch { LinkCause.Identifier => "identifier", LinkCause.LookAlike => "look-alike", _ => "conflict" };

    private sealed record Row(string State, string Because, string Weights, string? Person);
}
