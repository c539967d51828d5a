namespace Salus.Design.Patients;

/// <summary>A problem or diagnosis.</summary>
/// <param name="Code">With its system, for example <c>SNOMED CT 44054006</c>; null when it was written in words only.</param>
/// <param name="Active">Still a problem.</param>
/// <param name="When">For example <c>since 2011</c> or <c>2011 to 3 May 2012</c>; empty when not said.</param>
/// <param name="Certainty">Anything but confirmed: <c>provisional</c>, <c>differential</c>; null for confirmed.</param>
/// <param name="Again">How often it was recorded, by any source; once for most.</param>
public sealed record ProblemView(string Name, string? Code, bool Active, string When, string? Certainty, int Again, SourceView Source);
