using System.Collections.Immutable;
using Salus.Learning.Numerics;

namespace Salus.Learning.Survival;

/// <summary>What happened at one time of the curve.</summary>
/// <param name="AtRisk">Spells that were watched just before.</param>
/// <param name="Survival">The share without the event after this time.</param>
/// <param name="StandardError">Of the survival, after Greenwood (1926).</param>
public readonly record struct SurvivalStep(double Time, int AtRisk, int Events, double Survival, double StandardError);

/// <summary>The product-limit estimate of survival (Kaplan and Meier, Journal of the American Statistical Association 53, 1958, 457-481); late entries are heeded.</summary>
public sealed class KaplanMeier
{
    private KaplanMeier(ImmutableArray<SurvivalStep> steps) => Steps = steps;

    /// <summary>One step for every time with an event, ascending.</summary>
    public ImmutableArray<SurvivalStep> Steps { get; }

    /// <summary>The first time at which survival is a half or less; NaN where it stays above.</summary>
    public double Median
    {
        get
        {
            foreach (var step in Steps)
                if (step.Survival <= 0.5 + 1e-12)
                    return step.Time;
            return double.NaN;
        }
    }

    /// <exception cref="ArgumentException">No spells, or one that does not end after it starts.</exception>
    public static KaplanMeier Estimate(IReadOnlyList<Spell> spells)
    {
        Spell.Check(spells);
        double[] starts = [.. spells.Select(s => s.Start).Order()];
        double[] stops = [.. spells.Select(s => s.Stop).Order()];
        var steps = ImmutableArray.CreateBuilder<SurvivalStep>();
        var (survival, variance, begun, ended) = (1.0, 0.0, 0, 0);
        foreach (var events in spells.Where(s => s.Event).GroupBy(s => s.Stop).OrderBy(g => g.Key))
        {
            while (begun < starts.Length && starts[begun] < events.Key)
                begun++;
            while (ended < stops.Length && stops[ended] < events.Key)
                ended++;
            var (atRisk, count) = (begun - ended, events.Count());
            survival *= 1 - count / (double)atRisk;
            variance += count == atRisk ? 0 : count / ((double)atRisk * (atRisk - count));
            steps.Add(new SurvivalStep(events.Key, atRisk, count, survival, survival * Math.Sqrt(variance)));
        }
        return new KaplanMeier(steps.ToImmutable());
    }

    /// <summary>The share without the event after this time.</summary>
    public double At(double time) => StepAt(time)?.Survival ?? 1;

    /// <summary>Confidence limits of the share after this time, on the scale of log(−log) so that they stay within 0 and 1.</summary>
    public (double Low, double High) Interval(double time, double confidence = 0.95)
    {
        if (StepAt(time) is not { } step)
            return (1, 1);
        if (step.Survival is <= 0 or >= 1)
            return (step.Survival, step.Survival);
        var far = StandardNormal.Quantile(0.5 + confidence / 2) * step.StandardError / (step.Survival * Math.Abs(Math.Log(step.Survival)));
        return (Math.Pow(step.Survival, Math.Exp(far)), Math.Pow(step.Survival, Math.Exp(-far)));
    }

    private SurvivalStep? StepAt(double time)
    {
        SurvivalStep? at = null;
        foreach (var step in Steps)
        {
            if (step.Time > time)
                break;
            at = step;
        }
        return at;
    }
}
