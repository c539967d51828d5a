namespace Salus.Fhir.Resources;

/// <summary>An order or proposal of an investigation, treatment or referral.</summary>
public readonly record struct ServiceRequest : IResourceView<ServiceRequest>
{
    public ServiceRequest(FhirNode node) => Node = ResourceViews.Require(node, ResourceType);

    public static string ResourceType => "ServiceRequest";

    public static ServiceRequest Of(FhirNode node) => new(node);

    public FhirNode Node { get; }

    public string? Id => Node.Id;

    public IReadOnlyList<Identifier> Identifiers => Node.Each("identifier", n => new Identifier(n));

    public IReadOnlyList<Reference> BasedOn => Node.Each("basedOn", n => new Reference(n));

    public IReadOnlyList<Reference> Replaces => Node.Each("replaces", n => new Reference(n));

    public Identifier? Requisition => Node.One("requisition", n => new Identifier(n));

    public string? Status => Node.Text("status");

    public string? Intent => Node.Text("intent");

    public IReadOnlyList<CodeableConcept> Categories => Node.Each("category", n => new CodeableConcept(n));

    public string? Priority => Node.Text("priority");

    public bool? DoNotPerform => Node.Flag("doNotPerform");

    public CodeableConcept? Code => Node.One("code", n => new CodeableConcept(n));

    public IReadOnlyList<CodeableConcept> OrderDetails => Node.Each("orderDetail", n => new CodeableConcept(n));

    public Quantity? Quantity => Node.One("quantityQuantity", n => new Quantity(n));

    public Reference? Subject => Node.One("subject", n => new Reference(n));

    public Reference? Encounter => Node.One("encounter", n => new Reference(n));

    /// <summary>The start, for a period.</summary>
    public FhirDate? Occurrence => Node.ChoiceDate("occurrence");

    public bool? AsNeeded => Node.Flag("asNeededBoolean");

    public FhirDate? AuthoredOn => Node.Date("authoredOn");

    public Reference? Requester => Node.One("requester", n => new Reference(n));

    public CodeableConcept? PerformerType => Node.One("performerType", n => new CodeableConcept(n));

    public IReadOnlyList<Reference> Performers => Node.Each("performer", n => new Reference(n));

    public IReadOnlyList<CodeableConcept> Reasons => Node.Each("reasonCode", n => new CodeableConcept(n));

    public IReadOnlyList<Reference> ReasonReferences => Node.Each("reasonReference", n => new Reference(n));

    public IReadOnlyList<Reference> Insurances => Node.Each("insurance", n => new Reference(n));

    public IReadOnlyList<Reference> SupportingInfo => Node.Each("supportingInfo", n => new Reference(n));

    public IReadOnlyList<Reference> Specimens => Node.Each("specimen", n => new Reference(n));

    public IReadOnlyList<CodeableConcept> BodySites => Node.Each("bodySite", n => new CodeableConcept(n));

    public IReadOnlyList<Annotation> Notes => Node.Each("note", n => new Annotation(n));

    public string? PatientInstruction => Node.Text("patientInstruction");
}
