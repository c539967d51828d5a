namespace Salus.Documentation.Messages;

/// <summary>How the pages say and show it.</summary>
internal static class MessageWords
{
    public static string Css(Urgency urgency) => urgency switch
    {
        Urgency.Emergency => "emergency",
        Urgency.SameDay => "same-day",
        _ => "calm",
    };

    public static string Of(SetAside why) => why switch
    {
        SetAside.Denied => "denied",
        SetAside.LongPast => "long past",
        SetAside.Supposed => "supposed, not said to be so",
        SetAside.SomebodyElse => "somebody else's past",
        _ => "counts",
    };
}
