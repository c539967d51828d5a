namespace Salus.Language.Vocabularies;

/// <summary>
/// The hash of a key as a polynomial over its characters, modulo 2^64: of any stretch of a text it follows from the values at both ends
/// (Karp and Rabin, IBM Journal of Research and Development 31 (1987) 249-260). It only chooses where to look; whether the words match is decided by comparing them.
/// </summary>
internal static class KeyHash
{
    /// <summary>Terms with longer keys are never met in a text; no term in use has half of it.</summary>
    public const int LongestKey = 512;

    private const ulong Base = 0x9E3779B97F4A7C15;

    private static readonly ulong[] Powers = PowersOfBase();

    /// <summary>The running value after more characters.</summary>
    public static ulong Extend(ulong value, ReadOnlySpan<char> more)
    {
        foreach (var c in more)
            value = (value * Base) + c + 1u;
        return value;
    }

    /// <summary>The hash of what lies between two running values.</summary>
    public static ulong Of(ulong before, ulong after, int length) => Mix(after - (before * Powers[length]));

    public static ulong Of(ReadOnlySpan<char> key) => Mix(Extend(0, key));

    /// <summary>Spreads the value over all bits (finaliser of MurmurHash3, public domain); a polynomial's low bits repeat.</summary>
    public static ulong Mix(ulong value)
    {
        value ^= value >> 33;
        value *= 0xFF51AFD7ED558CCD;
        value ^= value >> 33;
        value *= 0xC4CEB9FE1A85EC53;
        return value ^ (value >> 33);
    }

    private static ulong[] PowersOfBase()
    {
        var powers = new ulong[LongestKey + 1];
        powers[0] = 1;
        for (var i = 1; i < powers.Length; i++)
            powers[i] = powers[i - 1] * Base;
        return powers;
    }
}
