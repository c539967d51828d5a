namespace Salus.Fhir.Resources;

/// <summary>A vaccine that was given, or was not.</summary>
public readonly record struct Immunization : IResourceView<Immunization>
{
    public Immunization(FhirNode node) => Node = ResourceViews.Require(node, ResourceType);

    public static string ResourceType => "Immunization";

    public static Immunization Of(FhirNode node) => new(node);

    public FhirNode Node { get; }

    public string? Id => Node.Id;

    public IReadOnlyList<Identifier> Identifiers => Node.Each("identifier", n => new Identifier(n));

    /// <summary>completed | entered-in-error | not-done</summary>
    public string? Status => Node.Text("status");

    public CodeableConcept? StatusReason => Node.One("statusReason", n => new CodeableConcept(n));

    public CodeableConcept? VaccineCode => Node.One("vaccineCode", n => new CodeableConcept(n));

    public Reference? Patient => Node.One("patient", n => new Reference(n));

    public Reference? Encounter => Node.One("encounter", n => new Reference(n));

    public FhirDate? Occurrence => Node.ChoiceDate("occurrence");

    public string? OccurrenceText => Node.Text("occurrenceString");

    public bool? PrimarySource => Node.Flag("primarySource");

    public string? LotNumber => Node.Text("lotNumber");

    public FhirDate? ExpirationDate => Node.Date("expirationDate");

    public CodeableConcept? Site => Node.One("site", n => new CodeableConcept(n));

    public CodeableConcept? Route => Node.One("route", n => new CodeableConcept(n));

    public Quantity? Dose => Node.One("doseQuantity", n => new Quantity(n));

    public IReadOnlyList<Performer> Performers => Node.Each("performer", n => new Performer(n));

    public IReadOnlyList<Annotation> Notes => Node.Each("note", n => new Annotation(n));

    public IReadOnlyList<CodeableConcept> Reasons => Node.Each("reasonCode", n => new CodeableConcept(n));

    public IReadOnlyList<Protocol> Protocols => Node.Each("protocolApplied", n => new Protocol(n));

    /// <summary>Who gave or ordered it.</summary>
    public readonly record struct Performer(FhirNode Node)
    {
        public CodeableConcept? Function => Node.One("function", n => new CodeableConcept(n));

        public Reference? Actor => Node.One("actor", n => new Reference(n));
    }

    /// <summary>Which dose of which series.</summary>
    public readonly record struct Protocol(FhirNode Node)
    {
        public string? Series => Node.Text("series");

        public IReadOnlyList<CodeableConcept> TargetDiseases => Node.Each("targetDisease", n => new CodeableConcept(n));

        public int? DoseNumber => Node.Whole("doseNumberPositiveInt");

        public int? SeriesDoses => Node.Whole("seriesDosesPositiveInt");
    }
}
