using System.Collections.Immutable;
using Salus.Learning.Metrics;

namespace Salus.Learning.Conformal;

/// <summary>How classes are gathered into a set.</summary>
public enum ClassSetRule
{
    /// <summary>All classes of a probability above a limit: the smallest sets on average, sometimes empty (Sadinle, Lei and Wasserman, Journal of the American Statistical Association 114, 2019).</summary>
    LeastAmbiguous,

    /// <summary>The likeliest classes as long as their probabilities together stay within a limit: sets grow where a case is hard, and are never empty (adaptive prediction sets; Romano, Sesia and Candès, NeurIPS 2020; without the random last class, so a little too wide).</summary>
    Adaptive,
}

/// <summary>
/// Sets of classes that hold the true one with at least the coverage asked, whatever the model, for new cases drawn like the
/// calibration cases, which the model must not have learned from. Immutable.
/// </summary>
public sealed class ConformalClasses
{
    private readonly double limit;

    private ConformalClasses(ClassSetRule rule, int classes, double limit)
    {
        Rule = rule;
        Classes = classes;
        this.limit = limit;
    }

    public ClassSetRule Rule { get; }

    public int Classes { get; }

    /// <param name="probabilities"><c>[case, class]</c>, row after row.</param>
    /// <param name="truths">The class of each calibration case, from 0.</param>
    /// <param name="coverage">Above 0, below 1.</param>
    /// <exception cref="ArgumentException">There are no cases, lengths differ, a probability or class is none.</exception>
    public static ConformalClasses Fit(ReadOnlySpan<double> probabilities, ReadOnlySpan<int> truths, int classes, double coverage, ClassSetRule rule = ClassSetRule.Adaptive)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(classes, 2);
        if (probabilities.Length != (long)truths.Length * classes)
            throw new ArgumentException($"There are {probabilities.Length} probabilities for {truths.Length} cases of {classes} classes.", nameof(probabilities));
        Cases.Check(truths.Length, truths.Length, 0);
        Cases.Probabilities(probabilities);
        var scores = new double[truths.Length];
        for (var i = 0; i < scores.Length; i++)
        {
            if (truths[i] < 0 || truths[i] >= classes)
                throw new ArgumentException($"Case {i} has class {truths[i]}; there are {classes}, numbered from 0.", nameof(truths));
            scores[i] = Score(probabilities.Slice(i * classes, classes), truths[i], rule);
        }
        return new ConformalClasses(rule, classes, SplitConformal.Limit(scores, coverage));
    }

    /// <summary>The classes that belong to the set of a case, likeliest first.</summary>
    public ImmutableArray<int> Set(ReadOnlySpan<double> probabilities)
    {
        if (probabilities.Length != Classes)
            throw new ArgumentException($"There are {probabilities.Length} probabilities for {Classes} classes.", nameof(probabilities));
        Cases.Probabilities(probabilities);
        var p = probabilities.ToArray();
        var likeliest = Enumerable.Range(0, Classes).OrderByDescending(c => p[c]).ThenBy(c => c).ToArray();
        ImmutableArray<int> chosen = [.. likeliest.Where(c => Score(p, c, Rule) <= limit)];
        return chosen.IsEmpty && Rule is ClassSetRule.Adaptive ? [likeliest[0]] : chosen;
    }

    /// <summary>How ill a class fits a case: its improbability, or the probability of all classes up to it in falling order.</summary>
    private static double Score(ReadOnlySpan<double> probabilities, int of, ClassSetRule rule)
    {
        if (rule is ClassSetRule.LeastAmbiguous)
            return 1 - probabilities[of];
        var sum = 0.0;
        for (var c = 0; c < probabilities.Length; c++)
            if (probabilities[c] > probabilities[of] || probabilities[c] == probabilities[of] && c <= of)
                sum += probabilities[c];
        return sum;
    }
}
