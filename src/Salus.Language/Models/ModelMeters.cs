using System.Diagnostics.Metrics;

namespace Salus.Language.Models;

/// <summary>What is counted of each model for whoever watches the system: calls and tokens, never a word.</summary>
internal static class ModelMeters
{
    private static readonly Meter meter = new("Salus.Language");
    private static readonly Counter<long> calls = meter.CreateCounter<long>("salus.model.calls", "{call}", "Calls to a model, by its name in this house and whether they succeeded.");
    private static readonly Counter<long> tokens = meter.CreateCounter<long>("salus.model.tokens", "{token}", "Tokens that went to a model and came from it.");

    public static void Called(string model, bool succeeded, long tokensIn, long tokensOut)
    {
        var name = KeyValuePair.Create<string, object?>("model", model);
        calls.Add(1, name, KeyValuePair.Create<string, object?>("succeeded", succeeded));
        tokens.Add(tokensIn, name, KeyValuePair.Create<string, object?>("direction", "in"));
        tokens.Add(tokensOut, name, KeyValuePair.Create<string, object?>("direction", "out"));
    }
}
