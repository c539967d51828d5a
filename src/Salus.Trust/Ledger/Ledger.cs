using System.Collections.Immutable;
using System.Data.Common;
using System.Globalization;
using System.Runtime.CompilerServices;
using Dapper;

namespace Salus.Trust;

/// <summary>The ledger in the database does not fit together, so nothing may be appended to it.</summary>
public sealed class LedgerBrokenException(string message) : Exception(message);

/// <summary>
/// The append-only account of what happened to drafts and notes: kinds, digests and times, never content. An entry is written
/// in the transaction of the act it is about, so both happen or neither, and it carries a signed root over all entries up to it.
/// </summary>
/// <param name="key">Signs; belongs to this installation.</param>
public sealed class Ledger(LedgerKey key, TimeProvider clock)
{
    /// <summary>Names a ledger by the key that signed its first entry.</summary>
    public static string OriginOf(string firstSigner) => "salus-ledger/" + firstSigner;

    /// <summary>Appends inside the caller's transaction. Appends of other transactions wait until it ends.</summary>
    /// <param name="kind">Lower-case words with hyphens, for example <c>note-signed</c>.</param>
    /// <returns>The entry with its signed root.</returns>
    /// <exception cref="LedgerBrokenException">What is stored does not fit together; nothing was written.</exception>
    public async Task<LedgerLine> AppendAsync(DbConnection connection, DbTransaction transaction, string kind, Sha256 content, CancellationToken cancel)
    {
        if (!LedgerEntry.IsKind(kind))
            throw new ArgumentException($"'{kind}' is not a kind of ledger entry: lower-case words with hyphens.", nameof(kind));

        // Writing first takes the lock that makes appends one after the other, in both databases.
        await connection.ExecuteAsync(new CommandDefinition("update ledger_head set size = size where id = 1", null, transaction, cancellationToken: cancel));
        var frontier = await FrontierAsync(connection, transaction, cancel);
        var origin = await connection.ExecuteScalarAsync<string?>(new CommandDefinition("select signer from ledger where position = 0", null, transaction, cancellationToken: cancel)) is { } first
            ? OriginOf(first)
            : OriginOf(key.Fingerprint);

        var entry = new LedgerEntry(frontier.Size, LedgerTime.Truncate(clock.GetUtcNow()), kind, content);
        frontier.Append(MerkleTree.Leaf(entry.ToBytes()));
        var line = new LedgerLine(entry, frontier.Root(), key.Fingerprint, "");
        line = line with { Signature = key.Sign(line.Checkpoint(origin).ToBytes()) };

        await connection.ExecuteAsync(new CommandDefinition(
            """
            insert into ledger_key (signer, public_key) values (@Signer, @PublicKey) on conflict (signer) do nothing;
            insert into ledger (position, at, kind, content, root, signer, signature) values (@Index, @At, @Kind, @Content, @Root, @Signer, @Signature);
            update ledger_head set size = @Size, frontier = @Frontier where id = 1;
            """,
            new
            {
                line.Signer,
                key.PublicKey,
                entry.Index,
                At = LedgerTime.Write(entry.At),
                entry.Kind,
                Content = entry.Content.ToString(),
                Root = line.Root.ToString(),
                line.Signature,
                frontier.Size,
                Frontier = string.Join(',', frontier.Subtrees),
            },
            transaction,
            cancellationToken: cancel));
        return line;
    }

    /// <inheritdoc cref="AppendAsync(DbConnection, DbTransaction, string, Sha256, CancellationToken)"/>
    internal Task<LedgerLine> AppendAsync(DatabaseTransaction transaction, string kind, Sha256 content)
    {
        WritePoints.Pass("ledger");
        return AppendAsync(transaction.Connection, transaction.Inner, kind, content, transaction.Cancel);
    }

