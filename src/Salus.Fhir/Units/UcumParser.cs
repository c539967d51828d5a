using System.Collections.Immutable;
using System.Globalization;

namespace Salus.Fhir.Units;

/// <summary>
/// The grammar of UCUM (§2 to §12, case-sensitive codes): terms of units with prefixes and exponents, joined by '.' and '/'
/// from left to right, with annotations in braces that say nothing of the amount.
/// </summary>
internal ref struct UcumParser(string code)
{
    private const int MaxLength = 500;
    private const int MaxDepth = 20;
    private const int MaxExponent = 300;

    private static readonly ImmutableSortedDictionary<string, int> None = ImmutableSortedDictionary.Create<string, int>(StringComparer.Ordinal);

    private int at;
    private int depth;

    /// <summary>One factor of a term, or a term.</summary>
    private readonly record struct Part(ExactNumber Factor, ImmutableSortedDictionary<string, int> Dimensions, string Display, UcumScale? Scale)
    {
        /// <summary>One step of it in base units.</summary>
        public ExactNumber Step => Scale is null ? Factor : Factor * Scale.Prefix;
    }

    /// <exception cref="UcumException">Not a unit; the message says where and why.</exception>
    public static UcumUnit Parse(string code)
    {
        if (code.Length > MaxLength)
            throw new UcumException($"A unit has at most {MaxLength} characters.");
        // No unit at all is the unity: a pure number.
        if (code.Length == 0)
            return new UcumUnit(code, "(unity)", ExactNumber.One, None, null);
        var parser = new UcumParser(code);
        var whole = parser.ParseTerm();
        if (parser.at < code.Length)
            throw parser.Wrong($"'{code[parser.at]}' does not fit here");
        return new UcumUnit(code, whole.Display, whole.Factor, whole.Dimensions, whole.Scale);
    }

    private Part ParseTerm()
    {
        if (++depth > MaxDepth)
            throw Wrong($"Parentheses are nested deeper than {MaxDepth}");
        var divides = Peek() == '/';
        Part term;
        if (divides)
        {
            at++;
            var first = ParseComponent();
            term = new Part(ExactNumber.One / first.Step, Times(None, first.Dimensions, -1), $" / {first.Display}", null);
        }
        else
        {
            term = ParseComponent();
        }
        while (Peek() is '.' or '/')
        {
            var isDivision = code[at++] == '/';
            var next = ParseComponent();
            // In a product a special unit counts by its steps: 5 Cel/min is 5 K/min.
            term = new Part(
                isDivision ? term.Step / next.Step : term.Step * next.Step,
                Times(term.Dimensions, next.Dimensions, isDivision ? -1 : 1),
                $"{term.Display}{(isDivision ? " / " : " * ")}{next.Display}",
                null);
        }
        depth--;
        return term;
    }

    private Part ParseComponent()
    {
        Part part;
        switch (Peek())
        {
            case '{':
                part = new Part(ExactNumber.One, None, "1", null);
                SkipAnnotation();
                break;
            case '(':
                at++;
                part = ParseTerm();
                if (Peek() != ')')
                    throw Wrong("A closing ')' was expected");
                at++;
                break;
            case '\0':
                throw Wrong("A unit was expected before the end");
            default:
                part = ParseSymbol();
                break;
        }
        while (Peek() == '{')
        {
            SkipAnnotation();
            part = part with { Display = $"{part.Display} * 1" };
        }
        return part;
    }

    private void SkipAnnotation()
    {
        var start = at;
        while (Peek() != '}')
        {
            if (at >= code.Length)
                throw Wrong("The annotation has no closing '}'", start);
            if (code[at] is < ' ' or > '~')
                throw Wrong("An annotation has only ASCII characters");
            at++;
        }
        at++;
    }

    private Part ParseSymbol()
    {
        var start = at;
        while (char.IsAsciiDigit(Peek()))
            at++;
        var digits = at - start;
        while (IsSymbol(Peek()))
        {
            if (code[at] == '[')
                SkipBrackets();
            else
                at++;
        }
        if (at == start)
            throw Wrong($"'{code[at]}' begins no unit");
        var symbol = code[start..at];
        if (digits == symbol.Length)
        {
            var number = ExactNumber.Parse(symbol) is { Sign: > 0 } value ? value : throw Wrong("The number must be above zero", start);
            return new Part(number, None, symbol.TrimStart('0'), null);
        }
        return Atom(symbol, start, ParseExponent());
    }

    private static bool IsSymbol(char c) => char.IsAsciiLetter(c) || c is '[' or '%' or '*' or '^' or '\'' or '"' or '_';

    private void SkipBrackets()
    {
        var start = at++;
        while (Peek() != ']')
        {
            if (at >= code.Length || code[at] is '[' or '{' or '}' or <= ' ' or > '~')
                throw Wrong("The bracket has no closing ']'", start);
            at++;
        }
        at++;
    }

    private int ParseExponent()
    {
        var start = at;
        if (Peek() is '+' or '-')
            at++;
        while (char.IsAsciiDigit(Peek()))
            at++;
        if (at == start)
            return 1;
        if (!int.TryParse(code.AsSpan(start, at - start), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var exponent))
            throw Wrong("An exponent is a whole number", start);
        return Math.Abs(exponent) <= MaxExponent ? exponent : throw Wrong($"An exponent lies between -{MaxExponent} and {MaxExponent}", start);
    }

    private readonly Part Atom(string symbol, int start, int exponent)
    {
        UcumPrefix? prefix = null;
        if (!UcumTable.Atoms.TryGetValue(symbol, out var atom))
        {
            foreach (var candidate in UcumTable.Prefixes)
            {
                if (symbol.StartsWith(candidate.Code, StringComparison.Ordinal) && UcumTable.Atoms.TryGetValue(symbol[candidate.Code.Length..], out var rest) && rest.IsMetric)
                {
                    (prefix, atom) = (candidate, rest);
                    break;
                }
            }
        }
        if (atom is null)
            throw Wrong($"'{symbol}' is no unit of UCUM", start);
        var name = string.Create(CultureInfo.InvariantCulture, $"({prefix?.Name}{atom.Name}{(exponent == 1 ? "" : $" ^ {exponent}")})");
        var scale = prefix?.Factor ?? ExactNumber.One;
        if (atom.IsBase || (atom.IsArbitrary && atom.Of is "1"))
            return new Part(scale.Power(exponent), exponent == 0 ? None : None.Add(atom.Code, exponent), name, null);
        var definition = Ucum.Parse(atom.Of);
        var one = atom.Number * definition.Factor;
        if (atom.Function is { } function && exponent == 1)
            return new Part(one, definition.Dimensions, name, new UcumScale(function, scale));
        return new Part((scale * one).Power(exponent), Times(None, definition.Dimensions, exponent), name, null);
    }

    private static ImmutableSortedDictionary<string, int> Times(ImmutableSortedDictionary<string, int> a, ImmutableSortedDictionary<string, int> b, int exponent)
    {
        foreach (var (unit, power) in b)
        {
            var sum = a.GetValueOrDefault(unit) + (power * exponent);
            a = sum == 0 ? a.Remove(unit) : a.SetItem(unit, sum);
        }
        return a;
    }

    private readonly char Peek() => at < code.Length ? code[at] : '\0';

    private readonly UcumException Wrong(string reason, int position = -1) =>
        new(string.Create(CultureInfo.InvariantCulture, $"'{code}' is no UCUM unit: {reason} (character {(position < 0 ? at : position) + 1})."));
}

/// <summary>Text that is no unit, or units that cannot be converted into each other.</summary>
public sealed class UcumException : Exception
{
    internal UcumException(string message)
        : base(message)
    {
    }
}
