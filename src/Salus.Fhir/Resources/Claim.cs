namespace Salus.Fhir.Resources;

/// <summary>A request for payment, or to say whether it would be paid.</summary>
public readonly record struct Claim : IResourceView<Claim>
{
    public Claim(FhirNode node) => Node = ResourceViews.Require(node, ResourceType);

    public static string ResourceType => "Claim";

    public static Claim Of(FhirNode node) => new(node);

    public FhirNode Node { get; }

    public string? Id => Node.Id;

    public IReadOnlyList<Identifier> Identifiers => Node.Each("identifier", n => new Identifier(n));

    public string? Status => Node.Text("status");

    public CodeableConcept? Type => Node.One("type", n => new CodeableConcept(n));

    public CodeableConcept? SubType => Node.One("subType", n => new CodeableConcept(n));

    /// <summary>claim | preauthorization | predetermination</summary>
    public string? Use => Node.Text("use");

    public Reference? Patient => Node.One("patient", n => new Reference(n));

    public Period? BillablePeriod => Node.One("billablePeriod", n => new Period(n));

    public FhirDate? Created => Node.Date("created");

    public Reference? Enterer => Node.One("enterer", n => new Reference(n));

    public Reference? Insurer => Node.One("insurer", n => new Reference(n));

    public Reference? Provider => Node.One("provider", n => new Reference(n));

    public CodeableConcept? Priority => Node.One("priority", n => new CodeableConcept(n));

    public Reference? Prescription => Node.One("prescription", n => new Reference(n));

    public Reference? Referral => Node.One("referral", n => new Reference(n));

    public Reference? Facility => Node.One("facility", n => new Reference(n));

    public IReadOnlyList<CareTeamMember> CareTeam => Node.Each("careTeam", n => new CareTeamMember(n));

    public IReadOnlyList<Supporting> SupportingInfo => Node.Each("supportingInfo", n => new Supporting(n));

    public IReadOnlyList<Diagnosis> Diagnoses => Node.Each("diagnosis", n => new Diagnosis(n));

    public IReadOnlyList<Procedure> Procedures => Node.Each("procedure", n => new Procedure(n));

    public IReadOnlyList<Insurance> Insurances => Node.Each("insurance", n => new Insurance(n));

    public IReadOnlyList<Item> Items => Node.Each("item", n => new Item(n));

    public Money? Total => Node.One("total", n => new Money(n));

    /// <summary>Who provided what is claimed.</summary>
    public readonly record struct CareTeamMember(FhirNode Node)
    {
        public int? Sequence => Node.Whole("sequence");

        public Reference? Provider => Node.One("provider", n => new Reference(n));

        public bool? Responsible => Node.Flag("responsible");

        public CodeableConcept? Role => Node.One("role", n => new CodeableConcept(n));
    }

    /// <summary>Something that speaks for the claim.</summary>
    public readonly record struct Supporting(FhirNode Node)
    {
        public int? Sequence => Node.Whole("sequence");

        public CodeableConcept? Category => Node.One("category", n => new CodeableConcept(n));

        public CodeableConcept? Code => Node.One("code", n => new CodeableConcept(n));

        /// <summary>Whatever its type is.</summary>
        public FhirNode? Value => Node.Choice("value");
    }

    /// <summary>Why it was provided.</summary>
    public readonly record struct Diagnosis(FhirNode Node)
    {
        public int? Sequence => Node.Whole("sequence");

        public CodeableConcept? Concept => Node.One("diagnosisCodeableConcept", n => new CodeableConcept(n));

        public Reference? Reference => Node.One("diagnosisReference", n => new Reference(n));

        public IReadOnlyList<CodeableConcept> Types => Node.Each("type", n => new CodeableConcept(n));

        public CodeableConcept? OnAdmission => Node.One("onAdmission", n => new CodeableConcept(n));
    }

    /// <summary>What was done.</summary>
    public readonly record struct Procedure(FhirNode Node)
    {
        public int? Sequence => Node.Whole("sequence");

        public IReadOnlyList<CodeableConcept> Types => Node.Each("type", n => new CodeableConcept(n));

        public FhirDate? Date => Node.Date("date");

        public CodeableConcept? Concept => Node.One("procedureCodeableConcept", n => new CodeableConcept(n));

        public Reference? Reference => Node.One("procedureReference", n => new Reference(n));
    }

    /// <summary>Who may pay.</summary>
    public readonly record struct Insurance(FhirNode Node)
    {
        public int? Sequence => Node.Whole("sequence");

        public bool? Focal => Node.Flag("focal");

        public Reference? Coverage => Node.One("coverage", n => new Reference(n));

        public IReadOnlyList<string> PreAuthRefs => Node.Texts("preAuthRef");
    }

    /// <summary>One line.</summary>
    public readonly record struct Item(FhirNode Node)
    {
        public int? Sequence => Node.Whole("sequence");

        public IReadOnlyList<string> DiagnosisSequences => Node.Texts("diagnosisSequence");

        public IReadOnlyList<string> ProcedureSequences => Node.Texts("procedureSequence");

        public CodeableConcept? Revenue => Node.One("revenue", n => new CodeableConcept(n));

        public CodeableConcept? Category => Node.One("category", n => new CodeableConcept(n));

        public CodeableConcept? ProductOrService => Node.One("productOrService", n => new CodeableConcept(n));

        public IReadOnlyList<CodeableConcept> Modifiers => Node.Each("modifier", n => new CodeableConcept(n));

        public FhirDate? ServicedDate => Node.Date("servicedDate");

        public Period? ServicedPeriod => Node.One("servicedPeriod", n => new Period(n));

        public Quantity? Quantity => Node.One("quantity", n => new Quantity(n));

        public Money? UnitPrice => Node.One("unitPrice", n => new Money(n));

        public Money? Net => Node.One("net", n => new Money(n));

        public IReadOnlyList<Reference> Encounters => Node.Each("encounter", n => new Reference(n));
    }
}
