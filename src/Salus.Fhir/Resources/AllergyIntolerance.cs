namespace Salus.Fhir.Resources;

/// <summary>A risk of an adverse reaction to a substance.</summary>
public readonly record struct AllergyIntolerance : IResourceView<AllergyIntolerance>
{
    public AllergyIntolerance(FhirNode node) => Node = ResourceViews.Require(node, ResourceType);

    public static string ResourceType => "AllergyIntolerance";

    public static AllergyIntolerance Of(FhirNode node) => new(node);

    public FhirNode Node { get; }

    public string? Id => Node.Id;

    public IReadOnlyList<Identifier> Identifiers => Node.Each("identifier", n => new Identifier(n));

    public CodeableConcept? ClinicalStatus => Node.One("clinicalStatus", n => new CodeableConcept(n));

    public CodeableConcept? VerificationStatus => Node.One("verificationStatus", n => new CodeableConcept(n));

    /// <summary>allergy | intolerance</summary>
    public string? Type => Node.Text("type");

    /// <summary>food | medication | environment | biologic</summary>
    public IReadOnlyList<string> Categories => Node.Texts("category");

    /// <summary>low | high | unable-to-assess</summary>
    public string? Criticality => Node.Text("criticality");

    public CodeableConcept? Code => Node.One("code", n => new CodeableConcept(n));

    public Reference? Patient => Node.One("patient", n => new Reference(n));

    public Reference? Encounter => Node.One("encounter", n => new Reference(n));

    public FhirDate? Onset => Node.ChoiceDate("onset");

    public FhirDate? RecordedDate => Node.Date("recordedDate");

    public Reference? Recorder => Node.One("recorder", n => new Reference(n));

    public Reference? Asserter => Node.One("asserter", n => new Reference(n));

    public FhirDate? LastOccurrence => Node.Date("lastOccurrence");

    public IReadOnlyList<Annotation> Notes => Node.Each("note", n => new Annotation(n));

    public IReadOnlyList<Reaction> Reactions => Node.Each("reaction", n => new Reaction(n));

    /// <summary>One adverse reaction.</summary>
    public readonly record struct Reaction(FhirNode Node)
    {
        public CodeableConcept? Substance => Node.One("substance", n => new CodeableConcept(n));

        public IReadOnlyList<CodeableConcept> Manifestations => Node.Each("manifestation", n => new CodeableConcept(n));

        public string? Description => Node.Text("description");

        public FhirDate? Onset => Node.Date("onset");

        /// <summary>mild | moderate | severe</summary>
        public string? Severity => Node.Text("severity");

        public CodeableConcept? Route => Node.One("exposureRoute", n => new CodeableConcept(n));
    }
}
