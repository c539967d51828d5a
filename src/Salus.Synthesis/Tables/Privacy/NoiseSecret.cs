using System.Collections.Immutable;
using System.Security.Cryptography;
using Salus.Synthesis.Tables.Engines;
using Salus.Trust;

namespace Salus.Synthesis.Tables.Privacy;

/// <summary>
/// The secret from which a site's privacy noise is made, so that a fit can be made again. Whoever has it can take the noise away from a released
/// table: it lies in the data folder, readable by its owner alone, and goes nowhere but into backups.
/// </summary>
public static class NoiseSecret
{
    private const string FileName = "noise-secret";
    private const int Bytes = 32;

    /// <summary>The secret of this data folder; made when it is asked for the first time.</summary>
    /// <exception cref="SynthesisException">The file is damaged.</exception>
    public static ImmutableArray<byte> Of(DirectoryInfo home)
    {
        ArgumentNullException.ThrowIfNull(home);
        var file = new FileInfo(Path.Combine(PrivateFolder.Create(home.FullName).FullName, FileName));
        if (!file.Exists)
            WholeFile.Write(file, stream => stream.Write(RandomNumberGenerator.GetBytes(Bytes)));
        var secret = File.ReadAllBytes(file.FullName);
        return secret.Length == Bytes ? [.. secret] : throw new SynthesisException($"The noise secret {file.FullName} is damaged: it has {secret.Length} bytes instead of {Bytes}. Restore it from a backup.");
    }
}
