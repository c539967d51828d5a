using System.Collections.Immutable;
using System.Globalization;

namespace Salus.Synthesis.Tables.Engines;

/// <summary>One level of protection that was tried.</summary>
/// <param name="Exposure">What the attacks found, where 1 is the most that passes.</param>
public sealed record ProtectionTrial(int Protection, double Exposure)
{
    public bool Passed => Exposure <= 1;
}

/// <summary>The level of protection that was chosen, and the model that was learned with it.</summary>
/// <param name="Passed">False: not even the most protection passes, and that is the level given.</param>
public sealed record ProtectionChoice<TModel>(int Protection, TModel Model, bool Passed, ImmutableArray<ProtectionTrial> Tried)
{
    /// <summary>What was tried, for the report.</summary>
    public string InWords => string.Join("; ", Tried.Select(t => string.Create(CultureInfo.InvariantCulture, $"protection {t.Protection}: exposure {t.Exposure:0.00}, {(t.Passed ? "passes" : "fails")}")))
        + string.Create(CultureInfo.InvariantCulture, $". Chosen: {Protection}{(Passed ? "" : ", the most there is, though it does not pass")}.");
}

/// <summary>
/// Finds the least protection with which the attacks fail, taking it that more protection never exposes more. It begins where tables of that size usually pass
/// and never goes below: what a small sample of attacks misses there is not worth the fidelity. At most four models are learned.
/// </summary>
public static class ProtectionSearch
{
    private const int LargeTable = 20_000;

    /// <summary>Where the search begins for a table of so many rows.</summary>
    public static int Start(int rows) => rows >= LargeTable ? 1 : 2;

    /// <param name="fitAndAttack">
    /// Learns a model with a level of protection and attacks rows drawn from it. It must hold them against a control of persons that the model did not learn from.
    /// </param>
    public static ProtectionChoice<TModel> Choose<TModel>(int rows, Func<int, (TModel Model, double Exposure)> fitAndAttack, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(fitAndAttack);
        var tried = ImmutableArray.CreateBuilder<ProtectionTrial>();
        var (failing, passing) = (-1, FitOptions.MostProtection + 1);
        TModel chosen = default!;
        for (var level = Start(rows); ; level = (failing + passing) / 2)
        {
            cancel.ThrowIfCancellationRequested();
            var found = fitAndAttack(level);
            var trial = new ProtectionTrial(level, found.Exposure);
            tried.Add(trial);
            if (trial.Passed || passing > FitOptions.MostProtection)
                chosen = found.Model;
            if (trial.Passed)
                passing = level;
            else
                failing = level;
            if ((trial.Passed && tried.Count == 1) || passing - failing <= 1)
                return new ProtectionChoice<TModel>(Math.Min(passing, FitOptions.MostProtection), chosen, passing <= FitOptions.MostProtection, tried.ToImmutable());
        }
    }
}
