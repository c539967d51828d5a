using System.Collections.Immutable;

namespace Salus.Trust;

/// <param name="From">Signed at or after; null for the beginning.</param>
/// <param name="Until">Signed before; null for now.</param>
/// <param name="Capability">Null for all.</param>
public sealed record FiguresQuery(DateTimeOffset? From = null, DateTimeOffset? Until = null, string? Capability = null);

/// <summary>How much work the signed drafts of a period were. Medians, because one forgotten draft would ruin a mean.</summary>
/// <param name="MinutesToSignature">From the draft's submission to its signature; null when nothing was signed.</param>
/// <param name="MinutesAtDesk">From the first time a person opened the draft to its signature; null when nobody opened one.</param>
/// <param name="Statements">In the signed revisions, with those rejected.</param>
/// <param name="Edited">Edits; a statement edited twice counts twice.</param>
/// <param name="Added">Statements that reviewers wrote themselves.</param>
/// <param name="Rejected">Statements rejected at the time of signature.</param>
/// <param name="Overruled">Findings overruled at the time of signature.</param>
public sealed record ReviewFigures(int Signed, double? MinutesToSignature, double? MinutesAtDesk, long Statements, long Edited, long Added, long Rejected, long Overruled)
{
    /// <summary>Null when there is no statement.</summary>
    public double? EditsPerStatement => Statements == 0 ? null : (double)Edited / Statements;

    internal static async Task<ReviewFigures> ReadAsync(DatabaseTransaction transaction, FiguresQuery query)
    {
        const string standing = "and not exists (select 1 from decisions l where l.draft = c.draft and l.target = c.target and l.position > c.position)";
        var rows = await transaction.QueryAsync<Row>(
            $"""
            select d.created_at as createdAt, d.opened_at as openedAt, n.signed_at as signedAt, d.statements,
                (select count(*) from revisions r where r.draft = d.id and r.change = 'edited') as edited,
                (select count(*) from revisions r where r.draft = d.id and r.change = 'added') as added,
                (select count(*) from decisions c where c.draft = d.id and c.kind = 'reject' {standing}) as rejected,
                (select count(*) from decisions c where c.draft = d.id and c.kind = 'overrule' {standing}) as overruled
            from notes n join drafts d on d.id = n.draft
            where n.purpose = 'care' and n.signed_at >= @from and n.signed_at < @until and (@capability = '' or n.capability = @capability)
            """,
            new
            {
                from = query.From is { } from ? Stamp.Of(from) : "",
                until = query.Until is { } until ? Stamp.Of(until) : "9999",
                capability = query.Capability ?? "",
            });
        return new ReviewFigures(
            rows.Count,
            Median([.. rows.Select(r => Minutes(r.CreatedAt, r.SignedAt))]),
            Median([.. rows.Where(r => r.OpenedAt is not null).Select(r => Minutes(r.OpenedAt!, r.SignedAt))]),
            rows.Sum(r => r.Statements),
            rows.Sum(r => r.Edited),
            rows.Sum(r => r.Added),
            rows.Sum(r => r.Rejected),
            rows.Sum(r => r.Overruled));
    }

    private static double Minutes(string from, string to) => (Stamp.Read(to) - Stamp.Read(from)).TotalMinutes;

    private static double? Median(ImmutableArray<double> values)
    {
        if (values.IsEmpty)
            return null;
        var sorted = values.Sort();
        var middle = sorted.Length / 2;
        return sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    private sealed record Row
    {
        public required string CreatedAt { get; init; }
        public string? OpenedAt { get; init; }
        public required string SignedAt { get; init; }
        public long Statements { get; init; }
        public long Edited { get; init; }
        public long Added { get; init; }
        public long Rejected { get; init; }
        public long Overruled { get; init; }
    }
}
