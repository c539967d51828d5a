namespace Salus.Learning.Metrics;

/// <summary>
/// How well cases are told apart into more than two classes, numbered from 0. Probabilities are <c>[case, class]</c>, row after row in
/// one list. Macro measures give each class the same say, however rare.
/// </summary>
public static class MulticlassMetrics
{
    public static double Accuracy(ReadOnlySpan<int> predictions, ReadOnlySpan<int> truths)
    {
        Cases.Check(predictions.Length, truths.Length, 0);
        var right = 0;
        for (var i = 0; i < truths.Length; i++)
            right += predictions[i] == truths[i] ? 1 : 0;
        return (double)right / truths.Length;
    }

    /// <summary>Mean F1 of the classes that occur among truths or predictions, each against the rest.</summary>
    public static double MacroF1(ReadOnlySpan<int> predictions, ReadOnlySpan<int> truths, int classes)
    {
        Cases.Check(predictions.Length, truths.Length, 0);
        var (right, called, there) = (new int[classes], new int[classes], new int[classes]);
        for (var i = 0; i < truths.Length; i++)
        {
            called[Class(predictions[i], classes, i)]++;
            there[Class(truths[i], classes, i)]++;
            right[truths[i]] += predictions[i] == truths[i] ? 1 : 0;
        }
        var (sum, seen) = (0.0, 0);
        for (var c = 0; c < classes; c++)
        {
            if (called[c] + there[c] == 0)
                continue;
            seen++;
            sum += 2.0 * right[c] / (called[c] + there[c]);
        }
        return sum / seen;
    }

    /// <summary>Mean area under the receiver operating characteristic of each class against the rest.</summary>
    /// <exception cref="ArgumentException">A class does not occur, or the input cannot be measured.</exception>
    public static double MacroAuroc(ReadOnlySpan<double> probabilities, ReadOnlySpan<int> truths, int classes)
    {
        Check(probabilities, truths, classes);
        var scores = new double[truths.Length];
        var ours = new bool[truths.Length];
        var sum = 0.0;
        for (var c = 0; c < classes; c++)
        {
            for (var i = 0; i < scores.Length; i++)
            {
                scores[i] = probabilities[i * classes + c];
                ours[i] = truths[i] == c;
            }
            var area = new RankedScores(scores, ours).Auroc();
            sum += double.IsNaN(area) ? throw new ArgumentException($"Class {c} has no cases, or all of them.", nameof(truths)) : area;
        }
        return sum / classes;
    }

    /// <summary>Mean negative logarithm of the probability given to the true class, in nats; probabilities are kept above 2⁻⁵².</summary>
    public static double LogLoss(ReadOnlySpan<double> probabilities, ReadOnlySpan<int> truths, int classes)
    {
        Check(probabilities, truths, classes);
        var sum = 0.0;
        for (var i = 0; i < truths.Length; i++)
            sum -= Math.Log(Math.Max(probabilities[i * classes + truths[i]], 2.220446049250313e-16));
        return sum / truths.Length;
    }

    /// <summary>The class of the highest probability of each case; the lower one of equals.</summary>
    public static int[] Best(ReadOnlySpan<double> probabilities, int classes)
    {
        if (classes < 1 || probabilities.Length % classes != 0)
            throw new ArgumentException($"{probabilities.Length} probabilities are no rows of {classes}.", nameof(probabilities));
        var best = new int[probabilities.Length / classes];
        for (var i = 0; i < best.Length; i++)
            for (var c = 1; c < classes; c++)
                if (probabilities[i * classes + c] > probabilities[i * classes + best[i]])
                    best[i] = c;
        return best;
    }

    private static void Check(ReadOnlySpan<double> probabilities, ReadOnlySpan<int> truths, int classes)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(classes, 2);
        if (probabilities.Length != (long)truths.Length * classes)
            throw new ArgumentException($"There are {probabilities.Length} probabilities for {truths.Length} cases of {classes} classes.", nameof(probabilities));
        Cases.Check(truths.Length, truths.Length, 0);
        Cases.Probabilities(probabilities);
        for (var i = 0; i < truths.Length; i++)
            Class(truths[i], classes, i);
    }

    private static int Class(int value, int classes, int at) =>
        value >= 0 && value < classes ? value : throw new ArgumentException($"Case {at} has class {value}; there are {classes}, numbered from 0.", nameof(value));
}
