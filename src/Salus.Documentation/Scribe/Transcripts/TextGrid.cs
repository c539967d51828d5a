using System.Globalization;
using System.Text;

namespace Salus.Documentation.Scribe;

/// <summary>
/// Praat TextGrid, long and short form (https://www.fon.hum.uva.nl/praat/manual/TextGrid_file_formats.html): only free-standing numbers,
/// quoted strings and flags in angle brackets count, everything else is decoration. Every interval tier is one speaker.
/// </summary>
internal static class TextGrid
{
    private const int MostTiers = 64;

    public static List<SpokenPiece> Read(string text, string? speaker, string file, List<TranscriptWarning> warnings)
    {
        var tokens = new Tokens(text, file);
        tokens.Skip("ooTextFile");
        tokens.Skip("TextGrid");
        tokens.Number();
        tokens.Number();
        tokens.Flag();
        var tiers = tokens.Count("tiers", MostTiers);
        var pieces = new List<SpokenPiece>();
        var unclear = 0;
        for (var tier = 0; tier < tiers; tier++)
        {
            var kind = tokens.Text();
            var name = tokens.Text();
            tokens.Number();
            tokens.Number();
            var count = tokens.Count("intervals", int.MaxValue);
            var voice = tiers == 1 && speaker is not null ? speaker : name.Trim();
            for (var i = 0; i < count; i++)
            {
                var line = tokens.Line;
                var start = tokens.Number();
                var end = kind is "IntervalTier" ? tokens.Number() : start;
                var said = tokens.Text();
                if (kind is not "IntervalTier" || string.IsNullOrWhiteSpace(said))
                    continue;
                var clean = WithoutTags(said, out var marked);
                unclear += marked ? 1 : 0;
                var (from, to) = (Pieces.Seconds(start), Pieces.Seconds(end));
                if (from is null || to is null || to < from)
                    warnings.Add(new TranscriptWarning("The interval's times are malformed and left out.", line));
                pieces.Add(new SpokenPiece(voice, clean, to < from ? null : from, to < from ? null : to) { Unclear = marked });
            }
        }
        if (unclear > 0)
            warnings.Add(new TranscriptWarning(string.Create(CultureInfo.InvariantCulture, $"The transcriber was unsure of words in {unclear} {(unclear == 1 ? "turn" : "turns")}.")));
        return tiers > 1 && pieces.TrueForAll(p => p.Start is not null) ? [.. pieces.OrderBy(p => p.Start)] : pieces;
    }

    /// <summary>Doubtful words are kept, what nobody understood becomes <c>[inaudible]</c>.</summary>
    private static string WithoutTags(string text, out bool marked)
    {
        marked = text.Contains('<', StringComparison.Ordinal) && (text.Contains("<UN", StringComparison.OrdinalIgnoreCase) || text.Contains("<INAUDIBLE", StringComparison.OrdinalIgnoreCase));
        if (!marked)
            return text;
        return text
            .Replace("<UNSURE>", "", StringComparison.OrdinalIgnoreCase)
            .Replace("</UNSURE>", "", StringComparison.OrdinalIgnoreCase)
            .Replace("<UNIN/>", "[inaudible]", StringComparison.OrdinalIgnoreCase)
            .Replace("<UNIN>", "[inaudible]", StringComparison.OrdinalIgnoreCase)
            .Replace("<INAUDIBLE_SPEECH/>", "[inaudible]", StringComparison.OrdinalIgnoreCase);
    }

    private sealed class Tokens(string text, string file)
    {
        private int position;
        private int counted;
        private int line = 1;

        public int Line
        {
            get
            {
                line += text.AsSpan(counted, position - counted).Count('\n');
                counted = position;
                return line;
            }
        }

        public void Skip(string expected)
        {
            if (!string.Equals(Text(), expected, StringComparison.Ordinal))
                throw Wrong($"'{expected}' is missing, so this is not a Praat TextGrid.");
        }

        public string Text()
        {
            if (Next() != '"')
                throw Wrong("A quoted text is missing.");
            var value = new StringBuilder();
            for (position++; position < text.Length; position++)
            {
                if (text[position] != '"')
                {
                    value.Append(text[position]);
                    continue;
                }
                if (position + 1 >= text.Length || text[position + 1] != '"')
                {
                    position++;
                    return value.ToString();
                }
                value.Append('"');
                position++;
            }
            throw Wrong("A quoted text does not end.");
        }

        public double Number()
        {
            var c = Next();
            if (!(char.IsAsciiDigit(c) || c is '-' or '+'))
                throw Wrong("A number is missing.");
            var start = position;
            while (position < text.Length && !char.IsWhiteSpace(text[position]))
                position++;
            return double.TryParse(text.AsSpan(start, position - start), NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
                ? value
                : throw Wrong($"'{text.AsSpan(start, Math.Min(20, position - start))}' is not a number.");
        }

        public int Count(string what, int most)
        {
            var count = Number();
            return count >= 0 && count <= most && count == Math.Floor(count) ? (int)count : throw Wrong(string.Create(CultureInfo.InvariantCulture, $"The number of {what} cannot be {count}."));
        }

        /// <summary>The flag <c>&lt;exists&gt;</c>.</summary>
        public void Flag()
        {
            if (Next() != '<')
                throw Wrong("'<exists>' is missing.");
            var end = text.IndexOf('>', position);
            if (end < 0 || !text.AsSpan(position, end - position + 1).SequenceEqual("<exists>"))
                throw Wrong("The file says that it has no tiers.");
            position = end + 1;
        }

        /// <summary>The first character of the next token that counts; zero at the end.</summary>
        private char Next()
        {
            while (position < text.Length)
            {
                var c = text[position];
                if (c == '!')
                {
                    while (position < text.Length && text[position] != '\n')
                        position++;
                }
                else if (char.IsWhiteSpace(c))
                {
                    position++;
                }
                else if (c is '"' or '<' || char.IsAsciiDigit(c) || (c is '-' or '+' && position + 1 < text.Length && char.IsAsciiDigit(text[position + 1])))
                {
                    return c;
                }
                else
                {
                    while (position < text.Length && !char.IsWhiteSpace(text[position]))
                        position++;
                }
            }
            return '\0';
        }

        private TranscriptException Wrong(string reason) => new(file, Line, reason, "Save the annotation again from Praat as a text file.");
    }
}
