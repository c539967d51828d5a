namespace Salus.Fhir.Resources;

/// <summary>A hospital, practice, payer or part of one.</summary>
public readonly record struct Organization : IResourceView<Organization>
{
    public Organization(FhirNode node) => Node = ResourceViews.Require(node, ResourceType);

    public static string ResourceType => "Organization";

    public static Organization Of(FhirNode node) => new(node);

    public FhirNode Node { get; }

    public string? Id => Node.Id;

    public IReadOnlyList<Identifier> Identifiers => Node.Each("identifier", n => new Identifier(n));

    public bool? Active => Node.Flag("active");

    public IReadOnlyList<CodeableConcept> Types => Node.Each("type", n => new CodeableConcept(n));

    public string? Name => Node.Text("name");

    public IReadOnlyList<string> Aliases => Node.Texts("alias");

    public IReadOnlyList<ContactPoint> Telecoms => Node.Each("telecom", n => new ContactPoint(n));

    public IReadOnlyList<Address> Addresses => Node.Each("address", n => new Address(n));

    public Reference? PartOf => Node.One("partOf", n => new Reference(n));

    public IReadOnlyList<Contact> Contacts => Node.Each("contact", n => new Contact(n));

    public IReadOnlyList<Reference> Endpoints => Node.Each("endpoint", n => new Reference(n));

    /// <summary>Whom to ask for what.</summary>
    public readonly record struct Contact(FhirNode Node)
    {
        public CodeableConcept? Purpose => Node.One("purpose", n => new CodeableConcept(n));

        public HumanName? Name => Node.One("name", n => new HumanName(n));

        public IReadOnlyList<ContactPoint> Telecoms => Node.Each("telecom", n => new ContactPoint(n));

        public Address? Address => Node.One("address", n => new Address(n));
    }
}
