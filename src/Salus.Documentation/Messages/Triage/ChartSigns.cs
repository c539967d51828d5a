using System.Collections.Immutable;
using Salus.Trust;

namespace Salus.Documentation.Messages;

/// <summary>A circumstance the chart knows: a blood thinner, chemotherapy, a transplant, a pregnancy.</summary>
/// <param name="Words">As the chart has it.</param>
public sealed record ChartSign(string Sign, string Words, Element Evidence);

/// <summary>
/// The circumstances of a chart that make words of a message weigh more. Only current medication and active problems are read, with the same
/// patterns as messages.
/// </summary>
public static class ChartSigns
{
    private static readonly SignReader Reader = new(SignBook.Embedded);

    public static ImmutableArray<ChartSign> Of(Chart chart)
    {
        ArgumentNullException.ThrowIfNull(chart);
        var signs = ImmutableArray.CreateBuilder<ChartSign>();
        foreach (var said in chart.Medications.SelectMany(m => m.Accounts).Where(a => a.Current))
            Add(said.Name, said.Version, said.Path);
        foreach (var problem in chart.Problems.Where(p => p.Active))
            Add(problem.Name, problem.Shown.Version, "Condition.code");
        return [.. signs.DistinctBy(s => s.Sign, StringComparer.Ordinal)];

        void Add(string words, RecordVersion version, string concept)
        {
            foreach (var read in Reader.Read(words).Where(r => IsContext(r.Sign)))
            {
                if (Evidence(version, concept) is { } element)
                    signs.Add(new ChartSign(read.Sign, words, element));
            }
        }
    }

    /// <summary>The circumstances that a name of a drug or problem stands for, without a place to show.</summary>
    /// <param name="source">Id of the source that names it.</param>
    internal static IEnumerable<ChartSign> Named(string words, string source) =>
        Reader.Read(words).Where(r => IsContext(r.Sign)).DistinctBy(r => r.Sign, StringComparer.Ordinal).Select(r => new ChartSign(r.Sign, words, new Element(source, "", words)));

    private static bool IsContext(string sign) => SignBook.Embedded.Signs.Any(s => s.Name == sign && s.Kind is SignKind.Context) && sign is not ("postop" or "infection" or "child" or "infant" or "older" or "fall" or "cast");

    private static Element? Evidence(RecordVersion version, string concept)
    {
        foreach (var path in new[] { concept + ".text", concept + ".coding[0].display" })
        {
            try
            {
                return ChartEvidence.Of(version, path);
            }
            catch (ArgumentException)
            {
                // The next way of naming it.
            }
        }
        return null;
    }
}
