using System.Text;

namespace Salus.Tests.Fhir.Fuzzing;

/// <summary>A reader of untrusted input: good inputs to start from, the call, and the exceptions with which it may refuse.</summary>
/// <param name="Originals">Small and invented; together they should reach every construct of the format.</param>
/// <param name="Read">May also check what it read: whatever else it throws is a finding.</param>
internal sealed record FuzzTarget(string Name, IReadOnlyList<byte[]> Originals, Action<byte[]> Read, IReadOnlyList<Type> Refusals)
{
    /// <summary>Bytes that may be allocated for each byte of the input, garbage included.</summary>
    public int AllocationPerByte { get; init; } = 300;

    public static FuzzTarget OfBytes<TRefusal>(string name, Action<byte[]> read, params IReadOnlyList<string> originals) where TRefusal : Exception =>
        new(name, [.. originals.Select(Encoding.UTF8.GetBytes)], read, [typeof(TRefusal)]);

    public static FuzzTarget OfText<TRefusal>(string name, Action<string> read, params IReadOnlyList<string> originals) where TRefusal : Exception =>
        OfBytes<TRefusal>(name, bytes => read(Encoding.UTF8.GetString(bytes)), originals);

    /// <summary>May refuse so too, when it reads in two steps.</summary>
    public FuzzTarget Or<TRefusal>() where TRefusal : Exception => this with { Refusals = [.. Refusals, typeof(TRefusal)] };

    public bool Refuses(Exception e) => Refusals.Any(r => r.IsInstanceOfType(e));

    public override string ToString() => Name;
}
