using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using Salus.Trust;

namespace Salus.Workbench.Commands;

/// <summary><c>salus ledger</c>: whether what the record says happened is what happened.</summary>
internal static class LedgerCommand
{
    /// <summary>The checkpoint of the last good verification, kept in the data folder: a ledger that loses entries after that is found out.</summary>
    private const string KeptCheckpoint = "ledger.checkpoint";

    public static Command Create(Shell shell) => new("ledger", "Verify, export and vouch for the ledger: an entry for every draft, signature and note, each signed over all before it.\n\nExample: salus ledger verify")
    {
        Verify(shell),
        Export(shell),
        Checkpoint(shell),
    };

    private static Command Verify(Shell shell)
    {
        var file = new Argument<FileInfo?>("file") { Description = "Exported ledger; needs no database. Leave it out to verify the record itself.", Arity = ArgumentArity.ZeroOrOne };
        var against = new Option<FileInfo[]>("--against") { Description = "Checkpoint or exported ledger kept elsewhere, to compare with.", HelpName = "file", AllowMultipleArgumentsPerToken = true };
        var signer = new Option<string[]>("--signer") { Description = "Fingerprint of a key that may sign. Default: every key the ledger names, which are listed.", HelpName = "key", AllowMultipleArgumentsPerToken = true };
        var json = SharedOptions.Json();
        var command = new Command("verify", "Find an entry that was altered, dropped, moved or repeated, an end cut off, and a history that was forked; say which. Exit code 1 when there is one.\n\nExample: salus ledger verify\n\nExample: salus ledger verify ledger.jsonl --against checkpoint.json") { file, against, signer, json };
        command.SetAction(async (call, cancel) =>
        {
            var witnesses = ImmutableArray.CreateBuilder<SignedCheckpoint>();
            foreach (var witness in call.GetValue(against) ?? [])
                witnesses.AddRange(await ReadAsync(witness, cancel));
            LedgerVerdict verdict;
            if (call.GetValue(file) is { } exported)
            {
                await using var stream = Open(exported);
                verdict = await new LedgerVerifier([.. call.GetValue(signer) ?? []], witnesses.ToImmutable()).VerifyAsync(stream, cancel);
            }
            else
            {
                var kept = new FileInfo(Path.Combine(shell.Options.Home.FullName, KeptCheckpoint));
                if (kept.Exists)
                    witnesses.AddRange(await ReadAsync(kept, cancel));
                verdict = await shell.Get<LedgerReader>().VerifyAsync(new LedgerVerifier([.. call.GetValue(signer) ?? []], witnesses.ToImmutable()), cancel);
                if (verdict is { IsSound: true, Last: { } last })
                    await File.WriteAllTextAsync(kept.FullName, LedgerFile.Write(last) + "\n", cancel);
                else if (kept.Exists && !verdict.IsSound)
                    await shell.Error.WriteLineAsync($"Compared with the last good verification, kept in {kept.FullName}. If you restored an older backup on purpose, move that file away and verify again.");
            }
            if (call.GetValue(json))
                await shell.WriteJsonAsync(new { sound = verdict.IsSound, verdict.Origin, verdict.Entries, verdict.Last, verdict.Signers, verdict.Faults });
            else
                await PrintAsync(shell, verdict);
            return verdict.IsSound ? 0 : CommandFailures.WorkFailed;
        });
        return command;
    }

    private static Command Export(Shell shell)
    {
        var file = SharedOptions.Out("the ledger");
        var json = new Option<bool>("--json") { Description = "Say what was written as JSON (the ledger itself always is JSON Lines)." };
        var command = new Command("export", "Write the ledger as one file of JSON Lines that anybody can verify without the database. It holds digests, no patient data.\n\nExample: salus ledger export --out ledger.jsonl") { file, json };
        command.SetAction(async (call, cancel) =>
        {
            var reader = shell.Get<LedgerReader>();
            if (call.GetValue(file) is not { } to)
            {
                await reader.ExportAsync(shell.Out, cancel);
                return 0;
            }
            long entries = 0;
            await WholeFile.WriteAsync(to, async writer => entries = await reader.ExportAsync(writer, cancel));
            if (call.GetValue(json))
                await shell.WriteJsonAsync(new { file = to.FullName, entries });
            else
                await shell.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"Wrote {entries} entries to {to.FullName}. Verify: salus ledger verify {to.Name}"));
            return 0;
        });
        return command;
    }

    private static Command Checkpoint(Shell shell)
    {
        var file = SharedOptions.Out("the checkpoint");
        var json = new Option<bool>("--json") { Description = "A checkpoint always is one line of JSON; accepted for scripts." };
        var command = new Command("checkpoint", "Write the newest signed checkpoint. Keep it on another machine or on paper: it convicts a ledger that is cut short or rewritten later.\n\nExample: salus ledger checkpoint --out checkpoint-$(date +%F).json") { file, json };
        command.SetAction(async (call, cancel) =>
        {
            var checkpoint = await shell.Get<LedgerReader>().CheckpointAsync(cancel) ?? throw new WorkFailedException("The ledger is empty: there is nothing to vouch for yet.");
            if (call.GetValue(file) is { } to)
                await WholeFile.WriteAsync(to, writer => writer.WriteLineAsync(LedgerFile.Write(checkpoint)));
            else
                await shell.Out.WriteLineAsync(LedgerFile.Write(checkpoint));
            return 0;
        });
        return command;
    }

    private static async Task PrintAsync(Shell shell, LedgerVerdict verdict)
    {
        if (verdict.IsSound)
        {
            await shell.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"Sound: {verdict.Entries} entries, each signed over all before it."));
            if (verdict.Last is { } last)
                await shell.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{verdict.Origin}, root {last.Root}, {last.At:yyyy-MM-dd HH:mm:ss} UTC, signed by {string.Join(", ", verdict.Signers)}"));
            return;
        }
        foreach (var fault in verdict.Faults)
            await shell.Error.WriteLineAsync(fault.Line is { } line ? string.Create(CultureInfo.InvariantCulture, $"line {line}: {fault.Message}") : fault.Message);
        await shell.Error.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"Not sound: {verdict.Faults.Length} {(verdict.Faults.Length == 1 ? "fault" : "faults")}{(verdict.Faults.Length >= LedgerVerifier.MostFaults ? " shown, there may be more" : "")}."));
    }

    private static async Task<ImmutableArray<SignedCheckpoint>> ReadAsync(FileInfo file, CancellationToken cancel)
    {
        await using var stream = Open(file);
        try
        {
            return await LedgerVerifier.ReadWitnessesAsync(stream, cancel);
        }
        catch (FormatException e)
        {
            throw new WorkFailedException($"{file.FullName}: {e.Message}");
        }
    }

    private static FileStream Open(FileInfo file) => file.Exists ? file.OpenRead() : throw new CallException($"There is no file {file.FullName}.");
}
