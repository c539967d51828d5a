namespace Salus.Documentation.Scribe;

/// <summary>
/// What a reading of the later turns of a visit must know of the earlier ones. How long the visit will be is unknown, so the rules
/// that ask for its first tenth or its second half use the usual length of a visit instead.
/// </summary>
/// <param name="Turns">Turns before the first one read.</param>
/// <param name="Clauses">Clauses before the first one read.</param>
/// <param name="Phase">The phase that the visit was in.</param>
/// <param name="Patient">How the note speaks of the patient; null while it is not known.</param>
/// <param name="Problem">The problem that the doctor was planning for; null for none.</param>
internal sealed record VisitSoFar(int Turns, int Clauses, Phase Phase, PatientReference? Patient, string? Problem)
{
    /// <summary>Clauses of greeting and complaint, in which no examination begins.</summary>
    public const int Opening = 12;

    /// <summary>Half of the clauses of a usual visit: from here the first order, prescription or advice begins the plan.</summary>
    public const int UsualHalf = 90;
}
