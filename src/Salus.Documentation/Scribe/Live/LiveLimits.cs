namespace Salus.Documentation.Scribe;

/// <summary>How much a live visit may hold, and how long it is kept. What is beyond is refused with a message; nothing is cut off in silence.</summary>
/// <param name="Turns">Of one visit. At four turns a minute more than eight hours.</param>
/// <param name="Characters">Of all turns of one visit, in UTF-16 code units.</param>
/// <param name="TurnsPerRequest">Sent at once.</param>
/// <param name="OpenPerPerson">Visits somebody may have open at the same time.</param>
/// <param name="Open">Visits of everybody together.</param>
/// <param name="Streams">Pages that may watch one visit.</param>
public sealed record LiveLimits(int Turns = 2_000, int Characters = 1_000_000, int TurnsPerRequest = 500, int OpenPerPerson = 3, int Open = 200, int Streams = 4)
{
    /// <summary>A visit in which nobody has spoken for so long is ended: what was said becomes a draft in the work list.</summary>
    public TimeSpan Idle { get; init; } = TimeSpan.FromHours(2);

    /// <summary>An event stream ends after this and the browser asks again, so that whoever has lost their rights also loses the stream.</summary>
    public TimeSpan Stream { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>So long the end of a visit is told to pages that still ask.</summary>
    public TimeSpan Remembered { get; init; } = TimeSpan.FromMinutes(10);
}

/// <summary>Why something cannot be done with a live visit, in words for the person.</summary>
/// <param name="status">HTTP status.</param>
public sealed class LiveVisitException(int status, string title, string detail) : Exception(detail)
{
    public int Status { get; } = status;

    public string Title { get; } = title;

    internal static LiveVisitException Unknown { get; } = new(404, "There is no such live visit", "It was finished, discarded, or belongs to somebody else. Look into the work list.");
}
