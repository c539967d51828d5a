using System.Net;
using System.Text.RegularExpressions;
using Salus.Language.Identifiers;

namespace Salus.Governance.Deidentification.Fhir;

/// <summary>
/// Free texts of one person after another. Records say the same words again and again, so what was read once is kept while the person stays the same.
/// </summary>
internal sealed partial class ScannedTexts(Cleaning cleaning)
{
    private const int MostKept = 4096, LongestKept = 2048;

    private readonly Dictionary<(string Text, bool IsMarkup), string> known = [];
    private Subject of = Subject.Nobody;
    private IIdentifierDetector? detector;

    public string? Clean(string text, Subject subject) => Kept(text, isMarkup: false, subject, t =>
    {
        var cleaned = cleaning.Text.Clean(t, subject, detector);
        cleaning.Sampled?.Invoke(cleaned);
        return cleaned.Text;
    });

    public string? CleanXhtml(string xhtml, Subject subject) => Kept(xhtml, isMarkup: true, subject, t => cleaning.Text.CleanXhtml(Plain(t), subject, detector));

    /// <summary>R4's narratives may use the entities of HTML, such as nbsp; XML knows five.</summary>
    private static string Plain(string xhtml) => !xhtml.Contains('&', StringComparison.Ordinal) ? xhtml
        : HtmlEntity().Replace(xhtml, m => m.Value is "&amp;" or "&lt;" or "&gt;" or "&quot;" or "&apos;" ? m.Value : WebUtility.HtmlDecode(m.Value));

    [GeneratedRegex("&[A-Za-z][A-Za-z0-9]*;", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex HtmlEntity();

    private string Kept(string text, bool isMarkup, Subject subject, Func<string, string> clean)
    {
        if (detector is null || of != subject || known.Count >= MostKept)
        {
            known.Clear();
            of = subject;
            detector = cleaning.People.DetectorOf(subject);
        }
        if (known.TryGetValue((text, isMarkup), out var cleaned))
            return cleaned;
        cleaned = clean(text);
        if (text.Length <= LongestKept)
            known[(text, isMarkup)] = cleaned;
        return cleaned;
    }
}
