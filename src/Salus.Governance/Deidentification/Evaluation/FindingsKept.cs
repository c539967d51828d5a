using System.Globalization;
using System.Text.RegularExpressions;
using Salus.Language.Findings;

namespace Salus.Governance.Deidentification.Evaluation;

/// <summary>
/// Whether a note says the same of the patient's health before and after: a drug or disease taken for a name is lost, a sentence cut in its words may turn round.
/// Findings are equal when concept, polarity, time frame, person, side, severity, measure and result are; what was said of days is not compared,
/// for days are meant to change, and neither is a measure that is written like a month ("10/2019").
/// </summary>
public sealed partial class FindingsKept
{
    public int Before { get; private set; }

    public int Kept { get; private set; }

    /// <summary>Findings that only the output holds.</summary>
    public int Invented { get; private set; }

    public List<string> Lost { get; } = [];

    public double Share => TokenScore.Share(Kept, Before);

    public void Add(string id, string before, string after)
    {
        var (old, now) = (Read(before), Read(after));
        Before += old.Values.Sum();
        foreach (var (finding, count) in old)
        {
            var kept = Math.Min(count, now.GetValueOrDefault(finding));
            Kept += kept;
            if (kept < count)
                Lost.Add($"{id}: {finding}");
        }
        Invented += now.Sum(f => Math.Max(0, f.Value - old.GetValueOrDefault(f.Key)));
    }

    private static Dictionary<string, int> Read(string text) =>
        FindingExtractor.Default.Extract([.. text.Split('\n').Where(l => !string.IsNullOrWhiteSpace(l)).Select(l => new Utterance(SpeakerRole.Note, l))])
            .GroupBy(Words, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.Count(), StringComparer.Ordinal);

    private static string Words(ClinicalFinding finding) =>
        string.Create(CultureInfo.InvariantCulture, $"{finding.Concept.Name} ({finding.Concept.Id}) {finding.Polarity} {finding.Time.Frame} {finding.Experiencer.Kind} {finding.Side} {finding.Severity} {(finding.Measure is { } measure && Month().IsMatch(measure.Text) ? "" : $"{finding.Measure}")} {finding.Result}");

    [GeneratedRegex(@"^\d{1,2}/(19|20)\d\d$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 2000)]
    private static partial Regex Month();
}
