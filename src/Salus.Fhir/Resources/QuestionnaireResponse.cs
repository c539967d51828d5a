namespace Salus.Fhir.Resources;

/// <summary>Answers to a questionnaire.</summary>
public readonly record struct QuestionnaireResponse : IResourceView<QuestionnaireResponse>
{
    public QuestionnaireResponse(FhirNode node) => Node = ResourceViews.Require(node, ResourceType);

    public static string ResourceType => "QuestionnaireResponse";

    public static QuestionnaireResponse Of(FhirNode node) => new(node);

    public FhirNode Node { get; }

    public string? Id => Node.Id;

    public Identifier? Identifier => Node.One("identifier", n => new Identifier(n));

    public IReadOnlyList<Reference> BasedOn => Node.Each("basedOn", n => new Reference(n));

    /// <summary>Its canonical URL.</summary>
    public string? Questionnaire => Node.Text("questionnaire");

    public string? Status => Node.Text("status");

    public Reference? Subject => Node.One("subject", n => new Reference(n));

    public Reference? Encounter => Node.One("encounter", n => new Reference(n));

    public FhirDate? Authored => Node.Date("authored");

    public Reference? Author => Node.One("author", n => new Reference(n));

    public Reference? Source => Node.One("source", n => new Reference(n));

    public IReadOnlyList<Item> Items => Node.Each("item", n => new Item(n));

    /// <summary>The answers to one question, or a group.</summary>
    public readonly record struct Item(FhirNode Node)
    {
        public string? LinkId => Node.Text("linkId");

        public string? Definition => Node.Text("definition");

        public string? Text => Node.Text("text");

        public IReadOnlyList<Answer> Answers => Node.Each("answer", n => new Answer(n));

        public IReadOnlyList<Item> Items => Node.Each("item", n => new Item(n));
    }

    /// <summary>One answer.</summary>
    public readonly record struct Answer(FhirNode Node)
    {
        /// <summary>Whatever its type is.</summary>
        public FhirNode? Value => Node.Choice("value");

        public Coding? ValueCoding => Node.One("valueCoding", n => new Coding(n));

        public Quantity? ValueQuantity => Node.One("valueQuantity", n => new Quantity(n));

        public IReadOnlyList<Item> Items => Node.Each("item", n => new Item(n));
    }
}
