namespace Salus.Fhir.Resources;

/// <summary>Questions, in order and in groups.</summary>
public readonly record struct Questionnaire : IResourceView<Questionnaire>
{
    public Questionnaire(FhirNode node) => Node = ResourceViews.Require(node, ResourceType);

    public static string ResourceType => "Questionnaire";

    public static Questionnaire Of(FhirNode node) => new(node);

    public FhirNode Node { get; }

    public string? Id => Node.Id;

    public string? Url => Node.Text("url");

    public IReadOnlyList<Identifier> Identifiers => Node.Each("identifier", n => new Identifier(n));

    public string? Version => Node.Text("version");

    public string? Name => Node.Text("name");

    public string? Title => Node.Text("title");

    public string? Status => Node.Text("status");

    public IReadOnlyList<string> SubjectTypes => Node.Texts("subjectType");

    public FhirDate? Date => Node.Date("date");

    public string? Publisher => Node.Text("publisher");

    public string? Description => Node.Text("description");

    public IReadOnlyList<Coding> Codes => Node.Each("code", n => new Coding(n));

    public IReadOnlyList<Item> Items => Node.Each("item", n => new Item(n));

    /// <summary>A question, a group of them, or text to show.</summary>
    public readonly record struct Item(FhirNode Node)
    {
        public string? LinkId => Node.Text("linkId");

        public string? Definition => Node.Text("definition");

        public IReadOnlyList<Coding> Codes => Node.Each("code", n => new Coding(n));

        public string? Prefix => Node.Text("prefix");

        public string? Text => Node.Text("text");

        public string? Type => Node.Text("type");

        public IReadOnlyList<Condition> EnableWhen => Node.Each("enableWhen", n => new Condition(n));

        public string? EnableBehavior => Node.Text("enableBehavior");

        public bool? Required => Node.Flag("required");

        public bool? Repeats => Node.Flag("repeats");

        public bool? ReadOnly => Node.Flag("readOnly");

        public int? MaxLength => Node.Whole("maxLength");

        public string? AnswerValueSet => Node.Text("answerValueSet");

        public IReadOnlyList<Option> AnswerOptions => Node.Each("answerOption", n => new Option(n));

        public IReadOnlyList<Initial> Initial => Node.Each("initial", n => new Initial(n));

        public IReadOnlyList<Item> Items => Node.Each("item", n => new Item(n));
    }

    /// <summary>An answer on which an item depends.</summary>
    public readonly record struct Condition(FhirNode Node)
    {
        public string? Question => Node.Text("question");

        public string? Operator => Node.Text("operator");

        /// <summary>Whatever its type is.</summary>
        public FhirNode? Answer => Node.Choice("answer");
    }

    /// <summary>An answer to choose.</summary>
    public readonly record struct Option(FhirNode Node)
    {
        /// <summary>Whatever its type is.</summary>
        public FhirNode? Value => Node.Choice("value");

        public bool? Selected => Node.Flag("initialSelected");
    }

    /// <summary>An answer that is there at the start.</summary>
    public readonly record struct Initial(FhirNode Node)
    {
        /// <summary>Whatever its type is.</summary>
        public FhirNode? Value => Node.Choice("value");
    }
}
