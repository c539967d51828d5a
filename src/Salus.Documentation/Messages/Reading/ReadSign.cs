using Salus.Language;

namespace Salus.Documentation.Messages;

/// <summary>Why the words of a sign do not count.</summary>
public enum SetAside
{
    /// <summary>They count.</summary>
    None,
    Denied,
    LongPast,
    Supposed,
    SomebodyElse,
}

/// <summary>A sign in a message: its words, and whether they count.</summary>
/// <param name="Span">In the message as it was written.</param>
public sealed record ReadSign(string Sign, TextSpan Span, SetAside SetAside)
{
    public bool Counts => SetAside is SetAside.None;
}
