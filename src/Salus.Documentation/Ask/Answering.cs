namespace Salus.Documentation.Ask;

/// <summary>When a question is answered at all.</summary>
internal static class Answering
{
    /// <summary>Below it, the corpora are said to hold no answer. Chosen on the development half of the evaluation at 3 to 4 % false silence.</summary>
    public const double LeastConfidence = 0.82;
}
