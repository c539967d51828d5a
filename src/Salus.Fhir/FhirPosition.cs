using System.Globalization;

namespace Salus.Fhir;

/// <summary>Where something starts in the text it was read from. Both count from one.</summary>
/// <param name="Column">In bytes for JSON, in characters for XML.</param>
public readonly record struct FhirPosition(long Line, long Column)
{
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"line {Line}, column {Column}");
}

/// <summary>The UTF-8 text that nodes were read from and point into. Never changes.</summary>
/// <param name="text">Ends with one zero byte that is not part of the text, so that a scanner meets an end without asking for it.</param>
/// <param name="firstLine">The line number of the first byte, for a resource inside a stream of them.</param>
internal sealed class FhirSource(byte[] text, long firstLine)
{
    private int[]? lineStarts;

    public byte[] Text { get; } = text;

    public int Length => Text.Length - 1;

    public static FhirSource Of(ReadOnlySpan<byte> text, long firstLine = 1)
    {
        var copy = GC.AllocateUninitializedArray<byte>(text.Length + 1);
        text.CopyTo(copy);
        copy[^1] = 0;
        return new FhirSource(copy, firstLine);
    }

    public FhirPosition PositionOf(int offset)
    {
        var starts = lineStarts ??= LineStarts();
        var line = Array.BinarySearch(starts, offset);
        if (line < 0)
            line = ~line - 1;
        return new FhirPosition(firstLine + line, offset - starts[line] + 1);
    }

    private int[] LineStarts()
    {
        var starts = new int[Text.AsSpan().Count((byte)'\n') + 1];
        var at = 0;
        for (var line = 1; line < starts.Length; line++)
        {
            at += Text.AsSpan(at).IndexOf((byte)'\n') + 1;
            starts[line] = at;
        }
        return starts;
    }
}
