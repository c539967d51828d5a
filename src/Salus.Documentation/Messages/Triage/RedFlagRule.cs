using System.Collections.Immutable;

namespace Salus.Documentation.Messages;

/// <summary>Where a rule comes from.</summary>
public sealed record RuleSource(string Name, string Version, string Date);

/// <summary>
/// What must not wait for an answer in writing: it holds when all signs of one of its lines are in the message, or in the chart where the
/// sign is a circumstance such as treatment.
/// </summary>
/// <param name="Id">For example <c>chest-pain</c>.</param>
/// <param name="Urgency"><c>emergency</c> or <c>same-day</c>.</param>
/// <param name="Call">Key of the site's call list: who is called now.</param>
/// <param name="Why">One sentence for the person who calls.</param>
/// <param name="When">Lines of signs.</param>
/// <param name="Unless">A sign that takes the rule back; null when none does.</param>
public sealed record RedFlagRule(string Id, string Title, string Urgency, string Call, string Why, ImmutableArray<ImmutableArray<string>> When, RuleSource Source, string? Unless = null)
{
    public Urgency Level => MessageNames.UrgencyNamed(Urgency) ?? Messages.Urgency.Emergency;
}

/// <summary>The red flags that come with Salus.</summary>
public sealed record RedFlagRules(string Version, ImmutableArray<RedFlagRule> Rules)
{
    private static readonly Lazy<RedFlagRules> Known = new(Load);

    public static RedFlagRules Embedded => Known.Value;

    private static RedFlagRules Load()
    {
        var rules = MessagesData.Json<RedFlagRules>("red-flags.json");
        var signs = SignBook.Embedded.Signs.Select(s => s.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var rule in rules.Rules)
        {
            if (rule.When.SelectMany(w => w).Concat(rule.Unless is null ? [] : [rule.Unless]).FirstOrDefault(s => !signs.Contains(s)) is { } unknown)
                throw new InvalidOperationException($"The red flag '{rule.Id}' names the sign '{unknown}', which no pattern describes.");
        }
        return rules;
    }
}
