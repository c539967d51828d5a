namespace Salus.Synthesis.Tables.Fitting;

/// <summary>What somebody wants learned.</summary>
public sealed record FitRequest
{
    public const string DefaultEngine = "trees";

    /// <summary>Rows beyond this are not held back: the intervals of the attacks are narrow enough.</summary>
    private const int MostControlRows = 20_000;

    private const double DefaultControlShare = 0.2;

    public string Engine { get; init; } = DefaultEngine;

    public ulong Seed { get; init; }

    /// <summary>The column that studies will predict; null takes that of the schema.</summary>
    public string? Target { get; init; }

    /// <summary>Share of the persons that is held back for the attacks, 0 to 0.5; null: a fifth, and at most 20,000 rows. With 0 the report needs a control table of its own.</summary>
    public double? ControlShare
    {
        get;
        init => field = value is null or >= 0 and <= 0.5 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "The share that is held back lies between 0 and 0.5.");
    }

    /// <summary>How far the engine stays away from single rows; null: as far as the quick attacks of the gate need it.</summary>
    public int? Protection
    {
        get;
        init => field = value is null or >= 0 and <= Engines.FitOptions.MostProtection ? value : throw new ArgumentOutOfRangeException(nameof(value), value, $"The protection lies between 0 and {Engines.FitOptions.MostProtection}.");
    }

    /// <summary>The privacy budget of engines that prove their privacy.</summary>
    public double? Epsilon
    {
        get;
        init => field = value is null or > 0 and <= 100 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "Epsilon lies above 0 and is at most 100; 1 is a common choice.");
    }

    public double Delta { get; init; } = 1e-6;

    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>The share that is held back of so many rows.</summary>
    internal double ShareOf(long rows) => ControlShare ?? Math.Min(DefaultControlShare, (double)MostControlRows / Math.Max(1, rows));
}
