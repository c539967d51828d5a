namespace Salus.Fhir.Resources;

/// <summary>Where resources come from, and who stands behind them.</summary>
public readonly record struct Provenance : IResourceView<Provenance>
{
    public Provenance(FhirNode node) => Node = ResourceViews.Require(node, ResourceType);

    public static string ResourceType => "Provenance";

    public static Provenance Of(FhirNode node) => new(node);

    public FhirNode Node { get; }

    public string? Id => Node.Id;

    public IReadOnlyList<Reference> Targets => Node.Each("target", n => new Reference(n));

    /// <summary>The start, for a period.</summary>
    public FhirDate? Occurred => Node.ChoiceDate("occurred");

    public FhirDate? Recorded => Node.Date("recorded");

    public IReadOnlyList<string> Policies => Node.Texts("policy");

    public Reference? Location => Node.One("location", n => new Reference(n));

    public IReadOnlyList<CodeableConcept> Reasons => Node.Each("reason", n => new CodeableConcept(n));

    public CodeableConcept? Activity => Node.One("activity", n => new CodeableConcept(n));

    public IReadOnlyList<Agent> Agents => Node.Each("agent", n => new Agent(n));

    public IReadOnlyList<Entity> Entities => Node.Each("entity", n => new Entity(n));

    public IReadOnlyList<Signature> Signatures => Node.Each("signature", n => new Signature(n));

    /// <summary>Who took part.</summary>
    public readonly record struct Agent(FhirNode Node)
    {
        public CodeableConcept? Type => Node.One("type", n => new CodeableConcept(n));

        public IReadOnlyList<CodeableConcept> Roles => Node.Each("role", n => new CodeableConcept(n));

        public Reference? Who => Node.One("who", n => new Reference(n));

        public Reference? OnBehalfOf => Node.One("onBehalfOf", n => new Reference(n));
    }

    /// <summary>What was used.</summary>
    public readonly record struct Entity(FhirNode Node)
    {
        /// <summary>derivation | revision | quotation | source | removal</summary>
        public string? Role => Node.Text("role");

        public Reference? What => Node.One("what", n => new Reference(n));
    }

    /// <summary>A signature over the targets.</summary>
    public readonly record struct Signature(FhirNode Node)
    {
        public IReadOnlyList<Coding> Types => Node.Each("type", n => new Coding(n));

        public FhirDate? When => Node.Date("when");

        public Reference? Who => Node.One("who", n => new Reference(n));

        public string? TargetFormat => Node.Text("targetFormat");

        public string? Format => Node.Text("sigFormat");

        /// <summary>Base64.</summary>
        public string? Data => Node.Text("data");
    }
}
