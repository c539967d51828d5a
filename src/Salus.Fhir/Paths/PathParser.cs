using System.Globalization;
using Salus.Fhir.Paths.Functions;

namespace Salus.Fhir.Paths;

/// <summary>A Pratt parser of FHIRPath 2.0: text to an expression tree that can be evaluated.</summary>
internal sealed class PathParser
{
    /// <summary>The invariants of R4 need about 20; deeper text would exhaust the stack.</summary>
    private const int MaxDepth = 200;

    private const int MaxLength = 100_000;

    private readonly string expression;
    private readonly PathLexer lexer;
    private Token token;
    private int depth;

    public PathParser(string expression)
    {
        this.expression = expression;
        lexer = new PathLexer(expression);
        if (expression.Length > MaxLength)
            throw new FhirPathSyntaxException($"The expression has {expression.Length} characters; at most {MaxLength} are read.", 0, expression);
        token = lexer.Next();
    }

    public Expression ParseAll()
    {
        if (token.Kind is TokenKind.End)
            throw Wrong("An expression was expected, but the text is empty.");
        var all = ParseOperators(0);
        if (token.Kind is not TokenKind.End)
            throw Wrong($"'{token.Text}' does not fit here; an operator or the end was expected.");
        return all;
    }

    /// <summary>How strongly a binary operator binds; zero when the token is none.</summary>
    private int Strength() => token.Kind switch
    {
        TokenKind.Symbol => token.Text switch
        {
            "*" or "/" => 10,
            "+" or "-" or "&" => 9,
            "|" => 7,
            "<" or ">" or "<=" or ">=" => 6,
            "=" or "~" or "!=" or "!~" => 5,
            _ => 0,
        },
        TokenKind.Identifier => token.Text switch
        {
            "div" or "mod" => 10,
            "is" or "as" => 8,
            "in" or "contains" => 4,
            "and" => 3,
            "or" or "xor" => 2,
            "implies" => 1,
            _ => 0,
        },
        _ => 0,
    };

    private Expression ParseOperators(int minimum)
    {
        if (++depth > MaxDepth)
            throw Wrong($"The expression is nested deeper than {MaxDepth} levels.");
        var left = ParseUnary();
        var operators = 0;
        while (Strength() is var strength && strength > minimum)
        {
            if (++operators > MaxDepth * 5)
                throw Wrong($"More than {MaxDepth * 5} operators stand side by side; use parentheses or several expressions.");
            var (symbol, position) = (token.Text, token.Position);
            Advance();
            if (symbol is "is" or "as")
            {
                left = new TypeTest(position, left, ParseTypeName(), symbol);
                continue;
            }
            left = Operators.Binary(symbol, position, left, ParseOperators(strength));
        }
        depth--;
        return left;
    }

    private Expression ParseUnary()
    {
        if (!token.Is("+") && !token.Is("-"))
            return ParseChain();
        var (symbol, position) = (token.Text, token.Position);
        Advance();
        if (++depth > MaxDepth)
            throw Wrong($"The expression is nested deeper than {MaxDepth} levels.");
        var operand = ParseUnary();
        depth--;
        return new Polarity(position, operand, Negative: symbol is "-");
    }

    private Expression ParseChain()
    {
        var first = ParseTerm();
        List<Expression>? steps = null;
        while (true)
        {
            if (token.Is("."))
            {
                Advance();
                (steps ??= [first]).Add(ParseInvocation(isFirst: false));
            }
            else if (token.Is("["))
            {
                var position = token.Position;
                Advance();
                var index = ParseOperators(0);
                Expect("]");
                (steps ??= [first]).Add(new Indexer(position, index));
            }
            else
            {
                return steps is null ? first : new Chain(first.Position, [.. steps]);
            }
        }
    }

    private Expression ParseTerm()
    {
        var here = token;
        switch (here.Kind)
        {
            case TokenKind.String:
                Advance();
                return new Literal(here.Position, PathValue.Of(here.Text));
            case TokenKind.Number:
                Advance();
                return NumberOrQuantity(here);
            case TokenKind.LongNumber:
                Advance();
                return long.TryParse(here.Text, CultureInfo.InvariantCulture, out var wide)
                    ? new Literal(here.Position, PathValue.Of(wide))
                    : throw Wrong("The number does not fit 64 bits.", here.Position);
            case TokenKind.DateTime:
                Advance();
                var kind = here.Text.Contains('T', StringComparison.Ordinal) ? PathKind.DateTime : PathKind.Date;
                return PathTemporal.ParseDateTime(here.Text, kind) is { } date ? new Literal(here.Position, PathValue.Of(date)) : throw Wrong($"'@{here.Text}' is no date; write @2026-01-31 or @2026-01-31T14:30:00Z.", here.Position);
            case TokenKind.Time:
                Advance();
                return PathTemporal.ParseTime(here.Text) is { } time ? new Literal(here.Position, PathValue.Of(time)) : throw Wrong($"'@T{here.Text}' is no time of day; write @T14:30.", here.Position);
            case TokenKind.External:
                Advance();
                return new ExternalConstant(here.Position, here.Text);
            case TokenKind.Identifier when here.Text is "true" or "false":
                Advance();
                return new Literal(here.Position, PathValue.Of(here.Text is "true"));
            case TokenKind.Symbol when here.Is("("):
                Advance();
                var inner = ParseOperators(0);
                Expect(")");
                return new Parenthesis(here.Position, inner);
            case TokenKind.Symbol when here.Is("{"):
                Advance();
                Expect("}");
                return new Empty(here.Position);
            default:
                return ParseInvocation(isFirst: true);
        }
    }

