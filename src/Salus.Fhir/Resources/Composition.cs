namespace Salus.Fhir.Resources;

/// <summary>A document's outline: who wrote what about whom, in sections.</summary>
public readonly record struct Composition : IResourceView<Composition>
{
    public Composition(FhirNode node) => Node = ResourceViews.Require(node, ResourceType);

    public static string ResourceType => "Composition";

    public static Composition Of(FhirNode node) => new(node);

    public FhirNode Node { get; }

    public string? Id => Node.Id;

    public Identifier? Identifier => Node.One("identifier", n => new Identifier(n));

    public string? Status => Node.Text("status");

    public CodeableConcept? Type => Node.One("type", n => new CodeableConcept(n));

    public IReadOnlyList<CodeableConcept> Categories => Node.Each("category", n => new CodeableConcept(n));

    public Reference? Subject => Node.One("subject", n => new Reference(n));

    public Reference? Encounter => Node.One("encounter", n => new Reference(n));

    public FhirDate? Date => Node.Date("date");

    public IReadOnlyList<Reference> Authors => Node.Each("author", n => new Reference(n));

    public string? Title => Node.Text("title");

    public string? Confidentiality => Node.Text("confidentiality");

    public IReadOnlyList<Attester> Attesters => Node.Each("attester", n => new Attester(n));

    public Reference? Custodian => Node.One("custodian", n => new Reference(n));

    public IReadOnlyList<Relation> RelatesTo => Node.Each("relatesTo", n => new Relation(n));

    public IReadOnlyList<Event> Events => Node.Each("event", n => new Event(n));

    public IReadOnlyList<Section> Sections => Node.Each("section", n => new Section(n));

    /// <summary>Who stands for it, in what way.</summary>
    public readonly record struct Attester(FhirNode Node)
    {
        /// <summary>personal | professional | legal | official</summary>
        public string? Mode => Node.Text("mode");

        public FhirDate? Time => Node.Date("time");

        public Reference? Party => Node.One("party", n => new Reference(n));
    }

    /// <summary>How it relates to another document.</summary>
    public readonly record struct Relation(FhirNode Node)
    {
        public string? Code => Node.Text("code");

        public Reference? Target => Node.One("targetReference", n => new Reference(n));

        public Identifier? TargetIdentifier => Node.One("targetIdentifier", n => new Identifier(n));
    }

    /// <summary>What it documents.</summary>
    public readonly record struct Event(FhirNode Node)
    {
        public IReadOnlyList<CodeableConcept> Codes => Node.Each("code", n => new CodeableConcept(n));

        public Period? Period => Node.One("period", n => new Period(n));

        public IReadOnlyList<Reference> Details => Node.Each("detail", n => new Reference(n));
    }

    /// <summary>A part with a title, its text and the resources it stands on.</summary>
    public readonly record struct Section(FhirNode Node)
    {
        public string? Title => Node.Text("title");

        public CodeableConcept? Code => Node.One("code", n => new CodeableConcept(n));

        public IReadOnlyList<Reference> Authors => Node.Each("author", n => new Reference(n));

        public Narrative? Narrative => Node.One("text", n => new Narrative(n));

        public CodeableConcept? OrderedBy => Node.One("orderedBy", n => new CodeableConcept(n));

        public IReadOnlyList<Reference> Entries => Node.Each("entry", n => new Reference(n));

        public CodeableConcept? EmptyReason => Node.One("emptyReason", n => new CodeableConcept(n));

        public IReadOnlyList<Section> Sections => Node.Each("section", n => new Section(n));
    }
}
