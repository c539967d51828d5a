using System.Globalization;
using Salus.Language;
using Salus.Language.Findings;

namespace Salus.Conformance;

/// <summary>
/// The NegEx and ConText test kit: whether the CONDITION named in a sentence is negated, historical, or somebody else's.
/// NegEx itself reaches F1 .929 on negation.
/// </summary>
public sealed class NegExTests(ITestOutputHelper output)
{
    [Fact]
    public void Negation_is_better_than_NegEx_itself()
    {
        var file = Path.Combine(PublicData.Folder("negex").FullName, "context-dev.tsv");
        int hits = 0, falseAlarms = 0, misses = 0, cases = 0, times = 0, persons = 0;
        foreach (var cells in File.ReadLines(file).Skip(1).Select(line => line.Split('\t')))
        {
            var (polarity, frame, experiencer) = FindingExtractor.Default.Assess(cells[2], ConditionIn(cells[2], cells[1]));
            cases++;
            switch (cells[3] == "Negated", polarity == Polarity.Negated)
            {
                case (true, true): hits++; break;
                case (true, false): misses++; break;
                case (false, true): falseAlarms++; break;
                default: break;
            }

            times += (cells[4] == "Historical") == (frame == TimeFrame.Past) ? 1 : 0;
            persons += (cells[5] == "Patient") == (experiencer.Kind == ExperiencerKind.Patient) ? 1 : 0;
        }

        var f1 = 2.0 * hits / ((2.0 * hits) + falseAlarms + misses);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{cases} sentences: negation F1 {f1:F3}, temporality accuracy {(double)times / cases:F3}, experiencer accuracy {(double)persons / cases:F4}"));
        Assert.True(f1 >= 0.96, string.Create(CultureInfo.InvariantCulture, $"negation F1 is {f1:F3}"));
        Assert.True(times >= 0.95 * cases, string.Create(CultureInfo.InvariantCulture, $"temporality accuracy is {(double)times / cases:F3}"));
    }

    /// <summary>The kit prints the condition in capitals.</summary>
    private static TextSpan ConditionIn(string sentence, string condition)
    {
        var start = sentence.IndexOf(condition.ToUpperInvariant(), StringComparison.Ordinal);
        if (start < 0)
            start = Math.Max(0, sentence.IndexOf(condition, StringComparison.OrdinalIgnoreCase));
        return new TextSpan(start, Math.Min(condition.Length, sentence.Length - start));
    }
}
