using System.Collections.Immutable;
using System.Runtime.CompilerServices;

namespace Salus.Trust;

/// <summary>The ledger of a database for those who check it: export, checkpoint, verification. Needs no key.</summary>
public sealed class LedgerReader(Database database)
{
    private const int Page = 500;

    /// <summary>Name of a ledger that has no entry yet.</summary>
    private static readonly string Unbegun = Ledger.OriginOf("none");

    /// <summary>The newest signed checkpoint; null while the ledger is empty.</summary>
    /// <exception cref="LedgerBrokenException">The last entry cannot be read.</exception>
    public Task<SignedCheckpoint?> CheckpointAsync(CancellationToken cancel) => database.ReadAsync(async transaction =>
    {
        var header = await HeaderAsync(transaction);
        if (header.Entries == 0)
            return null;
        var rows = await RowsAsync(transaction, header.Entries - 1, header.Entries);
        return rows is [var row] && row.ToLine() is { } line && header.Keys.TryGetValue(line.Signer, out var key)
            ? new SignedCheckpoint(header.Origin, header.Entries, line.Root, line.Entry.At, line.Signer, key, line.Signature)
            : throw new LedgerBrokenException("The last entry of the ledger is damaged: run 'salus ledger verify' and restore a backup.");
    }, cancel);

    /// <summary>Writes the ledger as one file of JSON Lines that <see cref="LedgerVerifier"/> reads without this database.</summary>
    /// <returns>The number of entries written.</returns>
    /// <exception cref="LedgerBrokenException">An entry cannot be read.</exception>
    public Task<long> ExportAsync(TextWriter to, CancellationToken cancel) => database.ReadAsync(async transaction =>
    {
        var header = await HeaderAsync(transaction);
        await to.WriteAsync((LedgerFile.Write(header) + "\n").AsMemory(), cancel);
        await foreach (var line in LinesAsync(transaction, header.Entries, cancel))
        {
            var text = LedgerFile.Write(line ?? throw new LedgerBrokenException("An entry of the ledger is damaged: run 'salus ledger verify' to see which, and restore a backup."));
            await to.WriteAsync((text + "\n").AsMemory(), cancel);
        }
        return header.Entries;
    }, cancel);

    /// <summary>Verifies the ledger, and that everything it vouches for is in the database as it was.</summary>
    public Task<LedgerVerdict> VerifyAsync(LedgerVerifier verifier, CancellationToken cancel) => database.ReadAsync(async transaction =>
    {
        var header = await HeaderAsync(transaction);
        var verdict = await verifier.VerifyAsync(header, LinesAsync(transaction, header.Entries, cancel), cancel);
        var faults = verdict.Faults.ToBuilder();
        for (long from = 0; from < header.Entries && faults.Count < LedgerVerifier.MostFaults; from += Page)
            faults.AddRange(await ContentFaultsAsync(transaction, from));
        return verdict with { Faults = faults.ToImmutable() };
    }, cancel);

    private static async Task<ImmutableArray<LedgerFault>> ContentFaultsAsync(DatabaseTransaction transaction, long from)
    {
        var rows = await transaction.QueryAsync<ContentRow>(
            "select l.position, l.kind, l.content as digest, b.content from ledger l left join blobs b on b.digest = l.content where l.position >= @from and l.position < @to order by l.position",
            new { from, to = from + Page });
        return
        [
            .. from row in rows
               let fault = row.Content is null ? "is gone from" : Sha256.Of(row.Content).ToString() != row.Digest ? "was changed in" : null
               where fault is not null
               select new LedgerFault(row.Position, null, $"What entry {row.Position} vouches for ({row.Kind} {row.Digest[..Math.Min(row.Digest.Length, 16)]}…) {fault} the database: restore a backup."),
        ];
    }

    private static async Task<LedgerHeader> HeaderAsync(DatabaseTransaction transaction)
    {
        var size = await transaction.ScalarAsync<long>("select size from ledger_head where id = 1");
        var keys = await transaction.QueryAsync<KeyRow>("select signer, public_key as publicKey from ledger_key");
        var first = await transaction.ScalarAsync<string>("select signer from ledger where position = 0");
        return new LedgerHeader(first is null ? Unbegun : Ledger.OriginOf(first), size, keys.ToImmutableSortedDictionary(k => k.Signer, k => k.PublicKey, StringComparer.Ordinal));
    }

    /// <summary>In the order of their positions; null for a row that holds what no ledger writes.</summary>
    private static async IAsyncEnumerable<LedgerLine?> LinesAsync(DatabaseTransaction transaction, long size, [EnumeratorCancellation] CancellationToken cancel)
    {
        for (long from = 0; from < size;)
        {
            cancel.ThrowIfCancellationRequested();
            var rows = await RowsAsync(transaction, from, size);
            if (rows.Count == 0)
                yield break;
            foreach (var row in rows)
                yield return row.ToLine();
            from = rows[^1].Position + 1;
        }
    }

    private static Task<IReadOnlyList<EntryRow>> RowsAsync(DatabaseTransaction transaction, long from, long to) => transaction.QueryAsync<EntryRow>(
        "select position, at, kind, content, root, signer, signature from ledger where position >= @from and position < @to order by position limit @Page", new { from, to, Page });

    private sealed record KeyRow(string Signer, string PublicKey);

    private sealed record ContentRow(long Position, string Kind, string Digest, byte[]? Content);

    private sealed record EntryRow(long Position, string At, string Kind, string Content, string Root, string Signer, string Signature)
    {
        public LedgerLine? ToLine()
        {
            try
            {
                return LedgerTime.TryRead(At, out var at) ? new LedgerLine(new LedgerEntry(Position, at, Kind, Sha256.Parse(Content)), Sha256.Parse(Root), Signer, Signature) : null;
            }
            catch (Exception e) when (e is FormatException or ArgumentException)
            {
                return null;
            }
        }
    }
}
