namespace Salus.Fhir.Resources;

/// <summary>A person who is, was or will be cared for.</summary>
public readonly record struct Patient : IResourceView<Patient>
{
    public Patient(FhirNode node) => Node = ResourceViews.Require(node, ResourceType);

    public static string ResourceType => "Patient";

    public static Patient Of(FhirNode node) => new(node);

    public FhirNode Node { get; }

    public string? Id => Node.Id;

    public IReadOnlyList<Identifier> Identifiers => Node.Each("identifier", n => new Identifier(n));

    public bool? Active => Node.Flag("active");

    public IReadOnlyList<HumanName> Names => Node.Each("name", n => new HumanName(n));

    public IReadOnlyList<ContactPoint> Telecoms => Node.Each("telecom", n => new ContactPoint(n));

    /// <summary>Administrative: male | female | other | unknown</summary>
    public string? Gender => Node.Text("gender");

    public FhirDate? BirthDate => Node.Date("birthDate");

    /// <summary>True also when only the date of death is known.</summary>
    public bool? Deceased => Node.Flag("deceasedBoolean") ?? (Node["deceasedDateTime"] is null ? null : true);

    public FhirDate? DeceasedOn => Node.Date("deceasedDateTime");

    public IReadOnlyList<Address> Addresses => Node.Each("address", n => new Address(n));

    public CodeableConcept? MaritalStatus => Node.One("maritalStatus", n => new CodeableConcept(n));

    public int? MultipleBirthOrder => Node.Whole("multipleBirthInteger");

    public IReadOnlyList<Contact> Contacts => Node.Each("contact", n => new Contact(n));

    public IReadOnlyList<Language> Languages => Node.Each("communication", n => new Language(n));

    public IReadOnlyList<Reference> GeneralPractitioners => Node.Each("generalPractitioner", n => new Reference(n));

    public Reference? ManagingOrganization => Node.One("managingOrganization", n => new Reference(n));

    public IReadOnlyList<Link> Links => Node.Each("link", n => new Link(n));

    /// <summary>A guardian, partner, friend.</summary>
    public readonly record struct Contact(FhirNode Node)
    {
        public IReadOnlyList<CodeableConcept> Relationships => Node.Each("relationship", n => new CodeableConcept(n));

        public HumanName? Name => Node.One("name", n => new HumanName(n));

        public IReadOnlyList<ContactPoint> Telecoms => Node.Each("telecom", n => new ContactPoint(n));

        public Address? Address => Node.One("address", n => new Address(n));

        public string? Gender => Node.Text("gender");
    }

    /// <summary>A language in which the patient can be spoken to.</summary>
    public readonly record struct Language(FhirNode Node)
    {
        public CodeableConcept? Concept => Node.One("language", n => new CodeableConcept(n));

        public bool? Preferred => Node.Flag("preferred");
    }

    /// <summary>Another record of the same person.</summary>
    public readonly record struct Link(FhirNode Node)
    {
        public Reference? Other => Node.One("other", n => new Reference(n));

        /// <summary>replaced-by | replaces | refer | seealso</summary>
        public string? Type => Node.Text("type");
    }
}
