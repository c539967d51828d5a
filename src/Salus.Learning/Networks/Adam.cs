using Salus.Learning.Kernels;

namespace Salus.Learning.Networks;

/// <summary>How <see cref="Adam"/> moves the weights.</summary>
public sealed record AdamOptions
{
    /// <summary>The length of a step.</summary>
    public float Rate { get; init; } = 1e-3f;

    /// <summary>β₁: how much of the mean gradient is kept.</summary>
    public float MeanKept { get; init; } = 0.9f;

    /// <summary>β₂: how much of the mean squared gradient is kept.</summary>
    public float SquareKept { get; init; } = 0.999f;

    /// <summary>ε, which keeps steps finite where gradients vanish.</summary>
    public float Floor { get; init; } = 1e-8f;

    /// <summary>λ of the decay of weights.</summary>
    public float Decay { get; init; }

    /// <summary>Whether weights decay by themselves (AdamW) instead of through the gradient (L2).</summary>
    public bool Decoupled { get; init; }

    /// <summary>Gradients of all weights together are shortened to this length; null: never.</summary>
    public float? GradientLimit { get; init; }
}

/// <summary>Adam and AdamW (Kingma and Ba, arXiv 1412.6980; Loshchilov and Hutter, arXiv 1711.05101).</summary>
public sealed class Adam
{
    private readonly Tensor[] weights;
    private readonly float[][] means;
    private readonly float[][] squares;
    private readonly AdamOptions options;
    private int steps;

    /// <param name="tensors">Those that do not need gradients are left alone.</param>
    public Adam(IEnumerable<Tensor> tensors, AdamOptions options)
    {
        weights = [.. tensors.Where(t => t.NeedsGradient)];
        means = [.. weights.Select(w => new float[w.Length])];
        squares = [.. weights.Select(w => new float[w.Length])];
        this.options = options;
        Rate = options.Rate;
    }

    /// <summary>The length of the next step, for schedules.</summary>
    public float Rate { get; set; }

    /// <summary>Moves the weights against their gradients and clears these.</summary>
    /// <returns>The length of the gradient before any clipping; not a number when training has gone astray.</returns>
    public double Step()
    {
        steps++;
        var norm = Math.Sqrt(weights.Sum(w => VectorMath.Dot(w.Gradient, w.Gradient)));
        var scale = options.GradientLimit is { } limit && norm > limit ? (float)(limit / norm) : 1;
        var kernel = new AdamKernel(Rate, options.MeanKept, options.SquareKept, (float)(1 - Math.Pow(options.MeanKept, steps)), (float)(1 - Math.Pow(options.SquareKept, steps)), options.Floor, scale,
            options.Decoupled ? 0 : options.Decay, options.Decoupled ? options.Decay : 0);
        for (var i = 0; i < weights.Length; i++)
            kernel.Step(weights[i].Values, weights[i].Gradient, means[i], squares[i]);
        Clear();
        return norm;
    }

    /// <summary>Forgets the gradients without a step.</summary>
    public void Clear()
    {
        foreach (var weight in weights)
            weight.Gradient.Clear();
    }
}
