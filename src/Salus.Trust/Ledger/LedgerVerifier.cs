using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;

namespace Salus.Trust;

/// <summary>Something wrong with a ledger, and where.</summary>
/// <param name="Entry">Zero-based entry; null when it concerns the whole ledger.</param>
/// <param name="Line">Line of the file, from 1; null for a live ledger or when no line is left to point at.</param>
public sealed record LedgerFault(long? Entry, long? Line, string Message);

/// <summary>What a verification found.</summary>
/// <param name="Last">The newest checkpoint with a good signature; null for an empty ledger.</param>
/// <param name="Signers">Fingerprints of the keys that signed entries: compare them with what you expect.</param>
/// <param name="Faults">In the order of the ledger, at most <see cref="LedgerVerifier.MostFaults"/>.</param>
public sealed record LedgerVerdict(string Origin, long Entries, SignedCheckpoint? Last, ImmutableArray<string> Signers, ImmutableArray<LedgerFault> Faults)
{
    public bool IsSound => Faults.IsEmpty;
}

/// <summary>
/// Reads a ledger from its first entry and says what is wrong with it: an entry altered, missing, out of place or twice,
/// an end cut off, a history that splits. It needs neither database nor network, only the lines.
/// What it cannot see alone is a ledger cut back to an earlier, honest state together with its header; a checkpoint kept
/// elsewhere shows that too.
/// </summary>
/// <param name="trusted">Fingerprints allowed to sign; empty allows every key the ledger names.</param>
/// <param name="witnesses">Checkpoints kept elsewhere.</param>
public sealed class LedgerVerifier(ImmutableArray<string> trusted, ImmutableArray<SignedCheckpoint> witnesses)
{
    public const int MostFaults = 100;

    public LedgerVerifier() : this([], [])
    {
    }

    /// <summary>Verifies an exported ledger.</summary>
    /// <exception cref="IOException">The stream cannot be read.</exception>
    public async Task<LedgerVerdict> VerifyAsync(Stream export, CancellationToken cancel)
    {
        await using var lines = LedgerLines.ReadAsync(export, cancel).GetAsyncEnumerator(cancel);
        if (!await lines.MoveNextAsync())
            return Unreadable("The file is empty: an exported ledger starts with a header line.");
        if (lines.Current is not { Complete: true, Text: { } first } || LedgerFile.ReadHeader(first) is not { } header)
            return Unreadable("Line 1 is not the header of an exported ledger as Salus writes it: it was altered, or this is another kind of file.");

        var examination = new Examination(header, trusted, witnesses);
        long number = 1;
        while (await lines.MoveNextAsync())
        {
            number++;
            if (!lines.Current.Complete)
                examination.Cut(number);
            else
                examination.Next(lines.Current.Text is { } text ? LedgerFile.ReadLine(text) : null, number);
        }
        return examination.Finish();
    }

    /// <summary>Verifies a ledger as it is read from a database.</summary>
    /// <param name="lines">Null stands for an entry that could not be read.</param>
    public async Task<LedgerVerdict> VerifyAsync(LedgerHeader header, IAsyncEnumerable<LedgerLine?> lines, CancellationToken cancel)
    {
        var examination = new Examination(header, trusted, witnesses);
        await foreach (var line in lines.WithCancellation(cancel))
            examination.Next(line, null);
        return examination.Finish();
    }

    /// <summary>Every checkpoint that a file holds: one that was kept elsewhere, or all of another exported copy.</summary>
    /// <exception cref="FormatException">Neither; the message names the line.</exception>
    public static async Task<ImmutableArray<SignedCheckpoint>> ReadWitnessesAsync(Stream file, CancellationToken cancel)
    {
        var witnesses = ImmutableArray.CreateBuilder<SignedCheckpoint>();
        LedgerHeader? header = null;
        long number = 0;
        await foreach (var (text, complete) in LedgerLines.ReadAsync(file, cancel))
        {
            number++;
            SignedCheckpoint? witness = null;
            if (text is not null && number == 1 && (header = LedgerFile.ReadHeader(text)) is not null)
                continue;
            if (text is not null && header is not null && complete && LedgerFile.ReadLine(text) is { } line && header.Keys.TryGetValue(line.Signer, out var key))
                witness = new SignedCheckpoint(header.Origin, line.Entry.Index + 1, line.Root, line.Entry.At, line.Signer, key, line.Signature);
            else if (text is not null && header is null)
                witness = LedgerFile.ReadCheckpoint(text);
            if (witness is not { IsAuthentic: true })
                throw new FormatException(string.Create(CultureInfo.InvariantCulture, $"Line {number} is neither a signed checkpoint nor an entry of an exported ledger, or its signature is wrong."));
            witnesses.Add(witness);
        }
        return witnesses.ToImmutable();
    }

    private static LedgerVerdict Unreadable(string message) => new("", 0, null, [], [new LedgerFault(null, 1, message)]);

