namespace Salus.Fhir.Resources;

/// <summary>What somebody did with records, kept for those who ask later.</summary>
public readonly record struct AuditEvent : IResourceView<AuditEvent>
{
    public AuditEvent(FhirNode node) => Node = ResourceViews.Require(node, ResourceType);

    public static string ResourceType => "AuditEvent";

    public static AuditEvent Of(FhirNode node) => new(node);

    public FhirNode Node { get; }

    public string? Id => Node.Id;

    public Coding? Type => Node.One("type", n => new Coding(n));

    public IReadOnlyList<Coding> Subtypes => Node.Each("subtype", n => new Coding(n));

    /// <summary>C | R | U | D | E</summary>
    public string? Action => Node.Text("action");

    public Period? Period => Node.One("period", n => new Period(n));

    public FhirDate? Recorded => Node.Date("recorded");

    /// <summary>0 | 4 | 8 | 12</summary>
    public string? Outcome => Node.Text("outcome");

    public string? OutcomeDescription => Node.Text("outcomeDesc");

    public IReadOnlyList<CodeableConcept> Purposes => Node.Each("purposeOfEvent", n => new CodeableConcept(n));

    public IReadOnlyList<Agent> Agents => Node.Each("agent", n => new Agent(n));

    public Reporter? Source => Node.One("source", n => new Reporter(n));

    public IReadOnlyList<Entity> Entities => Node.Each("entity", n => new Entity(n));

    /// <summary>Who did it, from where.</summary>
    public readonly record struct Agent(FhirNode Node)
    {
        public CodeableConcept? Type => Node.One("type", n => new CodeableConcept(n));

        public IReadOnlyList<CodeableConcept> Roles => Node.Each("role", n => new CodeableConcept(n));

        public Reference? Who => Node.One("who", n => new Reference(n));

        public string? AlternativeId => Node.Text("altId");

        public string? Name => Node.Text("name");

        public bool? Requestor => Node.Flag("requestor");

        public IReadOnlyList<string> Policies => Node.Texts("policy");

        public Network? Network => Node.One("network", n => new Network(n));
    }

    /// <summary>The address of an agent.</summary>
    public readonly record struct Network(FhirNode Node)
    {
        public string? Address => Node.Text("address");

        public string? Type => Node.Text("type");
    }

    /// <summary>What reported it.</summary>
    public readonly record struct Reporter(FhirNode Node)
    {
        public string? Site => Node.Text("site");

        public Reference? Observer => Node.One("observer", n => new Reference(n));

        public IReadOnlyList<Coding> Types => Node.Each("type", n => new Coding(n));
    }

    /// <summary>What it was done to.</summary>
    public readonly record struct Entity(FhirNode Node)
    {
        public Reference? What => Node.One("what", n => new Reference(n));

        public Coding? Type => Node.One("type", n => new Coding(n));

        public Coding? Role => Node.One("role", n => new Coding(n));

        public Coding? Lifecycle => Node.One("lifecycle", n => new Coding(n));

        public string? Name => Node.Text("name");

        public string? Description => Node.Text("description");

        /// <summary>Base64.</summary>
        public string? Query => Node.Text("query");

        public IReadOnlyList<Detail> Details => Node.Each("detail", n => new Detail(n));
    }

    /// <summary>More about it.</summary>
    public readonly record struct Detail(FhirNode Node)
    {
        public string? Type => Node.Text("type");

        public string? Value => Node.Text("valueString");
    }
}
