using System.Collections.Immutable;
using Salus.Design;

namespace Salus.Governance.Deidentification.Evaluation;

/// <summary>Metrics and failed cases of all parts of a run.</summary>
internal sealed class EvaluationLog(IProgress<EvaluationProgress> progress)
{
    private readonly ImmutableArray<Metric>.Builder metrics = ImmutableArray.CreateBuilder<Metric>();

    public ImmutableArray<Metric> Metrics => metrics.ToImmutable();

    public SortedDictionary<string, IReadOnlyList<string>> Failed { get; } = new(StringComparer.Ordinal);

    public List<string> Absent { get; } = [];

    public int Cases { get; private set; }

    public void Add(string name, double value, string unit, double? atLeast = null, double? atMost = null) =>
        metrics.Add(new Metric(name, Math.Round(value, 3), unit, atLeast, atMost));

    public void Fail(string metric, IReadOnlyList<string> cases)
    {
        if (cases.Count > 0)
            Failed[metric] = cases;
    }

    public void Step(int total, string what) => progress.Report(new EvaluationProgress(++Cases, total, what));
}
