namespace Salus.Fhir.Resources;

/// <summary>Somebody's or something's time that can be booked.</summary>
public readonly record struct Schedule : IResourceView<Schedule>
{
    public Schedule(FhirNode node) => Node = ResourceViews.Require(node, ResourceType);

    public static string ResourceType => "Schedule";

    public static Schedule Of(FhirNode node) => new(node);

    public FhirNode Node { get; }

    public string? Id => Node.Id;

    public IReadOnlyList<Identifier> Identifiers => Node.Each("identifier", n => new Identifier(n));

    public bool? Active => Node.Flag("active");

    public IReadOnlyList<CodeableConcept> ServiceCategories => Node.Each("serviceCategory", n => new CodeableConcept(n));

    public IReadOnlyList<CodeableConcept> ServiceTypes => Node.Each("serviceType", n => new CodeableConcept(n));

    public IReadOnlyList<CodeableConcept> Specialties => Node.Each("specialty", n => new CodeableConcept(n));

    public IReadOnlyList<Reference> Actors => Node.Each("actor", n => new Reference(n));

    public Period? PlanningHorizon => Node.One("planningHorizon", n => new Period(n));

    public string? Comment => Node.Text("comment");
}
