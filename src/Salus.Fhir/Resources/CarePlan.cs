namespace Salus.Fhir.Resources;

/// <summary>What is intended for a patient, by whom, why.</summary>
public readonly record struct CarePlan : IResourceView<CarePlan>
{
    public CarePlan(FhirNode node) => Node = ResourceViews.Require(node, ResourceType);

    public static string ResourceType => "CarePlan";

    public static CarePlan Of(FhirNode node) => new(node);

    public FhirNode Node { get; }

    public string? Id => Node.Id;

    public IReadOnlyList<Identifier> Identifiers => Node.Each("identifier", n => new Identifier(n));

    public IReadOnlyList<Reference> BasedOn => Node.Each("basedOn", n => new Reference(n));

    public IReadOnlyList<Reference> Replaces => Node.Each("replaces", n => new Reference(n));

    public string? Status => Node.Text("status");

    public string? Intent => Node.Text("intent");

    public IReadOnlyList<CodeableConcept> Categories => Node.Each("category", n => new CodeableConcept(n));

    public string? Title => Node.Text("title");

    public string? Description => Node.Text("description");

    public Reference? Subject => Node.One("subject", n => new Reference(n));

    public Reference? Encounter => Node.One("encounter", n => new Reference(n));

    public Period? Period => Node.One("period", n => new Period(n));

    public FhirDate? Created => Node.Date("created");

    public Reference? Author => Node.One("author", n => new Reference(n));

    public IReadOnlyList<Reference> CareTeams => Node.Each("careTeam", n => new Reference(n));

    public IReadOnlyList<Reference> Addresses => Node.Each("addresses", n => new Reference(n));

    public IReadOnlyList<Reference> Goals => Node.Each("goal", n => new Reference(n));

    public IReadOnlyList<Activity> Activities => Node.Each("activity", n => new Activity(n));

    public IReadOnlyList<Annotation> Notes => Node.Each("note", n => new Annotation(n));

    /// <summary>One thing to do, or done.</summary>
    public readonly record struct Activity(FhirNode Node)
    {
        public IReadOnlyList<CodeableConcept> Outcomes => Node.Each("outcomeCodeableConcept", n => new CodeableConcept(n));

        public Reference? Reference => Node.One("reference", n => new Reference(n));

        public Detail? Detail => Node.One("detail", n => new Detail(n));
    }

    /// <summary>What to do, where no other resource says it.</summary>
    public readonly record struct Detail(FhirNode Node)
    {
        public string? Kind => Node.Text("kind");

        public CodeableConcept? Code => Node.One("code", n => new CodeableConcept(n));

        public IReadOnlyList<CodeableConcept> Reasons => Node.Each("reasonCode", n => new CodeableConcept(n));

        public IReadOnlyList<Reference> Goals => Node.Each("goal", n => new Reference(n));

        public string? Status => Node.Text("status");

        public bool? DoNotPerform => Node.Flag("doNotPerform");

        public Timing? ScheduledTiming => Node.One("scheduledTiming", n => new Timing(n));

        public Period? ScheduledPeriod => Node.One("scheduledPeriod", n => new Period(n));

        public string? ScheduledText => Node.Text("scheduledString");

        public Reference? Location => Node.One("location", n => new Reference(n));

        public IReadOnlyList<Reference> Performers => Node.Each("performer", n => new Reference(n));

        public CodeableConcept? Product => Node.One("productCodeableConcept", n => new CodeableConcept(n));

        public Quantity? Quantity => Node.One("quantity", n => new Quantity(n));

        public string? Description => Node.Text("description");
    }
}
