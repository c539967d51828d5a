namespace Salus.Fhir.Resources;

/// <summary>A problem, diagnosis or other matter that somebody attends to.</summary>
public readonly record struct Condition : IResourceView<Condition>
{
    public Condition(FhirNode node) => Node = ResourceViews.Require(node, ResourceType);

    public static string ResourceType => "Condition";

    public static Condition Of(FhirNode node) => new(node);

    public FhirNode Node { get; }

    public string? Id => Node.Id;

    public IReadOnlyList<Identifier> Identifiers => Node.Each("identifier", n => new Identifier(n));

    /// <summary>active | recurrence | relapse | inactive | remission | resolved</summary>
    public CodeableConcept? ClinicalStatus => Node.One("clinicalStatus", n => new CodeableConcept(n));

    public CodeableConcept? VerificationStatus => Node.One("verificationStatus", n => new CodeableConcept(n));

    public IReadOnlyList<CodeableConcept> Categories => Node.Each("category", n => new CodeableConcept(n));

    public CodeableConcept? Severity => Node.One("severity", n => new CodeableConcept(n));

    public CodeableConcept? Code => Node.One("code", n => new CodeableConcept(n));

    public IReadOnlyList<CodeableConcept> BodySites => Node.Each("bodySite", n => new CodeableConcept(n));

    public Reference? Subject => Node.One("subject", n => new Reference(n));

    public Reference? Encounter => Node.One("encounter", n => new Reference(n));

    /// <summary>The start, for a period.</summary>
    public FhirDate? Onset => Node.ChoiceDate("onset");

    public Quantity? OnsetAge => Node.One("onsetAge", n => new Quantity(n));

    public string? OnsetText => Node.Text("onsetString");

    public FhirDate? Abatement => Node.ChoiceDate("abatement");

    public string? AbatementText => Node.Text("abatementString");

    public FhirDate? RecordedDate => Node.Date("recordedDate");

    public Reference? Recorder => Node.One("recorder", n => new Reference(n));

    public Reference? Asserter => Node.One("asserter", n => new Reference(n));

    public IReadOnlyList<Annotation> Notes => Node.Each("note", n => new Annotation(n));
}
