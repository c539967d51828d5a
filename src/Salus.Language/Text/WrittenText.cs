using System.Text;

namespace Salus.Language.Text;

/// <summary>A text that was rewritten, with the way back to the original.</summary>
public sealed record WrittenText(string Text, OffsetMap Map)
{
    public static WrittenText Unchanged(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return new WrittenText(text, OffsetMap.Identity(text.Length));
    }

    /// <summary>The span of the original that <paramref name="span"/> of <see cref="Text"/> comes from.</summary>
    public TextSpan ToOriginal(TextSpan span) => Map.ToOriginal(span);

    /// <summary>Rewrites once more; the result still leads to the first original.</summary>
    public WrittenText Then(Func<string, WrittenText> rewrite)
    {
        ArgumentNullException.ThrowIfNull(rewrite);
        var next = rewrite(Text);
        return new WrittenText(next.Text, next.Map.After(Map));
    }
}

/// <summary>Writes a text anew from left to right and keeps the map.</summary>
internal sealed class Rewriter(string original)
{
    private readonly StringBuilder _text = new(original.Length);
    private readonly OffsetMap.Builder _map = new(original.Length);

    /// <summary>Everything of the original before this position is written or dropped.</summary>
    public int Position { get; private set; }

    public void CopyTo(int position)
    {
        if (position <= Position)
            return;
        _text.Append(original, Position, position - Position);
        _map.Copied(TextSpan.FromBounds(Position, position));
        Position = position;
    }

    public void Replace(TextSpan span, string text)
    {
        CopyTo(span.Start);
        if (original.AsSpan(span.Start, span.Length).SequenceEqual(text))
        {
            CopyTo(span.End);
            return;
        }

        _text.Append(text);
        _map.Replaced(text.Length, span);
        Position = span.End;
    }

    /// <summary>Leaves the span out.</summary>
    public void Drop(TextSpan span)
    {
        CopyTo(span.Start);
        Position = Math.Max(Position, span.End);
    }

    public WrittenText Finish()
    {
        CopyTo(original.Length);
        return new WrittenText(_text.ToString(), _map.Build());
    }
}
