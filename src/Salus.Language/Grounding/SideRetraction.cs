using Salus.Language.Findings;

namespace Salus.Language.Grounding;

/// <summary>"It's not the right knee, it's the left": a side that is taken back, not a finding that is denied.</summary>
internal static class SideRetraction
{
    private const int Reach = 3;

    /// <summary>Whether the side named at a place is named only to take it back.</summary>
    public static bool IsTakenBack(Reading reading, TextSpan side)
    {
        var at = reading.TokenAt(side.Start);
        for (var index = Math.Max(0, at - Reach); index < at; index++)
            if (reading.Tokens[index].Norm is "not" or "n't" or "isn't" or "wasn't")
                return true;
        return false;
    }

    /// <summary>Whether a passage takes a side back.</summary>
    public static bool Takes(Reading reading, Side side) => Named(reading, side is Side.Left ? "left" : "right", takenBack: true);

    /// <summary>Whether a passage takes one side back and names the other.</summary>
    public static bool Swaps(Reading reading) =>
        Named(reading, "left", takenBack: true) && Named(reading, "right", takenBack: false) || Named(reading, "right", takenBack: true) && Named(reading, "left", takenBack: false);

    private static bool Named(Reading reading, string side, bool takenBack) =>
        reading.Tokens.Any(t => t.Norm == side && IsTakenBack(reading, t.Span) == takenBack);
}
