using System.Collections.Immutable;
using System.Diagnostics;
using Salus.Design;
using Salus.Language.Grounding;

namespace Salus.Documentation.Scribe;

/// <summary>
/// HalluBench: what share of lies the checker flags, by kind of lie, and what share of true sentences it flags by mistake.
/// Data: folders in the format of ACI-BENCH (<c>encounter_id,dialogue,note</c>) or MTS-Dialog (<c>ID,section_header,section_text,dialogue</c>),
/// or a folder that holds such folders; with MTS-Dialog's <c>correlation-study</c> also the agreement with people's judgement.
/// </summary>
public sealed class GroundingEvaluation : IEvaluation
{
    private const double Bar = 5;

    /// <summary>Three words that few notes share.</summary>
    private const double OwnContent = 3;

    public string Name => "grounding";

    public string Description => "The grounding checker on sentences people wrote and on lies made of them (HalluBench): recall by kind, false alarms, speed.";

    public async Task<EvaluationReport> RunAsync(DirectoryInfo data, EvaluationOptions options, IProgress<EvaluationProgress> progress, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(progress);
        var all = Stopwatch.GetTimestamp();
        var texts = await GroundedTexts.ReadAsync(data, options.Split ?? "valid", cancel);
        var metrics = ImmutableArray.CreateBuilder<Metric>();
        var counted = new Dictionary<(string Set, Perturbation? Kind), (int Cases, int Flagged)>();
        var reachable = new Dictionary<(string Set, Perturbation Kind, bool Judgeable), (int Cases, int Flagged)>();
        var sentences = 0;
        var building = 0.0;
        var checking = 0.0;
        var slowest = 0.0;
        foreach (var (set, texted) in texts)
        {
            var done = 0;
            var checker = default(ClaimChecker);
            GroundedText? of = null;
            foreach (var sentence in new HalluBench(options.Seed).Sentences(texted))
            {
                cancel.ThrowIfCancellationRequested();
                if (of != sentence.Source)
                {
                    var start = Stopwatch.GetTimestamp();
                    checker = StatementCheck.CheckerOf(sentence.Source.Visit);
                    foreach (var claim in checker.Check(sentence.Source.Text))
                        _ = ClaimJudge.Embedded.Of(claim);
                    var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
                    building += seconds;
                    slowest = done > 0 ? Math.Max(slowest, seconds) : slowest;
                    of = sentence.Source;
                    progress.Report(new EvaluationProgress(++done, texted.Length, $"texts of {set}"));
                }
                var begin = Stopwatch.GetTimestamp();
                var claims = checker!.Check(sentence.Text);
                var flagged = claims.Any(c => ClaimJudge.Embedded.Of(c).IsFlagged);
                checking += Stopwatch.GetElapsedTime(begin).TotalSeconds;
                sentences++;
                var (cases, hits) = counted.GetValueOrDefault((set, sentence.Kind));
                counted[(set, sentence.Kind)] = (cases + 1, hits + (flagged ? 1 : 0));
                if (sentence.Kind is { } told && IsJudgeable(told, claims) is { } judgeable)
                {
                    var (ofThem, caught) = reachable.GetValueOrDefault((set, told, judgeable));
                    reachable[(set, told, judgeable)] = (ofThem + 1, caught + (flagged ? 1 : 0));
                }
            }
            foreach (var ((_, kind), (cases, hits)) in counted.Where(c => c.Key.Set == set).OrderBy(c => c.Key.Kind))
                metrics.Add(kind is null
                    ? new Metric($"{set}: false alarms of {cases} sentences as written", 100.0 * hits / cases, "%", AtMost: Bar)
                    : new Metric($"{set}: {Words(kind.Value)} caught of {cases}", 100.0 * hits / cases, "%", AtLeast: BarOf(kind.Value)));
            foreach (var ((_, kind, judgeable), (cases, hits)) in reachable.Where(c => c.Key.Set == set).OrderBy(c => c.Key.Kind).ThenByDescending(c => c.Key.Judgeable))
                metrics.Add(new Metric($"{set}: {Words(kind)} caught of {cases} {Reach(kind, judgeable)}", 100.0 * hits / cases, "%"));
        }
        if (await HumanJudgement.ReadAsync(data, cancel) is { } judged)
            metrics.AddRange(judged.Metrics());
        metrics.Add(new Metric("whole note checked, mean", 1000 * building / Math.Max(1, texts.Sum(t => t.Texts.Length)), "ms", AtMost: 100));
        metrics.Add(new Metric("whole note checked, slowest", 1000 * slowest, "ms"));
        metrics.Add(new Metric("one sentence checked, mean", 1000 * checking / Math.Max(1, sentences), "ms"));
        using var process = Process.GetCurrentProcess();
        var version = typeof(GroundingEvaluation).Assembly.GetName().Version?.ToString(3) ?? "0";
        return new EvaluationReport(Name, version, sentences, Stopwatch.GetElapsedTime(all).TotalSeconds, process.PeakWorkingSet64 / (1024.0 * 1024.0), metrics.ToImmutable());
    }

    /// <summary>
    /// Whether the conversation holds what a judgement needs: of a turned polarity, that it names a finding of the sentence; of a sentence
    /// of another visit, that the sentence has words of its own. Null for kinds that are not divided.
    /// </summary>
    private static bool? IsJudgeable(Perturbation kind, ImmutableArray<CheckedClaim> claims) => kind switch
    {
        Perturbation.Negation => claims.Any(c => float.IsFinite(c.Measures["polarity.finding-agreed-mean"])),
        Perturbation.Time => claims.Any(c => c.Measures["time.words"] > c.Measures["time.unsaid"]),
        Perturbation.ForeignSentence => claims.Any(c => c.Content >= OwnContent),
        _ => null,
    };

    private static string Reach(Perturbation kind, bool judgeable) => kind switch
    {
        Perturbation.ForeignSentence => judgeable ? "with words of their own" : "that could stand in most notes",
        Perturbation.Time => judgeable ? "with a word of time that was said" : "without one",
        _ => judgeable ? "whose finding was named" : "whose finding nobody named",
    };

    private static string Words(Perturbation kind) => kind switch
    {
        Perturbation.Drug => "other drug",
        Perturbation.Number => "other number",
        Perturbation.Unit => "other unit",
        Perturbation.Side => "other side",
        Perturbation.Negation => "polarity turned",
        Perturbation.Experiencer => "other person",
        Perturbation.Time => "other time",
        Perturbation.ForeignSentence => "sentence of another visit",
        _ => "invented finding",
    };

    private static double BarOf(Perturbation kind) => kind switch
    {
        Perturbation.Drug => 99,
        Perturbation.Number or Perturbation.Unit => 97,
        Perturbation.Experiencer or Perturbation.Time => 90,
        _ => 95,
    };
}
