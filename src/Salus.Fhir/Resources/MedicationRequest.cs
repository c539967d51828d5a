namespace Salus.Fhir.Resources;

/// <summary>An order for a medication, or a plan or proposal of one.</summary>
public readonly record struct MedicationRequest : IResourceView<MedicationRequest>
{
    public MedicationRequest(FhirNode node) => Node = ResourceViews.Require(node, ResourceType);

    public static string ResourceType => "MedicationRequest";

    public static MedicationRequest Of(FhirNode node) => new(node);

    public FhirNode Node { get; }

    public string? Id => Node.Id;

    public IReadOnlyList<Identifier> Identifiers => Node.Each("identifier", n => new Identifier(n));

    public string? Status => Node.Text("status");

    public CodeableConcept? StatusReason => Node.One("statusReason", n => new CodeableConcept(n));

    /// <summary>proposal | plan | order | ...</summary>
    public string? Intent => Node.Text("intent");

    public IReadOnlyList<CodeableConcept> Categories => Node.Each("category", n => new CodeableConcept(n));

    public string? Priority => Node.Text("priority");

    public bool? DoNotPerform => Node.Flag("doNotPerform");

    public CodeableConcept? Medication => Node.One("medicationCodeableConcept", n => new CodeableConcept(n));

    public Reference? MedicationReference => Node.One("medicationReference", n => new Reference(n));

    public Reference? Subject => Node.One("subject", n => new Reference(n));

    public Reference? Encounter => Node.One("encounter", n => new Reference(n));

    public FhirDate? AuthoredOn => Node.Date("authoredOn");

    public Reference? Requester => Node.One("requester", n => new Reference(n));

    public IReadOnlyList<CodeableConcept> Reasons => Node.Each("reasonCode", n => new CodeableConcept(n));

    public IReadOnlyList<Reference> ReasonReferences => Node.Each("reasonReference", n => new Reference(n));

    public IReadOnlyList<Annotation> Notes => Node.Each("note", n => new Annotation(n));

    public IReadOnlyList<Dosage> Dosages => Node.Each("dosageInstruction", n => new Dosage(n));

    public DispenseRequest? Dispense => Node.One("dispenseRequest", n => new DispenseRequest(n));

    public Reference? PriorPrescription => Node.One("priorPrescription", n => new Reference(n));

    /// <summary>What the pharmacy is asked for.</summary>
    public readonly record struct DispenseRequest(FhirNode Node)
    {
        public Period? ValidityPeriod => Node.One("validityPeriod", n => new Period(n));

        public int? Repeats => Node.Whole("numberOfRepeatsAllowed");

        public Quantity? Quantity => Node.One("quantity", n => new Quantity(n));

        public Quantity? ExpectedSupplyDuration => Node.One("expectedSupplyDuration", n => new Quantity(n));
    }
}
