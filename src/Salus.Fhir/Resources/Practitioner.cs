namespace Salus.Fhir.Resources;

/// <summary>A person who cares for patients by profession.</summary>
public readonly record struct Practitioner : IResourceView<Practitioner>
{
    public Practitioner(FhirNode node) => Node = ResourceViews.Require(node, ResourceType);

    public static string ResourceType => "Practitioner";

    public static Practitioner Of(FhirNode node) => new(node);

    public FhirNode Node { get; }

    public string? Id => Node.Id;

    public IReadOnlyList<Identifier> Identifiers => Node.Each("identifier", n => new Identifier(n));

    public bool? Active => Node.Flag("active");

    public IReadOnlyList<HumanName> Names => Node.Each("name", n => new HumanName(n));

    public IReadOnlyList<ContactPoint> Telecoms => Node.Each("telecom", n => new ContactPoint(n));

    public IReadOnlyList<Address> Addresses => Node.Each("address", n => new Address(n));

    public string? Gender => Node.Text("gender");

    public FhirDate? BirthDate => Node.Date("birthDate");

    public IReadOnlyList<Qualification> Qualifications => Node.Each("qualification", n => new Qualification(n));

    public IReadOnlyList<CodeableConcept> Languages => Node.Each("communication", n => new CodeableConcept(n));

    /// <summary>What they may practise, as who says.</summary>
    public readonly record struct Qualification(FhirNode Node)
    {
        public IReadOnlyList<Identifier> Identifiers => Node.Each("identifier", n => new Identifier(n));

        public CodeableConcept? Code => Node.One("code", n => new CodeableConcept(n));

        public Period? Period => Node.One("period", n => new Period(n));

        public Reference? Issuer => Node.One("issuer", n => new Reference(n));
    }
}
