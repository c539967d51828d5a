namespace Salus.Fhir.Resources;

/// <summary>What went wrong, or well, in a request.</summary>
public readonly record struct OperationOutcome : IResourceView<OperationOutcome>
{
    public OperationOutcome(FhirNode node) => Node = ResourceViews.Require(node, ResourceType);

    public static string ResourceType => "OperationOutcome";

    public static OperationOutcome Of(FhirNode node) => new(node);

    public FhirNode Node { get; }

    public string? Id => Node.Id;

    public IReadOnlyList<Issue> Issues => Node.Each("issue", n => new Issue(n));

    /// <summary>One thing.</summary>
    public readonly record struct Issue(FhirNode Node)
    {
        /// <summary>fatal | error | warning | information</summary>
        public string? Severity => Node.Text("severity");

        public string? Code => Node.Text("code");

        public CodeableConcept? Details => Node.One("details", n => new CodeableConcept(n));

        public string? Diagnostics => Node.Text("diagnostics");

        /// <summary>FHIRPath.</summary>
        public IReadOnlyList<string> Expressions => Node.Texts("expression");
    }
}