    /// <summary>One pass over one ledger.</summary>
    private sealed class Examination
    {
        private readonly LedgerHeader header;
        private readonly ImmutableArray<string> trusted;
        private readonly ILookup<long, SignedCheckpoint> witnesses;
        private readonly long furthestWitness;
        private readonly Dictionary<string, ECDsa?> keys = new(StringComparer.Ordinal);
        private readonly ImmutableArray<LedgerFault>.Builder faults = ImmutableArray.CreateBuilder<LedgerFault>();
        private readonly SortedSet<long> gaps = [];
        private readonly MerkleFrontier frontier = new();
        private string origin;
        private long next;
        private long count;
        private long agreed;

        /// <summary>Every entry so far was there and led to its root, so the tree can be computed further.</summary>
        private bool unbroken = true;
        private bool split;
        private bool cut;
        private SignedCheckpoint? last;

        public Examination(LedgerHeader header, ImmutableArray<string> trusted, ImmutableArray<SignedCheckpoint> witnesses)
        {
            (this.header, this.trusted, origin) = (header, trusted, header.Origin);
            this.witnesses = witnesses.ToLookup(w => w.Size);
            furthestWitness = witnesses.Select(w => w.Size).DefaultIfEmpty(0).Max();
            foreach (var (fingerprint, key) in header.Keys)
            {
                if (LedgerKey.FingerprintOf(key) != fingerprint)
                    Fault(null, 1, $"The public key {fingerprint} in the header was altered.");
            }
            foreach (var size in this.witnesses)
            {
                if (size.Select(w => w.Root).Distinct().Skip(1).Any())
                    Fault(size.Key - 1, null, $"Two checkpoints of {size.Key} entries vouch for different histories: the ledger was forked at or before entry {size.Key - 1}.");
            }
            if (witnesses.FirstOrDefault(w => w.Origin != header.Origin) is { } foreign)
                Fault(null, null, $"A checkpoint to compare with is of another ledger ({foreign.Origin}).");
        }

        public void Next(LedgerLine? line, long? number)
        {
            count++;
            if (line is null)
            {
                Fault(next, number, $"Entry {next} is damaged: the line is not as Salus writes it.");
                (unbroken, next) = (false, next + 1);
                return;
            }
            if (!TakePlace(line.Entry.Index, number))
                return;
            if (count == 1 && line.Entry.Index == 0 && Ledger.OriginOf(line.Signer) is var named && named != origin)
            {
                Fault(null, number is null ? null : 1, $"The ledger's name was altered: its first entry was signed for {named}, not {origin}.");
                origin = named;
            }
            Judge(line, number);
        }

        public void Cut(long number)
        {
            count++;
            cut = true;
            Fault(next, number, $"Entry {next} is cut off: the file ends in the middle of its line.");
            (unbroken, next) = (false, next + 1);
        }

        public LedgerVerdict Finish()
        {
            foreach (var (from, to) in Runs(gaps))
                Fault(from, null, $"{Entries(from, to)} missing: {(to - from > 0 ? "they were" : "it was")} dropped.");
            if (next < header.Entries)
                Fault(next, null, $"{Entries(next, header.Entries - 1)} missing at the end: the ledger has {header.Entries}, only {next} are here.");
            else if (next > header.Entries && !cut)
                Fault(header.Entries, null, $"The ledger has {header.Entries} entries by its header, but {next} are here.");
            if (furthestWitness > Math.Max(next, header.Entries))
                Fault(next, null, $"{Entries(next, furthestWitness - 1)} missing at the end: a checkpoint vouches for {furthestWitness}, only {next} are here.");
            foreach (var unused in header.Keys.Keys.Where(k => !keys.ContainsKey(k)))
                Fault(null, 1, $"The header names the key {unused}, which signed nothing here.");
            foreach (var key in keys.Values)
                key?.Dispose();
            return new LedgerVerdict(origin, count, last, [.. keys.Keys.Order(StringComparer.Ordinal)], faults.ToImmutable());
        }

        /// <summary>False when the entry stands where it cannot be judged.</summary>
        private bool TakePlace(long index, long? number)
        {
            if (index == next)
            {
                next++;
                return true;
            }
            unbroken = false;
            if (index > next)
            {
                // A damaged index must not make us remember a billion gaps.
                if (index - next > header.Entries + 1)
                {
                    Fault(next, number, $"Entry {next} is damaged: it calls itself entry {index} of {header.Entries}.");
                    next++;
                    return false;
                }
                for (var missing = next; missing < index; missing++)
                    gaps.Add(missing);
                next = index + 1;
                return true;
            }
            if (gaps.Remove(index))
            {
                Fault(index, number, $"Entry {index} is out of place: it stands after entry {next - 1}.");
                return true;
            }
            Fault(index, number, $"Entry {index} is here twice: this is a copy, or the ledger was forked there.");
            return false;
        }

