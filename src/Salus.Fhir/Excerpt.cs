namespace Salus.Fhir;

/// <summary>Names and literals as they stand in a message: strangers choose them, and their length.</summary>
internal static class Excerpt
{
    public static string Of(string text, int most = 64) => text.Length <= most ? text : string.Concat(text.AsSpan(0, most), "…");
}
