namespace Salus.Fhir.Resources;

/// <summary>Something that was done to or for a patient.</summary>
public readonly record struct Procedure : IResourceView<Procedure>
{
    public Procedure(FhirNode node) => Node = ResourceViews.Require(node, ResourceType);

    public static string ResourceType => "Procedure";

    public static Procedure Of(FhirNode node) => new(node);

    public FhirNode Node { get; }

    public string? Id => Node.Id;

    public IReadOnlyList<Identifier> Identifiers => Node.Each("identifier", n => new Identifier(n));

    public IReadOnlyList<Reference> BasedOn => Node.Each("basedOn", n => new Reference(n));

    public string? Status => Node.Text("status");

    public CodeableConcept? StatusReason => Node.One("statusReason", n => new CodeableConcept(n));

    public CodeableConcept? Category => Node.One("category", n => new CodeableConcept(n));

    public CodeableConcept? Code => Node.One("code", n => new CodeableConcept(n));

    public Reference? Subject => Node.One("subject", n => new Reference(n));

    public Reference? Encounter => Node.One("encounter", n => new Reference(n));

    /// <summary>The start, for a period.</summary>
    public FhirDate? Performed => Node.ChoiceDate("performed");

    public Period? PerformedPeriod => Node.One("performedPeriod", n => new Period(n));

    public IReadOnlyList<Performer> Performers => Node.Each("performer", n => new Performer(n));

    public Reference? Location => Node.One("location", n => new Reference(n));

    public IReadOnlyList<CodeableConcept> Reasons => Node.Each("reasonCode", n => new CodeableConcept(n));

    public IReadOnlyList<Reference> ReasonReferences => Node.Each("reasonReference", n => new Reference(n));

    public IReadOnlyList<CodeableConcept> BodySites => Node.Each("bodySite", n => new CodeableConcept(n));

    public CodeableConcept? Outcome => Node.One("outcome", n => new CodeableConcept(n));

    public IReadOnlyList<Reference> Reports => Node.Each("report", n => new Reference(n));

    public IReadOnlyList<CodeableConcept> Complications => Node.Each("complication", n => new CodeableConcept(n));

    public IReadOnlyList<Annotation> Notes => Node.Each("note", n => new Annotation(n));

    /// <summary>Who did it, as what.</summary>
    public readonly record struct Performer(FhirNode Node)
    {
        public CodeableConcept? Function => Node.One("function", n => new CodeableConcept(n));

        public Reference? Actor => Node.One("actor", n => new Reference(n));
    }
}
