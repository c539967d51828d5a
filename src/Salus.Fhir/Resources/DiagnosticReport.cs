namespace Salus.Fhir.Resources;

/// <summary>Findings of an investigation, with its results.</summary>
public readonly record struct DiagnosticReport : IResourceView<DiagnosticReport>
{
    public DiagnosticReport(FhirNode node) => Node = ResourceViews.Require(node, ResourceType);

    public static string ResourceType => "DiagnosticReport";

    public static DiagnosticReport Of(FhirNode node) => new(node);

    public FhirNode Node { get; }

    public string? Id => Node.Id;

    public IReadOnlyList<Identifier> Identifiers => Node.Each("identifier", n => new Identifier(n));

    public IReadOnlyList<Reference> BasedOn => Node.Each("basedOn", n => new Reference(n));

    public string? Status => Node.Text("status");

    public IReadOnlyList<CodeableConcept> Categories => Node.Each("category", n => new CodeableConcept(n));

    public CodeableConcept? Code => Node.One("code", n => new CodeableConcept(n));

    public Reference? Subject => Node.One("subject", n => new Reference(n));

    public Reference? Encounter => Node.One("encounter", n => new Reference(n));

    /// <summary>The start, for a period.</summary>
    public FhirDate? Effective => Node.ChoiceDate("effective");

    public FhirDate? Issued => Node.Date("issued");

    public IReadOnlyList<Reference> Performers => Node.Each("performer", n => new Reference(n));

    public IReadOnlyList<Reference> Interpreters => Node.Each("resultsInterpreter", n => new Reference(n));

    public IReadOnlyList<Reference> Specimens => Node.Each("specimen", n => new Reference(n));

    public IReadOnlyList<Reference> Results => Node.Each("result", n => new Reference(n));

    public IReadOnlyList<Reference> ImagingStudies => Node.Each("imagingStudy", n => new Reference(n));

    public string? Conclusion => Node.Text("conclusion");

    public IReadOnlyList<CodeableConcept> ConclusionCodes => Node.Each("conclusionCode", n => new CodeableConcept(n));

    public IReadOnlyList<Attachment> PresentedForms => Node.Each("presentedForm", n => new Attachment(n));
}
