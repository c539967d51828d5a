namespace Salus.Fhir.Resources;

/// <summary>A piece of a schedule, free or busy.</summary>
public readonly record struct Slot : IResourceView<Slot>
{
    public Slot(FhirNode node) => Node = ResourceViews.Require(node, ResourceType);

    public static string ResourceType => "Slot";

    public static Slot Of(FhirNode node) => new(node);

    public FhirNode Node { get; }

    public string? Id => Node.Id;

    public IReadOnlyList<Identifier> Identifiers => Node.Each("identifier", n => new Identifier(n));

    public IReadOnlyList<CodeableConcept> ServiceCategories => Node.Each("serviceCategory", n => new CodeableConcept(n));

    public IReadOnlyList<CodeableConcept> ServiceTypes => Node.Each("serviceType", n => new CodeableConcept(n));

    public IReadOnlyList<CodeableConcept> Specialties => Node.Each("specialty", n => new CodeableConcept(n));

    public CodeableConcept? AppointmentType => Node.One("appointmentType", n => new CodeableConcept(n));

    public Reference? Schedule => Node.One("schedule", n => new Reference(n));

    /// <summary>busy | free | busy-unavailable | busy-tentative | entered-in-error</summary>
    public string? Status => Node.Text("status");

    public FhirDate? Start => Node.Date("start");

    public FhirDate? End => Node.Date("end");

    public bool? Overbooked => Node.Flag("overbooked");

    public string? Comment => Node.Text("comment");
}
