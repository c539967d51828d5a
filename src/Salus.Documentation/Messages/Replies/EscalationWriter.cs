using System.Collections.Immutable;
using Salus.Trust;
using Salus.Writing;

namespace Salus.Documentation.Messages;

/// <summary>
/// The card for a message with a red flag: what, why in the patient's words, whom to call now and what to ask. It goes to the clinic and never
/// to the patient.
/// </summary>
internal static class EscalationWriter
{
    public static Written Write(PatientMessage message, TriagedMessage triaged, Chart? chart, ReplyRules rules, TimeProvider clock)
    {
        var statements = ImmutableArray.CreateBuilder<Statement>();
        var evidence = new List<Evidence>();
        foreach (var flag in triaged.Flags.DistinctBy(f => f.Rule.Id))
        {
            var words = flag.Words.Select(message.QuoteOf).ToImmutableArray();
            var said = string.Join(" … ", words.Select(w => w.Text.ReplaceLineEndings(" ")));
            var known = flag.FromChart.IsEmpty ? "" : $" The chart lists {string.Join(" and ", flag.FromChart.Select(c => c.Words))}.";
            statements.Add(new Statement(MessageDraft.Why, $"{flag.Rule.Title} ({MessageNames.Title(flag.Rule.Level).ToLowerInvariant()}): the patient wrote “{said}”.{known}", [.. words, .. flag.FromChart.Select(c => c.Evidence)]));
            evidence.AddRange(flag.FromChart.Select(c => c.Evidence));
        }
        foreach (var call in triaged.Flags.Select(f => f.Rule.Call).Distinct(StringComparer.Ordinal).Take(2))
        {
            var rule = rules.Calls[call];
            statements.Add(new Statement(MessageDraft.Call, rule.Who, [rules.QuoteOf(rule.Who)]));
        }
        foreach (var line in rules.Calls[triaged.Flags[0].Rule.Call].Script)
            statements.Add(new Statement(MessageDraft.Script, line, [rules.QuoteOf(line)]));
        var sources = Sources.Of([message.ToSource(), rules.ToSource(), .. chart is null ? [] : evidence.Select(chart.SourceOf).OfType<Source>().DistinctBy(s => s.Id, StringComparer.Ordinal)]);
        return new Written(MessageDraft.Of(message, MessageDraft.EscalationOutline, statements.DrainToImmutable(), [], sources, triaged, rules, rules.Grade, clock), sources);
    }
}
