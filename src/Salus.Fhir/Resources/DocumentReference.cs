namespace Salus.Fhir.Resources;

/// <summary>A document of any format, and what is known about it.</summary>
public readonly record struct DocumentReference : IResourceView<DocumentReference>
{
    public DocumentReference(FhirNode node) => Node = ResourceViews.Require(node, ResourceType);

    public static string ResourceType => "DocumentReference";

    public static DocumentReference Of(FhirNode node) => new(node);

    public FhirNode Node { get; }

    public string? Id => Node.Id;

    public Identifier? MasterIdentifier => Node.One("masterIdentifier", n => new Identifier(n));

    public IReadOnlyList<Identifier> Identifiers => Node.Each("identifier", n => new Identifier(n));

    public string? Status => Node.Text("status");

    /// <summary>preliminary | final | amended | entered-in-error</summary>
    public string? DocStatus => Node.Text("docStatus");

    public CodeableConcept? Type => Node.One("type", n => new CodeableConcept(n));

    public IReadOnlyList<CodeableConcept> Categories => Node.Each("category", n => new CodeableConcept(n));

    public Reference? Subject => Node.One("subject", n => new Reference(n));

    public FhirDate? Date => Node.Date("date");

    public IReadOnlyList<Reference> Authors => Node.Each("author", n => new Reference(n));

    public Reference? Authenticator => Node.One("authenticator", n => new Reference(n));

    public Reference? Custodian => Node.One("custodian", n => new Reference(n));

    public IReadOnlyList<Relation> RelatesTo => Node.Each("relatesTo", n => new Relation(n));

    public string? Description => Node.Text("description");

    public IReadOnlyList<Content> Contents => Node.Each("content", n => new Content(n));

    public Circumstances? Context => Node.One("context", n => new Circumstances(n));

    /// <summary>How it relates to another document.</summary>
    public readonly record struct Relation(FhirNode Node)
    {
        /// <summary>replaces | transforms | signs | appends</summary>
        public string? Code => Node.Text("code");

        public Reference? Target => Node.One("target", n => new Reference(n));
    }

    /// <summary>The document in one format.</summary>
    public readonly record struct Content(FhirNode Node)
    {
        public Attachment? Attachment => Node.One("attachment", n => new Attachment(n));

        public Coding? Format => Node.One("format", n => new Coding(n));
    }

    /// <summary>What it was written about.</summary>
    public readonly record struct Circumstances(FhirNode Node)
    {
        public IReadOnlyList<Reference> Encounters => Node.Each("encounter", n => new Reference(n));

        public IReadOnlyList<CodeableConcept> Events => Node.Each("event", n => new CodeableConcept(n));

        public Period? Period => Node.One("period", n => new Period(n));

        public IReadOnlyList<Reference> Related => Node.Each("related", n => new Reference(n));
    }
}
