namespace Salus.Fhir.Resources;

/// <summary>What somebody wants to reach for a patient.</summary>
public readonly record struct Goal : IResourceView<Goal>
{
    public Goal(FhirNode node) => Node = ResourceViews.Require(node, ResourceType);

    public static string ResourceType => "Goal";

    public static Goal Of(FhirNode node) => new(node);

    public FhirNode Node { get; }

    public string? Id => Node.Id;

    public IReadOnlyList<Identifier> Identifiers => Node.Each("identifier", n => new Identifier(n));

    public string? LifecycleStatus => Node.Text("lifecycleStatus");

    public CodeableConcept? AchievementStatus => Node.One("achievementStatus", n => new CodeableConcept(n));

    public IReadOnlyList<CodeableConcept> Categories => Node.Each("category", n => new CodeableConcept(n));

    public CodeableConcept? Priority => Node.One("priority", n => new CodeableConcept(n));

    public CodeableConcept? Description => Node.One("description", n => new CodeableConcept(n));

    public Reference? Subject => Node.One("subject", n => new Reference(n));

    public FhirDate? Start => Node.Date("startDate");

    public IReadOnlyList<Target> Targets => Node.Each("target", n => new Target(n));

    public FhirDate? StatusDate => Node.Date("statusDate");

    public Reference? ExpressedBy => Node.One("expressedBy", n => new Reference(n));

    public IReadOnlyList<Reference> Addresses => Node.Each("addresses", n => new Reference(n));

    public IReadOnlyList<Annotation> Notes => Node.Each("note", n => new Annotation(n));

    public IReadOnlyList<Reference> Outcomes => Node.Each("outcomeReference", n => new Reference(n));

    /// <summary>A measure, the value to reach, by when.</summary>
    public readonly record struct Target(FhirNode Node)
    {
        public CodeableConcept? Measure => Node.One("measure", n => new CodeableConcept(n));

        /// <summary>Whatever its type is.</summary>
        public FhirNode? Detail => Node.Choice("detail");

        public Quantity? DetailQuantity => Node.One("detailQuantity", n => new Quantity(n));

        public Range? DetailRange => Node.One("detailRange", n => new Range(n));

        public CodeableConcept? DetailConcept => Node.One("detailCodeableConcept", n => new CodeableConcept(n));

        public FhirDate? Due => Node.Date("dueDate");
    }
}
