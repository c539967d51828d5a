namespace Salus.Fhir.Validation;

/// <summary>
/// Whether a text has the form of a SNOMED CT expression constraint (ECL 2.2, https://docs.snomed.org): concepts with operators,
/// joined by AND, OR or MINUS, perhaps refined. What stands inside braces and after the colon is only checked for its brackets.
/// </summary>
internal ref struct Ecl
{
    private readonly ReadOnlySpan<char> text;
    private int at;

    private Ecl(ReadOnlySpan<char> text) => this.text = text;

    /// <summary>Null when nothing is wrong.</summary>
    public static string? Problem(string text)
    {
        var ecl = new Ecl(text);
        return ecl.Constraint(0) ?? (ecl.Rest().IsEmpty ? null : $"nothing more belongs at position {ecl.at + 1}.");
    }

    private ReadOnlySpan<char> Rest()
    {
        while (at < text.Length && char.IsWhiteSpace(text[at]))
            at++;
        return text[at..];
    }

    private string? Constraint(int depth)
    {
        if (depth > 30)
            return "it is nested too deeply.";
        if (Focus(depth) is { } wrong)
            return wrong;
        while (true)
        {
            var rest = Rest();
            if (rest.StartsWith(":") || rest.StartsWith("{{"))
                return Refinement();
            if (rest.StartsWith("."))
                at++;
            else if (!Skip("AND") && !Skip("OR") && !Skip("MINUS") && !Skip(","))
                return null;
            if (Focus(depth) is { } next)
                return next;
        }
    }

    private string? Focus(int depth)
    {
        foreach (var sign in (ReadOnlySpan<string>)["<<!", "<!", "<<", "<", ">>!", ">!", ">>", ">", "!!>", "!!<"])
        {
            if (Rest().StartsWith(sign, StringComparison.Ordinal))
            {
                at += sign.Length;
                break;
            }
        }
        if (Rest().StartsWith("^"))
            at++;
        var rest = Rest();
        if (rest.StartsWith("("))
        {
            at++;
            if (Constraint(depth + 1) is { } inside)
                return inside;
            if (!Rest().StartsWith(")"))
                return $"a ')' is missing at position {at + 1}.";
            at++;
            return null;
        }
        if (rest.StartsWith("*"))
        {
            at++;
            return null;
        }
        var digits = rest.IndexOfAnyExceptInRange('0', '9') is var end && end < 0 ? rest.Length : end;
        if (digits is < 6 or > 18)
            return $"a concept, '*' or '(' is expected at position {at + 1}.";
        at += digits;
        if (!Rest().StartsWith("|"))
            return null;
        var close = text[(at + 1)..].IndexOf('|');
        if (close < 0)
            return $"the term that begins at position {at + 1} has no second '|'.";
        at += close + 2;
        return null;
    }

    private string? Refinement()
    {
        var open = new Stack<char>();
        for (; at < text.Length; at++)
        {
            if (text[at] is '(' or '{' or '[')
                open.Push(text[at]);
            else if (text[at] is ')' && open.Count == 0)
                return null;
            else if (text[at] is ')' or '}' or ']' && (!open.TryPop(out var last) || last != (text[at] switch { ')' => '(', '}' => '{', _ => '[' })))
                return $"the bracket at position {at + 1} closes nothing.";
        }
        return open.Count == 0 ? null : $"a bracket '{open.Peek()}' is not closed.";
    }

    private bool Skip(string word)
    {
        if (!Rest().StartsWith(word, StringComparison.OrdinalIgnoreCase))
            return false;
        at += word.Length;
        return true;
    }
}
