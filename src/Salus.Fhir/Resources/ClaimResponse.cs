namespace Salus.Fhir.Resources;

/// <summary>What the payer says to a claim.</summary>
public readonly record struct ClaimResponse : IResourceView<ClaimResponse>
{
    public ClaimResponse(FhirNode node) => Node = ResourceViews.Require(node, ResourceType);

    public static string ResourceType => "ClaimResponse";

    public static ClaimResponse Of(FhirNode node) => new(node);

    public FhirNode Node { get; }

    public string? Id => Node.Id;

    public IReadOnlyList<Identifier> Identifiers => Node.Each("identifier", n => new Identifier(n));

    public string? Status => Node.Text("status");

    public CodeableConcept? Type => Node.One("type", n => new CodeableConcept(n));

    public string? Use => Node.Text("use");

    public Reference? Patient => Node.One("patient", n => new Reference(n));

    public FhirDate? Created => Node.Date("created");

    public Reference? Insurer => Node.One("insurer", n => new Reference(n));

    public Reference? Requestor => Node.One("requestor", n => new Reference(n));

    public Reference? Request => Node.One("request", n => new Reference(n));

    /// <summary>queued | complete | error | partial</summary>
    public string? Outcome => Node.Text("outcome");

    public string? Disposition => Node.Text("disposition");

    public string? PreAuthRef => Node.Text("preAuthRef");

    public Period? PreAuthPeriod => Node.One("preAuthPeriod", n => new Period(n));

    public IReadOnlyList<Item> Items => Node.Each("item", n => new Item(n));

    public IReadOnlyList<Total> Totals => Node.Each("total", n => new Total(n));

    public Paid? Payment => Node.One("payment", n => new Paid(n));

    public IReadOnlyList<Note> Notes => Node.Each("processNote", n => new Note(n));

    public IReadOnlyList<Error> Errors => Node.Each("error", n => new Error(n));

    /// <summary>The answer to one line.</summary>
    public readonly record struct Item(FhirNode Node)
    {
        public int? Sequence => Node.Whole("itemSequence");

        public IReadOnlyList<string> NoteNumbers => Node.Texts("noteNumber");

        public IReadOnlyList<Adjudication> Adjudications => Node.Each("adjudication", n => new Adjudication(n));
    }

    /// <summary>One amount or reason.</summary>
    public readonly record struct Adjudication(FhirNode Node)
    {
        public CodeableConcept? Category => Node.One("category", n => new CodeableConcept(n));

        public CodeableConcept? Reason => Node.One("reason", n => new CodeableConcept(n));

        public Money? Amount => Node.One("amount", n => new Money(n));

        public decimal? Value => Node.Number("value");
    }

    /// <summary>A sum by category.</summary>
    public readonly record struct Total(FhirNode Node)
    {
        public CodeableConcept? Category => Node.One("category", n => new CodeableConcept(n));

        public Money? Amount => Node.One("amount", n => new Money(n));
    }

    /// <summary>What will be paid, when.</summary>
    public readonly record struct Paid(FhirNode Node)
    {
        public CodeableConcept? Type => Node.One("type", n => new CodeableConcept(n));

        public Money? Adjustment => Node.One("adjustment", n => new Money(n));

        public FhirDate? Date => Node.Date("date");

        public Money? Amount => Node.One("amount", n => new Money(n));
    }

    /// <summary>Words of the payer.</summary>
    public readonly record struct Note(FhirNode Node)
    {
        public int? Number => Node.Whole("number");

        public string? Type => Node.Text("type");

        public string? Text => Node.Text("text");
    }

    /// <summary>Why a line could not be processed.</summary>
    public readonly record struct Error(FhirNode Node)
    {
        public int? ItemSequence => Node.Whole("itemSequence");

        public CodeableConcept? Code => Node.One("code", n => new CodeableConcept(n));
    }
}
