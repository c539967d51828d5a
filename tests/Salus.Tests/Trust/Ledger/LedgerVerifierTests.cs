using System.Collections.Immutable;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Salus.Trust;

namespace Salus.Tests.Trust.Ledgers;

public sealed class LedgerVerifierTests : IDisposable
{
    private readonly DirectoryInfo home = Directory.CreateTempSubdirectory("salus-ledger-");
    private readonly LedgerKey key;

    public LedgerVerifierTests() => key = LedgerKey.Open(home);

    public void Dispose()
    {
        key.Dispose();
        home.Delete(recursive: true);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(130)]
    public async Task An_untouched_export_is_sound(int entries)
    {
        var verdict = await VerifyAsync(Export(entries));
        Assert.Empty(verdict.Faults);
        Assert.Equal(entries, verdict.Entries);
        Assert.Equal(entries, verdict.Last?.Size ?? 0);
        Assert.True(verdict.Last?.IsAuthentic ?? true);
    }

    [Fact]
    public void Any_single_changed_byte_is_found_and_its_entry_named()
    {
        var export = Encoding.Latin1.GetBytes(string.Concat(Export(12)));
        var changes = from position in Gen.Choose(0, export.Length - 1) from other in Gen.Choose(1, 255) select (position, (byte)(export[position] ^ other));
        Prop.ForAll(Arb.From(changes), change =>
        {
            var changed = export.ToArray();
            changed[change.position] = change.Item2;
            var verdict = new LedgerVerifier().VerifyAsync(new MemoryStream(changed), CancellationToken.None).GetAwaiter().GetResult();
            var line = export.AsSpan(0, change.position).Count((byte)'\n');
            return !verdict.IsSound && (line == 0 || verdict.Faults.Any(f => f.Entry == line - 1));
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public async Task Any_single_flipped_bit_of_a_short_export_is_found()
    {
        var export = Encoding.Latin1.GetBytes(string.Concat(Export(2)));
        for (var bit = 0; bit < export.Length * 8; bit++)
        {
            var changed = export.ToArray();
            changed[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.False((await new LedgerVerifier().VerifyAsync(new MemoryStream(changed), CancellationToken.None)).IsSound, $"bit {bit} of byte {bit / 8}");
        }
    }

    [Fact]
    public async Task Every_dropped_entry_is_named()
    {
        for (var dropped = 0; dropped < 9; dropped++)
        {
            var lines = Export(9);
            lines.RemoveAt(dropped + 1);
            var verdict = await VerifyAsync(lines);
            Assert.Contains(verdict.Faults, f => f.Entry == dropped && f.Message.Contains("missing", StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task Every_truncation_names_the_first_lost_entry()
    {
        for (var left = 0; left < 9; left++)
        {
            var verdict = await VerifyAsync(Export(9)[..(left + 1)]);
            Assert.Contains(verdict.Faults, f => f.Entry == left && f.Message.Contains("missing at the end", StringComparison.Ordinal));
        }
        var bytes = Encoding.Latin1.GetBytes(string.Concat(Export(9)));
        Assert.Contains((await new LedgerVerifier().VerifyAsync(new MemoryStream(bytes[..^1]), CancellationToken.None)).Faults, f => f.Entry == 8 && f.Message.Contains("cut off", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Every_swap_and_every_repeated_entry_is_named()
    {
        for (var a = 0; a < 7; a++)
        {
            for (var b = a + 1; b < 7; b++)
            {
                var lines = Export(7);
                (lines[a + 1], lines[b + 1]) = (lines[b + 1], lines[a + 1]);
                Assert.Contains((await VerifyAsync(lines)).Faults, f => f.Entry == a && f.Message.Contains("out of place", StringComparison.Ordinal));
            }
            var twice = Export(7);
            twice.Insert(a + 2, twice[a + 1]);
            Assert.Contains((await VerifyAsync(twice)).Faults, f => f.Entry == a && f.Message.Contains("twice", StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task An_entry_rewritten_with_a_fitting_root_but_without_the_key_is_named()
    {
        var lines = Export(9);
        var forged = LedgerFile.ReadLine(lines[5].TrimEnd('\n'))!;
        lines[5] = LedgerFile.Write(forged with { Entry = forged.Entry with { Content = Content(99) } }) + "\n";
        var fault = Assert.Single((await VerifyAsync(lines)).Faults);
        Assert.Equal((4, 6), (fault.Entry, fault.Line));
    }

    [Fact]
    public async Task A_fork_made_with_the_key_itself_is_found_by_a_checkpoint_kept_elsewhere()
    {
        var honest = Export(9);
        var forked = Export(9, differentFrom: 4);
        Assert.True((await VerifyAsync(forked)).IsSound);

        var witness = LedgerFile.ReadCheckpoint(LedgerFile.Write((await VerifyAsync(Export(6))).Last!))!;
        var fault = Assert.Single((await new LedgerVerifier([], [witness]).VerifyAsync(Stream(forked), CancellationToken.None)).Faults);
        Assert.Contains("forked", fault.Message, StringComparison.Ordinal);

        var copy = await LedgerVerifier.ReadWitnessesAsync(Stream(honest), CancellationToken.None);
        fault = Assert.Single((await new LedgerVerifier([], copy).VerifyAsync(Stream(forked), CancellationToken.None)).Faults);
        Assert.Equal(4, fault.Entry);
    }

    [Fact]
    public async Task A_ledger_cut_back_to_an_honest_earlier_state_is_found_by_a_checkpoint_kept_elsewhere()
    {
        var witness = (await VerifyAsync(Export(9))).Last!;
        var earlier = Export(6);
        Assert.True((await VerifyAsync(earlier)).IsSound);
        var fault = Assert.Single((await new LedgerVerifier([], [witness]).VerifyAsync(Stream(earlier), CancellationToken.None)).Faults);
        Assert.Equal(6, fault.Entry);
    }

    [Fact]
    public async Task Two_histories_in_one_file_are_found_where_they_split()
    {
        var spliced = Export(9)[..5].Concat(Export(9, differentFrom: 2)[5..]).ToList();
        var fault = Assert.Single((await VerifyAsync(spliced)).Faults);
        Assert.Equal(4, fault.Entry);
        Assert.Contains("fork", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_ledger_written_anew_with_another_key_is_found_when_the_key_is_known()
    {
        var other = Directory.CreateTempSubdirectory("salus-ledger-");
        using var forger = LedgerKey.Open(other);
        var forged = Export(4, signer: forger);
        Assert.True((await VerifyAsync(forged)).IsSound);
        var verdict = await new LedgerVerifier([key.Fingerprint], []).VerifyAsync(Stream(forged), CancellationToken.None);
        Assert.Equal(0, Assert.Single(verdict.Faults).Entry);
        other.Delete(recursive: true);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n")]
    [InlineData("hello\n")]
    [InlineData("{\"ledger\":null}\n")]
    [InlineData("[[[[[[[[[[[[[[[[[[\n")]
    public async Task What_is_no_ledger_is_said_to_be_none(string text) => Assert.False((await VerifyAsync([text])).IsSound);

    [Fact]
    public async Task A_line_without_end_does_not_fill_the_memory()
    {
        var lines = Export(3);
        lines[2] = new string('x', 10_000_000) + "\n";
        Assert.Contains((await VerifyAsync(lines)).Faults, f => f.Entry == 1);
    }

    private static Sha256 Content(int number) => Sha256.Of([(byte)number]);

    /// <summary>The lines of an export, each with its line feed.</summary>
    private List<string> Export(int entries, int differentFrom = int.MaxValue, LedgerKey? signer = null)
    {
        signer ??= key;
        var origin = Ledger.OriginOf(signer.Fingerprint);
        var keys = new Dictionary<string, string>();
        if (entries > 0)
            keys.Add(signer.Fingerprint, signer.PublicKey);
        var lines = new List<string> { LedgerFile.Write(new LedgerHeader(origin, entries, keys)) + "\n" };
        var frontier = new MerkleFrontier();
        for (var i = 0; i < entries; i++)
        {
            var entry = new LedgerEntry(i, DateTimeOffset.UnixEpoch.AddSeconds(i), "draft-submitted", Content(i >= differentFrom ? i + 100 : i));
            frontier.Append(MerkleTree.Leaf(entry.ToBytes()));
            var line = new LedgerLine(entry, frontier.Root(), signer.Fingerprint, "");
            lines.Add(LedgerFile.Write(line with { Signature = signer.Sign(line.Checkpoint(origin).ToBytes()) }) + "\n");
        }
        return lines;
    }

    private static MemoryStream Stream(IEnumerable<string> lines) => new(Encoding.Latin1.GetBytes(string.Concat(lines)));

    private static Task<LedgerVerdict> VerifyAsync(IEnumerable<string> lines) => new LedgerVerifier().VerifyAsync(Stream(lines), CancellationToken.None);
}
