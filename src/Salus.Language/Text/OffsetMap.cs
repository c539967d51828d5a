using System.Collections.Immutable;

namespace Salus.Language.Text;

/// <summary>
/// Leads from positions in a rewritten text back to the original. Pieces cover the rewritten text in order and without gaps;
/// a copied piece maps character by character, a replaced piece maps as a whole.
/// </summary>
public sealed class OffsetMap
{
    private readonly ImmutableArray<Piece> _pieces;

    private OffsetMap(ImmutableArray<Piece> pieces, int length, int originalLength)
    {
        _pieces = pieces;
        Length = length;
        OriginalLength = originalLength;
    }

    /// <summary>Length of the rewritten text.</summary>
    public int Length { get; }

    public int OriginalLength { get; }

    public static OffsetMap Identity(int length) => new(length == 0 ? [] : [new Piece(0, length, new TextSpan(0, length), Copied: true)], length, length);

    /// <summary>
    /// The smallest span of the original that accounts for <paramref name="span"/>; inside the original for every span,
    /// also for one that reaches outside the rewritten text.
    /// </summary>
    public TextSpan ToOriginal(TextSpan span)
    {
        var start = Math.Clamp(span.Start, 0, Length);
        var end = Math.Clamp(span.Start + (long)Math.Max(0, span.Length), start, Length);
        if (_pieces.IsEmpty)
            return default;
        var first = _pieces[Find(start)];
        if (end == start)
            return new TextSpan(first.StartOf(start), 0);
        var last = _pieces[Find((int)end - 1)];
        var from = first.StartOf(start);
        return TextSpan.FromBounds(from, Math.Max(from, last.EndOf((int)end)));
    }

    /// <summary>This map after <paramref name="inner"/>: from a twice rewritten text to the first original.</summary>
    public OffsetMap After(OffsetMap inner)
    {
        ArgumentNullException.ThrowIfNull(inner);
        var builder = new Builder(inner.OriginalLength);
        foreach (var piece in _pieces)
        {
            if (!piece.Copied)
            {
                builder.Replaced(piece.Length, inner.ToOriginal(piece.Original));
                continue;
            }

            var position = piece.Original.Start;
            while (position < piece.Original.End)
            {
                var source = inner._pieces[inner.Find(position)];
                var length = Math.Min(source.Start + source.Length, piece.Original.End) - position;
                var original = inner.ToOriginal(new TextSpan(position, length));
                if (source.Copied)
                    builder.Copied(original);
                else
                    builder.Replaced(length, original);
                position += length;
            }
        }

        return builder.Build();
    }

    private int Find(int position)
    {
        int low = 0, high = _pieces.Length - 1;
        while (low < high)
        {
            var middle = (low + high + 1) / 2;
            if (_pieces[middle].Start <= position)
                low = middle;
            else
                high = middle - 1;
        }

        return low;
    }

    private readonly record struct Piece(int Start, int Length, TextSpan Original, bool Copied)
    {
        public int StartOf(int position) => Copied ? Original.Start + Math.Min(position - Start, Original.Length) : Original.Start;

        public int EndOf(int position) => Copied ? Original.Start + Math.Min(position - Start, Original.Length) : Original.End;
    }

    /// <summary>Collects the pieces of a rewritten text from left to right.</summary>
    internal sealed class Builder(int originalLength)
    {
        private readonly ImmutableArray<Piece>.Builder _pieces = ImmutableArray.CreateBuilder<Piece>();
        private int _length;

        public void Copied(TextSpan original)
        {
            if (original.Length == 0)
                return;
            if (_pieces.Count > 0 && _pieces[^1] is { Copied: true } last && last.Original.End == original.Start)
                _pieces[^1] = last with { Length = last.Length + original.Length, Original = new TextSpan(last.Original.Start, last.Length + original.Length) };
            else
                _pieces.Add(new Piece(_length, original.Length, original, Copied: true));
            _length += original.Length;
        }

        public void Replaced(int length, TextSpan original)
        {
            if (length == 0)
                return;
            _pieces.Add(new Piece(_length, length, original, Copied: false));
            _length += length;
        }

        public OffsetMap Build() => new(_pieces.DrainToImmutable(), _length, originalLength);
    }
}
