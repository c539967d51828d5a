using System.Globalization;

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
    /// <param name="kind">Lower-case words with hyphens, for example <c>note</c>.</param>
    /// <returns>The entry with its signed root.</returns>
    /// <exception cref="LedgerBrokenException">What is stored does not fit together; nothing was written.</exception>
    public async Task<LedgerLine> AppendAsync(DatabaseTransaction transaction, string kind, Sha256 content)
    {
        if (!LedgerEntry.IsKind(kind))
            throw new ArgumentException($"'{kind}' is not a kind of ledger entry: lower-case words with hyphens.", nameof(kind));

        // Writing first takes the lock that makes appends one after the other, in both databases.
        await transaction.ExecuteAsync("update ledger_head set size = size where id = 1");
        var frontier = await FrontierAsync(transaction);
        var origin = OriginOf(await transaction.ScalarAsync<string>("select signer from ledger where position = 0") ?? key.Fingerprint);

        var entry = new LedgerEntry(frontier.Size, LedgerTime.Truncate(clock.GetUtcNow()), kind, content);
        frontier.Append(MerkleTree.Leaf(entry.ToBytes()));
        var line = new LedgerLine(entry, frontier.Root(), key.Fingerprint, "");
        line = line with { Signature = key.Sign(line.Checkpoint(origin).ToBytes()) };

        await transaction.ExecuteAsync("insert into ledger_key (signer, public_key) values (@Fingerprint, @PublicKey) on conflict (signer) do nothing", new { key.Fingerprint, key.PublicKey });
        await transaction.ExecuteAsync(
            "insert into ledger (position, at, kind, content, root, signer, signature) values (@Index, @At, @Kind, @Content, @Root, @Signer, @Signature)",
            new { entry.Index, At = LedgerTime.Write(entry.At), entry.Kind, Content = content.ToString(), Root = line.Root.ToString(), line.Signer, line.Signature });
        await transaction.ExecuteAsync("update ledger_head set size = @Size, frontier = @Subtrees where id = 1", new { frontier.Size, Subtrees = string.Join(',', frontier.Subtrees) });
        return line;
    }

    private static async Task<MerkleFrontier> FrontierAsync(DatabaseTransaction transaction)
    {
        var head = await transaction.SingleAsync<Head>("select size, frontier from ledger_head where id = 1") ?? throw new LedgerBrokenException("The ledger has lost its head: restore a backup.");
        MerkleFrontier frontier;
        try
        {
            frontier = new MerkleFrontier(head.Size, head.Frontier.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(Sha256.Parse));
        }
        catch (Exception e) when (e is FormatException or ArgumentException)
        {
            throw new LedgerBrokenException("The head of the ledger is damaged: run 'salus ledger verify' and restore a backup.");
        }
        var last = await transaction.ScalarAsync<string>("select root from ledger where position = @last", new { last = head.Size - 1 });
        if (head.Size > 0 && last != frontier.Root().ToString())
            throw new LedgerBrokenException(string.Create(CultureInfo.InvariantCulture, $"The head of the ledger does not fit its last entry {head.Size - 1}: run 'salus ledger verify' and restore a backup."));
        return frontier;
    }

    private sealed record Head(long Size, string Frontier);
}
