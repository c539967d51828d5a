namespace Salus.Fhir.Resources;

/// <summary>What a patient takes, took or will take, as somebody says.</summary>
public readonly record struct MedicationStatement : IResourceView<MedicationStatement>
{
    public MedicationStatement(FhirNode node) => Node = ResourceViews.Require(node, ResourceType);

    public static string ResourceType => "MedicationStatement";

    public static MedicationStatement Of(FhirNode node) => new(node);

    public FhirNode Node { get; }

    public string? Id => Node.Id;

    public IReadOnlyList<Identifier> Identifiers => Node.Each("identifier", n => new Identifier(n));

    public string? Status => Node.Text("status");

    public IReadOnlyList<CodeableConcept> StatusReasons => Node.Each("statusReason", n => new CodeableConcept(n));

    public CodeableConcept? Category => Node.One("category", n => new CodeableConcept(n));

    public CodeableConcept? Medication => Node.One("medicationCodeableConcept", n => new CodeableConcept(n));

    public Reference? MedicationReference => Node.One("medicationReference", n => new Reference(n));

    public Reference? Subject => Node.One("subject", n => new Reference(n));

    public Reference? Context => Node.One("context", n => new Reference(n));

    /// <summary>The start, for a period.</summary>
    public FhirDate? Effective => Node.ChoiceDate("effective");

    public Period? EffectivePeriod => Node.One("effectivePeriod", n => new Period(n));

    public FhirDate? DateAsserted => Node.Date("dateAsserted");

    public Reference? InformationSource => Node.One("informationSource", n => new Reference(n));

    public IReadOnlyList<CodeableConcept> Reasons => Node.Each("reasonCode", n => new CodeableConcept(n));

    public IReadOnlyList<Annotation> Notes => Node.Each("note", n => new Annotation(n));

    public IReadOnlyList<Dosage> Dosages => Node.Each("dosage", n => new Dosage(n));
}
