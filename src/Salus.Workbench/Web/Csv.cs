namespace Salus.Workbench.Web;

/// <summary>Cells of the CSV files that people download.</summary>
internal static class Csv
{
    /// <summary>Quoted as RFC 4180 says; a leading sign that a spreadsheet would calculate gets an apostrophe.</summary>
    public static string Cell(string? text)
    {
        if (string.IsNullOrEmpty(text))
            return "";
        var safe = text[0] is '=' or '+' or '-' or '@' or '\t' or '\r' ? "'" + text : text;
        return safe.AsSpan().IndexOfAny(",\"\r\n") < 0 ? safe : $"\"{safe.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }
}