    /// <summary>What an export starts with.</summary>
    public async Task<LedgerHeader> HeaderAsync(DbConnection connection, CancellationToken cancel)
    {
        var size = await connection.ExecuteScalarAsync<long>(new CommandDefinition("select size from ledger_head where id = 1", cancellationToken: cancel));
        var keys = await connection.QueryAsync<(string Signer, string PublicKey)>(new CommandDefinition("select signer, public_key from ledger_key", cancellationToken: cancel));
        var first = await connection.ExecuteScalarAsync<string?>(new CommandDefinition("select signer from ledger where position = 0", cancellationToken: cancel));
        return new LedgerHeader(OriginOf(first ?? key.Fingerprint), size, keys.ToImmutableSortedDictionary(k => k.Signer, k => k.PublicKey, StringComparer.Ordinal));
    }

    /// <summary>The entries below <paramref name="size"/>, in the order of their positions; null for a row that holds what no ledger writes.</summary>
    public static async IAsyncEnumerable<LedgerLine?> ReadAsync(DbConnection connection, long size, [EnumeratorCancellation] CancellationToken cancel)
    {
        const int Page = 1000;
        for (long from = 0, position = -1; from < size; from = position + 1)
        {
            var rows = await connection.QueryAsync<Row>(new CommandDefinition(
                "select position, at, kind, content, root, signer, signature from ledger where position >= @from and position < @size order by position limit @Page",
                new { from, size, Page },
                cancellationToken: cancel));
            var read = 0;
            foreach (var row in rows)
            {
                read++;
                position = row.Position;
                yield return row.ToLine();
            }
            if (read == 0)
                yield break;
        }
    }

    /// <summary>The newest signed checkpoint; null while the ledger is empty.</summary>
    public async Task<SignedCheckpoint?> CheckpointAsync(DbConnection connection, CancellationToken cancel)
    {
        var header = await HeaderAsync(connection, cancel);
        var row = await connection.QuerySingleOrDefaultAsync<Row>(new CommandDefinition(
            "select position, at, kind, content, root, signer, signature from ledger where position = @last", new { last = header.Entries - 1 }, cancellationToken: cancel));
        if (row is null)
            return null;
        var line = row.ToLine() ?? throw new LedgerBrokenException("The last entry of the ledger is damaged: restore a backup.");
        return new SignedCheckpoint(header.Origin, header.Entries, line.Root, line.Entry.At, line.Signer, header.Keys[line.Signer], line.Signature);
    }

    /// <summary>Writes the ledger as one file of JSON Lines that <see cref="LedgerVerifier"/> reads without this database.</summary>
    /// <returns>The number of entries written.</returns>
    public async Task<long> ExportAsync(DbConnection connection, TextWriter to, CancellationToken cancel)
    {
        var header = await HeaderAsync(connection, cancel);
        await to.WriteAsync((LedgerFile.Write(header) + "\n").AsMemory(), cancel);
        await foreach (var line in ReadAsync(connection, header.Entries, cancel))
        {
            var text = LedgerFile.Write(line ?? throw new LedgerBrokenException("An entry of the ledger is damaged: run 'salus ledger verify' to see which, and restore a backup."));
            await to.WriteAsync((text + "\n").AsMemory(), cancel);
        }
        return header.Entries;
    }

    private static async Task<MerkleFrontier> FrontierAsync(DbConnection connection, DbTransaction transaction, CancellationToken cancel)
    {
        var (size, text) = await connection.QuerySingleAsync<(long Size, string Frontier)>(new CommandDefinition("select size, frontier from ledger_head where id = 1", null, transaction, cancellationToken: cancel));
        MerkleFrontier frontier;
        try
        {
            frontier = new MerkleFrontier(size, text.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(Sha256.Parse));
        }
        catch (Exception e) when (e is FormatException or ArgumentException)
        {
            throw new LedgerBrokenException("The head of the ledger is damaged: run 'salus ledger verify' and restore a backup.");
        }
        var last = await connection.ExecuteScalarAsync<string?>(new CommandDefinition("select root from ledger where position = @last", new { last = size - 1 }, transaction, cancellationToken: cancel));
        if (size > 0 && last != frontier.Root().ToString())
            throw new LedgerBrokenException(string.Create(CultureInfo.InvariantCulture, $"The head of the ledger does not fit its last entry {size - 1}: run 'salus ledger verify' and restore a backup."));
        return frontier;
    }

    private sealed record Row(long Position, string At, string Kind, string Content, string Root, string Signer, string Signature)
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
