using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Salus.Design;
using Salus.Language.Grounding;

namespace Salus.Documentation.Scribe;

/// <summary>
/// People's judgement of machine summaries (MTS-Dialog, correlation study: 400 summaries) beside the checker's: Pearson's r of
/// the checker's factual F1 with people's, and of its share of unsupported claims with people's hallucination rate.
/// </summary>
internal sealed class HumanJudgement(ImmutableArray<HumanJudgement.Judged> summaries)
{
    private const string SummaryColumns = "ID,Dialogue,Reference Summary,Automatic Summary";
    private const string ScoreColumns = "FactualPrecision,FactualRecall,FactualF1,HallucinationRate,OmissionRate";

    internal sealed record Judged(double HumanF1, double HumanHallucination, double OurF1, double OurHallucination);

    public IEnumerable<Metric> Metrics()
    {
        yield return new Metric($"factual F1, r with people, {summaries.Length} summaries", Pearson(s => s.OurF1, s => s.HumanF1), "r", AtLeast: 0.55);
        yield return new Metric($"hallucination, r with people, {summaries.Length} summaries", Pearson(s => s.OurHallucination, s => s.HumanHallucination), "r", AtLeast: 0.40);
    }

    /// <summary>Null when the folder holds no correlation study.</summary>
    public static async Task<HumanJudgement?> ReadAsync(DirectoryInfo data, CancellationToken cancel)
    {
        var folder = new[] { Path.Combine(data.FullName, "correlation-study"), Path.Combine(data.FullName, "mts-dialog", "correlation-study") }.FirstOrDefault(Directory.Exists);
        if (folder is null)
            return null;
        var files = new DirectoryInfo(folder).GetFiles("*.csv").OrderBy(f => f.Name, StringComparer.Ordinal).ToArray();
        var summaries = files.FirstOrDefault(f => f.Name.Contains("Summaries", StringComparison.OrdinalIgnoreCase));
        var scores = files.FirstOrDefault(f => f.Name.Contains("Scores", StringComparison.OrdinalIgnoreCase));
        if (summaries is null || scores is null)
            return null;
        var judged = ImmutableArray.CreateBuilder<Judged>();
        using var texts = await CsvTable.OpenAsync(summaries, SummaryColumns, cancel);
        using var numbers = await CsvTable.OpenAsync(scores, ScoreColumns, cancel);
        while (await CsvTable.NextAsync(texts, summaries.Name, cancel) && await CsvTable.NextAsync(numbers, scores.Name, cancel))
        {
            if (CsvTable.Field(texts, "Dialogue") is not { } dialogue || CsvTable.Field(texts, "Reference Summary") is not { } reference || Number(CsvTable.Field(numbers, "FactualF1")) is not { } f1 || Number(CsvTable.Field(numbers, "HallucinationRate")) is not { } hallucination)
                continue;
            var transcript = TranscriptReader.Read(new TranscriptFile(summaries.Name, [.. Encoding.UTF8.GetBytes(dialogue)]));
            var score = FactScore.Of(CsvTable.Field(texts, "Automatic Summary") ?? "", reference, StatementCheck.CheckerOf(new Visit("", transcript)));
            judged.Add(new Judged(f1, hallucination, score.F1, score.Unsupported));
        }
        return judged.Count > 1 ? new HumanJudgement(judged.ToImmutable()) : null;
    }

    private double Pearson(Func<Judged, double> x, Func<Judged, double> y)
    {
        var (meanX, meanY) = (summaries.Average(x), summaries.Average(y));
        var (xy, xx, yy) = (0.0, 0.0, 0.0);
        foreach (var summary in summaries)
        {
            var (dx, dy) = (x(summary) - meanX, y(summary) - meanY);
            xy += dx * dy;
            xx += dx * dx;
            yy += dy * dy;
        }
        return xx > 0 && yy > 0 ? xy / Math.Sqrt(xx * yy) : 0;
    }

    private static double? Number(string? text) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? value : null;
}

/// <summary>How many of a summary's facts the conversation carries, and how many of the reference's facts the summary has.</summary>
/// <param name="Precision">Share of the summary's claims that are supported, by what they say.</param>
/// <param name="Recall">Share of the reference that the summary holds, by what it says; a claim that the summary gets wrong counts half.</param>
/// <param name="Unsupported">Share of the summary that the conversation does not carry: all of a claim at fault, else its words that nobody said.</param>
internal sealed record FactScore(double Precision, double Recall, double Unsupported)
{
    /// <summary>A claim made of the words that every note uses still says something.</summary>
    private const double Least = 0.5;

    public double F1 => Precision + Recall > 0 ? 2 * Precision * Recall / (Precision + Recall) : 0;

    public static FactScore Of(string summary, string reference, ClaimChecker conversation)
    {
        var own = conversation.Check(summary);
        var expected = new ClaimChecker([new Passage(Language.Findings.SpeakerRole.Note, summary)], Language.Vocabularies.Vocabulary.Embedded).Check(reference);
        return new FactScore(
            Mean(own, c => c.Verdict is Verdict.Supported ? 1 : 0),
            Mean(expected, c => c.Verdict is Verdict.Supported ? c.Support : c.Support / 2),
            own.IsEmpty ? 0 : own.Average(c => c.Verdict is Verdict.Supported ? 1 - c.Found : 1));
    }

    private static double Mean(ImmutableArray<CheckedClaim> claims, Func<CheckedClaim, double> value) =>
        claims.IsEmpty ? 0 : claims.Sum(c => (c.Content + Least) * value(c)) / claims.Sum(c => c.Content + Least);
}
