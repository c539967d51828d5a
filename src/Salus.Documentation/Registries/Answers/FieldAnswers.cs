using System.Collections.Immutable;
using System.Globalization;
using Salus.Fhir.Resources;
using Salus.Language.Findings;
using Salus.Trust;

namespace Salus.Documentation.Registries;

/// <summary>Answers the fields of a registry for one patient, or says why a field stays open. Nothing is ever taken by default.</summary>
internal sealed class FieldAnswers
{
    private const int MostShown = 4;

    /// <summary>Values beside the chosen one whose resources go with the draft.</summary>
    private const int MostWeighed = 3;

    private readonly FindingAnswers words;
    private readonly ResourceReading reading;
    private readonly ElementAnswers elements;
    private readonly ImmutableArray<(ChartText Text, ClinicalFinding Finding)> findings;
    private readonly Dictionary<string, (Days At, Element Evidence)?> events;
    private readonly RegistryMapping mapping;
    private readonly DateOnly report;

    public FieldAnswers(RegistryMapping mapping, FindingAnswers words, PatientChart chart, DateOnly report)
    {
        (this.mapping, this.words, this.report) = (mapping, words, report);
        reading = new ResourceReading(mapping, chart, report);
        elements = new ElementAnswers(reading);
        findings = words.Read(chart.Texts);
        events = mapping.Events.ToDictionary(e => e.Key, e => Happened(e.Value), StringComparer.Ordinal);
    }

    public FieldOutcome Of(RegistryField field)
    {
        if (field.Rules.IsEmpty)
            return Open(field, OpenReason.NoData, "The mapping names no place where the answer could stand; a person fills it in.", []);
        var outcomes = field.Rules.Select(r => ByRule(field, r)).ToArray();
        var answered = outcomes.Where(o => o.Value is not null).ToArray();
        if (field.PreferFirst && outcomes.FirstOrDefault(o => o.Value is not null || o.Open is OpenReason.Conflicting) is { } first)
            return first;
        if (outcomes.FirstOrDefault(o => o.Open is OpenReason.Conflicting) is { } conflict)
            return conflict;
        if (answered.Length > 0)
            return Agreed(field, answered);
        return outcomes.OrderBy(o => o.Open).First();
    }

    private static FieldOutcome Agreed(RegistryField field, FieldOutcome[] answered)
    {
        var first = answered[0];
        if (answered.All(a => a.Value!.SameAs(first.Value!)))
            return first with { Evidence = [.. answered.SelectMany(a => a.Evidence).Distinct()], Weighed = [.. answered.SelectMany(a => a.Weighed).Distinct(StringComparer.Ordinal)] };
        var shown = answered.Select(a => $"{a.Value!.Shown(field)}{(a.At is { } at ? $" ({at[..Math.Min(10, at.Length)]})" : "")}").Distinct(StringComparer.Ordinal);
        return Open(field, OpenReason.Conflicting, $"Conflicting data: {string.Join("; ", shown)}. Choose one and write it.", [.. answered.SelectMany(a => a.Evidence).Distinct()]);
    }

    private FieldOutcome ByRule(RegistryField field, AnswerRule rule)
    {
        OpenWindow? window = null;
        ImmutableArray<Evidence> anchor = [];
        if (rule.Window is { } asked)
        {
            if (asked.Around is TimeWindow.Report)
                window = new OpenWindow(asked, Days.Of(report));
            else if (events[asked.Around] is { } happened)
                (window, anchor) = (new OpenWindow(asked, happened.At), [happened.Evidence]);
            else
                return Open(field, OpenReason.NoData, $"No data: the chart has no {mapping.Events[asked.Around].Title}, from which the time window counts.", []);
        }
        var candidates = (rule is ElementRule element ? elements.Of(field, element) : words.Of(field, (FindingRule)rule, findings)).ToArray();
        if (candidates.Length == 0)
            return Open(field, OpenReason.NoData, "No data in the chart.", []);
        var inside = candidates;
        if (window is not null)
        {
            inside = [.. candidates.Where(c => c.At is { } at && window.Holds(at) is true)];
            if (inside.Length == 0)
                return Outside(field, candidates, window);
        }
        var chosen = Choose(inside, rule, window);
        if (chosen.Length == 0)
            return Open(field, OpenReason.NotCertain, $"There {(inside.Length == 1 ? "is a value" : "are values")} without a date, so none can be said to be the {rule.Choice.ToString().ToLowerInvariant()}: {Shown(inside)}.", Evidence(inside));
        return Decide(field, chosen, anchor) with { Weighed = [.. chosen.Concat(Next(inside, chosen, rule, window)).Select(c => c.Place).Concat(anchor.Select(a => a.Source)).Distinct(StringComparer.Ordinal)] };
    }

