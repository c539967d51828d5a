using System.Text;

namespace Salus.Tests.Fhir.Fuzzing;

/// <summary>A reader of untrusted input: good inputs to start from, the call, and the one exception with which it may refuse.</summary>
/// <param name="Originals">Small and invented; together they should reach every construct of the format.</param>
/// <param name="Read">May also check what it read: whatever else it throws is a finding.</param>
internal sealed record FuzzTarget(string Name, IReadOnlyList<byte[]> Originals, Action<byte[]> Read, Type Refusal)
{
    public static FuzzTarget OfBytes<TRefusal>(string name, Action<byte[]> read, params IReadOnlyList<string> originals) where TRefusal : Exception =>
        new(name, [.. originals.Select(Encoding.UTF8.GetBytes)], read, typeof(TRefusal));

    public static FuzzTarget OfText<TRefusal>(string name, Action<string> read, params IReadOnlyList<string> originals) where TRefusal : Exception =>
        OfBytes<TRefusal>(name, bytes => read(Encoding.UTF8.GetString(bytes)), originals);

    public override string ToString() => Name;
}
