using System.Text.Json;
using Salus.Synthesis.Tables.Engines;
using Salus.Trust;

namespace Salus.Synthesis.Tables.Privacy;

/// <summary>
/// The privacy ledger of a site as a JSON file. Changes are made under a lock file beside it, so that two fits at a time cannot both
/// take the last of a budget, and the file is written whole or not at all.
/// </summary>
public sealed class PrivacyLedgerFile(FileInfo file, TimeProvider clock)
{
    private const long MostBytes = 64L << 20;

    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(40);

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true, NewLine = "\n", RespectRequiredConstructorParameters = true, RespectNullableAnnotations = true };

    /// <summary>What is written; an empty ledger where there is no file yet.</summary>
    /// <exception cref="SynthesisException">The file is damaged: then no fit may be made, for nobody knows what was spent.</exception>
    public PrivacyLedger Read()
    {
        file.Refresh();
        if (!file.Exists)
            return new PrivacyLedger();
        try
        {
            if (file.Length > MostBytes)
                throw new InvalidDataException($"larger than {MostBytes >> 20} MiB");
            using var stream = file.OpenRead();
            var ledger = JsonSerializer.Deserialize<PrivacyLedger>(stream, Json) ?? throw new JsonException("It is empty.");
            if (ledger.Version != PrivacyLedger.FormatVersion)
                throw new InvalidDataException($"version {ledger.Version}, this program reads {PrivacyLedger.FormatVersion}");
            if (ledger.Releases.IsDefault || ledger.Releases.Any(r => r is null || !(r.Rho > 0) || !double.IsFinite(r.Rho) || !(r.Failure >= 0)))
                throw new InvalidDataException("a release without its cost");
            return ledger;
        }
        catch (Exception wrong) when (wrong is JsonException or InvalidDataException or ArgumentException)
        {
            throw new SynthesisException($"The privacy ledger {file.FullName} cannot be read ({wrong.Message}). Restore it from a backup: without it nobody knows how much has been told about a source.", wrong);
        }
    }

    /// <summary>Changes the ledger under the lock.</summary>
    /// <exception cref="SynthesisException">The change is refused, or the lock stays taken.</exception>
    public async Task<PrivacyLedger> ChangeAsync(Func<PrivacyLedger, PrivacyLedger> change, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(change);
        await using var held = await LockAsync(cancel);
        var ledger = change(Read());
        WholeFile.Write(file, stream => JsonSerializer.Serialize(stream, ledger, Json));
        return ledger;
    }

    private async Task<FileStream> LockAsync(CancellationToken cancel)
    {
        var started = clock.GetTimestamp();
        while (true)
        {
            try
            {
                return new FileStream(file.FullName + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException taken) when (taken is not (DirectoryNotFoundException or FileNotFoundException or PathTooLongException))
            {
                if (clock.GetElapsedTime(started) > LongestWait)
                    throw new SynthesisException($"Another program holds the privacy ledger {file.FullName}. Try again when its fit has been entered.", taken);
            }
            await Task.Delay(Pause, clock, cancel);
        }
    }
}
