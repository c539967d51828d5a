namespace Salus.Governance.Deidentification.Evaluation;

/// <summary>A note or conversation into which identifiers are planted.</summary>
/// <param name="PatientGiven">The name that the text has for its patient, which is replaced by the invented one; empty when it has none.</param>
public sealed record Carrier(string Id, bool IsDialogue, string Text, string PatientGiven = "", string PatientFamily = "")
{
    /// <summary>The half of all carriers that the shipped model was learned from (planted with other names and templates than either split); the other half it never saw.</summary>
    public bool IsForLearning => Id.Sum(c => c) % 2 == 0;
}
