using System.Collections.Immutable;
using System.Globalization;
using Salus.Fhir.Smart;
using Salus.Trust;

namespace Salus.Workbench.Smart;

/// <summary>
/// The keys that Salus signs in with at EHRs, one PEM file each in the folder <c>smart</c> of the data folder. The newest signs; all are
/// published, so that an EHR which still holds an older set is not cut off while keys rotate.
/// </summary>
internal sealed class SmartKeys(TrustOptions trust, TimeProvider clock)
{
    private readonly Lock oneAtATime = new();
    private readonly string folder = Path.Combine(trust.Home.FullName, "smart");

    /// <summary>The key that signs; made when there is none yet.</summary>
    public SigningKey Current
    {
        get
        {
            lock (oneAtATime)
                return Read() is [.., var newest] ? newest : Make(SigningAlgorithm.ES384);
        }
    }

    /// <summary>What others verify with.</summary>
    public JsonWebKeySet Published
    {
        get
        {
            _ = Current;
            return new JsonWebKeySet([.. Read().Select(k => k.PublicKey)]);
        }
    }

    /// <summary>Makes a new key, which signs from now on. Older ones stay published until their files are taken away.</summary>
    public SigningKey Rotate(SigningAlgorithm algorithm)
    {
        lock (oneAtATime)
            return Make(algorithm);
    }

    private SigningKey Make(SigningAlgorithm algorithm)
    {
        var key = SigningKey.Create(algorithm);
        PrivateFolder.Create(folder);
        var name = string.Create(CultureInfo.InvariantCulture, $"{clock.GetUtcNow():yyyyMMdd'T'HHmmssfff}-{key.PublicKey.KeyId}.pem");
        using var file = new StreamWriter(PrivateFolder.CreateFile(Path.Combine(folder, name)));
        file.Write(key.ToPem());
        return key;
    }

    private ImmutableArray<SigningKey> Read() => Directory.Exists(folder)
        ? [.. Directory.GetFiles(folder, "*.pem").Order(StringComparer.Ordinal).Select(f => SigningKey.FromPem(File.ReadAllText(f)))]
        : [];
}
