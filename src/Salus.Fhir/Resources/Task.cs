namespace Salus.Fhir.Resources;

/// <summary>Something somebody is asked to do.</summary>
public readonly record struct Task : IResourceView<Task>
{
    public Task(FhirNode node) => Node = ResourceViews.Require(node, ResourceType);

    public static string ResourceType => "Task";

    public static Task Of(FhirNode node) => new(node);

    public FhirNode Node { get; }

    public string? Id => Node.Id;

    public IReadOnlyList<Identifier> Identifiers => Node.Each("identifier", n => new Identifier(n));

    public IReadOnlyList<Reference> BasedOn => Node.Each("basedOn", n => new Reference(n));

    public Identifier? GroupIdentifier => Node.One("groupIdentifier", n => new Identifier(n));

    public IReadOnlyList<Reference> PartOf => Node.Each("partOf", n => new Reference(n));

    public string? Status => Node.Text("status");

    public CodeableConcept? StatusReason => Node.One("statusReason", n => new CodeableConcept(n));

    public CodeableConcept? BusinessStatus => Node.One("businessStatus", n => new CodeableConcept(n));

    public string? Intent => Node.Text("intent");

    public string? Priority => Node.Text("priority");

    public CodeableConcept? Code => Node.One("code", n => new CodeableConcept(n));

    public string? Description => Node.Text("description");

    public Reference? Focus => Node.One("focus", n => new Reference(n));

    public Reference? For => Node.One("for", n => new Reference(n));

    public Reference? Encounter => Node.One("encounter", n => new Reference(n));

    public Period? ExecutionPeriod => Node.One("executionPeriod", n => new Period(n));

    public FhirDate? AuthoredOn => Node.Date("authoredOn");

    public FhirDate? LastModified => Node.Date("lastModified");

    public Reference? Requester => Node.One("requester", n => new Reference(n));

    public IReadOnlyList<CodeableConcept> PerformerTypes => Node.Each("performerType", n => new CodeableConcept(n));

    public Reference? Owner => Node.One("owner", n => new Reference(n));

    public CodeableConcept? Reason => Node.One("reasonCode", n => new CodeableConcept(n));

    public IReadOnlyList<Annotation> Notes => Node.Each("note", n => new Annotation(n));

    public IReadOnlyList<Parameter> Inputs => Node.Each("input", n => new Parameter(n));

    public IReadOnlyList<Parameter> Outputs => Node.Each("output", n => new Parameter(n));

    /// <summary>What the task needs or made.</summary>
    public readonly record struct Parameter(FhirNode Node)
    {
        public CodeableConcept? Type => Node.One("type", n => new CodeableConcept(n));

        /// <summary>Whatever its type is.</summary>
        public FhirNode? Value => Node.Choice("value");
    }
}
