namespace Salus.Synthesis.Tables.Engines.Trees;

/// <summary>Reads numbers that must lie within bounds, from files that anyone may have written.</summary>
internal static class Bounded
{
    /// <exception cref="InvalidDataException">It is below 0 or above <paramref name="most"/>.</exception>
    public static int Count(BinaryReader from, int most, string what) => Index(from, 0, most, what);

    /// <exception cref="InvalidDataException">It is below <paramref name="least"/> or above <paramref name="most"/>.</exception>
    public static int Index(BinaryReader from, int least, int most, string what)
    {
        var value = from.ReadInt32();
        return value >= least && value <= most ? value : throw new InvalidDataException($"{what}: {value} is not between {least} and {most}");
    }

    /// <exception cref="InvalidDataException">It is infinite or not a number.</exception>
    public static double Finite(BinaryReader from, string what)
    {
        var value = from.ReadDouble();
        return double.IsFinite(value) ? value : throw new InvalidDataException($"{what} is not a finite number");
    }
}
