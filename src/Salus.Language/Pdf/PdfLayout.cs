using System.Text;

namespace Salus.Language.Pdf;

/// <summary>
/// Puts the runs of a page together: letters to words by the gaps between them, runs on one base line to lines, lines to paragraphs. Lines keep the
/// order in which they are drawn, which is the order of reading in all but odd files; where it runs up the page all the time, they are sorted.
/// </summary>
internal static class PdfLayout
{
    private const double SameLine = 0.4;
    private const double WordGap = 0.15;
    private const double ParagraphGap = 1.6;
    private const double SizeChange = 1.15;
    private const double LetterWidth = 0.55;
    private const double Odd = 0.3;
    private const double ShortLine = 12;

    private static readonly string[] Ligatures = ["ff", "fi", "fl", "ffi", "ffl", "st", "st"];

    public static string Text(IReadOnlyList<TextRun> runs)
    {
        var lines = Lines(runs);
        var upwards = lines.Zip(lines.Skip(1)).Count(p => p.First.Turn == p.Second.Turn && p.Second.Y > p.First.Y + p.First.Size);
        if (lines.Count > 4 && upwards > Odd * lines.Count)
            lines = Lines([.. runs.OrderBy(r => r.Turn).ThenByDescending(r => Math.Round(r.Y / Math.Max(1, r.Size * SameLine))).ThenBy(r => r.X)]);
        return Paragraphs([.. lines.Where(l => !string.IsNullOrWhiteSpace(l.Text.ToString()))]);
    }

    private static List<Line> Lines(IReadOnlyList<TextRun> runs)
    {
        var lines = new List<Line>();
        Line? line = null;
        TextRun? last = null;
        foreach (var run in runs)
        {
            // Bold is sometimes drawn as the same letters twice, a hair apart.
            if (last is { } before && before.Text == run.Text && Math.Abs(before.X - run.X) < 0.2 * run.Size && Math.Abs(before.Y - run.Y) < 0.2 * run.Size)
                continue;
            last = run;
            var goesOn = line is not null && line.Turn == run.Turn && Math.Abs(run.Y - line.Y) <= SameLine * Math.Max(line.Size, run.Size) && run.X >= line.EndX - Math.Max(line.Size, run.Size);
            if (!goesOn)
                lines.Add(line = new Line(run));
            else
                line!.Add(run);
        }
        return lines;
    }

    private static string Paragraphs(List<Line> lines)
    {
        var edges = Edges(lines);
        var text = new StringBuilder();
        for (var i = 0; i < lines.Count; i++)
        {
            var words = Clean(lines[i].Text);
            if (i > 0)
            {
                var (above, below) = (lines[i - 1], lines[i]);
                var drop = above.Y - below.Y;
                var size = Math.Max(above.Size, below.Size);
                // A line is wrapped where the next word would not have had room.
                var word = words.IndexOf(' ', StringComparison.Ordinal);
                var isFull = above.EndX - above.X > ShortLine * above.Size && edges[Column(above)] - above.EndX < LetterWidth * below.Size * (1 + (word < 0 ? words.Length : word));
                if (above.Turn != below.Turn || drop > ParagraphGap * size || size > SizeChange * Math.Min(above.Size, below.Size) || (drop < 0 && !(isFull && EndsOpen(text))))
                    text.Append("\n\n");
                else if (isFull && !StartsItem(words) && Math.Abs(above.X - below.X) <= 3 * size)
                    Join(text, words);
                else
                    text.Append('\n');
            }
            text.Append(words);
        }
        return text.ToString().Trim();
    }

    /// <summary>A line that is wrapped goes on after a space; a word cut at its end goes on at once.</summary>
    private static void Join(StringBuilder text, string next)
    {
        if (text.Length > 1 && text[^1] == '-' && char.IsLower(text[^2]) && next.Length > 0 && char.IsLower(next[0]))
            text.Length--;
        else
            text.Append(' ');
    }

    /// <summary>How far the lines reach that begin at a column or left of it.</summary>
    private static Dictionary<(int, int), double> Edges(List<Line> lines)
    {
        var edges = new Dictionary<(int Turn, int At), double>();
        foreach (var line in lines)
            edges[Column(line)] = Math.Max(edges.GetValueOrDefault(Column(line), line.EndX), line.EndX);
        var reach = double.MinValue;
        var turn = 0;
        foreach (var (column, edge) in edges.OrderBy(e => e.Key).ToArray())
        {
            reach = turn == column.Turn ? Math.Max(reach, edge) : edge;
            turn = column.Turn;
            edges[column] = reach;
        }
        return edges;
    }

    private static (int, int) Column(Line line) => (line.Turn, (int)(line.X / 6));

    private static bool EndsOpen(StringBuilder text) => text.Length > 0 && text[^1] is not ('.' or '!' or '?' or ':');

    private static bool StartsItem(string line)
    {
        if (line.Length == 0 || line[0] is '•' or '·' or '–' or '—' or '-' or '*' or '□' or '■' or '✓')
            return true;
        var digits = line.TakeWhile(char.IsAsciiDigit).Count();
        return digits is > 0 and < 4 && digits + 1 < line.Length && line[digits] is '.' or ')' && line[digits + 1] == ' ';
    }

    /// <summary>Ligatures as letters, spaces of all kinds as one, nothing that a reader cannot see.</summary>
    private static string Clean(StringBuilder line)
    {
        var clean = new StringBuilder(line.Length);
        foreach (var rune in line.ToString().EnumerateRunes())
        {
            if (rune.Value is >= 0xFB00 and <= 0xFB06)
                clean.Append(Ligatures[rune.Value - 0xFB00]);
            else if (rune.Value == 0xAD)
                clean.Append('-');
            else if (Rune.IsWhiteSpace(rune) || Rune.IsControl(rune))
                clean.Append(clean.Length > 0 && clean[^1] != ' ' ? " " : "");
            else if (Rune.GetUnicodeCategory(rune) is not (System.Globalization.UnicodeCategory.Format or System.Globalization.UnicodeCategory.PrivateUse or System.Globalization.UnicodeCategory.Surrogate) && rune != Rune.ReplacementChar)
                clean.Append(rune);
        }
        return clean.ToString().TrimEnd();
    }

    private sealed class Line
    {
        public Line(TextRun first)
        {
            (X, Y, EndX, Size, Turn) = (first.X, first.Y, first.EndX, first.Size, first.Turn);
            Text.Append(first.Text);
        }

        public double X { get; }

        public double Y { get; private set; }

        public double EndX { get; private set; }

        public double Size { get; private set; }

        public int Turn { get; }

        public StringBuilder Text { get; } = new();

        public void Add(TextRun run)
        {
            var gap = run.X - EndX;
            if (gap > WordGap * Math.Min(Size, run.Size) && !IsSpace(Text[^1]) && !IsSpace(run.Text[0]))
                Text.Append(' ');
            Text.Append(run.Text);
            // A raised or lowered number does not move the base line.
            if (run.Size > Size)
                (Y, Size) = (run.Y, run.Size);
            EndX = Math.Max(EndX, run.EndX);
        }

        private static bool IsSpace(char c) => char.IsWhiteSpace(c);
    }
}
