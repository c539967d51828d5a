using System.Text;

namespace Salus.Fhir.Paths;

internal enum TokenKind
{
    End,
    Identifier,
    /// <summary>An identifier in backticks: never a keyword.</summary>
    Quoted,
    String,
    Number,
    LongNumber,
    DateTime,
    Time,
    Variable,
    External,
    Symbol,
}

/// <summary>One token: for strings and identifiers the text without quotes and escapes.</summary>
internal readonly record struct Token(TokenKind Kind, string Text, int Position)
{
    public bool Is(string symbol) => Kind is TokenKind.Symbol && string.Equals(Text, symbol, StringComparison.Ordinal);

    public bool IsWord(string word) => Kind is TokenKind.Identifier && string.Equals(Text, word, StringComparison.Ordinal);
}

/// <summary>Splits an expression into tokens (FHIRPath 2.0, Appendix B: grammar).</summary>
internal sealed class PathLexer(string expression)
{
    private int at;

    public Token Next()
    {
        SkipBlank();
        var start = at;
        if (at >= expression.Length)
            return new Token(TokenKind.End, "", start);
        var c = expression[at];
        if (char.IsAsciiLetter(c) || c == '_')
            return new Token(TokenKind.Identifier, Word(), start);
        if (char.IsAsciiDigit(c))
            return Number(start);
        switch (c)
        {
            case '\'':
                return new Token(TokenKind.String, Quoted('\''), start);
            case '`':
                return new Token(TokenKind.Quoted, Quoted('`'), start);
            case '@':
                return DateOrTime(start);
            case '$':
                at++;
                return new Token(TokenKind.Variable, Word(), start);
            case '%':
                at++;
                var name = at < expression.Length && expression[at] is '`' or '\'' ? Quoted(expression[at]) : Word();
                return name.Length > 0 ? new Token(TokenKind.External, name, start) : throw Wrong("A name belongs after '%', for example %resource.", start);
            default:
                break;
        }
        var two = at + 1 < expression.Length ? expression.AsSpan(at, 2) : default;
        var symbol = two is "<=" or ">=" or "!=" or "!~" ? two.ToString() : "+-*/&|<>=~.,()[]{}".Contains(c, StringComparison.Ordinal) ? c.ToString() : null;
        if (symbol is null)
            throw Wrong($"'{c}' has no meaning here.", start);
        at += symbol.Length;
        return new Token(TokenKind.Symbol, symbol, start);
    }

    private void SkipBlank()
    {
        while (at < expression.Length)
        {
            if (char.IsWhiteSpace(expression[at]))
            {
                at++;
            }
            else if (expression.AsSpan(at).StartsWith("//"))
            {
                while (at < expression.Length && expression[at] is not ('\n' or '\r'))
                    at++;
            }
            else if (expression.AsSpan(at).StartsWith("/*"))
            {
                var end = expression.IndexOf("*/", at + 2, StringComparison.Ordinal);
                if (end < 0)
                    throw Wrong("The comment that starts here has no end; close it with '*/'.", at);
                at = end + 2;
            }
            else
            {
                return;
            }
        }
    }

    private string Word()
    {
        var start = at;
        while (at < expression.Length && (char.IsAsciiLetterOrDigit(expression[at]) || expression[at] == '_'))
            at++;
        return expression[start..at];
    }

    private Token Number(int start)
    {
        SkipDigits();
        if (at < expression.Length && expression[at] == 'L')
        {
            at++;
            return new Token(TokenKind.LongNumber, expression[start..(at - 1)], start);
        }
        if (at + 1 < expression.Length && expression[at] == '.' && char.IsAsciiDigit(expression[at + 1]))
        {
            at++;
            SkipDigits();
        }
        return new Token(TokenKind.Number, expression[start..at], start);
    }

    private void SkipDigits()
    {
        while (at < expression.Length && char.IsAsciiDigit(expression[at]))
            at++;
    }

    private Token DateOrTime(int start)
    {
        at++;
        var isTime = at < expression.Length && expression[at] == 'T';
        var from = isTime ? ++at : at;
        if (!isTime)
        {
            Take(c => char.IsAsciiDigit(c) || c == '-');
            if (at < expression.Length && expression[at] == 'T')
            {
                at++;
                Clock();
                if (at < expression.Length && expression[at] == 'Z')
                    at++;
                else if (at + 1 < expression.Length && expression[at] is '+' or '-' && char.IsAsciiDigit(expression[at + 1]) && expression[at - 1] != 'T')
                    Offset();
            }
        }
        else
        {
            Clock();
        }
        return new Token(isTime ? TokenKind.Time : TokenKind.DateTime, expression[from..at], start);
    }

    /// <summary>Hours, minutes, seconds; a point belongs to the literal only when a digit follows it.</summary>
    private void Clock()
    {
        Take(c => char.IsAsciiDigit(c) || c == ':');
        if (at + 1 < expression.Length && expression[at] == '.' && char.IsAsciiDigit(expression[at + 1]))
        {
            at++;
            SkipDigits();
        }
    }

    private void Offset()
    {
        at++;
        Take(c => char.IsAsciiDigit(c) || c == ':');
    }

    private void Take(Func<char, bool> belongs)
    {
        while (at < expression.Length && belongs(expression[at]))
            at++;
    }

    private string Quoted(char quote)
    {
        var start = at++;
        var text = new StringBuilder();
        while (at < expression.Length && expression[at] != quote)
        {
            if (expression[at] != '\\')
            {
                text.Append(expression[at++]);
                continue;
            }
            if (at + 1 >= expression.Length)
                break;
            text.Append(Escaped());
        }
        if (at >= expression.Length)
            throw Wrong($"The text that starts here has no end; close it with {quote}.", start);
        at++;
        return text.ToString();
    }

    private char Escaped()
    {
        var start = at++;
        var c = expression[at++];
        switch (c)
        {
            case 't': return '\t';
            case 'n': return '\n';
            case 'r': return '\r';
            case 'f': return '\f';
            case '\'' or '"' or '`' or '\\' or '/': return c;
            case 'u' when at + 4 <= expression.Length && ushort.TryParse(expression.AsSpan(at, 4), System.Globalization.NumberStyles.AllowHexSpecifier, System.Globalization.CultureInfo.InvariantCulture, out var code):
                at += 4;
                return (char)code;
            default:
                throw Wrong($"'\\{c}' is no escape of FHIRPath; known are \\' \\\" \\` \\\\ \\/ \\f \\n \\r \\t and \\uXXXX.", start);
        }
    }

    public FhirPathSyntaxException Wrong(string reason, int position) => new(reason, position, expression);
}