    private Literal NumberOrQuantity(Token number)
    {
        if (!PathNumbers.TryDecimal(number.Text, out var value))
            throw Wrong("The number does not fit 28 digits.", number.Position);
        if (token.Kind is TokenKind.String)
        {
            // A calendar word in quotes is read as the word, as the conformance suite of HL7 does.
            var unit = token.Text;
            Advance();
            return new Literal(number.Position, PathValue.Of(PathQuantity.CalendarWord(unit) is { } calendar ? new PathQuantity(value, calendar, IsCalendar: true) : new PathQuantity(value, unit)));
        }
        if (token.Kind is TokenKind.Identifier && PathQuantity.CalendarWord(token.Text) is { } word)
        {
            Advance();
            return new Literal(number.Position, PathValue.Of(new PathQuantity(value, word, IsCalendar: true)));
        }
        if (number.Text.Contains('.', StringComparison.Ordinal))
            return new Literal(number.Position, PathValue.Of(value));
        if (int.TryParse(number.Text, CultureInfo.InvariantCulture, out var integer))
            return new Literal(number.Position, PathValue.Of(integer));
        // The least integer is written as a minus before a number that alone is one too large.
        if (number.Text is "2147483648")
            return new Literal(number.Position, PathValue.Of(2147483648L));
        throw Wrong("The integer does not fit 32 bits; write a decimal point, or an L for 64 bits.", number.Position);
    }

    private Expression ParseInvocation(bool isFirst)
    {
        var here = token;
        switch (here.Kind)
        {
            case TokenKind.Variable:
                Advance();
                return here.Text switch
                {
                    "this" => new This(here.Position),
                    "index" => new Index(here.Position),
                    "total" => new Total(here.Position),
                    _ => throw Wrong($"'${here.Text}' is not known; there are $this, $index and $total.", here.Position),
                };
            case TokenKind.Quoted or TokenKind.Identifier:
                Advance();
                if (!token.Is("("))
                {
                    if (isFirst && here.Kind is TokenKind.Identifier && here.Text is "and" or "or" or "xor" or "implies" or "div" or "mod")
                        throw Wrong($"'{here.Text}' is an operator; an expression was expected before it.", here.Position);
                    return new Child(here.Position, here.Text, isFirst);
                }
                return ParseCall(here);
            case TokenKind.End:
                throw Wrong("The text ends where an expression was expected.");
            default:
                throw Wrong($"'{here.Text}' does not fit here; an element name, function, literal or '(' was expected.");
        }
    }

    private Expression ParseCall(Token name)
    {
        Expect("(");
        if (name.Text is "is" or "as" or "ofType")
        {
            var type = ParseTypeName();
            Expect(")");
            return new TypeTest(name.Position, null, type, name.Text);
        }
        if (!FunctionTable.All.TryGetValue(name.Text, out var function))
            throw Wrong($"There is no function '{name.Text}'.", name.Position);
        var arguments = new List<Expression>();
        if (!token.Is(")"))
        {
            arguments.Add(ParseOperators(0));
            while (token.Is(","))
            {
                Advance();
                arguments.Add(ParseOperators(0));
            }
        }
        Expect(")");
        if (arguments.Count < function.Least || arguments.Count > function.Most)
            throw Wrong($"'{name.Text}' takes {function.Arity}, but {arguments.Count} {(arguments.Count == 1 ? "is" : "are")} given.", name.Position);
        return new Call(name.Position, name.Text, function, [.. arguments]);
    }

    private TypeName ParseTypeName()
    {
        var first = TypeWord();
        if (!token.Is("."))
            return new TypeName(null, first);
        // 'x is Quantity.unit' could only be a namespace; the two of FHIRPath are System and FHIR.
        Advance();
        return new TypeName(first, TypeWord());
    }

    private string TypeWord()
    {
        if (token.Kind is not (TokenKind.Identifier or TokenKind.Quoted))
            throw Wrong("The name of a type was expected, for example Quantity or FHIR.Patient.");
        var word = token.Text;
        Advance();
        return word;
    }

    private void Advance() => token = lexer.Next();

    private void Expect(string symbol)
    {
        if (!token.Is(symbol))
            throw Wrong(token.Kind is TokenKind.End ? $"The text ends where '{symbol}' was expected." : $"'{symbol}' was expected instead of '{token.Text}'.");
        Advance();
    }

    private FhirPathSyntaxException Wrong(string reason, int position = -1) => new(reason, position < 0 ? token.Position : position, expression);
}
