using System.Collections.Immutable;
using System.Globalization;
using Salus.Language.Models;
using Salus.Trust;

namespace Salus.Writing;

/// <summary>A task made ready for one model: what of it fits, without identifiers where it leaves the house. The same task, room and place give the same.</summary>
/// <param name="LeftOut">What was not sent, in words; empty when all was.</param>
/// <param name="Concealment">Null inside the house.</param>
internal sealed record Prepared(WritingTask Task, ModelRequest Request, string LeftOut, Concealment? Concealment)
{
    /// <summary>Tokens for the form of the answer and what stands around the material.</summary>
    private const int Frame = 600;

    /// <summary>Tokens around each piece of material.</summary>
    private const int AroundPiece = 16;

    /// <param name="room">Tokens that the model reads, without those of its answer.</param>
    public static Prepared Of(WritingTask task, int room, bool outside, Draft ours)
    {
        if (outside)
            task = task with { Examples = [] };
        var concealment = outside ? new Concealment(task.Identifiers, task.Material.Select(m => m.Text).Concat(task.Wishes.Values), task.Vocabulary) : null;
        var sent = Fitting(task, room, ours);
        if (sent.LeftOut.Length > 0 && !task.Examples.IsEmpty)
        {
            // Examples never take the place of what the patient said.
            task = task with { Examples = [] };
            sent = Fitting(task, room, ours);
        }
        return new Prepared(task, ModelRequest.Of(task, sent.Places, text => concealment?.Conceal(text) ?? text), sent.LeftOut, concealment);
    }

    /// <summary>With the identifiers put back.</summary>
    public string Restored(string text) => Concealment?.Restore(text) ?? text;

    /// <summary>The material that fits into what the model reads: where not all does, that on which the embedded engine built the most stays.</summary>
    private static (ImmutableArray<int> Places, string LeftOut) Fitting(WritingTask task, int room, Draft ours)
    {
        room -= Frame + TokenEstimate.Of(task.Prompt.Text) + task.Examples.Sum(e => TokenEstimate.Of(e.Text) + AroundPiece);
        var cost = task.Material.Select(m => TokenEstimate.Of(m.Text) + AroundPiece).ToArray();
        var all = Enumerable.Range(0, cost.Length).ToImmutableArray();
        if (cost.Sum() <= room)
            return (all, "");
        var cited = ours.Statements.SelectMany(s => s.Evidence).Concat(ours.Omitted.SelectMany(o => o.Evidence)).Select(PlaceOf).GroupBy(p => p).ToDictionary(g => g.Key, g => g.Count());
        int Use(int place) => task.Material[place].Evidence.Max(e => cited.GetValueOrDefault(PlaceOf(e)));
        var kept = new SortedSet<int>();
        foreach (var place in all.OrderByDescending(Use).ThenBy(p => p))
        {
            if (cost[place] > room)
                continue;
            room -= cost[place];
            kept.Add(place);
        }
        return ([.. kept], (task.Material.All(m => m.Kind is MaterialKind.Turn) ? "turns " : "pieces ") + Ranges(all.Where(p => !kept.Contains(p)).Select(p => p + 1)));
    }

    private static (string Source, int Segment, string Path) PlaceOf(Evidence evidence) => evidence switch
    {
        Quote quote => (quote.Source, quote.Segment, ""),
        Element element => (element.Source, -1, element.Path),
        _ => (evidence.Source, -1, ""),
    };

    private static string Ranges(IEnumerable<int> numbers)
    {
        var ranges = new List<(int From, int To)>();
        foreach (var number in numbers)
            if (ranges.Count > 0 && ranges[^1].To == number - 1)
                ranges[^1] = (ranges[^1].From, number);
            else
                ranges.Add((number, number));
        return string.Join(", ", ranges.Select(r => r.From == r.To ? string.Create(CultureInfo.InvariantCulture, $"{r.From}") : string.Create(CultureInfo.InvariantCulture, $"{r.From}–{r.To}")));
    }
}
