using System.Text;

namespace Salus.Governance.Deidentification.Exchange;

/// <summary>
/// A text that a file holds in pieces (the runs of a paragraph, the lines of a report, the cells of a row), cleaned as one, so that a name that
/// is split over pieces is found. What was replaced stands in the piece in which it began; every other character stays in its own piece.
/// </summary>
internal sealed class PieceText
{
    private readonly StringBuilder text = new();
    private readonly List<(int Start, int End)> pieces = [];

    /// <summary>As it is read.</summary>
    public string Whole => text.ToString();

    /// <param name="before">Stands between this piece and the one before it when the whole is read; belongs to neither.</param>
    public void Add(string piece, string before = "")
    {
        if (pieces.Count > 0)
            text.Append(before);
        pieces.Add((text.Length, text.Length + piece.Length));
        text.Append(piece);
    }

    /// <summary>The pieces after treatment, as many as were added.</summary>
    public string[] Clean(Func<string, CleanedText> clean)
    {
        var original = text.ToString();
        if (string.IsNullOrWhiteSpace(original))
            return [.. pieces.Select(p => original[p.Start..p.End])];
        var cleaned = clean(original);
        var removed = cleaned.Replaced.Sum(r => r.Original.Length);
        var added = cleaned.Replaced.Sum(r => r.Output.Length);
        if (cleaned.Text.Length - added != original.Length - removed)
            throw new DeidentificationException("The cleaned text does not tell where it was changed, so it cannot be put back into its document.");

        var result = new string[pieces.Count];
        var (next, at, shift) = (0, 0, 0);
        for (var i = 0; i < pieces.Count; i++)
        {
            var start = Math.Max(at, Out(pieces[i].Start));
            var end = Math.Max(start, Out(pieces[i].End));
            at = end;
            result[i] = cleaned.Text[start..end];
        }
        return result;

        // Positions are asked for in ascending order; one inside something that was replaced becomes the end of the replacement.
        int Out(int position)
        {
            while (next < cleaned.Replaced.Length)
            {
                var replaced = cleaned.Replaced[next];
                var from = replaced.Output.Start - shift;
                if (position <= from)
                    break;
                if (position < from + replaced.Original.Length)
                    return Inside(replaced, position - from);
                shift += replaced.Output.Length - replaced.Original.Length;
                next++;
            }
            return position + shift;
        }

        // A surrogate that keeps the line end of its original is parted where the original was.
        int Inside(Replacement replaced, int offset)
        {
            var was = replaced.Original;
            var now = cleaned.Text.AsSpan(replaced.Output.Start, replaced.Output.Length);
            var separator = IsSeparator(was[offset]) ? was[offset] : offset > 0 && IsSeparator(was[offset - 1]) ? was[offset - 1] : '\0';
            if (separator == '\0' || was.AsSpan().Count(separator) != now.Count(separator))
                return replaced.Output.End;
            var before = was.AsSpan(0, offset).Count(separator);
            var mark = -1;
            for (var seen = was[offset] == separator ? -1 : 0; seen < before; seen++)
                mark += 1 + now[(mark + 1)..].IndexOf(separator);
            return replaced.Output.Start + (was[offset] == separator ? mark : mark + 1);
        }
    }

    private static bool IsSeparator(char c) => c is '\n' or '\t';
}
