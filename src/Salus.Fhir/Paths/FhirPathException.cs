namespace Salus.Fhir.Paths;

/// <summary>An expression that cannot be evaluated on this input: what is wrong, at which character, in which expression.</summary>
public class FhirPathException : Exception
{
    internal FhirPathException(string reason, int position = -1, string? expression = null, Exception? inner = null)
        : base(Text(Excerpt.Of(reason, most: 500), position, expression), inner)
    {
        Reason = reason;
        Position = position;
        Expression = expression;
    }

    public string Reason { get; }

    /// <summary>Zero-based character in the expression; -1 when it is not known.</summary>
    public int Position { get; }

    public string? Expression { get; }

    private static string Text(string reason, int position, string? expression)
    {
        if (expression is null || position < 0)
            return reason;
        return string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{reason} (at character {position + 1} of: {Excerpt.Of(expression, most: 200)})");
    }
}

/// <summary>Text that is not a FHIRPath expression: what was expected, and where.</summary>
public sealed class FhirPathSyntaxException : FhirPathException
{
    internal FhirPathSyntaxException(string reason, int position, string expression)
        : base(reason, position, expression)
    {
    }
}
