using System.Runtime.CompilerServices;

namespace Salus.Trust;

/// <summary>Which entries; everything null means all of them.</summary>
/// <param name="From">At or after.</param>
/// <param name="Until">Before.</param>
/// <param name="Below">Entries with a smaller index: the next page.</param>
public sealed record AuditQuery(PersonId? Person = null, string? Act = null, DraftId? Draft = null, PatientId? Patient = null, DateTimeOffset? From = null, DateTimeOffset? Until = null, long? Below = null);

/// <summary>An entry as it stands in the trail.</summary>
/// <param name="PersonName">Display name today; null for nobody.</param>
public sealed record AuditLine(long Index, AuditEntry Entry, string? PersonName);

/// <summary>Reads what <see cref="AuditLog"/> wrote. Reading is itself an entry.</summary>
public sealed class AuditTrail(Database database, TimeProvider clock)
{
    private const int PageSize = 500;

    /// <summary>Newest first.</summary>
    public async IAsyncEnumerable<AuditLine> ReadAsync(AuditQuery query, Person by, [EnumeratorCancellation] CancellationToken cancel)
    {
        await database.WriteAsync(t => AuditLog.AppendAsync(t, new AuditEntry(clock.GetUtcNow(), by.Id, "read-audit", query.Draft, query.Patient)), cancel);
        var where = Where(query);
        for (var below = query.Below ?? long.MaxValue; ;)
        {
            var parameters = new
            {
                below,
                person = query.Person?.ToString(),
                act = query.Act,
                draft = query.Draft?.ToString(),
                patient = query.Patient?.Value,
                from = query.From is { } from ? Stamp.Of(from) : null,
                until = query.Until is { } until ? Stamp.Of(until) : null,
                PageSize,
            };
            var rows = await database.ReadAsync(t => t.QueryAsync<Row>(
                $"select a.idx, a.at, a.person, a.act, a.draft, a.patient, a.outcome, a.detail, p.display_name from audit a left join people p on p.id = a.person where {where} order by a.idx desc limit @PageSize", parameters), cancel);
            foreach (var row in rows)
                yield return row.ToLine();
            if (rows.Count < PageSize)
                yield break;
            below = rows[^1].idx;
        }
    }

    private static string Where(AuditQuery query) => string.Join(" and ", new[]
    {
        "a.idx < @below",
        query.Person is null ? null : "a.person = @person",
        query.Act is null ? null : "a.act = @act",
        query.Draft is null ? null : "a.draft = @draft",
        query.Patient is null ? null : "a.patient = @patient",
        query.From is null ? null : "a.at >= @from",
        query.Until is null ? null : "a.at < @until",
    }.OfType<string>());

#pragma warning disable IDE1006, CA1707 // named as the columns
    private sealed class Row
    {
        public long idx { get; init; }
        public string at { get; init; } = "";
        public string? person { get; init; }
        public string act { get; init; } = "";
        public string? draft { get; init; }
        public string? patient { get; init; }
        public string outcome { get; init; } = "";
        public string? detail { get; init; }
        public string? display_name { get; init; }

        public AuditLine ToLine() => new(idx, new AuditEntry(
            Stamp.Read(at),
            person is null ? null : new PersonId(Guid.ParseExact(person, "N")),
            act,
            draft is null ? null : DraftId.Parse(draft, provider: null),
            patient is null ? null : new PatientId(patient),
            outcome,
            detail), display_name);
    }
#pragma warning restore IDE1006, CA1707
}
