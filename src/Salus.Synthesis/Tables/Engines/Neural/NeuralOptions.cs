namespace Salus.Synthesis.Tables.Engines.Neural;

/// <summary>How large the network of an engine is, how long and how it is trained. The defaults of the engines take minutes on one core.</summary>
public sealed record NeuralOptions
{
    internal const int MostHidden = 4096;

    /// <summary>Units of each hidden layer; 0: by the width of the table, 128 to 512.</summary>
    public int Hidden { get; init; }

    /// <summary>How often each row is seen, as far as the bounds on the steps allow.</summary>
    public int Epochs { get; init; } = 300;

    /// <summary>Small tables are seen more often.</summary>
    public int LeastSteps { get; init; } = 1500;

    /// <summary>Large tables are not seen to the last row.</summary>
    public int MostSteps { get; init; } = 6000;

    /// <summary>Rows a step.</summary>
    public int Batch { get; init; } = 500;

    /// <summary>Length of the first steps; it falls to a twentieth along half a cosine (Loshchilov and Hutter, arXiv 1608.03983).</summary>
    public float Rate { get; init; } = 2e-3f;

    internal int HiddenFor(int width) => Hidden > 0 ? Math.Min(Hidden, MostHidden) : width <= 200 ? 128 : width <= 1000 ? 256 : 512;

    internal int StepsFor(int rows) => (int)Math.Clamp((long)Epochs * rows / Batch, LeastSteps, MostSteps);

    internal float RateAt(int step, int steps) => Rate * (0.05f + 0.95f * 0.5f * (1 + MathF.Cos(MathF.PI * step / steps)));
}
