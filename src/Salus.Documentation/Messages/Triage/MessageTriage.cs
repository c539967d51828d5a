using System.Collections.Immutable;
using Salus.Language;
using Salus.Trust;

namespace Salus.Documentation.Messages;

/// <summary>A red flag that was found, with the words that raised it.</summary>
/// <param name="Words">Places in the message, in order, without overlap.</param>
/// <param name="FromChart">What of the chart it rests on beside the words, for example an anticoagulant.</param>
public sealed record RaisedFlag(RedFlagRule Rule, ImmutableArray<TextSpan> Words, ImmutableArray<ChartSign> FromChart);

/// <summary>Words that look like a red flag and were set aside, and why.</summary>
public sealed record SetAsideWords(string Rule, TextSpan Words, SetAside Why);

/// <summary>What a message is about and how soon somebody has to act.</summary>
/// <param name="Flags">Most urgent first; with one there is no answer in writing.</param>
/// <param name="ClassWords">Words that decided the classes.</param>
public sealed record TriagedMessage(Urgency Urgency, ImmutableArray<MessageClass> Classes, ImmutableArray<RaisedFlag> Flags, ImmutableArray<SetAsideWords> SetAside, ImmutableArray<(MessageClass Class, TextSpan Words)> ClassWords)
{
    public bool IsRedFlag => !Flags.IsEmpty;

    /// <summary>One line for a list.</summary>
    public string Reason => IsRedFlag ? string.Join("; ", Flags.Select(f => f.Rule.Title).Distinct(StringComparer.Ordinal).Take(3)) : string.Join(", ", Classes.Select(MessageNames.Title));
}

/// <summary>
/// Reads a message and says what it is about, how urgent it is and why. Rules and words decide, the same for the same message every time;
/// where they are in doubt, the message counts as urgent. It writes nothing to the patient.
/// </summary>
public sealed class MessageTriage
{
    public const string EngineName = "embedded-triage";

    private readonly SignReader signReader = new(SignBook.Embedded);
    private readonly SignReader classReader = new(SignBook.Classes);

    /// <param name="chart">What the chart says of circumstances; empty when there is no chart.</param>
    public TriagedMessage Read(string text, ImmutableArray<ChartSign> chart = default)
    {
        ArgumentNullException.ThrowIfNull(text);
        chart = chart.IsDefault ? [] : chart;
        var signs = signReader.Read(text);
        var raised = Raised(signs, chart);
        var (classes, words) = ClassesOf(text, raised);
        return new TriagedMessage(raised.IsEmpty ? Calm(classes) : raised[0].Rule.Level, classes, raised, AsideOf(signs, raised), words);
    }

    private static ImmutableArray<RaisedFlag> Raised(ImmutableArray<ReadSign> signs, ImmutableArray<ChartSign> chart)
    {
        var raised = ImmutableArray.CreateBuilder<RaisedFlag>();
        foreach (var rule in RedFlagRules.Embedded.Rules)
        {
            if (rule.Unless is { } unless && signs.Any(s => s.Counts && s.Sign == unless))
                continue;
            foreach (var line in rule.When)
            {
                var said = line.Select(sign => signs.Where(s => s.Counts && s.Sign == sign).ToArray()).ToArray();
                var known = line.Select(sign => chart.FirstOrDefault(c => c.Sign == sign)).ToArray();
                // At least one sign must be in the message itself: a chart alone raises nothing.
                if (!said.Index().All(s => s.Item.Length > 0 || known[s.Index] is not null) || said.All(s => s.Length == 0))
                    continue;
                raised.Add(new RaisedFlag(rule, Merge(said.SelectMany(s => s).Select(s => s.Span)), [.. said.Index().Where(s => s.Item.Length == 0).Select(s => known[s.Index]!)]));
                break;
            }
        }
        return [.. raised.OrderByDescending(r => r.Rule.Level).ThenBy(r => r.Words.IsEmpty ? int.MaxValue : r.Words[0].Start)];
    }

    /// <summary>What would have raised a flag, had it not been denied, past or somebody else's.</summary>
    private static ImmutableArray<SetAsideWords> AsideOf(ImmutableArray<ReadSign> signs, ImmutableArray<RaisedFlag> raised)
    {
        var taken = raised.SelectMany(r => r.Words).ToArray();
        return
        [
            .. from rule in RedFlagRules.Embedded.Rules
               from line in rule.When
               where line.Length == 1
               from sign in signs
               where sign.Sign == line[0] && !sign.Counts && !Array.Exists(taken, t => t.Overlaps(sign.Span))
               group sign by (rule.Title, sign.Span.Start) into same
               let first = same.First()
               select new SetAsideWords(same.Key.Title, first.Span, first.SetAside),
        ];
    }

    private (ImmutableArray<MessageClass>, ImmutableArray<(MessageClass, TextSpan)>) ClassesOf(string text, ImmutableArray<RaisedFlag> raised)
    {
        var found = new SortedDictionary<MessageClass, TextSpan>();
        var asks = false;
        foreach (var read in classReader.Read(text).Where(r => r.Counts))
        {
            if (MessageNames.ClassNamed(read.Sign) is not { } one)
                asks = true;
            else
                found.TryAdd(one, read.Span);
        }
        // A symptom is what brings a reaction to a drug to light; one word of thanks at the end of a request is manners.
        if (found.ContainsKey(MessageClass.SideEffect) && !found.ContainsKey(MessageClass.NewSymptom))
            found.Remove(MessageClass.SideEffect);
        if (found.ContainsKey(MessageClass.SideEffect))
            found.Remove(MessageClass.NewSymptom);
        if (found.ContainsKey(MessageClass.Thanks) && found.Count > 1 && (asks || !raised.IsEmpty))
            found.Remove(MessageClass.Thanks);
        if (found.ContainsKey(MessageClass.NewSymptom) && raised.IsEmpty && (found.ContainsKey(MessageClass.Billing) || found.ContainsKey(MessageClass.Administrative)))
            found.Remove(MessageClass.NewSymptom);
        if (found.Count == 0)
            found.Add(raised.IsEmpty ? MessageClass.Other : MessageClass.NewSymptom, raised.IsEmpty ? default : raised[0].Words.FirstOrDefault());
        return ([.. found.Keys], [.. found.Where(f => f.Value.Length > 0).Select(f => (f.Key, f.Value))]);
    }

    private static Urgency Calm(ImmutableArray<MessageClass> classes) =>
        classes.Contains(MessageClass.NewSymptom) || classes.Contains(MessageClass.SideEffect) ? Urgency.Soon : Urgency.Routine;

    private static ImmutableArray<TextSpan> Merge(IEnumerable<TextSpan> spans)
    {
        var merged = ImmutableArray.CreateBuilder<TextSpan>();
        foreach (var span in spans.OrderBy(s => s.Start).ThenByDescending(s => s.Length))
        {
            if (merged.Count > 0 && merged[^1].End >= span.Start)
                merged[^1] = TextSpan.FromBounds(merged[^1].Start, Math.Max(merged[^1].End, span.End));
            else
                merged.Add(span);
        }
        return merged.DrainToImmutable();
    }
}
