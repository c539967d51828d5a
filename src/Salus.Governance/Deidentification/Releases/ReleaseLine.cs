using System.Collections.Immutable;
using System.Globalization;
using Salus.Governance.Deidentification.Releases.Risk;

namespace Salus.Governance.Deidentification.Releases;

/// <summary>One sentence of a report, for the signer.</summary>
/// <param name="Section">Heading: Files, Second opinion, People who stand out.</param>
public sealed record ReleaseLine(string Section, string Text)
{
    public const string Files = "Files";
    public const string Second = "Second opinion";
    public const string Risk = "People who stand out";

    /// <summary>All that the report says, class by class aside.</summary>
    public static ImmutableArray<ReleaseLine> Of(ReleaseReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        return [.. AboutFiles(report), AboutSecond(report), .. AboutRisk(report)];
    }

    private static IEnumerable<ReleaseLine> AboutFiles(ReleaseReport report)
    {
        yield return new(Files, $"{Count(report.Files, "file")} ({string.Join(", ", report.Kinds.Select(k => string.Create(CultureInfo.InvariantCulture, $"{k.Files:#,0} {k.Kind}")))}) were de-identified by the policy {report.Policy} {report.PolicyVersion}{(report.DefaultDeny ? ", with words that are not known to be harmless taken for names" : "")}.");
        if (!report.Reasons.IsDefaultOrEmpty)
            yield return new(Files, $"The policy keeps more than its profile, for these reasons: {string.Join("; ", report.Reasons)}.");
        if (report.LeftOut > 0)
            yield return new(Files, $"{Count(report.LeftOut, "file")} of kinds that are not read here {(report.LeftOut == 1 ? "was" : "were")} left out.");
        if (report.Repeated > 0)
            yield return new(Files, $"The run was repeated with {Count(report.Repeated, "identifier")} that a reviewer had found missing.");
        if (report.Content is { } content)
            yield return new(Files, $"The archive has the SHA-256 digest {content}.");
    }

    private static ReleaseLine AboutSecond(ReleaseReport report)
    {
        if (report.Second is not { } second)
            return new(Second, "Nobody asked for a second opinion.");
        var read = string.Create(CultureInfo.InvariantCulture, $"A second detector of another kind ({second.Detector}) read {second.Texts:#,0} strings of the output");
        return new(Second, second.Total == 0
            ? $"{read} and found no identifier."
            : string.Create(CultureInfo.InvariantCulture, $"{read} and takes {second.Total:#,0} for identifiers: {string.Join(", ", second.Found.Select(f => string.Create(CultureInfo.InvariantCulture, $"{f.Value:#,0} {SafeHarborStatement.Word(f.Key)}")))}."));
    }

    private static IEnumerable<ReleaseLine> AboutRisk(ReleaseReport report)
    {
        if (report.Risk is not { } risk)
        {
            yield return new(Risk, "The files tell nothing of people that could be compared, so how far somebody stands out was not measured.");
            yield break;
        }
        yield return new(Risk, string.Create(CultureInfo.InvariantCulture, $"{Count(risk.People, "person", "people")} were compared by {string.Join(", ", risk.Columns.Select(c => c.Column.Words()))}: the smallest group of people who are alike has {risk.SmallestK:#,0} (k = {risk.SmallestK})."));
        yield return new(Risk, $"{Share(risk.BelowFive, risk.People)} of them are in groups of fewer than 5, {Within(risk.BelowEleven, risk.People)} in groups of fewer than {RiskReport.SmallCell}.");
        yield return new(Risk, string.Create(CultureInfo.InvariantCulture, $"Who knows that a person is in there and what they are like picks the right record with a chance of {risk.AverageRisk:0.###} on average and {risk.HighestRisk:0.###} at most."));
        if (risk.Columns.Length > 1 && risk.BelowFive > 0 && risk.Columns.MinBy(c => c.BelowFiveWithout) is { } worst && worst.BelowFiveWithout < risk.BelowFive)
            yield return new(Risk, $"The {worst.Column.Words()} makes most people stand out: without it {Within(worst.BelowFiveWithout, risk.People)} would be in groups of fewer than 5.");
        if (risk.SmallestL is { } diversity)
            yield return new(Risk, string.Create(CultureInfo.InvariantCulture, $"{Share(risk.RareDiagnoses, risk.People)} have a diagnosis that fewer than {RiskReport.SmallCell} people have; the least diverse group holds {diversity} different diagnoses, and {Within(risk.OneDiagnosis, risk.People)} are in groups whose members all have the same."));
    }

    /// <summary>A share of people; small counts are not told.</summary>
    internal static string Share(int part, int whole) => part switch
    {
        0 => "None",
        _ when part == whole => "All",
        < RiskReport.SmallCell => string.Create(CultureInfo.InvariantCulture, $"Fewer than {RiskReport.SmallCell}"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{100.0 * part / whole:0.#} %"),
    };

    /// <summary>The same within a sentence.</summary>
    internal static string Within(int part, int whole) => char.ToLowerInvariant(Share(part, whole)[0]) + Share(part, whole)[1..];

    private static string Count(int count, string noun, string? plural = null) => count == 1 ? $"1 {noun}" : string.Create(CultureInfo.InvariantCulture, $"{count:#,0} {plural ?? noun + "s"}");
}
