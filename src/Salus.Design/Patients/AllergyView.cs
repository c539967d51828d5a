namespace Salus.Design.Patients;

/// <param name="Severe">Recorded as of high criticality, or with a severe reaction.</param>
/// <param name="Reactions">As shown, for example <c>anaphylaxis</c>; empty when not said.</param>
/// <param name="Kind"><c>allergy</c>, <c>intolerance</c>, or null.</param>
/// <param name="Active">False when it was resolved or refuted.</param>
public sealed record AllergyView(string Substance, bool Severe, string Reactions, string? Kind, string? Since, bool Active, SourceView Source);
