namespace Salus.Documentation.Scribe;

/// <summary>
/// How much of what could be written stands in the note. Each length holds everything the shorter one does; what a length leaves out
/// is listed under what was said and is not in the note.
/// </summary>
public enum NoteLength
{
    /// <summary>For a busy colleague: the reason, the heart of the story, drugs and allergies, what is abnormal or alarming, the plan.</summary>
    Brief,

    /// <summary>The length that readers of visit notes expect.</summary>
    Standard,

    /// <summary>Everything that could be put into a clean sentence.</summary>
    Full,
}

/// <summary>The lengths by the names that people type.</summary>
public static class NoteLengths
{
    public const string Known = "brief, standard, full";

    public static string Name(this NoteLength length) => length switch { NoteLength.Brief => "brief", NoteLength.Full => "full", _ => "standard" };

    /// <exception cref="ArgumentException">There is no such length; the message lists those there are.</exception>
    public static NoteLength Named(string name) => TryName(name) ?? throw new ArgumentException($"There is no length '{name}'. Choose one of: {Known}.", nameof(name));

    /// <summary>Null when there is no such length.</summary>
    public static NoteLength? TryName(string? name) => name?.ToLowerInvariant() switch { "brief" => NoteLength.Brief, "standard" => NoteLength.Standard, "full" => NoteLength.Full, _ => null };
}