    private FieldOutcome Decide(RegistryField field, Candidate[] chosen, ImmutableArray<Evidence> anchor)
    {
        if (chosen.FirstOrDefault(c => c.Value is null) is { } faulty)
        {
            // A value that cannot be read beside one that can: which is right, a person decides.
            return chosen.All(c => c.Value is null)
                ? Open(field, faulty.Fault!.Value, $"{On(faulty)}{faulty.Why}", Evidence(chosen))
                : Open(field, OpenReason.Conflicting, $"Conflicting data: {Shown(chosen)}. {faulty.Why}", Evidence(chosen));
        }
        var first = chosen[0];
        if (!chosen.All(c => c.Value!.SameAs(first.Value!)))
            return Open(field, OpenReason.Conflicting, $"Conflicting data: {Shown(chosen)}. Choose one and write it.", Evidence(chosen));
        if (first.Value!.OutOfRange(field, report) is { } outside)
            return Open(field, OpenReason.OutOfRange, $"{On(first)}{outside}", first.Evidence);
        return new FieldOutcome(field, first.Value, first.Date, first.Evidence.AddRange(anchor), null, "");
    }

    private static FieldOutcome Outside(RegistryField field, Candidate[] candidates, OpenWindow window)
    {
        var (from, to) = window.Bounds;
        var bounds = string.Create(CultureInfo.InvariantCulture, $"{from:yyyy-MM-dd} to {to:yyyy-MM-dd}");
        var unsure = candidates.Where(c => c.At is null || window.Holds(c.At.Value) is null).ToArray();
        if (unsure.Length > 0)
            return Open(field, OpenReason.NotCertain, $"Whether it is of the time asked for ({bounds}) cannot be told from its date: {Shown(unsure)}.", Evidence(unsure));
        var nearest = candidates.OrderBy(c => window.DaysFrom(c.At!.Value)).ThenBy(c => c.Place, StringComparer.Ordinal).Take(1).ToArray();
        return Open(field, OpenReason.OutsideWindow, $"Outside the time asked for ({bounds}): the nearest is {Shown(nearest)}.", Evidence(nearest));
    }

    /// <summary>The values that count by the rule, several when nothing says which of them comes first; none when times are missing.</summary>
    private static Candidate[] Choose(Candidate[] inside, AnswerRule rule, OpenWindow? window)
    {
        if (rule.Choice is Choice.Only)
            return inside;
        var dated = Ordered(inside, rule, window).ToArray();
        if (dated.Length == 0)
            return [];
        var best = dated[0];
        return rule.Choice is Choice.Nearest
            ? [.. dated.Where(c => window!.DaysFrom(c.At!.Value) == window.DaysFrom(best.At!.Value) && !Apart(c, best))]
            : [.. dated.Where(c => c.At!.Value.MayCoincide(best.At!.Value))];

        // Two measurements of one day at different times of day: the later one before the event counts as nearest, as it does on paper.
        bool Apart(Candidate c, Candidate b) => c.At!.Value.First == b.At!.Value.First && !c.At.Value.MayCoincide(b.At.Value);
    }

    private static IEnumerable<Candidate> Ordered(Candidate[] inside, AnswerRule rule, OpenWindow? window)
    {
        var dated = inside.Where(c => c.At is not null);
        return rule.Choice switch
        {
            Choice.First => dated.OrderBy(c => c.At!.Value.Start).ThenBy(c => c.Place, StringComparer.Ordinal),
            Choice.Nearest => dated.OrderBy(c => window!.DaysFrom(c.At!.Value)).ThenByDescending(c => c.At!.Value.Start).ThenBy(c => c.Place, StringComparer.Ordinal),
            _ => dated.OrderByDescending(c => c.At!.Value.Start).ThenBy(c => c.Place, StringComparer.Ordinal),
        };
    }

    private static IEnumerable<Candidate> Next(Candidate[] inside, Candidate[] chosen, AnswerRule rule, OpenWindow? window) =>
        rule.Choice is Choice.Only ? [] : Ordered(inside, rule, window).Where(c => !chosen.Any(x => x.Place == c.Place)).Take(MostWeighed);

    private (Days At, Element Evidence)? Happened(EventRule rule)
    {
        var found = reading.Matching(rule.Resources).Select(v => (Version: v, Date: reading.Date(rule.Resources, v.Stored!))).Where(f => f.Date is not null)
            .Select(f => (f.Version, f.Date!.Value.At, f.Date.Value.Node)).OrderBy(f => f.At.Start).ThenBy(f => f.Version.Place, StringComparer.Ordinal).ToArray();
        if (found.Length == 0)
            return null;
        var (version, at, node) = rule.Choice is Choice.First ? found[0] : found[^1];
        return (Days.Of(at), new Element(version.Place, ElementPath.Of(version.Stored!, node)!, node.Value!));
    }

    private static FieldOutcome Open(RegistryField field, OpenReason reason, string says, ImmutableArray<Evidence> evidence) => new(field, null, null, evidence, reason, says) { Weighed = [.. evidence.Select(e => e.Source).Distinct(StringComparer.Ordinal)] };

    private static ImmutableArray<Evidence> Evidence(Candidate[] candidates) => [.. candidates.Take(MostShown).SelectMany(c => c.Evidence).Distinct()];

    private static string On(Candidate candidate) => candidate.Date is { } date ? $"On {date[..Math.Min(10, date.Length)]}: " : "";

    private static string Shown(Candidate[] candidates)
    {
        var each = candidates.Select(c => $"{c.Said}{(c.Date is { } date ? $" ({date[..Math.Min(10, date.Length)]})" : "")}").Distinct(StringComparer.Ordinal).ToArray();
        return string.Join("; ", each.Take(MostShown)) + (each.Length > MostShown ? string.Create(CultureInfo.InvariantCulture, $" and {each.Length - MostShown} more") : "");
    }
}
