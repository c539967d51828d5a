namespace Salus.Documentation.Scribe;

/// <summary>Who is talking, as far as a note cares.</summary>
public enum Speaker
{
    Doctor,
    Patient,

    /// <summary>Somebody with the patient: a parent, a partner, an interpreter.</summary>
    Companion,

    Unknown,
}
