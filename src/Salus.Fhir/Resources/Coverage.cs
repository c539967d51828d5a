namespace Salus.Fhir.Resources;

/// <summary>An insurance plan or a promise to pay for a patient.</summary>
public readonly record struct Coverage : IResourceView<Coverage>
{
    public Coverage(FhirNode node) => Node = ResourceViews.Require(node, ResourceType);

    public static string ResourceType => "Coverage";

    public static Coverage Of(FhirNode node) => new(node);

    public FhirNode Node { get; }

    public string? Id => Node.Id;

    public IReadOnlyList<Identifier> Identifiers => Node.Each("identifier", n => new Identifier(n));

    public string? Status => Node.Text("status");

    public CodeableConcept? Type => Node.One("type", n => new CodeableConcept(n));

    public Reference? PolicyHolder => Node.One("policyHolder", n => new Reference(n));

    public Reference? Subscriber => Node.One("subscriber", n => new Reference(n));

    public string? SubscriberId => Node.Text("subscriberId");

    public Reference? Beneficiary => Node.One("beneficiary", n => new Reference(n));

    public string? Dependent => Node.Text("dependent");

    public CodeableConcept? Relationship => Node.One("relationship", n => new CodeableConcept(n));

    public Period? Period => Node.One("period", n => new Period(n));

    public IReadOnlyList<Reference> Payors => Node.Each("payor", n => new Reference(n));

    public IReadOnlyList<Class> Classes => Node.Each("class", n => new Class(n));

    public int? Order => Node.Whole("order");

    public string? Network => Node.Text("network");

    /// <summary>A group, plan or other name of the policy's parts.</summary>
    public readonly record struct Class(FhirNode Node)
    {
        public CodeableConcept? Type => Node.One("type", n => new CodeableConcept(n));

        public string? Value => Node.Text("value");

        public string? Name => Node.Text("name");
    }
}
