namespace Salus.Documentation.Messages;

/// <summary>What a message is about; a message may be about several things.</summary>
public enum MessageClass
{
    Refill,
    Appointment,
    Result,
    NewSymptom,
    SideEffect,
    Administrative,
    Billing,
    Referral,

    /// <summary>Thanks, or a word that asks for no answer.</summary>
    Thanks,
    Other,
}

/// <summary>How soon a person has to act.</summary>
public enum Urgency
{
    Routine,

    /// <summary>Within about two working days.</summary>
    Soon,
    SameDay,

    /// <summary>Now: a person calls.</summary>
    Emergency,
}

/// <summary>The names that files, API and pages use.</summary>
public static class MessageNames
{
    public static string Of(MessageClass one) => one switch
    {
        MessageClass.NewSymptom => "new-symptom",
        MessageClass.SideEffect => "side-effect",
        _ => one.ToString().ToLowerInvariant(),
    };

    public static string Of(Urgency urgency) => urgency is Urgency.SameDay ? "same-day" : urgency.ToString().ToLowerInvariant();

    public static string Title(MessageClass one) => one switch
    {
        MessageClass.NewSymptom => "New symptom",
        MessageClass.SideEffect => "Side effect",
        MessageClass.Result => "Result question",
        MessageClass.Administrative => "Form or letter",
        _ => one.ToString(),
    };

    public static string Title(Urgency urgency) => urgency switch
    {
        Urgency.SameDay => "Same day",
        Urgency.Emergency => "Emergency now",
        _ => urgency.ToString(),
    };

    public static MessageClass? ClassNamed(string? name) => Enum.GetValues<MessageClass>().Cast<MessageClass?>().FirstOrDefault(c => Of(c!.Value) == name);

    public static Urgency? UrgencyNamed(string? name) => Enum.GetValues<Urgency>().Cast<Urgency?>().FirstOrDefault(u => Of(u!.Value) == name);
}
