using System.Collections.Immutable;
using System.Globalization;
using Salus.Trust;

namespace Salus.Documentation.Messages;

/// <summary>What every draft about a message shares: its outline, its sources and where it came from.</summary>
public static class MessageDraft
{
    /// <summary>Section of what goes to the patient. A card has it too, empty, for a clinician to write on their own word.</summary>
    public const string Reply = "reply";

    public const string Why = "why";
    public const string Call = "call";
    public const string Script = "script";

    private const string EngineVersion = "1";

    internal static ImmutableArray<DraftSection> ReplyOutline { get; } = [new(Reply, "REPLY TO THE PATIENT", SectionLayout.Paragraph)];

    internal static ImmutableArray<DraftSection> EscalationOutline { get; } =
    [
        new(Why, "RED FLAG: NO REPLY IN WRITING", SectionLayout.List),
        new(Call, "WHO IS CALLED NOW", SectionLayout.List),
        new(Script, "PHONE SCRIPT", SectionLayout.List),
        new(Reply, "REPLY BY A CLINICIAN, AFTER THE CALL", SectionLayout.Paragraph),
    ];

    internal static Draft Of(PatientMessage message, ImmutableArray<DraftSection> outline, ImmutableArray<Statement> statements, ImmutableArray<Omission> omitted, Sources sources, TriagedMessage triaged, ReplyRules rules, double grade, TimeProvider clock) =>
        new(DraftId.New(clock), 1, MessagesCapability.CapabilityName, message.Subject, statements, [], new Provenance(MessageTriage.EngineName, EngineVersion, clock.GetUtcNow(), [.. sources.Select(s => s.Reference)],
            ImmutableSortedDictionary<string, string>.Empty
                .Add("classes", string.Join(", ", triaged.Classes.Select(MessageNames.Of)))
                .Add("grade", grade.ToString(CultureInfo.InvariantCulture))
                .Add("red flags", $"{RedFlagRules.Embedded.Version}: {(triaged.IsRedFlag ? string.Join(", ", triaged.Flags.Select(f => f.Rule.Id)) : "none")}")
                .Add("reply rules", rules.Version)
                .Add("urgency", MessageNames.Of(triaged.Urgency))))
        { Outline = outline, Omitted = omitted };
}