        private void Judge(LedgerLine line, long? number)
        {
            var index = line.Entry.Index;
            var key = KeyOf(line.Signer, index, number);
            var authentic = key is not null && LedgerKey.Verify(key, line.Checkpoint(origin).ToBytes(), line.Signature);
            if (authentic)
                last = new SignedCheckpoint(origin, index + 1, line.Root, line.Entry.At, line.Signer, header.Keys[line.Signer], line.Signature);
            if (unbroken)
            {
                frontier.Append(MerkleTree.Leaf(line.Entry.ToBytes()));
                var root = frontier.Root();
                if (root != line.Root)
                {
                    var restored = !authentic && key is not null && LedgerKey.Verify(key, (line with { Root = root }).Checkpoint(origin).ToBytes(), line.Signature);
                    Fault(index, number, (authentic, restored) switch
                    {
                        (true, _) => $"Entry {index} does not continue the entries before it, though its root is signed: it was altered, or it comes from a fork of this ledger.",
                        (_, true) => $"Entry {index} was altered: its root is not the one that was signed.",
                        _ => $"Entry {index} was altered: it does not lead to its root, and its signature does not hold.",
                    });
                    unbroken = restored;
                    return;
                }
            }
            if (key is not null && !authentic)
                Fault(index, number, $"Entry {index} was altered: its signature does not hold.");
            Compare(line, number);
        }

        private void Compare(LedgerLine line, long? number)
        {
            var size = line.Entry.Index + 1;
            foreach (var witness in witnesses[size].Where(w => w.Origin == origin))
            {
                if (witness.Root == line.Root)
                {
                    agreed = size;
                }
                else if (!split)
                {
                    split = true;
                    Fault(agreed, number, $"The ledger was forked: the checkpoint of {LedgerTime.Write(witness.At)} vouches for another history of the first {size} entries. {(agreed == size - 1 ? $"Entry {agreed} is the first that differs." : $"They agree on the first {agreed}.")}");
                }
            }
        }

        private ECDsa? KeyOf(string signer, long index, long? number)
        {
            if (keys.TryGetValue(signer, out var known))
                return known;
            ECDsa? key = null;
            if (!header.Keys.TryGetValue(signer, out var encoded) || LedgerKey.FingerprintOf(encoded) != signer || (key = LedgerKey.Import(encoded)) is null)
                Fault(index, number, $"Entry {index} is signed by the key {signer}, which the ledger does not hold.");
            else if (!trusted.IsDefaultOrEmpty && !trusted.Contains(signer))
                Fault(index, number, $"Entry {index} is signed by the key {signer}, which you did not name as trusted.");
            keys.Add(signer, key);
            return key;
        }

        private void Fault(long? entry, long? line, string message)
        {
            if (faults.Count < MostFaults)
                faults.Add(new LedgerFault(entry, line, message));
        }

        private static string Entries(long from, long to) => from == to
            ? string.Create(CultureInfo.InvariantCulture, $"Entry {from} is")
            : string.Create(CultureInfo.InvariantCulture, $"Entries {from} to {to} are");

        private static IEnumerable<(long From, long To)> Runs(IEnumerable<long> sorted)
        {
            (long From, long To)? run = null;
            foreach (var value in sorted)
            {
                if (run is { } open && value == open.To + 1)
                {
                    run = (open.From, value);
                    continue;
                }
                if (run is { } closed)
                    yield return closed;
                run = (value, value);
            }
            if (run is { } last)
                yield return last;
        }
    }
}

/// <summary>Lines that end with a line feed and nothing else, of bounded length. Bytes are read as Latin-1: one byte, one character.</summary>
internal static class LedgerLines
{
    /// <returns>The text, null when it is too long; and whether a line feed ended it.</returns>
    public static async IAsyncEnumerable<(string? Text, bool Complete)> ReadAsync(Stream stream, [EnumeratorCancellation] CancellationToken cancel)
    {
        var buffer = new byte[64 * 1024];
        var line = new List<byte>(512);
        var tooLong = false;
        int read;
        while ((read = await stream.ReadAsync(buffer, cancel)) > 0)
        {
            for (var start = 0; start < read;)
            {
                var length = buffer.AsSpan(start, read - start).IndexOf((byte)'\n');
                var part = buffer.AsMemory(start, length < 0 ? read - start : length);
                tooLong |= line.Count + part.Length > LedgerFile.LongestLine;
                if (!tooLong)
                    line.AddRange(part.Span);
                start += part.Length + 1;
                if (length < 0)
                    continue;
                yield return (tooLong ? null : Encoding.Latin1.GetString([.. line]), true);
                line.Clear();
                tooLong = false;
            }
        }
        if (tooLong || line.Count > 0)
            yield return (tooLong ? null : Encoding.Latin1.GetString([.. line]), false);
    }
}
